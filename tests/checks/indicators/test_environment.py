"""What is read of a technical room, and hardware under management."""

import pytest

from checks.campus import Campus, Device, InstanceRef, Room, RoomKind
from checks.equipment import RoomSensor, RoomSignal
from checks.indicators.environment import rooms
from checks.indicators.hardware import hardware
from checks.verdict import CauseKind
from collectors.failure import FailureKind
from collectors.probe import ProbeResult
from collectors.quantities import (
    ACCESS_POINT_UP,
    BACKUP_FINISHED,
    DEVICE_UPTIME,
    HUMIDITY,
    TEMPERATURE,
    UPS_BATTERY_NORMAL,
    UPS_LOAD,
    WATER_DRY,
)
from tests.builders import (
    failed,
    gap,
    of_subject,
    only,
    point,
    power_domain,
    room,
    said,
    seen,
    told,
)


def dc(**more: object) -> Room:
    sensors = [InstanceRef(target="env", instance="inlet")]
    return room("dc", RoomKind.MACHINE_ROOM, **{"temperature_sensors": sensors, **more})


CAMPUS = Campus(rooms=[dc()], power_domains=[power_domain("ups", room="dc")])
ALL_READ = (
    said("env", {TEMPERATURE: {"inlet": 23.5}, HUMIDITY: {"inlet": 0.4}}),
    said("ups", {UPS_LOAD: 0.5}),
)


@pytest.mark.parametrize("reading", ["temperature", "humidity", "power"])
def test_what_is_read_is_watched(reading: str) -> None:
    measured = of_subject(rooms(CAMPUS, seen(*ALL_READ)), f"dc {reading}")
    assert told(measured) == 1
    assert measured.subject.label("reading") == reading
    assert measured.subject.label("kind") == "machine_room"


def test_leak_sensors_are_read_where_they_are_described() -> None:
    leak = RoomSensor(signal=RoomSignal.WATER, target="leak")
    for sensors, value in (([leak], 1), ([], 0), (None, CauseKind.PARTLY_PROVEN)):
        campus = Campus(rooms=[dc(sensors=sensors)])
        readings = seen(said("leak", {WATER_DRY: False}))
        assert told(of_subject(rooms(campus, readings), "dc water")) == value


SILENT = {
    CauseKind.FAILED: 0,
    CauseKind.STALE: 0,
    CauseKind.ABSENT: 0,
    CauseKind.NOT_READ: CauseKind.NOT_READ,
    CauseKind.IMPLAUSIBLE: CauseKind.IMPLAUSIBLE,
}


@pytest.mark.parametrize(("kind", "value"), SILENT.items())
def test_silence_is_not_watching_but_an_unbelievable_value_and_a_start_are_unknown(
    kind: CauseKind, value: float | CauseKind
) -> None:
    readings = seen(*gap(kind, TEMPERATURE, "env", "inlet"))
    assert told(of_subject(rooms(CAMPUS, readings), "dc temperature")) == value


def test_one_of_two_sensors_is_enough() -> None:
    sensors = [InstanceRef(target="env", instance=name) for name in ("inlet", "outlet")]
    campus = Campus(rooms=[dc(temperature_sensors=sensors)])
    readings = seen(said("env", {TEMPERATURE: {"outlet": 30.0}}))
    assert told(of_subject(rooms(campus, readings), "dc temperature")) == 1


def test_our_own_fault_is_not_the_room_s() -> None:
    readings = seen(failed("env", TEMPERATURE, kind=FailureKind.BUG))
    assert told(of_subject(rooms(CAMPUS, readings), "dc temperature")) is CauseKind.FAILED


def test_a_room_for_which_nothing_is_named_is_not_watched_and_one_not_described_is_unknown() -> (
    None
):
    bare = Campus(rooms=[dc(temperature_sensors=[])], power_domains=[])
    assert told(of_subject(rooms(bare, seen()), "dc temperature")) == 0
    assert told(of_subject(rooms(bare, seen()), "dc power")) == 0
    unsaid = Campus(rooms=[dc(temperature_sensors=None)])
    assert told(of_subject(rooms(unsaid, seen()), "dc humidity")) is CauseKind.FACT_MISSING
    assert told(of_subject(rooms(unsaid, seen()), "dc power")) is CauseKind.FACT_MISSING


def test_a_classroom_is_no_technical_room() -> None:
    assert told(only(rooms(Campus(rooms=[room()]), seen()))) is CauseKind.NONE_IN_SCOPE


