"""Stacks of Huawei: iStack of boxes and CSS of chassis, both by HUAWEI-STACK-MIB.

CSS is by the MIB alone: no recording has its table.
"""

from collectors.reading import Reading
from collectors.snmp.health_huawei import HUAWEI
from collectors.snmp.session import Oid
from collectors.snmp.stack_family import Family, by_role
from collectors.snmp.subject import Answers, Table

STACK: Oid = (*HUAWEI, 5, 25, 183)
MEMBER_ROLE: Oid = (*STACK, 1, 20, 1, 3)  # hwMemberStackRole, index the member's number
MEMBERS = Table((MEMBER_ROLE,), only_of=(HUAWEI,))
ROLES = {1: "master", 2: "standby", 3: "slave"}
FRAME_ROLE: Oid = (*STACK, 3, 2, 1, 8)  # hwCssMemberRole, index the chassis' number
FRAMES = Table((FRAME_ROLE,), only_of=(HUAWEI,))
FRAME_ROLES = {**ROLES, 4: "single", 10: None}  # 10 is unknown


def parse(answers: Answers) -> list[Reading]:
    """No device is in stacks of both kinds."""
    return by_role(answers, MEMBERS, ROLES) or by_role(answers, FRAMES, FRAME_ROLES)


FAMILY = Family(parse, (MEMBERS, FRAMES))
