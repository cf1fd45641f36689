"""What rounds leave behind in days, and how much of a window that is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from checks.campus import Campus, Device
from checks.ledger import Ledger
from checks.readings import Readings
from checks.verdict import CauseKind
from checks.windowed import (
    BUSY_RATE,
    BUSY_STATIONS,
    DEVICE_ANSWERED,
    SYSTEM_ANSWERED,
    TRUSTED_RUNTIME,
    Windowed,
    by_day,
)
from checks.windows import DayTally, Window, Windows
from collectors import quantities as q
from collectors.failure import FailureKind
from collectors.probe import ProbeResult
from collectors.system_quantities import SYSTEM_ANSWERS
from tests.builders import failed, said

#: A Monday, one o'clock in the afternoon in China.
MONDAY = datetime(2026, 11, 2, 5, tzinfo=UTC)
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def at(result: ProbeResult, seconds: float, start: datetime = MONDAY) -> ProbeResult:
    """The round, so long after the beginning of the test, on both clocks."""
    begun = start + timedelta(seconds=seconds - result.duration_seconds)
    return replace(result, started_at=begun, taken_seconds=seconds)


def window(
    windows: Windows, of: Windowed, seconds: float, target: str = "d", instance: str = ""
) -> Window:
    found = windows.window(of, target, instance, MONDAY + timedelta(seconds=seconds))
    assert found is not None
    return found


def after(*rounds: tuple[float, ProbeResult]) -> Windows:
    windows = Windows()
    for seconds, result in rounds:
        windows.add(at(result, seconds))
    return windows


UP = said("d", {q.DEVICE_UPTIME: 1.0})
DOWN = failed("d", q.DEVICE_UPTIME, for_seconds=1.0)
OURS = failed("d", q.DEVICE_UPTIME, kind=FailureKind.BUG, for_seconds=1.0)

#: Rounds a minute apart unless said otherwise, and the seconds up and down that they make.
ANSWERED: dict[str, tuple[list[tuple[float, ProbeResult]], dict[float, float]]] = {
    "one round alone says nothing of the time before it": ([(0, UP)], {}),
    "a round stands for the time since the one before": ([(0, UP), (60, UP)], {1: 60}),
    "silence is downtime": ([(0, UP), (60, DOWN), (120, UP)], {0: 60, 1: 60}),
    "our own failure is neither": ([(0, UP), (60, OURS), (120, UP)], {1: 60}),
    "a pause of ours is neither, beyond two and a half intervals": (
        [(0, UP), (7200, UP)], {1: 150},
    ),
    "who is silent is asked less often, and was down all that time": (
        [(0, UP), (60, DOWN), (3660, DOWN), (3720, UP)], {0: 3660, 1: 60},
    ),
    "a round out of order adds nothing": ([(60, UP), (0, UP)], {}),
}  # fmt: skip


@pytest.mark.parametrize("row", ANSWERED)
def test_availability_is_seconds_up_and_seconds_down(row: str) -> None:
    rounds, expected = ANSWERED[row]
    seen = window(after(*rounds), DEVICE_ANSWERED, 7200)
    assert seen.spread.seconds() == expected


def test_a_reply_cut_short_is_neither_up_nor_down() -> None:
    cut = replace(DOWN, partial=UP.readings)
    windows = after((0, UP), (60, UP), (120, cut))
    assert window(windows, DEVICE_ANSWERED, 120).spread.seconds() == {1: 60}


def test_a_value_that_was_not_told_is_neither_good_nor_bad() -> None:
    tested = said("d", {SYSTEM_ANSWERS: {"portal": True}})
    windows = after((0, tested), (60, tested), (120, said("d", {SYSTEM_ANSWERS: {}})))
    windows.add(at(said("d", {SYSTEM_ANSWERS: {"portal": False}}), 180))
    seen = window(windows, SYSTEM_ANSWERED, 180, instance="portal")
    assert seen.spread.seconds() == {0: 60, 1: 60}


def ups(
    *, charge: float | None = 1.0, normal: bool | None = True, on_battery: bool = False
) -> ProbeResult:
    fit = {q.UPS_CHARGE: charge, q.UPS_BATTERY_NORMAL: normal, q.UPS_ON_BATTERY: on_battery}
    return said("d", {q.UPS_RUNTIME: 7200.0, **fit})


@pytest.mark.parametrize(
    ("unit", "trusted"),
    [
        (ups(), True),
        (ups(charge=0.95), True),
        (ups(charge=0.949), False),
        (ups(normal=False), False),
        (ups(on_battery=True), False),
        (ups(charge=None), False),
        (ups(normal=None), False),
    ],
)
def test_only_runtimes_to_be_trusted_are_kept(unit: ProbeResult, trusted: bool) -> None:
    windows = after((0, ups()), (60, unit))
    seconds = window(windows, TRUSTED_RUNTIME, 60).spread.seconds()
    assert seconds == ({7200.0: 60.0} if trusted else {})


def port(received: int, sent: int = 0, bits: int = 64) -> ProbeResult:
    return said(
        "d",
        {
            q.INTERFACE_RECEIVE_BYTES: {"XGE1": received},
            q.INTERFACE_TRANSMIT_BYTES: {"XGE1": sent},
            q.INTERFACE_COUNTER_BITS: {"XGE1": bits},
            q.INTERFACE_SPEED: {"XGE1": 10_000_000_000},
            q.DEVICE_UPTIME: 1000.0,
        },
    )


def rates(*rounds: tuple[float, ProbeResult]) -> dict[float, float]:
    return window(after(*rounds), BUSY_RATE, rounds[-1][0], instance="XGE1").spread.seconds()


def minutes(many: int, bytes_each: int) -> Iterable[tuple[float, ProbeResult]]:
    return ((minute * MINUTE, port(minute * bytes_each)) for minute in range(many + 1))


def test_a_minute_poll_makes_rates_over_five_minutes() -> None:
    assert rates(*minutes(10, 7_500_000)) == {1e6: 600.0}


def test_a_burst_of_a_minute_is_averaged_over_five() -> None:
    rounds = [*minutes(9, 0), (600.0, port(37_500_000))]
    assert rates(*rounds) == {0.0: 300.0, 1e6: 300.0}


def test_the_busier_direction_counts() -> None:
    assert rates((0, port(0)), (300, port(37_500_000, 75_000_000))) == {2e6: 300.0}


def test_an_average_over_a_pause_is_not_kept_and_the_next_one_is() -> None:
    assert rates((0, port(0)), (300, port(0)), (4000, port(10**9)), (4300, port(10**9))) == {0: 600}


def test_a_counter_that_changed_its_width_makes_no_rate() -> None:
    windows = after((0, port(0)), (300, port(10, bits=32)))
    assert windows.window(BUSY_RATE, "d", "XGE1", MONDAY) is None


SATURDAY = datetime(2026, 11, 7, 4, tzinfo=UTC)

#: The end in UTC, how many seconds lead up to it, school hours only?, and hours by day of November.
CUT = {
    "a day begins at midnight in China": (MONDAY, 14 * HOUR, False, {1: 1, 2: 13}),
    "several days": (MONDAY, 2 * DAY, False, {31: 11, 1: 24, 2: 13}),
    "school hours of one day": (MONDAY, 12 * HOUR, True, {2: 5}),
    "a weekend has none": (SATURDAY, 10 * HOUR, True, {}),
    "over a weekend": (MONDAY, 4 * DAY, True, {29: 5, 30: 10, 2: 5}),
    "no time at all": (MONDAY, 0.0, False, {}),
}


@pytest.mark.parametrize("row", CUT)
def test_time_is_cut_at_midnights_and_to_hours(row: str) -> None:
    end, seconds, school_hours, expected = CUT[row]
    parts = {day.day: part / HOUR for day, part in by_day(end, seconds, school_hours)}
    assert parts == expected


def test_a_window_says_how_much_of_it_was_seen() -> None:
    windows = Windows()
    windows.add(at(UP, 0), standing_seconds=2 * DAY)
    seen = window(windows, DEVICE_ANSWERED, 0)
    assert seen.seen == "2.0 of 30.5 days seen"
    assert not seen.seen_enough
    stations = said("d", {q.ACCESS_POINT_STATIONS: {"ap": 3}})
    windows.add(at(stations, 0), standing_seconds=DAY)
    seen = window(windows, BUSY_STATIONS, 0, instance="ap")
    assert seen.seen == "5.0 of 55.0 school hours seen"
    windows.add(at(stations, 0), standing_seconds=40 * DAY)
    assert window(windows, BUSY_STATIONS, 0, instance="ap").seen_enough


def test_only_what_a_campus_can_ask_for_is_kept() -> None:
    windows = Windows()
    windows.keep(Campus(devices=[Device(name="d", role="core", polled=True)]))
    for seconds in (0, 60):
        windows.add(at(UP, seconds))
        windows.add(at(said("other", {q.DEVICE_UPTIME: 1.0}), seconds))
        windows.add(at(said("d", {SYSTEM_ANSWERS: {"portal": True}}), seconds))
    assert [row.target for row in changed(windows)] == ["d"]


def changed(windows: Windows, when: datetime = MONDAY) -> list[DayTally]:
    return [row for rows in windows.changed(when) for row in rows]


def test_days_that_lie_in_the_store_go_on_where_they_stood() -> None:
    first = after((0, UP), (60, UP))
    again = Windows()
    again.load(changed(first))
    again.add(at(UP, 3600))
    again.add(at(UP, 3660))
    assert window(again, DEVICE_ANSWERED, 3660).spread.seconds() == {1: 120}
    assert [row.day for row in changed(again)] == [date(2026, 11, 2)]


def test_what_was_stored_is_stored_again_only_once_it_has_changed() -> None:
    windows = after((0, UP), (60, UP))
    rows = changed(windows)
    windows.add(at(UP, 120))
    windows.stored(rows)  # it took so long that a round came in
    rows = changed(windows)
    assert len(rows) == 1
    windows.stored(rows)
    assert changed(windows) == []


def test_what_no_window_looks_back_on_is_forgotten() -> None:
    windows = after((0, UP), (60, UP))
    later = MONDAY + timedelta(days=40)
    assert changed(windows, later) == []
    assert windows.window(DEVICE_ANSWERED, "d", "", MONDAY) is not None
    assert window(windows, DEVICE_ANSWERED, 60).spread.seconds() == {}


def test_a_day_that_slides_out_of_the_window_no_longer_counts() -> None:
    windows = Windows()
    windows.add(at(DOWN, 0), standing_seconds=HOUR)
    for days, expected in ((30, {0: HOUR}), (31, {})):
        then = MONDAY + timedelta(days=days)
        seen = windows.window(DEVICE_ANSWERED, "d", "", then)
        assert seen is not None
        assert seen.spread.seconds() == expected


def readings_after(*rounds: tuple[float, ProbeResult], now_seconds: float) -> Readings:
    ledger = Ledger()
    for seconds, result in rounds:
        ledger.add(at(result, seconds))
    return Readings(ledger, now_seconds, MONDAY + timedelta(seconds=now_seconds), 900)


def test_a_window_is_told_as_long_as_its_value_is() -> None:
    rounds = ((0.0, ups()), (60.0, ups()))
    fresh = readings_after(*rounds, now_seconds=960)
    assert isinstance(fresh.window(TRUSTED_RUNTIME, "d"), Window)
    stale = readings_after(*rounds, now_seconds=961).window(TRUSTED_RUNTIME, "d")
    assert not isinstance(stale, Window)
    assert stale.cause.kind is CauseKind.STALE


def test_a_window_of_a_value_never_seen_is_a_gap_with_its_cause() -> None:
    nothing = readings_after(now_seconds=0).window(TRUSTED_RUNTIME, "d")
    deaf = failed("d", q.UPS_RUNTIME, for_seconds=1)
    silent = readings_after((0, deaf), now_seconds=0).window(TRUSTED_RUNTIME, "d")
    unfit = readings_after((0, ups(normal=False)), now_seconds=0).window(TRUSTED_RUNTIME, "d")
    gaps = [each for each in (nothing, silent, unfit) if not isinstance(each, Window)]
    assert [gap.cause.kind for gap in gaps] == [
        CauseKind.NOT_READ, CauseKind.FAILED, CauseKind.NOT_READ,
    ]  # fmt: skip
    assert "d did not answer" in gaps[1].cause.detail
