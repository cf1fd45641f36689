"""Every row of the table of faults has a test that bears its id, or stands in the list of those
that have none yet. The list only grows shorter."""

import re
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[2] / "shared" / "faults.md"
ROW = re.compile(r"^\| ([A-Z]\d{1,2}) \|", re.MULTILINE)
NAMED = re.compile(r"def test_\w*?fault_([A-Za-z]\d{1,2})_(?:([A-Z]\d{1,2})_)?")

#: No test bears their id: the other protocols, the host, time, configuration.
NOT_YET = {
    f"{family}{number}"
    for family, numbers in {
        "H": range(1, 7),
        "M": range(1, 7),
        "U": (1,),
        "O": range(2, 13),
        "T": range(1, 4),
        "C": range(1, 4),
        "X": (1, 2),
    }.items()
    for number in numbers
}


def borne_ids() -> set[str]:
    found = set()
    for path in Path(__file__).parent.rglob("test_*.py"):
        for match in NAMED.finditer(path.read_text(encoding="utf-8")):
            found |= {each.upper() for each in match.groups() if each}
    return found


def test_every_row_has_a_test_or_is_known_to_have_none() -> None:
    if not TABLE.is_file():
        pytest.skip("no table of faults in ../shared")
    rows = set(ROW.findall(TABLE.read_text(encoding="utf-8")))
    assert rows - borne_ids() == NOT_YET


def test_what_has_a_test_stands_no_longer_in_the_list() -> None:
    assert borne_ids() & NOT_YET == set()
