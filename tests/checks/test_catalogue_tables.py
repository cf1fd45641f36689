"""The seven standards against the catalogue of clauses: nothing dropped, invented or bent."""

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from checks.clause import Clause, load_standards
from checks.indicators import INDICATORS

STANDARDS = load_standards()
CLAUSES = {clause.id: clause for each in STANDARDS.values() for clause in each.clauses}
STANDARD = pytest.mark.parametrize("standard", STANDARDS)

Row = Mapping[str, str]


@pytest.fixture(scope="module")
def catalogue() -> dict[str, list[Row]]:
    """Rows of the catalogue by standard, in printed order; it stands beside the repository."""
    path = Path(__file__).resolve().parents[3] / "shared" / "clauses.tsv"
    if not path.is_file():
        pytest.skip("no catalogue of clauses in ../shared/clauses.tsv")
    rows: dict[str, list[Row]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            rows.setdefault(row["profile"].lower(), []).append(row)
    return rows


def test_the_standards_are_those_of_the_catalogue_and_have_803_clauses(
    catalogue: dict[str, list[Row]],
) -> None:
    assert STANDARDS.keys() == catalogue.keys()
    assert sum(len(rows) for rows in catalogue.values()) == 803
    assert sum(len(standard.clauses) for standard in STANDARDS.values()) == 803


@STANDARD
def test_ids_are_those_of_the_catalogue_in_printed_order(
    standard: str, catalogue: dict[str, list[Row]]
) -> None:
    written = [clause.id for clause in STANDARDS[standard].clauses]
    assert written == [row["id"] for row in catalogue[standard]]


@STANDARD
def test_levels_and_methods_are_those_of_the_catalogue(
    standard: str, catalogue: dict[str, list[Row]]
) -> None:
    # what stands behind the first word tells why: "optional (选配)", "required (in principle)"
    printed = {
        row["id"]: (row["level"].split(" ")[0], row["method"]) for row in catalogue[standard]
    }
    written = {
        each.id: (each.level.value, each.method.value) for each in STANDARDS[standard].clauses
    }
    assert written == printed


@dataclass(frozen=True, slots=True)
class Limit:
    """What a threshold cell asks, normalised. `unit` None: the document prints a bare 1M or 10G."""

    asked: str  # at_least or at_most
    value: float
    unit: str | None


DAY_SECONDS = 86_400
#: Units of the cells, and what they are in the units that indicators and clauses use.
UNITS: Mapping[str, tuple[float, str | None]] = {
    "Gbit/s": (1e9, "bit/s"),
    "Mbit/s": (1e6, "bit/s"),
    "Gb": (1e9, "bit/s"),
    "Kb": (1e3, "bit/s"),
    "GB": (1e9, "B"),
    "G": (1e9, None),
    "M": (1e6, None),
    "%": (0.01, "1"),
    "per 100": (0.01, "1"),
    "in": (1, "in"),
    "s": (1, "s"),
    "min": (60, "s"),
    "h": (3600, "s"),
    "d": (DAY_SECONDS, "s"),
    "days": (DAY_SECONDS, "s"),
}
NUMBER = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)"
    r"(?:×(?P<lines>\d+)|:1)?"  # 1920×1080, 10:1
    r"(?:\s*(?P<unit>Gbit/s|Mbit/s|Gb|Kb|GB|G|M|%|per 100|in|s|min|h|d|days|months|years)"
    r"(?![A-Za-z/]))?"
)
QUOTED = re.compile(r"「[^」]*」")
#: Remarks to the reader, and numbers of cited documents (GB50174-2017, a year and number).
ASIDE = re.compile(r"\([^)]*\)|（[^）]*）|GB(?:/T)?\s?\d+(?:-\d+)?|\u3014\d+\u3015\d+号")
#: A list of named things: the whole list is asked, as a share.
NAMED = re.compile(
    r"^(?:\d+|six|at least \d+|named)\s.*?"
    r"\b(?:named|kinds|subsystems|classes|functions)\b|^\d+ fields:|^all (?!day)"
)
#: A limit that is a fact of the campus: so much of it, as a share.
OF_A_FACT = re.compile(r"≥ (?!level)[a-z]")
WHOLE = Limit("at_least", 1, "1")


def duration_seconds(number: float, unit: str) -> float:
    """Six months are 184 days, the longest run of six (I-40); years are counted with leap days."""
    if unit == "months":
        assert number == 6, "the interpretations give days for six months only"
        return 184 * DAY_SECONDS
    return math.ceil(365.25 * number) * DAY_SECONDS


