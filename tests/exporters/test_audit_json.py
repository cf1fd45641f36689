"""The audit as JSON keeps the shape that its schema promises."""

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator

import exporters
from checks.clause import Standard, load_standards
from exporters.audit_json import Depth, audit_document
from tests.exporters.snapshots import a_snapshot

Json: TypeAlias = Any  # what json.loads gives

SCHEMA = json.loads(
    (Path(exporters.__file__).parent / "audit.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.fixture
def document() -> Json:
    return json.loads(json.dumps(audit_document(a_snapshot()), allow_nan=False))


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_an_audit_validates(document: Json) -> None:
    VALIDATOR.validate(document)


#: What a clause rests on, and its subjects; all else of an audit is the same without them.
GROUNDS = ("subjects", "evidence", "arithmetic", "oldest_reading_seconds", "attestation", "waiver")


def test_clauses_alone_are_the_same_audit_without_what_they_rest_on(document: Json) -> None:
    alone = audit_document(a_snapshot(), Depth.CLAUSES)
    for clause in document["clauses"]:
        for field in GROUNDS:
            del clause[field]
    assert json.loads(json.dumps(alone)) == document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("clauses", 0, "outcome"), "maybe"),
        (("clauses", 0, "value"), None),  # a pass has a value
        (("clauses", 2, "cause"), None),  # an unknown has a reason
        (("clauses", 0, "surprise"), 1),
        (("taken_at",), 5),
        (("clauses", 1, "subjects", 0, "grade"), "good"),
        (("clauses", 4, "attestation"), None),  # what is attested names its document
        (("clauses", 4, "grade"), "reported"),
        (("clauses", 1, "attested"), True),  # a fail is not
        (("clauses", 1, "waiver", "ends_on"), None),
        (("clauses", 1, "waiver", "owner"), ""),
        (("waivers", 0, "reason"), ""),
        (("attestations", 0, "expires_on"), "soon"),
        (("attestations", 0, "sha256"), ""),
        (("clauses", 2, "flapping"), True),
        (("clauses", 2, "flapping", "since"), None),
        (("standards", 0, "edition"), "2024"),  # it says whether it is known
        (("standards", 0, "source", "file"), ""),
        (("standards", 0, "score", "at_least"), -1),
        (("standards", 0, "score", "text"), ""),
        (("standards", 0, "score", "parts"), {"earned": 2}),  # what is not measured stands beside
        (("standards", 0, "score", "judged_ratio"), 1.5),
    ],
)
def test_the_schema_refuses_what_would_mislead(
    document: Json, path: tuple[str | int, ...], value: object
) -> None:
    broken = copy.deepcopy(document)
    place = broken
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(broken)


def test_a_clause_carries_what_was_measured_and_what_was_required(document: Json) -> None:
    egress, runtime, uplinks, *_ = document["clauses"]
    assert (egress["value"], egress["unit"], egress["required"]) == (
        1_500_000.0,
        "bit/s",
        "at least 512 kbit/s",
    )
    assert egress["coverage"] == {"measured": 2, "in_scope": 2}
    assert egress["evidence"][0]["source"] == "core-1"
    assert [each["name"] for each in runtime["subjects"]] == ["room A", "room B"]
    assert uplinks["cause"]["target"] == "core-2"


def test_each_standard_counts_its_outcomes(document: Json) -> None:
    (standard,) = document["standards"]
    assert standard["counts"] == {
        "pass": 2, "fail": 1, "unknown": 1, "not_applicable": 0, "not_checked": 1
    }  # fmt: skip


def test_a_pass_by_document_has_no_value_and_says_who_signed_which_and_until_when(
    document: Json,
) -> None:
    clause = document["clauses"][4]
    assert (clause["outcome"], clause["value"], clause["grade"]) == ("pass", None, "attested")
    assert clause["attested"] is True
    assert clause["attestation"] == document["attestations"][0]
    assert (clause["attestation"]["expires_on"], clause["attestation"]["state"]) == (
        "2026-11-30",
        "expiring_soon",
    )
    assert clause["attestation"]["sha256"] == "0f" * 32


def test_what_has_expired_is_listed_as_expired(document: Json) -> None:
    assert [each["state"] for each in document["attestations"]] == ["expiring_soon", "expired"]
    in_force = {each["clause"]: each["in_force"] for each in document["waivers"]}
    assert in_force == {"z-2": True, "z-3": False}


def test_a_waiver_stands_beside_the_outcome_that_it_does_not_change(document: Json) -> None:
    egress, runtime, uplinks, *_ = document["clauses"]
    assert (runtime["outcome"], runtime["waiver"]["reason"]) == ("fail", "new batteries ordered")
    assert [each["waiver"]["ends_on"] for each in runtime["subjects"]] == ["2026-12-31"] * 2
    assert (egress["waiver"], uplinks["waiver"]) == (None, None)


def test_the_sites_own_limit_stands_beside_the_documents(document: Json) -> None:
    egress, runtime, *_ = document["clauses"]
    assert (egress["required"], egress["own_limit"]) == ("at least 512 kbit/s", "at least 1 Mbit/s")
    assert runtime["own_limit"] == ""


def test_each_standard_says_what_it_comes_to(document: Json) -> None:
    score = document["standards"][0]["score"]
    assert (score["unit"], score["total"], score["at_least"], score["at_most"]) == (
        "clauses", 5, 2, 3
    )  # fmt: skip
    assert score["parts"] == {
        "earned": 2, "open": 1, "lost": 1, "not_checked": 1, "left_out": 0, "not_applicable": 0
    }  # fmt: skip
    assert (score["attested"], score["items_covered"], score["items"]) == (1, 5, 9)
    assert score["interpretation"] == [
        {"id": "I-55", "reading": "not_counted", "default": "not_counted"}
    ]


@pytest.mark.parametrize("standard", load_standards().values(), ids=load_standards())
def test_an_audit_of_each_standard_validates_with_its_score_and_edition(standard: Standard) -> None:
    audit = audit_document(replace(a_snapshot(), standards=(standard,)))
    VALIDATOR.validate(json.loads(json.dumps(audit, allow_nan=False)))


def test_what_keeps_changing_is_marked_and_keeps_its_outcome(document: Json) -> None:
    egress, runtime, uplinks, *_ = document["clauses"]
    mark = {"since": "2026-11-01T11:40:00+00:00", "changes": 7, "window_seconds": 3600}
    assert (uplinks["outcome"], uplinks["flapping"]) == ("unknown", mark)
    assert (egress["flapping"], runtime["flapping"]) == (None, None)
    assert [each["flapping"] for each in runtime["subjects"]] == [mark, None]
