"""Uplinks that nobody has written down, as the devices at their ends name them."""

from collections.abc import Mapping
from math import inf

import pytest

from checks.campus import Building, Campus, Device
from checks.indicators.seen_links import seen_links
from checks.indicators.uplinks import (
    backbone,
    optical_uplinks,
    optical_uplinks_up,
    uplinks,
    uplinks_optical,
)
from checks.verdict import CauseKind
from collectors.probe import ProbeResult
from collectors.quantities import (
    DEVICE_NAME,
    INTERFACE_OPTICAL,
    INTERFACE_SPEED,
    INTERFACE_UP,
    LLDP_NEIGHBOR,
    LLDP_NEIGHBOR_PORT,
)
from tests.builders import only, said, seen, told

TEN_GIGABIT, GIGABIT = 10_000_000_000, 1_000_000_000
Neighbours = Mapping[str, tuple[str, str]]  # by port: the neighbour's name and port


def device(name: str, role: str, building: str | None = None) -> Device:
    return Device(name=name, role=role, building=building, polled=True)


CAMPUS = Campus(
    buildings=[Building(name="library")],
    devices=[
        device("core-1", "core", "main"),
        device("core-2", "core", "main"),
        device("lib-1", "aggregation", "library"),
        device("lib-2", "access", "library"),
        device("lab-1", "access", "laboratory"),
    ],
)


def switch(
    name: str, neighbours: Neighbours, speeds: Mapping[str, int], own_name: str = ""
) -> ProbeResult:
    return said(
        name,
        {
            DEVICE_NAME: own_name or name,
            LLDP_NEIGHBOR: {port: far for port, (far, _) in neighbours.items()},
            LLDP_NEIGHBOR_PORT: {port: at for port, (_, at) in neighbours.items()},
            INTERFACE_UP: {port: speed > 0 for port, speed in speeds.items()},
            INTERFACE_SPEED: dict(speeds),
            INTERFACE_OPTICAL: dict.fromkeys(speeds, True),
        },
    )


CORE_1 = switch(
    "core-1",
    {"X1": ("lib-1", "X49"), "X2": ("lab-1", "X49"), "X3": ("core-2", "X3")},
    {"X1": TEN_GIGABIT, "X2": GIGABIT, "X3": 40 * GIGABIT},
)
CORE_2 = switch("core-2", {}, {"X3": 40 * GIGABIT, "G7": GIGABIT})
LIB_1 = switch(
    "lib-1",
    {"X49": ("core-1", "X1"), "G1": ("lib-2", "G48")},
    {"X49": TEN_GIGABIT, "G1": GIGABIT},
)
LIB_2 = switch("lib-2", {"G47": ("core-2", "G7")}, {"G47": GIGABIT, "G48": GIGABIT})


def test_uplinks_are_those_that_lead_from_the_core_into_the_building() -> None:
    readings = seen(CORE_1, CORE_2, LIB_1, LIB_2)
    # one as core-1 names it, one that core-2 is silent about and lib-2 names
    assert told(only(optical_uplinks_up(CAMPUS, readings))) == 2
    fastest = only(uplinks(CAMPUS, readings))
    assert told(fastest) == TEN_GIGABIT
    assert fastest.arithmetic.endswith("; found by LLDP, there may be more")
    assert {(it.source, it.instance) for it in fastest.evidence} == {
        ("core-1", "X1"),
        ("core-2", "G7"),
    }
    assert told(only(optical_uplinks(CAMPUS, readings))) == TEN_GIGABIT


def test_what_is_seen_is_a_pass_and_never_a_fail() -> None:
    measured = only(uplinks(CAMPUS, seen(switch("core-2", {}, {"G7": GIGABIT}), LIB_2)))
    assert (measured.lowest, measured.value, measured.highest) == (GIGABIT, GIGABIT, inf)
    assert measured.untold is not None
    assert "list them under buildings" in measured.untold.detail


def test_a_share_cannot_be_told_from_some() -> None:
    measured = only(uplinks_optical(CAMPUS, seen(CORE_1, CORE_2, LIB_1, LIB_2)))
    assert told(measured) is CauseKind.FACT_MISSING


def test_a_neighbour_is_known_by_its_own_name_too_and_a_far_port_only_if_it_is_there() -> None:
    core = switch("core-1", {"X1": ("LIB-AGG.example.edu", "x")}, {"X1": TEN_GIGABIT})
    library = switch("lib-1", {}, {}, own_name="lib-agg.example.edu")
    (link,) = seen_links(CAMPUS, seen(core, library))
    assert (link.near.interface, link.far_target) == ("X1", "lib-1")
    # what lib-2 calls core-2's port is no port that core-2 tells of: its own end stands for it
    readings = seen(switch("core-2", {}, {"GE7": GIGABIT}), LIB_2)
    assert {it.source for it in only(uplinks(CAMPUS, readings)).evidence} == {"lib-2"}


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ([], "no device names a neighbour there"),
        ([CORE_2], "no device names a neighbour there"),
        ([switch("lib-1", {"X49": ("a stranger", "X1")}, {})], "no device names a neighbour"),
        (
            [switch("core-1", {"X1": ("twin", "1")}, {}), switch("lib-1", {}, {}, "twin"),
             switch("lib-2", {}, {}, "twin")],
            "no device names a neighbour",
        ),
    ],
    ids=["nobody answers", "no neighbour", "a stranger", "a name that two devices have"],
)  # fmt: skip
def test_without_a_neighbour_nothing_is_known(results: list[ProbeResult], why: str) -> None:
    measured = only(uplinks(CAMPUS, seen(*results)))
    assert told(measured) is CauseKind.FACT_MISSING
    assert measured.why_not is not None
    assert why in measured.why_not.detail


def test_a_building_without_devices_says_so() -> None:
    campus = Campus(buildings=[Building(name="hut")], devices=CAMPUS.devices)
    measured = only(uplinks(campus, seen(CORE_1, LIB_1)))
    assert measured.why_not is not None
    assert "nor which devices are in it" in measured.why_not.detail


def test_the_backbone_is_what_core_and_aggregation_devices_name_each_link_once() -> None:
    other_end = switch("core-2", {"X3": ("core-1", "X3")}, {"X3": 40 * GIGABIT})
    measured = backbone(CAMPUS, seen(CORE_1, other_end, LIB_1))
    assert {it.subject.name: told(it) for it in measured} == {
        "core-1 X1": TEN_GIGABIT,
        "core-1 X3": 40 * GIGABIT,
    }


def test_the_links_of_a_device_that_names_nobody_are_not_known() -> None:
    measured = backbone(CAMPUS, seen(CORE_1, LIB_1))
    assert {it.subject.name: told(it) for it in measured} == {
        "core-1 X1": TEN_GIGABIT,
        "core-1 X3": 40 * GIGABIT,
        "links of core-2": CauseKind.NOT_READ,
    }


def test_without_any_link_between_them_nothing_is_known() -> None:
    alone = [switch(name, {}, {}) for name in ("core-1", "core-2", "lib-1")]
    measured = only(backbone(CAMPUS, seen(*alone)))
    assert told(measured) is CauseKind.FACT_MISSING
    nobody = Campus(devices=[device("lab-1", "access")])
    assert told(only(backbone(nobody, seen()))) is CauseKind.FACT_MISSING
