"""A snapshot with one verdict of each outcome, for the exporters' tests."""

from datetime import UTC, datetime

from checks.campus import Campus
from checks.changes import Standing
from checks.clause import Clause, Level, Method, Requirement, Standard, Text
from checks.indicator import Indicator
from checks.readings import Readings
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
from collectors.failure import Failure, FailureKind
from exporters.snapshot import ProbeView, ReceiverView, Snapshot

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script> "x" [bold]\u202e'


def nothing(_campus: Campus, _readings: Readings) -> list[Measured]:
    return []


def indicator(name: str, unit: str, subject: str) -> Indicator:
    return Indicator(name, f"Meaning of {name}.", "", unit, subject, (), (), nothing)


EGRESS = indicator("egress_bits_per_second_per_person", "bit/s", "campus")
RUNTIME = indicator("power_runtime_seconds", "s", "power_domain")
UPLINKS = indicator("building_uplinks_up_count", "", "building")


def clause(number: int, of: Indicator | None, require: Requirement | None) -> Clause:
    return Clause(
        standard="zz",
        id=f"z-{number}",
        place={"part": "network", "row": number},
        title=Text(en=f"What clause {number} asks", zh=f"第{number}条"),
        level=Level.REQUIRED,
        method=Method.DERIVED,
        indicator=of.name if of else None,
        require=require,
        freshness_seconds=900,
        interpretation=["I-1"],
    )


def egress_passes() -> Verdict:
    evidence = (
        Evidence("core-1", "interface_up", "XGE1/0/1", True, 4.0, object="IF-MIB::ifOperStatus"),
        Evidence("inventory", "people", value=4000),
    )
    of = clause(1, EGRESS, Requirement(at_least=512_000))
    return Verdict(
        of, CAMPUS, Outcome.PASS, None, 1_500_000.0, 1.93, Grade.DECLARED, Coverage(2, 2), 4.0,
        evidence, "6 Gbit/s / 4000 people = 1.5 Mbit/s",
    )  # fmt: skip


def runtime_fails() -> Verdict:
    of = clause(2, RUNTIME, Requirement(at_least=7200))
    domains = tuple(
        Verdict(
            of, Subject("power_domain", name), outcome, None, seconds, seconds / 7200 - 1,
            Grade.REPORTED, Coverage(1, 1), 9.0,
        )
        for name, outcome, seconds in (
            ("room A", Outcome.FAIL, 5400.0), ("room B", Outcome.PASS, 9000.0),
        )
    )  # fmt: skip
    return Verdict(
        of, CAMPUS, Outcome.FAIL, None, 5400.0, -0.25, Grade.REPORTED, Coverage(2, 2), 9.0,
        subjects=domains,
    )  # fmt: skip


def uplinks_unknown() -> Verdict:
    cause = Cause(CauseKind.FAILED, f"interface_up of {HOSTILE}: timeout", "core-2")
    return Verdict(clause(3, UPLINKS, Requirement(at_least=2)), CAMPUS, Outcome.UNKNOWN, cause)


def not_checked() -> Verdict:
    cause = Cause(CauseKind.NO_INDICATOR, "nothing measures this clause yet")
    return Verdict(clause(4, None, None), CAMPUS, Outcome.NOT_CHECKED, cause)


def a_snapshot() -> Snapshot:
    verdicts = (egress_passes(), runtime_fails(), uplinks_unknown(), not_checked())
    standard = Standard(
        id="zz",
        title=Text(en="A standard", zh="标准"),
        edition="2024",
        clauses=[verdict.clause for verdict in verdicts],
    )
    deaf = Failure(FailureKind.TIMEOUT, f"no answer from {HOSTILE}")
    probes = (
        ProbeView("core-1/snmp", "core-1", "snmp", 60, 3, None, {}, 0.2, 0.01, NOON),
        ProbeView("core-2/snmp", "core-2", "snmp", 60, 3, deaf, {"timeout": 2}, 15.0, 0.01, NOON),
        ProbeView("ups-1/nut", "ups-1", "nut", 60, 0, None, {}, 0.0, 0.0, None),
    )
    return Snapshot(
        NOON,
        f"Campus {HOSTILE}",
        "0.1.0",
        (standard,),
        {each.name: each for each in (EGRESS, RUNTIME, UPLINKS)},
        verdicts,
        {verdicts[0].key: Standing(Outcome.PASS, NOON, 1)},
        probes,
        (ReceiverView("duty", 1, 20, 0),),
        complete=True,
    )
