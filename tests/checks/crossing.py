"""From a campus that is well to one that is ill, one reading at a time, to where a clause turns.

Both campuses are told by the same devices. Their readings are exchanged one after another until
the clause no longer passes; where the reading that turned it is a number, the two values between
which it turns are narrowed to neighbours. So each clause is tried at its limit through its
indicator's own arithmetic, from readings, without a word about how that is done.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checks.campus import Campus
from checks.clause import Clause
from checks.indicators import INDICATORS
from checks.judge import Moment, judge
from checks.verdict import Outcome, Verdict
from collectors.probe import ProbeResult
from collectors.reading import Quantity, Reading
from tests.builders import seen

#: Target and quantity: what one round says of it.
Cell = tuple[str, Quantity]
Cells = Mapping[Cell, ProbeResult]


def cells(rounds: Sequence[ProbeResult]) -> dict[Cell, ProbeResult]:
    """Each round taken apart into one per quantity; of a quantity told twice the last counts."""
    apart: dict[Cell, ProbeResult] = {}
    for result in rounds:
        for quantity in result.probe.collector.measures:
            collector = replace(result.probe.collector, measures=(quantity,))
            readings = tuple(each for each in result.readings if each.quantity is quantity)
            probe = replace(result.probe, collector=collector)
            apart[result.probe.target.name, quantity] = replace(
                result, probe=probe, readings=readings
            )
    return apart


@dataclass(frozen=True, slots=True)
class Step:
    """One cell, or one instance of it, as it is when all is ill."""

    cell: Cell
    instance: str | None  # None: the cell as a whole
    ill: ProbeResult

    def taken(self, state: Cells, value: float | None = None) -> dict[Cell, ProbeResult]:
        """The state with this step taken, or with this value of the instance instead."""
        if self.instance is None:
            return {**state, self.cell: self.ill}
        before = state[self.cell]
        told = [each for each in before.readings if each.instance != self.instance]
        if value is not None:
            told.append(Reading(self.cell[1], value, self.instance))
        else:
            told += [each for each in self.ill.readings if each.instance == self.instance]
        return {**state, self.cell: replace(before, readings=tuple(told))}


def steps(well: Cells, ill: Cells, quantities: Sequence[Quantity]) -> Iterator[Step]:
    """What differs, and what no longer answers, of the quantities that an indicator reads."""
    for cell in well:
        if cell[1] not in quantities:
            continue
        bad = ill.get(cell)
        if bad is None:
            continue  # told of by nobody when all is ill: that is silence, not illness
        as_well, as_ill = _values(well[cell]), _values(bad)
        if cell[1].event or not as_well:
            yield Step(cell, None, bad)
            continue
        for instance, value in as_well.items():
            if as_ill.get(instance, "absent") != value:
                yield Step(cell, instance, bad)


def _values(result: ProbeResult) -> dict[str, object]:
    return {each.instance: each.value for each in result.readings}


@dataclass(frozen=True, slots=True)
class Crossing:
    """The verdicts on both sides of where the clause turns; nothing lies between the two."""

    inside: Verdict
    outside: Verdict
    step: Step
    #: The neighbouring numbers between which it turns; None where the reading is no number.
    between: tuple[float, float] | None


def verdict(clause: Clause, campus: Campus, state: Cells) -> Verdict:
    readings = seen(*state.values())
    moment = Moment(campus, readings.ledger, readings.now_seconds, readings.at, INDICATORS)
    return judge(clause.model_copy(update={"unproven": None}), moment, {})


def crossing(clause: Clause, campus: Campus, well: Cells, ill: Cells) -> Crossing | None:
    """Where the clause turns from pass to fail; None where no reading turns it.

    Steps that make it unknown are left out: what a device does not say turns nothing here.
    """
    reads = INDICATORS[str(clause.indicator)].reads
    state: Cells = {cell: result for cell, result in well.items() if cell[1] in reads}
    inside = verdict(clause, campus, state)
    for step in steps(state, ill, reads):
        taken = step.taken(state)
        outside = verdict(clause, campus, taken)
        if outside.outcome is Outcome.FAIL:
            return _narrowed(clause, campus, Crossing(inside, outside, step, None), state)
        if outside.outcome is Outcome.PASS:
            state, inside = taken, outside
    return None


def _narrowed(clause: Clause, campus: Campus, found: Crossing, state: Cells) -> Crossing:
    """Halve the way between two numbers until they are neighbours."""
    step = found.step
    good = _number(state[step.cell], step.instance)
    bad = _number(step.ill, step.instance)
    if good is None or bad is None:
        return found
    whole = isinstance(good, int) and isinstance(bad, int)
    while not _neighbours(good, bad):
        middle = (good + bad) // 2 if whole else _halfway(good, bad)
        tried = verdict(clause, campus, step.taken(state, middle))
        if tried.outcome is Outcome.PASS:
            good, found = middle, replace(found, inside=tried)
        else:
            bad, found = middle, replace(found, outside=tried)
    return replace(found, between=(good, bad))


def _number(result: ProbeResult, instance: str | None) -> float | None:
    for each in result.readings:
        if each.instance == instance and isinstance(each.value, int | float):
            return None if isinstance(each.value, bool) else each.value
    return None


def _neighbours(good: float, bad: float) -> bool:
    if isinstance(good, int) and isinstance(bad, int):
        return abs(good - bad) <= 1
    return math.nextafter(good, bad) == bad or good == bad


def _halfway(good: float, bad: float) -> float:
    """Never one of the two, however near they are."""
    middle = good + (bad - good) / 2
    return middle if middle not in (good, bad) else math.nextafter(good, bad)
