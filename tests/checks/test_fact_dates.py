"""Facts grow stale too: to the day."""

from datetime import date, timedelta

import pytest

from checks.clause import load_standards
from checks.fact_dates import Dated, list_grown_stale, people_grown_stale
from checks.indicators import INDICATORS
from checks.judge import Moment, judge
from checks.verdict import CauseKind, Outcome, Verdict
from tests.builders import AT, NOW_SECONDS, seen
from tests.whole_campus import all_well, whole_campus

TODAY = AT.date()
#: Terminals per seat of smart classrooms.
ROOMS = next(each for each in load_standards()["gj"].clauses if each.id == "GJ010302.5")


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


def test_nothing_is_judged_by_a_list_that_has_grown_stale() -> None:
    campus = whole_campus()
    rounds = seen(*all_well())

    def outcome(days: int) -> Verdict:
        dated = campus.model_copy(
            update={"sources": {"rooms": Dated(as_of=days_ago(days), source="room ledger")}}
        )
        moment = Moment(dated, rounds.ledger, NOW_SECONDS, AT, INDICATORS)
        return judge(ROOMS, moment, {})

    assert outcome(400).outcome is Outcome.PASS
    stale = outcome(401)
    assert stale.outcome is Outcome.UNKNOWN
    assert stale.cause is not None
    assert stale.cause.kind is CauseKind.FACT_STALE
    assert "the inventory's rooms are as of" in stale.cause.detail
