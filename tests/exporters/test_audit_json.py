"""The audit as JSON keeps the shape that its schema promises."""

import copy
import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator

import exporters
from exporters.audit_json import audit_document
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


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("clauses", 0, "outcome"), "maybe"),
        (("clauses", 0, "value"), None),  # a pass has a value
        (("clauses", 2, "cause"), None),  # an unknown has a reason
        (("clauses", 0, "surprise"), 1),
        (("taken_at",), 5),
        (("clauses", 1, "subjects", 0, "grade"), "good"),
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
    egress, runtime, uplinks, _ = document["clauses"]
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
        "pass": 1, "fail": 1, "unknown": 1, "not_applicable": 0, "not_checked": 1
    }  # fmt: skip
