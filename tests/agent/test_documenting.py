"""The commands by which the auditor documents itself, and the pages that they wrote."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.__main__ import main
from agent.documenting import pages
from checks.clause import load_standards
from checks.indicators import INDICATORS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_pages_of_the_manual_say_what_the_program_holds() -> None:
    """`make docs` writes them anew."""
    old = [
        name
        for name, text in pages().items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != text
    ]
    assert old == [], "write them anew with `make docs`"


def test_no_page_is_left_of_a_standard_that_is_gone() -> None:
    left = {path.name for path in DOCS.glob("clauses-*.md")}
    assert left == {f"clauses-{name}.md" for name in load_standards()}


@pytest.mark.parametrize(
    "command", [["standards"], ["clauses", "gj"], ["quantities"], ["indicators"]], ids=" ".join
)
def test_each_list_is_printed_as_a_table_and_as_json(command: list[str]) -> None:
    told = CliRunner().invoke(main, [*command, "--format", "json"])
    assert told.exit_code == 0
    assert isinstance(json.loads(told.output), dict)
    table = CliRunner().invoke(main, command)
    assert table.exit_code == 0
    assert "│" in table.output


def test_the_list_of_indicators_has_them_all() -> None:
    told = CliRunner().invoke(main, ["indicators", "--format", "json"])
    names = [row["name"] for row in json.loads(told.output)["indicators"]]
    assert names == list(INDICATORS)


def test_an_unknown_standard_is_a_wrong_use_that_names_those_there_are() -> None:
    refused = CliRunner().invoke(main, ["clauses", "gb"])
    assert refused.exit_code == 2
    assert "no standard gb; there are bjhei, bjk12" in refused.output


def test_docs_writes_what_check_then_finds_in_order(tmp_path: Path) -> None:
    directory = str(tmp_path / "docs")
    before = CliRunner().invoke(main, ["docs", directory, "--check"])
    assert before.exit_code == 1
    assert "indicators.md: out of date; write it anew with `make docs`" in before.output
    assert CliRunner().invoke(main, ["docs", directory]).exit_code == 0
    assert CliRunner().invoke(main, ["docs", directory, "--check"]).exit_code == 0
    (tmp_path / "docs" / "quantities.md").write_text("by hand", encoding="utf-8")
    assert CliRunner().invoke(main, ["docs", directory, "--check"]).exit_code == 1
