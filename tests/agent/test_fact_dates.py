"""Days that facts bear, as the files have them."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from agent import clock
from checks.fact_dates import LIST_VALID_DAYS, Dated
from tests.agent.test_config import SITE, faults_of, read, written
from tests.agent.test_csv_facts import TARGETS

TO_COME = (clock.now_utc() + timedelta(days=2)).date()


def test_a_list_is_dated_beside_it_or_where_its_table_is_named(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"{SITE}{TARGETS}campus:\n"
        "  rooms: {csv: rooms.csv, as_of: 2026-09-01, source: room ledger}\n"
        "  places: []\n"
        "  sources: {places: {as_of: 2026-03-01, source: walk, valid_days: 100}}\n",
    )
    (tmp_path / "rooms.csv").write_text("name,kind\nA,office\n", encoding="utf-8")
    assert read(path).campus.sources == {
        "rooms": Dated(as_of=date(2026, 9, 1), source="room ledger"),
        "places": Dated(as_of=date(2026, 3, 1), source="walk", valid_days=100),
    }


@pytest.mark.parametrize(
    ("campus", "told"),
    {
        "a day to come": (
            f"  sources: {{rooms: {{as_of: {TO_COME}, source: x}}}}\n  rooms: []\n",
            f"campus-auditor.yaml:7: campus.sources.rooms.as_of: {TO_COME} lies in the"
            " future; nobody has seen that yet",
        ),
        "people counted on a day to come": (
            f"  people: {{staff: 1, students: 1, as_of: {TO_COME}, source: x}}\n",
            f"campus-auditor.yaml:7: campus.people.as_of: {TO_COME} lies in the future;"
            " nobody has seen that yet",
        ),
        "a list that is none": (
            "  rooms: []\n  sources: {room: {as_of: 2026-09-01, source: x}}\n",
            "campus-auditor.yaml:8: campus.sources.room: is no list of the campus; did you mean"
            " `rooms`?",
        ),
        "a list that is not there": (
            "  sources: {rooms: {as_of: 2026-09-01, source: x}}\n",
            "campus-auditor.yaml:7: campus.sources.rooms: dates a list that is not there; add"
            " `rooms`, or remove this",
        ),
        "a date without its source": (
            "  rooms: []\n  sources: {rooms: {as_of: 2026-09-01}}\n",
            "campus-auditor.yaml:8: campus.sources.rooms: the key `source` is missing",
        ),
        "believed for longer than is allowed": (
            "  rooms: []\n  sources: {rooms: {as_of: 2026-09-01, source: x, valid_days: 401}}\n",
            "campus-auditor.yaml:8: campus.sources.rooms.valid_days: must be"
            f" {LIST_VALID_DAYS} or less, found `401`",
        ),
        "dated twice": (
            "  rooms: {csv: r.csv, as_of: 2026-09-01, source: x}\n"
            "  sources: {rooms: {as_of: 2026-09-01, source: x}}\n",
            "campus-auditor.yaml:7: campus.rooms: is dated here and in `sources`",
        ),
    }.values(),
)
def test_a_day_that_cannot_be_is_refused(tmp_path: Path, campus: str, told: str) -> None:
    (tmp_path / "r.csv").write_text("name,kind\nA,office\n", encoding="utf-8")
    assert faults_of(written(tmp_path, f"{SITE}{TARGETS}campus:\n{campus}")) == [told]
