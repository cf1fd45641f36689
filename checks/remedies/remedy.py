"""A remedy: one thing that would make a failing subject pass, solved from its evidence alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from checks.clause import Requirement
from checks.indicators.evidence import INVENTORY
from checks.verdict import Coverage, Evidence, Subject
from collectors.reading import Quantity


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do, in words; `amount` is the number in them that was solved for, where one is."""

    text: str
    amount: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A subject whose value does not satisfy the requirement, and all that may be used to solve
    for what would: what is printed with the verdict, nothing else."""

    subject: Subject
    value: float
    require: Requirement
    unit: str
    evidence: Sequence[Evidence]
    coverage: Coverage

    @property
    def limit(self) -> Fraction:
        """As the clause file writes it: 1.2 is 6/5, not the nearest binary fraction."""
        return Fraction(str(self.require.limit))

    def of(self, quantity: Quantity) -> tuple[Evidence, ...]:
        """Readings of the quantity that gave a value, and gaps in their place."""
        return tuple(each for each in self.evidence if each.quantity == quantity.name)

    def facts(self, field: str) -> tuple[Evidence, ...]:
        return tuple(e for e in self.evidence if e.source == INVENTORY and e.quantity == field)


Solve = Callable[[Shortfall], tuple[Remedy, ...]]


def number(piece: Evidence) -> float | None:
    """Its value as a number; None for a gap or a text."""
    if piece.value is None or isinstance(piece.value, str):
        return None
    return float(piece.value)


def holds(piece: Evidence) -> bool:
    """A state that some sources give as a boolean and others as 0 or 1."""
    return number(piece) == 1


def where(piece: Evidence) -> str:
    return f"{piece.source} {piece.instance}".rstrip()


def said(piece: Evidence) -> str:
    """Why this input does not count: the gap, or what it says instead."""
    if piece.problem:
        return piece.problem
    value = str(piece.value).lower() if isinstance(piece.value, bool) else piece.value
    return f"{piece.quantity} is {value}"
