"""Neighbours: whose port is whose, in the order in which agents can be believed."""

import pytest

from collectors.snmp import topology
from collectors.snmp.names import IF_DESCR, IF_NAME, INTERFACE_NAMES
from collectors.snmp.session import Index
from collectors.snmp.topology import (
    CDP,
    CDP_DEVICE,
    CDP_PORT,
    IF_PHYS_ADDRESS,
    LOCAL_DESCR,
    LOCAL_ID,
    LOCAL_ID_SUBTYPE,
    LOCAL_PORTS,
    PHYSICAL_ADDRESSES,
    REMOTE_PORT,
    REMOTE_PORT_SUBTYPE,
    REMOTE_SYSTEM,
    REMOTES,
)
from tests.collectors.snmp.scripted import Cells, answers

INTERFACES: dict[Index, Cells] = {
    (9,): {IF_NAME: "GigabitEthernet0/0/14", IF_DESCR: "GigabitEthernet0/0/14"},
    (14,): {IF_NAME: "GigabitEthernet0/0/9", IF_DESCR: "GigabitEthernet0/0/9"},
    (20,): {IF_NAME: "Port5", IF_DESCR: "uplink"},
}
ADDRESSES: dict[Index, Cells] = {
    (9,): {IF_PHYS_ADDRESS: bytes(6)},
    (14,): {IF_PHYS_ADDRESS: bytes(6)},
    (20,): {IF_PHYS_ADDRESS: b"\x00\x1b\x54\x00\x00\x05"},
}
NEIGHBOUR: Cells = {REMOTE_SYSTEM: "core-1", REMOTE_PORT: "10GE1/0/42", REMOTE_PORT_SUBTYPE: 5}


def told(local: Cells, remotes: dict[Index, Cells]) -> dict[tuple[str, str], object]:
    found = topology.parse(
        answers(
            tables={
                INTERFACE_NAMES: INTERFACES,
                PHYSICAL_ADDRESSES: ADDRESSES,
                LOCAL_PORTS: {(14,): local} if local else {},
                REMOTES: remotes,
            }
        )
    )
    return {(it.quantity.name, it.instance): it.rejected or it.value for it in found}


@pytest.mark.parametrize(
    ("local", "interface"),
    [
        ({LOCAL_ID_SUBTYPE: 5, LOCAL_ID: "GigabitEthernet0/0/14"}, "GigabitEthernet0/0/14"),
        ({LOCAL_ID: "GigabitEthernet0/0/14"}, "GigabitEthernet0/0/14"),
        ({LOCAL_ID_SUBTYPE: 7, LOCAL_ID: "Gi0/0/14"}, "GigabitEthernet0/0/14"),
        ({LOCAL_ID: "Te0/0/14"}, "GigabitEthernet0/0/9"),
        ({LOCAL_ID: "1", LOCAL_DESCR: "uplink"}, "Port5"),
        ({LOCAL_ID_SUBTYPE: 3, LOCAL_ID: b"\x00\x1b\x54\x00\x00\x05"}, "Port5"),
        ({LOCAL_ID_SUBTYPE: 3, LOCAL_ID: bytes(6)}, "GigabitEthernet0/0/9"),
        ({}, "GigabitEthernet0/0/9"),
    ],
    ids=[
        "what the port calls itself",
        "without a subtype",
        "shortened",
        "another kind of port at the same place, so the number",
        "its description",
        "its address",
        "an address that two have, so the number",
        "the number",
    ],
)
def test_the_local_port(local: Cells, interface: str) -> None:
    found = told(local, {(8626, 14, 1): NEIGHBOUR})
    assert found == {
        ("lldp_neighbor", interface): "core-1",
        ("lldp_neighbor_port", interface): "10GE1/0/42",
    }


def test_a_port_that_nothing_names_is_none_of_the_interfaces() -> None:
    assert told({}, {(0, 77, 1): NEIGHBOUR}).keys() == {
        ("lldp_neighbor", "#77.1"),
        ("lldp_neighbor_port", "#77.1"),
    }


def test_mikrotik_has_the_port_alone_in_the_index() -> None:
    assert told({}, {(14,): NEIGHBOUR})["lldp_neighbor", "GigabitEthernet0/0/9"] == "core-1"


def test_two_neighbours_on_one_port_are_told_apart_whatever_the_time_mark() -> None:
    found = told({}, {(1, 14, 1): NEIGHBOUR, (2, 14, 2): {**NEIGHBOUR, REMOTE_SYSTEM: "ap-1"}})
    name = "GigabitEthernet0/0/9"
    assert found["lldp_neighbor", f"{name}#14.1"] == "core-1"
    assert found["lldp_neighbor", f"{name}#14.2"] == "ap-1"
    assert "2 rows share this name" in str(found["lldp_neighbor", name])


@pytest.mark.parametrize(
    ("sent", "port"),
    [
        ({REMOTE_PORT_SUBTYPE: 3, REMOTE_PORT: b"\x00\x1b\x54\x00\x00\x05"}, "00:1b:54:00:00:05"),
        ({REMOTE_PORT_SUBTYPE: 4, REMOTE_PORT: b"\x01\x0a\x00\x00\x01"}, None),
        ({REMOTE_PORT_SUBTYPE: 7, REMOTE_PORT: "8"}, "8"),
        ({REMOTE_PORT: "eth0\0\0"}, "eth0"),
        ({REMOTE_PORT: ""}, None),
        ({}, None),
    ],
)
def test_the_neighbours_port(sent: Cells, port: str | None) -> None:
    found = told({}, {(0, 14, 1): {REMOTE_SYSTEM: "core-1", **sent}})
    assert found["lldp_neighbor_port", "GigabitEthernet0/0/9"] == port


def test_a_phone_without_a_name_has_none() -> None:
    found = told({}, {(0, 14, 1): {REMOTE_SYSTEM: "", REMOTE_PORT: "x"}})
    assert found["lldp_neighbor", "GigabitEthernet0/0/9"] is None


def test_cdp_speaks_where_there_is_no_lldp_and_its_number_is_the_interface() -> None:
    seen: dict[Index, Cells] = {(14, 3): {CDP_DEVICE: "core-2", CDP_PORT: "Gi1/0/1"}}
    found = topology.parse(answers(tables={INTERFACE_NAMES: INTERFACES, CDP: seen}))
    assert [(it.quantity.name, it.instance, it.value) for it in found] == [
        ("lldp_neighbor", "GigabitEthernet0/0/9", "core-2"),
        ("lldp_neighbor_port", "GigabitEthernet0/0/9", "Gi1/0/1"),
    ]
    lldp: dict[Index, Cells] = {(0, 14, 1): NEIGHBOUR}
    both = topology.parse(answers(tables={INTERFACE_NAMES: INTERFACES, CDP: seen, REMOTES: lldp}))
    assert [it.value for it in both] == ["core-1", "10GE1/0/42"]


def test_an_agent_without_neighbours_has_no_readings() -> None:
    assert topology.parse(answers(tables={INTERFACE_NAMES: INTERFACES})) == []
