"""Facts grow stale too: to the day."""

from datetime import date, timedelta

import pytest

from checks.fact_dates import Dated, list_grown_stale, people_grown_stale
from checks.verdict import CauseKind

TODAY = date(2026, 10, 8)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (200, False), (201, True)])
def test_heads_are_believed_for_two_hundred_days(days: int, stale: bool) -> None:
    cause = people_grown_stale(days_ago(days), TODAY)
    assert (cause is not None) is stale
    if cause is not None:
        assert cause.kind is CauseKind.FACT_STALE
        assert cause.detail == "people are as of 2026-03-21, 201 days ago; more than 200 (I-13)"


@pytest.mark.parametrize(
    ("dated", "stale"),
    [
        (Dated(as_of=days_ago(400), source="ledger"), False),
        (Dated(as_of=days_ago(401), source="ledger"), True),
        (Dated(as_of=days_ago(100), source="ledger", valid_days=100), False),
        (Dated(as_of=days_ago(101), source="ledger", valid_days=100), True),
    ],
)
def test_a_list_is_believed_for_a_school_year_or_as_long_as_the_site_says(
    dated: Dated, stale: bool
) -> None:
    cause = list_grown_stale({"rooms": dated}, ("people", "rooms"), TODAY)
    assert (cause is not None) is stale
    if cause is not None:
        days = (TODAY - dated.as_of).days
        assert cause.detail == (
            f"the inventory's rooms are as of {dated.as_of} (ledger), {days} days ago;"
            f" more than {dated.valid_days}"
        )


def test_a_list_that_is_not_dated_or_not_used_does_not_grow_old() -> None:
    old = {"rooms": Dated(as_of=days_ago(4000), source="ledger")}
    assert list_grown_stale({}, ("rooms",), TODAY) is None
    assert list_grown_stale(old, ("meters",), TODAY) is None
