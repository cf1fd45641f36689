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
#: ipAddressType: unicast(1), anycast(2), broadcast(3)
TYPES: dict[int, bool | None] = {1: True, 2: False, 3: False}
#: IpAddressStatusTC: preferred(1) to optimistic(8)
STATUSES: dict[int, bool | None] = {1: True, **dict.fromkeys(range(2, 9), False)}
TRUTH: dict[int, bool | None] = {1: True, 2: False}  # TruthValue (RFC 2579)
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # what IANA has given out


def parse(answers: Answers) -> list[Reading]:
    names = interface_names(answers)
    readings = [
        _counted(count, names.instance(index)) for index, count in global_addresses(answers).items()
    ]
    for index, value in answers.column(ADVERTISEMENTS, SEND_ADVERTISEMENTS).items():
        name = names.instance(index)
        sends = partial(chosen, value, TRUTH)
        readings.append(told(INTERFACE_ROUTER_ADVERTISEMENTS, name, sends))
    return names.with_rejections(readings)


def _counted(count: int | Implausible | None, name: str) -> Reading:
    if isinstance(count, Implausible):
        return Reading(INTERFACE_IPV6_GLOBAL_ADDRESSES, None, name, str(count))
    return Reading(INTERFACE_IPV6_GLOBAL_ADDRESSES, count, name)


def global_addresses(answers: Answers) -> dict[Index, int | Implausible | None]:
    """ifIndex -> preferred global unicast addresses, for each interface that IP-MIB lists.

    No row is not the same as no IPv6. An agent that shows by any IPv6 object that it keeps
    this MIB for IPv6 counts as speaking for every interface it lists, so zero is zero. One
    that shows none (older VRP and Comware fill it for IPv4 only, or not at all) has not said
    anything: None, for each interface that it has. A global address in a row that cannot be
    true makes the count of its interface one that cannot be believed, and where not even the
    interface can be read, every count.
    """
    listed = set(answers.rows(IPV6_INTERFACES))
    counted: dict[Index, int | Implausible | None] = dict.fromkeys(listed, 0)
    speaks_ipv6 = bool(listed) or not isinstance(answers.scalar(IPV6_FORWARDING), Absent)
    nowhere: Implausible | None = None
    for index, row in answers.rows(ADDRESSES).items():
        address = ipv6_address(index)
        speaks_ipv6 = speaks_ipv6 or address is not None
        counts = address is not None and is_global(address)
        try:
            interface = _interface(row)
        except Implausible as problem:
            nowhere = problem if counts else nowhere
            continue
        before = counted.setdefault(interface, 0)
        if counts and isinstance(before, int):
            counted[interface] = _one_more(before, row)
    if nowhere is not None:
        return dict.fromkeys([*answers.rows(INTERFACE_NAMES), *counted], nowhere)
    if speaks_ipv6:
        return counted
    return dict.fromkeys([*answers.rows(INTERFACE_NAMES), *counted])


def _interface(row: Mapping[Oid, Value]) -> Index:
    """ipAddressIfIndex, InterfaceIndex of IF-MIB: 1 or more. Raises Implausible."""
    number = integer(cell(row, IP_ADDRESS_IF_INDEX))
    if number is None or number < 1:
        raise Implausible(f"ipAddressIfIndex is {number}")
    return (number,)


def _one_more(before: int, row: Mapping[Oid, Value]) -> int | Implausible:
    try:
        return before + _in_use(row)
    except Implausible as problem:
        return problem


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
    """Unicast and preferred; an agent that gives neither column is taken at its word.

    Raises Implausible for what is neither a type nor a status.
    """
    kind = chosen(cell(row, IP_ADDRESS_TYPE), TYPES)
    status = chosen(cell(row, IP_ADDRESS_STATUS), STATUSES)
    return kind is not False and status is not False


SUBJECT = Subject(
    "addresses",
    (INTERFACE_IPV6_GLOBAL_ADDRESSES, INTERFACE_ROUTER_ADVERTISEMENTS),
    parse,
    scalars=(IPV6_FORWARDING,),
    tables=(INTERFACE_NAMES, IPV6_INTERFACES, ADDRESSES, ADVERTISEMENTS),
    needs_whole=(INTERFACE_NAMES, IPV6_INTERFACES, ADDRESSES, ADVERTISEMENTS),
)
