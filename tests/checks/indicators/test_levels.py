"""Values over days, and the indicators that rest on them, with little and with much to look on."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from checks.campus import Campus, Device, Feed, InstanceRef
from checks.clause import load_standards
from checks.indicators import INDICATORS
from checks.indicators.availability import availability
from checks.indicators.failover import failovers
from checks.indicators.paths import round_trips, utilisation
from checks.indicators.runtime_window import runtimes_over_days
from checks.indicators.services import answers
from checks.indicators.wlan_load import within_limit
from checks.interpretation import Interpretations
from checks.judge import Moment, judge
from checks.ledger import Ledger
from checks.readings import Readings
from checks.systems import System, SystemKind
from checks.verdict import CauseKind, Measured, Outcome
from collectors import quantities as q
from collectors.path.quantities import PATH_FAILOVER_NOW, PATH_ROUND_TRIP_NOW
from collectors.probe import ProbeResult
from collectors.system_quantities import SYSTEM_ANSWERS
from tests.builders import (
    AT,
    NOW_SECONDS,
    circuit,
    failed,
    of_subject,
    only,
    point,
    power_domain,
    room,
    said,
    seen,
    told,
)

DAY_SECONDS = 86_400.0
CLAUSES = {clause.id: clause for each in load_standards().values() for clause in each.clauses}


def after(*stood: tuple[float, ProbeResult]) -> Readings:
    """The days of each round, one behind the other, the last of them until now."""
    ledger, behind_days = Ledger(), sum(days for days, _ in stood)
    for days, result in stood:
        behind_days -= days
        begun = result.started_at - timedelta(days=behind_days)
        past = replace(result, started_at=begun)
        ledger.windows.add(past, standing_seconds=days * DAY_SECONDS)
    ledger.add(stood[-1][1])
    return Readings(ledger, NOW_SECONDS, AT, 900)


def ups(runtime_seconds: float, name: str = "ups-1", unfit: bool = False) -> ProbeResult:
    fit = {q.UPS_CHARGE: 1.0, q.UPS_BATTERY_NORMAL: not unfit, q.UPS_ON_BATTERY: False}
    return said(name, {q.UPS_RUNTIME: runtime_seconds, **fit})


DC = Campus(power_domains=[power_domain("ups-1")])
TWO_HOURS = 7200.0

#: Days of 7200 s and then days of 600 s, both with 30.8 days to look back on; and what comes of it.
RUNTIMES: Mapping[str, tuple[float, float, Outcome, str]] = {
    "always": (32, 0, Outcome.PASS, ""),
    "a day in thirty is forgiven": (31, 1, Outcome.PASS, ""),
    "two are not": (30, 2, Outcome.FAIL, ""),
    "nine tenths seen, and all of it well": (28, 0, Outcome.PASS, ""),
    "less seen says nothing": (27, 0, Outcome.UNKNOWN, "27.0 of 30.8 days seen"),
    "two days say nothing": (2, 0, Outcome.UNKNOWN, "2.0 of 30.8 days seen"),
    "two bad days are enough to know": (0, 2, Outcome.FAIL, ""),
    "one bad day is not": (0, 1, Outcome.UNKNOWN, "1.0 of 30.8 days seen"),
}


@pytest.mark.parametrize("row", RUNTIMES)
def test_a_machine_room_has_its_runtime_but_for_a_twentieth_of_thirty_days(row: str) -> None:
    good, bad, outcome, why = RUNTIMES[row]
    stood = [(good, ups(TWO_HOURS)), (bad, ups(600.0))]
    readings = after(*[(days, result) for days, result in stood if days])
    moment = Moment(DC, readings.ledger, NOW_SECONDS, AT, INDICATORS)
    verdict = judge(CLAUSES["bjhei-sect-02-2a"], moment, {})
    assert verdict.outcome is outcome, verdict.cause
    assert why in (verdict.cause.detail if verdict.cause else "")


def test_a_limit_over_days_is_met_to_the_last_digit() -> None:
    for seconds, outcome in (
        (TWO_HOURS, Outcome.PASS),
        (math.nextafter(TWO_HOURS, 0), Outcome.FAIL),
    ):
        ledger = after((32, ups(seconds))).ledger
        moment = Moment(DC, ledger, NOW_SECONDS, AT, INDICATORS)
        assert judge(CLAUSES["bjhei-sect-02-2a"], moment, {}).outcome is outcome


def both(feed: Feed) -> Campus:
    return Campus(power_domains=[power_domain("ups-1", "ups-2", feed=feed)])


@pytest.mark.parametrize(
    ("feed", "unfit", "value"),
    [
        (Feed.PARALLEL, False, 600.0),
        (Feed.INDEPENDENT, False, 7200.0),
        (Feed.INDEPENDENT, True, 600.0),  # what was seen of a battery that is unfit now is past
    ],
)
def test_units_make_one_runtime_as_their_feed_is(feed: Feed, unfit: bool, value: float) -> None:
    long, short = ups(7200.0, "ups-1"), ups(600.0, "ups-2")
    readings = seen(long, short)
    if unfit:
        readings.ledger.add(ups(7200.0, "ups-1", unfit=True))
    measured = only(runtimes_over_days(both(feed), readings))
    assert told(measured) == value
    assert measured.coverage.ratio == 1


def test_a_unit_on_its_battery_keeps_its_days_for_a_while_and_then_says_why_not() -> None:
    discharging = said(
        "ups-1",
        {
            q.UPS_RUNTIME: 60.0,
            q.UPS_CHARGE: 1.0,
            q.UPS_BATTERY_NORMAL: True,
            q.UPS_ON_BATTERY: True,
        },
    )
    readings = after((32, replace(ups(7200.0), taken_seconds=NOW_SECONDS - 60)), (0, discharging))
    assert told(only(runtimes_over_days(DC, readings))) == 7200.0
    later = Readings(readings.ledger, NOW_SECONDS + 850, AT, 900)
    measured = only(runtimes_over_days(DC, later))
    assert told(measured) is CauseKind.IMPLAUSIBLE
    assert measured.why_not is not None
    assert "runs on its battery" in measured.why_not.detail


def test_read_as_it_is_now_no_day_behind_counts() -> None:
    ledger = after((31, ups(600.0)), (0, ups(TWO_HOURS))).ledger
    readings = Readings(ledger, NOW_SECONDS, AT, 900, Interpretations({"I-32": "present"}))
    assert told(only(runtimes_over_days(DC, readings))) == TWO_HOURS


# --- availability -----------------------------------------------------------------------------

UP, DOWN = said("core-1", {q.DEVICE_UPTIME: 1.0}), failed("core-1", q.DEVICE_UPTIME)


def core(*more: str) -> Campus:
    devices = [Device(name="core-1", role="core", polled=True)]
    return Campus(devices=[*devices, *(Device(name=n, role="access", polled=True) for n in more)])


def available(*stood: tuple[float, ProbeResult]) -> Measured:
    return only(availability(core(), after(*stood)))


def test_a_core_device_was_available_while_it_answered() -> None:
    measured = available((28, UP), (4, DOWN))
    assert measured.value == pytest.approx(1 - 4 / 30.8333333)
    assert (measured.lowest, measured.coverage.ratio) == (None, 1)


def test_of_a_few_days_the_rest_may_have_been_anything() -> None:
    measured = available((1, DOWN), (1, UP))
    assert measured.value == 0.5
    assert measured.lowest == pytest.approx(1 / 30.8333333)
    assert measured.highest == pytest.approx(1 - 1 / 30.8333333)
    assert measured.untold is not None
    assert measured.untold.detail.endswith("2.0 of 30.8 days seen")


def test_other_devices_are_averaged_and_core_devices_are_not() -> None:
    readings = after((32, UP))
    for result in (said("a", {q.DEVICE_UPTIME: 1.0}), failed("b", q.DEVICE_UPTIME)):
        readings.ledger.windows.add(result, standing_seconds=32 * DAY_SECONDS)
    measured = availability(core("a", "b"), readings)
    assert told(of_subject(measured, "core-1")) == 1
    assert told(of_subject(measured, "other devices")) == 0.5


def test_the_share_of_thirty_days_stands_beside_what_a_system_answers_now() -> None:
    ref = InstanceRef(target="probe", instance="portal")
    system = System(name="portal", kind=SystemKind.PORTAL, inside=ref)
    good = said("probe", {SYSTEM_ANSWERS: {"portal": True}})
    bad = said("probe", {SYSTEM_ANSWERS: {"portal": False}})
    readings = after((3, bad), (9, good))
    measured = of_subject(answers(Campus(systems=[system]), readings), "portal inside")
    assert measured.value == 1
    assert measured.arithmetic == (
        "1: it answered from inside; it did so 0.75 of the time, 12.0 of 30.8 days seen"
    )


# --- round trips --------------------------------------------------------------------------------

TRIED = Campus(
    circuits=[
        circuit().model_copy(update={"reaches": InstanceRef(target="vantage", instance="cernet")})
    ]
)


def trip(seconds: float) -> ProbeResult:
    return said("vantage", {PATH_ROUND_TRIP_NOW: {"cernet": seconds}})


#: Shares of the day and a half behind us, and what its 95th percentile comes to.
TRIPS: Mapping[str, tuple[float, float, float]] = {
    "a twentieth is forgiven": (1.95, 0.05, 0.01),
    "a tenth is not": (1.8, 0.2, 0.5),
}


@pytest.mark.parametrize(("short", "long", "seconds"), TRIPS.values(), ids=TRIPS)
def test_a_round_trip_is_that_of_nearly_a_day(short: float, long: float, seconds: float) -> None:
    readings = after((short, trip(0.01)), (long, trip(0.5)))
    assert told(only(round_trips(TRIED, readings))) == seconds


def test_of_a_round_trip_seen_for_an_hour_little_is_certain() -> None:
    measured = only(round_trips(TRIED, after((1 / 24, trip(0.01)))))
    assert (measured.value, measured.lowest, measured.highest) == (0.01, 0.0, math.inf)
    assert measured.untold is not None
    assert measured.untold.kind is CauseKind.NOT_LISTENED


# --- failover -----------------------------------------------------------------------------------

PULLED = Campus(failover_tests=[InstanceRef(target="vantage", instance="any")])


def over(seconds: float) -> ProbeResult:
    return said("vantage", {PATH_FAILOVER_NOW: {"any": seconds}})


def test_the_longest_failover_of_thirty_days_counts_however_short_a_time_was_seen() -> None:
    quiet = [(0.5, over(2.0)), (0.1, over(7.0)), (1.0, over(0.0))]
    assert told(only(failovers(PULLED, after(*quiet)))) == 7.0
    assert told(only(failovers(PULLED, after((0.0, over(3.0)))))) == 3.0


def test_it_is_forgotten_after_that() -> None:
    measured = only(failovers(PULLED, after((1, over(7.0)), (32, over(0.0)))))
    assert told(measured) is CauseKind.ABSENT


def test_who_saw_no_failover_does_not_know_how_long_it_takes() -> None:
    measured = only(failovers(PULLED, after((40, over(0.0)))))
    assert measured.why_not is not None
    assert "no failover of any was seen" in measured.why_not.detail
    told_by_another = only(failovers(PULLED, seen(said("vantage", {q.PATH_FAILOVER: {"any": 0}}))))
    assert told(told_by_another) is CauseKind.ABSENT


def test_without_a_test_nothing_is_known() -> None:
    assert told(only(failovers(Campus(), seen()))) is CauseKind.FACT_MISSING
    assert told(only(failovers(PULLED, seen()))) is CauseKind.NOT_READ


# --- what is busy -------------------------------------------------------------------------------


def carrying(seconds: float, total_bytes: int) -> ProbeResult:
    ports = {
        q.INTERFACE_RECEIVE_BYTES: {"cernet": total_bytes},
        q.INTERFACE_TRANSMIT_BYTES: {"cernet": 0},
        q.INTERFACE_COUNTER_BITS: {"cernet": 64},
        q.INTERFACE_SPEED: {"cernet": 10_000_000_000},
    }
    return replace(
        said("core-1", {**ports, q.DEVICE_UPTIME: 9e6 + seconds}, duration_seconds=0),
        started_at=AT - timedelta(seconds=-seconds),
        taken_seconds=NOW_SECONDS + seconds,
    )


def week(bits_per_second: float, minutes: int = 11 * 24 * 60) -> Readings:
    """Polled every five minutes until now, and carrying as much all the time."""
    ledger = Ledger()
    for minute in range(-minutes, 1, 5):
        total_bytes = int(bits_per_second * 60 * (minute + minutes) / 8)
        ledger.add(carrying(minute * 60.0, total_bytes))
    return Readings(ledger, NOW_SECONDS, AT, 900)


CERNET = Campus(circuits=[circuit("cernet", 2_000_000_000)])


def test_egress_is_as_full_as_our_own_counters_say_where_no_other_system_does() -> None:
    measured = only(utilisation(CERNET, week(1.4e9)))
    assert told(measured) == 0.7
    assert measured.coverage.ratio == 1
    assert any("school hours seen" in piece.object for piece in measured.evidence)


def test_where_another_system_says_it_that_counts() -> None:
    readings = week(1.4e9)
    readings.ledger.add(said("core-1", {q.INTERFACE_BUSY: {"cernet": 1e9}}))
    assert told(only(utilisation(CERNET, readings))) == 0.5


def test_a_morning_says_nothing_of_a_week() -> None:
    readings = week(1.4e9, minutes=5 * 60)
    measured = only(utilisation(CERNET, readings))
    assert (measured.lowest, measured.highest) == (0, math.inf)
    moment = Moment(CERNET, readings.ledger, NOW_SECONDS, AT, INDICATORS)
    verdict = judge(CLAUSES["JJ010101.f3"], moment, {})
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.cause is not None
    assert "school hours seen" in verdict.cause.detail


def stations(count: int) -> ProbeResult:
    crowd = {q.ACCESS_POINT_STATIONS: {"ap": count}, q.ACCESS_POINT_REFUSALS: {"ap": 0}}
    return said("wlc-1", crowd)


@pytest.mark.parametrize(
    ("stood", "expected"),
    [
        ([(9, stations(51))], 1.0),  # 0.8 × 64 is 51.2
        ([(9, stations(52))], 0.0),
        ([(8.9, stations(51)), (0.1, stations(64))], 1.0),  # the twentieth is forgiven
        ([(2, stations(64))], 0.0),  # enough of it was seen too full, whatever is to come
        ([(2, stations(3))], CauseKind.NOT_LISTENED),
    ],
)
def test_an_access_point_is_as_full_as_our_own_days_say(
    stood: list[tuple[float, ProbeResult]], expected: float | CauseKind
) -> None:
    campus = Campus(rooms=[room(access_points=[point("ap", 64)])])
    assert told(only(within_limit(campus, after(*stood)))) == expected
