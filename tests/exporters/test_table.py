"""The table of a terminal: documents, waivers and limits in their cells."""

from io import StringIO

from rich.console import Console

from exporters.table import audit_tables
from tests.exporters.snapshots import a_snapshot


def printed() -> str:
    console = Console(file=StringIO(), width=400)
    for table in audit_tables(a_snapshot()):
        console.print(table)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_row_says_by_which_document_it_passes_and_until_when_it_is_waived() -> None:
    text = printed()
    assert "attested: drawing <script>alert(1)</script>" in text
    assert "expiring soon, believed until 2026-11-30" in text
    assert "waived until 2026-12-31 by Li <script>" in text


def test_text_of_people_is_no_markup() -> None:
    assert "[bold]" in printed()


def test_both_limits_stand_in_one_cell() -> None:
    assert "at least 512 kbit/s; site limit at least 1 Mbit/s" in printed()


def test_the_score_and_what_it_leaves_out_stand_under_the_table_and_the_edition_above() -> None:
    text = printed()
    assert "edition: edition of 2024" in text
    assert "At least 2 of 5 clauses that count (1 by documents);" in text
    assert "I-55 read as not_counted." in text


def test_what_is_flapping_says_so_in_its_row() -> None:
    text = printed()
    assert "flapping since 2026-11-01T11:40:00+00:00: 7 changes within 1 h" in text
    assert "flapping: 1 of 2 subjects" in text
