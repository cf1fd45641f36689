"""From the members of a set to one value with honest bounds: a share, a count, the largest."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from checks.indicators.evidence import SHOWN_AT_MOST, Piece, evidence_of, is_gap, shown, written
from checks.indicators.wording import some
from checks.readings import Observation
from checks.taken import Taken
from checks.verdict import (
    Cause,
    CauseKind,
    Coverage,
    Evidence,
    Grade,
    InPart,
    Measured,
    Shown,
    Subject,
)
from collectors.record import record

Of = TypeVar("Of")


@record
class Member:
    """One of those in scope: it counts, it does not, or why that cannot be told."""

    name: str
    counts: bool | Cause
    evidence: Sequence[Piece] = ()


@record
class Sized:
    """One of those in scope with its size, or why that is not known."""

    name: str
    size: float | Cause
    evidence: Sequence[Piece] = ()


def grouped(listed: Iterable[Of], name_of: Callable[[Of], str | None]) -> dict[str, list[Of]]:
    """By the place, room or other thing that each names; those that name none are left out."""
    groups: dict[str, list[Of]] = {}
    for each in listed:
        name = name_of(each)
        if name is not None:
            groups.setdefault(name, []).append(each)
    return groups


def share(
    indicator: str, subject: Subject, members: Sequence[Member], what: str, grade: Grade
) -> Measured:
    """Those that count over those that could be told (I-61); `members` is not empty.

    What could not be told leaves both sides of the fraction, stays in the bounds, and is said.
    """
    counted, out, untold, causes = _sorted(members)
    told = counted + len(out)
    evidence = Shown(members, _written, _first_pieces)
    coverage = Coverage(told, len(members))
    lowest, highest = counted / len(members), (counted + len(untold)) / len(members)
    in_part = _in_part(counted, len(members), causes)
    why = _first(causes)
    if not told:
        return Measured(
            indicator, subject, None, why, evidence, coverage, grade, "", lowest, highest, why,
            in_part,
        )  # fmt: skip
    value = counted / told
    arithmetic = f"{counted} ÷ {told} {what} = {value:.4g}{_remarks(out, untold)}"
    return Measured(
        indicator, subject, value, None, evidence, coverage, grade, arithmetic, lowest, highest,
        why, in_part,
    )  # fmt: skip


def count(
    indicator: str, subject: Subject, members: Sequence[Member], what: str, grade: Grade
) -> Measured:
    """How many count; with none listed that is 0, with none told it is not known."""
    counted, out, untold, causes = _sorted(members)
    told = counted + len(out)
    evidence = Shown(members, _written, _first_pieces)
    coverage = Coverage(told, len(members))
    lowest, highest = float(counted), float(counted + len(untold))
    in_part = _in_part(counted, 1, causes)
    why = _first(causes)
    if untold and not told:
        return Measured(
            indicator, subject, None, why, evidence, coverage, grade, "", lowest, highest, why,
            in_part,
        )  # fmt: skip
    if not members:
        coverage, grade = Coverage(1, 1), Grade.DECLARED  # the inventory's own answer
    arithmetic = f"{counted} of {len(members)} {what}{_remarks(out, untold)}"
    return Measured(
        indicator, subject, lowest, None, evidence, coverage, grade, arithmetic, lowest, highest,
        why, in_part,
    )  # fmt: skip


def _first(causes: Sequence[Cause]) -> Cause | None:
    """The same one in whatever order they stand; that a part is proven comes last, for it is said
    only where nothing else is missing."""
    return min(causes, key=by_weight, default=None)


def by_weight(cause: Cause) -> tuple[bool, str]:
    return cause.kind is CauseKind.PARTLY_PROVEN, cause.detail


def _in_part(counted: int, of: int, causes: Sequence[Cause]) -> InPart | None:
    partly = [cause for cause in causes if cause.kind is CauseKind.PARTLY_PROVEN]
    if not partly:
        return None
    return InPart((counted + len(partly)) / of, min(partly, key=by_weight))


def largest(
    indicator: str, subject: Subject, members: Sequence[Sized], arithmetic: str, grade: Grade
) -> Measured:
    """The largest known size; an unknown one may be larger still, never make it smaller."""
    known = [member.size for member in members if not isinstance(member.size, Cause)]
    unknown = [member.size for member in members if isinstance(member.size, Cause)]
    evidence = shown(piece for member in members for piece in member.evidence)
    coverage = Coverage(len(known), len(members))
    if not known:
        return Measured(indicator, subject, None, unknown[0], evidence, coverage, grade)
    value = max(known)
    if not unknown:
        return Measured(indicator, subject, value, None, evidence, coverage, grade, arithmetic)
    arithmetic += f"; {len(unknown)} more not known"
    return Measured(
        indicator, subject, value, None, evidence, coverage, grade, arithmetic, value, math.inf
    )


def _sorted(members: Sequence[Member]) -> tuple[int, list[Member], list[Member], list[Cause]]:
    """How many count, those that do not, and those that could not be told, with their causes."""
    doubtful = [member for member in members if member.counts is not True]
    out = [member for member in doubtful if member.counts is False]
    untold = [member for member in doubtful if isinstance(member.counts, Cause)]
    causes = [member.counts for member in untold if isinstance(member.counts, Cause)]
    return len(members) - len(doubtful), out, untold, causes


def _first_pieces(members: Sequence[Member]) -> Sequence["_Marked"]:
    """Gaps first; that of members that do not count before that of those that do, marked with
    its member."""
    ordered = [
        *(member for member in members if member.counts is not True),
        *(member for member in members if member.counts is True),
    ]
    # nearly all pieces are readings, which are no gaps: not worth a call each
    first = (
        _Marked(member, piece)
        for member in ordered
        for piece in member.evidence
        if type(piece) is not Observation and is_gap(piece)
    )
    rest = (_Marked(m, piece) for m in ordered for piece in m.evidence if not is_gap(piece))
    return tuple(islice(chain(first, rest), SHOWN_AT_MOST))


class _Marked(NamedTuple):
    """A piece of evidence with the member that it speaks of."""

    member: Member
    piece: Piece

    @property
    def taken(self) -> Taken | None:
        return self.piece.taken


def _written(marked: Sequence[_Marked]) -> tuple[Evidence, ...]:
    return written([_marked(member, piece) for member, piece in marked])


def _marked(member: Member, piece: Piece) -> Evidence:
    counts = None if isinstance(member.counts, Cause) else member.counts
    return replace(evidence_of(piece), of=member.name, counts=counts)


def _remarks(out: Sequence[Member], untold: Sequence[Member]) -> str:
    remarks = f"; not {_names(out)}" if out else ""
    return remarks + (f"; {len(untold)} not known: {_names(untold)}" if untold else "")


def _names(members: Sequence[Member]) -> str:
    return some([member.name for member in members])
