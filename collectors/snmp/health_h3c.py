"""H3C and HPE Comware: HH3C-ENTITY-EXT-MIB, and the same columns under 3Com's and Huawei's arc,
where the first H3C devices have them."""

from functools import partial

from collectors.quantities import FAN_OK, POWER_SUPPLY_OK
from collectors.reading import Quantity, Reading
from collectors.snmp.health_family import (
    CLASSES,
    ENTERPRISES,
    ENTITY_CLASS,
    FAN,
    POWER_SUPPLY,
    Family,
    boards,
    entity_names,
    state,
)
from collectors.snmp.sensors import ENTITIES
from collectors.snmp.session import Number, Oid
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import told

H3C: Oid = (*ENTERPRISES, 25506)
FIRST_H3C: Oid = (*ENTERPRISES, 2011, 10)
MAKERS = (H3C, FIRST_H3C, (*ENTERPRISES, 43), (*ENTERPRISES, 11))
CPU, MEMORY, TEMPERATURE, ERROR = 6, 8, 12, 19

#: hh3cEntityExtErrorStatus: notSupported, normal, then postFailure, entityAbsent (an empty bay),
#: poeError … hardwareFaulty.
ERRORS: dict[int, bool | None] = {
    1: None,
    2: True,
    3: False,
    4: None,
    **dict.fromkeys((11, 12, 21, 31, 41, 51, 61, 71, 81, 91), False),
}


def _columns(arc: Oid) -> Table:
    entry = (*arc, 2, 6, 1, 1, 1, 1)  # hh3cEntityExtStateEntry, index entPhysicalIndex
    return Table(tuple((*entry, n) for n in (CPU, MEMORY, TEMPERATURE, ERROR)), only_of=MAKERS)


TABLES = (_columns(H3C), _columns(FIRST_H3C))
#: HH3C-LSW-DEV-ADM-MIB: active, deactive, not-install (an empty bay), unsupport.
PART_STATES: dict[int, bool | None] = {1: True, 2: False, 3: None, 4: None}
FAN_STATUS: Oid = (*H3C, 8, 35, 9, 1, 1, 1, 2)  # hh3cDevMFanStatus
SUPPLY_STATUS: Oid = (*H3C, 8, 35, 9, 1, 2, 1, 2)  # hh3cDevMPowerStatus
FANS = Table((FAN_STATUS,), only_of=MAKERS)
SUPPLIES = Table((SUPPLY_STATUS,), only_of=MAKERS)


def parse(answers: Answers) -> list[Reading]:
    table = next((each for each in TABLES if answers.column(each, each.columns[0])), TABLES[0])
    cpu, memory, temperature, error = table.columns
    readings = boards(answers, table, cpu, memory, temperature)
    errors, classes = answers.column(table, error), answers.column(CLASSES, ENTITY_CLASS)
    means = partial(state, meanings=ERRORS)
    for quantity, kind in ((POWER_SUPPLY_OK, POWER_SUPPLY), (FAN_OK, FAN)):
        parts = [index for index in errors if classes.get(index) == Number(kind)]
        names = entity_names(answers, parts)
        found = [told(quantity, names.instance(i), means, errors[i]) for i in parts]
        readings += names.with_rejections(found) or _by_number(answers, quantity)
    return readings


def _by_number(answers: Answers, quantity: Quantity) -> list[Reading]:
    """Of models whose ENTITY-MIB has no such parts."""
    kind, table = ("fan", FANS) if quantity is FAN_OK else ("power supply", SUPPLIES)
    means = partial(state, meanings=PART_STATES)
    return [
        told(quantity, f"{kind} {'.'.join(map(str, index))}", means, value)
        for index, value in answers.column(table, table.columns[0]).items()
    ]


FAMILY = Family(parse, (ENTITIES, CLASSES, *TABLES, FANS, SUPPLIES))
