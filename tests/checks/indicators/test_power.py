"""Runtime on batteries, fit units, and mains feeds."""

from dataclasses import dataclass, field

import pytest

from checks.campus import Campus, RoomKind
from checks.indicators.power import feeds, runtimes, units_normal
from checks.verdict import CauseKind, Grade, Outcome
from collectors.probe import ProbeResult
from collectors.quantities import (
    MAINS_FEEDS_LIVE,
    UPS_BATTERY_NORMAL,
    UPS_CHARGE,
    UPS_ON_BATTERY,
    UPS_RUNTIME,
)
from collectors.reading import Quantity, Value
from tests.builders import DEVICE_GAPS, failed, gap, only, power_domain, room, said, seen, told
from tests.checks.indicators.clauses import outcome_on, verdict_on

FIT: dict[Quantity, Value] = {
    UPS_RUNTIME: 7200.0,
    UPS_CHARGE: 1.0,
    UPS_BATTERY_NORMAL: True,
    UPS_ON_BATTERY: False,
}
DOUBTED = CauseKind.IMPLAUSIBLE


def ups(name: str, **changes: Value) -> ProbeResult:
    """A fit unit; `changes` by the names runtime, charge, normal, on_battery."""
    by_name = {
        "runtime": UPS_RUNTIME,
        "charge": UPS_CHARGE,
        "normal": UPS_BATTERY_NORMAL,
        "on_battery": UPS_ON_BATTERY,
    }
    return said(name, FIT | {by_name[key]: value for key, value in changes.items()})


@dataclass(frozen=True, slots=True)
class Case:
    """Units a, b … of one domain, how they feed it, and its runtime."""

    units: list[ProbeResult] = field(default_factory=list)
    value: float | CauseKind = 0.0
    feed: str = "parallel"


RUNTIME = {
    "a fit unit's estimate counts": Case([ups("a", runtime=7200.0)], 7200),
    "charged to 95 % it still counts": Case([ups("a", charge=0.95)], 7200),
    "charged to 94 % it does not": Case([ups("a", charge=0.94)], DOUBTED),
    "on battery it does not": Case([ups("a", on_battery=True)], DOUBTED),
    "with an unfit battery it does not": Case([ups("a", normal=False)], DOUBTED),
    "parallel units carry as long as the weakest": Case(
        [ups("a", runtime=9000.0), ups("b", runtime=3600.0)], 3600
    ),
    "an unfit one of two is left out": Case(
        [ups("a", runtime=9000.0), ups("b", runtime=60.0, normal=False)], 9000
    ),
    "two unfit ones leave nothing to trust": Case(
        [ups("a", normal=False), ups("b", normal=False)], DOUBTED
    ),
    "independent feeds carry as long as the stronger": Case(
        [ups("a", runtime=9000.0), ups("b", runtime=3600.0)], 9000, "independent"
    ),
    "no unit at all is no runtime, and that is known": Case([], 0),
}


@pytest.mark.parametrize("case", RUNTIME.values(), ids=RUNTIME)
def test_the_runtime_of_a_power_domain(case: Case) -> None:
    names = [unit.probe.target.name for unit in case.units]
    campus = Campus(power_domains=[power_domain(*names, feed=case.feed)])
    assert told(only(runtimes(campus, seen(*case.units)))) == case.value


SILENT_BESIDE = {
    "on one bus it might be the weakest": ("parallel", 9000.0, Outcome.UNKNOWN),
    "and cannot help the one that is short": ("parallel", 7199.0, Outcome.FAIL),
    "on a feed of its own it cannot harm": ("independent", 7200.0, Outcome.PASS),
    "and might be the stronger": ("independent", 7199.0, Outcome.UNKNOWN),
}


@pytest.mark.parametrize(
    ("feed", "known", "outcome"), SILENT_BESIDE.values(), ids=SILENT_BESIDE.keys()
)
def test_a_silent_unit_matters_only_where_it_could_turn_the_verdict(
    feed: str, known: float, outcome: Outcome
) -> None:
    campus = Campus(power_domains=[power_domain("a", "b", feed=feed)])
    rounds = (ups("a", runtime=known), failed("b", *FIT))
    measured = only(runtimes(campus, seen(*rounds)))
    assert measured.value == known
    assert measured.untold is not None
    assert measured.untold.target == "b"
    assert measured.arithmetic.endswith("; 1 not known")
    verdict = verdict_on("bjhei-sect-02-2a", campus, *rounds)
    assert verdict.outcome is outcome
    assert (verdict.cause is None) == (outcome is not Outcome.UNKNOWN)


def test_an_unfit_unit_beside_a_silent_one_tells_nothing_of_the_runtime() -> None:
    campus = Campus(power_domains=[power_domain("a", "b")])
    readings = seen(ups("a", normal=False), failed("b", *FIT))
    assert told(only(runtimes(campus, readings))) is CauseKind.FAILED


