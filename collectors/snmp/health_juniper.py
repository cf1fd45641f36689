"""Juniper Junos: JUNIPER-MIB's operating table, with a row for each part of the chassis."""

from functools import partial

from collectors.quantities import (
    CPU_UTILIZATION,
    FAN_OK,
    MEMORY_UTILIZATION,
    POWER_SUPPLY_OK,
    TEMPERATURE,
)
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, celsius, is_there, state
from collectors.snmp.names import label, named
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import told

JUNIPER: Oid = (*ENTERPRISES, 2636)
OPERATING: Oid = (*JUNIPER, 3, 1, 13, 1)  # index jnxOperatingContentsIndex . L1 . L2 . L3
DESCR, STATE, DEGREES = (*OPERATING, 5), (*OPERATING, 6), (*OPERATING, 7)
CPU, BUFFER = (*OPERATING, 8), (*OPERATING, 11)
PARTS = Table((DESCR, STATE, DEGREES, CPU, BUFFER), only_of=(JUNIPER,))
#: jnxContainersType by number: power supplies and fans.
POWER, FAN = 2, 4

#: unknown, running, ready, reset, runningAtFullSpeed (fans), down, standby
STATES: dict[int, bool | None] = {
    1: None,
    2: True,
    3: True,
    4: False,
    5: True,
    6: False,
    7: True,
}


def parse(answers: Answers) -> list[Reading]:
    rows = answers.rows(PARTS)
    names = named({index: label(cell(row, DESCR)) for index, row in rows.items()})
    means = partial(state, meanings=STATES)
    readings: list[Reading] = []
    for index, row in rows.items():
        name = names.instance(index)
        if index[0] in (POWER, FAN):
            quantity = POWER_SUPPLY_OK if index[0] == POWER else FAN_OK
            readings.append(told(quantity, name, means, cell(row, STATE)))
        degrees = told(TEMPERATURE, name, celsius, cell(row, DEGREES))
        if degrees.value is not None or degrees.rejected:
            readings.append(degrees)
        if is_there(cell(row, BUFFER)):  # a board has some memory in use
            readings.append(told(CPU_UTILIZATION, name, percent, cell(row, CPU)))
            readings.append(told(MEMORY_UTILIZATION, name, percent, cell(row, BUFFER)))
    return names.with_rejections(readings)


FAMILY = Family(parse, (PARTS,))
