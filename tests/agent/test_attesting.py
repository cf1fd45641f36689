"""`attest`, `waive` and their lists as people use them, and every word by which they refuse."""

import asyncio
import hashlib
import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent import clock
from agent.__main__ import main
from agent.attesting import RefusedError, attestation, clause_named, read_paper, subject_named
from agent.auditor import Auditor
from agent.config import Configuration, load
from agent.one_shot import audit_once
from agent.store.opening import open_store
from checks.attestation import Attestation
from checks.clause import Clause, Method, Requirement, load_standards
from checks.indicators import INDICATORS
from checks.verdict import CauseKind, Grade, Outcome, Verdict
from checks.waiver import Waiver
from collectors.catalogue import COLLECTORS

STANDARDS = load_standards()
TODAY = date(2026, 10, 8)
AT = datetime(2026, 10, 8, 12, tzinfo=UTC)
NOTHING_TO_POLL = """
site: {name: Example School, profiles: [jj]}
store: {url: 'sqlite:///auditor.db'}
targets: []
campus:
  power_domains:
    - {name: cameras, scope: surveillance, units: []}
"""
EGRESS, RUNTIME = "JJ010101.4", "JJ010305.2"  # a measured clause; one with a subject for each UPS


def clause(name: str) -> Clause:
    return next(each for each in STANDARDS["jj"].clauses if each.id == name)


#: An attested clause whose document grows old.
ATTESTED = next(
    each
    for each in STANDARDS["jj"].clauses
    if each.method is Method.ATTESTED and each.document and each.document.valid_days
)
VALID_DAYS = ATTESTED.document.valid_days if ATTESTED.document else None
assert VALID_DAYS is not None


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "campus-auditor.yaml"
    path.write_text(NOTHING_TO_POLL, encoding="utf-8")
    return path


@pytest.fixture
def configuration(config: Path) -> Configuration:
    return load(config, COLLECTORS, STANDARDS)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7 all is well")
    return path


def ask(command: str, config: Path, *words: object) -> Result:
    arguments = [command, *map(str, words), "--config", str(config)]
    return CliRunner().invoke(main, arguments)


def done(command: str, config: Path, *words: object) -> str:
    result = ask(command, config, *words)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.output.rstrip("\n")


def refused(command: str, config: Path, *words: object) -> str:
    result = ask(command, config, *words)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    return result.stderr.rstrip("\n")


def listed(command: str, config: Path) -> list[dict[str, Any]]:
    document: dict[str, list[dict[str, Any]]]
    document = json.loads(done(command, config, "--format", "json"))
    return document[command]


def in_days(number: int) -> date:
    return clock.now_utc().date() + timedelta(days=number)


def signed(report: Path, expires: date | None = None, by: str = "Wang Fang") -> list[object]:
    return ["--document", report, "--signed-by", by, "--expires", expires or in_days(100)]


# --- attest --------------------------------------------------------------------------------


def test_what_is_attested_is_listed_with_its_hash_and_not_kept(config: Path, report: Path) -> None:
    sha256 = hashlib.sha256(report.read_bytes()).hexdigest()
    told = done("attest", config, ATTESTED.id, *signed(report), "--note", "after the works")
    assert told == (
        f"{ATTESTED.id} (campus): report.pdf of 20 bytes, SHA-256 {sha256}, signed by Wang Fang,"
        f" believed until {in_days(100)}"
    )
    (made,) = listed("attestations", config)
    assert made == {
        "standard": "jj",
        "clause": ATTESTED.id,
        "subject": "campus",
        "document": "report.pdf",
        "sha256": sha256,
        "size_bytes": 20,
        "signed_by": "Wang Fang",
        "attested_on": in_days(0).isoformat(),
        "expires_on": in_days(100).isoformat(),
        "note": "after the works",
        "state": "valid",
    }
    assert all(b"all is well" not in path.read_bytes() for path in config.parent.glob("*.db*"))
    table = done("attestations", config)
    assert all(word in table for word in (ATTESTED.id, "report.pdf", "Wang Fang", "valid"))


def test_attesting_anew_takes_the_place_of_what_was_attested(config: Path, report: Path) -> None:
    done("attest", config, ATTESTED.id, *signed(report, in_days(100)))
    done("attest", config, ATTESTED.id, *signed(report, in_days(10), "Li Na"))
    (made,) = listed("attestations", config)
    assert (made["signed_by"], made["state"]) == ("Li Na", "expiring_soon")


