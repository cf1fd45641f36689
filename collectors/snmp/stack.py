"""Stacks: chassis that act as one device, by the maker's own MIB, else by ENTITY-MIB (RFC 6933).

Each maker has objects of its own. One module for each, and this table names them all.
"""

from collectors.network_quantities import STACK_MEMBER_OK, STACK_MEMBER_ROLE
from collectors.quantities import STACK_MEMBERS
from collectors.reading import Reading
from collectors.snmp import stack_cisco, stack_h3c, stack_huawei, stack_juniper, stack_ruijie
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Subject, Table, cell
from collectors.snmp.values import Implausible, integer, told
from collectors.snmp.walk import Rows

ENTITY: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)  # index entPhysicalIndex
CONTAINED_IN, CLASS = (*ENTITY, 4), (*ENTITY, 5)
CONTAINED = Table((CONTAINED_IN, CLASS))
CHASSIS, STACK = 3, 11  # entPhysicalClass

FAMILIES = (
    stack_huawei.FAMILY,
    stack_h3c.FAMILY,
    stack_cisco.FAMILY,
    stack_ruijie.FAMILY,
    stack_juniper.FAMILY,
)


def parse(answers: Answers) -> list[Reading]:
    """What the maker says of members is believed: ENTITY-MIB of Huawei's stacks has one chassis."""
    readings = [reading for family in FAMILIES for reading in family.parse(answers)]
    if readings:
        return readings
    return [told(STACK_MEMBERS, "", chassis, answers.rows(CONTAINED))]


def chassis(rows: Rows) -> int | None:
    """Those that a stack contains, else the one that there is; None where neither is told."""
    classes = {index: integer(cell(row, CLASS)) for index, row in rows.items()}
    stacks = {index[0] for index, kind in classes.items() if kind == STACK}
    found = [index for index, kind in classes.items() if kind == CHASSIS]
    if stacks:
        return sum(integer(cell(rows[i], CONTAINED_IN)) in stacks for i in found) or None
    if len(found) > 1:
        raise Implausible(f"{len(found)} chassis, and no stack that contains them")
    return len(found) or None


TABLES = (CONTAINED, *dict.fromkeys(table for family in FAMILIES for table in family.tables))

SUBJECT = Subject(
    "stack",
    (STACK_MEMBERS, STACK_MEMBER_ROLE, STACK_MEMBER_OK),
    parse,
    scalars=tuple(oid for family in FAMILIES for oid in family.scalars),
    tables=TABLES,
    needs_whole=TABLES,
)
