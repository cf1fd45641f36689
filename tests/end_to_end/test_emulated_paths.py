"""What the auditor reads of the emulated ways and segments, against what they were set to. No
clause rests on most of it, so that no certificate tells."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from agent.clock import now_utc
from collectors.path.collector import PATH
from collectors.path.options import PathOptions
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Reading, Value
from collectors.target import Target
from sim import path_probes
from sim.composition import path_helper_of
from sim.faults import Fault
from sim.path_helper import PathHelper
from sim.scenario import load
from sim.ways import PathHelper as Written
from tests.sim.running import running

TIMEOUT_SECONDS = 1.2  # as a certificate has it
PATIENT_SECONDS = 30.0  # the machine may have other things to do
CERNET, CERNET2, VLAN = "through CERNET", "through CERNET2", "vlan100"
#: Quantity and instance.
Known = dict[tuple[str, str], Value]


@pytest.fixture(scope="module")
def written() -> Written:
    (only,) = load("whole").devices.path_helpers
    return only


@asynccontextmanager
async def asked(written: Written) -> AsyncIterator[tuple[PathHelper, Probe]]:
    async with running(path_helper_of(written)) as helper:
        told: dict[str, Any] = path_probes.helped(written, helper.path, TIMEOUT_SECONDS)
        assert told.pop("collector") == PATH.name
        options = PathOptions.model_validate(told)
        assert options.least_seconds() < TIMEOUT_SECONDS
        target = Target(written.name, "127.0.0.1")
        yield helper, Probe("path", target, PATH, options, 60.0, TIMEOUT_SECONDS)


async def round_of(probe: Probe, timeout_seconds: float = PATIENT_SECONDS) -> ProbeResult:
    return await run_probe(replace(probe, timeout_seconds=timeout_seconds), now_utc())


def known(readings: Sequence[Reading]) -> Known:
    return {(each.quantity.name, each.instance): each.value for each in readings}


AT_FIRST: Known = {
    **{("path_target_answers_ok", way): True for way in (CERNET, CERNET2)},
    **{("path_round_trip_now_seconds", way): 0.004 for way in (CERNET, CERNET2)},
    **{("path_loss_ratio", way): 0.0 for way in (CERNET, CERNET2)},
    **{("path_longest_silence_seconds", way): 0.0 for way in (CERNET, CERNET2)},
    **{("path_through_network_ok", way): True for way in (CERNET, CERNET2)},
    ("path_hops_count", CERNET): 5,
    ("path_hops_count", CERNET2): 4,
    ("path_networks_info", CERNET): "? > AS4538 > AS64501",
    ("path_networks_info", CERNET2): "? > AS23910 > AS64501",
    ("path_mtu_bytes", CERNET): 1500,
    ("path_mtu_bytes", CERNET2): 1480,
    ("rogue_dhcp_servers_count", VLAN): 0,
    ("rogue_dhcp_servers_info", VLAN): "none",
    ("rogue_routers_count", VLAN): 0,
    ("rogue_routers_info", VLAN): "none",
    ("duplicate_addresses_count", VLAN): 0,
    ("duplicate_addresses_info", VLAN): "none",
}


def other(result: ProbeResult) -> Known:
    """What is read otherwise than at first; of names only whether there are any."""
    assert result.failure is None
    found = known(result.readings)
    assert found.keys() == AT_FIRST.keys()
    return {
        key: "some" if key[0].endswith("_info") and key[1] == VLAN and value else value
        for key, value in found.items()
        if value != AT_FIRST[key]
    }


async def test_as_it_is_written(written: Written) -> None:
    async with asked(written) as (_, probe):
        result = await round_of(probe)
    assert result.failure is None
    assert known(result.readings) == AT_FIRST


ROGUE_DHCP, ROGUE_ROUTERS = ("rogue_dhcp_servers", "rogue_routers")
DUPLICATES = "duplicate_addresses"


def on_segment(kind: str, count: int | None) -> Known:
    return {(f"{kind}_count", VLAN): count, (f"{kind}_info", VLAN): "some" if count else None}


CHANGES: dict[str, tuple[str, object, Known]] = {
    "another network carries it": (
        f"ways.{CERNET}.hops",
        ["campus", 64500, 64501],
        {
            ("path_through_network_ok", CERNET): False,
            ("path_networks_info", CERNET): "? > AS64500 > AS64501",
            ("path_hops_count", CERNET): 4,
        },
    ),
    "the hops that would show it keep silent": (
        f"ways.{CERNET2}.hops",
        ["campus", "silent", 64501],
        {
            ("path_through_network_ok", CERNET2): None,
            ("path_networks_info", CERNET2): "? > * > AS64501",
        },
    ),
    "a network that nobody has listed": (
        f"ways.{CERNET}.hops",
        ["campus", "unlisted", "unlisted", 64501],
        {
            ("path_through_network_ok", CERNET): None,
            ("path_networks_info", CERNET): "? > AS64501",
        },
    ),
    "two of five packets are lost": (
        f"ways.{CERNET}.loss_ratio",
        0.4,
        {
            ("path_loss_ratio", CERNET): 0.4,
            ("path_longest_silence_seconds", CERNET): None,  # the last was lost
        },
    ),
    "nothing comes back": (
        f"ways.{CERNET}.loss_ratio",
        1.0,
        {
            ("path_target_answers_ok", CERNET): False,
            ("path_round_trip_now_seconds", CERNET): None,
            ("path_loss_ratio", CERNET): 1.0,
            ("path_longest_silence_seconds", CERNET): None,
            ("path_hops_count", CERNET): None,
            ("path_networks_info", CERNET): "? > AS4538 > AS64501 > *",
            ("path_mtu_bytes", CERNET): None,
        },
    ),
    "a slow way": (
        f"ways.{CERNET}.round_trip_seconds",
        0.1,
        {("path_round_trip_now_seconds", CERNET): 0.1},
    ),
    "a tunnel": (f"ways.{CERNET}.mtu_bytes", 1400, {("path_mtu_bytes", CERNET): 1400}),
    "a DHCP server beside the one that may": (
        f"segments.{VLAN}.dhcp_servers",
        ["10.0.100.2", "10.0.100.66", "192.168.1.1"],
        on_segment(ROGUE_DHCP, 2),
    ),
    "one that speaks as the one that may": (
        f"segments.{VLAN}.dhcp_servers",
        ["10.0.100.2", "10.0.100.2"],
        on_segment(ROGUE_DHCP, 1),
    ),
    "one in the place of the one that may": (
        f"segments.{VLAN}.dhcp_servers",
        ["10.0.100.66"],
        on_segment(ROGUE_DHCP, 1),
    ),
    "no DHCP server at all proves nothing": (
        f"segments.{VLAN}.dhcp_servers",
        [],
        on_segment(ROGUE_DHCP, None),
    ),
    "a router that may not": (
        f"segments.{VLAN}.routers",
        ["fe80::1", "fe80::bad"],
        on_segment(ROGUE_ROUTERS, 1),
    ),
    "no router at all proves nothing": (
        f"segments.{VLAN}.routers",
        [],
        on_segment(ROGUE_ROUTERS, None),
    ),
    "an address that two stations hold": (
        f"segments.{VLAN}.held",
        ["10.0.100.1", "10.0.100.2", "10.0.100.1"],
        on_segment(DUPLICATES, 1),
    ),
    "both addresses are held twice": (
        f"segments.{VLAN}.held",
        ["10.0.100.1", "10.0.100.2"] * 2,
        on_segment(DUPLICATES, 2),
    ),
    "an address that nobody holds proves nothing": (
        f"segments.{VLAN}.held",
        ["10.0.100.1"],
        on_segment(DUPLICATES, None),
    ),
}


@pytest.mark.parametrize(("path", "value", "expected"), CHANGES.values(), ids=CHANGES)
async def test_what_is_set_is_read_and_nothing_else_changes(
    written: Written, path: str, value: object, expected: Known
) -> None:
    async with asked(written) as (helper, probe):
        helper.set(path, value)
        assert other(await round_of(probe)) == expected


@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.NONE])
async def test_a_helper_that_misbehaves_leaves_all_unknown_and_nothing_wrong(
    written: Written, fault: Fault
) -> None:
    async with asked(written) as (helper, probe):
        helper.fault = fault
        result = await round_of(probe, TIMEOUT_SECONDS)
        helper.fault = Fault.NONE
        again = await round_of(probe)
    assert result.failure is not None or len(result.readings) == len(AT_FIRST)
    assert [each for each in result.readings if each.value is not None or not each.rejected] == []
    assert other(again) == {}
