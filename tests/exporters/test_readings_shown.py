"""How the documents were read stands beside each verdict, another reading with a mark."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

import exporters
from checks.interpretation import InForce
from exporters.audit_json import audit_document
from exporters.marks import marks
from exporters.pages.scoreboard import scoreboard
from exporters.snapshot import Snapshot
from exporters.table import audit_tables
from tests.exporters.snapshots import NOON, a_snapshot

USUAL = InForce("I-1", "decimal", "decimal")
OTHER = InForce("I-12", "port_only", "min_contract_port")
MARK = "I-12 read as port_only, not as recommended (min_contract_port)"

SCHEMA = json.loads(
    (Path(exporters.__file__).parent / "audit.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def snapshot() -> Snapshot:
    first, *rest = a_snapshot().verdicts
    return replace(a_snapshot(), verdicts=(replace(first, interpretations=(USUAL, OTHER)), *rest))


def test_json_has_each_reading_with_the_recommended_one(snapshot: Snapshot) -> None:
    document: Any = json.loads(json.dumps(audit_document(snapshot)))
    Draft202012Validator(SCHEMA).validate(document)
    assert document["clauses"][0]["interpretation"] == [
        {"id": "I-1", "reading": "decimal", "default": "decimal"},
        {"id": "I-12", "reading": "port_only", "default": "min_contract_port"},
    ]
    assert document["clauses"][1]["interpretation"] == []


@pytest.mark.parametrize("lost", ["id", "reading", "default"])
def test_the_schema_wants_every_part_of_a_reading(snapshot: Snapshot, lost: str) -> None:
    document: Any = json.loads(json.dumps(audit_document(snapshot)))
    del document["clauses"][0]["interpretation"][0][lost]
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_only_another_reading_than_the_recommended_is_marked(snapshot: Snapshot) -> None:
    shown = [mark for verdict in snapshot.verdicts for mark in marks(verdict, NOON.date())]
    assert [mark for mark in shown if "read as" in mark] == [MARK]


def test_the_scoreboard_and_the_table_show_the_mark(snapshot: Snapshot) -> None:
    assert MARK in scoreboard(snapshot)
    console = Console(width=600, record=True, file=StringIO())
    for table in audit_tables(snapshot):
        console.print(table)
    text = console.export_text()
    assert MARK in text
    assert "I-1 read" not in text
