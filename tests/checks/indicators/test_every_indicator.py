"""What holds for every indicator, whatever it measures."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.campus import Campus, Device, Gateway, Medium, Meter
from checks.indicator import Indicator
from checks.indicators import INDICATORS
from checks.indicators.hardware import hardware
from checks.indicators.iot import gateways, meters
from checks.verdict import CAMPUS, CauseKind, Measured
from collectors.probe import ProbeResult
from collectors.quantities import (
    DEVICE_UPTIME,
    GATEWAY_HEARD,
    GATEWAY_OFFLINE,
    METER_VALUE,
    QUANTITIES,
)
from tests.builders import failed, listened, of_subject, only, said, seen, told
from tests.whole_campus import all_ill, all_well, whole_campus

EVERY = pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)

#: Campus.devices is filled from the targets and is never left out.
LISTED_BY_US = {"hardware_monitored_ratio", "availability_30_days_ratio"}


@EVERY
def test_names_end_in_their_unit(indicator: Indicator) -> None:
    endings = {
        "bit/s": ("_bits_per_second", "_bits_per_second_per_person"),
        "s": ("_seconds",),
        "in": ("_inches",),
        "B": ("_bytes_per_person",),
        "px": ("_pixels",),
        "1": ("_ratio",),
        "": ("_count", "_ok"),
    }
    assert indicator.name.endswith(endings[indicator.unit])
    assert INDICATORS[indicator.name] is indicator


@EVERY
def test_an_indicator_reads_known_quantities_and_facts(indicator: Indicator) -> None:
    assert {quantity.name for quantity in indicator.reads} <= QUANTITIES.keys()
    assert set(indicator.facts) <= Campus.model_fields.keys()


@EVERY
def test_a_campus_of_which_nothing_is_said_has_one_reason_and_no_value(
    indicator: Indicator,
) -> None:
    measured = only(indicator.compute(Campus(), seen()))
    assert measured.subject == CAMPUS
    none = indicator.name in LISTED_BY_US
    assert told(measured) is (CauseKind.NONE_IN_SCOPE if none else CauseKind.FACT_MISSING)


@EVERY
def test_a_campus_that_says_it_has_none_has_none_in_scope(indicator: Indicator) -> None:
    lists: dict[str, list[object]] = {
        name: [] for name in Campus.model_fields if name not in {"people", "sources"}
    }
    measured = only(indicator.compute(Campus.model_validate(lists), seen()))
    assert told(measured) is CauseKind.NONE_IN_SCOPE


@EVERY
def test_before_the_first_round_no_value_comes_from_a_device(indicator: Indicator) -> None:
    for measured in indicator.compute(whole_campus(), seen()):
        assert measured.why_not is not None, measured
        assert measured.indicator == indicator.name
        assert measured.coverage.measured < measured.coverage.in_scope


@EVERY
@pytest.mark.parametrize("rounds", [all_well(), all_ill()], ids=["well", "ill"])
def test_every_value_has_its_arithmetic_its_evidence_and_its_kind_of_subject(
    indicator: Indicator, rounds: list[ProbeResult]
) -> None:
    for measured in indicator.compute(whole_campus(), seen(*rounds, freshness_seconds=86_400)):
        assert measured.value is not None, measured.why_not
        assert measured.coverage.ratio == 1
        assert measured.arithmetic
        assert measured.evidence
        assert all(piece.object for piece in measured.evidence)
        assert measured.subject.kind == indicator.subject


@EVERY
def test_every_subject_has_a_name_of_its_own(indicator: Indicator) -> None:
    keys = [m.subject.key for m in indicator.compute(whole_campus(), seen(*all_well()))]
    assert len(keys) == len(set(keys))


def values(measured: list[Measured]) -> dict[str, object]:
    """What must not depend on order; sentences may name their terms in another one."""
    bare = (replace(each, evidence=(), arithmetic="", why_not=None) for each in measured
            if each.value is not None)  # fmt: skip
    return {each.subject.key: each for each in bare} | {
        each.subject.key: each.why_not.kind for each in measured if each.why_not is not None
    }


@EVERY
@settings(deadline=None, max_examples=12)  # each computes over the whole campus twice
@given(seed=st.integers(0, 1_000_000))
def test_the_order_of_facts_and_rounds_does_not_matter(indicator: Indicator, seed: int) -> None:
    order, campus = Random(seed), whole_campus()
    lists = {
        name: order.sample(listed, len(listed))
        for name in Campus.model_fields
        if isinstance(listed := getattr(campus, name), list)
    }
    rounds = [*all_well(), failed("wlc-1", *QUANTITIES.values())]
    kept = order.sample(rounds, 6)
    straight = indicator.compute(campus, seen(*kept))
    shuffled = indicator.compute(
        campus.model_copy(update=lists), seen(*order.sample(kept, len(kept)))
    )
    assert values(straight) == values(shuffled)


def test_gaps_come_first_and_no_more_evidence_is_shown_than_a_person_reads() -> None:
    names = [f"d{number}" for number in range(80)]
    campus = Campus(devices=[Device(name=n, role="access", polled=True) for n in names])
    rounds = [said(name, {DEVICE_UPTIME: 1.0}) for name in names[:-1]]
    measured = of_subject(hardware(campus, seen(*rounds, failed("d79", DEVICE_UPTIME))), "all")
    assert len(measured.evidence) == 50
    assert [piece.source for piece in measured.evidence if piece.problem] == ["d79"]
    assert measured.evidence[0].source == "d79"
    assert measured.coverage.in_scope == 80


EVENTS = (GATEWAY_HEARD, GATEWAY_OFFLINE, METER_VALUE)
LISTENED = listened("broker", *EVENTS, for_seconds=900)
STATES = st.lists(st.sampled_from(["alive", "dead", "unasked"]), min_size=1, max_size=8)


def share_of_devices(states: list[str]) -> Measured:
    devices = [Device(name=f"d{n}", role="access", polled=True) for n in range(len(states))]
    rounds = []
    for device, state in zip(devices, states, strict=True):
        if state == "alive":
            rounds.append(said(device.name, {DEVICE_UPTIME: 1.0}))
        elif state == "dead":
            rounds.append(failed(device.name, DEVICE_UPTIME))
    return of_subject(hardware(Campus(devices=devices), seen(*rounds)), "all")


def share_of_gateways(states: list[str]) -> Measured:
    listed = [
        Gateway(name=f"g{n}", target="late" if state == "unasked" else "broker", kind="any")
        for n, state in enumerate(states)
    ]
    alive = {f"g{n}": True for n, state in enumerate(states) if state == "alive"}
    readings = seen(LISTENED, said("broker", {GATEWAY_HEARD: alive}))
    return of_subject(gateways(Campus(gateways=listed), readings), "all")


def share_of_meters(states: list[str]) -> Measured:
    listed = [
        Meter(name=f"m{n}", medium=Medium.GAS, target="late" if state == "unasked" else "broker")
        for n, state in enumerate(states)
    ]
    alive = {f"m{n}": 1.0 for n, state in enumerate(states) if state == "alive"}
    readings = seen(LISTENED, said("broker", {METER_VALUE: alive}))
    return of_subject(meters(Campus(meters=listed), readings), "gas")


SHARES = {"devices": share_of_devices, "gateways": share_of_gateways, "meters": share_of_meters}


@pytest.mark.parametrize("name", SHARES)
@given(states=STATES)
def test_a_dead_device_never_raises_a_share(name: str, states: list[str]) -> None:
    before, after = SHARES[name](states), SHARES[name]([*states, "dead"])
    assert after.lowest is not None
    assert before.lowest is not None
    assert after.lowest <= before.lowest
    assert after.highest is not None
    assert before.highest is not None
    assert after.highest <= before.highest
    if before.value is not None:
        assert after.value is not None
        assert after.value <= before.value


@pytest.mark.parametrize("name", SHARES)
@given(states=STATES)
def test_a_share_lies_between_its_bounds_and_what_is_unknown_is_in_them(
    name: str, states: list[str]
) -> None:
    measured = SHARES[name](states)
    unasked = states.count("unasked")
    assert measured.coverage.measured == len(states) - unasked
    assert measured.lowest == states.count("alive") / len(states)
    assert measured.highest == (states.count("alive") + unasked) / len(states)
    if measured.value is not None:
        assert measured.lowest <= measured.value <= measured.highest
