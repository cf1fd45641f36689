"""What no indicator may do, whatever it measures: gain by the dead, or by another unit."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from pydantic import BaseModel

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators import INDICATORS
from checks.indicators.evidence import INVENTORY
from checks.verdict import Measured
from collectors.probe import ProbeResult
from collectors.quantities import QUANTITIES
from collectors.reading import Reading
from tests.builders import failed, seen
from tests.whole_campus import all_well, whole_campus

EVERY = pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)

DEAD = "dead"
#: Asked for two days, and never answered.
SILENCE = failed(DEAD, *QUANTITIES.values())
#: How a twin is dead: its device is silent, or the device answers and tells nothing of the twin.
WAYS: Mapping[str, frozenset[str]] = {
    "its device is silent": frozenset({"target", "transfer_switches"}),
    "nothing is told of it": frozenset({"instance", "interface", "interfaces"}),
}


def _dead(value: object, keys: frozenset[str], key: str = "") -> object:
    """The same fact, with what those keys name replaced by something that says nothing."""
    if isinstance(value, dict):
        return {name: _dead(each, keys, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_dead(each, keys, key) for each in value]
    return DEAD if key in keys and value is not None else value


def _with_a_dead_twin(campus: Campus, field: str, keys: frozenset[str]) -> Campus | None:
    """One more of the first in the list, of the same kind and place, which nobody hears."""
    listed = getattr(campus, field)
    if not isinstance(listed, list) or not listed or not isinstance(listed[0], BaseModel):
        return None
    twin = _dead(listed[0].model_dump(), keys)
    assert isinstance(twin, dict)
    if "name" not in twin:
        return None
    twin["name"] = DEAD
    return campus.model_copy(update={field: [*listed, type(listed[0]).model_validate(twin)]})


def _shares(measured: list[Measured]) -> dict[str, tuple[float, float]]:
    """The lowest and the highest that each share may be; one without bounds is its value."""
    return {
        each.subject.key: (
            each.value if each.lowest is None else each.lowest,
            each.value if each.highest is None else each.highest,
        )
        for each in measured
        if each.value is not None
    }


@EVERY
@pytest.mark.parametrize("way", WAYS)
def test_one_dead_member_more_never_raises_a_share(indicator: Indicator, way: str) -> None:
    if not indicator.name.endswith("_ratio"):
        return
    campus = whole_campus()
    before = _shares(indicator.compute(campus, seen(*all_well(), SILENCE)))
    assert before
    for field in indicator.facts:
        grown = _with_a_dead_twin(campus, field, WAYS[way])
        if grown is None:
            continue
        after = _shares(indicator.compute(grown, seen(*all_well(), SILENCE)))
        for subject in after.keys() & before.keys():
            assert after[subject] <= before[subject], (field, subject)
            assert after[subject][1] <= before[subject][1], (field, subject)


def _scaled(value: object, unit: str, factor: int, key: str = "") -> object:
    """Every field of the facts that is in the unit, so many times as large."""
    if isinstance(value, dict):
        return {name: _scaled(each, unit, factor, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_scaled(each, unit, factor, key) for each in value]
    if key.endswith(unit) and isinstance(value, int | float):
        return value * factor
    return value


def _scaled_rounds(unit: str, factor: int) -> list[ProbeResult]:
    def scaled(reading: Reading) -> Reading:
        number = reading.value
        if not reading.quantity.name.endswith(unit) or not isinstance(number, int | float):
            return reading
        return replace(reading, value=number * factor)

    return [
        replace(result, readings=tuple(scaled(each) for each in result.readings))
        for result in all_well()
    ]


#: Unit in the names of readings and facts -> units of indicators that go with it.
UNITS = {
    "_bits_per_second": {"bit/s"},
    "_bytes": {"B"},
}


@EVERY
@pytest.mark.parametrize("unit", UNITS)
def test_units_cancel_or_stay(indicator: Indicator, unit: str) -> None:
    """Twice the speed everywhere is twice the value in bit/s, and no change to any share."""
    campus = whole_campus()
    double = Campus.model_validate(_scaled(campus.model_dump(), unit, 2))
    straight = indicator.compute(campus, seen(*all_well(), freshness_seconds=86_400))
    scaled = indicator.compute(double, seen(*_scaled_rounds(unit, 2), freshness_seconds=86_400))
    factor = 2 if indicator.unit in UNITS[unit] else 1
    before = {each.subject.key: each.value for each in straight}
    after = {each.subject.key: each.value for each in scaled}
    assert after == {
        key: None if value is None else pytest.approx(value * factor)
        for key, value in before.items()
    }


@EVERY
def test_what_cannot_be_true_is_never_counted(indicator: Indicator) -> None:
    """Rejected readings, all of them: no better than silence on any subject."""
    rejected = [
        replace(
            result,
            readings=tuple(
                replace(each, value=None, rejected="cannot be true") for each in result.readings
            ),
        )
        for result in all_well()
    ]
    for each in indicator.compute(whole_campus(), seen(*rejected, freshness_seconds=86_400)):
        counted = [piece for piece in each.evidence if piece.counts and piece.source != INVENTORY]
        assert not counted, each
        if indicator.name.endswith("_ratio") and each.lowest is not None:
            assert each.lowest == 0, each
