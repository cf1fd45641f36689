"""Interpretations: each of the 62 changes a verdict, or provably cannot."""

import copy
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.one_shot import A_CLAUSE_FAILS, ALL_PASS, audit_exit_code
from checks.campus import Campus
from checks.clause import Clause, Level, Requirement, load_standards
from checks.indicator import Indicator
from checks.indicators import INDICATORS
from checks.interpretation import (
    InForce,
    Interpretation,
    Interpretations,
    load_interpretations,
)
from checks.judge import Moment, judge, judge_all
from checks.ledger import Ledger
from checks.papers import ClauseKey
from checks.readings import Readings
from checks.verdict import CAMPUS, CauseKind, Measured, Outcome, Verdict
from collectors.probe import ProbeResult
from exporters.snapshot import Snapshot
from tests.builders import AT, NOW_SECONDS, seen
from tests.checks.switches import NOT_LOOKED_AT, NOTHING_MEASURES, SWITCHES, Switch
from tests.whole_campus import all_ill, all_well, whole_campus

ALL = load_interpretations()
CLAUSES = {clause.id: clause for each in load_standards().values() for clause in each.clauses}
RECOMMENDED = Interpretations()
OTHER_CHOICES = [
    (one.id, choice) for one in ALL.values() for choice in one.choices if choice != one.default
]


def judged(
    clause: Clause,
    campus: Campus,
    rounds: Iterable[ProbeResult],
    interpretations: Interpretations = RECOMMENDED,
) -> Verdict:
    moment = Moment(
        campus, seen(*rounds).ledger, NOW_SECONDS, AT, INDICATORS, interpretations=interpretations
    )
    return judge(clause, moment, {})


def verdicts(
    campus: Campus, rounds: Iterable[ProbeResult], interpretations: Interpretations
) -> dict[str, Verdict]:
    moment = Moment(
        campus, seen(*rounds).ledger, NOW_SECONDS, AT, INDICATORS, interpretations=interpretations
    )
    return {each.clause.id: each for each in judge_all(CLAUSES.values(), moment, {})}


# --- every one of them ------------------------------------------------------------------------


def test_there_are_sixty_two_in_order() -> None:
    assert list(ALL) == [f"I-{number}" for number in range(1, 63)]


def test_every_clause_names_interpretations_that_there_are() -> None:
    assert {name for clause in CLAUSES.values() for name in clause.interpretation} <= ALL.keys()


def test_every_clause_and_indicator_that_a_choice_changes_is_there() -> None:
    assert {clause for one in ALL.values() for clause in one.clauses} <= CLAUSES.keys()
    assert {name for one in ALL.values() for name in one.indicators} <= INDICATORS.keys()


@pytest.mark.parametrize("one", ALL.values(), ids=ALL)
def test_each_changes_a_verdict_or_has_the_reason_why_it_cannot(one: Interpretation) -> None:
    reasons = NOTHING_MEASURES | NOT_LOOKED_AT
    if len(one.choices) == 1:
        assert not one.effective
        assert one.id not in reasons
    else:
        assert one.effective == (one.id not in reasons)


@pytest.mark.parametrize("name", NOTHING_MEASURES)
def test_no_live_clause_rests_on_a_question_that_nothing_measures(name: str) -> None:
    live = [c.id for c in CLAUSES.values() if name in c.interpretation and c.indicator]
    assert live == [], f"{name}: now measured; its choices need an effect and a switch in the tests"
    assert NOTHING_MEASURES[name]


def test_a_data_centre_clause_that_is_live_only_shows_a_figure() -> None:
    live = [c for c in CLAUSES.values() if "I-60" in c.interpretation and c.indicator]
    assert all(clause.require is None for clause in live)


