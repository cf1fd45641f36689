"""Ruckus ICX, before that Brocade and Foundry: FOUNDRY-SN-AGENT-MIB. By the MIB alone: no recording
has these tables."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from collectors.quantities import (
    CPU_UTILIZATION,
    FAN_OK,
    MEMORY_UTILIZATION,
    POWER_SUPPLY_OK,
    TEMPERATURE,
)
from collectors.reading import Quantity, Reading
from collectors.snmp.health_family import ENTERPRISES, Family, state
from collectors.snmp.names import label, named
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Absent, Oid, Value
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import between, integer, number, told

FOUNDRY: Oid = (*ENTERPRISES, 1991)
CHASSIS: Oid = (*FOUNDRY, 1, 1, 1)
AGENT: Oid = (*FOUNDRY, 1, 1, 2)
MEMORY: Oid = (*AGENT, 1, 53, 0)  # snAgGblDynMemUtil, per cent
CPU: Oid = (*AGENT, 11, 1, 1)  # snAgentCpuUtilEntry, index slot . processor . seconds
CPU_PERCENT, CPU_HUNDREDTHS = (*CPU, 5), (*CPU, 6)
PROCESSORS = Table((CPU_PERCENT, CPU_HUNDREDTHS), only_of=(FOUNDRY,))
FIVE_MINUTES = 300
SENSOR: Oid = (*AGENT, 13, 1, 1)  # snAgentTempEntry
SENSOR_NAME, HALF_DEGREES = (*SENSOR, 3), (*SENSOR, 4)
SENSORS = Table((SENSOR_NAME, HALF_DEGREES), only_of=(FOUNDRY,))
#: other (an empty bay, or what it cannot tell), normal, failure
STATES: Mapping[int, bool | None] = {1: None, 2: True, 3: False}


class Part(NamedTuple):
    """A table of parts with their names and states; stacks have one more index, the unit."""

    quantity: Quantity
    kind: str
    name: Oid
    status: Oid
    table: Table


def _part(quantity: Quantity, kind: str, entry: Oid, name: int) -> Part:
    columns = ((*entry, name), (*entry, name + 1))
    return Part(quantity, kind, *columns, Table(columns, only_of=(FOUNDRY,)))


#: Of a kind the first table that has rows tells; the other has the first unit's once more.
PARTS = (
    (
        _part(POWER_SUPPLY_OK, "power supply", (*CHASSIS, 2, 2, 1), 3),
        _part(POWER_SUPPLY_OK, "power supply", (*CHASSIS, 2, 1, 1), 2),
    ),
    (
        _part(FAN_OK, "fan", (*CHASSIS, 3, 2, 1), 3),
        _part(FAN_OK, "fan", (*CHASSIS, 3, 1, 1), 2),
    ),
)


def parse(answers: Answers) -> list[Reading]:
    readings = [*_processors(answers), *_temperatures(answers)]
    memory = answers.scalar(MEMORY)
    if not isinstance(memory, Absent):
        readings.append(told(MEMORY_UTILIZATION, "", percent, memory))
    for tables in PARTS:
        told_by = next((part for part in tables if answers.rows(part.table)), None)
        if told_by is not None:
            readings += _states(told_by, answers)
    return readings


def _processors(answers: Answers) -> list[Reading]:
    return [
        told(CPU_UTILIZATION, f"slot {index[0]} processor {index[1]}", _busy, row)
        for index, row in answers.rows(PROCESSORS).items()
        if index[2:] == (FIVE_MINUTES,)
    ]


def _busy(row: Mapping[Oid, Value]) -> float | None:
    """In hundredths of a per cent where it tells them, which old models do not."""
    fine = integer(cell(row, CPU_HUNDREDTHS))
    if fine is None:
        return percent(cell(row, CPU_PERCENT))
    return between(fine / 100, 0, 100, "%") / 100


def _temperatures(answers: Answers) -> list[Reading]:
    rows = answers.rows(SENSORS)
    names = named({index: label(cell(row, SENSOR_NAME)) for index, row in rows.items()})
    return names.with_rejections(
        [
            told(TEMPERATURE, names.instance(index), _celsius, cell(row, HALF_DEGREES))
            for index, row in rows.items()
        ]
    )


def _celsius(value: Value) -> float | None:
    """Half degrees; 0 where there is no sensor."""
    plain = number(value)
    return None if not plain else between(plain / 2, -50, 150, "degrees Celsius")


def _states(part: Part, answers: Answers) -> list[Reading]:
    rows = answers.rows(part.table)
    works = partial(state, meanings=STATES)
    names = named(
        {
            index: label(cell(row, part.name)) or f"{part.kind} {'.'.join(map(str, index))}"
            for index, row in rows.items()
        }
    )
    return names.with_rejections(
        [
            told(part.quantity, names.instance(index), works, cell(row, part.status))
            for index, row in rows.items()
        ]
    )


FAMILY = Family(
    parse, (PROCESSORS, SENSORS, *(part.table for tables in PARTS for part in tables)), (MEMORY,)
)