def test_what_is_revoked_is_gone_and_what_stood_before_it_too(config: Path, report: Path) -> None:
    done("attest", config, ATTESTED.id, *signed(report, in_days(100)))
    done("attest", config, ATTESTED.id, *signed(report, in_days(10)))
    told = done("attest", config, ATTESTED.id, "--revoke")
    assert told == f"{ATTESTED.id} (campus): report.pdf is revoked"
    assert listed("attestations", config) == []
    told = refused("attest", config, ATTESTED.id, "--revoke")
    assert told == f"nothing is attested for {ATTESTED.id} (campus)"


def test_listing_makes_no_store(config: Path) -> None:
    assert listed("attestations", config) == []
    assert listed("waivers", config) == []
    assert not (config.parent / "auditor.db").exists()


def test_a_refusal_makes_no_store(config: Path, report: Path) -> None:
    refused("attest", config, "JJ1", *signed(report))
    refused("waive", config, "JJ1", "--owner", "a", "--reason", "b", "--ends", in_days(1))
    assert not (config.parent / "auditor.db").exists()


def test_an_unknown_clause_is_refused_with_the_nearest(config: Path, report: Path) -> None:
    told = refused("attest", config, f"{ATTESTED.id}x", *signed(report))
    assert told == f"no clause is named {ATTESTED.id}x; did you mean {ATTESTED.id}?"
    assert refused("attest", config, "quux", *signed(report)) == "no clause is named quux"


def test_a_clause_of_a_standard_that_is_not_audited_is_refused(
    configuration: Configuration,
) -> None:
    other = STANDARDS["zz"].clauses[0].id
    with pytest.raises(RefusedError, match=f"^{other} stands in zz, which is none of the site's"):
        clause_named(other, STANDARDS, configuration)


def test_a_clause_that_no_document_can_prove_is_refused(config: Path, report: Path) -> None:
    assert refused("attest", config, EGRESS, *signed(report)) == (
        f"no document can prove {EGRESS}: it is measured, by egress_bits_per_second_per_person"
    )


@pytest.mark.parametrize("missing", ["--document", "--signed-by", "--expires"])
def test_what_is_left_out_is_asked_for(config: Path, report: Path, missing: str) -> None:
    words = signed(report)
    at = words.index(missing)
    told = refused("attest", config, ATTESTED.id, *words[:at], *words[at + 2 :])
    assert told == "give --document, --signed-by and --expires, or --revoke"


def test_an_end_in_the_past_is_refused(config: Path, report: Path) -> None:
    told = refused("attest", config, ATTESTED.id, *signed(report, date(2020, 1, 31)))
    assert told.startswith("--expires 2020-01-31 is in the past; today is 20")


def test_an_end_that_is_no_day_is_refused(config: Path, report: Path) -> None:
    words = ["--document", report, "--signed-by", "Li Na", "--expires", "31.1.2027"]
    assert "'31.1.2027' does not match the format '%Y-%m-%d'" in refused(
        "attest", config, ATTESTED.id, *words
    )


@pytest.mark.parametrize("days", [0, 1, VALID_DAYS])
def test_an_end_may_be_any_day_until_the_document_grows_old(report: Path, days: int) -> None:
    expires_on = TODAY + timedelta(days=days)
    made = attestation(ATTESTED, read_paper(report), "Li Na", expires_on, TODAY)
    assert made.holds(TODAY)
    assert made.holds(expires_on)


def test_an_end_after_the_document_has_grown_old_is_refused_with_the_latest(report: Path) -> None:
    assert VALID_DAYS is not None
    too_late = TODAY + timedelta(days=VALID_DAYS + 1)
    with pytest.raises(RefusedError) as caught:
        attestation(ATTESTED, read_paper(report), "Li Na", too_late, TODAY)
    assert str(caught.value) == (
        f"--expires {too_late} is too late: a document for {ATTESTED.id} is believed for"
        f" {VALID_DAYS} days, until {TODAY + timedelta(days=VALID_DAYS)} at the latest"
    )


