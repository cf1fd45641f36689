"""Temperature and humidity out of ENTITY-SENSOR-MIB's scales, precisions and states."""

import pytest

from collectors.reading import Reading
from collectors.snmp import sensors
from collectors.snmp.sensors import (
    ENTITIES,
    ENTITY_DESCR,
    ENTITY_NAME,
    STANDARD,
)
from collectors.snmp.session import Index, Oid
from tests.collectors.snmp.scripted import answers

CELSIUS, HUMIDITY, FAN = 8, 9, 10
UNITS, MILLI = 9, 8


def row(
    kind: int, value: int, *, scale: int = UNITS, precision: int = 0, status: int = 1
) -> dict[Oid, int]:
    return {
        STANDARD.kind: kind,
        STANDARD.scale: scale,
        STANDARD.precision: precision,
        STANDARD.value: value,
        STANDARD.status: status,
    }


def parsed(rows: dict[Index, dict[Oid, int]], names: dict[int, str]) -> list[Reading]:
    return sensors.parse(
        answers(
            tables={
                STANDARD.table: {index: dict(row) for index, row in rows.items()},
                ENTITIES: {(index,): {ENTITY_NAME: name} for index, name in names.items()},
            }
        )
    )


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (row(CELSIUS, 27375, scale=MILLI), 27.375),
        (row(CELSIUS, 235, precision=1), 23.5),
        (row(CELSIUS, 31), 31.0),
        (row(CELSIUS, -12), -12.0),
        (row(CELSIUS, 0), 0.0),
        (row(CELSIUS, 31, precision=-2), 31.0),
        (row(HUMIDITY, 455, precision=1), 0.455),
        (row(HUMIDITY, 100), 1.0),
        (row(CELSIUS, 31, status=2), None),
        (row(CELSIUS, 31, status=3), None),
    ],
    ids=[
        "milli",
        "one decimal",
        "units",
        "frost",
        "0 with state ok",
        "accurate digits do not scale",
        "humidity is a ratio",
        "condensing",
        "unavailable",
        "nonoperational",
    ],
)
def test_a_value_in_our_unit(cells: dict[Oid, int], value: float | None) -> None:
    (found,) = parsed({(7,): cells}, {7: "inlet"})
    assert found.instance == "inlet"
    assert found.rejected == ""
    assert found.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (row(CELSIUS, 1_000_000_000), "RFC 3433's overflow"),
        (row(CELSIUS, -1_000_000_000), "RFC 3433's overflow"),
        (row(CELSIUS, 65535), "65535 degrees Celsius is outside"),
        (row(CELSIUS, -11000, precision=1), "outside"),
        (row(HUMIDITY, 255), "255 % relative humidity is outside"),
        (row(HUMIDITY, -1), "-1 % relative humidity is outside"),
        (row(CELSIUS, 31, scale=0), "entPhySensorScale is 0"),
        (row(CELSIUS, 31, scale=18), "entPhySensorScale is 18"),
        (row(CELSIUS, 31, precision=10), "entPhySensorPrecision is 10"),
        (row(CELSIUS, 31, status=0), "entPhySensorOperStatus is 0"),
    ],
)
def test_what_cannot_be_true_is_rejected(cells: dict[Oid, int], why: str) -> None:
    (found,) = parsed({(7,): cells}, {7: "inlet"})
    assert found.value is None
    assert why in found.rejected


def test_other_sensors_are_left_out() -> None:
    assert parsed({(7,): row(FAN, 5600)}, {7: "fan"}) == []


def test_a_sensor_without_a_name_goes_by_its_description() -> None:
    said = answers(
        tables={
            STANDARD.table: {(7,): dict(row(CELSIUS, 31))},
            ENTITIES: {(7,): {ENTITY_NAME: "", ENTITY_DESCR: "Chassis Temperature"}},
        }
    )
    assert [it.instance for it in sensors.parse(said)] == ["Chassis Temperature"]


def test_sensors_that_share_a_name_are_told_apart() -> None:
    rows: dict[Index, dict[Oid, int]] = {
        (7,): row(CELSIUS, 31),
        (8,): row(CELSIUS, 35),
        (9,): row(FAN, 5000),
    }
    found = parsed(rows, {7: "Temp", 8: "Temp", 9: "Temp"})
    assert {it.instance: it.value for it in found} == {"Temp#7": 31, "Temp#8": 35, "Temp": None}
    (doubtful,) = [it for it in found if it.instance == "Temp"]
    assert doubtful.rejected.startswith("2 rows share this name")
