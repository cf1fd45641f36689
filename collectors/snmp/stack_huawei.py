"""Stacks of Huawei (iStack): HUAWEI-STACK-MIB."""

from collectors.network_quantities import STACK_MEMBER_ROLE
from collectors.quantities import STACK_MEMBERS
from collectors.reading import Reading
from collectors.snmp.health_huawei import HUAWEI
from collectors.snmp.session import Oid
from collectors.snmp.stack_family import Family, role
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import told

MEMBER_ROLE: Oid = (
    *HUAWEI,
    5,
    25,
    183,
    1,
    20,
    1,
    3,
)  # hwMemberStackRole, index the member's number
MEMBERS = Table((MEMBER_ROLE,), only_of=(HUAWEI,))
ROLES = {1: "master", 2: "standby", 3: "slave"}


def parse(answers: Answers) -> list[Reading]:
    """Only members that take part have a row."""
    cells = answers.column(MEMBERS, MEMBER_ROLE)
    if not cells:
        return []
    return [
        Reading(STACK_MEMBERS, len(cells)),
        *(
            told(STACK_MEMBER_ROLE, ".".join(map(str, index)), role, value, ROLES)
            for index, value in cells.items()
        ),
    ]


FAMILY = Family(parse, (MEMBERS,))
