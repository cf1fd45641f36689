"""What some clauses ask of a quantity of the campus; copied by hand from the documents."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sim.campus import Campus
from sim.reality.values import Between, Value, Values

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

    def met(self, value: Value) -> bool | None:
        """None where that cannot be known."""
        if value is None:
            return None
        if isinstance(value, Between):
            return self._met_between(value)
        return self._met(value)

    def _met_between(self, value: Between) -> bool | None:
        at_lowest = self._met(value.lowest)
        without_end = self.at_least is not None
        at_highest = without_end if value.highest is None else self._met(value.highest)
        return at_lowest if at_lowest == at_highest else None

    def _met(self, value: Fraction) -> bool:
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most
