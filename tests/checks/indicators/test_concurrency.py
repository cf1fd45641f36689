"""How many people a system bears at once."""

from datetime import date, timedelta

import pytest

from checks.campus import Campus, InstanceRef
from checks.indicators.concurrency import capacity, desktops, of_limit
from checks.systems import Component, LoadTest, System, SystemKind
from checks.verdict import CauseKind, Grade, Outcome
from collectors.probe import ProbeResult
from collectors.system_quantities import (
    DESKTOPS_PROVISIONED,
    SESSIONS_BUSY,
    SESSIONS_LIMIT,
    SESSIONS_PEAK,
)
from tests.builders import AT, failed, of_subject, only, people, said, seen, told
from tests.checks.indicators.clauses import outcome_on, verdict_on

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
SESSIONS = InstanceRef(target="idp")


def load_test(users: int, days_ago: int = 10, error_ratio: float = 0.0) -> LoadTest:
    on = (AT - timedelta(days=days_ago)).date()
    return LoadTest(users=users, error_ratio=error_ratio, as_of=on, source="report 3")


def campus(report: LoadTest | None = None, kind: SystemKind = SystemKind.IDENTITY) -> Campus:
    """400 staff and 3,600 students, of whom a tenth is 400."""
    return Campus(
        people=people(staff=400, students=3_600),
        systems=[System(name="idp", kind=kind, sessions=SESSIONS, load_test=report)],
    )


def told_of(peak: int | None = None, limit: int | None = None) -> list[ProbeResult]:
    known = {SESSIONS_PEAK: peak, SESSIONS_LIMIT: limit}
    return [
        said("idp", {quantity: value}) if value is not None else failed("idp", quantity)
        for quantity, value in known.items()
    ]


CAPACITIES = {
    "tested with as many": (campus(load_test(400)), told_of(), PASS),
    "tested with one fewer": (campus(load_test(399)), told_of(), FAIL),
    "tested, but the licence allows fewer": (campus(load_test(400)), told_of(limit=399), FAIL),
    "tested, and the licence allows as many": (campus(load_test(900)), told_of(limit=400), PASS),
    "tested too low, seen to bear more": (campus(load_test(10)), told_of(peak=400), PASS),
    "a test of last year proves nothing": (campus(load_test(900, 366)), told_of(peak=10), UNKNOWN),
    "a test 365 days ago does": (campus(load_test(400, 365)), told_of(), PASS),
    "a test with 1 % of errors proves nothing": (
        campus(load_test(900, 1, 0.01)), told_of(peak=10), UNKNOWN,
    ),
    "no test, seen to bear as many": (campus(), told_of(peak=400), PASS),
    "no test, and a quiet month": (campus(), told_of(peak=399), UNKNOWN),
    "no test, and a licence for fewer": (campus(), told_of(peak=10, limit=399), FAIL),
    "no test, and a licence for enough": (campus(), told_of(peak=10, limit=400), UNKNOWN),
    "no test and no sessions": (campus(), told_of(), UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize(("of", "rounds", "outcome"), CAPACITIES.values(), ids=CAPACITIES)
def test_a_tenth_of_staff_and_students_at_once(
    of: Campus, rounds: list[ProbeResult], outcome: Outcome
) -> None:
    assert outcome_on("JJ020101.2", of, *rounds) is outcome


def test_what_is_open_says_that_a_load_test_is_missing() -> None:
    given = verdict_on("JJ020101.2", campus(), *told_of(peak=10))
    assert given.cause is not None
    assert "no load test of idp counts" in given.cause.detail


BASES = {
    "20 % of 400 staff are 80": ("GJ020102.2", SystemKind.PORTAL, 80),
    "10 % of 3,600 students are 360": ("ZJ040101.3", SystemKind.LEARNING, 360),
    "5 % of everybody are 200": ("GJ020103.2", SystemKind.CARD, 200),
}


@pytest.mark.parametrize(("clause", "kind", "users"), BASES.values(), ids=BASES)
def test_each_clause_has_its_own_base(clause: str, kind: SystemKind, users: int) -> None:
    assert outcome_on(clause, campus(load_test(users), kind), *told_of()) is PASS
    assert outcome_on(clause, campus(load_test(users - 1), kind), *told_of()) is FAIL


def test_students_doing_experiments_are_a_base_that_must_be_said() -> None:
    of = campus(load_test(30), SystemKind.EXPERIMENTS)
    assert outcome_on("JJ040103.2", of, *told_of()) is UNKNOWN
    assert of.people is not None
    said_so = of.people.model_copy(update={"experimenting_students": 100})
    known = of.model_copy(update={"people": said_so})
    assert outcome_on("JJ040103.2", known, *told_of()) is PASS


def test_the_grade_is_that_of_what_proves_it() -> None:
    by_report = of_subject(capacity(campus(load_test(400)), seen(*told_of())), "idp staff")
    by_peak = of_subject(capacity(campus(), seen(*told_of(peak=400))), "idp staff")
    assert (by_report.grade, by_peak.grade) == (Grade.ATTESTED, Grade.DEMONSTRATED)


def test_a_count_of_people_that_is_too_old_proves_nothing() -> None:
    old = campus(load_test(900)).model_copy(update={"people": people(as_of=date(2026, 1, 1))})
    measured = of_subject(capacity(old, seen(*told_of())), "idp staff")
    assert told(measured) is CauseKind.FACT_STALE


DESKTOPS = {
    "30 % of staff by both": (120, 120, PASS),
    "one licence fewer": (119, 400, FAIL),
    "one desktop fewer": (400, 119, FAIL),
}


@pytest.mark.parametrize(("limit", "ready", "outcome"), DESKTOPS.values(), ids=DESKTOPS)
def test_cloud_desktops_for_staff(limit: int, ready: int, outcome: Outcome) -> None:
    of = campus(kind=SystemKind.DESKTOP_VIRTUALISATION)
    round_ = said("idp", {SESSIONS_LIMIT: limit, DESKTOPS_PROVISIONED: ready})
    assert outcome_on("GJ010203.1", of, round_) is outcome


def test_a_campus_without_a_desktop_broker_cannot_be_told() -> None:
    assert told(only(desktops(campus(), seen()))) is CauseKind.FACT_MISSING


def test_sessions_of_a_gateway_and_of_a_database_over_what_is_allowed() -> None:
    of = campus(kind=SystemKind.VPN).model_copy(
        update={"databases": [Component(name="db", target="db"), Component(name="old")]}
    )
    readings = seen(
        said("idp", {SESSIONS_BUSY: 80, SESSIONS_LIMIT: 100}),
        said("db", {SESSIONS_BUSY: 1, SESSIONS_LIMIT: 0}),
    )
    measured = of_limit(of, readings)
    assert told(of_subject(measured, "idp")) == 0.8
    assert told(of_subject(measured, "database db")) is CauseKind.IMPLAUSIBLE
    assert told(of_subject(measured, "database old")) is CauseKind.FACT_MISSING
