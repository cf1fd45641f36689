"""DNS by line, shared out, and filtered; and the kinds of reading that a room gives."""

import pytest

from checks.campus import Campus, InstanceRef, RoomKind
from checks.equipment import DnsLine, DnsTestName, RoomSensor, RoomSignal
from checks.indicators.machine_rooms import QUANTITY_OF, signals
from checks.indicators.resolution import balanced, filtered, lines
from checks.verdict import CauseKind
from collectors.failure import FailureKind
from collectors.name_quantities import (
    DNS_AUTHORITIES,
    DNS_LINE_ANSWER,
    DNS_LINE_OK,
    DNS_RESOLVES,
    DNS_ROTATED,
)
from collectors.probe import ProbeResult
from collectors.quantities import (
    COOLING_NORMAL,
    DOOR_LIVE,
    HUMIDITY,
    TEMPERATURE,
)
from tests.builders import (
    DEVICE_GAPS,
    failed,
    gap,
    of_subject,
    only,
    power_domain,
    room,
    said,
    seen,
    told,
)

LINES = Campus(dns_lines=[DnsLine(name=n, target="dns", instance=n) for n in ("cernet", "isp")])


def answers(cernet: str, isp: str, right: bool = True) -> ProbeResult:
    return said(
        "dns",
        {
            DNS_LINE_OK: {"cernet": True, "isp": right},
            DNS_LINE_ANSWER: {"cernet": cernet, "isp": isp},
        },
    )


TOLD_APART = {
    "each its own": (answers("192.0.2.1", "192.0.2.2"), 1),
    "both the same": (answers("192.0.2.1", "192.0.2.1"), 0),
    "one of them the wrong one": (answers("192.0.2.1", "192.0.2.2", right=False), 0),
}


@pytest.mark.parametrize(("told_by", "value"), TOLD_APART.values(), ids=TOLD_APART)
def test_lines_are_told_apart(told_by: ProbeResult, value: float) -> None:
    assert told(only(lines(LINES, seen(told_by)))) == value


def test_a_single_line_tells_nothing_apart() -> None:
    one = Campus(dns_lines=[DnsLine(name="isp", target="dns", instance="isp")])
    assert told(only(lines(one, seen(answers("192.0.2.1", "192.0.2.2"))))) == 0


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_line_that_was_not_answered_is_unknown(kind: CauseKind) -> None:
    right = said("dns", {DNS_LINE_ANSWER: {"cernet": "192.0.2.1", "isp": "192.0.2.2"}})
    readings = seen(right, *gap(kind, DNS_LINE_OK, "dns", "cernet"))
    assert told(only(lines(LINES, readings))) in (kind, CauseKind.ABSENT)


BALANCED = {
    "two servers and an answer that rotates": (2, 2, 1),
    "one server": (1, 2, 0),
    "an answer that stands still": (2, 1, 0),
}


@pytest.mark.parametrize(("servers", "first", "value"), BALANCED.values(), ids=BALANCED)
def test_load_is_shared_out(servers: int, first: int, value: float) -> None:
    readings = seen(said("dns", {DNS_AUTHORITIES: {"zone": servers}, DNS_ROTATED: {"www": first}}))
    assert told(only(balanced(Campus(dns_servers=["dns"]), readings))) == value


NAMES = [
    DnsTestName(name="blocked", target="dns", blocked=True),
    DnsTestName(name="control", target="dns", blocked=False),
]
FILTERED = {
    "only the blocked one": (False, True, 1),
    "none": (True, True, 0),
    "all": (False, False, 0),
}


@pytest.mark.parametrize(("blocked", "control", "value"), FILTERED.values(), ids=FILTERED)
def test_blocked_names_and_only_they_are_refused(
    blocked: bool, control: bool, value: float
) -> None:
    readings = seen(said("dns", {DNS_RESOLVES: {"blocked": blocked, "control": control}}))
    assert told(only(filtered(Campus(dns_test_names=NAMES), readings))) == value


