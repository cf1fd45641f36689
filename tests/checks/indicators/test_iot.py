"""Gateways and meters behind a broker: heard, gone, silent, and not listened to for long enough."""

from dataclasses import dataclass

import pytest

from checks.campus import Campus, Gateway, Medium, Meter
from checks.indicators.iot import gateways, media, meters
from checks.verdict import CauseKind
from collectors.probe import ProbeResult
from collectors.quantities import GATEWAY_HEARD, GATEWAY_OFFLINE, METER_VALUE
from tests.builders import Rejected, failed, listened, of_subject, only, said, seen, told

EVENTS = (GATEWAY_HEARD, GATEWAY_OFFLINE, METER_VALUE)
LONG_ENOUGH = listened("broker", *EVENTS, for_seconds=900)


def heard(name: str, age_seconds: float = 0) -> ProbeResult:
    return said("broker", {GATEWAY_HEARD: {name: True}}, age_seconds=age_seconds)


def gone(name: str, age_seconds: float = 0, is_gone: bool = True) -> ProbeResult:
    return said("broker", {GATEWAY_OFFLINE: {name: is_gone}}, age_seconds=age_seconds)


@dataclass(frozen=True, slots=True)
class Case:
    rounds: tuple[ProbeResult, ...]
    value: float | CauseKind


GATEWAYS = {
    "heard now": Case((heard("a"),), 1),
    "heard at the edge of the window": Case((heard("a", 900),), 1),
    "gone by its last will": Case((heard("a", 60), gone("a")), 0),
    "gone in the same round": Case((heard("a"), gone("a")), 0),
    "heard again since it was gone": Case((gone("a", 60), heard("a")), 1),
    "back, as it said itself": Case((heard("a"), gone("a", is_gone=False)), 1),
    "gone, and never heard by us": Case((gone("a"),), 0),
    "silent for the whole window": Case((LONG_ENOUGH,), 0),
    "silent, but we listen too short a time": Case(
        (listened("broker", *EVENTS, for_seconds=899),), CauseKind.NOT_LISTENED
    ),
    "silent, and the broker failed in between": Case(
        (
            said("broker", {GATEWAY_HEARD: {}}, age_seconds=800, duration_seconds=500),
            failed("broker", *EVENTS, age_seconds=60),
            listened("broker", *EVENTS, for_seconds=30),
        ),
        CauseKind.NOT_LISTENED,
    ),
    "the broker has always failed": Case((failed("broker", *EVENTS),), CauseKind.FAILED),
    "the broker failed since": Case(
        (heard("a", 1000), failed("broker", *EVENTS)), CauseKind.FAILED
    ),
    "heard in time, though the broker fails now": Case(
        (heard("a", 100), failed("broker", *EVENTS)), 1
    ),
    "never asked": Case((), CauseKind.NOT_READ),
}


@pytest.mark.parametrize("case", GATEWAYS.values(), ids=GATEWAYS)
def test_a_gateway_on_line(case: Case) -> None:
    campus = Campus(gateways=[Gateway(name="a", target="broker", kind="energy")])
    assert told(of_subject(gateways(campus, seen(*case.rounds)), "all")) == case.value


def test_gateways_are_shared_out_by_kind_and_in_all() -> None:
    kinds = {"a": "energy", "b": "energy", "c": "air"}
    campus = Campus(
        gateways=[Gateway(name=name, target="broker", kind=kind) for name, kind in kinds.items()]
    )
    shares = gateways(campus, seen(LONG_ENOUGH, heard("a"), heard("c")))
    assert told(of_subject(shares, "all")) == 2 / 3
    assert {s.subject.label("kind"): s.value for s in shares[1:]} == {"energy": 0.5, "air": 1}


def meter(name: str, medium: Medium = Medium.WATER, target: str | None = "broker") -> Meter:
    return Meter(name=name, medium=medium, target=target)


METERS = {
    "a fresh value": Case((said("broker", {METER_VALUE: {"m": 12.5}}),), 1),
    "a counter that stands at 0": Case((said("broker", {METER_VALUE: {"m": 0.0}}),), 1),
    "silent for the whole window": Case((LONG_ENOUGH,), 0),
    "listened too short a time": Case(
        (listened("broker", *EVENTS, for_seconds=10),), CauseKind.NOT_LISTENED
    ),
    "a value that cannot be true": Case(
        (LONG_ENOUGH, said("broker", {METER_VALUE: {"m": Rejected("negative")}})),
        CauseKind.IMPLAUSIBLE,
    ),
    "a message without a value": Case(
        (LONG_ENOUGH, said("broker", {METER_VALUE: {"m": None}})), CauseKind.ABSENT
    ),
    "the broker fails": Case((failed("broker", *EVENTS),), CauseKind.FAILED),
}


@pytest.mark.parametrize("case", METERS.values(), ids=METERS)
def test_a_meter_that_is_read(case: Case) -> None:
    campus = Campus(meters=[meter("m")])
    shares = meters(campus, seen(*case.rounds))
    assert told(of_subject(shares, "water_electricity_gas")) == case.value
    of_media = media(campus, seen(*case.rounds))
    assert told(of_subject(of_media, "water_electricity_gas")) == case.value


def test_a_meter_that_nothing_reads_stays_in_the_denominator() -> None:
    campus = Campus(meters=[meter("m"), meter("bare", Medium.GAS, target=None)])
    readings = seen(said("broker", {METER_VALUE: {"m": 1.0}}))
    shares = meters(campus, readings)
    assert told(of_subject(shares, "water_electricity_gas")) == 0.5
    assert told(of_subject(shares, "gas")) == 0
    assert told(of_subject(media(campus, readings), "water_electricity_gas")) == 0.5


def test_heat_is_metered_but_not_pooled_with_water_power_and_gas() -> None:
    campus = Campus(meters=[meter("w"), meter("h", Medium.HEAT)])
    readings = seen(LONG_ENOUGH, said("broker", {METER_VALUE: {"h": 1.0}}))
    assert told(of_subject(meters(campus, readings), "water_electricity_gas")) == 0
    assert told(of_subject(meters(campus, readings), "heat")) == 1
    assert told(of_subject(media(campus, readings), "all")) == 0.5


def test_one_meter_is_enough_for_its_medium() -> None:
    campus = Campus(meters=[meter("a"), meter("b")])
    readings = seen(LONG_ENOUGH, said("broker", {METER_VALUE: {"a": 1.0}}))
    assert told(of_subject(media(campus, readings), "all")) == 1


def test_a_campus_with_heat_meters_only_has_no_pool() -> None:
    heat = Campus(meters=[meter("h", Medium.HEAT)])
    pooled = next(m for m in meters(heat, seen(LONG_ENOUGH)) if m.subject.kind == "campus")
    assert told(pooled) is CauseKind.NONE_IN_SCOPE


def test_silence_is_told_with_both_times() -> None:
    campus = Campus(gateways=[Gateway(name="a", target="broker", kind="energy")])
    readings = seen(listened("broker", *EVENTS, for_seconds=600))
    measured = only([s for s in gateways(campus, readings) if s.subject.name == "all"])
    assert measured.why_not is not None
    assert measured.why_not.detail == (
        "a was not heard, but broker has been listened to without a break only since "
        "2026-10-08 11:50:00 UTC; 900 s (15 min) are needed"
    )
    assert measured.why_not.target == "broker"
