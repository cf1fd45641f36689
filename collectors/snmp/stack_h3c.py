"""Stacks of H3C (IRF): HH3C-STACK-MIB, which older devices keep below the arc of Huawei-3Com."""

from collectors.network_quantities import STACK_MEMBER_OK, STACK_MEMBER_ROLE
from collectors.quantities import STACK_MEMBERS
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES
from collectors.snmp.session import Absent, Oid, Value
from collectors.snmp.stack_family import Family, role
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import Implausible, between, integer, told

H3C: Oid = (*ENTERPRISES, 25506)
HUAWEI_3COM: Oid = (*ENTERPRISES, 2011, 10)
STACKS = ((*H3C, 2, 91), (*HUAWEI_3COM, 2, 91))
MEMBER_NUMBERS = tuple((*stack, 1, 2, 0) for stack in STACKS)  # hh3cStackMemberNum
#: hh3cStackBoardRole and hh3cStackBoardBelongtoMember, index entPhysicalIndex of a main board.
BOARDS = tuple(
    Table(((*stack, 3, 1, 1), (*stack, 3, 1, 2)), only_of=(H3C, (*ENTERPRISES, 2011)))
    for stack in STACKS
)
ROLES = {1: "slave", 2: "master", 3: "loading", 4: "other"}
MEMBERS_AT_MOST = 32


def parse(answers: Answers) -> list[Reading]:
    for number, boards in zip(MEMBER_NUMBERS, BOARDS, strict=True):
        told_number = answers.scalar(number)
        if not isinstance(told_number, Absent):
            return [told(STACK_MEMBERS, "", members, told_number), *_roles(answers, boards)]
    return []


def members(value: Value) -> int | None:
    plain = integer(value)
    return None if plain is None else int(between(plain, 1, MEMBERS_AT_MOST, "members"))


def _roles(answers: Answers, boards: Table) -> list[Reading]:
    """Of a member with two main boards the master decides."""
    role_of, member_of = boards.columns
    values: dict[str, Value] = {}
    for row in answers.rows(boards).values():
        member = _member(cell(row, member_of))
        value = cell(row, role_of)
        if member and (member not in values or _is_master(value)):
            values[member] = value
    return [
        reading
        for member, value in values.items()
        for reading in (
            told(STACK_MEMBER_ROLE, member, role, value, ROLES),
            told(STACK_MEMBER_OK, member, takes_part, value),
        )
    ]


def _member(value: Value) -> str:
    try:
        return str(integer(value) or "")
    except Implausible:
        return ""


def _is_master(value: Value) -> bool:
    try:
        return role(value, ROLES) == "master"
    except Implausible:
        return False


def takes_part(value: Value) -> bool | None:
    """A board that loads its software does not yet."""
    plain = role(value, ROLES)
    return None if plain is None or plain == "other" else plain != "loading"


FAMILY = Family(parse, BOARDS, MEMBER_NUMBERS)
