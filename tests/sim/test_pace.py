"""A large campus is asked at a slower pace, in all its times alike."""

import pytest

from sim.generator import generated
from sim.inventory import Settings
from sim.pace import paced, round_seconds
from sim.scenario import load

QUICK = Settings(interval_seconds=2, timeout_seconds=1, freshness_at_most_seconds=8)


def test_a_small_campus_is_asked_as_was_said() -> None:
    assert paced(QUICK, load("minimal"), 3.0) == QUICK


def test_a_large_campus_has_all_its_times_drawn_out_alike() -> None:
    university = generated("university", 1)
    ratio = 3 * round_seconds(university) / QUICK.interval_seconds
    assert ratio > 5
    slower = paced(QUICK, university, 3.0)
    assert slower.interval_seconds == pytest.approx(2 * ratio, abs=0.1)
    assert slower.timeout_seconds == pytest.approx(ratio, abs=0.1)
    assert slower.freshness_at_most_seconds == pytest.approx(8 * ratio, abs=0.1)
    assert slower.sustain_at_most_seconds is None