def device(name: str, role: str = "access", polled: bool = True, in_scope: bool = True) -> Device:
    return Device(name=name, role=role, polled=polled, in_scope=in_scope)


def alive(*names: str) -> list[ProbeResult]:
    return [said(name, {DEVICE_UPTIME: 3600.0}) for name in names]


NOT_COVERED = {
    "a device that does not answer": (device("x"), [failed("x", DEVICE_UPTIME)]),
    "a UPS that upsd does not answer for": (device("x", "ups"), [failed("x", UPS_LOAD)]),
    "a device that answered too long ago": (
        device("x"),
        [said("x", {DEVICE_UPTIME: 1.0}, age_seconds=901)],
    ),
    "a device that nothing polls": (device("x", polled=False), []),
    "a device that gives no management data": (
        device("x", "server"),
        [said("x", {BACKUP_FINISHED: {"job": 0.0}})],
    ),
}


@pytest.mark.parametrize(("other", "rounds"), NOT_COVERED.values(), ids=NOT_COVERED)
def test_not_under_management(other: Device, rounds: list[ProbeResult]) -> None:
    campus = Campus(devices=[device("a"), other])
    measured = of_subject(hardware(campus, seen(*alive("a"), *rounds)), "all")
    assert (measured.lowest, measured.value, measured.highest) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(("seconds", "highest"), [(899, 1.0), (900, 0.5)])
def test_silence_proves_nothing_before_it_has_lasted_as_long_as_a_reading_is_fresh(
    seconds: float, highest: float
) -> None:
    campus = Campus(devices=[device("a"), device("x")])
    silent = failed("x", DEVICE_UPTIME, for_seconds=seconds)
    measured = of_subject(hardware(campus, seen(*alive("a"), silent)), "all")
    assert (measured.lowest, measured.highest) == (0.5, highest)
    if highest == 1.0:
        assert measured.untold is not None
        assert measured.untold.kind is CauseKind.NOT_LISTENED
        assert (
            "asked only since 2026-10-08 11:45:01 UTC, 900 s (15 min) are" in measured.untold.detail
        )


OUT_OF_SCOPE = {
    "a bare camera": device("x", "camera"),
    "a page": device("x", "web"),
    "what the inventory takes out": device("x", in_scope=False),
}


@pytest.mark.parametrize("other", OUT_OF_SCOPE.values(), ids=OUT_OF_SCOPE)
def test_no_infrastructure(other: Device) -> None:
    campus = Campus(devices=[device("a"), other])
    assert told(of_subject(hardware(campus, seen(*alive("a"))), "all")) == 1


def test_a_device_that_was_not_asked_yet_leaves_bounds() -> None:
    campus = Campus(devices=[device("a"), device("b")])
    measured = of_subject(hardware(campus, seen(*alive("a"))), "all")
    assert (measured.lowest, measured.value, measured.highest) == (0.5, 1, 1)


def test_a_ups_and_a_controller_are_covered_by_their_own_readings() -> None:
    campus = Campus(devices=[device("ups", "ups"), device("wlc", "wireless_controller")])
    rounds = [said("ups", {UPS_BATTERY_NORMAL: True}), *alive("wlc")]
    shares = hardware(campus, seen(*rounds))
    assert told(of_subject(shares, "all")) == 1
    assert {each.subject.name for each in shares} == {
        "all",
        "power",
        "network",
        "wireless_controller",
    }


def test_access_points_are_hardware_too_each_once() -> None:
    """Two listed by the controller, one of them down; a third only by the inventory."""
    serving = [point("ap-1"), point("ap-3")]
    campus = Campus(
        devices=[device("wlc-1", "wireless_controller")], rooms=[room(access_points=serving)]
    )
    listed = said("wlc-1", {ACCESS_POINT_UP: {"ap-1": True, "ap-2": False}, DEVICE_UPTIME: 1.0})
    shares = hardware(campus, seen(listed))
    assert told(of_subject(shares, "access_point")) == 1 / 3
    assert told(of_subject(shares, "all")) == 2 / 4
    assert told(of_subject(shares, "network")) == 1


def test_a_campus_without_devices_has_none_in_scope() -> None:
    assert told(only(hardware(Campus(), seen()))) is CauseKind.NONE_IN_SCOPE
    services = Campus(devices=[device("x", "web")])
    assert told(only(hardware(services, seen()))) is CauseKind.NONE_IN_SCOPE
