"""Stacks of Cisco (StackWise): CISCO-STACKWISE-MIB."""

from collections.abc import Mapping

from collectors.network_quantities import STACK_MEMBER_OK, STACK_MEMBER_ROLE
from collectors.quantities import STACK_MEMBERS
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, entity_names
from collectors.snmp.sensors import ENTITIES
from collectors.snmp.session import Oid, Value
from collectors.snmp.stack_family import Family, role
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import integer, told
from collectors.snmp.walk import Rows

CISCO: Oid = (*ENTERPRISES, 9)
SWITCH_INFO: Oid = (*CISCO, 9, 500, 1, 2, 1, 1)  # cswSwitchInfoEntry, index entPhysicalIndex
SWITCH_ROLE = (*SWITCH_INFO, 3)
SWITCH_STATE = (*SWITCH_INFO, 6)
SWITCHES = Table((SWITCH_ROLE, SWITCH_STATE), only_of=(CISCO,))

ROLES = {1: "master", 2: "member", 3: "notMember", 4: "standby"}
#: waiting to removed: only in 4 (ready) a switch takes part.
STATES = {**dict.fromkeys(range(1, 12), "not ready"), 4: "ready"}
NOT_MEMBER = 3
NOT_THERE = (9, 11)  # provisioned, removed


def parse(answers: Answers) -> list[Reading]:
    rows = answers.rows(SWITCHES)
    if not rows:
        return []
    names = entity_names(answers, rows)
    readings = [told(STACK_MEMBERS, "", members, rows)]
    for index, row in rows.items():
        name = names.instance(index)
        readings += [
            told(STACK_MEMBER_ROLE, name, role, cell(row, SWITCH_ROLE), ROLES),
            told(STACK_MEMBER_OK, name, takes_part, cell(row, SWITCH_STATE)),
        ]
    return names.with_rejections(readings)


def members(rows: Rows) -> int:
    """Switches that are in the stack, whether they are ready or not."""
    return sum(_is_there(row) for row in rows.values())


def _is_there(row: Mapping[Oid, Value]) -> bool:
    return (
        integer(cell(row, SWITCH_ROLE)) != NOT_MEMBER
        and integer(cell(row, SWITCH_STATE)) not in NOT_THERE
    )


def takes_part(value: Value) -> bool | None:
    plain = role(value, STATES)
    return None if plain is None else plain == "ready"


FAMILY = Family(parse, (SWITCHES, ENTITIES))
