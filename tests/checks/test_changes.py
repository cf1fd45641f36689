"""Sustain, numbering, and what a restart does not take back."""

from datetime import UTC, datetime, timedelta

import pytest

from checks.changes import Key, Rules, Standing, State, Transition, step
from checks.clause import Clause, Level, Method, Requirement, Text
from checks.verdict import CAMPUS, Cause, CauseKind, Outcome, Verdict

MIDNIGHT = datetime(2026, 11, 1, tzinfo=UTC)
CLAUSE = Clause(
    standard="zz",
    id="z-1",
    place={"part": "network"},
    title=Text(en="title", zh="题"),
    level=Level.REQUIRED,
    method=Method.MEASURED,
    indicator="egress_bits_per_second_per_person",
    require=Requirement(at_least=1),
    freshness_seconds=900,
    sustain_seconds=60,
)
KEY: Key = ("zz", "z-1", "campus")
STARTED_LONG_AGO = Rules(started_seconds=-1e6)


def a_verdict(outcome: Outcome, cause: CauseKind | None = None) -> Verdict:
    return Verdict(CLAUSE, CAMPUS, outcome, Cause(cause, "because") if cause else None)


def play(
    outcomes: list[tuple[float, Outcome]], rules: Rules = STARTED_LONG_AGO
) -> list[Transition]:
    """Judge at each moment, and give every transition in order."""
    state, transitions = State(), []
    for now_seconds, outcome in outcomes:
        at = MIDNIGHT + timedelta(seconds=now_seconds)
        state, new = step(state, [a_verdict(outcome)], now_seconds, at, rules)
        transitions += new
    return transitions


PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("outcomes", "counted"),
    [
        ([(0, PASS)], [PASS]),
        ([(0, PASS), (1, PASS), (2, PASS)], [PASS]),
        ([(0, PASS), (10, FAIL), (69, FAIL)], [PASS]),
        ([(0, PASS), (10, FAIL), (70, FAIL)], [PASS, FAIL]),
        ([(0, PASS), (10, FAIL), (40, PASS), (50, FAIL), (100, FAIL)], [PASS]),
        ([(0, PASS), (10, FAIL), (40, UNKNOWN), (80, UNKNOWN)], [PASS]),
        ([(0, PASS), (10, FAIL), (70, FAIL), (80, PASS), (140, PASS)], [PASS, FAIL, PASS]),
    ],
)
def test_a_change_counts_when_it_has_lasted(
    outcomes: list[tuple[float, Outcome]], counted: list[Outcome]
) -> None:
    assert [each.verdict.outcome for each in play(outcomes)] == counted


def test_transitions_are_numbered_and_know_what_was_before() -> None:
    first, second = play([(0, PASS), (10, FAIL), (70, FAIL)])
    assert (first.number, first.previous, first.previous_since) == (1, None, None)
    assert (second.number, second.previous, second.previous_since) == (2, PASS, MIDNIGHT)


def test_a_site_may_wait_less_but_not_longer() -> None:
    at_once = Rules(-1e6, sustain_at_most_seconds=0)
    assert len(play([(0, PASS), (10, FAIL)], at_once)) == 2
    longer = Rules(-1e6, sustain_at_most_seconds=3600)
    assert len(play([(0, PASS), (10, FAIL), (70, FAIL)], longer)) == 2


def a_restart(cause: CauseKind, seconds_after: float) -> list[Transition]:
    """A pass stands in the store; so long after the start nothing but this is known."""
    state = State({KEY: Standing(PASS, MIDNIGHT, 7)})
    now_seconds = 5000 + seconds_after
    rules = Rules(started_seconds=5000, sustain_at_most_seconds=0)
    return step(state, [a_verdict(UNKNOWN, cause)], now_seconds, MIDNIGHT, rules)[1]


@pytest.mark.parametrize(
    "cause",
    [CauseKind.NOT_READ, CauseKind.NOT_LISTENED, CauseKind.FAILED, CauseKind.COVERAGE],
)
def test_a_restart_takes_no_verdict_back_while_its_readings_could_be_fresh(
    cause: CauseKind,
) -> None:
    assert a_restart(cause, 899) == []


def test_after_that_not_having_read_is_unknown_under_the_next_number() -> None:
    (transition,) = a_restart(CauseKind.NOT_READ, 900)
    assert (transition.verdict.outcome, transition.number) == (UNKNOWN, 8)


def test_a_device_that_lies_after_the_restart_counts_at_once() -> None:
    assert len(a_restart(CauseKind.IMPLAUSIBLE, 1)) == 1


def test_at_the_very_first_start_a_device_that_fails_is_unknown_at_once() -> None:
    rules = Rules(started_seconds=5000, sustain_at_most_seconds=0)
    verdict = a_verdict(UNKNOWN, CauseKind.FAILED)
    assert len(step(State(), [verdict], 5001, MIDNIGHT, rules)[1]) == 1


def test_the_state_given_is_not_changed() -> None:
    state = State()
    step(state, [a_verdict(PASS)], 0, MIDNIGHT, STARTED_LONG_AGO)
    assert state == State()
