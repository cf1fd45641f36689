"""Evidence: what a value rests on, as a person may check it, with the gaps first."""

from collections.abc import Iterable, Sequence
from itertools import chain, filterfalse
from typing import NamedTuple

from checks.readings import Found, Gap, Observation
from checks.taken import Taken
from checks.verdict import CAMPUS, Cause, CauseKind, Evidence, Measured, Shown
from checks.windows import Window

#: More than a person reads; what is left out is in the coverage's numbers.
SHOWN_AT_MOST = 50

INVENTORY = "inventory"


class Seen(NamedTuple):
    """What the days of one value come to, and in words what that number is."""

    window: Window
    value: float
    what: str

    @property
    def taken(self) -> Taken:
        return self.window.taken

    def read(self) -> Evidence:
        window, quantity = self.window, self.window.of.quantity
        source = f"{quantity.source}; {self.what}, {window.seen}"
        return Evidence(
            window.target, quantity.name, window.instance, self.value, self.taken, object=source
        )


#: A piece of evidence, or the reading that becomes one where it is shown: of thousands of
#: members few are.
Piece = Evidence | Found | Seen


def evidence_of(piece: Piece) -> Evidence:
    if isinstance(piece, Evidence):
        return piece
    return piece.read() if isinstance(piece, Seen) else read(piece)


def is_gap(piece: Piece) -> bool:
    """Whether it says why something is not known."""
    if isinstance(piece, Observation | Seen):
        return False
    return isinstance(piece, Gap) or bool(piece.problem)


def is_reading(piece: Piece) -> bool:
    """Whether a device told it, as opposed to a fact, a document or a gap."""
    return isinstance(piece, Observation | Seen) or (
        isinstance(piece, Evidence) and piece.taken is not None
    )


def read(found: Found) -> Evidence:
    """One reading with its age, or the gap in its place; `object` is the MIB object or RFC."""
    quantity, source = found.quantity, found.quantity.source
    if isinstance(found, Gap):
        return Evidence(
            found.target,
            quantity.name,
            found.instance,
            problem=found.cause.detail,
            object=source,
        )
    return Evidence(
        found.target,
        quantity.name,
        found.instance,
        found.value,
        found.taken,
        object=source,
    )


def fact(field: str, name: str, value: float | int | str | bool, said_by: str = "") -> Evidence:
    """A fact of the inventory: the field, which one, and where the inventory has it from."""
    # by position: there are tens of thousands of them
    return Evidence(INVENTORY, field, name, value, None, "", said_by or INVENTORY)


def lacking(field: str, name: str, problem: str) -> Evidence:
    """A fact that the inventory ought to hold and does not."""
    return Evidence(INVENTORY, field, name, problem=problem, object=INVENTORY)


def shown(evidence: Iterable[Piece]) -> Sequence[Evidence]:
    """Gaps first, each piece once, and no more than a person reads."""
    return Shown(tuple(evidence), written)


def written(pieces: Sequence[Piece]) -> tuple[Evidence, ...]:
    kept: dict[Evidence, None] = {}
    for piece in chain(filter(is_gap, pieces), filterfalse(is_gap, pieces)):
        kept[evidence_of(piece)] = None
        if len(kept) == SHOWN_AT_MOST:
            break
    return tuple(kept)


def not_listed(indicator: str, field: str, listed: Sequence[object] | None) -> Measured:
    """The one `Measured` where a list of facts is left out (unknown) or empty (there is none)."""
    if listed is None:
        cause = Cause(CauseKind.FACT_MISSING, f"the inventory does not list {field}")
    else:
        cause = Cause(CauseKind.NONE_IN_SCOPE, f"the inventory says that there are no {field}")
    return Measured(indicator, CAMPUS, None, cause)


def none_such(indicator: str, what: str) -> Measured:
    """The inventory has the list, but nothing of the kind that the indicator is about."""
    detail = f"the inventory lists no {what}"
    return Measured(indicator, CAMPUS, None, Cause(CauseKind.NONE_IN_SCOPE, detail))