def limit_of(threshold: str) -> Limit | None:
    """What the cell asks, or None where it holds nothing to compare with.

    Comparable is, behind the quoted words and outside of remarks in brackets, the first number,
    a list of named things ("7 subsystems", "all rooms") or a fact of the campus ("≥ largest class
    size"). Qualities, cited documents and "no number" are not.
    """
    cell = ASIDE.sub("", QUOTED.sub("", threshold)).strip()
    if NAMED.search(cell) or OF_A_FACT.search(cell):
        return WHOLE
    found = NUMBER.search(cell)
    if found is None:
        return None
    number, unit = float(found["number"]), found["unit"] or ""
    # "10:1 students per computer" is as many as may share one; none of something bad is a ceiling
    most = "≤" in cell[: found.start()] or "students per computer" in cell or number == 0
    asked = "at_most" if most else "at_least"
    if found["lines"]:
        return Limit(asked, float(found["lines"]), "px")
    if unit in {"months", "years"}:
        return Limit(asked, duration_seconds(number, unit), "s")
    factor, base = UNITS.get(unit, (1, "1"))
    return Limit(asked, number * factor, base)


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        ("—", None),
        ("「选配」", None),
        ("「实时监控」 (no number)", None),
        ("main places (主要场所)", None),
        ("all day (全天候)", None),
        ("yearly (年审)", None),
        ("GB50174-2017 「B级及以上」", None),
        ("GB/T2887, GB/T9361", None),
        ("档办\u30142010\u3015116号", None),
        ("「选配」 (text: finally 1:1)", None),
        ("「不低于万兆」 ≥ 10 Gbit/s", Limit("at_least", 10e9, "bit/s")),
        ("「不低于百兆进校」 ≥ 100 Mbit/s; peak: no number", Limit("at_least", 100e6, "bit/s")),
        ("「不低于8Gb」 ≥ 8 Gb (no /s)", Limit("at_least", 8e9, "bit/s")),
        ("≥ 512 Kb per person", Limit("at_least", 512e3, "bit/s")),
        ("≥ 1M per person", Limit("at_least", 1e6, None)),
        ("≥ 10 GB per head", Limit("at_least", 10e9, "B")),
        ("「覆盖率达到100%」 = 100%", WHOLE),
        ("≥ 1.2 × (staff + students)", Limit("at_least", 1.2, "1")),
        ("≥ 15% of STUDENTS", Limit("at_least", 0.15, "1")),
        ("≥ 25 per 100 students", Limit("at_least", 0.25, "1")),
        ("≥ 1:1", WHOLE),
        ("= 10:1 students per computer", Limit("at_most", 10, "1")),
        ("≥ largest class size", WHOLE),
        ("≥ level 1", WHOLE),
        ("「双路供电」 = 2 feeds", Limit("at_least", 2, "1")),
        ("= 0 blind spots", Limit("at_most", 0, "1")),
        ("0 incidents", Limit("at_most", 0, "1")),
        ("7 device classes named", WHOLE),
        ("named device functions (6)", WHOLE),
        ("six subsystems", WHOLE),
        ("all staff and students", WHOLE),
        ("≥ 2 h", Limit("at_least", 7200, "s")),
        ("「RT0≤15 分钟」 RTO ≤ 15 min", Limit("at_most", 900, "s")),
        ("read as ≤ 5 s", Limit("at_most", 5, "s")),
        ("≥ 30 d", Limit("at_least", 30 * DAY_SECONDS, "s")),
        ("≥ 180 days", Limit("at_least", 180 * DAY_SECONDS, "s")),
        ("≥ 6 months", Limit("at_least", 184 * DAY_SECONDS, "s")),
        ("≥ 10 years", Limit("at_least", 3653 * DAY_SECONDS, "s")),
        ("≥ 1920×1080", Limit("at_least", 1080, "px")),
        ("≥ 80 in (≤ 50 seats)", Limit("at_least", 80, "in")),
        ("≥ 1, 100/1000 Mbit/s", WHOLE),
    ],
)
def test_a_threshold_cell_is_read_as_a_person_reads_it(
    threshold: str, expected: Limit | None
) -> None:
    assert limit_of(threshold) == expected


#: Cells that hold a number, or name a whole, which is no limit to compare with.
NO_LIMIT: Mapping[str, str] = {
    "bjhei-net-10-2": "a cable category is a name, not a quantity",
    "bjk12-3-t2": "the number of classes says where the clause applies (I-60)",
    "bjk12-4-t0": "the layout is shown beside the four outlets, not judged (I-27)",
    "bjk12-4-5-7": "the text excludes only sizes between 75 and 80 inches; shown (I-8)",
}
#: Clauses that ask something else than their cell says.
OTHERWISE: Mapping[str, tuple[Limit, str]] = {
    "bjhei-svc-02-3a": (
        Limit("at_least", 0.99, "1"),
        "the five fields are looked for in each record, and 1 % may lack one (auditor default)",
    ),
    "bjk12-10-15-note3": (
        Limit("at_least", 720, "px"),
        "high definition is 1280 × 720 (I-39); 4K is where possible",
    ),
    "bjhei-safe-04-6": (WHOLE, "24 h says when, full coverage is what is compared"),
    "JJ010202.2": (Limit("at_least", 8e9, "bit/s"), "8GB is read as 8 Gbit/s (I-3)"),
    "bjk12-11-16-note1": (
        Limit("at_most", 1, "1"),
        "one room in the exploring year is a ceiling, as the three of the pilot are",
    ),
}


