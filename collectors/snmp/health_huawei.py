"""Huawei VRP and YunShan: HUAWEI-ENTITY-EXTENT-MIB."""

from functools import partial

from collectors.quantities import FAN_OK, POWER_SUPPLY_OK
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, boards, state
from collectors.snmp.names import named
from collectors.snmp.sensors import ENTITIES
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import told

HUAWEI: Oid = (*ENTERPRISES, 2011)
EXTENT: Oid = (*HUAWEI, 5, 25, 31, 1, 1)
STATE: Oid = (*EXTENT, 1, 1)  # hwEntityStateEntry, index entPhysicalIndex
CPU = (*STATE, 5)
MEMORY = (*STATE, 7)
TEMPERATURE = (*STATE, 11)
BOARDS = Table((CPU, MEMORY, TEMPERATURE), only_of=(HUAWEI,))
FAN_PRESENT = (*EXTENT, 10, 1, 6)  # index hwEntityFanSlot . hwEntityFanSn
FAN_STATE = (*EXTENT, 10, 1, 7)
FANS = Table((FAN_PRESENT, FAN_STATE), only_of=(HUAWEI,))
POWER_STATE = (*EXTENT, 18, 1, 6)  # index hwEntityPwrSlot . hwEntityPwrSn
SUPPLIES = Table((POWER_STATE,), only_of=(HUAWEI,))

FAN_STATES: dict[int, bool | None] = {1: True, 2: False}
#: supply, notSupply, sleep, unknown
POWER_STATES: dict[int, bool | None] = {1: True, 2: False, 3: True, 4: None}


def parse(answers: Answers) -> list[Reading]:
    readings = boards(answers, BOARDS, CPU, MEMORY, TEMPERATURE)
    for quantity, table, column, states, what in (
        (FAN_OK, FANS, FAN_STATE, FAN_STATES, "fan"),
        (POWER_SUPPLY_OK, SUPPLIES, POWER_STATE, POWER_STATES, "power supply"),
    ):
        cells = answers.column(table, column)
        names = named({index: f"{what} {'.'.join(map(str, index))}" for index in cells})
        means = partial(state, meanings=states)
        readings += [told(quantity, names.instance(i), means, cells[i]) for i in cells]
    return readings


FAMILY = Family(parse, (ENTITIES, BOARDS, FANS, SUPPLIES))
