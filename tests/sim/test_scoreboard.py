"""The scoreboard: units as people say them, and which verdicts have changed."""

import io

import pytest
from rich.console import Console

from sim.demo import compared
from sim.scoreboard import Audit, Cause, Clause, Title, changes, counts, quantity, row, scoreboard
from sim.truth import Truth


def clause(**given: object) -> Clause:
    plain = {
        "standard": "jj",
        "id": "JJ1",
        "title": Title(en="Asks for [bold]much[/bold]", zh="要求"),
        "outcome": "pass",
        "indicator": "egress_bits_per_second_per_person",
        "value": 750_000.0,
        "unit": "bit/s",
        "required": "at least 512 kbit/s",
        "margin_ratio": 0.4648,
        "grade": "declared",
    }
    return Clause.model_validate(plain | given)


PARTLY = Cause(kind="partly_proven", detail="Load is not measured.")
FAILED = Cause(kind="failed", detail="core-1: timeout", target="core-1")

QUANTITIES = {
    "bits take prefixes": (750_000, "bit/s", "x", "750 kbit/s"),
    "ten gigabit": (10_000_000_000, "bit/s", "x", "10 Gbit/s"),
    "few bits take none": (12, "bit/s", "x", "12 bit/s"),
    "times show their two largest units": (5_400, "s", "x", "1 h 30 min"),
    "no time at all": (0, "s", "x", "0 s"),
    "a day, an hour and a second": (90_001, "s", "x", "1 d 1 h"),
    "ratios are in percent": (0.8333333, "1", "hardware_monitored_ratio", "83.33 %"),
    "counts are not": (64, "1", "room_wireless_terminals_count", "64"),
    "degrees keep their unit": (23.5, "°C", "x", "23.5 °C"),
    "nothing measured shows nothing": (None, "s", "x", ""),
}


@pytest.mark.parametrize(
    ("value", "unit", "indicator", "shown"), QUANTITIES.values(), ids=QUANTITIES.keys()
)
def test_a_value_is_shown_in_a_unit_that_people_use(
    value: float | None, unit: str, indicator: str, shown: str
) -> None:
    assert quantity(value, unit, indicator) == shown


def test_a_row_shows_value_limit_margin_and_grade() -> None:
    assert [cell.plain for cell in row(clause())][2:] == [
        "pass", "750 kbit/s", "≥ 512 kbit/s", "+46 %", "declared",
    ]  # fmt: skip


def test_an_unknown_verdict_shows_its_cause_and_whether_the_measured_part_is_met() -> None:
    assert row(clause(outcome="unknown", cause=FAILED))[-1].plain == "core-1: timeout"
    partly = row(clause(outcome="unknown", cause=PARTLY))[-1].plain
    assert partly == "met as far as measured, but: Load is not measured."


def test_each_standard_has_a_table_of_what_was_judged_and_counts_all_of_its_clauses() -> None:
    clauses = [clause(), clause(id="JJ2", outcome="not_checked"), clause(standard="zz", id="zz-1")]
    console = Console(file=io.StringIO(), width=200, record=True)
    tables = list(scoreboard(Audit(clauses=clauses)))
    for table in tables:
        console.print(table)
    text = console.export_text()
    assert [table.row_count for table in tables] == [1, 1]
    assert "1 pass, 1 not checked" in text
    assert "[bold]much[/bold]" in text  # a title is no markup
    assert "JJ2" not in text


def test_counts_name_only_what_there_is() -> None:
    assert counts([clause(), clause(), clause(outcome="fail")]) == "2 pass, 1 fail"


def test_only_verdicts_with_another_outcome_are_changes() -> None:
    before = Audit(clauses=[clause(), clause(id="JJ2")])
    after = Audit(clauses=[clause(value=1.0), clause(id="JJ2", outcome="unknown", cause=FAILED)])
    (line,) = changes(before, after)
    assert line.plain.startswith("jj JJ2  pass → unknown")
    assert line.plain.endswith("(core-1: timeout)")


COMPARED = {
    "the same word": (clause(), "pass", "same of 1,"),
    "met as far as measured": (clause(outcome="unknown", cause=PARTLY), "pass", "finds 1 met"),
    "not known is left open": (clause(outcome="unknown", cause=FAILED), "fail", "leaves 1 open"),
    "partly proven, but failing": (
        clause(outcome="unknown", cause=PARTLY), "fail", "leaves 1 open",
    ),
    "another word": (clause(), "fail", "contradicts 1"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "true", "shown"), COMPARED.values(), ids=COMPARED.keys())
def test_the_auditor_is_held_against_the_truth(said: Clause, true: str, shown: str) -> None:
    truth = Truth("jj", "JJ1", {}, "pass" if true == "pass" else "fail")
    other = Truth("jj", "JJ9", {}, "pass")  # of which the auditor says nothing
    text = compared([truth, other], Audit(clauses=[said]))
    assert shown in text
    assert "truth of 1 of these" in text
