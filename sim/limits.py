"""What some clauses ask of a quantity of the campus; copied by hand from the documents."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sim.campus import Campus
from sim.reality.values import Values

DAY_SECONDS, HOUR_SECONDS = 86_400, 3_600
KBIT, MBIT, GBIT = 10**3, 10**6, 10**9
ALL: Final = 1  # of a share


@dataclass(frozen=True, slots=True)
class Limit:
    """What some clauses ask of each subject of a quantity; nothing, where the document sets no
    limit and leaves it to the school."""

    clauses: str
    quantity: Callable[[Campus], Values]
    at_least: Fraction | int | None = None
    at_most: Fraction | int | None = None

    @property
    def asks(self) -> bool:
        return self.at_least is not None or self.at_most is not None

    def met(self, value: Fraction) -> bool:
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most