def test_without_a_control_there_is_no_test_of_a_filter() -> None:
    campus = Campus(dns_test_names=NAMES[:1])
    readings = seen(said("dns", {DNS_RESOLVES: {"blocked": False}}))
    assert told(only(filtered(campus, readings))) is CauseKind.FACT_MISSING


INLET = [InstanceRef(target="env", instance="inlet")]
SENSORS = [RoomSensor(signal=RoomSignal.COOLING, target="cooler")]
DC = room("dc", RoomKind.MACHINE_ROOM, temperature_sensors=INLET, sensors=SENSORS)
CLIMATE = said("env", {TEMPERATURE: {"inlet": 23.0}, HUMIDITY: {"inlet": 0.4}})


def test_a_room_is_watched_in_each_kind_of_reading_that_is_named() -> None:
    campus = Campus(rooms=[DC], power_domains=[power_domain("ups", room="dc")])
    watched = signals(campus, seen(CLIMATE, said("cooler", {COOLING_NORMAL: True})))
    assert told(of_subject(watched, "dc cooling")) == 1
    assert told(of_subject(watched, "dc door")) == 0
    domains = of_subject(watched, "dc domains")
    assert (domains.lowest, domains.highest) == (2 / 6, 3 / 6)  # the UPS was not asked yet


def test_an_alarm_is_a_reading_too() -> None:
    warm = signals(Campus(rooms=[DC]), seen(CLIMATE, said("cooler", {COOLING_NORMAL: False})))
    assert told(of_subject(warm, "dc cooling")) == 1


DOOR = RoomSensor(signal=RoomSignal.DOOR, target="doors", instance="north")
CONTROLLED = {
    "on line": (said("doors", {DOOR_LIVE: {"north": True}}), 1),
    "known to be off line": (said("doors", {DOOR_LIVE: {"north": False}}), 0),
    "silent": (failed("doors", DOOR_LIVE), 0),
    "never asked": (said("other", {DOOR_LIVE: {"north": True}}), CauseKind.NOT_READ),
}


@pytest.mark.parametrize(("told_by", "value"), CONTROLLED.values(), ids=CONTROLLED)
def test_a_door_is_controlled_by_a_controller_that_is_on_line(
    told_by: ProbeResult, value: float | CauseKind
) -> None:
    guarded = room("dc", RoomKind.MACHINE_ROOM, temperature_sensors=INLET, sensors=[DOOR])
    measured = of_subject(signals(Campus(rooms=[guarded]), seen(CLIMATE, told_by)), "dc door")
    assert told(measured) == value


def test_silence_of_a_sensor_is_not_watching_but_our_own_fault_is_unknown() -> None:
    silent = signals(Campus(rooms=[DC]), seen(CLIMATE, failed("cooler", COOLING_NORMAL)))
    assert told(of_subject(silent, "dc cooling")) == 0
    ours = seen(CLIMATE, failed("cooler", COOLING_NORMAL, kind=FailureKind.BUG))
    assert told(of_subject(signals(Campus(rooms=[DC]), ours), "dc cooling")) is CauseKind.FAILED


def test_a_room_whose_sensors_are_not_described_is_unknown() -> None:
    undescribed = room("dc", RoomKind.MACHINE_ROOM)
    measured = of_subject(signals(Campus(rooms=[undescribed]), seen()), "dc door")
    assert told(measured) is CauseKind.FACT_MISSING


def test_an_archive_is_read_like_a_machine_room_and_for_its_air() -> None:
    air = [RoomSensor(signal=RoomSignal.AIR, target="air")]
    archive = room("a", RoomKind.ARCHIVE_ROOM, temperature_sensors=INLET, sensors=air)
    told_by = said("air", {QUANTITY_OF[RoomSignal.AIR]: 12.0})
    measured = of_subject(signals(Campus(rooms=[archive]), seen(CLIMATE, told_by)), "a archive")
    assert told(measured) == 1


def test_a_classroom_is_no_room_to_be_watched() -> None:
    assert told(only(signals(Campus(rooms=[room()]), seen()))) is CauseKind.NONE_IN_SCOPE
