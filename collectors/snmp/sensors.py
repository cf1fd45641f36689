"""Temperature and humidity: ENTITY-SENSOR-MIB (RFC 3433), named by ENTITY-MIB (RFC 4133)."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SensorTable:
    """The columns of a table of sensors; Cisco has the same ones under an arc of its own."""

    kind: Oid
    scale: Oid
    precision: Oid
    value: Oid
    status: Oid
    table: Table

    @classmethod
    def below(cls, entry: Oid, only_of: tuple[Oid, ...] = ()) -> "SensorTable":
        kind, scale, precision, value, status = columns = tuple((*entry, n) for n in range(1, 6))
        return cls(kind, scale, precision, value, status, Table(columns, only_of=only_of))


STANDARD = SensorTable.below((1, 3, 6, 1, 2, 1, 99, 1, 1, 1))  # entPhySensorEntry
Row = Mapping[Oid, Value]

CELSIUS, PERCENT_RH = 8, 9  # EntitySensorDataType
OK, UNAVAILABLE, NONOPERATIONAL = 1, 2, 3  # EntitySensorStatus
UNITS = 9  # EntitySensorDataScale counts powers of 1000 from yocto(1); 9 is 10^0
SCALES = range(1, 18)  # to yotta
PRECISIONS = range(-8, 10)
OVERFLOW = 1_000_000_000  # RFC 3433: the value is beyond what the sensor or the type can say


def parse(answers: Answers) -> list[Reading]:
    rows = answers.rows(STANDARD.table)
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
        kind = integer(cell(row, STANDARD.kind))
    except Implausible:
        return None
    return {CELSIUS: TEMPERATURE, PERCENT_RH: HUMIDITY}.get(kind or 0)


def measured(row: Row, quantity: Quantity, columns: SensorTable = STANDARD) -> float | None:
    """The sensor's value in our unit; None where it says that it has none at the moment."""
    status = integer(cell(row, columns.status))
    if status in (UNAVAILABLE, NONOPERATIONAL):
        return None
    if status not in (OK, None):
        raise Implausible(f"entPhySensorOperStatus is {status}")
    raw = integer(cell(row, columns.value))
    if raw is None:
        return None
    if abs(raw) >= OVERFLOW:
        raise Implausible(f"{raw} is RFC 3433's overflow")
    value = _scaled(raw, row, columns)
    if quantity is TEMPERATURE:
        return between(value, -50, 150, "degrees Celsius")
    return between(value, 0, 100, "% relative humidity") / 100


def _scaled(raw: int, row: Row, columns: SensorTable) -> float:
    scale, precision = integer(cell(row, columns.scale)), integer(cell(row, columns.precision))
    if scale is None or scale not in SCALES:
        raise Implausible(f"entPhySensorScale is {scale}")
    if precision is None or precision not in PRECISIONS:
        raise Implausible(f"entPhySensorPrecision is {precision}")
    decimals = max(precision, 0)  # negative ones count the accurate digits, and scale nothing
    power = 3 * (scale - UNITS) - decimals
    return float(raw * 10**power) if power >= 0 else raw / 10**-power  # exact to the last digit


SUBJECT = Subject(
    "sensors",
    (TEMPERATURE, HUMIDITY),
    parse,
    tables=(ENTITIES, STANDARD.table),
    needs_whole=(ENTITIES,),
)
