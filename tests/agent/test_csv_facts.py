"""Facts kept in spreadsheets: what a cell means, and what every slip in a file is told."""

from datetime import date
from pathlib import Path

import pytest

from agent.config import Configuration
from agent.csv_source import ROWS_AT_MOST
from checks.campus import Campus, InstanceRef, InterfaceRef, RoomAccessPoint, RoomKind
from tests.agent.test_config import SITE, faults_of, read, written

TARGETS = (
    "targets:\n"
    "  - {name: core-1, address: 127.0.0.1, role: core, probes: []}\n"
    "  - {name: wlc-1, address: 127.0.0.2, role: wireless_controller, probes: []}\n"
)
ROOMS = "campus: {rooms: {csv: rooms.csv}}\n"


def configuration(folder: Path, campus: str, **files: str | bytes) -> Path:
    path = written(folder, f"{SITE}{TARGETS}{campus}")
    for stem, content in files.items():
        plain = content if isinstance(content, bytes) else content.encode()
        (folder / f"{stem}.csv").write_bytes(plain)
    return path


def loaded(folder: Path, campus: str, **files: str | bytes) -> Campus:
    return read(configuration(folder, campus, **files)).campus


def test_a_row_is_a_fact_with_its_columns_as_fields(tmp_path: Path) -> None:
    (room,) = (
        loaded(
            tmp_path,
            ROOMS,
            rooms="name,kind,seats,access_points,ports,transfer_switches,multimedia\n"
            "A101,classroom,45,wlc-1 AP-1 64; wlc-1 AP-2 32,core-1 GE0/0/1,-,是\n",
        ).rooms
        or []
    )
    assert (room.name, room.kind, room.seats) == ("A101", RoomKind.CLASSROOM, 45)
    assert room.access_points == [
        RoomAccessPoint(target="wlc-1", name="AP-1", stations_limit=64),
        RoomAccessPoint(target="wlc-1", name="AP-2", stations_limit=32),
    ]
    assert room.ports == [InterfaceRef(target="core-1", interface="GE0/0/1")]
    assert room.transfer_switches == []  # said to have none
    assert room.multimedia is True
    assert room.building is None  # not said


def test_an_empty_cell_says_nothing_and_a_dash_says_none(tmp_path: Path) -> None:
    rows = "name,kind,ports\nA,office,\nB,office,-\n"
    first, second = loaded(tmp_path, ROOMS, rooms=rows).rooms or []
    assert (first.ports, second.ports) == (None, [])


def test_numbers_days_and_nested_fields_are_read(tmp_path: Path) -> None:
    campus = loaded(
        tmp_path,
        "campus: {circuits: {csv: lines.csv}, data_sets: {csv: [a.csv, b.csv]}}\n",
        lines="name,kind,target,interface,contract_bits_per_second,as_of,source\n"
        "isp,internet,core-1,XGE1,1000000000,2026-03-01,contract 7\n",
        a="name,important,backup.target,backup.instance\nregistry,yes,core-1,job 1\n",
        b="name,important,backup\nmail,no,core-1 mail\n",
    )
    (circuit,) = campus.circuits or []
    assert (circuit.contract_bits_per_second, circuit.as_of) == (10**9, date(2026, 3, 1))
    registry, mail = campus.data_sets or []
    assert registry.backup == InstanceRef(target="core-1", instance="job 1")
    assert mail.backup == InstanceRef(target="core-1", instance="mail")


@pytest.mark.parametrize(
    ("campus", "content"),
    {
        "byte order mark": (ROOMS, "\ufeffname,kind\n报告厅,public\n".encode()),
        "gb18030": (
            "campus: {rooms: {csv: rooms.csv, encoding: gb18030}}\n",
            "name,kind\n报告厅,public\n".encode("gb18030"),
        ),
        "semicolons": (ROOMS, "name;kind\n报告厅;public\n".encode()),
        "tabs": (ROOMS, "name\tkind\n报告厅\tpublic\n".encode()),
        "said to be semicolons": (
            "campus: {rooms: {csv: rooms.csv, delimiter: semicolon}}\n",
            "name;kind\n报告厅;public\n".encode(),
        ),
        "DOS lines, blanks and empty rows": (
            ROOMS,
            "\r\nname , kind\r\n 报告厅 ,public\r\n,\r\n\r\n".encode(),
        ),
        "old Macintosh lines": (ROOMS, "name,kind\r报告厅,public\r".encode()),
    }.values(),
)
def test_whatever_a_spreadsheet_writes_is_read(tmp_path: Path, campus: str, content: bytes) -> None:
    (room,) = loaded(tmp_path, campus, rooms=content).rooms or []
    assert (room.name, room.kind) == ("报告厅", RoomKind.PUBLIC)


def test_a_list_may_stand_in_yaml_and_in_tables(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"{SITE}{TARGETS}campus: {{rooms: [{{name: A, kind: office}}]}}\n",
        more="campus: {rooms: {csv: more.csv}}\n",
    )
    (tmp_path / "conf.d" / "more.csv").write_text("name,kind\nB,office\n", encoding="utf-8")
    assert [room.name for room in read(path).campus.rooms or []] == ["A", "B"]


def test_the_digest_covers_the_tables(tmp_path: Path) -> None:
    path = configuration(tmp_path, ROOMS, rooms="name,kind\nA,office\n")

    def now() -> Configuration:
        return read(path)

    before = now().digest
    (tmp_path / "rooms.csv").write_text("name,kind\nB,office\n", encoding="utf-8")
    assert now().digest != before


