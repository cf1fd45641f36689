"""Flapping: begins with more changes in the window than an ordinary bad hour has, ends in quiet."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.changes import Key, Rules, Standing, State, step, with_flapping
from checks.clause import Clause, Level, Method, Requirement, Text
from checks.flapping import CHANGES_AT_MOST, KEPT, QUIET, WINDOW, Flapping, Unrest, unrest_of
from checks.verdict import CAMPUS, Cause, CauseKind, Outcome, Subject, Verdict

MIDNIGHT = datetime(2026, 11, 1, tzinfo=UTC)
CLAUSE = Clause(
    standard="zz",
    id="z-1",
    place={"part": "network"},
    title=Text(en="title", zh="题"),
    level=Level.REQUIRED,
    method=Method.MEASURED,
    indicator="x_ratio",
    require=Requirement(at_least=1),
    sustain_seconds=60,
)
KEY: Key = ("zz", "z-1", "campus")
RULES = Rules(started_seconds=-1e6)
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


def after(minutes: float) -> datetime:
    return MIDNIGHT + timedelta(minutes=minutes)


def changes(*minutes: float) -> list[datetime]:
    return [after(each) for each in minutes]


#: When it changed, when we look, and since when it is flapping then; in minutes.
PLAYED: dict[str, tuple[list[float], float, float | None]] = {
    "nothing changed": ([], 0, None),
    "two outages that end are an ordinary bad hour": ([0, 5, 30, 35], 36, None),
    "the third begins it, at its first change": ([0, 5, 20, 25, 40], 40, 40),
    "the same number over more than the window is none": ([0, 15, 30, 45, 60], 60, None),
    "the window ends before its first minute comes again": ([0.5, 15, 30, 45, 60], 60, 60),
    "it goes on while it is not quiet": ([0, 1, 2, 3, 4], 33, 4),
    "it ends when nothing has changed for half an hour": ([0, 1, 2, 3, 4], 34, None),
    "a change in time keeps it, however few": ([0, 1, 2, 3, 4, 30, 58, 87], 110, 4),
    "it begins again where it has been quiet and turns again": ([0, 1, 2, 3, 4, 40], 40, 40),
}


@pytest.mark.parametrize(("minutes", "now", "since"), PLAYED.values(), ids=PLAYED)
def test_many_changes_begin_it_and_quiet_ends_it(
    minutes: list[float], now: float, since: float | None
) -> None:
    told = unrest_of(changes(*minutes), after(now)).flapping
    assert (told and told.since) == (None if since is None else after(since))


def test_a_mark_counts_the_changes_of_the_last_hour() -> None:
    told = unrest_of(changes(0, 10, 20, 30, 40, 50, 59, 65), after(66)).flapping
    assert told == Flapping(after(40), 7, 3600)


def test_what_changes_every_second_is_kept_in_bounds() -> None:
    every_second = [MIDNIGHT + timedelta(seconds=each) for each in range(3000)]
    unrest = unrest_of(every_second, every_second[-1])
    assert len(unrest.changes) == KEPT
    assert unrest.flapping == Flapping(every_second[CHANGES_AT_MOST], KEPT)


def test_a_clock_that_is_set_back_neither_marks_nor_keeps_the_future() -> None:
    unrest = unrest_of(changes(60, 61, 62, 63), after(0))
    assert unrest == Unrest()
    assert unrest.changed(after(0)).flapping is None


@given(
    moments=st.lists(st.integers(0, 20_000), max_size=60),
    now=st.integers(0, 30_000),
)
def test_a_mark_is_always_borne_out_by_what_was_recorded(moments: list[int], now: int) -> None:
    past = sorted(each for each in moments if each <= now)
    at = [MIDNIGHT + timedelta(seconds=each) for each in past]
    here = MIDNIGHT + timedelta(seconds=now)
    told = unrest_of(at, here).flapping
    within = [each for each in at if here - each < WINDOW]
    if told is None:
        assert len([e for e in within if here - e < QUIET]) <= CHANGES_AT_MOST
    else:
        assert told.changes == len(within)
        assert here - within[-1] < QUIET
        before = [each for each in at if each <= told.since and told.since - each < WINDOW]
        assert len(before) > CHANGES_AT_MOST


# --- in the judgement -------------------------------------------------------------------------


def a_verdict(outcome: Outcome, subject: Subject = CAMPUS) -> Verdict:
    cause = Cause(CauseKind.STALE, "old") if outcome is UNKNOWN else None
    return Verdict(CLAUSE, subject, outcome, cause)


def played(
    outcomes: list[tuple[float, Outcome]], state: State | None = None
) -> tuple[State, list[Outcome]]:
    """Judged at these seconds: the state in the end, and the outcomes that came to count."""
    state, counted = state or State(), []
    for seconds, outcome in outcomes:
        at = MIDNIGHT + timedelta(seconds=seconds)
        state, transitions = step(state, [a_verdict(outcome)], seconds, at, RULES)
        counted += [each.verdict.outcome for each in transitions]
    return state, counted


def test_what_comes_and_goes_within_its_sustain_never_counts_and_flaps_all_the_same() -> None:
    turns = [(seconds, PASS if seconds % 20 else FAIL) for seconds in range(10, 70, 10)]
    state, counted = played([(0, PASS), *turns])
    assert counted == [PASS]
    told = state.unrest[KEY].flapping
    assert told is not None
    assert told.changes == 5
    (marked,) = with_flapping([a_verdict(PASS)], state)
    assert (marked.outcome, marked.flapping) == (PASS, told)


def test_flapping_changes_no_outcome_and_no_transition() -> None:
    """The same judgements with a record of unrest before them, and without."""
    turns = [(minute * 60.0, FAIL if minute // 2 % 2 else PASS) for minute in range(40)]
    restless = State(unrest={KEY: unrest_of([MIDNIGHT] * 9, MIDNIGHT)})
    (quiet, counted), (marked, again) = played(turns), played(turns, restless)
    assert counted == again
    assert (quiet.standing, quiet.waiting) == (marked.standing, marked.waiting)


@pytest.mark.parametrize("other", [UNKNOWN, Outcome.NOT_APPLICABLE, FAIL])
def test_every_kind_of_change_is_one(other: Outcome) -> None:
    state, _ = played([(0, PASS), (1, other), (2, PASS)])
    assert len(state.unrest[KEY].changes) == 2


def test_the_first_verdict_and_the_gap_after_a_restart_are_no_changes() -> None:
    assert played([(0, PASS), (1, PASS)])[0].unrest == {}
    rules = Rules(started_seconds=0)
    unread = Verdict(CLAUSE, CAMPUS, UNKNOWN, Cause(CauseKind.NOT_READ, "not yet"))
    state = State({KEY: Standing(PASS, MIDNIGHT, 1)})
    for seconds, verdict in ((1, unread), (2, a_verdict(PASS))):
        state, _ = step(state, [verdict], seconds, MIDNIGHT, rules)
    assert state.unrest == {}


def test_what_is_over_is_forgotten() -> None:
    state, _ = played([(0, PASS), (1, FAIL), (2, PASS)])
    state, _ = played([(3599, PASS)], state)
    assert len(state.unrest[KEY].changes) == 2
    state, _ = played([(3602, PASS)], state)
    assert state.unrest == {}


def test_a_subject_that_flaps_is_marked_under_its_clause_that_does_not() -> None:
    steady, restless = Subject("building", "A"), Subject("building", "B")
    subjects = (a_verdict(FAIL, steady), a_verdict(FAIL, restless))
    clause = Verdict(CLAUSE, CAMPUS, FAIL, None, subjects=subjects)
    state = State(unrest={subjects[1].key: unrest_of(changes(0, 1, 2, 3, 4), after(4))})
    (marked,) = with_flapping([clause], state)
    assert marked.flapping is None
    assert [each.flapping is not None for each in marked.subjects] == [False, True]
    assert [each.outcome for each in marked.subjects] == [FAIL, FAIL]


def test_where_nothing_flaps_the_verdicts_are_handed_on_as_they_are() -> None:
    verdicts = [a_verdict(PASS)]
    state = State(unrest={KEY: Unrest((MIDNIGHT,))})
    assert with_flapping(verdicts, state) is verdicts


@given(random=st.integers(0, 2**32).map(Random))
def test_the_order_in_which_clauses_are_judged_does_not_matter(random: Random) -> None:
    subjects = [Subject("building", name) for name in "ABC"]
    one, other = State(), State()
    for seconds in range(0, 600, 60):
        verdicts = [a_verdict(random.choice([PASS, FAIL]), subject) for subject in subjects]
        at = MIDNIGHT + timedelta(seconds=seconds)
        one, _ = step(one, verdicts, seconds, at, RULES)
        other, _ = step(other, random.sample(verdicts, 3), seconds, at, RULES)
    assert one == other
