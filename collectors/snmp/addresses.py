"""IPv6 on the interfaces: IP-MIB (RFC 4293), the version-neutral tables."""

import ipaddress
from collections.abc import Mapping
from functools import partial

from collectors.quantities import (
    INTERFACE_IPV6_GLOBAL_ADDRESSES,
    INTERFACE_ROUTER_ADVERTISEMENTS,
)
from collectors.reading import Reading
from collectors.snmp.names import INTERFACE_NAMES, interface_names
from collectors.snmp.session import Absent, Index, Oid, Value
from collectors.snmp.subject import Answers, Subject, Table, cell
from collectors.snmp.values import Implausible, chosen, integer, told

IP: Oid = (1, 3, 6, 1, 2, 1, 4)
IPV6_FORWARDING = (*IP, 25, 0)  # ipv6IpForwarding: answered by whoever implements the IPv6 part
IPV6_ENABLE_STATUS = (*IP, 30, 1, 5)  # ipv6InterfaceTable, index ipv6InterfaceIfIndex
IPV6_INTERFACES = Table((IPV6_ENABLE_STATUS, (*IP, 30, 1, 2)))
IP_ADDRESS_IF_INDEX = (*IP, 34, 1, 3)  # index ipAddressAddrType . length . octets
IP_ADDRESS_TYPE = (*IP, 34, 1, 4)
IP_ADDRESS_STATUS = (*IP, 34, 1, 7)
ADDRESSES = Table((IP_ADDRESS_IF_INDEX, IP_ADDRESS_TYPE, IP_ADDRESS_STATUS))
SEND_ADVERTISEMENTS = (*IP, 39, 1, 2)  # ipv6RouterAdvertTable, index ipv6RouterAdvertIfIndex
ADVERTISEMENTS = Table((SEND_ADVERTISEMENTS,))

IPV6_TYPES = (2, 4)  # InetAddressType (RFC 4001): ipv6, ipv6z
IPV6_OCTETS = 16  # ipv6z adds four of zone
UNICAST = 1  # ipAddressType
PREFERRED = 1  # ipAddressStatus
TRUTH: dict[int, bool | None] = {1: True, 2: False}  # TruthValue (RFC 2579)
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # what IANA has given out


def parse(answers: Answers) -> list[Reading]:
    names = interface_names(answers)
    counts = global_addresses(answers)
    readings = [
        Reading(INTERFACE_IPV6_GLOBAL_ADDRESSES, count, names.instance(index))
        for index, count in counts.items()
    ]
    for index, value in answers.column(ADVERTISEMENTS, SEND_ADVERTISEMENTS).items():
        name = names.instance(index)
        sends = partial(chosen, value, TRUTH)
        readings.append(told(INTERFACE_ROUTER_ADVERTISEMENTS, name, sends))
    return names.with_rejections(readings)


def global_addresses(answers: Answers) -> dict[Index, int | None]:
    """ifIndex -> preferred global unicast addresses, for each interface that IP-MIB lists.

    No row is not the same as no IPv6. An agent that shows by any IPv6 object that it keeps
    this MIB for IPv6 counts as speaking for every interface it lists, so zero is zero. One
    that shows none (older VRP and Comware fill it for IPv4 only, or not at all) has not said
    anything: None, for each interface that it has.
    """
    listed = set(answers.rows(IPV6_INTERFACES))
    counted: dict[Index, int] = dict.fromkeys(listed, 0)
    speaks_ipv6 = bool(listed) or not isinstance(answers.scalar(IPV6_FORWARDING), Absent)
    for index, row in answers.rows(ADDRESSES).items():
        try:
            interface = integer(cell(row, IP_ADDRESS_IF_INDEX))
        except Implausible:
            continue
        if not interface or interface < 0:
            continue
        address = ipv6_address(index)
        speaks_ipv6 = speaks_ipv6 or address is not None
        counted.setdefault((interface,), 0)
        if address is not None and is_global(address) and _in_use(row):
            counted[(interface,)] += 1
    if speaks_ipv6:
        return dict(counted)
    return dict.fromkeys([*answers.rows(INTERFACE_NAMES), *counted])


def ipv6_address(index: Index) -> ipaddress.IPv6Address | None:
    """The address in an index; None for an IPv4 one, and for one that is cut short."""
    kind, octets = index[0], index[2:]
    if kind not in IPV6_TYPES or len(octets) < IPV6_OCTETS or index[1] != len(octets):
        return None
    try:
        return ipaddress.IPv6Address(bytes(octets[:IPV6_OCTETS]))
    except ValueError:  # a sub-identifier above 255
        return None


def is_global(address: ipaddress.IPv6Address) -> bool:
    """Reachable from the whole Internet: not unique local, documentation, or benchmarking."""
    return address in GLOBAL_UNICAST and address.is_global


def _in_use(row: Mapping[Oid, Value]) -> bool:
    """Unicast and preferred; an agent that gives neither column is taken at its word."""
    try:
        kind, status = integer(cell(row, IP_ADDRESS_TYPE)), integer(cell(row, IP_ADDRESS_STATUS))
    except Implausible:
        return False
    return kind in (UNICAST, None) and status in (PREFERRED, None)


SUBJECT = Subject(
    "addresses",
    (INTERFACE_IPV6_GLOBAL_ADDRESSES, INTERFACE_ROUTER_ADVERTISEMENTS),
    parse,
    scalars=(IPV6_FORWARDING,),
    tables=(INTERFACE_NAMES, IPV6_INTERFACES, ADDRESSES, ADVERTISEMENTS),
    needs_whole=(INTERFACE_NAMES, IPV6_INTERFACES, ADDRESSES, ADVERTISEMENTS),
)