#: What is wrong with the table -> what the operator is told, all of it.
SLIPS: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "an unknown column": (
        "name,kind,seat\nA,office,4\n",
        ("rooms.csv:1: campus.rooms: unknown column `seat`; did you mean `seats`?",),
    ),
    "a column that must be there": (
        "kind,seats\noffice,4\n",
        ("rooms.csv:1: campus.rooms: the column `name` is missing",),
    ),
    "two columns of one name": (
        "name,kind,name\nA,office,B\n",
        ("rooms.csv:1: campus.rooms: two columns are named `name`",),
    ),
    "cells under no name": (
        "name,kind,\nA,office,4\n",
        ("rooms.csv:1: campus.rooms: column 3 has cells and no name",),
    ),
    "several at once, each with its line": (
        'name,kind,seats,multimedia\nA,office,"1,200",yes\nB,ofice,4,maybe\n"C\nC",office,x,no\n',
        (
            "rooms.csv:2: campus.rooms[A].seats: expected a whole number, without separators or a"
            " unit, found `1,200`",
            "rooms.csv:3: campus.rooms[B].multimedia: expected yes or no, found `maybe`",
            "rooms.csv:3: campus.rooms[B].kind: expected one of classroom, smart_classroom",
            "rooms.csv:4: campus.rooms[C\\nC].seats: expected a whole number, without separators or"
            " a unit, found `x`",
        ),
    ),
    "a row after a cell of two lines": (
        'name,kind\n"A\nB",office\nC,none\n',
        ("rooms.csv:4: campus.rooms[C].kind: expected one of classroom, smart_classroom",),
    ),
    "a name left out": (
        "name,kind\n,office\n",
        ("rooms.csv:2: campus.rooms[0]: the key `name` is missing",),
    ),
    "too many words": (
        "name,kind,ports\nA,office,core-1 GE 0/0/1\n",
        (
            "rooms.csv:2: campus.rooms[A].ports: expected `target interface` between blanks,"
            " found `core-1 GE 0/0/1`; else write it as YAML",
        ),
    ),
    "a device that nothing is named": (
        "name,kind,ports\nA,office,core-9 GE1\n",
        (
            "rooms.csv:2: campus.rooms[A].ports[0].target: no target is named `core-9`; did you"
            " mean `core-1`?",
        ),
    ),
    "the same room twice": (
        "name,kind\nA,office\nA,office\n",
        ("rooms.csv:3: campus.rooms[A]: listed twice; the first stands at rooms.csv:2",),
    ),
    "more cells than columns": (
        "name,kind\nA,office,core-1 GE1\n",
        (
            "rooms.csv:2: campus.rooms: more cells than columns: `core-1 GE1`; quote a cell that"
            " holds the delimiter",
        ),
    ),
    "a quote that is not closed": (
        'name,kind\n"A,office\n',
        ("rooms.csv:2: a quote that opens in this row is not closed",),
    ),
    "text after a quote": (
        'name,kind\n"A"B,office\n',
        ("rooms.csv:2: text follows a closing quote; write a quote inside a cell twice",),
    ),
    "nothing": (b"", ("rooms.csv:1: is empty; its first line names the columns",)),
    "another encoding": (
        "name,kind\n报告厅,public\n".encode("gb18030"),
        (
            "rooms.csv:2: this is not utf-8; if a Chinese spreadsheet wrote it, say"
            " `encoding: gb18030`",
        ),
    ),
    "UTF-16": (
        "name,kind\n".encode("utf-16"),
        ("rooms.csv:1: this is UTF-16; save it as `CSV UTF-8`",),
    ),
    "a NUL byte": (
        b"name,kind\nA\0,office\n",
        ("rooms.csv:2: a NUL byte stands here; this is no text",),
    ),
    "a cell without end": (
        'name,kind\n"' + "x" * 200_000 + '",office\n',
        ("rooms.csv:2: a cell is longer than 128 KiB; is a quote not closed?",),
    ),
    "too many rows": (
        "name,kind\n" + "".join(f"r{n},office\n" for n in range(ROWS_AT_MOST + 1)),
        (f"rooms.csv:{ROWS_AT_MOST + 2}: more than {ROWS_AT_MOST} rows; split the file",),
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_table_is_told_with_its_line(tmp_path: Path, slip: str) -> None:
    content, expected = SLIPS[slip]
    told = faults_of(configuration(tmp_path, ROOMS, rooms=content))
    assert len(told) == len(expected), told
    for message, beginning in zip(told, expected, strict=True):
        assert message.replace(f"{tmp_path}/", "").startswith(beginning)


def test_a_table_that_is_not_there_is_told_where_it_is_named(tmp_path: Path) -> None:
    (told,) = faults_of(configuration(tmp_path, ROOMS))
    assert told == "campus-auditor.yaml:6: `rooms.csv` cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("campus", "message"),
    [
        ("campus: {dns_servers: {csv: x.csv}}\n", "is no list of records; write it as YAML"),
        (
            "campus: {rooms: {csv: x.csv, encoding: big5}}\n",
            "expected one of utf-8, gb18030, found the text `big5`",
        ),
        ("campus: {rooms: {csv: x.csv, separator: ','}}\n", "unknown key `separator`"),
    ],
)
def test_a_list_that_cannot_be_a_table_is_refused(
    tmp_path: Path, campus: str, message: str
) -> None:
    told = faults_of(configuration(tmp_path, campus))
    assert any(message in each for each in told), told
