"""Seconds by value: exact while the values are few, off by half a percent at most beyond."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.tally import (
    COARSE_ERROR_RATIO,
    DISTINCT_AT_MOST,
    NOTHING,
    Spread,
    Tally,
    spread,
)

VALUES = st.floats(-1e12, 1e12, allow_subnormal=False).filter(lambda v: v == 0 or abs(v) > 1e-9)
HELD = st.lists(st.tuples(VALUES, st.integers(1, 3600)), min_size=1, max_size=400)
SHARES = st.sampled_from([0.01, 0.05, 0.5, 0.95, 0.99, 1.0])


def tally(held: list[tuple[float, int]]) -> Tally:
    made = Tally()
    for value, seconds in held:
        made.add(value, seconds)
    return made


def over(*tallies: Tally) -> Spread:
    return spread(NOTHING, tallies)


def exact(held: list[tuple[float, int]], share: float) -> float:
    """The least value that so much of the time did not exceed, from every single one of them."""
    total, passed = sum(seconds for _, seconds in held), 0
    for value, seconds in sorted(held):
        passed += seconds
        if passed >= share * total - 1e-6:
            return value
    raise AssertionError


@given(held=HELD, share=SHARES)
def test_a_quantile_is_exact_or_within_its_bounds(
    held: list[tuple[float, int]], share: float
) -> None:
    found, right = over(tally(held)).quantile(share), exact(held, share)
    if len({value for value, _ in held}) <= DISTINCT_AT_MOST:
        assert found.lowest == found.value == found.highest == right
    else:
        assert found.lowest <= right * (1 + math.copysign(1e-12, right))
        assert right * (1 - math.copysign(1e-12, right)) <= found.highest
        assert abs(found.value - right) <= COARSE_ERROR_RATIO * 1.0001 * abs(right)


@given(held=HELD, cuts=st.lists(st.integers(0, 400), max_size=5), share=SHARES)
def test_days_added_up_in_any_order_say_what_one_long_day_would(
    held: list[tuple[float, int]], cuts: list[int], share: float
) -> None:
    ends = sorted({0, len(held), *(cut for cut in cuts if cut < len(held))})
    days = [tally(held[first:last]) for first, last in pairwise(ends)]
    together, reversed_ = over(*days), over(*reversed(days))
    right = exact(held, share)
    assert together.quantile(share) == reversed_.quantile(share)
    assert math.isclose(together.quantile(share).value, right, rel_tol=COARSE_ERROR_RATIO * 1.01)
    assert together.total_seconds == sum(seconds for _, seconds in held)


@given(held=HELD)
def test_what_was_packed_comes_back_as_it_was(held: list[tuple[float, int]]) -> None:
    before = tally(held)
    after = Tally.unpacked(before.packed())
    assert (after.seconds, after.coarse) == (before.seconds, before.coarse)
    after.add(held[0][0], 60)
    before.add(held[0][0], 60)
    assert after.seconds == before.seconds


@pytest.mark.parametrize("broken", [b"", b"e", b"exx", b"x" + Tally().packed()[1:]])
def test_broken_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="a stored tally is broken"):
        Tally.unpacked(broken)


@pytest.mark.parametrize(
    ("value", "seconds"), [(math.nan, 1), (math.inf, 1), (1, -1), (1, math.inf), (1, math.nan)]
)
def test_what_is_no_number_is_refused(value: float, seconds: float) -> None:
    with pytest.raises(ValueError, match=r" s$"):
        Tally().add(value, seconds)


DAY = 86_400


Bounds = tuple[float, float, float]

#: Of days with a runtime of two hours, days with ten minutes and days not seen: value and bounds.
UNSEEN: dict[str, tuple[float, tuple[int, int, int], Bounds]] = {
    "all seen: the bounds are the value": (0.05, (29, 1, 0), (7200, 7200, 7200)),
    "two days of thirty are more than the twentieth": (0.05, (28, 2, 0), (600, 600, 600)),
    "what was not seen may lie anywhere": (0.05, (1, 0, 29), (7200, -math.inf, math.inf)),
    "enough was bad already, whatever is to come": (0.05, (0, 2, 28), (600, -math.inf, 600)),
    "little enough is missing": (0.05, (29, 0, 1), (7200, 7200, 7200)),
    "just too much is missing": (0.05, (28, 0, 2), (7200, -math.inf, 7200)),
    "at the upper end too": (0.95, (28, 0, 2), (7200, 7200, math.inf)),
    "and there little enough": (0.95, (29, 0, 1), (7200, 7200, 7200)),
}


@pytest.mark.parametrize("row", UNSEEN)
def test_the_bounds_are_those_of_the_best_and_of_the_worst_that_was_not_seen(row: str) -> None:
    share, (good, bad, unseen), expected = UNSEEN[row]
    seen = tally([(7200, good * DAY), (600, bad * DAY)])
    found = over(seen).quantile(share, unseen * DAY)
    assert (found.value, found.lowest, found.highest) == expected


@given(held=HELD, hidden=HELD, share=SHARES)
def test_whatever_was_not_seen_the_true_quantile_lies_within_the_bounds(
    held: list[tuple[float, int]], hidden: list[tuple[float, int]], share: float
) -> None:
    unseen_seconds = sum(seconds for _, seconds in hidden)
    found = over(tally(held)).quantile(share, unseen_seconds)
    right = exact(held + hidden, share)
    slack = abs(right) * 1e-9
    assert found.lowest - slack <= right <= found.highest + slack


def test_the_mean_is_weighted_by_time() -> None:
    assert over(tally([(1, 3 * DAY), (0, DAY)])).mean() == 0.75


def test_nothing_seen_has_neither_mean_nor_quantile() -> None:
    for ask in (NOTHING.mean, lambda: NOTHING.quantile(0.5)):
        with pytest.raises(ValueError, match="nothing was seen"):
            ask()
