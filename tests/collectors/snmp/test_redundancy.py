"""Gateways that several routers stand for: states by VRRP in both versions, and by HSRP."""

import pytest

from collectors.snmp import redundancy
from collectors.snmp.names import IF_NAME, INTERFACE_NAMES
from collectors.snmp.redundancy import (
    HSRP,
    HSRP_STATE,
    VRRP,
    VRRP_STATE,
    VRRPV3,
    VRRPV3_STATUS,
)
from collectors.snmp.session import Index
from collectors.snmp.subject import Table
from tests.collectors.snmp.scripted import Cells, Plain, answers

NAMES: dict[Index, Cells] = {(7,): {IF_NAME: "Vlanif10"}}


def read(
    old: dict[Index, Plain] | None = None,
    new: dict[Index, Plain] | None = None,
    hsrp: dict[Index, Plain] | None = None,
) -> dict[tuple[str, str], object]:
    tables: dict[Table, dict[Index, Cells]] = {
        INTERFACE_NAMES: NAMES,
        VRRP: {index: {VRRP_STATE: plain} for index, plain in (old or {}).items()},
        VRRPV3: {index: {VRRPV3_STATUS: plain} for index, plain in (new or {}).items()},
        HSRP: {index: {HSRP_STATE: plain} for index, plain in (hsrp or {}).items()},
    }
    found = redundancy.parse(answers(tables=tables))
    return {
        (it.instance, it.quantity.name.rpartition("_")[2]): it.rejected or it.value for it in found
    }


@pytest.mark.parametrize(
    ("number", "state", "up"), [(1, "initialize", False), (2, "backup", True), (3, "master", True)]
)
def test_states_of_vrrp_in_both_versions(number: int, state: str, up: bool) -> None:
    expected = {("Vlanif10/1", "info"): state, ("Vlanif10/1", "up"): up}
    assert read(old={(7, 1): number}) == expected
    assert read(new={(7, 1, 1): number}) == expected


@pytest.mark.parametrize(
    ("number", "state", "up"),
    [
        (1, "initial", False),
        (2, "learn", False),
        (3, "listen", False),
        (4, "speak", False),
        (5, "standby", True),
        (6, "active", True),
    ],
)
def test_states_of_hsrp(number: int, state: str, up: bool) -> None:
    found = read(hsrp={(7, 0): number})
    assert found == {("Vlanif10/0", "info"): state, ("Vlanif10/0", "up"): up}


def test_ipv4_and_ipv6_of_one_number_are_two_gateways() -> None:
    found = read(new={(7, 1, 1): 3, (7, 1, 2): 2})
    assert {key[0]: value for key, value in found.items() if key[1] == "info"} == {
        "Vlanif10/1": "master",
        "Vlanif10/1/ipv6": "backup",
    }


def test_an_agent_with_both_tables_is_believed_in_the_newer_one() -> None:
    assert read(old={(7, 1): 1}, new={(7, 1, 1): 3})["Vlanif10/1", "info"] == "master"


@pytest.mark.parametrize("lie", [0, 4, "master"])
def test_what_is_no_state_is_rejected(lie: Plain) -> None:
    found = read(old={(7, 1): lie, (7, 2): 3})
    assert "is none of the states" in str(found["Vlanif10/1", "up"]) or lie == "master"
    assert found["Vlanif10/1", "info"] not in ("master", None)
    assert found["Vlanif10/2", "up"] is True


@pytest.mark.parametrize("index", [(7,), (7, 1, 3), (7, 1, 1, 1)])
def test_an_index_that_is_none_is_no_gateway(index: Index) -> None:
    assert read(new={index: 3}) == {}


def test_an_agent_without_gateways_has_no_readings() -> None:
    assert read() == {}