def asked_by(clause: Clause) -> Limit | None:
    if clause.require is None:
        return None
    asked = "at_least" if clause.require.at_least is not None else "at_most"
    unit = INDICATORS[clause.indicator].unit if clause.indicator else clause.unit
    return Limit(asked, clause.require.limit, unit)


def agrees(written: Limit | None, printed: Limit) -> bool:
    if written is None or written.asked != printed.asked:
        return False
    # a count has no unit, and a bare number of the cell is one of things or a share
    same_unit = printed.unit is None or (written.unit or "1") == printed.unit
    return same_unit and math.isclose(written.value, printed.value, rel_tol=1e-9)


@STANDARD
def test_every_comparable_number_is_asked_as_the_catalogue_normalises_it(
    standard: str, catalogue: dict[str, list[Row]]
) -> None:
    bent = []
    for row in catalogue[standard]:
        printed = limit_of(row["threshold"])
        if row["id"] in OTHERWISE:
            printed, _ = OTHERWISE[row["id"]]
        if printed is None or row["id"] in NO_LIMIT:
            continue
        written = asked_by(CLAUSES[row["id"]])
        if not agrees(written, printed):
            bent.append((row["id"], row["threshold"], written))
    assert bent == []


def test_every_exception_is_still_one(catalogue: dict[str, list[Row]]) -> None:
    cells = {row["id"]: row["threshold"] for rows in catalogue.values() for row in rows}
    for clause_id in NO_LIMIT:
        assert limit_of(cells[clause_id]) is not None, clause_id
        assert CLAUSES[clause_id].require is None, clause_id
    for clause_id, (limit, _) in OTHERWISE.items():
        assert limit_of(cells[clause_id]) != limit, clause_id


@STANDARD
def test_a_limit_without_an_indicator_has_a_unit_and_a_unit_has_a_limit(standard: str) -> None:
    for clause in STANDARDS[standard].clauses:
        if clause.indicator is None:
            assert (clause.unit is None) == (clause.require is None), clause.id


#: Numbers in the document's own words, as far as they carry their unit.
WORDS: tuple[tuple[re.Pattern[str], float, str], ...] = (
    (re.compile(r"(万兆)"), 10e9, "bit/s"),
    (re.compile(r"(千兆)"), 1e9, "bit/s"),
    (re.compile(r"(百兆)"), 100e6, "bit/s"),
    (re.compile(r"(\d+)\s?%"), 0.01, "1"),
    (re.compile(r"(\d+)\s?小时"), 3600, "s"),
    (re.compile(r"(\d+)\s?分钟"), 60, "s"),
    (re.compile(r"(\d+)\s?秒"), 1, "s"),
    (re.compile(r"(\d+)\s?天"), DAY_SECONDS, "s"),
    (re.compile(r"(?:低于|于) ?(\d+) ?英寸"), 1, "in"),
)


def quoted_limit(threshold: str) -> tuple[float, str] | None:
    words = " ".join(QUOTED.findall(threshold))
    for pattern, factor, unit in WORDS:
        if found := pattern.search(words):
            return (float(found[1]) if found[1].isdigit() else 1.0) * factor, unit
    return None


@STANDARD
def test_the_limit_is_the_number_in_the_documents_own_words(
    standard: str, catalogue: dict[str, list[Row]]
) -> None:
    bent = []
    for row in catalogue[standard]:
        quoted = quoted_limit(row["threshold"])
        written = asked_by(CLAUSES[row["id"]])
        if quoted is None or row["id"] in NO_LIMIT | OTHERWISE.keys():
            continue
        value, unit = quoted
        if written is None or written.unit != unit or not math.isclose(written.value, value):
            bent.append((row["id"], row["threshold"], written))
    assert bent == []


# --- documents, editions and scores -----------------------------------------------------------


@pytest.fixture(scope="module")
def prose() -> str:
    """The catalogue as a person reads it."""
    path = Path(__file__).resolve().parents[3] / "shared" / "clauses.md"
    if not path.is_file():
        pytest.skip("no catalogue of clauses in ../shared/clauses.md")
    return path.read_text(encoding="utf-8")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@STANDARD
