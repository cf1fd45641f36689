"""Why a verdict is another one: world, rule, denominator or missing data."""

from dataclasses import replace
from typing import Any

import pytest

from checks.clause import Clause, Level, Method, Requirement, RollUp, Text
from checks.difference import Change, differences
from checks.interpretation import InForce
from checks.taken import taken_ago
from checks.verdict import (
    CAMPUS,
    Cause,
    CauseKind,
    Coverage,
    Evidence,
    Outcome,
    Subject,
    Verdict,
)

PER_PERSON = Clause(
    standard="gj",
    id="egress",
    place={"part": "network"},
    title=Text(en="Egress per person", zh="人均出口"),
    level=Level.REQUIRED,
    method=Method.DERIVED,
    indicator="egress_bits_per_second_per_person",
    require=Requirement(at_least=1e6),
)
TIMEOUT = Cause(CauseKind.FAILED, "core-1: timeout: no answer within 10 s", "core-1")
STALE_PEOPLE = Cause(CauseKind.FACT_STALE, "people are as of 2026-01-01, 300 days ago")


def line(bits_per_second: float) -> Evidence:
    return Evidence(
        "core-1", "interface_speed_bits_per_second", "XGE1", bits_per_second, taken_ago(5.0)
    )


def heads(number: int) -> Evidence:
    return Evidence("inventory", "people.students", "", number)


def judged(value: float | None, clause: Clause = PER_PERSON, **more: Any) -> Verdict:  # noqa: ANN401
    cause = more.pop("cause", None)
    if value is None:
        return Verdict(clause, CAMPUS, Outcome.UNKNOWN, cause or TIMEOUT, **more)
    assert clause.require is not None
    outcome = Outcome.PASS if clause.require.satisfied_by(value) else Outcome.FAIL
    return Verdict(clause, CAMPUS, outcome, cause, value, **more)


def stricter(limit: float) -> Clause:
    return PER_PERSON.model_copy(update={"require": Requirement(at_least=limit)})


WELL = judged(1.2e6, evidence=(line(1.2e9), heads(1000)))

#: Before and after -> the cause, what changed beside it, and a word of the explanation.
ROWS: dict[str, tuple[Verdict, Verdict, Change, tuple[Change, ...], str]] = {
    "less was measured": (
        WELL,
        judged(0.8e6, evidence=(line(0.8e9), heads(1000))),
        Change.WORLD,
        (),
        "measured 800000, not 1200000",
    ),
    "more people share the same lines": (
        WELL,
        judged(0.8e6, evidence=(line(1.2e9), heads(1500))),
        Change.DENOMINATOR,
        (Change.WORLD,),
        "people.students is 1500, not 1000",
    ),
    "less was measured and there are more people": (
        WELL,
        judged(0.4e6, evidence=(line(0.6e9), heads(1500))),
        Change.WORLD,
        (Change.DENOMINATOR,),
        "measured 400000, not 1200000",
    ),
    "the limit rose above what is measured": (
        WELL,
        judged(1.2e6, stricter(2e6), evidence=(line(1.2e9), heads(1000))),
        Change.RULE,
        (),
        "limit ≥ 1000000 became ≥ 2000000",
    ),
    "the limit rose, and the old value would have failed it too": (
        WELL,
        judged(1.1e6, stricter(2e6), evidence=(line(1.1e9), heads(1000))),
        Change.RULE,
        (Change.WORLD,),
        "limit ≥ 1000000 became ≥ 2000000",
    ),
    "the limit rose a little, and less was measured by far": (
        WELL,
        judged(0.5e6, stricter(1.1e6), evidence=(line(0.5e9), heads(1000))),
        Change.WORLD,
        (Change.RULE,),
        "measured 500000, not 1200000",
    ),
    "only both together turn it": (
        WELL,
        judged(1.1e6, stricter(1.15e6), evidence=(line(1.1e9), heads(1000))),
        Change.RULE,
        (Change.WORLD,),
        "limit ≥ 1000000 became ≥ 1150000",
    ),
    "the device fell silent": (
        WELL,
        judged(None),
        Change.MISSING_DATA,
        (),
        "is unknown: core-1: timeout",
    ),
    "the device is back": (judged(None), WELL, Change.MISSING_DATA, (), "was unknown: core-1"),
    "the device fell silent, and the limit rose": (
        WELL,
        judged(None, stricter(2e6)),
        Change.MISSING_DATA,
        (Change.RULE,),
        "is unknown: core-1: timeout",
    ),
    "the count of people grew old": (
        WELL,
        judged(None, cause=STALE_PEOPLE),
        Change.DENOMINATOR,
        (),
        "is lacking: people are as of 2026-01-01",
    ),
    "a share over more members of which no more count": (
        judged(1.0, stricter(0.9), coverage=Coverage(10, 10)),
        judged(10 / 12, stricter(0.9), coverage=Coverage(12, 12)),
        Change.DENOMINATOR,
        (Change.WORLD,),
        "in scope are 12, not 10",
    ),
    "a share over more members, and fewer of them count": (
        judged(1.0, stricter(0.9), coverage=Coverage(10, 10)),
        judged(0.5, stricter(0.9), coverage=Coverage(12, 12)),
        Change.WORLD,
        (Change.DENOMINATOR,),
        "measured 0.5, not 1",
    ),
    "read in another way": (
        replace(WELL, interpretations=(InForce("I-12", "min", "min"),)),
        replace(
            judged(0.9e6, evidence=(line(1.2e9), heads(1000))),
            interpretations=(InForce("I-12", "internet_only", "min"),),
        ),
        Change.RULE,
        (Change.WORLD,),
        "I-12 is read as internet_only, not min",
    ),
    "added up in another way": (
        WELL,
        replace(
            WELL,
            clause=PER_PERSON.model_copy(
                update={"roll_up": RollUp(kind="share_at_least", share_ratio=0.5)}
            ),
            outcome=Outcome.FAIL,
        ),
        Change.RULE,
        (),
        "subjects are added up in another way",
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_one_cause_is_named_and_the_others_stand_beside_it(row: str) -> None:
    before, after, cause, beside, word = ROWS[row]
    (found,) = differences([before], [after])
    assert (found.cause, found.beside) == (cause, beside)
    assert found.words[0].startswith(word)
    assert found.key == ("gj", "egress", "campus")


def test_what_did_not_turn_is_no_difference_however_it_moved() -> None:
    moved = judged(5e6, stricter(2e6), evidence=(line(5e9), heads(1000)))
    assert differences([WELL], [moved]) == []


def test_a_clause_that_came_or_went_is_a_matter_of_rules() -> None:
    (came,) = differences([], [WELL])
    (went,) = differences([WELL], [])
    assert (came.cause, came.words) == (Change.RULE, ("clause added",))
    assert (went.cause, went.words) == (Change.RULE, ("clause removed",))


def test_a_subject_that_came_or_went_is_a_matter_of_what_is_counted() -> None:
    hall = replace(WELL, subject=Subject("building", "hall"))
    (came,) = differences([WELL], [replace(WELL, subjects=(hall,))])
    assert (came.key[2], came.cause, came.words) == (
        "building/hall",
        Change.DENOMINATOR,
        ("subject added",),
    )


def test_where_no_evidence_is_kept_the_facts_of_both_sides_tell() -> None:
    facts = ({"people": {"staff": 10, "students": 1000}}, {"people": {"staff": 10, "students": 1}})
    (found,) = differences([judged(1.2e6)], [judged(0.8e6)], facts)
    assert found.cause is Change.WORLD
    assert found.beside == (Change.DENOMINATOR,)
    assert "people.students is 1, not 1000" in found.words
