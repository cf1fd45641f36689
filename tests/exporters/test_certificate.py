"""The certificate that the product ships: it is of this product, and is quoted as it stands."""

from datetime import UTC, datetime

from checks.clause import load_standards
from exporters.audit_json import audit_document
from exporters.certificate import (
    Certificate,
    ClauseCertified,
    certificate_sentence,
    clause_sentence,
    shipped,
)
from exporters.pages.scoreboard import scoreboard
from tests.exporters.snapshots import a_snapshot

ONE = Certificate(
    format="campus-certificate-summary/1",
    made_at=datetime(2026, 3, 1, tzinfo=UTC),
    version="1.2",
    runs=1,
    runs_with_faults=0,
    played_again=0,
    judgements=70,
    findings={"false pass": 0, "late": 2},
    live=2,
    clauses={"zz/zz-1": ClauseCertified(judgements=70, wrong=2, broken_and_mended=True)},
)


def test_what_is_shipped_speaks_of_clauses_that_are_measured_and_finds_nothing_wrong() -> None:
    known = {
        f"{clause.standard}/{clause.id}"
        for standard in load_standards().values()
        for clause in standard.clauses
        if clause.indicator
    }
    certificate = shipped()
    assert certificate.clauses.keys() <= known
    assert len(certificate.clauses) <= certificate.live <= len(known)
    assert certificate.wrong == 0
    assert sum(each.judgements for each in certificate.clauses.values()) == certificate.judgements


def test_the_sentence_says_what_was_found_and_of_which_version() -> None:
    found = "70 judgements, 0 false pass, 2 late; 1 of 2 clauses that can be measured"
    own = certificate_sentence(ONE, "1.2")
    assert own.startswith("This auditor was tried on 1 emulated campus whose truth is known: ")
    assert found in own
    other = certificate_sentence(ONE.model_copy(update={"runs": 3, "runs_with_faults": 2}), "1.3")
    assert other.startswith("Version 1.2 was tried on 3 emulated campuses whose truth is known, 2 ")
    busy = certificate_sentence(ONE.model_copy(update={"played_again": 1}), "1.2")
    assert "70 judgements (1 step played again on a busy machine), 0 false pass" in busy
    assert clause_sentence(ONE.clauses["zz/zz-1"]).endswith("2 wrong; broken and mended there")


def test_the_audit_and_the_scoreboard_quote_it() -> None:
    snapshot = a_snapshot()
    sentence = certificate_sentence(shipped(), snapshot.version)
    assert sentence in scoreboard(snapshot)
    quoted = audit_document(snapshot)["certificate"]
    assert quoted["judgements"] == shipped().judgements
    assert quoted["findings"] == shipped().findings
