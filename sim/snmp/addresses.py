"""IP-MIB (RFC 4293) of an emulated agent: addresses, IPv6 interfaces, router advertisements."""

import ipaddress

from pysnmp.proto.rfc1902 import TimeTicks, Unsigned32

from sim.snmp.interfaces import FALSE, TRUE
from sim.snmp.models import InterfaceModel
from sim.snmp.table import Oid, Table, identifier, integer, octets

IP_ADDRESS_ENTRY = (1, 3, 6, 1, 2, 1, 4, 34, 1)
IPV6_INTERFACE_ENTRY = (1, 3, 6, 1, 2, 1, 4, 30, 1)
IPV6_ROUTER_ADVERT_ENTRY = (1, 3, 6, 1, 2, 1, 4, 39, 1)

IPV4, IPV6, IPV6Z = 1, 2, 4  # InetAddressType (RFC 4001)
UNICAST, MANUAL, PREFERRED, ACTIVE = 1, 2, 1, 1


def put_addresses(table: Table, interfaces: list[InterfaceModel]) -> None:
    for index, interface in enumerate(interfaces, 1):
        for address in interface.ipv4_addresses + interface.ipv6_addresses:
            _put_address(table, index, address)
        if interface.ipv6_addresses or interface.router_advertisements is not None:
            _put_address(table, index, f"fe80::{index:x}")
            _put_ipv6_interface(table, index, interface)


def address_index(if_index: int, address: str) -> Oid:
    """Type, length, octets; a link-local address carries its zone (RFC 4001, ipv6z)."""
    parsed = ipaddress.ip_address(address.partition("/")[0])
    packed = parsed.packed
    kind = IPV4 if parsed.version == 4 else IPV6  # noqa: PLR2004 - the family's name
    if parsed.is_link_local and kind == IPV6:
        kind, packed = IPV6Z, packed + if_index.to_bytes(4, "big")
    return (kind, len(packed), *packed)


def _put_address(table: Table, if_index: int, address: str) -> None:
    index = address_index(if_index, address)

    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*IP_ADDRESS_ENTRY, column), index, value, lie)

    put(3, integer(if_index), integer(-1))  # ipAddressIfIndex
    put(4, integer(UNICAST), integer(77))  # ipAddressType
    put(5, identifier((0, 0)))  # ipAddressPrefix
    put(6, integer(MANUAL), integer(77))  # ipAddressOrigin
    put(7, integer(PREFERRED), integer(99))  # ipAddressStatus
    put(8, TimeTicks(0))  # ipAddressCreated
    put(9, TimeTicks(0))  # ipAddressLastChanged
    put(10, integer(ACTIVE))  # ipAddressRowStatus
    put(11, integer(3))  # ipAddressStorageType: nonVolatile


def _put_ipv6_interface(table: Table, index: int, interface: InterfaceModel) -> None:
    enabled = TRUE if interface.running else FALSE  # 1 up, 2 down in ipv6InterfaceEnableStatus
    advertises = TRUE if interface.router_advertisements else FALSE
    table.put((*IPV6_INTERFACE_ENTRY, 2), (index,), Unsigned32(1500))  # ReasmMaxSize
    identifier_octets = octets(index.to_bytes(8, "big"))
    table.put((*IPV6_INTERFACE_ENTRY, 3), (index,), identifier_octets)  # Identifier
    table.put((*IPV6_INTERFACE_ENTRY, 5), (index,), integer(enabled), integer(99))  # EnableStatus
    table.put((*IPV6_INTERFACE_ENTRY, 8), (index,), integer(TRUE), integer(99))  # Forwarding
    table.put((*IPV6_ROUTER_ADVERT_ENTRY, 2), (index,), integer(advertises), integer(7))
    table.put((*IPV6_ROUTER_ADVERT_ENTRY, 3), (index,), Unsigned32(600))  # MaxInterval
    table.put((*IPV6_ROUTER_ADVERT_ENTRY, 4), (index,), Unsigned32(200))  # MinInterval
    table.put((*IPV6_ROUTER_ADVERT_ENTRY, 11), (index,), Unsigned32(1800))  # DefaultLifetime
