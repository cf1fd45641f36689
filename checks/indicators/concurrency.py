"""Concurrency: how many people a system bears at once, for how many there are (I-46)."""

import math
from dataclasses import dataclass
from datetime import timedelta

from checks.campus import Campus, InstanceRef
from checks.indicator import Indicator
from checks.indicators.direct import by_ref, unsaid, untold
from checks.indicators.evidence import fact, lacking, not_listed, read
from checks.indicators.population import Base, Heads, heads
from checks.indicators.services import labels
from checks.readings import Found, Gap, Observation, Readings
from checks.systems import LoadTest, System, SystemKind
from checks.verdict import Cause, CauseKind, Coverage, Evidence, Grade, Measured, Subject
from collectors.system_quantities import (
    DESKTOPS_PROVISIONED,
    SESSIONS_BUSY,
    SESSIONS_LIMIT,
    SESSIONS_PEAK,
)

CAPACITY = "concurrent_users_per_person_ratio"
DESKTOPS = "cloud_desktops_per_staff_ratio"
OF_LIMIT = "sessions_of_limit_ratio"

#: I-46: a report proves ability for twelve months, at under 1 % of errors.
TEST_VALID = timedelta(days=365)
ERRORS_BELOW_RATIO = 0.01


@dataclass(frozen=True, slots=True)
class Users:
    """So many at once at least, and at most; `words` say from what."""

    lowest: float
    highest: float
    words: str
    grade: Grade


def capacity(campus: Campus, readings: Readings) -> list[Measured]:
    """Per system and base, the users that it bears at once over all of them.

    A load test decides, bounded by the licence. Without one the peak that was seen is the least,
    and the licence the most; what lies between cannot be told. We load no system ourselves.
    """
    if not campus.systems:
        return [not_listed(CAPACITY, "systems", campus.systems)]
    people = {base: heads(campus.people, base, readings) for base in Base}
    return [
        _capacity(system, base, people[base], readings)
        for system in campus.systems
        for base in Base
    ]


def _capacity(system: System, base: Base, people: Heads, readings: Readings) -> Measured:
    name = f"{system.name} {base.value}"
    subject = Subject("system", name, labels(system, ("base", base.value)))
    test = _valid_test(system, readings)
    if system.sessions is None and test is None:
        detail = f"the inventory has neither a load test nor a session count of {system.name}"
        return unsaid(CAPACITY, subject, "systems.sessions", detail)
    peak, limit = _sessions(system.sessions, readings)
    evidence = (*_evidence(system, test, peak, limit), *people.evidence)
    users = _users(test, peak, limit, readings)
    number = people.number
    if isinstance(users, Cause) or isinstance(number, Cause):
        cause = users if isinstance(users, Cause) else number
        assert isinstance(cause, Cause)  # noqa: S101 - one of the two is one
        return Measured(CAPACITY, subject, None, cause, evidence, Coverage(0, 1))
    value = users.lowest / number
    arithmetic = f"{users.words} ÷ ({people.words}) = {value:.4g}"
    return Measured(
        CAPACITY, subject, value, None, evidence, Coverage(1, 1), users.grade, arithmetic,
        value, users.highest / number,
        None if test else _not_tested(system),
    )  # fmt: skip


def _sessions(ref: InstanceRef | None, readings: Readings) -> tuple[Found | None, Found | None]:
    if ref is None:
        return None, None
    return by_ref(readings, SESSIONS_PEAK, ref), by_ref(readings, SESSIONS_LIMIT, ref)


def _valid_test(system: System, readings: Readings) -> LoadTest | None:
    test = system.load_test
    if test is None or readings.interpretations.reads("I-46", "observed_peak"):
        return None
    aged = readings.today - test.as_of
    return test if aged <= TEST_VALID and test.error_ratio < ERRORS_BELOW_RATIO else None


def _users(
    test: LoadTest | None, peak: Found | None, limit: Found | None, readings: Readings
) -> Users | Cause:
    allowed = limit.number if isinstance(limit, Observation) else math.inf
    seen = peak.number if isinstance(peak, Observation) else 0.0
    if test is not None:
        users = max(min(test.users, allowed), seen)
        words = f"max(min({test.users} tested, {_number(allowed)} allowed), {_number(seen)} seen)"
        return Users(users, users, words, Grade.ATTESTED)
    if isinstance(peak, Gap):
        return peak.cause
    words = f"{_number(seen)} seen at once, {_number(allowed)} allowed"
    if readings.interpretations.reads("I-46", "observed_peak"):
        return Users(seen, seen, words, Grade.DEMONSTRATED)
    return Users(seen, max(seen, allowed), words, Grade.DEMONSTRATED)


def _number(users: float) -> str:
    return "any number" if math.isinf(users) else f"{users:.0f}"


def _evidence(
    system: System, test: LoadTest | None, peak: Found | None, limit: Found | None
) -> tuple[Evidence, ...]:
    founds = tuple(read(found) for found in (peak, limit) if found is not None)
    if test is not None:
        said_by = f"{test.source}, as of {test.as_of}"
        return (fact("systems.load_test.users", system.name, test.users, said_by), *founds)
    return (lacking("systems.load_test", system.name, _not_tested(system).detail), *founds)