def test_a_document_that_does_not_grow_old_has_any_end_but_has_one(report: Path) -> None:
    assert ATTESTED.document is not None
    lasting = ATTESTED.document.model_copy(update={"valid_days": None})
    for_ever = ATTESTED.model_copy(update={"document": lasting})
    made = attestation(for_ever, read_paper(report), "Li Na", date.max, TODAY)
    assert made.expires_on == date.max


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.pdf", "cannot be read: No such file or directory"),
        ("folder", "is no file"),
        ("pipe", "is no file"),
        ("empty.pdf", "is empty, which proves nothing"),
    ],
)
def test_a_document_that_is_none_is_refused(
    config: Path, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.pdf").touch()
    os.mkfifo(tmp_path / "pipe")
    told = refused("attest", config, ATTESTED.id, *signed(tmp_path / name))
    assert told == f"{tmp_path / name} {why}"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "says nothing"),
        (" ", "says nothing"),
        ("a\nb", "expected one line of at most 255 characters that can be printed"),
        ("\x1b[31m", "expected one line of at most 255 characters that can be printed"),
        ("a" * 256, "expected one line of at most 255 characters that can be printed"),
    ],
)
def test_a_signer_has_a_name(config: Path, report: Path, name: str, why: str) -> None:
    told = refused("attest", config, ATTESTED.id, *signed(report, by=name))
    assert told == f"--signed-by: {why}"


def test_a_store_that_is_none_is_our_error_and_one_line(config: Path, report: Path) -> None:
    (config.parent / "auditor.db").write_bytes(b"this is no database" * 100)
    for words in (["attest", ATTESTED.id, *signed(report)], ["attestations"], ["audit"]):
        result = ask(str(words[0]), config, *words[1:])
        assert result.exit_code == 1
        assert result.stderr.startswith("the store cannot be used: ")
        assert result.stderr.count("\n") == 1


# --- subjects ------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["cameras", "power_domain/cameras"])
def test_a_subject_is_named_with_or_without_its_kind(
    configuration: Configuration, wanted: str
) -> None:
    key = subject_named(wanted, clause(RUNTIME), configuration, INDICATORS, AT)
    assert key == "power_domain/cameras"


@pytest.mark.parametrize("wanted", [None, "campus"])
def test_without_a_subject_the_whole_clause_is_meant(
    configuration: Configuration, wanted: str | None
) -> None:
    assert subject_named(wanted, clause(RUNTIME), configuration, INDICATORS, AT) == "campus"


def test_a_subject_that_the_clause_does_not_have_is_refused(config: Path, report: Path) -> None:
    words = ["--owner", "Li Na", "--reason", "works", "--ends", in_days(1), "--subject"]
    assert refused("waive", config, RUNTIME, *words, "camera") == (
        f"{RUNTIME} has no subject camera; did you mean cameras?"
    )
    assert refused("attest", config, ATTESTED.id, *signed(report), "--subject", "main") == (
        f"{ATTESTED.id} is judged for the campus as a whole; leave out --subject"
    )


def test_a_subject_is_told_from_the_whole_when_it_is_revoked(config: Path) -> None:
    words = ["--owner", "Li Na", "--reason", "works", "--ends", in_days(1)]
    done("waive", config, RUNTIME, *words)
    done("waive", config, RUNTIME, *words, "--subject", "cameras")
    told = done("waive", config, RUNTIME, "--revoke", "--subject", "cameras")
    assert told == f"{RUNTIME} (power_domain/cameras): the waiver of Li Na is revoked"
    assert [each["subject"] for each in listed("waivers", config)] == ["campus"]


# --- waive ---------------------------------------------------------------------------------


def test_a_waiver_is_listed_beside_those_of_the_configuration(config: Path) -> None:
    config.write_text(
        NOTHING_TO_POLL + f"waivers:\n  - {{clause: {RUNTIME}, owner: Li Na, reason: old UPS,"
        " ends_on: 2020-01-31}\n",
        encoding="utf-8",
    )
    words = ["--owner", "Wang Fang", "--reason", "second line ordered", "--ends", in_days(0)]
    told = done("waive", config, EGRESS, *words)
    assert told == f"{EGRESS} (campus): waived until {in_days(0)} by Wang Fang"
    expired, made = listed("waivers", config)
    assert (expired["clause"], expired["in_force"], expired["made_on"]) == (RUNTIME, False, None)
    assert made == {
        "standard": "jj",
        "clause": EGRESS,
        "subject": "campus",
        "owner": "Wang Fang",
        "reason": "second line ordered",
        "ends_on": in_days(0).isoformat(),
        "made_on": in_days(0).isoformat(),
        "in_force": True,
    }
    table = done("waivers", config)
    assert all(word in table for word in ("expired", "in force", "configuration", "old UPS"))
    assert refused("waive", config, RUNTIME, "--revoke") == (
        f"the waiver of {RUNTIME} stands in the configuration; remove it there"
    )


