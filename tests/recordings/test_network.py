"""Recorded switches: aggregates, gateways, stacks and VLANs as the recordings have them."""

from typing import Any

import pytest

from collectors.snmp import aggregation, interfaces, redundancy, stack, vlans
from collectors.snmp.subject import Subject
from tests.recordings.replay import FOLDER, devices, readings

#: Recording, subject, and some of what it says by (quantity, instance).
SAID: dict[tuple[str, Subject], dict[tuple[str, str], object]] = {
    ("lnms-vrp_ne", aggregation.SUBJECT): {
        ("aggregate_members_count", "Eth-Trunk1"): 2,
        ("aggregate_members_up_count", "Eth-Trunk1"): 2,
    },
    ("lnms-yunshan", aggregation.SUBJECT): {
        ("aggregate_members_count", "Eth-Trunk2"): 3,
        ("aggregate_members_up_count", "Eth-Trunk2"): 3,
    },
    ("lnms-arubaos-cx", aggregation.SUBJECT): {
        ("aggregate_members_count", "lag250"): 2,
        ("aggregate_members_up_count", "lag250"): 0,
    },
    ("lnms-ios_c3560", redundancy.SUBJECT): {
        ("gateway_redundancy_state_info", "Vl1/0"): "standby",
        ("gateway_redundancy_up", "Vl1/0"): True,
        ("gateway_redundancy_state_info", "Vl2/1"): "initial",
        ("gateway_redundancy_up", "Vl2/1"): False,
    },
    ("lnms-vrp_5720-vrf", stack.SUBJECT): {
        ("stack_members_count", ""): 2,
        ("stack_member_role_info", "1"): "master",
        ("stack_member_role_info", "2"): "standby",
    },
    ("lnms-vrp_power", stack.SUBJECT): {
        ("stack_members_count", ""): 2,
        ("stack_member_role_info", "1"): "standby",
        ("stack_member_role_info", "2"): "master",
    },
    ("lnms-junos_qfx5100", stack.SUBJECT): {  # a virtual chassis of one
        ("stack_members_count", ""): 1,
        ("stack_member_role_info", "0"): "master",
    },
    ("lnms-junos_ex", stack.SUBJECT): {("stack_members_count", ""): None},  # not recorded
    ("sim-huawei-s12704", stack.SUBJECT): {("stack_members_count", ""): 1},  # no CSS: ENTITY-MIB
    ("sim-h3c-e528-2", stack.SUBJECT): {
        ("stack_members_count", ""): 1,
        ("stack_member_role_info", "1"): "master",
        ("stack_member_ok", "1"): True,
    },
    ("lnms-iosxe_c9200l", stack.SUBJECT): {
        ("stack_members_count", ""): 3,
        ("stack_member_role_info", "Switch 1"): "member",
        ("stack_member_role_info", "Switch 2"): "master",
        ("stack_member_role_info", "Switch 3"): "standby",
        ("stack_member_ok", "Switch 3"): True,
    },
    ("lnms-ciscosb_sx550x-24f", stack.SUBJECT): {("stack_members_count", ""): 8},
    ("lnms-ruijie", stack.SUBJECT): {("stack_members_count", ""): 1},
    ("sim-h3c-e528-2", vlans.SUBJECT): {
        ("vlan_name", "2"): "VLAN 0002",
        ("vlan_ports_count", "1"): 28,
        ("vlan_ports_count", "2"): 1,
        ("interface_untagged_vlan_info", "GigabitEthernet1/0/1"): "1",
    },
    ("lnms-vrp_5720", vlans.SUBJECT): {
        ("interface_untagged_vlan_info", "GigabitEthernet0/0/1"): "60",
    },
    ("lnms-vrp_5720-vrf", vlans.SUBJECT): {("interface_untagged_vlan_info", "Eth-Trunk1"): "1"},
    ("lnms-comware", vlans.SUBJECT): {  # its rows are numbered by ifIndex
        ("interface_untagged_vlan_info", "Ten-GigabitEthernet9/0/1"): "1",
    },
    ("lnms-junos_qfx5100", vlans.SUBJECT): {  # its lists are text
        ("vlan_ports_count", "23"): 2,
        ("vlan_ports_count", "3884"): 4,
        ("interface_untagged_vlan_info", "xe-0/0/2"): "4004",
    },
    ("sim-brocade-icx6430-24", vlans.SUBJECT): {  # its lists are numbers of two octets
        ("vlan_ports_count", "1"): None,
    },
    ("lnms-procurve_e2910", vlans.SUBJECT): {  # it fills no list
        ("vlan_name", "12"): "vlana",
        ("vlan_ports_count", "12"): None,
        ("interface_untagged_vlan_info", "14"): "12",
    },
    ("lnms-ios_2960x", interfaces.SUBJECT): {
        ("interface_counter_discontinuity_seconds", "Gi1/0/1"): 0.0,
    },
}


@pytest.mark.parametrize(
    "device",
    [it for it in devices() if it["id"] in {id_ for id_, _ in SAID}],
    ids=lambda it: it["id"],
)
def test_a_recorded_switch_is_read_as_it_was(device: dict[str, Any]) -> None:
    for (id_, subject), expected in SAID.items():
        if id_ == device["id"]:
            found = readings(FOLDER / device["file"], subject)
            values = {(it.quantity.name, it.instance): it.value for it in found}
            assert {key: values.get(key, "not read") for key in expected} == expected


@pytest.mark.parametrize(
    "device",
    [
        it
        for it in devices()
        if it["file"].startswith("snmp/") and {"access-switch", "core-switch"} & set(it["kind"])
    ],
    ids=lambda it: it["id"],
)
def test_no_recorded_aggregate_has_more_members_up_than_members(device: dict[str, Any]) -> None:
    found = readings(FOLDER / device["file"], aggregation.SUBJECT)
    count = {(it.quantity.name, it.instance): it.value for it in found}
    for (name, instance), up in count.items():
        members = count["aggregate_members_count", instance]
        if name == "aggregate_members_up_count" and isinstance(up, int):
            assert isinstance(members, int)
            assert up <= members