@pytest.mark.parametrize(("name", "choice"), OTHER_CHOICES)
@pytest.mark.parametrize("rounds", [all_well(), all_ill()], ids=["well", "ill"])
def test_a_verdict_that_a_choice_changes_says_so_and_no_other_changes(
    name: str, choice: str, rounds: list[ProbeResult]
) -> None:
    campus = whole_campus()
    before = verdicts(campus, rounds, RECOMMENDED)
    after = verdicts(campus, rounds, Interpretations({name: choice}))
    for clause, verdict in after.items():
        says = [each for each in verdict.interpretations if each.id == name]
        if not says:
            assert verdict == before[clause]
        else:
            assert says == [InForce(name, choice, ALL[name].default)]
    if not ALL[name].effective:
        told = {c: (v.outcome, v.cause, v.value, v.clause) for c, v in after.items()}
        assert told == {c: (v.outcome, v.cause, v.value, v.clause) for c, v in before.items()}


@settings(deadline=None, max_examples=20)  # each judges every clause twice
@given(seed=st.integers(0, 1_000_000))
def test_the_defaults_spelled_out_give_exactly_the_verdicts_without_them(seed: int) -> None:
    order = Random(seed)
    rounds = order.sample([*all_well(), *all_ill()], 12)
    spelled = Interpretations({one.id: one.default for one in ALL.values()})
    assert verdicts(whole_campus(), rounds, spelled) == verdicts(
        whole_campus(), rounds, RECOMMENDED
    )


def test_under_recommended_readings_a_clause_is_judged_as_it_stands_in_its_file() -> None:
    assert all(RECOMMENDED.as_read(clause) is clause for clause in CLAUSES.values())


def switched(switch: Switch) -> Clause:
    """The clause; as if the switch's indicator decided it, where it names another."""
    clause = CLAUSES[switch.clause]
    if switch.indicator in {"", clause.indicator}:
        return clause
    bound = {
        "indicator": switch.indicator,
        "subjects": dict(switch.subjects),
        "require": switch.require or clause.require,
    }
    return clause.model_copy(update=bound | {"unmeasured": None, "unit": None, "unproven": None})


# --- choices that change the arithmetic -------------------------------------------------------


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda s: f"{s.name} {s.choice} {s.clause}")
def test_another_choice_changes_the_outcome(switch: Switch) -> None:
    clause, chosen = switched(switch), Interpretations({switch.name: switch.choice})
    before = judged(clause, switch.campus, switch.rounds)
    after = judged(clause, switch.campus, switch.rounds, chosen)
    assert before.outcome is switch.before, before.cause
    assert after.outcome is switch.after, after.cause
    for verdict, reading in ((before, ALL[switch.name].default), (after, switch.choice)):
        assert InForce(switch.name, reading, ALL[switch.name].default) in verdict.interpretations


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda s: f"{s.name} {s.choice} {s.clause}")
def test_what_another_choice_measures_has_its_arithmetic_and_evidence(switch: Switch) -> None:
    chosen = Interpretations({switch.name: switch.choice})
    verdict = judged(switched(switch), switch.campus, switch.rounds, chosen)
    if verdict.value is not None:
        assert verdict.arithmetic
        assert verdict.evidence


@pytest.mark.parametrize("one", [one for one in ALL.values() if one.indicators], ids=lambda o: o.id)
def test_every_choice_and_every_indicator_that_it_changes_is_switched(one: Interpretation) -> None:
    own = [switch for switch in SWITCHES if switch.name == one.id]
    assert {switch.choice for switch in own} == one.choices.keys() - {one.default}
    assert {switched(switch).indicator for switch in own} == set(one.indicators)


# --- choices that change the clause -----------------------------------------------------------


def measuring(clause: Clause, value: float) -> tuple[Clause, dict[str, Indicator]]:
    """The clause as if something measured exactly this."""

    def compute(_campus: Campus, _readings: Readings) -> list[Measured]:
        return [Measured("given", CAMPUS, value, None)]

    bound = clause.model_copy(update={"indicator": "given", "unmeasured": None, "unproven": None})
    return bound, {"given": Indicator("given", "", "", "1", "campus", (), (), compute)}


def outcome(
    clause: Clause,
    value: float,
    chosen: Interpretations,
    own_limits: dict[ClauseKey, Requirement] | None = None,
) -> Verdict:
    bound, indicators = measuring(clause, value)
    moment = Moment(
        Campus(), Ledger(), 0.0, datetime.now(UTC), indicators,
        interpretations=chosen, own_limits=own_limits or {},
    )  # fmt: skip
    return judge(bound, moment, {})