@pytest.mark.parametrize("kind", DEVICE_GAPS)
@pytest.mark.parametrize("lost", FIT)
def test_an_estimate_counts_only_with_every_reading_that_vouches_for_it(
    kind: CauseKind, lost: Quantity
) -> None:
    campus = Campus(power_domains=[power_domain("a")])
    others = [said("a", {quantity: value}) for quantity, value in FIT.items() if quantity != lost]
    measured = only(runtimes(campus, seen(*others, *gap(kind, lost, "a"))))
    assert told(measured) is kind
    assert measured.why_not is not None
    assert measured.why_not.target == "a"


def test_doubt_names_the_charge_and_the_interpretation() -> None:
    campus = Campus(power_domains=[power_domain("a")])
    measured = only(runtimes(campus, seen(ups("a", charge=0.8))))
    assert measured.why_not is not None
    assert measured.why_not.detail == "a: charge 80% < 95%: estimate not to be trusted (I-32)"


def test_a_runtime_is_reported_and_none_is_declared() -> None:
    domains = [power_domain("a"), power_domain(name="bare")]
    reported, declared = runtimes(Campus(power_domains=domains), seen(ups("a")))
    assert (reported.grade, declared.grade) == (Grade.REPORTED, Grade.DECLARED)
    assert reported.arithmetic == "min(a 7200 s) = 7200 s (2 h 0 min)"
    assert reported.subject.label("scope") == "machine_room"


UNITS = {
    "both": ([ups("a"), ups("b")], 2, 2),
    "one is unfit": ([ups("a"), ups("b", normal=False)], 1, 1),
    "one is silent": ([ups("a"), failed("b", *FIT)], 1, 2),
    "none speaks": ([failed("a", *FIT), failed("b", *FIT)], CauseKind.FAILED, 2),
}


@pytest.mark.parametrize(("rounds", "value", "highest"), UNITS.values(), ids=UNITS)
def test_units_with_a_fit_battery(
    rounds: list[ProbeResult], value: float | CauseKind, highest: float
) -> None:
    campus = Campus(power_domains=[power_domain("a", "b")])
    measured = only(units_normal(campus, seen(*rounds)))
    assert told(measured) == value
    assert measured.highest == highest


def machine_room(*switches: str) -> Campus:
    return Campus(rooms=[room("dc", RoomKind.MACHINE_ROOM, transfer_switches=list(switches))])


FEEDS = {
    "two": ({"ats-1": 2}, 2),
    "one has failed": ({"ats-1": 1}, 1),
    "of two switches the worse": ({"ats-1": 2, "ats-2": 1}, 1),
}


@pytest.mark.parametrize(("live", "value"), FEEDS.values(), ids=FEEDS)
def test_live_feeds_of_a_machine_room(live: dict[str, int], value: float) -> None:
    rounds = [said(name, {MAINS_FEEDS_LIVE: number}) for name, number in live.items()]
    assert told(only(feeds(machine_room(*live), seen(*rounds)))) == value


@pytest.mark.parametrize("kind", DEVICE_GAPS)
@pytest.mark.parametrize(("known", "outcome"), [(2, Outcome.UNKNOWN), (1, Outcome.FAIL)])
def test_a_transfer_switch_that_cannot_be_told_may_only_make_it_worse(
    kind: CauseKind, known: int, outcome: Outcome
) -> None:
    rounds = [said("ats-1", {MAINS_FEEDS_LIVE: known}), *gap(kind, MAINS_FEEDS_LIVE, "ats-2")]
    campus = machine_room("ats-1", "ats-2")
    measured = only(feeds(campus, seen(*rounds)))
    assert (measured.lowest, measured.value, measured.highest) == (0, known, known)
    assert measured.untold is not None
    assert measured.untold.kind is kind
    assert outcome_on("bjhei-dc-01-4a", campus, *rounds) is outcome


def test_transfer_switches_none_of_which_can_be_told_leave_the_feeds_unknown() -> None:
    rounds = (failed("ats-1", MAINS_FEEDS_LIVE), failed("ats-2", MAINS_FEEDS_LIVE))
    assert told(only(feeds(machine_room("ats-1", "ats-2"), seen(*rounds)))) is CauseKind.FAILED


def test_without_a_transfer_switch_nothing_shows_the_feeds() -> None:
    assert told(only(feeds(machine_room(), seen()))) is CauseKind.FACT_MISSING
    unsaid = Campus(rooms=[room("dc", RoomKind.MACHINE_ROOM)])
    assert told(only(feeds(unsaid, seen()))) is CauseKind.FACT_MISSING
    assert told(only(feeds(Campus(rooms=[room()]), seen()))) is CauseKind.NONE_IN_SCOPE
