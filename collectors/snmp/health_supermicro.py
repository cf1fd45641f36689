"""Supermicro servers, by their management controller: one table of sensors of any kind, in text."""

import re
from collections.abc import Callable, Iterator

from collectors.quantities import FAN_OK, POWER_SUPPLY_OK, TEMPERATURE
from collectors.reading import Quantity, Reading
from collectors.snmp.health_family import ENTERPRISES, Family, celsius
from collectors.snmp.names import Names, label, named
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import Implausible, between, integer, number, told
from collectors.snmp.walk import Rows

SUPERMICRO: Oid = (*ENTERPRISES, 21317)
SENSOR: Oid = (*SUPERMICRO, 1, 3, 1)  # sensorTable of ATEN-IPMI-MIB
NOW, NAME = (*SENSOR, 2), (*SENSOR, 13)
LOWER_CRITICAL: Oid = (*SENSOR, 6)
SENSORS = Table((NOW, NAME, LOWER_CRITICAL), only_of=(SUPERMICRO,))
#: What kind a sensor is, by its name in small letters: the table has no unit that says it.
TEMPERATURE_NAME = re.compile(r".* temp")
FAN_NAME = re.compile(r"(?:.*[ _])?fan ?[a-z]?\d*")
SUPPLY_NAME = re.compile(r"ps\d+ status")
#: A power supply is told as the bits of IPMI 2.0's sensor type 08h: that it is there, then failure,
#: predicted failure, input lost (two kinds), input out of range, wrong kind; bit 7 is standby.
PRESENT, FAULTS, BITS_AT_MOST = 0b1, 0b0111_1110, 0xFF
RPM_AT_MOST = 100_000


def parse(answers: Answers) -> list[Reading]:
    rows = answers.rows(SENSORS)
    labels = {index: label(cell(row, NAME)) for index, row in rows.items()}
    return [
        *_of_kind(rows, labels, TEMPERATURE_NAME, TEMPERATURE, celsius, NOW),
        *_of_kind(rows, labels, FAN_NAME, FAN_OK, turns, NOW, LOWER_CRITICAL),
        *_of_kind(rows, labels, SUPPLY_NAME, POWER_SUPPLY_OK, supplies, NOW),
    ]


def _of_kind(
    rows: Rows,
    labels: dict[Index, str],
    kind: re.Pattern[str],
    quantity: Quantity,
    means: Callable[..., float | bool | None],
    *columns: Oid,
) -> Iterator[Reading]:
    """What `means` makes of those columns, of the sensors whose names are of that kind."""
    names: Names = named({i: it for i, it in labels.items() if kind.fullmatch(it.lower())})
    yield from names.with_rejections(
        [
            told(quantity, names.instance(i), means, *(cell(rows[i], it) for it in columns))
            for i in names.by_index
        ]
    )


def turns(speed: Value, lower_critical: Value) -> bool | None:
    """Whether a fan turns fast enough; one without a limit and without a speed is not fitted."""
    now, least = number(speed), number(lower_critical)
    if now is None or (not now and not least):
        return None
    return between(now, 0, RPM_AT_MOST, "rpm") > 0 and now >= (least or 0)


def supplies(bits: Value) -> bool | None:
    """None for an empty bay."""
    plain = integer(bits)
    if plain is None:
        return None
    if not 0 <= plain <= BITS_AT_MOST:
        raise Implausible(f"{plain} is no state of a power supply")
    return not plain & FAULTS if plain & PRESENT else None


FAMILY = Family(parse, (SENSORS,))