LIMITS = [
    (one.id, clause, choice)
    for one in ALL.values()
    for clause, limits in one.limits.items()
    for choice in limits
    if choice != one.default
]


@pytest.mark.parametrize(("name", "clause_id", "choice"), LIMITS)
def test_another_limit_changes_the_outcome_and_is_the_one_shown(
    name: str, clause_id: str, choice: str
) -> None:
    clause, limits = CLAUSES[clause_id], ALL[name].limits[clause_id]
    usual, other = limits[ALL[name].default], limits[choice]
    assert clause.require is not None
    assert clause.require.limit == usual
    at_least = clause.require.at_least is not None
    value = min(usual, other) if at_least else max(usual, other)
    before = outcome(clause, value, RECOMMENDED)
    after = outcome(clause, value, Interpretations({name: choice}))
    assert {before.outcome, after.outcome} == {Outcome.PASS, Outcome.FAIL}
    assert after.clause.require is not None
    assert after.clause.require.limit == other
    assert (after.clause.require.at_least is not None) == at_least


def test_no_two_interpretations_set_the_limit_of_one_clause() -> None:
    limited = [clause for one in ALL.values() for clause in one.limits]
    assert len(limited) == len(set(limited))


LEVELS = [
    (one.id, clause, choice)
    for one in ALL.values()
    for clause, levels in one.levels.items()
    for choice in levels
]


def exit_code(interpretations: Interpretations, *judged: Verdict) -> int:
    return audit_exit_code(Snapshot(AT, "", "", (), {}, judged, interpretations=interpretations))


@pytest.mark.parametrize(("name", "clause_id", "choice"), LEVELS)
def test_another_level_changes_what_a_failing_clause_comes_to(
    name: str, clause_id: str, choice: str
) -> None:
    level = ALL[name].levels[clause_id][choice]
    clause = CLAUSES[clause_id].model_copy(update={"require": Requirement(at_least=1)})
    met = outcome(CLAUSES["JJ010101.4"], 512_000, RECOMMENDED)
    chosen = Interpretations({name: choice})
    before, after = outcome(clause, 0, RECOMMENDED), outcome(clause, 0, chosen)
    assert after.clause.level is level
    assert before.clause.level is CLAUSES[clause_id].level
    codes = (exit_code(RECOMMENDED, met, before), exit_code(chosen, met, after))
    required = level is Level.REQUIRED
    assert codes == ((ALL_PASS, A_CLAUSE_FAILS) if required else (A_CLAUSE_FAILS, ALL_PASS))


@pytest.mark.parametrize("level", Level)
def test_optional_clauses_that_count_turn_an_audit_red_and_remarks_never_do(level: Level) -> None:
    clause = CLAUSES["JJ010101.4"].model_copy(update={"level": level})
    met, missed = (
        outcome(CLAUSES["JJ010101.4"], 512_000, RECOMMENDED),
        outcome(clause, 0, RECOMMENDED),
    )
    usual, counted = (
        exit_code(chosen, met, missed)
        for chosen in (RECOMMENDED, Interpretations({"I-55": "counted"}))
    )
    red = {Level.REQUIRED: (True, True), Level.OPTIONAL: (False, True), Level.REMARK: (False,) * 2}
    assert (usual == A_CLAUSE_FAILS, counted == A_CLAUSE_FAILS) == red[level]


UNPROVEN = [
    (one.id, clause, choice)
    for one in ALL.values()
    for clause, by_choice in one.unproven.items()
    for choice in by_choice
]


