"""When a notice is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.retry import Answer, Patience, given_up, next_attempt_at, retry_after_seconds

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
PATIENCE = Patience()


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 300), (6, 3600), (99, 3600)]
)
def test_the_wait_grows_to_an_hour(attempts: int, seconds: float) -> None:
    middle = next_attempt_at(Answer(500, ""), attempts, NOON, 0.5, PATIENCE)
    assert middle - NOON == timedelta(seconds=seconds)


def test_waits_and_retention_are_the_sites_own() -> None:
    quick = Patience((0.1, 0.2), retry_after_at_most_seconds=2, kept=timedelta(seconds=5))
    waits = [next_attempt_at(Answer(500, ""), n, NOON, 0.5, quick) - NOON for n in (1, 2, 3)]
    assert waits == [timedelta(seconds=seconds) for seconds in (0.1, 0.2, 0.2)]
    assert retry_after_seconds("60", NOON, quick) == 2
    assert given_up(Answer(500, ""), 1, NOON - timedelta(seconds=6), NOON, quick)


def test_jitter_moves_the_wait_by_a_fifth_either_way() -> None:
    waits = [
        next_attempt_at(Answer(None, ""), 4, NOON, jitter, PATIENCE) - NOON for jitter in (0.0, 1.0)
    ]
    assert waits == [timedelta(seconds=48), timedelta(seconds=72)]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("120", 120),
        ("999999999999999999999", 3600),
        ("Sun, 01 Nov 2026 12:00:30 GMT", 30),
        ("Sun, 01 Nov 2026 11:00:00 GMT", 0),
        ("Sun, 01 Nov 2099 12:00:30 GMT", 3600),
        ("-5", None),
        ("soon", None),
        ("\uff11\uff12", None),  # digits, but not of ASCII
    ],
)
def test_retry_after_is_taken_in_seconds_or_as_a_date_within_an_hour(
    header: str, seconds: float | None
) -> None:
    assert retry_after_seconds(header, NOON, PATIENCE) == seconds


@given(st.text())
def test_no_header_whatever_breaks_it_or_waits_longer_than_an_hour(header: str) -> None:
    seconds = retry_after_seconds(header, NOON, PATIENCE)
    assert seconds is None or 0 <= seconds <= 3600


@pytest.mark.parametrize(
    ("status", "attempts", "age_hours", "over"),
    [
        (500, 99, 71.9, False),
        (500, 1, 72.1, True),
        (410, 9, 71.9, False),
        (400, 4, 0, False),
        (400, 5, 0, True),
        (None, 50, 1, False),
    ],
)
def test_a_notice_is_given_up_by_its_age_or_by_a_final_answer(
    status: int | None, attempts: int, age_hours: float, over: bool
) -> None:
    created_at = NOON - timedelta(hours=age_hours)
    assert given_up(Answer(status, ""), attempts, created_at, NOON, PATIENCE) is over


@pytest.mark.parametrize(("status", "accepted"), [(200, True), (204, True), (299, True)])
def test_only_a_2xx_is_accepted(status: int, accepted: bool) -> None:
    assert Answer(status, "").accepted is accepted


@pytest.mark.parametrize("status", [None, 199, 300, 301, 404, 500])
def test_nothing_else_is(status: int | None) -> None:
    assert not Answer(status, "").accepted
