"""An indicator: a named number about the campus, in a unit, computed from facts and readings."""

from collections.abc import Callable
from dataclasses import dataclass

from checks.campus import Campus
from checks.readings import Readings
from checks.verdict import Measured
from collectors.reading import Quantity


@dataclass(frozen=True, slots=True)
class Indicator:
    """`compute` is pure: same facts, same readings, same moment, same answer; it never raises
    for what a device or the inventory lacks, but returns a `Measured` with the reason.

    It returns one `Measured` per subject. A fact list that is None gives one `Measured` of the
    campus with FACT_MISSING; an empty one gives NONE_IN_SCOPE. Never an empty list.
    """

    name: str  # ends in the unit, as quantities do
    meaning: str
    formula: str
    unit: (
        str  # bit/s, s, 1 (a ratio), °C …; empty for a number of things, and for yes (1) or no (0)
    )
    subject: str  # kind of the subjects it yields
    reads: tuple[Quantity, ...]
    facts: tuple[str, ...]  # fields of Campus
    compute: Callable[[Campus, Readings], list[Measured]]