def test_document_and_file_are_those_that_the_catalogue_was_made_of(
    standard: str, prose: str
) -> None:
    source = STANDARDS[standard].source
    row = re.compile(rf"^\| (?P<short>[^|]+) \| {re.escape(source.file)} \| (?P<name>.+) \|$", re.M)
    printed = row.search(prose)
    assert printed is not None
    assert standard in printed["short"].lower().split(" / ")
    assert printed["name"].lower().startswith(source.document.en.lower())


YEAR = re.compile(r"(?<!\d)20[0-2]\d(?!\d)")


@STANDARD
def test_an_edition_that_the_catalogue_does_not_give_is_said_to_be_unknown(
    standard: str, catalogue: dict[str, list[Row]]
) -> None:
    """And bounded by the newest year that its clauses cite, where they cite one."""
    edition = STANDARDS[standard].edition
    assert not edition.known
    assert (edition.en[:9], edition.zh[:2]) == ("not known", "不详")
    cited = {
        year for row in catalogue[standard] for text in row.values() for year in YEAR.findall(text)
    }
    newest = {max(cited)} if cited else set()
    assert set(YEAR.findall(edition.en)) == set(YEAR.findall(edition.zh)) == newest


def numbered_items(prose: str, heading: str) -> dict[str, tuple[int, int]]:
    """Of "Left out, by section": items of each section, and those left out."""
    part = prose[prose.index("## Left out, by section") :]
    part = part[part.index(f"\n### {heading}\n") :].split("\n| **total**")[0]
    rows = [cells(line) for line in part.splitlines() if line.startswith("| ")]
    return {row[0]: (int(row[1]), int(row[3])) for row in rows if row[1].isdigit()}


@STANDARD
def test_the_items_of_the_document_are_counted_as_in_the_catalogue(
    standard: str, prose: str
) -> None:
    counts = prose[prose.index("## Counts") :]
    row = re.search(rf"^\| \d+ {standard} \| \d+ \| (\d+) / (\d+)", counts, re.M | re.I)
    assert row is not None
    scoring = STANDARDS[standard].scoring
    assert (scoring.items_covered, scoring.items) == (int(row[1]), int(row[2]))


def test_the_weights_are_those_printed_and_their_items_those_of_the_annex(prose: str) -> None:
    section = prose[prose.index("## 003 ") :]
    weights = dict(re.findall(r"\b(A\d) (\d+)\b", section.split("\n| id |")[0]))
    groups = {group.id: group for group in STANDARDS["zz"].scoring.groups}
    assert {id_: str(group.points) for id_, group in groups.items() if group.points} == weights
    items: dict[str, list[int]] = {}
    for name, (all_of_it, left_out) in numbered_items(prose, "003").items():
        id_ = name.split(" ")[0]
        of_group = items.setdefault(id_ if id_ in groups else f"A{id_[0]}", [0, 0])
        of_group[0] += all_of_it
        of_group[1] += left_out
    for id_, group in groups.items():
        of_annex = [item for item in group.items if "body" not in item[0]]
        assert [len(of_annex) + group.left_out, group.left_out] == items[id_], id_
        for each in (clause for item in group.items for clause in item):
            part = CLAUSES[each].place["part"]
            assert id_ in str(part) or group.points is None or "main text" in str(part), each


def test_the_points_are_those_printed_beside_each_section(prose: str) -> None:
    section = prose[prose.index("## 004 ") :].split("\n## ", maxsplit=1)[0]
    printed = dict(re.findall(r"§(\d\.\d) [^(|]+\((\d)分\)", section))
    known = numbered_items(prose, "004")
    groups = STANDARDS["eval"].scoring.groups
    covered, (rest,) = groups[:-1], groups[-1:]
    assert {g.id: str(g.points) for g in covered if not g.by_subtraction} == printed
    assert [(g.id, g.points) for g in covered if g.by_subtraction] == [("6.2", 3)]
    assert "so 6.2 is 3 by subtraction" in prose
    for group in covered:
        total, left_out = known.pop(f"{group.id} {group.heading}")
        assert (len(group.items) + group.left_out, group.left_out) == (total, left_out), group.id
        assert all(item[0].startswith(f"eval-{group.id}-") for item in group.items)
    assert rest.items == []
    assert rest.by_subtraction
    assert rest.left_out == sum(total for total, _ in known.values())


@pytest.mark.parametrize("standard", ["zz", "eval"])
def test_clauses_share_an_item_where_their_ids_differ_by_a_letter_only(standard: str) -> None:
    listed = [item for group in STANDARDS[standard].scoring.groups for item in group.items]
    whole = [{re.sub(r"(?<=\d)[a-z]$", "", clause) for clause in item} for item in listed]
    assert all(len(each) == 1 for each in whole)
    assert len(set.union(*whole)) == len(whole)
