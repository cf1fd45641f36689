"""Interfaces: the fine print of RFC 2863, and the lies of real agents."""

import pytest

from collectors.reading import Reading
from collectors.snmp import interfaces
from collectors.snmp.interfaces import (
    IF_ADMIN_STATUS,
    IF_ALIAS,
    IF_HC_IN_OCTETS,
    IF_HIGH_SPEED,
    IF_IN_ERRORS,
    IF_IN_OCTETS,
    IF_OPER_STATUS,
    IF_SPEED,
    IF_TYPE,
    STATE,
)
from collectors.snmp.names import IF_DESCR, IF_NAME, INTERFACE_NAMES
from collectors.snmp.session import Absent, Index, Kind, Number
from tests.collectors.snmp.scripted import Cells, answers

ONE_NAME: tuple[Cells, ...] = ({IF_NAME: "GE1"},)
UP: Cells = {IF_ADMIN_STATUS: 1, IF_OPER_STATUS: 1, IF_TYPE: 6}


def readings(*rows: Cells, names: tuple[Cells, ...] = ()) -> list[Reading]:
    numbered: dict[Index, Cells] = {(place,): row for place, row in enumerate(rows, start=1)}
    labels: dict[Index, Cells] = {
        (place,): row for place, row in enumerate(names or ONE_NAME, start=1)
    }
    return list(interfaces.parse(answers(tables={STATE: numbered, INTERFACE_NAMES: labels})))


def one(quantity: str, row: Cells) -> Reading:
    (found,) = [it for it in readings({**UP, **row}) if it.quantity.name == quantity]
    return found


@pytest.mark.parametrize(
    ("row", "bits_per_second"),
    [
        ({IF_SPEED: 1_000_000_000, IF_HIGH_SPEED: 1000}, 1_000_000_000),
        ({IF_SPEED: 2**32 - 1, IF_HIGH_SPEED: 10_000}, 10_000_000_000),
        ({IF_SPEED: 2_820_130_816, IF_HIGH_SPEED: 20_000}, 20_000_000_000),
        ({IF_SPEED: 10_000_000, IF_HIGH_SPEED: 100}, 100_000_000),
        ({IF_SPEED: 100_000_000, IF_HIGH_SPEED: 100_000_000}, 100_000_000),
        ({IF_SPEED: 2**32 - 1, IF_HIGH_SPEED: 480_000}, 480_000_000_000),
        ({IF_SPEED: 64_000, IF_HIGH_SPEED: 0}, 64_000),
        ({IF_SPEED: 100_000_000}, 100_000_000),
        ({IF_HIGH_SPEED: 2500}, 2_500_000_000),
        ({IF_SPEED: 10_000}, 10_000_000_000),
        ({IF_SPEED: 10_000, IF_TYPE: 23}, 10_000),
        ({IF_SPEED: 0, IF_HIGH_SPEED: 0}, None),
        ({IF_SPEED: 0, IF_HIGH_SPEED: 2**32 - 1}, None),
        ({}, None),
    ],
    ids=[
        "both agree",
        "ifSpeed saturated",
        "ifSpeed overflowed modulo 2^32",
        "ifHighSpeed wins when larger (Linux)",
        "bit/s in ifHighSpeed",
        "a stack port",
        "below 1 Mbit/s",
        "no ifHighSpeed",
        "no ifSpeed",
        "Ethernet with Mbit/s in ifSpeed (Topsec)",
        "PPP of 10 kbit/s",
        "no concept of bandwidth",
        "ifHighSpeed all ones is unknown",
        "neither",
    ],
)
def test_speed(row: Cells, bits_per_second: int | None) -> None:
    found = one("interface_speed_bits_per_second", row)
    assert (found.value, found.rejected) == (bits_per_second, "")


@pytest.mark.parametrize(
    ("quantity", "row", "why"),
    [
        ("interface_speed_bits_per_second", {IF_SPEED: 2**32 - 1}, "saturated at 4294967295"),
        ("interface_speed_bits_per_second", {IF_SPEED: 2**32 - 1, IF_HIGH_SPEED: 0}, "saturated"),
        ("interface_speed_bits_per_second", {IF_SPEED: 2_820_130_816}, "a rate modulo 2^32"),
        ("interface_speed_bits_per_second", {IF_SPEED: -1}, "ifSpeed is -1"),
        ("interface_speed_bits_per_second", {IF_HIGH_SPEED: 4_294_901_759}, "outside 0 to"),
        ("interface_speed_bits_per_second", {IF_HIGH_SPEED: "fast"}, "where a number belongs"),
        ("interface_admin_up", {IF_ADMIN_STATUS: 0}, "0 is none of the values [1, 2, 3]"),
        ("interface_up", {IF_OPER_STATUS: 9}, "9 is none of the values"),
        ("interface_up", {IF_OPER_STATUS: Absent.REFUSED}, "an error instead of a value"),
        ("interface_type", {IF_TYPE: 0}, "outside"),
        ("interface_receive_errors_total", {IF_IN_ERRORS: -3}, "-3 packets or octets"),
        ("interface_receive_bytes_total", {IF_HC_IN_OCTETS: -1}, "-1 packets or octets"),
        ("interface_alias", {IF_ALIAS: 17}, "number where text belongs"),
    ],
)
def test_fault_s12_a_lie_rejects_its_field_and_no_other(
    quantity: str, row: Cells, why: str
) -> None:
    found = one(quantity, row)
    assert found.value is None
    assert why in found.rejected
    others = [it for it in readings({**UP, **row}) if it.quantity.name != quantity]
    counted = {"interface_counter_bits"} if "bytes" in quantity else set()
    assert {it.quantity.name for it in others if it.rejected} == counted


