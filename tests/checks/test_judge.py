"""The judge: what each measured value, gap and share comes to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.campus import Campus
from checks.clause import Clause, Level, Method, Requirement, RollUp, Text
from checks.indicator import Indicator
from checks.judge import Moment, judge
from checks.ledger import Ledger
from checks.readings import Readings
from checks.taken import taken_ago
from checks.verdict import (
    CAMPUS,
    Cause,
    CauseKind,
    Coverage,
    Evidence,
    Grade,
    Measured,
    Outcome,
    Subject,
    Verdict,
)

NAME = "power_runtime_seconds"
STALE = Cause(CauseKind.STALE, "last read 901 s ago", "ups-1")
TWO_HOURS = Clause(
    standard="bjhei",
    id="power-1",
    place={"part": "power"},
    title=Text(en="Two hours of battery", zh="电池两小时"),
    level=Level.REQUIRED,
    method=Method.MEASURED,
    indicator=NAME,
    require=Requirement(at_least=7200),
    freshness_seconds=900,
)


def clause(**changes: object) -> Clause:
    return TWO_HOURS.model_copy(update=changes)


def domain(name: str, scope: str = "machine_room") -> Subject:
    return Subject("power_domain", name, (("scope", scope),))


def a_value(value: float, subject: Subject = CAMPUS, **more: object) -> Measured:
    return replace(Measured(NAME, subject, value, None), **more)  # type: ignore[arg-type]


def a_gap(cause: Cause, subject: Subject = CAMPUS) -> Measured:
    return Measured(NAME, subject, None, cause)


def verdict(
    measured: list[Measured], of: Clause = TWO_HOURS, standing: Outcome | None = None
) -> Verdict:
    def compute(_campus: Campus, _readings: Readings) -> list[Measured]:
        return measured

    indicator = Indicator(NAME, "", "", "s", "power_domain", (), (), compute)
    moment = Moment(Campus(), Ledger(), 0.0, datetime.now(UTC), {NAME: indicator})
    before = {} if standing is None else {(of.standard, of.id, "campus"): standing}
    return judge(of, moment, before)


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(7200, Outcome.PASS), (7199.999, Outcome.FAIL), (0, Outcome.FAIL), (7200.001, Outcome.PASS)],
)
def test_the_limit_itself_passes_and_anything_below_fails(value: float, outcome: Outcome) -> None:
    assert verdict([a_value(value)]).outcome is outcome


def test_at_most_is_read_the_other_way_round() -> None:
    of = clause(require=Requirement(at_most=30))
    assert verdict([a_value(30)], of).outcome is Outcome.PASS
    assert verdict([a_value(30.01)], of).outcome is Outcome.FAIL


@pytest.mark.parametrize("kind", sorted(set(CauseKind) - {CauseKind.NONE_IN_SCOPE}))
def test_no_value_is_unknown_whatever_the_reason_and_keeps_the_reason(kind: CauseKind) -> None:
    cause = Cause(kind, "because", "ups-1")
    judged = verdict([a_gap(cause)])
    assert (judged.outcome, judged.cause, judged.value) == (Outcome.UNKNOWN, cause, None)


def test_a_campus_that_says_it_has_none_is_not_judged() -> None:
    judged = verdict([a_gap(Cause(CauseKind.NONE_IN_SCOPE, "no machine room"))])
    assert judged.outcome is Outcome.NOT_APPLICABLE


def test_a_clause_without_indicator_is_not_checked_rather_than_forgotten() -> None:
    judged = verdict([], clause(indicator=None))
    assert judged.outcome is Outcome.NOT_CHECKED
    assert judged.cause is not None
    assert judged.cause.kind is CauseKind.NO_INDICATOR


def test_without_a_limit_the_figure_is_shown_and_not_judged() -> None:
    judged = verdict([a_value(5)], clause(require=None))
    assert (judged.outcome, judged.value) == (Outcome.NOT_CHECKED, 5)


def test_an_indicator_that_raises_is_our_error_and_unknown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def compute(_campus: Campus, _readings: Readings) -> list[Measured]:
        raise ZeroDivisionError("people")

    indicator = Indicator(NAME, "", "", "s", "campus", (), (), compute)
    moment = Moment(Campus(), Ledger(), 0.0, datetime.now(UTC), {NAME: indicator})
    judged = judge(TWO_HOURS, moment, {})
    assert judged.outcome is Outcome.UNKNOWN
    assert judged.cause is not None
    assert judged.cause.kind is CauseKind.ERROR
    assert "ZeroDivisionError" in caplog.text


class TestSubjects:
    def test_only_those_with_the_labels_of_the_clause_count(self) -> None:
        of = clause(subjects={"scope": "machine_room"})
        rooms = [a_value(8000, domain("A")), a_value(60, domain("cameras", "surveillance"))]
        judged = verdict(rooms, of)
        assert judged.outcome is Outcome.PASS
        assert [each.subject.name for each in judged.subjects] == ["A"]

    def test_a_list_of_labels_allows_each_of_them(self) -> None:
        of = clause(subjects={"scope": ["machine_room", "surveillance"]})
        rooms = [a_value(8000, domain("A")), a_value(60, domain("cameras", "surveillance"))]
        assert verdict(rooms, of).outcome is Outcome.FAIL

    @pytest.mark.parametrize(
        ("when_none", "outcome"),
        [("not_applicable", Outcome.NOT_APPLICABLE), ("unknown", Outcome.UNKNOWN)],
    )
    def test_none_selected_is_never_a_pass(self, when_none: str, outcome: Outcome) -> None:
        of = clause(subjects={"scope": "machine_room"}, when_none=when_none)
        judged = verdict([a_value(8000, domain("cameras", "surveillance"))], of)
        assert judged.outcome is outcome
        assert "scope machine_room" in (judged.cause.detail if judged.cause else "")

    def test_a_reason_for_the_whole_campus_reaches_every_clause(self) -> None:
        of = clause(subjects={"scope": "machine_room"})
        judged = verdict([a_gap(Cause(CauseKind.FACT_MISSING, "power_domains"))], of)
        assert judged.outcome is Outcome.UNKNOWN

    def test_one_that_fails_fails_the_clause_even_beside_an_unknown_one(self) -> None:
        judged = verdict([a_gap(STALE, domain("A")), a_value(60, domain("B"))])
        assert judged.outcome is Outcome.FAIL
        assert judged.value == 60

    def test_one_unknown_is_enough_to_take_a_pass_away_and_names_its_device(self) -> None:
        judged = verdict([a_value(8000, domain("A")), a_gap(STALE, domain("B"))])
        assert judged.outcome is Outcome.UNKNOWN
        assert judged.cause == STALE
        assert judged.coverage == Coverage(1, 2)

    def test_the_worst_subject_gives_the_value_and_the_margin(self) -> None:
        judged = verdict([a_value(9000, domain("A")), a_value(7920, domain("B"))])
        assert judged.value == 7920
        assert judged.margin_ratio == pytest.approx(0.1)

    def test_the_lowest_grade_and_the_oldest_reading_are_those_of_the_clause(self) -> None:
        old = Evidence("ups-1", NAME, taken=taken_ago(70.0))
        rooms = [
            a_value(9000, domain("A"), grade=Grade.DEMONSTRATED),
            a_value(9000, domain("B"), grade=Grade.DECLARED, evidence=(old,)),
        ]
        judged = verdict(rooms)
        assert (judged.grade, judged.oldest_reading_seconds) == (Grade.DECLARED, 70.0)

    @pytest.mark.parametrize(
        ("passing", "failing", "unknown", "outcome"),
        [
            (8, 2, 0, Outcome.PASS),
            (7, 3, 0, Outcome.FAIL),
            (8, 0, 2, Outcome.PASS),  # whatever the two are
            (7, 1, 2, Outcome.UNKNOWN),
            (6, 3, 1, Outcome.FAIL),  # even if the one passes
        ],
    )
    def test_a_share_is_certain_only_when_no_unknown_could_turn_it(
        self, passing: int, failing: int, unknown: int, outcome: Outcome
    ) -> None:
        rooms = [a_value(8000, domain(f"p{n}")) for n in range(passing)]
        rooms += [a_value(60, domain(f"f{n}")) for n in range(failing)]
        rooms += [a_gap(STALE, domain(f"u{n}")) for n in range(unknown)]
        of = clause(roll_up=RollUp(kind="share_at_least", share_ratio=0.8))
        assert verdict(rooms, of).outcome is outcome


class TestCoverage:
    def test_too_few_measured_is_unknown_and_says_how_many(self) -> None:
        silent = Evidence("ap-7", "up", problem="up of ap-7: timeout")
        judged = verdict([a_value(8000, coverage=Coverage(9, 10), evidence=(silent,))])
        assert judged.outcome is Outcome.UNKNOWN
        assert judged.cause == Cause(
            CauseKind.COVERAGE, "9 of 10 measured; up of ap-7: timeout", "ap-7"
        )

    def test_a_clause_may_ask_for_less(self) -> None:
        of = clause(coverage_at_least_ratio=0.9)
        assert verdict([a_value(8000, coverage=Coverage(9, 10))], of).outcome is Outcome.PASS

    @pytest.mark.parametrize(
        ("lowest", "highest", "outcome"),
        [
            (7200, 9000, Outcome.PASS),
            (10, 7199, Outcome.FAIL),
            (7199, 7200, Outcome.UNKNOWN),
        ],
    )
    def test_bounds_on_one_side_of_the_limit_decide(
        self, lowest: float, highest: float, outcome: Outcome
    ) -> None:
        share = a_value(7500, coverage=Coverage(1, 2), lowest=lowest, highest=highest)
        assert verdict([share]).outcome is outcome


def test_what_a_pass_leaves_unproven_makes_it_unknown_but_a_fail_stays_a_fail() -> None:
    of = clause(unproven=Text(en="no survey", zh="无测量"))
    judged = verdict([a_value(8000)], of)
    assert judged.outcome is Outcome.UNKNOWN
    assert judged.cause == Cause(CauseKind.PARTLY_PROVEN, "no survey")
    assert judged.value == 8000
    assert verdict([a_value(60)], of).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("value", "standing", "outcome"),
    [
        (7200, Outcome.FAIL, Outcome.FAIL),  # inside the limit, not past the band of 5 %
        (7560, Outcome.FAIL, Outcome.PASS),
        (7200, Outcome.PASS, Outcome.PASS),
        (7200, None, Outcome.PASS),
        (7199, Outcome.PASS, Outcome.FAIL),
    ],
)
def test_a_fail_ends_only_past_the_recovery_band(
    value: float, standing: Outcome | None, outcome: Outcome
) -> None:
    assert verdict([a_value(value)], clause(recover_ratio=0.05), standing).outcome is outcome


@pytest.mark.parametrize(
    ("requirement", "value", "margin"),
    [
        (Requirement(at_least=100), 150, 0.5),
        (Requirement(at_least=100), 50, -0.5),
        (Requirement(at_most=40), 30, 0.25),
        (Requirement(at_most=40), 50, -0.25),
        (Requirement(at_most=0), 1, None),
    ],
)
def test_the_margin_is_positive_inside_the_limit(
    requirement: Requirement, value: float, margin: float | None
) -> None:
    assert requirement.margin_ratio(value) == margin


def test_not_a_number_satisfies_nothing() -> None:
    assert not Requirement(at_least=1).satisfied_by(float("nan"))
    assert not Requirement(at_most=1).satisfied_by(float("nan"))
