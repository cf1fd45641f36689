"""Access ports, classroom ports and outlets."""

from dataclasses import dataclass
from math import inf

import pytest

from checks.campus import AccessPorts, Campus, Room, RoomKind
from checks.indicators.wired import classroom_ports, desktop_ports, outlets
from checks.verdict import CauseKind, Measured
from collectors.quantities import (
    INTERFACE_ADMIN_UP,
    INTERFACE_CAPABILITY,
    INTERFACE_SPEED,
    INTERFACE_UP,
)
from tests.builders import DEVICE_GAPS, Values, gap, only, ports, room, said, seen, told

HUNDRED, GIGABIT = 100_000_000, 1_000_000_000
ACCESS = [AccessPorts(target="sw", interfaces=["GE*"], except_interfaces=["GE9"])]


@dataclass(frozen=True, slots=True)
class Case:
    """What a switch says of its ports, and the slowest of its access ports."""

    up: Values
    speed: Values
    capability: Values
    value: float | CauseKind
    measured: int = 2
    in_scope: int = 2


DESKTOP = {
    "what a port can do decides, not the slow printer on it": Case(
        {"GE1": True, "GE2": True},
        {"GE1": HUNDRED, "GE2": GIGABIT},
        {"GE1": GIGABIT, "GE2": GIGABIT},
        GIGABIT,
    ),
    "one slow port is the worst": Case(
        {"GE1": False, "GE2": False}, {}, {"GE1": GIGABIT, "GE2": HUNDRED}, HUNDRED
    ),
    "without MAU what runs decides": Case(
        {"GE1": True, "GE2": True}, {"GE1": HUNDRED, "GE2": GIGABIT}, {}, HUNDRED
    ),
    "a port that is down and has no MAU is not measured": Case(
        {"GE1": True, "GE2": False}, {"GE1": GIGABIT, "GE2": HUNDRED}, {}, GIGABIT, measured=1
    ),
    "uplinks and excepted ports are no access ports": Case(
        {"XGE1": True, "GE9": True, "GE1": True, "GE2": True},
        {},
        {"XGE1": 10, "GE9": 10, "GE1": GIGABIT, "GE2": GIGABIT},
        GIGABIT,
    ),
    "nothing but silent ports": Case(
        {"GE1": False, "GE2": False}, {}, {}, CauseKind.ABSENT, measured=0
    ),
    "no port that matches": Case({"XGE1": True}, {}, {}, CauseKind.ABSENT, measured=0, in_scope=1),
}


@pytest.mark.parametrize("case", DESKTOP.values(), ids=DESKTOP)
def test_the_slowest_access_port_of_a_switch(case: Case) -> None:
    rounds = said(
        "sw",
        {INTERFACE_UP: case.up, INTERFACE_SPEED: case.speed, INTERFACE_CAPABILITY: case.capability},
    )
    measured = only(desktop_ports(Campus(access_ports=ACCESS), seen(rounds)))
    assert told(measured) == case.value
    assert (measured.coverage.measured, measured.coverage.in_scope) == (
        case.measured,
        case.in_scope,
    )


def on_negotiated_ports() -> Measured:
    rounds = said(
        "sw",
        {
            INTERFACE_UP: {"GE1": True, "GE2": False},
            INTERFACE_SPEED: {"GE1": HUNDRED},
            INTERFACE_CAPABILITY: {},
        },
    )
    return only(desktop_ports(Campus(access_ports=ACCESS), seen(rounds)))


def test_a_negotiated_speed_is_called_so() -> None:
    assert on_negotiated_ports().arithmetic == (
        "min over 1 of 2 access ports = 100 Mbit/s (GE1); 1 of them negotiated, not capability"
    )


def test_an_unmeasured_port_could_be_slower_but_not_make_the_worst_faster() -> None:
    measured = on_negotiated_ports()
    assert (measured.lowest, measured.highest) == (0, HUNDRED)


