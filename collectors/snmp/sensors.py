"""Temperature and humidity: ENTITY-SENSOR-MIB (RFC 3433), named by ENTITY-MIB (RFC 4133)."""

from collections.abc import Mapping
from functools import partial

from collectors.quantities import HUMIDITY, TEMPERATURE
from collectors.reading import Quantity, Reading
from collectors.snmp.names import label, named
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Answers, Subject, Table, cell
from collectors.snmp.values import Implausible, between, integer, told

ENTITY: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
ENTITY_DESCR = (*ENTITY, 2)
ENTITY_NAME = (*ENTITY, 7)
ENTITIES = Table((ENTITY_DESCR, ENTITY_NAME))
SENSOR: Oid = (1, 3, 6, 1, 2, 1, 99, 1, 1, 1)
SENSOR_TYPE = (*SENSOR, 1)
SENSOR_SCALE = (*SENSOR, 2)
SENSOR_PRECISION = (*SENSOR, 3)
SENSOR_VALUE = (*SENSOR, 4)
SENSOR_STATUS = (*SENSOR, 5)
SENSORS = Table((SENSOR_TYPE, SENSOR_SCALE, SENSOR_PRECISION, SENSOR_VALUE, SENSOR_STATUS))
Row = Mapping[Oid, Value]

CELSIUS, PERCENT_RH = 8, 9  # EntitySensorDataType
OK, UNAVAILABLE, NONOPERATIONAL = 1, 2, 3  # EntitySensorStatus
UNITS = 9  # EntitySensorDataScale counts powers of 1000 from yocto(1); 9 is 10^0
SCALES = range(1, 18)  # to yotta
PRECISIONS = range(-8, 10)
OVERFLOW = 1_000_000_000  # RFC 3433: the value is beyond what the sensor or the type can say


def parse(answers: Answers) -> list[Reading]:
    rows = answers.rows(SENSORS)
    entities = answers.rows(ENTITIES)
    kinds = {index: _kind(row) for index, row in rows.items()}
    names = named(
        {
            index: label(
                cell(entities.get(index, {}), ENTITY_NAME),
                cell(entities.get(index, {}), ENTITY_DESCR),
            )
            for index, kind in kinds.items()
            if kind is not None
        }
    )
    readings = [
        told(kind, names.instance(index), partial(measured, rows[index], kind))
        for index, kind in kinds.items()
        if kind is not None
    ]
    return names.with_rejections(readings)


def _kind(row: Row) -> Quantity | None:
    """Which quantity the sensor measures; None for all that we do not read (fans, volts)."""
    try:
        kind = integer(cell(row, SENSOR_TYPE))
    except Implausible:
        return None
    return {CELSIUS: TEMPERATURE, PERCENT_RH: HUMIDITY}.get(kind or 0)


def measured(row: Row, quantity: Quantity) -> float | None:
    """The sensor's value in our unit; None where it says that it has none at the moment."""
    status = integer(cell(row, SENSOR_STATUS))
    if status in (UNAVAILABLE, NONOPERATIONAL):
        return None
    if status not in (OK, None):
        raise Implausible(f"entPhySensorOperStatus is {status}")
    raw = integer(cell(row, SENSOR_VALUE))
    if raw is None:
        return None
    if abs(raw) >= OVERFLOW:
        raise Implausible(f"{raw} is RFC 3433's overflow")
    value = raw * _factor(row)
    if quantity is TEMPERATURE:
        return between(value, -50, 150, "degrees Celsius")
    return between(value, 0, 100, "% relative humidity") / 100


def _factor(row: Row) -> float:
    scale, precision = integer(cell(row, SENSOR_SCALE)), integer(cell(row, SENSOR_PRECISION))
    if scale is None or scale not in SCALES:
        raise Implausible(f"entPhySensorScale is {scale}")
    if precision is None or precision not in PRECISIONS:
        raise Implausible(f"entPhySensorPrecision is {precision}")
    decimals = max(precision, 0)  # negative ones count the accurate digits, and scale nothing
    return float(10 ** (3 * (scale - UNITS) - decimals))


SUBJECT = Subject(
    "sensors",
    (TEMPERATURE, HUMIDITY),
    parse,
    tables=(ENTITIES, SENSORS),
    needs_whole=(ENTITIES,),
)
