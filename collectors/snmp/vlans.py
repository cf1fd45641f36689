"""VLANs of a bridge: Q-BRIDGE-MIB (RFC 4363), whose ports are those of BRIDGE-MIB (RFC 4188)."""

import re
from collections.abc import Mapping

from collectors.network_quantities import INTERFACE_VLAN, VLAN_NAME, VLAN_PORTS
from collectors.reading import Reading
from collectors.snmp.bits import octets, set_bits
from collectors.snmp.names import INTERFACE_NAMES, interface_names
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import NONE, Answers, Subject, Table
from collectors.snmp.values import Implausible, between, integer, text, told

BRIDGE: Oid = (1, 3, 6, 1, 2, 1, 17)
BASE_PORT_IF_INDEX = (*BRIDGE, 1, 4, 1, 2)  # index dot1dBasePort
BASE_PORTS = Table((BASE_PORT_IF_INDEX,))
VLAN: Oid = (*BRIDGE, 7, 1, 4)
CURRENT_EGRESS = (*VLAN, 2, 1, 4)  # index dot1qVlanTimeMark . dot1qVlanIndex
CURRENT = Table((CURRENT_EGRESS,))
STATIC_NAME = (*VLAN, 3, 1, 1)  # index dot1qVlanIndex
STATIC_EGRESS = (*VLAN, 3, 1, 2)
STATIC = Table((STATIC_NAME, STATIC_EGRESS))
PVID = (*VLAN, 5, 1, 1)  # index dot1dBasePort
PVIDS = Table((PVID,))

CURRENT_PARTS = 2
VLANS = range(1, 4095)  # IEEE 802.1Q; above are an agent's own
BITS_PER_OCTET = 8
#: Junos writes the list as text.
WRITTEN = re.compile(rb"\d{1,9}(,\d{1,9})*")


def parse(answers: Answers) -> list[Reading]:
    names = interface_names(answers)
    readings = [
        told(VLAN_NAME, str(index[0]), text, value)
        for index, value in answers.column(STATIC, STATIC_NAME).items()
        if _is_vlan(index)
    ]
    interfaces = base_ports(answers)
    for vlan, ports in port_lists(answers).items():
        readings.append(told(VLAN_PORTS, str(vlan), count, ports, interfaces))
    of_port = names.with_rejections(
        told(INTERFACE_VLAN, names.instance(index), pvid, value)
        for index, value in untagged(answers, interfaces).items()
    )
    return [*readings, *of_port]


def _is_vlan(index: Index) -> bool:
    return len(index) == 1 and index[0] in VLANS


def base_ports(answers: Answers) -> dict[int, Index]:
    """Number of the bridge's port -> ifIndex; a port without a readable one is none."""
    ports: dict[int, Index] = {}
    for index, value in answers.column(BASE_PORTS, BASE_PORT_IF_INDEX).items():
        try:
            interface = integer(value)
        except Implausible:
            continue
        if interface and len(index) == 1:
            ports[index[0]] = (interface,)
    return ports


def port_lists(answers: Answers) -> dict[int, Value]:
    """VLAN -> the ports that carry it now, else those that it was given.

    Agents that answer no port for any VLAN do not fill the column (HP ProCurve).
    """
    given = answers.column(STATIC, STATIC_EGRESS)
    lists = {index[0]: given.get(index, NONE) for index in given if _is_vlan(index)}
    now = {
        index[1]: value
        for index, value in answers.column(CURRENT, CURRENT_EGRESS).items()
        if len(index) == CURRENT_PARTS and index[1] in VLANS
    }
    filled = any(_names_ports(value) for value in now.values())
    return lists | now if filled else dict.fromkeys(now, NONE) | lists


def _names_ports(value: Value) -> bool:
    try:
        return any(octets(value) or b"")
    except Implausible:
        return True  # the reading says what is wrong


def count(value: Value, ports: Mapping[int, Index]) -> int | None:
    """How many ports of the bridge the list names; None without a list, or without ports.

    A number that no port has is nothing, but where all are such, the list is in a form of the
    maker's own (Brocade's are numbers of two octets).
    """
    if octets(value) is None or not ports:
        return None
    numbers = listed(value)
    known = numbers & ports.keys()
    if numbers and not known:
        raise Implausible("a list of ports of which the bridge has none")
    return len(known)


def listed(value: Value) -> set[int]:
    """The numbers that a PortList names: its first bit is port 1. Text is told by a number that is
    beyond the bits of so short a list."""
    plain = octets(value) or b""
    if WRITTEN.fullmatch(plain):
        numbers = {int(number) for number in plain.split(b",")}
        if max(numbers) > len(plain) * BITS_PER_OCTET:
            return numbers - {0}
    return {bit + 1 for bit in set_bits(value)}


def untagged(answers: Answers, ports: Mapping[int, Index]) -> dict[Index, Value]:
    """ifIndex -> dot1qPvid. Some agents (Comware) number the rows by ifIndex: not all numbers are
    ports then, and all are interfaces of ports."""
    cells: dict[Index, Value] = {
        index: value
        for index, value in answers.column(PVIDS, PVID).items()
        if len(index) == 1 and index[0]
    }
    if any(index[0] not in ports for index in cells) and cells.keys() <= set(ports.values()):
        return cells
    return {ports[index[0]]: value for index, value in cells.items() if index[0] in ports}


def pvid(value: Value) -> str | None:
    """0 is what agents say of ports without one."""
    plain = integer(value)
    if not plain:
        return None
    return str(int(between(plain, VLANS[0], VLANS[-1], "as a VLAN")))


SUBJECT = Subject(
    "vlans",
    (VLAN_NAME, VLAN_PORTS, INTERFACE_VLAN),
    parse,
    tables=(INTERFACE_NAMES, BASE_PORTS, CURRENT, STATIC, PVIDS),
    needs_whole=(INTERFACE_NAMES, BASE_PORTS, CURRENT, STATIC, PVIDS),
)
