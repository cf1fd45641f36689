"""Aruba AOS-CX: ARUBAWIRED-POWERSUPPLY-MIB, -FAN-MIB and -TEMPSENSOR-MIB.

States come as words, which are the same in all releases; the numbers beside them are newer.
"""

from collections.abc import Mapping
from functools import partial

from collectors.quantities import FAN_OK, POWER_SUPPLY_OK, TEMPERATURE
from collectors.reading import Quantity, Reading
from collectors.snmp.health_family import ENTERPRISES, Family
from collectors.snmp.names import label, named
from collectors.snmp.sensors import CELSIUS, STANDARD
from collectors.snmp.session import Number, Oid, Value
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import Implausible, between, number, text, told

ARUBA_CX: Oid = (*ENTERPRISES, 47196)
PARTS: Oid = (*ARUBA_CX, 4, 1, 1, 3, 11)
SUPPLY_NAME, SUPPLY_STATE = (*PARTS, 2, 1, 1, 3), (*PARTS, 2, 1, 1, 4)
SUPPLIES = Table((SUPPLY_NAME, SUPPLY_STATE), only_of=(ARUBA_CX,))
SENSOR_NAME, MILLI_DEGREES = (*PARTS, 3, 1, 1, 5), (*PARTS, 3, 1, 1, 7)
SENSORS = Table((SENSOR_NAME, MILLI_DEGREES), only_of=(ARUBA_CX,))
FAN_NAME, FAN_STATE = (*PARTS, 5, 1, 1, 4), (*PARTS, 5, 1, 1, 5)
FANS = Table((FAN_NAME, FAN_STATE), only_of=(ARUBA_CX,))

#: An empty bay, and what it cannot tell.
NO_PART = dict.fromkeys(("empty", "fault_absent", "absent", "unknown", "uninitialized", "init"))
SUPPLY_STATES: Mapping[str, bool | None] = {
    **NO_PART,
    "unsupported": None,
    "ok": True,
    **dict.fromkeys(
        (
            "fault", "fault_input", "fault_output", "fault_poe", "fault_no_recov", "fault_airflow",
            "fault_redundancy", "alert", "warning",
        ),
        False,
    ),
}  # fmt: skip
FAN_STATES: Mapping[str, bool | None] = {**NO_PART, "ok": True, "fault": False}


def parse(answers: Answers) -> list[Reading]:
    return [
        *_states(answers, POWER_SUPPLY_OK, SUPPLIES, SUPPLY_STATES),
        *_states(answers, FAN_OK, FANS, FAN_STATES),
        *_temperatures(answers),
    ]


def _states(
    answers: Answers, quantity: Quantity, table: Table, meanings: Mapping[str, bool | None]
) -> list[Reading]:
    name, column = table.columns
    labels, states = answers.column(table, name), answers.column(table, column)
    names = named({index: label(labels.get(index, NONE)) for index in states})
    works = partial(_works, meanings=meanings)
    return names.with_rejections(
        [told(quantity, names.instance(i), works, value) for i, value in states.items()]
    )


def _works(value: Value, meanings: Mapping[str, bool | None]) -> bool | None:
    said = text(value)
    if not said:
        return None
    state = said.strip().lower().replace(" ", "_").replace("-", "_")
    if state not in meanings:
        raise Implausible(f"{said!r} is none of the states {sorted(meanings)}")
    return meanings[state]


def _temperatures(answers: Answers) -> list[Reading]:
    """Where ENTITY-SENSOR-MIB has none: most models tell the same sensors there, too."""
    kinds = answers.column(STANDARD.table, STANDARD.kind).values()
    if any(isinstance(kind, Number) and kind.value == CELSIUS for kind in kinds):
        return []
    labels = answers.column(SENSORS, SENSOR_NAME)
    cells = answers.column(SENSORS, MILLI_DEGREES)
    names = named({index: label(labels.get(index, NONE)) for index in cells})
    return names.with_rejections(
        [told(TEMPERATURE, names.instance(i), _celsius, value) for i, value in cells.items()]
    )


def _celsius(value: Value) -> float | None:
    """Thousandths of a degree; 0 where a sensor is absent."""
    plain = number(value)
    return None if not plain else between(plain / 1000, -50, 150, "degrees Celsius")


FAMILY = Family(parse, (SUPPLIES, FANS, SENSORS, STANDARD.table))
