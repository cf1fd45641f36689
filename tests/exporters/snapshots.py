"""A snapshot with one verdict of each outcome, for the exporters' tests."""

from datetime import UTC, date, datetime, timedelta

from checks.attestation import Attestation
from checks.campus import Campus
from checks.changes import Standing
from checks.clause import (
    Clause,
    Document,
    Edition,
    Level,
    Method,
    Requirement,
    Scoring,
    Source,
    Standard,
    Text,
    Unmeasured,
)
from checks.flapping import Flapping
from checks.indicator import Indicator
from checks.papers import papers_of
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
from checks.waiver import Waiver
from collectors.failure import Failure, FailureKind
from exporters.snapshot import ProbeView, ReceiverView, Snapshot, TrapsView

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script> "x" [bold]\u202e'


UNMEASURED = Unmeasured(reason=Text(en="Nothing tells.", zh="无"), needs=["VIRT"])
DRAWING = Document(what=Text(en="drawing", zh="图纸"), valid_days=365)
SIGNED = Attestation(
    "zz", "z-5", "campus", f"drawing {HOSTILE}.pdf", "0f" * 32, 4096, f"Wang {HOSTILE}",
    date(2026, 3, 1), date(2026, 11, 30), "as built",
)  # fmt: skip
FORGOTTEN = Attestation(
    "zz",
    "z-6",
    "campus",
    "old.pdf",
    "1e" * 32,
    10,
    "Wang Fang",
    date(2025, 3, 1),
    date(2026, 10, 31),
)
WAIVED = Waiver(
    "zz", "z-2", "campus", f"Li {HOSTILE}", "new batteries ordered", date(2026, 12, 31), NOON.date()
)
RESTLESS = Flapping(NOON - timedelta(minutes=20), 7)
ENDED = Waiver("zz", "z-3", "campus", "Li Na", "works", date(2026, 10, 31))


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
        unmeasured=None if of else UNMEASURED,
        require=require,
        freshness_seconds=900,
        interpretation=["I-1"],
    )


def egress_passes() -> Verdict:
    evidence = (
        Evidence(
            "core-1",
            "interface_up",
            "XGE1/0/1",
            True,
            taken_ago(4.0),
            object="IF-MIB::ifOperStatus",
        ),
        Evidence("inventory", "people", value=4000),
    )  # fmt: skip
    of = clause(1, EGRESS, Requirement(at_least=512_000))
    return Verdict(
        of, CAMPUS, Outcome.PASS, None, 1_500_000.0, Grade.DECLARED, Coverage(2, 2),
        evidence, "6 Gbit/s / 4000 people = 1.5 Mbit/s", own_limit=Requirement(at_least=1_000_000),
    )  # fmt: skip


def runtime_fails() -> Verdict:
    of = clause(2, RUNTIME, Requirement(at_least=7200))
    domains = tuple(
        Verdict(
            of, Subject("power_domain", name), outcome, None, seconds,
            Grade.REPORTED, Coverage(1, 1), (Evidence("ups", RUNTIME.name, taken=taken_ago(9.0)),),
            waiver=WAIVED, flapping=RESTLESS if name == "room A" else None,
        )
        for name, outcome, seconds in (
            ("room A", Outcome.FAIL, 5400.0), ("room B", Outcome.PASS, 9000.0),
        )
    )  # fmt: skip
    return Verdict(
        of, CAMPUS, Outcome.FAIL, None, 5400.0, Grade.REPORTED, Coverage(2, 2),
        subjects=domains, waiver=WAIVED,
    )  # fmt: skip


def uplinks_unknown() -> Verdict:
    cause = Cause(CauseKind.FAILED, f"interface_up of {HOSTILE}: timeout", "core-2")
    of = clause(3, UPLINKS, Requirement(at_least=2))
    return Verdict(of, CAMPUS, Outcome.UNKNOWN, cause, flapping=RESTLESS)


def not_checked() -> Verdict:
    cause = Cause(CauseKind.NO_INDICATOR, "nothing measures this clause yet")
    return Verdict(clause(4, None, None), CAMPUS, Outcome.NOT_CHECKED, cause)


def attested() -> Verdict:
    of = clause(5, None, None).model_copy(
        update={"method": Method.ATTESTED, "unmeasured": None, "document": DRAWING}
    )
    return Verdict(of, CAMPUS, Outcome.PASS, None, grade=Grade.ATTESTED, attestation=SIGNED)


def a_snapshot() -> Snapshot:
    verdicts = (egress_passes(), runtime_fails(), uplinks_unknown(), not_checked(), attested())
    standard = Standard(
        id="zz",
        title=Text(en="A standard", zh="标准"),
        edition=Edition(known=True, en="edition of 2024", zh="2024年版"),
        source=Source(document=Text(en="A document", zh="文件"), file="a.txt"),
        scoring=Scoring(items=9, items_covered=5),
        clauses=[verdict.clause for verdict in verdicts],
    )
    deaf = Failure(FailureKind.TIMEOUT, f"no answer from {HOSTILE}")
    probes = (
        ProbeView("core-1/snmp", "core-1", "snmp", 60, 3, None, {}, 0.2, 0.01, 2, NOON),
        ProbeView(
            "core-2/snmp", "core-2", "snmp", 60, 3, deaf, {"timeout": 2}, 15.0, 0.01, None, NOON
        ),
        ProbeView("ups-1/nut", "ups-1", "nut", 60, 0, None, {}, 0.0, 0.0, None, None),
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
        TrapsView({"accepted": 3, "credentials": 1}, {"polled": 2, "merged": 1}),
        complete=True,
        papers=papers_of([SIGNED, FORGOTTEN], [WAIVED, ENDED]),
    )
