"""H3C and HPE Comware: HH3C-ENTITY-EXT-MIB, and the same columns under 3Com's and Huawei's arc,
where the first H3C devices have them."""

from functools import partial

from collectors.quantities import FAN_OK, POWER_SUPPLY_OK
from collectors.reading import Reading
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
        readings += names.with_rejections(found)
    return readings


FAMILY = Family(parse, (ENTITIES, CLASSES, *TABLES))
