"""Failover: how long it took other circuits to stand in for one that fell silent."""

from checks.campus import Campus, InstanceRef
from checks.indicator import Indicator
from checks.indicators.evidence import not_listed, shown
from checks.indicators.levels import longest
from checks.indicators.wording import duration
from checks.readings import Readings
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from checks.windowed import FAILOVERS

FAILOVER = "egress_failover_seconds"


def failovers(campus: Campus, readings: Readings) -> list[Measured]:
    """Per test, the longest failover that was seen in 30 days."""
    if not campus.failover_tests:
        return [not_listed(FAILOVER, "failover_tests", campus.failover_tests)]
    return [_longest(test, readings) for test in campus.failover_tests]


def _longest(test: InstanceRef, readings: Readings) -> Measured:
    """Without one it is not known how long it would take."""
    subject = Subject("failover", f"{test.target} {test.instance}")
    level = longest(readings, FAILOVERS, test.target, test.instance)
    evidence = shown(level.evidence)
    value = level.value
    if not isinstance(value, Cause) and value <= 0:
        detail = f"no failover of {test.instance} was seen in {FAILOVERS.days} days"
        value = Cause(CauseKind.ABSENT, f"{detail}: pull a circuit to try it", test.target)
    if isinstance(value, Cause):
        return Measured(FAILOVER, subject, None, value, evidence, Coverage(0, 1))
    return Measured(FAILOVER, subject, value, None, evidence, Coverage(1, 1), Grade.DEMONSTRATED,
                    f"the longest of {FAILOVERS.days} days: {duration(value)}")  # fmt: skip


INDICATORS = (
    Indicator(
        FAILOVER,
        "Longest time that it took other circuits to stand in for one that had fallen silent.",
        "max over 30 days of the silence of what any circuit may carry, while one falls silent",
        "s",
        "failover",
        (FAILOVERS.quantity, *FAILOVERS.reads),
        ("failover_tests",),
        failovers,
    ),
)