@pytest.mark.parametrize(("name", "clause_id", "choice"), UNPROVEN)
def test_what_need_not_be_proven_no_longer_keeps_a_clause_unknown(
    name: str, clause_id: str, choice: str
) -> None:
    left = ALL[name].unproven[clause_id][choice]
    clause, chosen = CLAUSES[clause_id], Interpretations({name: choice})
    before = judged(clause, whole_campus(), all_well())
    after = judged(clause, whole_campus(), all_well(), chosen)
    assert before.outcome is Outcome.UNKNOWN
    assert before.cause is not None
    if left == "nothing":
        assert after.outcome is Outcome.PASS
    else:
        assert after.cause is not None
        assert after.cause.kind is CauseKind.PARTLY_PROVEN
        assert left.en in after.cause.detail
        assert before.cause.detail not in after.cause.detail


def test_every_clause_whose_subjects_a_choice_changes_is_switched() -> None:
    changed = {
        (one.id, choice, clause)
        for one in ALL.values()
        for clause, by_choice in one.subjects.items()
        for choice in by_choice
    }
    assert changed <= {(switch.name, switch.choice, switch.clause) for switch in SWITCHES}


def test_an_own_limit_never_loosens_a_stricter_reading() -> None:
    clause, own = CLAUSES["bjhei-net-05-note"], Requirement(at_least=2_000_000)
    own_limits = {(clause.standard, clause.id): own}
    in_bytes = Interpretations({"I-2": "byte"})
    assert outcome(clause, 2_000_000, RECOMMENDED, own_limits).own_limit == own
    verdict = outcome(clause, 2_000_000, in_bytes, own_limits)
    assert (verdict.outcome, verdict.own_limit) == (Outcome.FAIL, None)


# --- what cannot be chosen --------------------------------------------------------------------


@pytest.mark.parametrize(("name", "choice"), [("I-63", "any"), ("I-12", "both"), ("12", "bit")])
def test_what_is_no_choice_is_refused(name: str, choice: str) -> None:
    with pytest.raises(ValueError, match=f"{name} cannot be read as {choice}"):
        Interpretations({name: choice})


def test_an_indicator_that_asks_for_a_choice_there_is_not_is_our_error() -> None:
    with pytest.raises(KeyError):
        RECOMMENDED.reads("I-12", "port")
    with pytest.raises(KeyError):
        RECOMMENDED.reading("I-63")


GOOD = yaml.safe_load(
    """
id: I-1
title: {en: a, zh: b}
default: one
choices: {one: {en: a, zh: b}, two: {en: c, zh: d}}
limits: {z-1: {one: 1, two: 2}}
"""
)

WRONG: dict[str, dict[str, Any]] = {
    "a default that is no choice": {"default": "three"},
    "no choice at all": {"choices": {}},
    "an id of another form": {"id": "I-01"},
    "a limit left out": {"limits": {"z-1": {"two": 2}}},
    "a limit of what is no choice": {"limits": {"z-1": {"one": 1, "two": 2, "three": 3}}},
    "a level for the default": {"levels": {"z-1": {"one": "optional"}}},
    "a level that there is not": {"levels": {"z-1": {"two": "nice"}}},
    "subjects for what is no choice": {"subjects": {"z-1": {"three": {"scope": "all"}}}},
    "an unknown key": {"weights": {}},
    "a choice without its Chinese": {"choices": {"one": {"en": "a"}, "two": {"en": "b"}}},
    "one choice with an effect": {
        "choices": {"one": {"en": "a", "zh": "b"}},
        "limits": {"z-1": {"one": 1}},
    },
}


def test_a_good_entry_is_taken() -> None:
    assert Interpretation.model_validate(copy.deepcopy(GOOD)).effective


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_entry_of_the_catalogue_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's words differ by fault
        Interpretation.model_validate(copy.deepcopy(GOOD) | change)


def test_readings_of_one_moment_do_not_leak_into_another() -> None:
    """Values are computed once per moment, and a moment has one reading of the documents."""
    switch = SWITCHES[0]
    ledger = seen(*switch.rounds).ledger
    usual = Moment(switch.campus, ledger, NOW_SECONDS, AT, INDICATORS)
    other = replace(usual, interpretations=Interpretations({switch.name: switch.choice}))
    clause = CLAUSES[switch.clause]
    assert judge(clause, usual, {}).outcome is switch.before
    assert judge(clause, other, {}).outcome is switch.after
    assert judge(clause, usual, {}).outcome is switch.before
