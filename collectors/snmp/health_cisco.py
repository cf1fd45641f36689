"""Cisco IOS, IOS XE and NX-OS: CISCO-ENVMON-MIB, CISCO-PROCESS-MIB, CISCO-MEMORY-POOL-MIB,
CISCO-ENTITY-SENSOR-MIB and CISCO-ENTITY-FRU-CONTROL-MIB."""

from functools import partial

from collectors.quantities import (
    CPU_UTILIZATION,
    FAN_OK,
    MEMORY_UTILIZATION,
    POWER_SUPPLY_OK,
    TEMPERATURE,
)
from collectors.reading import Quantity, Reading
from collectors.snmp.health_family import (
    CLASSES,
    ENTERPRISES,
    ENTITY_CLASS,
    POWER_SUPPLY,
    Family,
    celsius,
    entity_names,
    state,
)
from collectors.snmp.names import label, named
from collectors.snmp.sensors import CELSIUS, ENTITIES, SensorTable, measured
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Number, Oid, Value
from collectors.snmp.subject import NONE, Answers, Table, cell
from collectors.snmp.values import Implausible, between, integer, told

CISCO: Oid = (*ENTERPRISES, 9)
ENVMON: Oid = (*CISCO, 9, 13, 1)
TEMPERATURE_NAME, TEMPERATURE_VALUE = (*ENVMON, 3, 1, 2), (*ENVMON, 3, 1, 3)
TEMPERATURES = Table((TEMPERATURE_NAME, TEMPERATURE_VALUE), only_of=(CISCO,))
FAN_NAME, FAN_STATE = (*ENVMON, 4, 1, 2), (*ENVMON, 4, 1, 3)
FANS = Table((FAN_NAME, FAN_STATE), only_of=(CISCO,))
SUPPLY_NAME, SUPPLY_STATE = (*ENVMON, 5, 1, 2), (*ENVMON, 5, 1, 3)
SUPPLIES = Table((SUPPLY_NAME, SUPPLY_STATE), only_of=(CISCO,))
FRU_STATE: Oid = (*CISCO, 9, 117, 1, 1, 2, 1, 2)  # cefcFRUPowerOperStatus, index entPhysicalIndex
UNITS = Table((FRU_STATE,), only_of=(CISCO,))
SENSORS = SensorTable.below((*CISCO, 9, 91, 1, 1, 1, 1), only_of=(CISCO,))
CPU_ENTITY, CPU_5_MINUTES = (*CISCO, 9, 109, 1, 1, 1, 1, 2), (*CISCO, 9, 109, 1, 1, 1, 1, 8)
PROCESSORS = Table((CPU_ENTITY, CPU_5_MINUTES), only_of=(CISCO,))
POOL: Oid = (*CISCO, 9, 48, 1, 1, 1)
POOL_NAME, POOL_USED, POOL_FREE = (*POOL, 2), (*POOL, 5), (*POOL, 6)
POOLS = Table((POOL_NAME, POOL_USED, POOL_FREE), only_of=(CISCO,))

#: CiscoEnvMonState: normal, warning, critical, shutdown, notPresent, notFunctioning
STATES: dict[int, bool | None] = {1: True, 2: False, 3: False, 4: False, 5: None, 6: False}
#: PowerOperType: offEnvOther, on, offAdmin, offDenied, offEnvPower, offEnvTemp, offEnvFan, failed,
#: onButFanFail, offCooling, offConnectorRating, onButInlinePowerFail. An empty bay is 1.
FRU_STATES: dict[int, bool | None] = {
    1: None,
    2: True,
    3: None,
    **dict.fromkeys(range(4, 13), False),
}


def parse(answers: Answers) -> list[Reading]:
    readings = [
        *_without(_named(answers, TEMPERATURE, TEMPERATURES), _sensors(answers)),
        *_without(_named(answers, POWER_SUPPLY_OK, SUPPLIES), _units(answers)),
        *_named(answers, FAN_OK, FANS),
    ]
    return readings + _processors(answers) + _pools(answers)


def _without(first: list[Reading], more: list[Reading]) -> list[Reading]:
    """What two tables tell; of a name that is in both, what the first one says."""
    known = {reading.instance for reading in first}
    return first + [reading for reading in more if reading.instance not in known]


def _named(answers: Answers, quantity: Quantity, table: Table) -> list[Reading]:
    """A table of CISCO-ENVMON-MIB: a name and a value."""
    name, value = table.columns
    labels, cells = answers.column(table, name), answers.column(table, value)
    names = named({index: label(labels.get(index, NONE)) for index in cells})
    means = celsius if quantity is TEMPERATURE else partial(state, meanings=STATES)
    return names.with_rejections(
        told(quantity, names.instance(index), means, cells[index]) for index in cells
    )


def _sensors(answers: Answers) -> list[Reading]:
    rows = {
        index: row
        for index, row in answers.rows(SENSORS.table).items()
        if cell(row, SENSORS.kind) == Number(CELSIUS)
    }
    names = entity_names(answers, rows)
    return names.with_rejections(
        told(TEMPERATURE, names.instance(i), partial(measured, row, TEMPERATURE, SENSORS))
        for i, row in rows.items()
    )


def _units(answers: Answers) -> list[Reading]:
    """Line cards stand in the table, too: only what ENTITY-MIB calls a power supply is one."""
    classes, cells = answers.column(CLASSES, ENTITY_CLASS), answers.column(UNITS, FRU_STATE)
    supplies = [index for index in cells if classes.get(index) == Number(POWER_SUPPLY)]
    names = entity_names(answers, supplies)
    means = partial(state, meanings=FRU_STATES)
    return names.with_rejections(
        told(POWER_SUPPLY_OK, names.instance(i), means, cells[i]) for i in supplies
    )


def _processors(answers: Answers) -> list[Reading]:
    busy = answers.column(PROCESSORS, CPU_5_MINUTES)
    entities = answers.column(PROCESSORS, CPU_ENTITY)
    by_entity = {index: _index_of(entities.get(index, NONE)) for index in busy}
    known = entity_names(answers, [(number,) for number in by_entity.values() if number])
    names = named({index: known.by_index.get((by_entity[index] or 0,), "") for index in busy})
    return names.with_rejections(
        told(CPU_UTILIZATION, names.instance(index), percent, busy[index]) for index in busy
    )


def _index_of(value: Value) -> int | None:
    try:
        return integer(value)
    except Implausible:
        return None


def _pools(answers: Answers) -> list[Reading]:
    labels, used = answers.column(POOLS, POOL_NAME), answers.column(POOLS, POOL_USED)
    free = answers.column(POOLS, POOL_FREE)
    names = named({index: label(labels.get(index, NONE)) for index in used})
    return names.with_rejections(
        told(MEMORY_UTILIZATION, names.instance(i), share, used[i], free.get(i, NONE)) for i in used
    )


def share(used: Value, free: Value) -> float | None:
    """Of a pool; None where it has no size."""
    taken, left = integer(used), integer(free)
    if taken is None or left is None or not taken + left:
        return None
    return between(taken / (taken + left), 0, 1, "of the memory pool")


FAMILY = Family(
    parse,
    (
        ENTITIES, CLASSES, TEMPERATURES, FANS, SUPPLIES, UNITS, SENSORS.table, PROCESSORS, POOLS,
    ),
)  # fmt: skip
