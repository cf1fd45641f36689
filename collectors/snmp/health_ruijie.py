"""Ruijie RGOS: RUIJIE-PROCESS-MIB, RUIJIE-MEMORY-MIB and RUIJIE-SYSTEM-MIB."""

from functools import partial

from collectors.quantities import CPU_UTILIZATION, MEMORY_UTILIZATION, POWER_SUPPLY_OK, TEMPERATURE
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, celsius, state
from collectors.snmp.names import Names, label, named
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Absent, Oid
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import told
from collectors.snmp.walk import Column

RUIJIE: Oid = (*ENTERPRISES, 4881)
MANAGEMENT: Oid = (*RUIJIE, 1, 1, 10, 2)
CPU_5_MINUTES = (*MANAGEMENT, 36, 1, 1, 3, 0)
SYSTEM: Oid = (*MANAGEMENT, 1, 1)
ONE_TEMPERATURE = (*SYSTEM, 16, 0)  # of old models
MEMORY_NAME, MEMORY = (*MANAGEMENT, 35, 1, 1, 1, 2), (*MANAGEMENT, 35, 1, 1, 1, 3)
POOLS = Table((MEMORY_NAME, MEMORY), only_of=(RUIJIE,))
TEMPERATURE_NAME, TEMPERATURE_NOW = (*SYSTEM, 23, 1, 2), (*SYSTEM, 23, 1, 3)
TEMPERATURES = Table((TEMPERATURE_NAME, TEMPERATURE_NOW), only_of=(RUIJIE,))
SENSOR_NAME, SENSOR_NOW = (*SYSTEM, 44, 1, 4), (*SYSTEM, 44, 1, 5)
SENSORS = Table((SENSOR_NAME, SENSOR_NOW), only_of=(RUIJIE,))
SOURCE_STATE = (*SYSTEM, 18, 1, 2)
SOURCES = Table((SOURCE_STATE,), only_of=(RUIJIE,))
SUPPLY_STATE = (*SYSTEM, 41, 1, 3)  # index device . supply
SUPPLIES = Table((SUPPLY_STATE,), only_of=(RUIJIE,))

#: noexist, existnopower, existreadypower, normal, powerbutabnormal, unknown, linefail
STATES: dict[int, bool | None] = {
    1: None,
    2: False,
    3: True,
    4: True,
    5: False,
    6: None,
    7: False,
}


def parse(answers: Answers) -> list[Reading]:
    readings: list[Reading] = []
    cpu = answers.scalar(CPU_5_MINUTES)
    if not isinstance(cpu, Absent):
        readings.append(told(CPU_UTILIZATION, "", percent, cpu))
    pools = answers.column(POOLS, MEMORY)
    names = _names(answers.column(POOLS, MEMORY_NAME), pools)
    readings += [told(MEMORY_UTILIZATION, names.instance(i), percent, pools[i]) for i in pools]
    for table, name, now in (
        (TEMPERATURES, TEMPERATURE_NAME, TEMPERATURE_NOW),
        (SENSORS, SENSOR_NAME, SENSOR_NOW),
    ):
        degrees = answers.column(table, now)
        names = _names(answers.column(table, name), degrees)
        found = [told(TEMPERATURE, names.instance(i), celsius, degrees[i]) for i in degrees]
        readings += names.with_rejections(it for it in found if it.value is not None or it.rejected)
    one = answers.scalar(ONE_TEMPERATURE)
    if not isinstance(one, Absent):
        readings.append(told(TEMPERATURE, "", celsius, one))
    means = partial(state, meanings=STATES)
    for table, column in ((SUPPLIES, SUPPLY_STATE), (SOURCES, SOURCE_STATE)):
        cells = answers.column(table, column)
        if cells:  # both tell of the same supplies
            numbered = {i: f"power supply {'.'.join(map(str, i))}" for i in cells}
            readings += [told(POWER_SUPPLY_OK, numbered[i], means, cells[i]) for i in cells]
            break
    return readings


def _names(labels: Column, cells: Column) -> Names:
    return named({index: label(labels.get(index, NONE)) for index in cells})


FAMILY = Family(
    parse, (POOLS, TEMPERATURES, SENSORS, SOURCES, SUPPLIES), (CPU_5_MINUTES, ONE_TEMPERATURE)
)