def _not_tested(system: System) -> Cause:
    detail = f"no load test of {system.name} counts: none of 12 months below 1 % of errors (I-46)"
    return Cause(CauseKind.FACT_MISSING, detail)


def desktops(campus: Campus, readings: Readings) -> list[Measured]:
    """Per desktop broker, the desktops that licence and hosts allow at once, over staff."""
    if not campus.systems:
        return [not_listed(DESKTOPS, "systems", campus.systems)]
    brokers = [s for s in campus.systems if s.kind is SystemKind.DESKTOP_VIRTUALISATION]
    if not brokers:
        subject = Subject("system", SystemKind.DESKTOP_VIRTUALISATION.value)
        detail = "the inventory lists no desktop broker"
        return [unsaid(DESKTOPS, subject, "systems", detail)]
    return [_desktops(broker, campus, readings) for broker in brokers]


def _desktops(broker: System, campus: Campus, readings: Readings) -> Measured:
    subject = Subject("system", broker.name, labels(broker))
    if broker.sessions is None:
        detail = f"the inventory does not say what tells of {broker.name}'s sessions"
        return unsaid(DESKTOPS, subject, "systems.sessions", detail)
    limit = by_ref(readings, SESSIONS_LIMIT, broker.sessions)
    ready = by_ref(readings, DESKTOPS_PROVISIONED, broker.sessions)
    staff = heads(campus.people, Base.STAFF, readings)
    for found in (limit, ready):
        if isinstance(found, Gap):
            return untold(DESKTOPS, subject, found.cause, limit, ready)
    if isinstance(staff.number, Cause):
        return untold(DESKTOPS, subject, staff.number, limit, ready)
    assert isinstance(limit, Observation)  # noqa: S101 - gaps were returned above
    assert isinstance(ready, Observation)  # noqa: S101
    value = min(limit.number, ready.number) / staff.number
    arithmetic = (
        f"min({limit.number:.0f} licensed, {ready.number:.0f} provisioned) ÷ {staff.words}"
        f" = {value:.4g}"
    )
    evidence = (read(limit), read(ready), *staff.evidence)
    return Measured(
        DESKTOPS, subject, value, None, evidence, Coverage(1, 1), Grade.DECLARED, arithmetic
    )


def of_limit(campus: Campus, readings: Readings) -> list[Measured]:
    """Per system and database, the sessions at busy times over those allowed."""
    if campus.systems is None or (not campus.systems and not campus.databases):
        return [not_listed(OF_LIMIT, "systems", campus.systems)]
    measured = [
        _of_limit(Subject("sessions", s.name, labels(s)), s.sessions, readings)
        for s in campus.systems
    ]
    for database in campus.databases or []:
        subject = Subject("sessions", f"database {database.name}", (("kind", "database"),))
        target = database.target
        ref = None if target is None else InstanceRef(target=target, instance=database.instance)
        measured.append(_of_limit(subject, ref, readings))
    return measured


def _of_limit(subject: Subject, ref: InstanceRef | None, readings: Readings) -> Measured:
    if ref is None:
        detail = f"the inventory does not say what tells of the sessions of {subject.name}"
        return unsaid(OF_LIMIT, subject, "sessions", detail)
    busy, limit = by_ref(readings, SESSIONS_BUSY, ref), by_ref(readings, SESSIONS_LIMIT, ref)
    for found in (busy, limit):
        if isinstance(found, Gap):
            return untold(OF_LIMIT, subject, found.cause, busy, limit)
    assert isinstance(busy, Observation)  # noqa: S101 - gaps were returned above
    assert isinstance(limit, Observation)  # noqa: S101
    if limit.number <= 0:
        cause = Cause(CauseKind.IMPLAUSIBLE, f"a limit of {limit.number:.9g} sessions", ref.target)
        return untold(OF_LIMIT, subject, cause, busy, limit)
    value = busy.number / limit.number
    arithmetic = f"{busy.number:.9g} sessions ÷ {limit.number:.9g} allowed = {value:.4g}"
    return Measured(
        OF_LIMIT, subject, value, None, (read(busy), read(limit)), arithmetic=arithmetic
    )


INDICATORS = (
    Indicator(
        CAPACITY,
        "Users that a system bears at once, for each person of a base.",
        "max(min(users tested, sessions allowed), peak of sessions) ÷ people of the base",
        "1",
        "system",
        (SESSIONS_PEAK, SESSIONS_LIMIT),
        ("systems", "people"),
        capacity,
    ),
    Indicator(
        DESKTOPS,
        "Cloud desktops that can be used at once, for each member of staff.",
        "min(licensed, provisioned) ÷ staff",
        "1",
        "system",
        (SESSIONS_LIMIT, DESKTOPS_PROVISIONED),
        ("systems", "people"),
        desktops,
    ),
    Indicator(
        OF_LIMIT,
        "How much of the sessions that a system or database allows is used at busy times.",
        "95th percentile of sessions ÷ sessions allowed",
        "1",
        "sessions",
        (SESSIONS_BUSY, SESSIONS_LIMIT),
        ("systems", "databases"),
        of_limit,
    ),
)
