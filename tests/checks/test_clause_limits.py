"""Every clause at its own limit, to the last digit: what each value, gap and coverage comes to.

The indicator's values are given here, so that only the clause and the judge decide; that the
indicators themselves reach the limit exactly is promised by `test_clause_crossings.py`.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from checks.campus import Campus
from checks.clause import Clause, load_standards
from checks.indicator import Indicator
from checks.indicators import INDICATORS
from checks.judge import Moment, judge
from checks.ledger import Ledger
from checks.readings import Readings
from checks.verdict import (
    CAMPUS,
    Cause,
    CauseKind,
    Coverage,
    Measured,
    Outcome,
    Subject,
    Verdict,
)

LIVE = {
    clause.id: clause
    for standard in load_standards().values()
    for clause in standard.clauses
    if clause.indicator is not None
}
LIMITED = {id_: clause for id_, clause in LIVE.items() if clause.require is not None}
SHOWN = {id_: clause for id_, clause in LIVE.items() if clause.require is None}
EVERY = pytest.mark.parametrize("clause", LIVE.values(), ids=LIVE)
EVERY_LIMITED = pytest.mark.parametrize("clause", LIMITED.values(), ids=LIMITED)

SILENT = Cause(CauseKind.FAILED, "sw-1: timeout: no answer within 10 s", "sw-1")
STALE = Cause(CauseKind.STALE, "sw-1: last read 90 000 s ago", "sw-1")
NEVER = Cause(CauseKind.NOT_READ, "sw-1: not read yet", "sw-1")


def subject_of(clause: Clause, name: str = "one") -> Subject:
    """One that carries the labels which the clause selects on."""
    labels = tuple(
        (key, wanted if isinstance(wanted, str) else wanted[0])
        for key, wanted in clause.subjects.items()
    )
    return Subject(INDICATORS[str(clause.indicator)].subject, name, labels)


def judged(clause: Clause, *measured: Measured, standing: Outcome | None = None) -> Verdict:
    """Without what a pass would leave unproven, which is no matter of the limit."""
    bare = clause.model_copy(update={"unproven": None})
    name = str(clause.indicator)

    def compute(_campus: Campus, _readings: Readings) -> list[Measured]:
        return list(measured)

    indicator = Indicator(name, "", "", "", "", (), (), compute)
    moment = Moment(Campus(), Ledger(), 0.0, datetime.now(UTC), {name: indicator})
    key = (clause.standard, clause.id, measured[0].subject.key)
    return judge(bare, moment, {} if standing is None else {key: standing})


def value(clause: Clause, number: float, **more: object) -> Measured:
    return Measured(str(clause.indicator), subject_of(clause), number, None, **more)  # type: ignore[arg-type]


def gap(clause: Clause, cause: Cause, name: str = "one") -> Measured:
    return Measured(str(clause.indicator), subject_of(clause, name), None, cause)


def limit(clause: Clause) -> float:
    assert clause.require is not None
    return clause.require.limit


def inward(clause: Clause) -> float:
    assert clause.require is not None
    return math.inf if clause.require.at_least is not None else -math.inf


#: What a clause with a limit makes of one value; `next` is the nearest number there is.
AT_THE_LIMIT: Mapping[str, tuple[Callable[[Clause], float], Outcome]] = {
    "the limit itself is met (I-5)": (limit, Outcome.PASS),
    "one digit inside passes": (lambda c: math.nextafter(limit(c), inward(c)), Outcome.PASS),
    "one digit outside fails": (lambda c: math.nextafter(limit(c), -inward(c)), Outcome.FAIL),
}


@EVERY_LIMITED
@pytest.mark.parametrize("row", AT_THE_LIMIT)
def test_the_last_digit_decides(clause: Clause, row: str) -> None:
    number, outcome = AT_THE_LIMIT[row]
    given = judged(clause, value(clause, number(clause)))
    assert (given.outcome, given.value) == (outcome, number(clause))


@EVERY_LIMITED
def test_one_subject_outside_fails_the_clause_however_many_are_inside(clause: Clause) -> None:
    well = [
        Measured(str(clause.indicator), subject_of(clause, f"s{n}"), limit(clause), None)
        for n in range(20)
    ]
    assert judged(clause, *well).outcome is Outcome.PASS
    outside = value(clause, math.nextafter(limit(clause), -inward(clause)))
    assert judged(clause, *well, outside).outcome is Outcome.FAIL


@EVERY_LIMITED
def test_after_a_fail_the_value_must_pass_the_band_and_no_more(clause: Clause) -> None:
    """A clause without a band is back at its limit."""
    band = limit(clause) * clause.recover_ratio
    edge = limit(clause) + math.copysign(band, inward(clause))
    assert judged(clause, value(clause, edge), standing=Outcome.FAIL).outcome is Outcome.PASS
    short = math.nextafter(edge, -inward(clause))
    assert judged(clause, value(clause, short), standing=Outcome.FAIL).outcome is Outcome.FAIL


@EVERY
@pytest.mark.parametrize("cause", [NEVER, SILENT, STALE], ids=lambda cause: str(cause.kind))
def test_no_value_is_unknown_and_keeps_its_cause(clause: Clause, cause: Cause) -> None:
    given = judged(clause, gap(clause, cause))
    assert (given.outcome, given.cause, given.value) == (Outcome.UNKNOWN, cause, None)


@EVERY_LIMITED
def test_one_subject_unknown_leaves_the_clause_unknown(clause: Clause) -> None:
    well = value(clause, limit(clause))
    given = judged(clause, well, gap(clause, SILENT, "two"))
    assert given.outcome is Outcome.UNKNOWN
    assert given.cause == SILENT


@EVERY_LIMITED
@pytest.mark.parametrize("inside", [True, False], ids=["inside", "outside"])
def test_too_little_coverage_is_unknown_on_either_side(clause: Clause, inside: bool) -> None:
    towards = inward(clause) if inside else -inward(clause)
    thin = value(clause, math.nextafter(limit(clause), towards), coverage=Coverage(9, 10))
    given = judged(clause, thin)
    assert given.outcome is Outcome.UNKNOWN
    assert given.cause is not None
    assert given.cause.kind is CauseKind.COVERAGE
    assert "9 of 10 measured" in given.cause.detail


@EVERY_LIMITED
def test_bounds_on_one_side_of_the_limit_are_certain_in_spite_of_the_coverage(
    clause: Clause,
) -> None:
    edge, outside = limit(clause), math.nextafter(limit(clause), -inward(clause))
    rows = {
        (edge, edge): Outcome.PASS,
        (outside, outside): Outcome.FAIL,
        (min(edge, outside), max(edge, outside)): Outcome.UNKNOWN,
    }
    for (lowest, highest), outcome in rows.items():
        some = value(clause, edge, coverage=Coverage(1, 10), lowest=lowest, highest=highest)
        assert judged(clause, some).outcome is outcome, (lowest, highest)


@pytest.mark.parametrize("clause", SHOWN.values(), ids=SHOWN)
@pytest.mark.parametrize("number", [0.0, 1.0, 1e12])
def test_a_clause_without_a_number_shows_the_figure_and_judges_nothing(
    clause: Clause, number: float
) -> None:
    given = judged(clause, value(clause, number))
    assert (given.outcome, given.value) == (Outcome.NOT_CHECKED, number)
    assert given.cause is not None
    assert given.cause.kind is CauseKind.NO_LIMIT


@EVERY
def test_a_campus_that_has_none_is_never_a_pass(clause: Clause) -> None:
    none = Cause(CauseKind.NONE_IN_SCOPE, "the inventory says that there are none")
    given = judged(clause, Measured(str(clause.indicator), CAMPUS, None, none))
    assert given.outcome is Outcome.NOT_APPLICABLE
