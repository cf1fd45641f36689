"""Wireless capacity of rooms, and rooms that have access at all."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.campus import Campus, Room, RoomKind
from checks.indicators.coverage import rooms
from checks.indicators.wireless import terminals, terminals_per_seat
from checks.verdict import CauseKind, Grade
from collectors.quantities import ACCESS_POINT_UP, INTERFACE_ADMIN_UP
from tests.builders import (
    DEVICE_GAPS,
    Values,
    failed,
    gap,
    of_subject,
    only,
    point,
    ports,
    room,
    said,
    seen,
    told,
)

SMART = RoomKind.SMART_CLASSROOM

CAPACITY = {
    "45 seats need 54": ({"a": True}, room(seats=45, access_points=[point("a", 54)]), 1.2, 54),
    "53 are too few": ({"a": True}, room(seats=45, access_points=[point("a", 53)]), 53 / 45, 53),
    "points add up": (
        {"a": True, "b": True},
        room(seats=100, access_points=[point("a"), point("b")]),
        1.28,
        128,
    ),
    "a point that is down counts nothing": (
        {"a": True, "b": False},
        room(seats=100, access_points=[point("a"), point("b")]),
        0.64,
        64,
    ),
    "a point that is missing from the controller's list neither": (
        {"a": True},
        room(seats=100, access_points=[point("a"), point("b")]),
        0.64,
        64,
    ),
    "a point listed twice is one": (
        {"a": True},
        room(seats=64, access_points=[point("a"), point("a")]),
        1,
        64,
    ),
    "an empty list of the controller tells nothing": (
        {},
        room(seats=45, access_points=[point("a")]),
        CauseKind.ABSENT,
        CauseKind.ABSENT,
    ),
    "no point, says the inventory": ({}, room(seats=45, access_points=[]), 0, 0),
    "points that nobody listed": (
        {},
        room(seats=45),
        CauseKind.FACT_MISSING,
        CauseKind.FACT_MISSING,
    ),
    "seats that nobody counted": (
        {"a": True},
        room(access_points=[point("a")]),
        CauseKind.FACT_MISSING,
        64,
    ),
}


@pytest.mark.parametrize(("up", "of", "per_seat", "count"), CAPACITY.values(), ids=CAPACITY)
def test_capacity_of_a_classroom(
    up: Values, of: Room, per_seat: float | CauseKind, count: float | CauseKind
) -> None:
    campus, readings = Campus(rooms=[of]), seen(said("wlc-1", {ACCESS_POINT_UP: up}))
    assert told(only(terminals_per_seat(campus, readings))) == per_seat
    assert told(only(terminals(campus, readings))) == count


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_an_access_point_that_cannot_be_told_leaves_the_room_unknown(kind: CauseKind) -> None:
    of = room(seats=45, access_points=[point("a"), point("b", target="wlc-2")])
    readings = seen(
        said("wlc-1", {ACCESS_POINT_UP: {"a": True}}), *gap(kind, ACCESS_POINT_UP, "wlc-2", "b")
    )
    measured = only(terminals_per_seat(Campus(rooms=[of]), readings))
    assert told(measured) is kind
    assert measured.evidence[0].source == "wlc-2"


@given(seats=st.integers(1, 2_000))
def test_exactly_the_rounded_up_need_reaches_120_percent(seats: int) -> None:
    need = -(-seats * 6 // 5)

    def per_seat(stations_limit: int) -> float:
        of = room(seats=seats, access_points=[point("a", stations_limit)])
        up = seen(said("wlc-1", {ACCESS_POINT_UP: {"a": True}}))
        value = only(terminals_per_seat(Campus(rooms=[of]), up)).value
        assert value is not None
        return value

    assert per_seat(need) >= 1.2
    if need > 1:
        assert per_seat(need - 1) < 1.2
        assert Fraction(need - 1, seats) < Fraction(6, 5)


def test_rooms_carry_their_kind_and_only_classrooms_are_judged() -> None:
    classrooms = [room("a"), room("b", SMART), room("c", RoomKind.LABORATORY)]
    measured = terminals(Campus(rooms=classrooms), seen())
    assert [each.subject.label("kind") for each in measured] == ["classroom", "smart_classroom"]


def test_capacity_is_declared_and_its_arithmetic_is_shown() -> None:
    of = room(seats=45, access_points=[point("a"), point("b")])
    readings = seen(said("wlc-1", {ACCESS_POINT_UP: {"a": True, "b": False}}))
    measured = only(terminals_per_seat(Campus(rooms=[of]), readings))
    assert measured.arithmetic == "(64 + 0 (b is down)) terminals ÷ 45 seats = 1.422"
    assert measured.grade is Grade.DECLARED


def a_room(name: str, kind: RoomKind = RoomKind.CLASSROOM) -> Room:
    """Port and access point of a room have the room's name."""
    return room(name, kind, ports=ports(name, target="sw"), access_points=[point(name)])


ROOMS = [a_room("a"), a_room("b"), a_room("c"), a_room("d", RoomKind.OFFICE)]
ACCESS = said("sw", {INTERFACE_ADMIN_UP: {"a": True, "b": True, "c": False, "d": True}})
RADIO = said("wlc-1", {ACCESS_POINT_UP: {"a": True, "b": False, "c": True, "d": True}})

COVERED = {
    "wired all": 3 / 4,
    "wired teaching": 2 / 3,
    "wireless all": 3 / 4,
    "wireless teaching": 2 / 3,
    "both all": 2 / 4,
    "both classrooms_and_offices": 2 / 4,
    "wireless teaching_office_activity": 3 / 4,
}


@pytest.mark.parametrize(("name", "value"), COVERED.items())
def test_the_share_of_rooms_with_access(name: str, value: float) -> None:
    measured = of_subject(rooms(Campus(rooms=ROOMS), seen(ACCESS, RADIO)), name)
    assert (measured.lowest, measured.value, measured.highest) == (value, value, value)


def test_a_room_without_wireless_lacks_both_though_its_switch_is_silent() -> None:
    readings = seen(failed("sw", INTERFACE_ADMIN_UP), RADIO)
    measured = of_subject(rooms(Campus(rooms=ROOMS), readings), "both all")
    assert (measured.lowest, measured.highest) == (0, 3 / 4)
    assert (measured.coverage.measured, measured.coverage.in_scope) == (1, 4)


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_rooms_behind_a_silent_switch_are_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, INTERFACE_ADMIN_UP, "sw", "a"))
    assert told(of_subject(rooms(Campus(rooms=[a_room("a")]), readings), "wired all")) is kind


def test_a_set_of_places_without_rooms_has_no_subject() -> None:
    names = {each.subject.name for each in rooms(Campus(rooms=ROOMS), seen(ACCESS, RADIO))}
    assert "wired all" in names
    assert "wired smart_classrooms" not in names