@pytest.mark.parametrize(
    ("row", "octets", "bits"),
    [
        ({IF_HC_IN_OCTETS: 7, IF_IN_OCTETS: 7}, 7, 64),
        ({IF_HC_IN_OCTETS: 0, IF_IN_OCTETS: 0}, 0, 64),
        ({IF_HC_IN_OCTETS: 0, IF_IN_OCTETS: 99}, 99, 32),
        ({IF_IN_OCTETS: Number(99, Kind.COUNTER32)}, 99, 32),
        ({IF_IN_OCTETS: Number(99, Kind.COUNTER64)}, 99, 64),
        ({IF_IN_OCTETS: 2**40}, 2**40, 64),
        ({}, None, None),
    ],
    ids=[
        "the 64-bit counter",
        "both at 0",
        "a 64-bit counter that does not count",
        "32 bits only",
        "64 bits under a 32-bit name (Topsec)",
        "more than 32 bits hold",
        "neither",
    ],
)
def test_octets_and_the_width_of_their_counter(
    row: Cells, octets: int | None, bits: int | None
) -> None:
    assert one("interface_receive_bytes_total", row).value == octets
    assert one("interface_counter_bits", row).value == bits


@pytest.mark.parametrize(
    ("oper_status", "up"),
    [(1, True), (2, False), (3, False), (4, None), (5, False), (6, False), (7, False)],
)
def test_only_oper_status_up_passes_packets(oper_status: int, up: bool | None) -> None:
    assert one("interface_up", {IF_OPER_STATUS: oper_status}).value is up


def instances(found: list[Reading]) -> dict[str, str]:
    return {it.instance: it.rejected for it in found if it.quantity.name == "interface_up"}


def test_an_interface_is_known_by_ifname_else_by_ifdescr_else_by_its_number() -> None:
    names: tuple[Cells, ...] = (
        {IF_NAME: "GE1/0/1", IF_DESCR: "GigabitEthernet1/0/1"},
        {IF_NAME: "", IF_DESCR: "xgei_5/1"},
        {IF_DESCR: "vlan3"},
        {IF_NAME: 5, IF_DESCR: "eth4"},
    )
    found = readings(UP, UP, UP, UP, UP, names=names)
    assert list(instances(found)) == ["GE1/0/1", "xgei_5/1", "vlan3", "eth4", "#5"]


def test_two_interfaces_of_one_name_are_both_read_and_the_name_alone_means_neither() -> None:
    names: tuple[Cells, ...] = ({IF_NAME: "GE2/0/1"}, {IF_NAME: "GE2/0/2"}, {IF_NAME: "GE2/0/1"})
    down: Cells = {**UP, IF_OPER_STATUS: 2}
    found = readings(UP, UP, down, names=names)
    assert instances(found) == {
        "GE2/0/1#1": "",
        "GE2/0/2": "",
        "GE2/0/1#3": "",
        "GE2/0/1": "2 rows share this name: GE2/0/1#1, GE2/0/1#3",
    }
    values = {it.instance: it.value for it in found if it.quantity.name == "interface_up"}
    assert values == {"GE2/0/1#1": True, "GE2/0/2": True, "GE2/0/1#3": False, "GE2/0/1": None}


def test_no_two_readings_are_of_one_quantity_and_instance() -> None:
    found = readings(UP, UP, UP, names=({IF_NAME: "a"}, {IF_NAME: "a"}, {}))
    keys = [(it.quantity.name, it.instance) for it in found]
    assert len(set(keys)) == len(keys)


def test_an_agent_without_interfaces_has_no_readings() -> None:
    assert not list(interfaces.parse(answers()))


def test_a_row_of_the_extension_alone_is_no_interface() -> None:
    assert readings({IF_HIGH_SPEED: 1000}) == []
