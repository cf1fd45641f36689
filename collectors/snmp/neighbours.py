"""Where an agent's neighbours are reached, and which addresses are its own: for whoever looks for
devices, not for readings.

A neighbour claims its management address itself, and so it may claim anybody's: what is made of it
is a place to ask, after somebody has said that it may be asked.
"""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from collectors.snmp.session import Address, Index, Octets, Oid, Value
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.topology import CDP_DEVICE, REMOTE_SYSTEM, REMOTES
from collectors.snmp.values import Implausible, text
from collectors.snmp.walk import Conversation, Grid

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

#: lldpRemManAddrTable (IEEE 802.1AB), index: time mark, local port, number, then the address.
LLDP_ADDRESS: Oid = (1, 0, 8802, 1, 1, 2, 1, 4, 2, 1)
LLDP_ADDRESS_KIND = (*LLDP_ADDRESS, 3)  # lldpRemManAddrIfSubtype
LLDP_ADDRESSES = Table((LLDP_ADDRESS_KIND,))
NEIGHBOUR_PARTS = 3
#: IANA's address family numbers, and the octets of an address.
FAMILIES: Mapping[int, int] = {1: 4, 2: 16}
CDP_ENTRY: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1)
CDP_ADDRESS = (*CDP_ENTRY, 4)  # cdpCacheAddress: the octets of an address, IPv4 as a rule
CDP = Table((CDP_ADDRESS, CDP_DEVICE))
#: ipAdEntIfIndex (RFC 4293, as it was before), and ipAddressIfIndex, which knows both families.
OLD_OWN: Oid = (1, 3, 6, 1, 2, 1, 4, 20, 1, 2)
OWN: Oid = (1, 3, 6, 1, 2, 1, 4, 34, 1, 3)
OWN_ADDRESSES = (Table((OLD_OWN,)), Table((OWN,)))
TABLES = (REMOTES, LLDP_ADDRESSES, CDP, *OWN_ADDRESSES)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One that a device sees: how it calls itself, empty where it does not, and where it says it
    is reached."""

    name: str
    address: IpAddress


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a device tells of the network around it."""

    neighbours: Sequence[Neighbour]
    own: frozenset[IpAddress]


async def surroundings(conversation: Conversation) -> Surroundings:
    """Asks for all of it. A table that breaks off is as good as it got: nothing is judged by it."""
    tables: dict[Table, Grid] = {}
    for table in TABLES:
        tables[table] = (await conversation.walk(table.columns)).cells
    answers = Answers({}, tables)
    return Surroundings(neighbours(answers), own_addresses(answers))


def neighbours(answers: Answers) -> list[Neighbour]:
    """By LLDP and CDP, each name and address once."""
    found: dict[Neighbour, None] = {}
    names = {index: _name(cell(row, REMOTE_SYSTEM)) for index, row in answers.rows(REMOTES).items()}
    for index in answers.column(LLDP_ADDRESSES, LLDP_ADDRESS_KIND):
        address = _of_family(index[NEIGHBOUR_PARTS:])
        if address is not None:
            found[Neighbour(names.get(index[:NEIGHBOUR_PARTS], ""), address)] = None
    for row in answers.rows(CDP).values():
        value = cell(row, CDP_ADDRESS)
        address = _made(value.value) if isinstance(value, Octets | Address) else None
        if address is not None:
            found[Neighbour(_name(cell(row, CDP_DEVICE)), address)] = None
    return list(found)


def own_addresses(answers: Answers) -> frozenset[IpAddress]:
    """Those that the agent gives its interfaces, without the loopback's."""
    old, new = OWN_ADDRESSES
    told: Iterable[IpAddress | None] = (
        *(_made(_octets(index)) for index in answers.column(old, OLD_OWN)),
        *(_of_family(index) for index in answers.column(new, OWN)),
    )
    return frozenset(each for each in told if each is not None and not each.is_loopback)


def _name(value: Value) -> str:
    try:
        return text(value) or ""
    except Implausible:
        return ""


def _of_family(index: Index) -> IpAddress | None:
    """Family, length and octets; some agents leave the length out."""
    if not index or index[0] not in FAMILIES:
        return None
    octets = FAMILIES[index[0]]
    rest = index[1:]
    if len(rest) == octets + 1 and rest[0] == octets:
        rest = rest[1:]
    return _made(_octets(rest)) if len(rest) == octets else None


def _octets(index: Index) -> bytes:
    return bytes(index) if all(part < 256 for part in index) else b""  # noqa: PLR2004 - an octet


def _made(octets: bytes) -> IpAddress | None:
    """None for what is no address that a single device is reached at."""
    if len(octets) not in FAMILIES.values():
        return None
    address = ipaddress.ip_address(octets)
    if address.is_unspecified or address.is_multicast:
        return None
    return None if address == ipaddress.IPv4Address("255.255.255.255") else address
