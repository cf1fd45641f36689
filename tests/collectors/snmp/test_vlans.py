"""VLANs: names, ports by bitmaps of bridge ports, and the VLAN of frames without a tag."""

import pytest

from collectors.snmp import vlans
from collectors.snmp.names import IF_NAME, INTERFACE_NAMES
from collectors.snmp.session import Absent, Index
from collectors.snmp.subject import Table
from collectors.snmp.vlans import (
    BASE_PORT_IF_INDEX,
    BASE_PORTS,
    CURRENT,
    CURRENT_EGRESS,
    PVID,
    PVIDS,
    STATIC,
    STATIC_EGRESS,
    STATIC_NAME,
)
from tests.collectors.snmp.scripted import Cells, Plain, answers

#: Bridge ports 1, 2, 9 are interfaces 101, 102, 109; interface 1 is no port of the bridge.
PORTS = {1: 101, 2: 102, 9: 109}
NAMES: dict[Index, Cells] = {
    (1,): {IF_NAME: "LoopBack0"},
    **{(index,): {IF_NAME: f"GE{port}"} for port, index in PORTS.items()},
}


def read(  # each table as it differs from a bridge without VLANs
    current: dict[Index, Plain] | None = None,
    static: dict[Index, Cells] | None = None,
    pvids: dict[int, Plain] | None = None,
    ports: dict[int, Plain] | None = None,
) -> dict[tuple[str, str], object]:
    bridge = {**PORTS} if ports is None else ports
    tables: dict[Table, dict[Index, Cells]] = {
        INTERFACE_NAMES: NAMES,
        BASE_PORTS: {(port,): {BASE_PORT_IF_INDEX: index} for port, index in bridge.items()},
        CURRENT: {index: {CURRENT_EGRESS: plain} for index, plain in (current or {}).items()},
        STATIC: static or {},
        PVIDS: {(port,): {PVID: plain} for port, plain in (pvids or {}).items()},
    }
    found = vlans.parse(answers(tables=tables))
    return {(it.quantity.name, it.instance): it.rejected or it.value for it in found}


@pytest.mark.parametrize(
    ("listed", "count"),
    [
        (b"\x80\x00", 1),
        (b"\xc0\x80", 3),
        (b"\xff\xff", 3),
        (b"\xc0", 2),
        (b"", 0),
        (b"\x00\x00", 0),
        (b"1,9,4097", 2),
        (b"4097", "a list of ports of which the bridge has none"),
        (b"\x00\x7f", "a list of ports of which the bridge has none"),
        (Absent.NO_SUCH_INSTANCE, None),
        (Absent.REFUSED, "the agent answers an error instead of a value"),
        (3, "number where a list of bits belongs"),
    ],
    ids=[
        "the first bit is port 1",
        "over octets",
        "bits of ports that are not there are nothing",
        "shorter than the bridge",
        "empty",
        "none",
        "Junos writes numbers",
        "text of nothing but others",
        "bits of nothing but others",
        "not told",
        "refused",
        "no list",
    ],
)
def test_a_list_of_ports_counts_those_of_the_bridge(listed: Plain, count: int | str | None) -> None:
    found = read(current={(0, 10): listed, (0, 20): b"\x80"})
    assert found["vlan_ports_count", "10"] == count
    assert found["vlan_ports_count", "20"] == 1


def test_what_the_vlan_has_now_goes_before_what_it_was_given() -> None:
    static: dict[Index, Cells] = {(10,): {STATIC_EGRESS: b"\x80"}, (20,): {STATIC_EGRESS: b"\x80"}}
    found = read(current={(7, 10): b"\xc0"}, static=static)
    assert found == {("vlan_ports_count", "10"): 2, ("vlan_ports_count", "20"): 1}


def test_an_agent_whose_vlans_all_have_no_port_now_does_not_fill_the_column() -> None:
    current: dict[Index, Plain] = {(0, 10): b"\0\0", (0, 20): b"\0\0"}
    found = read(current=current, static={(10,): {STATIC_EGRESS: b"\x80"}})
    assert found == {("vlan_ports_count", "10"): 1, ("vlan_ports_count", "20"): None}


def test_without_ports_of_the_bridge_no_vlan_is_known_to_have_none() -> None:
    assert read(current={(0, 10): b"\xc0"}, ports={}) == {("vlan_ports_count", "10"): None}


def test_names_and_numbers_that_are_no_vlan() -> None:
    rows: dict[Index, Cells] = {(10,): {STATIC_NAME: "staff"}, (20,): {STATIC_NAME: ""}}
    rows |= {(4096,): {STATIC_NAME: "own"}, (0,): {STATIC_NAME: "none"}}
    assert read(static=rows) == {("vlan_name", "10"): "staff", ("vlan_name", "20"): ""}


@pytest.mark.parametrize(
    ("value", "vlan"),
    [
        (10, "10"),
        (0, None),
        (4095, "4095 as a VLAN is outside 1 to 4094"),
        ("ten", "text 'ten' where a number belongs"),
    ],
)
def test_the_vlan_of_frames_without_a_tag(value: Plain, vlan: str | None) -> None:
    assert read(pvids={2: value}) == {("interface_untagged_vlan_info", "GE2"): vlan}


def test_a_pvid_of_a_port_that_is_not_there_is_nothing() -> None:
    found = read(pvids={2: 10, 5: 20})
    assert found == {("interface_untagged_vlan_info", "GE2"): "10"}


def test_comware_numbers_its_rows_by_interface() -> None:
    assert read(pvids={102: 10, 109: 20}) == {
        ("interface_untagged_vlan_info", "GE2"): "10",
        ("interface_untagged_vlan_info", "GE9"): "20",
    }


def test_a_bridge_port_of_an_unreadable_interface_is_none() -> None:
    found = read(current={(0, 10): b"\xc0"}, pvids={2: 10}, ports={1: 101, 2: "GE2"})
    assert found == {("vlan_ports_count", "10"): 1}


def test_an_agent_without_vlans_has_no_readings() -> None:
    assert read() == {}
