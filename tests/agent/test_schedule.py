"""When probes are due; time is a number here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.schedule import back_off_rounds, gather_seconds, next_due_seconds, offset_seconds

SECONDS = st.floats(0, 1e7, allow_nan=False)
INTERVALS = st.floats(1, 86_400)


@given(SECONDS, INTERVALS, st.text(min_size=1))
def test_the_next_round_is_later_than_now_and_within_one_interval(
    now_seconds: float, interval_seconds: float, name: str
) -> None:
    place_seconds = offset_seconds(name, interval_seconds)
    due_seconds = next_due_seconds(now_seconds, place_seconds, interval_seconds)
    slack = 1e-6 * max(1.0, now_seconds)
    assert now_seconds - slack <= due_seconds <= now_seconds + interval_seconds + slack


@given(INTERVALS, st.text(min_size=1))
def test_a_probe_keeps_its_place_in_every_interval(interval_seconds: float, name: str) -> None:
    place_seconds = offset_seconds(name, interval_seconds)
    assert 0 <= place_seconds < interval_seconds
    assert offset_seconds(name, interval_seconds) == place_seconds


def test_a_thousand_probes_spread_over_their_interval() -> None:
    places = sorted(offset_seconds(f"switch-{n}/snmp", 60) for n in range(1000))
    fullest_second = max(
        sum(second <= place < second + 1 for place in places) for second in range(60)
    )
    assert fullest_second < 40  # 16.7 on average


@pytest.mark.parametrize(
    ("failures", "rounds"),
    [(0, 1), (1, 1), (2, 1), (3, 2), (4, 4), (5, 8), (6, 10), (50, 10)],
)
def test_failing_probes_wait_longer_up_to_the_cap(failures: int, rounds: int) -> None:
    assert back_off_rounds(failures, interval_seconds=60, at_most_seconds=600) == rounds


@pytest.mark.parametrize(("failures", "rounds"), [(2, 1), (3, 2), (50, 2)])
def test_without_a_cap_who_is_back_is_seen_within_two_intervals(failures: int, rounds: int) -> None:
    assert back_off_rounds(failures, interval_seconds=60, at_most_seconds=None) == rounds


def test_a_probe_slower_than_the_cap_keeps_its_pace() -> None:
    assert back_off_rounds(9, interval_seconds=3600, at_most_seconds=600) == 1


@pytest.mark.parametrize(
    ("spent_seconds", "waited_seconds"), [(0.0, 0.2), (0.02, 0.2), (0.05, 0.45), (0.5, 1.0)]
)
def test_judging_leaves_most_of_the_processor_to_polling(
    spent_seconds: float, waited_seconds: float
) -> None:
    assert gather_seconds(spent_seconds) == pytest.approx(waited_seconds)
