# ruff: noqa: ANN401 - what is changed here is private, and so are its types
"""The auditor with one flaw put in: `python -m tests.end_to_end.mutated_auditor FLAW run …`.

Each flaw is one that somebody could make; a certificate that does not find it is worth nothing.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import checks.judge
import checks.readings
import checks.roll_up
from agent.__main__ import main as auditor
from checks.clause import Requirement
from checks.indicators import INDICATORS, wired, wireless
from checks.verdict import CauseKind, Measured, Outcome
from collectors.snmp import ups, ups_families


def measured_by(name: str, change: Callable[[Measured], Measured]) -> None:
    """What the indicator measures, changed."""
    indicator = INDICATORS[name]
    compute = indicator.compute

    def changed(campus: Any, readings: Any) -> list[Measured]:
        return [change(each) for each in compute(campus, readings)]

    INDICATORS[name] = replace(indicator, compute=changed)


def times(factor: float) -> Callable[[Measured], Measured]:
    def scaled(measured: Measured) -> Measured:
        def by(value: float | None) -> float | None:
            return None if value is None else value * factor

        return replace(
            measured,
            value=by(measured.value),
            lowest=by(measured.lowest),
            highest=by(measured.highest),
        )

    return scaled


def wrong_unit() -> None:
    """Kilobits taken for bits."""
    measured_by("egress_bits_per_second_per_person", times(1000))


def minutes_for_seconds() -> None:
    """RFC 1628 tells minutes."""
    for source in ups_families.SOURCES:
        if getattr(source, "unit", None) is ups.minutes:
            object.__setattr__(source, "unit", ups.whole)


def greater_for_at_least() -> None:
    """The limit itself does not satisfy any more (I-5)."""

    def satisfied_by(self: Requirement, value: float) -> bool:
        if self.at_least is not None:
            return value > self.at_least
        return self.at_most is not None and value < self.at_most

    Requirement.satisfied_by = satisfied_by  # type: ignore[method-assign]


def unknown_passes() -> None:
    outcome = checks.judge._outcome

    def content(rule: Any, measured: Measured) -> Any:
        found, cause = outcome(rule, measured)
        return (Outcome.PASS, None) if found is Outcome.UNKNOWN else (found, cause)

    checks.judge._outcome = content


def never_stale() -> None:
    """Old readings count as new ones."""
    checks.readings.Readings._old = lambda self, taken_seconds: False  # type: ignore[method-assign]
    find = checks.readings.Readings.find

    def found(self: Any, quantity: Any, target: str, instance: str = "") -> Any:
        window, self._window_seconds = self._window_seconds, math.inf
        try:
            return find(self, quantity, target, instance)
        finally:
            self._window_seconds = window

    checks.readings.Readings.find = found  # type: ignore[method-assign]


def dead_devices_count() -> None:
    """Those that could not be told stay in the denominator and count as not met."""

    def pessimist(measured: Measured) -> Measured:
        if measured.lowest is None or measured.highest is None:
            return measured
        return replace(
            measured, value=measured.lowest, highest=measured.lowest, why_not=None, untold=None
        )

    measured_by("rooms_covered_ratio", pessimist)


def best_for_worst() -> None:
    """The fastest port of a switch, not the slowest."""
    wired.min = max  # type: ignore[attr-defined]


def one_subject_is_enough() -> None:
    every = checks.roll_up._every_outcome

    def some(counted: Any, coverage_at_least_ratio: float) -> Outcome:
        if any(verdict.outcome is Outcome.PASS for verdict in counted):
            return Outcome.PASS
        found: Outcome = every(counted, coverage_at_least_ratio)
        return found

    checks.roll_up._every_outcome = some


def broken_access_points_carry() -> None:
    """Whatever its state, an access point carries its terminals."""
    real = wireless.access_point_up

    def up(readings: Any, point: Any) -> Any:
        counts, founds = real(readings, point)
        return (True if counts is False else counts), founds

    wireless.access_point_up = up


def silence_is_a_fail() -> None:
    """What is not known fails, as if it had been measured."""
    outcome = checks.judge._outcome

    def strict(rule: Any, measured: Measured) -> Any:
        found, cause = outcome(rule, measured)
        failed = cause is not None and cause.kind in (CauseKind.FAILED, CauseKind.STALE)
        return (Outcome.FAIL, None) if found is Outcome.UNKNOWN and failed else (found, cause)

    checks.judge._outcome = strict


FLAWS: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        wrong_unit,
        minutes_for_seconds,
        greater_for_at_least,
        unknown_passes,
        never_stale,
        dead_devices_count,
        best_for_worst,
        one_subject_is_enough,
        broken_access_points_carry,
        silence_is_a_fail,
    )
}


def main() -> None:
    flaw, *arguments = sys.argv[1:]
    FLAWS[flaw]()
    sys.argv = ["campus-auditor", *arguments]
    auditor()


if __name__ == "__main__":
    main()
