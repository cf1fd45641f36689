"""MikroTik RouterOS: MIKROTIK-MIB's gauges, and the older single temperatures."""

from functools import partial

from collectors.quantities import POWER_SUPPLY_OK, TEMPERATURE
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, celsius, state, tenths_celsius
from collectors.snmp.names import label, named
from collectors.snmp.session import Absent, Number, Oid
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import told

MIKROTIK: Oid = (*ENTERPRISES, 14988)
HEALTH: Oid = (*MIKROTIK, 1, 1, 3)
BOARD_TEMPERATURE, PROCESSOR_TEMPERATURE = (*HEALTH, 10, 0), (*HEALTH, 11, 0)  # tenths of a degree
GAUGE: Oid = (*HEALTH, 100, 1)
NAME, VALUE, UNIT = (*GAUGE, 2), (*GAUGE, 3), (*GAUGE, 4)
GAUGES = Table((NAME, VALUE, UNIT), only_of=(MIKROTIK,))
CELSIUS, STATUS = 1, 6  # mtxrGaugeUnit
#: A supply's gauge tells 0 when it works.
SUPPLY_STATES: dict[int, bool | None] = {0: True, 1: False}


def parse(answers: Answers) -> list[Reading]:
    rows = answers.rows(GAUGES)
    names = named({index: label(cell(row, NAME)) for index, row in rows.items()})
    readings: list[Reading] = []
    for index, row in rows.items():
        name, unit = names.instance(index), cell(row, UNIT)
        if unit == Number(CELSIUS):
            readings.append(told(TEMPERATURE, name, celsius, cell(row, VALUE)))
        elif unit == Number(STATUS) and label(cell(row, NAME)).startswith("psu"):
            means = partial(state, meanings=SUPPLY_STATES)
            readings.append(told(POWER_SUPPLY_OK, name, means, cell(row, VALUE)))
    for oid, name in ((BOARD_TEMPERATURE, "board"), (PROCESSOR_TEMPERATURE, "processor")):
        value = answers.scalar(oid)
        if not isinstance(value, Absent):
            readings.append(told(TEMPERATURE, name, tenths_celsius, value))
    return names.with_rejections(readings)


FAMILY = Family(parse, (GAUGES,), (BOARD_TEMPERATURE, PROCESSOR_TEMPERATURE))
