"""What a wireless terminal gets, how full access points are, and crowded places."""

import pytest

from checks.campus import Campus, RoomKind
from checks.indicators.wlan_load import (
    channel_use,
    neighbours,
    per_terminal,
    used,
    within_limit,
    zone_capacity,
)
from checks.verdict import CauseKind
from collectors.probe import ProbeResult
from collectors.quantities import (
    ACCESS_POINT_BUSY_STATIONS,
    ACCESS_POINT_CHANNEL_USE,
    ACCESS_POINT_NEIGHBOURS,
    ACCESS_POINT_REFUSALS,
    ACCESS_POINT_UP,
    ACCESS_POINT_WEEK_STATIONS,
    WIRELESS_TERMINAL_RATE,
    WIRELESS_USER_LIMIT,
)
from tests.builders import DEVICE_GAPS, gap, only, point, room, said, seen, told

CAMPUS = Campus(rooms=[room(access_points=[point("ap", 50)])])


def gets(rate: float, limit: float | None) -> ProbeResult:
    return said("wlc-1", {WIRELESS_TERMINAL_RATE: rate, WIRELESS_USER_LIMIT: limit})


@pytest.mark.parametrize(
    ("rate", "limit", "value"),
    [(4e6, None, 4e6), (3_999_999, None, 3_999_999), (9e6, 2e6, 2e6), (4e6, 9e6, 4e6)],
)
def test_a_terminal_gets_its_share_or_its_limit(
    rate: float, limit: float | None, value: float
) -> None:
    assert told(only(per_terminal(CAMPUS, seen(gets(rate, limit))))) == value


@pytest.mark.parametrize("kind", [k for k in DEVICE_GAPS if k is not CauseKind.ABSENT])
def test_a_limit_that_cannot_be_told_may_be_lower(kind: CauseKind) -> None:
    load = said("wlc-1", {WIRELESS_TERMINAL_RATE: 9e6})
    readings = seen(load, *gap(kind, WIRELESS_USER_LIMIT, "wlc-1"))
    assert told(only(per_terminal(CAMPUS, readings))) is kind


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_load_that_cannot_be_told_is_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, WIRELESS_TERMINAL_RATE, "wlc-1"))
    assert told(only(per_terminal(CAMPUS, readings))) is kind


FULL = {
    "80 % of its limit": (40, 0, 1),
    "fuller": (41, 0, 0),
    "one refused": (1, 1, 0),
}


@pytest.mark.parametrize(("stations", "refused", "value"), FULL.values(), ids=FULL)
def test_an_access_point_is_within_its_limit(stations: int, refused: int, value: float) -> None:
    load = {ACCESS_POINT_BUSY_STATIONS: {"ap": stations}, ACCESS_POINT_REFUSALS: {"ap": refused}}
    assert told(only(within_limit(CAMPUS, seen(said("wlc-1", load))))) == value


def test_an_access_point_is_counted_once_whatever_rooms_it_serves() -> None:
    campus = Campus(rooms=[room(n, access_points=[point("ap", 50)]) for n in ("a", "b")])
    load = {ACCESS_POINT_BUSY_STATIONS: {"ap": 1}, ACCESS_POINT_REFUSALS: {"ap": 0}}
    assert only(within_limit(campus, seen(said("wlc-1", load)))).coverage.in_scope == 1


def test_a_campus_without_access_points_has_none_in_scope() -> None:
    campus = Campus(rooms=[room()])
    for indicator in (per_terminal, within_limit):
        assert told(only(indicator(campus, seen()))) is CauseKind.NONE_IN_SCOPE


HALL = room("hall", RoomKind.PUBLIC, high_density=True, seats=100, access_points=[point("ap", 80)])


def test_a_crowded_place_has_terminals_per_seat_and_a_busiest_channel() -> None:
    campus = Campus(rooms=[HALL, room("other", access_points=[])])
    readings = seen(
        said("wlc-1", {ACCESS_POINT_UP: {"ap": True}, ACCESS_POINT_CHANNEL_USE: {"ap": 0.7}})
    )
    assert told(only(zone_capacity(campus, readings))) == 0.8
    assert told(only(channel_use(campus, readings))) == 0.7
    unseated = Campus(rooms=[HALL.model_copy(update={"seats": None})])
    assert told(only(zone_capacity(unseated, readings))) is CauseKind.FACT_MISSING
    bare = Campus(rooms=[HALL.model_copy(update={"access_points": []})])
    assert told(only(channel_use(bare, readings))) is CauseKind.FACT_MISSING
    assert told(only(zone_capacity(Campus(rooms=[room()]), seen()))) is CauseKind.NONE_IN_SCOPE


def test_a_classroom_is_disturbed_by_the_worst_of_its_radios() -> None:
    campus = Campus(rooms=[room(access_points=[point("a"), point("b")])])
    readings = seen(said("wlc-1", {ACCESS_POINT_NEIGHBOURS: {"a": 0, "b": 2}}))
    assert told(only(neighbours(campus, readings))) == 2


@pytest.mark.parametrize(("up", "stations", "value"), [(True, 1, 1), (True, 0, 0), (False, 9, 0)])
def test_a_smart_classroom_carried_terminals(up: bool, stations: int, value: float) -> None:
    campus = Campus(rooms=[room(kind=RoomKind.SMART_CLASSROOM, access_points=[point("ap")])])
    rounds = [
        said("wlc-1", {ACCESS_POINT_UP: {"ap": up}}),
        said("wlc-1", {ACCESS_POINT_WEEK_STATIONS: {"ap": stations}}),
    ]
    assert told(only(used(campus, seen(*rounds)))) == value


def test_a_smart_classroom_of_unknown_access_points_is_unknown() -> None:
    campus = Campus(rooms=[room(kind=RoomKind.SMART_CLASSROOM)])
    assert told(only(used(campus, seen()))) is CauseKind.FACT_MISSING
