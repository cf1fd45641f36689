"""Reads the table of access points that a Huawei controller prints; pure."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import textfsm

from collectors.failure import Failure, FailureKind, ProbeError
from collectors.probe import PartialResult
from collectors.quantities import (
    ACCESS_POINT_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINTS,
    ACCESS_POINTS_UP,
)
from collectors.reading import Reading

#: The states of "AP state list" in Huawei's WLAN AC documentation. The legend above the table
#: gives the abbreviations their meaning: releases abbreviate differently (cmt, commit).
UP = "normal"
DOWN = frozenset(
    {
        "commit-failed",
        "committing",
        "config",
        "config-failed",
        "download",
        "fault",
        "idle",
        "name-conflicted",
        "standby",
        "ver-mismatch",
    }
)
#: Far above the association identifiers of one radio (2007, IEEE 802.11) times its radios.
STATIONS_AT_MOST = 10_000
#: The template's patterns take time that grows with the square of a line's length.
LINE_CHARACTERS_AT_MOST = 400

LEGEND = re.compile(r"\s*(\S+)\s*:\s+(\S+)\s+\[([0-9]{1,9})\]\s*")  # "nor   : normal     [1]"
HEAD = re.compile(r"\s*ID\s+MAC\s.*")
TOTAL = re.compile(r"\s*Total:\s+([0-9]{1,9})\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """One access point; `state` is the legend's word, or the abbreviation that it lacks."""

    name: str
    state: str
    stations: int


@dataclass(frozen=True, slots=True)
class Table:
    """`printed_total` is None where the table was cut; `legend_total` then says of how many."""

    rows: tuple[Row, ...]
    legend_total: int
    printed_total: int | None


def readings(text: str) -> list[Reading]:
    """All access points and their counts; PartialResult for a table that is not whole."""
    table = parse(text)
    points = [reading for row in table.rows for reading in of_row(row)]
    if table.printed_total != len(table.rows):
        said = table.legend_total if table.printed_total is None else table.printed_total
        detail = f"the table is cut short: {len(table.rows)} rows of {said}"
        raise PartialResult(Failure(FailureKind.MALFORMED_REPLY, detail), points)
    return [*points, *counts(table.rows)]


def parse(text: str) -> Table:
    """ProbeError where this is not the table, or not one that the template knows."""
    *lines, unfinished = text.rstrip().split("\n")
    total = TOTAL.fullmatch(unfinished)
    if text.endswith("\n") or total:
        lines.append(unfinished)  # else the cut went through it
    head = next((n for n, line in enumerate(lines) if HEAD.fullmatch(line)), None)
    if head is None:
        raise malformed(f"no table of access points, but {text.strip()[:80]!r}")
    rows = matched(lines[head:])
    legend = [match for line in lines[:head] if (match := LEGEND.fullmatch(line))]
    words = {match[1]: match[2] for match in legend}
    return Table(
        named_once(tuple(row_of(fields, words) for fields in rows)),
        sum(int(match[3]) for match in legend),
        int(total[1]) if total else None,
    )


def matched(table: list[str]) -> list[list[str]]:
    """The rows by ntc-templates' huawei_vrp_display_ap_all, whose last rule refuses the rest."""
    if max(map(len, table)) > LINE_CHARACTERS_AT_MOST:
        raise malformed(f"a line of more than {LINE_CHARACTERS_AT_MOST} characters")
    name = "templates/huawei_vrp_display_ap_all.textfsm"
    with (resources.files("ntc_templates") / name).open(encoding="utf-8") as template:
        machine = textfsm.TextFSM(template)
    try:
        rows: list[list[str]] = machine.ParseText("\n".join(table) + "\n")
    except textfsm.TextFSMError as error:
        raise malformed(f"the table has a line of another kind: {str(error)[-120:]}") from None
    columns = [machine.header.index(column) for column in ("NAME", "STATE", "STA")]
    return [[row[column] for column in columns] for row in rows]


def row_of(fields: list[str], words: Mapping[str, str]) -> Row:
    name, state, stations = fields
    return Row(name, words.get(state, state), int(stations))


def named_once(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    twice = [name for name, times in Counter(row.name for row in rows).items() if times > 1]
    if twice:
        raise malformed(f"access points with the same name: {', '.join(sorted(twice)[:5])}")
    return rows


def of_row(row: Row) -> list[Reading]:
    """Stations only of one that is up: the 0 printed for the others counts nothing."""
    if row.state == UP:
        return [Reading(ACCESS_POINT_UP, True, row.name), stations(row)]
    if row.state in DOWN:
        return [
            Reading(ACCESS_POINT_UP, False, row.name),
            Reading(ACCESS_POINT_STATIONS, None, row.name),
        ]
    unknown = f"state {row.state!r} is in no list of states"
    return [
        Reading(ACCESS_POINT_UP, None, row.name, unknown),
        Reading(ACCESS_POINT_STATIONS, None, row.name, unknown),
    ]


def stations(row: Row) -> Reading:
    if row.stations <= STATIONS_AT_MOST:
        return Reading(ACCESS_POINT_STATIONS, row.stations, row.name)
    rejected = f"{row.stations} stations, more than {STATIONS_AT_MOST}"
    return Reading(ACCESS_POINT_STATIONS, None, row.name, rejected)


def counts(rows: tuple[Row, ...]) -> list[Reading]:
    states = Counter(row.state for row in rows)
    unknown = sum(times for state, times in states.items() if state != UP and state not in DOWN)
    up = Reading(ACCESS_POINTS_UP, states[UP])
    if unknown:
        rejected = f"{unknown} access points are in a state that is in no list of states"
        up = Reading(ACCESS_POINTS_UP, None, rejected=rejected)
    return [Reading(ACCESS_POINTS, len(rows)), up]


def malformed(detail: str) -> ProbeError:
    return ProbeError(FailureKind.MALFORMED_REPLY, detail)
