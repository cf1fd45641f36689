"""Virtual routing instances (VRFs): MPLS-L3VPN-STD-MIB (RFC 4382)."""

from collectors.quantities import VRFS_UP
from collectors.reading import Reading
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Answers, Subject, Table
from collectors.snmp.values import Implausible, chosen, integer, told
from collectors.snmp.walk import Column

L3VPN: Oid = (1, 3, 6, 1, 2, 1, 10, 166, 11, 1)
CONFIGURED_VRFS = (*L3VPN, 1, 1, 0)
VRF_OPER_STATUS = (*L3VPN, 2, 2, 1, 6)  # index length . name
VRFS = Table((VRF_OPER_STATUS,))

OPER_STATUS: dict[int, bool | None] = {1: True, 2: False}


def parse(answers: Answers) -> list[Reading]:
    states = answers.column(VRFS, VRF_OPER_STATUS)
    return [told(VRFS_UP, "", up, states, answers.scalar(CONFIGURED_VRFS))]


def up(states: Column, configured: Value) -> int | None:
    """How many; without a table that is 0 only where the agent says that it has none."""
    if states:
        return sum(chosen(value, OPER_STATUS) is True for value in states.values())
    number = integer(configured)
    if number:
        raise Implausible(f"{number} VRFs and the state of none")
    return number


SUBJECT = Subject(
    "vrfs", (VRFS_UP,), parse, scalars=(CONFIGURED_VRFS,), tables=(VRFS,), needs_whole=(VRFS,)
)
