"""What the auditor says of itself: standards, clauses, quantities, indicators."""

import pytest

from checks.clause import load_standards
from checks.indicator import Indicator
from checks.indicators import INDICATORS
from checks.interpretation import load_interpretations
from collectors.catalogue import COLLECTORS
from collectors.quantities import QUANTITIES
from collectors.reading import Quantity
from exporters.catalogue import (
    clauses_document,
    indicators_document,
    quantities_document,
    standards_document,
    unit_of,
)
from exporters.manual import GENERATED, clauses_page, quantities_page
from tests.exporters.snapshots import nothing

STANDARDS = load_standards()


def test_the_numbers_of_the_standards_add_up() -> None:
    document = standards_document(STANDARDS.values())
    rows, total = document["standards"], document["total"]
    assert [row["id"] for row in rows] == list(STANDARDS)
    assert (total["standards"], total["clauses"]) == (7, 803)
    for key in ("clauses", "live", "attestable", "unmeasured"):
        assert total[key] == sum(row[key] for row in rows)
    for row in (*rows, total):
        assert sum(row["by_level"].values()) == sum(row["by_method"].values()) == row["clauses"]
        attested = row["by_method"]["attested"]
        assert row["live"] + row["unmeasured"] + attested == row["clauses"]
        assert attested <= row["attestable"] <= row["clauses"]


@pytest.mark.parametrize("name", STANDARDS)
def test_every_clause_is_listed_in_printed_order_with_what_it_requires(name: str) -> None:
    known = STANDARDS[name]
    document = clauses_document(known, INDICATORS)
    assert [row["id"] for row in document["clauses"]] == [clause.id for clause in known.clauses]
    for row in document["clauses"]:
        assert bool(row["required"]) == (row["require"] is not None)
        assert row["indicator"] or row["document"] or row["unmeasured"]


def test_every_quantity_has_a_unit_and_says_who_reads_and_who_uses_it() -> None:
    document = quantities_document(QUANTITIES.values(), COLLECTORS.values(), INDICATORS.values())
    by_name = {row["name"]: row for row in document["quantities"]}
    assert by_name.keys() == QUANTITIES.keys()
    runtime = by_name["ups_battery_runtime_seconds"]
    assert runtime["unit"] == "s"
    assert runtime["collectors"] == ["snmp", "nut", "json"]
    assert runtime["indicators"] == ["power_runtime_seconds", "power_runtime_p05_seconds"]
    used = {quantity.name for each in INDICATORS.values() for quantity in each.reads}
    read = {quantity.name for each in COLLECTORS.values() for quantity in each.measures}
    assert set(document["undelivered"]) == used - read


def test_a_quantity_that_no_collector_reads_is_named() -> None:
    new = Quantity("portal_logins_count", "Logins.", "nothing yet")
    reader = Indicator("x_count", "X.", "x", "1", "campus", (new,), (), nothing)
    collectors = COLLECTORS.values()
    told = quantities_document([*QUANTITIES.values(), new], collectors, [reader])
    assert told["undelivered"] == ["portal_logins_count"]
    assert quantities_document([], collectors, [reader])["undelivered"] == ["portal_logins_count"]
    assert "delivered by no collector: `portal_logins_count`." in quantities_page(told)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("backup_finished_timestamp_seconds", "s since 1970 (Unix)"),
        ("interface_speed_bits_per_second", "bit/s"),
        ("humidity_ratio", "1 (0 to 1)"),
        ("interface_up", "yes or no"),
        ("temperature_celsius", "°C"),
        ("wireless_channel_number", "a number of a registry"),
    ],
)
def test_the_unit_is_what_the_name_ends_in(name: str, unit: str) -> None:
    assert unit_of(QUANTITIES[name]) == unit


def test_every_indicator_says_what_it_rests_on_and_what_it_decides() -> None:
    document = indicators_document(INDICATORS.values(), STANDARDS.values(), load_interpretations())
    by_name = {row["name"]: row for row in document["indicators"]}
    assert by_name.keys() == INDICATORS.keys()
    egress = by_name["egress_bits_per_second_per_person"]
    assert egress["facts"] == ["circuits", "people"]
    assert "gj/GJ010101.4" in egress["clauses"]
    assert {"I-1", "I-12", "I-13"} <= set(egress["interpretations"])
    live = sum(c.indicator is not None for s in STANDARDS.values() for c in s.clauses)
    assert sum(len(row["clauses"]) for row in by_name.values()) == live


def test_a_page_is_one_table_whose_cells_no_text_can_end() -> None:
    document = clauses_document(STANDARDS["gj"], INDICATORS)
    document["clauses"][0]["title"]["en"] = "a | b <script>\nc"
    lines = clauses_page(document).splitlines()
    assert lines[0] == GENERATED
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == len(document["clauses"]) + 2
    assert "a \\| b &lt;script> c" in rows[2]
    assert {line.replace("\\|", "").count("|") for line in rows} == {9}


def test_every_standard_says_its_document_its_edition_and_what_it_is_scored_in() -> None:
    rows = standards_document(STANDARDS.values())["standards"]
    scored = {row["id"]: row["scored_in"] for row in rows}
    assert scored == dict.fromkeys(STANDARDS, "clauses") | {
        "eval": "100 points",
        "zz": "100 points",
    }
    for row in rows:
        assert row["edition"]["known"] is False
        assert row["source"]["file"] not in row["edition"]["en"]
        page = clauses_page(clauses_document(STANDARDS[row["id"]], INDICATORS))
        assert f"Edition: {row['edition']['en']}" in page
        assert f"(`{row['source']['file']}`)" in page