def test_the_slowest_ports_are_the_evidence() -> None:
    speeds = {f"GE1/{number}": GIGABIT + number for number in range(40)} | {"GE1/x": HUNDRED}
    rounds = said("sw", {INTERFACE_CAPABILITY: speeds})
    measured = only(desktop_ports(Campus(access_ports=ACCESS), seen(rounds)))
    assert measured.coverage.in_scope == 41
    assert [piece.instance for piece in measured.evidence[:2]] == ["GE1/x", "GE1/0"]
    assert len(measured.evidence) < 10


@pytest.mark.parametrize("kind", [CauseKind.NOT_READ, CauseKind.FAILED])
def test_a_switch_that_never_spoke_says_why(kind: CauseKind) -> None:
    readings = seen(*gap(kind, INTERFACE_UP, "sw"))
    assert told(only(desktop_ports(Campus(access_ports=ACCESS), readings))) is kind


@pytest.mark.parametrize("kind", [CauseKind.STALE, CauseKind.IMPLAUSIBLE])
def test_a_capability_that_is_not_fresh_is_not_replaced_by_what_runs(kind: CauseKind) -> None:
    runs = said("sw", {INTERFACE_UP: {"GE1": True}, INTERFACE_SPEED: {"GE1": GIGABIT}})
    readings = seen(runs, *gap(kind, INTERFACE_CAPABILITY, "sw", "GE1"))
    assert told(only(desktop_ports(Campus(access_ports=ACCESS), readings))) is kind


def a_classroom(*interfaces: str, kind: RoomKind = RoomKind.CLASSROOM) -> Room:
    return room(kind=kind, ports=ports(*interfaces, target="sw"))


def test_the_best_port_of_a_classroom_decides() -> None:
    rounds = said("sw", {INTERFACE_CAPABILITY: {"GE1": HUNDRED, "GE2": GIGABIT}})
    campus = Campus(rooms=[a_classroom("GE1", "GE2")])
    assert told(only(classroom_ports(campus, seen(rounds)))) == GIGABIT


def test_a_classroom_port_that_cannot_be_told_may_be_faster() -> None:
    rounds = said("sw", {INTERFACE_CAPABILITY: {"GE1": HUNDRED}, INTERFACE_UP: {"GE2": False}})
    measured = only(classroom_ports(Campus(rooms=[a_classroom("GE1", "GE2")]), seen(rounds)))
    assert (measured.lowest, measured.highest) == (HUNDRED, inf)


OUTLETS = {
    "four that are switched on": ({"1": True, "2": True, "3": True, "4": True}, 4, 4, 4),
    "one that is switched off": ({"1": True, "2": True, "3": True, "4": False}, 3, 3, 3),
    "one that the switch does not tell of": ({"1": True, "2": True, "3": True}, 3, 3, 4),
}


@pytest.mark.parametrize(("admin", "value", "lowest", "highest"), OUTLETS.values(), ids=OUTLETS)
def test_outlets_of_a_classroom(
    admin: dict[str, bool], value: float, lowest: float, highest: float
) -> None:
    campus = Campus(rooms=[a_classroom("1", "2", "3", "4")])
    measured = only(outlets(campus, seen(said("sw", {INTERFACE_ADMIN_UP: admin}))))
    assert (measured.value, measured.lowest, measured.highest) == (value, lowest, highest)


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_outlets_of_a_silent_switch_are_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, INTERFACE_ADMIN_UP, "sw", "1"))
    assert told(only(outlets(Campus(rooms=[a_classroom("1")]), readings))) is kind


ROOMS = {
    "ports not listed": (room(), CauseKind.FACT_MISSING),
    "listed as none": (room(ports=[]), 0),
    "an office is no classroom": (room(kind=RoomKind.OFFICE), CauseKind.NONE_IN_SCOPE),
}


@pytest.mark.parametrize(("of", "value"), ROOMS.values(), ids=ROOMS)
def test_what_the_inventory_says_of_a_room(of: Room, value: float | CauseKind) -> None:
    for compute in (outlets, classroom_ports):
        assert told(only(compute(Campus(rooms=[of]), seen()))) == value
