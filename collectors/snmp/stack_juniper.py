"""Stacks of Juniper (Virtual Chassis): JUNIPER-VIRTUALCHASSIS-MIB."""

from collectors.reading import Reading
from collectors.snmp.health_juniper import JUNIPER
from collectors.snmp.session import Oid
from collectors.snmp.stack_family import Family, by_role
from collectors.snmp.subject import Answers, Table

MEMBER_ROLE: Oid = (*JUNIPER, 3, 40, 1, 4, 1, 1, 1, 3)  # index the member's number, from 0
MEMBERS = Table((MEMBER_ROLE,), only_of=(JUNIPER,))
ROLES = {1: "master", 2: "backup", 3: "linecard"}


def parse(answers: Answers) -> list[Reading]:
    return by_role(answers, MEMBERS, ROLES)


FAMILY = Family(parse, (MEMBERS,))
