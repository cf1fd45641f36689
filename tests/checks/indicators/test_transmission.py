"""Sensors that are heard in time and in form, and meters of every building and room."""

import pytest

from checks.campus import Building, Campus, Medium, Meter
from checks.equipment import Thing, ThingKind
from checks.indicators.metering import buildings, rooms
from checks.indicators.transmission import carried, delay, in_time, standard, well_formed
from checks.verdict import CauseKind
from collectors.probe import ProbeResult
from collectors.quantities import (
    BROKER_DROPPED,
    METER_VALUE,
    THING_DELAY,
    THING_GAP,
    THING_LIVE,
    THING_MESSAGES_VALID,
)
from collectors.reading import Quantity
from tests.builders import DEVICE_GAPS, gap, listened, of_subject, only, room, said, seen, told


def sensor(name: str = "t", **more: object) -> Thing:
    fields = {"name": name, "kind": ThingKind.SENSOR, "target": "broker", **more}
    return Thing.model_validate(fields)


def of(quantity: Quantity, **values: float) -> ProbeResult:
    return said("broker", {quantity: values})


@pytest.mark.parametrize(("gap_seconds", "value"), [(120.0, 1), (120.1, 0)])
def test_a_sensor_may_miss_one_message_not_two(gap_seconds: float, value: float) -> None:
    campus = Campus(things=[sensor(interval_seconds=60)])
    assert told(only(in_time(campus, seen(of(THING_GAP, t=gap_seconds))))) == value


def test_without_a_declared_interval_nothing_is_late() -> None:
    measured = only(in_time(Campus(things=[sensor()]), seen(of(THING_GAP, t=1.0))))
    assert told(measured) is CauseKind.FACT_MISSING


@pytest.mark.parametrize(("live", "dropped", "value"), [(1, 0, 1), (1, 1, 0), (0, 0, 0)])
def test_a_sensor_is_carried_by_a_broker_that_drops_nothing(
    live: float, dropped: float, value: float
) -> None:
    readings = seen(of(THING_LIVE, t=live), said("broker", {BROKER_DROPPED: dropped}))
    assert told(only(carried(Campus(things=[sensor()]), readings))) == value


@pytest.mark.parametrize(("share", "value"), [(1.0, 1), (0.999, 0)])
def test_every_message_keeps_to_its_schema(share: float, value: float) -> None:
    readings = seen(of(THING_MESSAGES_VALID, t=share))
    assert told(only(well_formed(Campus(things=[sensor()]), readings))) == value


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_messages_that_cannot_be_told_are_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, THING_MESSAGES_VALID, "broker", "t"))
    assert told(only(well_formed(Campus(things=[sensor()]), readings))) is kind


def test_a_sensor_that_nothing_reads_is_neither_in_time_nor_carried_nor_well_formed() -> None:
    campus = Campus(things=[sensor(target=None)])
    assert [told(only(each(campus, seen()))) for each in (in_time, carried, well_formed)] == [0] * 3
    assert told(only(delay(campus, seen()))) is CauseKind.NONE_IN_SCOPE


def test_the_slowest_sensor_is_told() -> None:
    campus = Campus(things=[sensor("t"), sensor("u")])
    assert told(only(delay(campus, seen(of(THING_DELAY, t=1.0, u=90.0))))) == 90


def test_a_protocol_counts_where_something_is_read_through_it() -> None:
    campus = Campus(things=[sensor("t", protocol="MQTT"), sensor("u", protocol="Modbus")])
    assert told(only(standard(campus, seen(of(THING_LIVE, t=1, u=0))))) == 0.5
    unsaid = Campus(things=[sensor()])
    assert told(only(standard(unsaid, seen(of(THING_LIVE, t=1))))) is CauseKind.FACT_MISSING


def test_a_gate_is_no_sensor() -> None:
    campus = Campus(things=[sensor(kind=ThingKind.GATE)])
    for indicator in (in_time, carried, well_formed, delay):
        assert told(only(indicator(campus, seen()))) is CauseKind.NONE_IN_SCOPE


def meter(name: str, **more: object) -> Meter:
    fields = {"name": name, "medium": Medium.ELECTRICITY, "target": "broker", **more}
    return Meter.model_validate(fields)


SILENCE = listened("broker", METER_VALUE, for_seconds=900)


def test_each_room_and_each_building_needs_a_meter_that_is_read() -> None:
    campus = Campus(
        rooms=[room("a"), room("b")],
        buildings=[Building(name="main")],
        meters=[meter("m", room="a"), meter("whole", building="main"), meter("n", room="b")],
    )
    readings = seen(SILENCE, of(METER_VALUE, m=1.0, whole=7.0))
    shares = rooms(campus, readings)
    assert told(of_subject(shares, "rooms")) == 0.5
    assert told(of_subject(shares, "buildings")) == 1


def test_automation_counts_only_where_a_building_has_it_and_doors_everywhere() -> None:
    campus = Campus(
        buildings=[Building(name="main"), Building(name="annex")],
        meters=[],
        things=[
            sensor("c", kind=ThingKind.BUILDING_CONTROLLER, building="main"),
            sensor("d", kind=ThingKind.DOOR_CONTROLLER, building="annex"),
        ],
    )
    shares = buildings(campus, seen(of(THING_LIVE, c=1, d=1)))
    assert told(of_subject(shares, "controller")) == 1
    assert told(of_subject(shares, "door")) == 0.5
    assert told(of_subject(shares, "meter")) == 0


def test_buildings_of_which_no_device_is_listed_are_unknown() -> None:
    campus = Campus(buildings=[Building(name="main")])
    assert told(only(buildings(campus, seen()))) is CauseKind.FACT_MISSING