@pytest.mark.parametrize("missing", ["--owner", "--reason", "--ends"])
def test_a_waiver_without_owner_reason_or_end_is_refused(config: Path, missing: str) -> None:
    words: list[object] = ["--owner", "Li Na", "--reason", "works", "--ends", in_days(1)]
    at = words.index(missing)
    told = refused("waive", config, EGRESS, *words[:at], *words[at + 2 :])
    assert told == "give --owner, --reason and --ends, or --revoke"


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--owner", " ", "--owner: says nothing"),
        ("--reason", "", "--reason: says nothing"),
        ("--ends", "2020-01-31", "--ends 2020-01-31 is in the past; today is "),
    ],
)
def test_a_waiver_that_says_nothing_is_refused(
    config: Path, option: str, value: str, message: str
) -> None:
    words = {"--owner": "Li Na", "--reason": "works", "--ends": str(in_days(1)), option: value}
    told = refused("waive", config, EGRESS, *(word for pair in words.items() for word in pair))
    assert told.startswith(message)


def test_what_is_not_waived_cannot_be_revoked(config: Path) -> None:
    told = refused("waive", config, EGRESS, "--revoke")
    assert told == f"{EGRESS} (campus) is not waived"


# --- what is judged with it ----------------------------------------------------------------


def verdict_on(auditor: Auditor, name: str) -> Verdict:
    assert auditor.snapshot is not None
    return next(each for each in auditor.snapshot.verdicts if each.clause.id == name)


def an_attestation(expires_on: date, attested_on: date | None = None) -> Attestation:
    return Attestation(
        "jj", ATTESTED.id, "campus", "report.pdf", "ab" * 32, 20, "Wang Fang",
        attested_on or in_days(0), expires_on,
    )  # fmt: skip


async def test_a_running_daemon_takes_up_what_another_process_signs(
    configuration: Configuration,
) -> None:
    url = configuration.store.url.reveal()
    store, other = await open_store(url), await open_store(url)
    auditor = Auditor(configuration, [STANDARDS["jj"]], INDICATORS, store)
    try:
        await auditor.judge()
        assert verdict_on(auditor, ATTESTED.id).outcome is Outcome.NOT_CHECKED
        await other.papers.add_attestation(an_attestation(in_days(10)))
        await other.papers.add_waiver(
            Waiver("jj", EGRESS, "campus", "Li Na", "works", in_days(10), in_days(0))
        )
        await auditor.judge()
        judged = verdict_on(auditor, ATTESTED.id)
        assert (judged.outcome, judged.grade) == (Outcome.PASS, Grade.ATTESTED)
        assert verdict_on(auditor, EGRESS).waiver is not None
        await other.papers.revoke_attestation(("jj", ATTESTED.id, "campus"), clock.now_utc())
        await auditor.judge()
        assert verdict_on(auditor, ATTESTED.id).outcome is Outcome.NOT_CHECKED
        assert verdict_on(auditor, EGRESS).waiver is not None
    finally:
        await other.close()
        await store.close()


async def test_an_audit_on_demand_judges_by_what_was_signed(configuration: Configuration) -> None:
    store = await open_store(configuration.store.url.reveal())
    await store.papers.add_attestation(an_attestation(in_days(-1), in_days(-30)))
    await store.close()
    snapshot = await audit_once(configuration, [STANDARDS["jj"]], INDICATORS)
    judged = next(each for each in snapshot.verdicts if each.clause.id == ATTESTED.id)
    assert judged.outcome is Outcome.UNKNOWN
    assert judged.cause is not None
    assert judged.cause.kind is CauseKind.ATTESTATION_EXPIRED
    assert "report.pdf, signed by Wang Fang" in judged.cause.detail


async def test_an_audit_without_a_store_makes_none(configuration: Configuration) -> None:
    await audit_once(configuration, [STANDARDS["jj"]], INDICATORS)
    assert not (configuration.path.parent / "auditor.db").exists()


def test_waivers_and_own_limits_of_the_configuration_reach_the_verdict(config: Path) -> None:
    config.write_text(
        NOTHING_TO_POLL
        + f"audit: {{own_limits: [{{clause: {RUNTIME}, at_least: 36000}}]}}\n"
        + f"waivers: [{{clause: {RUNTIME}, owner: Li Na, reason: works, ends_on: {in_days(1)}}}]\n",
        encoding="utf-8",
    )
    configuration = load(config, COLLECTORS, STANDARDS)
    snapshot = asyncio.run(audit_once(configuration, [STANDARDS["jj"]], INDICATORS))
    judged = next(each for each in snapshot.verdicts if each.clause.id == RUNTIME)
    assert judged.outcome is Outcome.FAIL  # nothing carries the cameras
    assert judged.waiver is not None
    assert judged.own_limit == Requirement(at_least=36000)
