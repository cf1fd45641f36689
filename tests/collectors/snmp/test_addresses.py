"""IPv6 on interfaces: what counts, and when no row means zero."""

from ipaddress import ip_address

import pytest

from collectors.reading import Reading
from collectors.snmp import addresses
from collectors.snmp.addresses import (
    ADDRESSES,
    ADVERTISEMENTS,
    IP_ADDRESS_IF_INDEX,
    IP_ADDRESS_STATUS,
    IP_ADDRESS_TYPE,
    IPV6_ENABLE_STATUS,
    IPV6_FORWARDING,
    IPV6_INTERFACES,
    SEND_ADVERTISEMENTS,
)
from collectors.snmp.names import IF_NAME, INTERFACE_NAMES
from collectors.snmp.session import Index, Number, Oid, Value
from tests.collectors.snmp.scripted import answers

NAMES: dict[Index, dict[Oid, int | str | bytes | Value]] = {
    (1,): {IF_NAME: "Vlanif1"},
    (2,): {IF_NAME: "Vlanif2"},
}
Rows = dict[Index, dict[Oid, int | str | bytes | Value]]


def row(
    address: str, interface: int = 1, kind: int = 1, status: int = 1
) -> tuple[Index, dict[Oid, int | str | bytes | Value]]:
    packed = ip_address(address).packed
    index = (2 if len(packed) == 16 else 1, len(packed), *packed)
    return index, {
        IP_ADDRESS_IF_INDEX: interface,
        IP_ADDRESS_TYPE: kind,
        IP_ADDRESS_STATUS: status,
    }


def found(listed: Rows, table: Rows, *, forwarding: bool = False) -> list[Reading]:
    said = answers(
        {IPV6_FORWARDING: Number(2)} if forwarding else {},
        {INTERFACE_NAMES: NAMES, IPV6_INTERFACES: listed, ADDRESSES: table},
    )
    return addresses.parse(said)


def counts(listed: Rows, table: Rows, *, forwarding: bool = False) -> dict[str, object]:
    return {it.instance: it.value for it in found(listed, table, forwarding=forwarding)}


LISTED: Rows = {(1,): {IPV6_ENABLE_STATUS: 1}}


@pytest.mark.parametrize(
    ("address", "kind", "status", "count"),
    [
        ("2400:dd01:1::1", 1, 1, 1),
        ("2400:dd01:1::1", 1, 2, 0),
        ("2400:dd01:1::1", 1, 6, 0),
        ("2400:dd01:1::1", 2, 1, 0),
        ("fe80::1", 1, 1, 0),
        ("fd00::1", 1, 1, 0),
        ("2001:db8::1", 1, 1, 0),
        ("::1", 1, 1, 0),
        ("ff02::1", 1, 1, 0),
        ("::ffff:192.0.2.1", 1, 1, 0),
        ("202.112.0.1", 1, 1, 0),
    ],
    ids=[
        "global",
        "deprecated",
        "tentative",
        "anycast",
        "link-local",
        "unique local",
        "documentation",
        "loopback",
        "multicast",
        "IPv4 in IPv6",
        "IPv4",
    ],
)
def test_preferred_global_unicast_counts_and_nothing_else(
    address: str, kind: int, status: int, count: int
) -> None:
    assert counts(LISTED, dict([row(address, 1, kind, status)])) == {"Vlanif1": count}


def test_addresses_are_counted_by_interface() -> None:
    table = dict([row("2400:dd01::1"), row("2400:dd01::2"), row("fe80::2", 2)])
    assert counts({}, table) == {"Vlanif1": 2, "Vlanif2": 0}


def test_an_agent_that_keeps_the_tables_for_ipv4_only_has_not_said_zero() -> None:
    assert counts({}, dict([row("10.0.0.1")])) == {"Vlanif1": None, "Vlanif2": None}


def test_an_agent_without_the_tables_has_not_said_zero() -> None:
    assert counts({}, {}) == {"Vlanif1": None, "Vlanif2": None}


def test_an_agent_that_knows_ipv6_but_has_none_says_zero() -> None:
    assert counts({}, dict([row("10.0.0.1")]), forwarding=True) == {"Vlanif1": 0}


@pytest.mark.parametrize(
    "index", [(2, 16, 1, 2), (2, 4, *range(16)), (2, 16, *range(15), 256), (2, 16, *range(15), -1)]
)
def test_an_index_that_is_no_address_counts_nothing(index: Index) -> None:
    assert counts(LISTED, {index: {IP_ADDRESS_IF_INDEX: 1}}) == {"Vlanif1": 0}


@pytest.mark.parametrize("interface", ["lo", -1, 0])
def test_a_global_address_of_no_interface_may_be_anybodys_so_no_count_is_believed(
    interface: int | str,
) -> None:
    index, cells = row("2400:dd01::1")
    said = found(LISTED, {index: {**cells, IP_ADDRESS_IF_INDEX: interface}})
    assert [(it.instance, it.value, bool(it.rejected)) for it in said] == [
        ("Vlanif1", None, True),
        ("Vlanif2", None, True),
    ]


def test_a_link_local_address_of_no_interface_hides_nothing() -> None:
    index, cells = row("fe80::1")
    assert counts(LISTED, {index: {**cells, IP_ADDRESS_IF_INDEX: -1}}) == {"Vlanif1": 0}


@pytest.mark.parametrize(("kind", "status"), [(77, 1), (1, 99), (0, 1)])
def test_a_global_address_of_no_known_type_or_status_spoils_its_interface_only(
    kind: int, status: int
) -> None:
    table = dict([row("2400:dd01::1", 1, kind, status), row("2400:dd01::2", 2)])
    said = found(LISTED, table)
    assert [(it.instance, it.value, bool(it.rejected)) for it in said] == [
        ("Vlanif1", None, True),
        ("Vlanif2", 1, False),
    ]


@pytest.mark.parametrize(("sent", "meant"), [(1, True), (2, False)])
def test_router_advertisements(sent: int, meant: bool) -> None:
    said = answers(
        tables={INTERFACE_NAMES: NAMES, ADVERTISEMENTS: {(2,): {SEND_ADVERTISEMENTS: sent}}}
    )
    sends = [it for it in addresses.parse(said) if "advertisements" in it.quantity.name]
    assert [(it.instance, it.value) for it in sends] == [("Vlanif2", meant)]
