"""Judging only what is different gives what judging everything from the start gives."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from checks.attestation import Attestation
from checks.changes import Rules, State, step, with_subjects
from checks.clause import load_standards
from checks.docket import Docket
from checks.indicators import INDICATORS
from checks.interpretation import Interpretations, load_interpretations
from checks.judge import Moment, judge_all
from checks.ledger import Ledger
from checks.papers import Papers, papers_of
from checks.verdict import Verdict
from checks.waiver import Waiver
from checks.workings import Workings
from collectors.failure import Failure, FailureKind
from collectors.probe import ProbeResult
from tests.builders import AT, NOW_SECONDS
from tests.whole_campus import all_ill, all_well, whole_campus

CLAUSES = [clause for standard in load_standards().values() for clause in standard.clauses]
RULES = Rules(NOW_SECONDS)
WELL, ILL = all_well(), all_ill()
#: To the limits of freshness windows, past them, and over midnight.
STEPS_SECONDS = (0, 1, 59, 299, 300, 301, 900, 901, 3_600, 43_200, 86_401)


def at(result: ProbeResult, now_seconds: float) -> ProbeResult:
    return replace(result, taken_seconds=now_seconds, duration_seconds=min(1.0, now_seconds))


def a_failure(result: ProbeResult) -> ProbeResult:
    failure = Failure(FailureKind.TIMEOUT, "no answer within 15 s")
    return replace(result, readings=(), failure=failure)


def some_rounds(random: Random, now_seconds: float) -> Iterator[ProbeResult]:
    """None, a few, or one of everything: well, ill, or none at all."""
    many = random.choice([0, 1, 3, len(WELL)])
    for number in random.sample(range(len(WELL)), many):
        result = random.choice([WELL, WELL, ILL])[number % len(ILL)]
        yield at(a_failure(result) if random.random() < 0.15 else result, now_seconds)


def some_papers(random: Random, today: datetime) -> Papers:
    attestable = [clause for clause in CLAUSES if clause.document is not None]
    day = today.date()
    attestations = [
        Attestation(c.standard, c.id, "campus", "plan.pdf", "0" * 64, 9, "dean", day,
                    day + timedelta(days=random.choice([0, 1, 90])))
        for c in random.sample(attestable, 40)
    ]  # fmt: skip
    waivers = [
        Waiver(c.standard, c.id, "campus", "dean", "until the works", day, day)
        for c in random.sample(CLAUSES, 40)
    ]
    return papers_of(attestations, waivers)


def some_readings(random: Random) -> Interpretations:
    one = random.choice([each for each in load_interpretations().values() if each.effective])
    return Interpretations({one.id: random.choice(list(one.choices))})


@pytest.mark.parametrize("seed", range(6))
def test_rounds_failures_time_papers_and_choices_in_any_order_give_the_same_verdicts(
    seed: int,
) -> None:
    random, ledger, campus = Random(seed), Ledger(), whole_campus()
    docket, workings = Docket(CLAUSES), Workings()
    moment = Moment(campus, ledger, NOW_SECONDS, AT, INDICATORS)
    state = everything = State()
    for _ in range(8):
        passed_seconds = random.choice(STEPS_SECONDS)
        now_seconds = moment.now_seconds + passed_seconds
        moment = replace(
            moment,
            now_seconds=now_seconds,
            at=moment.at + timedelta(seconds=passed_seconds),
            papers=some_papers(random, moment.at) if random.random() < 0.3 else moment.papers,
            interpretations=(
                some_readings(random) if random.random() < 0.2 else moment.interpretations
            ),
        )
        for result in some_rounds(random, now_seconds):
            ledger.add(result)
        verdicts = docket.judge(replace(moment, workings=workings), state.outcomes())
        from_scratch = judge_all(
            CLAUSES, replace(moment, workings=Workings()), everything.outcomes()
        )
        assert verdicts == from_scratch
        assert ages(verdicts) == ages(from_scratch)
        news = with_subjects(docket.verdicts_of(state.unsettled))
        state, transitions = step(state, news, now_seconds, moment.at, RULES)
        everything, all_transitions = step(
            everything, with_subjects(from_scratch), now_seconds, moment.at, RULES
        )
        assert transitions == all_transitions
        assert replace(state, unsettled=everything.unsettled) == everything
        docket.recorded()


def ages(verdicts: list[Verdict]) -> list[float | None]:
    return [verdict.oldest_reading_seconds for verdict in verdicts]
