"""Uplinks of buildings and links of the backbone."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

import pytest

from checks.campus import Building, Campus
from checks.indicators.uplinks import (
    backbone,
    optical_uplinks,
    optical_uplinks_up,
    uplinks,
    uplinks_optical,
)
from checks.verdict import CauseKind, Grade
from collectors.probe import ProbeResult
from collectors.quantities import INTERFACE_OPTICAL, INTERFACE_SPEED, INTERFACE_UP
from tests.builders import DEVICE_GAPS, Values, gap, only, port, ports, said, seen, told

TEN_GIGABIT = 10_000_000_000
GIGABIT = 1_000_000_000


def core(speeds: Mapping[str, int], optical: Values) -> ProbeResult:
    """Interfaces of core-1 at these speeds (0 is down), and which of them run on fibre."""
    up = {name: speed > 0 for name, speed in speeds.items()}
    return said(
        "core-1", {INTERFACE_UP: up, INTERFACE_SPEED: dict(speeds), INTERFACE_OPTICAL: optical}
    )


@dataclass(frozen=True, slots=True)
class Case:
    """A building's uplinks a and b: speeds, media, and what each indicator makes of them."""

    speeds: Mapping[str, int]
    optical: Values
    fastest: float | CauseKind
    fastest_optical: float | CauseKind
    optical_up: float | CauseKind
    share_optical: float | CauseKind


FIBRE = {"a": True, "b": True}
CASES = {
    "two fibres up": Case({"a": TEN_GIGABIT, "b": TEN_GIGABIT}, FIBRE, 1e10, 1e10, 2, 1),
    "the fastest member decides, sums do not": Case(
        {"a": GIGABIT, "b": GIGABIT}, FIBRE, 1e9, 1e9, 2, 1
    ),
    "a link that is down carries nothing": Case({"a": 0, "b": GIGABIT}, FIBRE, 1e9, 1e9, 1, 1),
    "all down is 0, not unknown": Case({"a": 0, "b": 0}, FIBRE, 0, 0, 0, 1),
    "copper is no fibre": Case(
        {"a": TEN_GIGABIT, "b": GIGABIT}, {"a": False, "b": True}, 1e10, 1e9, 1, 0.5
    ),
    "without MAU the medium is not known": Case(
        {"a": TEN_GIGABIT, "b": TEN_GIGABIT},
        {},
        1e10,
        CauseKind.ABSENT,
        CauseKind.ABSENT,
        CauseKind.ABSENT,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_uplinks_of_a_building(case: Case) -> None:
    campus = Campus(buildings=[Building(name="main", uplinks=ports("a", "b"))])
    readings = seen(core(case.speeds, case.optical))
    assert told(only(uplinks(campus, readings))) == case.fastest
    assert told(only(optical_uplinks(campus, readings))) == case.fastest_optical
    assert told(only(optical_uplinks_up(campus, readings))) == case.optical_up
    assert told(only(uplinks_optical(campus, readings))) == case.share_optical


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_an_unknown_uplink_may_be_faster_but_takes_nothing_from_a_known_one(
    kind: CauseKind,
) -> None:
    campus = Campus(
        buildings=[Building(name="main", uplinks=[port("a"), port("b", target="core-2")])]
    )
    readings = seen(core({"a": GIGABIT}, {}), *gap(kind, INTERFACE_UP, "core-2", "b"))
    measured = only(uplinks(campus, readings))
    assert (measured.lowest, measured.value, measured.highest) == (GIGABIT, GIGABIT, inf)
    assert measured.coverage.ratio == 0.5


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_building_none_of_whose_uplinks_is_known_is_unknown(kind: CauseKind) -> None:
    campus = Campus(buildings=[Building(name="main", uplinks=ports("a"))])
    measured = only(uplinks(campus, seen(*gap(kind, INTERFACE_UP, "core-1", "a"))))
    assert told(measured) is kind
    assert measured.subject.name == "main"


def test_a_building_without_uplinks_has_none_and_one_that_is_not_described_is_unknown() -> None:
    campus = Campus(buildings=[Building(name="hut", uplinks=[]), Building(name="new")])
    none, unsaid = uplinks(campus, seen())
    assert (told(none), none.grade) == (0, Grade.DECLARED)
    assert told(unsaid) is CauseKind.FACT_MISSING


def test_an_uplink_that_the_inventory_lists_twice_is_one_uplink() -> None:
    campus = Campus(buildings=[Building(name="main", uplinks=ports("a", "a"))])
    assert told(only(optical_uplinks_up(campus, seen(core({"a": GIGABIT}, FIBRE))))) == 1


BACKBONE = {
    "a link has its own line rate": (TEN_GIGABIT, 1e10, "core-1 a: 10 Gbit/s"),
    "a slower one too": (GIGABIT, 1e9, "core-1 a: 1 Gbit/s"),
    "a link that is down carries nothing": (0, 0, "core-1 a: 0, it is down"),
}


@pytest.mark.parametrize(("speed", "value", "arithmetic"), BACKBONE.values(), ids=BACKBONE)
def test_links_of_the_backbone(speed: int, value: float, arithmetic: str) -> None:
    measured = only(backbone(Campus(backbone_links=ports("a")), seen(core({"a": speed}, {}))))
    assert told(measured) == value
    assert measured.arithmetic == arithmetic
    assert measured.coverage.measured == 1
    assert measured.subject.name == "core-1 a"


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_backbone_link_that_cannot_be_told_is_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, INTERFACE_UP, "core-1", "a"))
    measured = only(backbone(Campus(backbone_links=ports("a")), readings))
    assert told(measured) is kind
    assert measured.coverage.measured == 0
