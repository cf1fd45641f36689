"""What the table of access points says, and when it is not believed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.failure import FailureKind, ProbeError
from collectors.probe import PartialResult
from collectors.quantities import (
    ACCESS_POINT_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINTS,
    ACCESS_POINTS_UP,
)
from collectors.reading import Quantity, Reading
from collectors.ssh.access_points import LINE_CHARACTERS_AT_MOST, readings

LEGEND = {
    "cmt": "committing",
    "cmtfa": "commit-failed",
    "cfg": "config",
    "cfgfa": "config-failed",
    "download": "download",
    "fault": "fault",
    "idle": "idle",
    "nor": "normal",
    "stdby": "standby",
    "vmiss": "ver-mismatch",
    "warp": "warped",
}
HEAD = "ID    MAC            Name    Group   IP  Type  State  STA  Uptime  ExtraInfo Scene"
RULE = "-" * 100


def row(name: str, state: str = "nor", stations: int = 3, number: int = 0) -> str:
    mac = f"aaaa-bbbb-{number:04x}"
    return f"{number}     {mac} {name}  default 10.0.0.1 AP-1 {state}  {stations}  1D:2H - -"


def table(*rows: str, total: int | None = None) -> str:
    legend = [
        f"{short:<6}: {word:<15} [{sum(f' {short} ' in row for row in rows)}]"
        for short, word in LEGEND.items()
        if any(f" {short} " in row for row in rows)
    ]
    said = len(rows) if total is None else total
    lines = ["Total AP information:", *legend, RULE, HEAD, RULE, *rows, RULE, f"Total: {said}"]
    return "\n".join(lines) + "\n"


def of(got: list[Reading], quantity: Quantity, instance: str = "") -> Reading:
    (reading,) = [r for r in got if r.quantity is quantity and r.instance == instance]
    return reading


def test_normal_is_up_and_has_stations() -> None:
    got = readings(table(row("AP-A101", "nor", 17)))
    assert of(got, ACCESS_POINT_UP, "AP-A101").value is True
    assert of(got, ACCESS_POINT_STATIONS, "AP-A101").value == 17


@pytest.mark.parametrize("state", [short for short in LEGEND if short not in {"nor", "warp"}])
def test_every_other_state_of_the_documentation_is_down_and_counts_no_stations(state: str) -> None:
    got = readings(table(row("AP-A101", state, 0), row("AP-A102", "nor", 1, 1)))
    assert of(got, ACCESS_POINT_UP, "AP-A101").value is False
    assert of(got, ACCESS_POINT_STATIONS, "AP-A101") == Reading(
        ACCESS_POINT_STATIONS, None, "AP-A101"
    )
    assert of(got, ACCESS_POINTS).value == 2
    assert of(got, ACCESS_POINTS_UP).value == 1


@pytest.mark.parametrize("state", ["warp", "not-in-the-legend"])
def test_a_state_that_nobody_knows_is_rejected_and_the_count_of_those_up_too(state: str) -> None:
    got = readings(table(row("AP-A101", state), row("AP-A102", "nor", 1, 1)))
    assert "in no list of states" in of(got, ACCESS_POINT_UP, "AP-A101").rejected
    assert "in no list of states" in of(got, ACCESS_POINT_STATIONS, "AP-A101").rejected
    assert "1 access points" in of(got, ACCESS_POINTS_UP).rejected
    assert of(got, ACCESS_POINTS).value == 2
    assert of(got, ACCESS_POINT_UP, "AP-A102").value is True


def test_more_stations_than_can_be_are_rejected() -> None:
    got = readings(table(row("AP-A101", "nor", 99_999_999)))
    assert "99999999 stations" in of(got, ACCESS_POINT_STATIONS, "AP-A101").rejected
    assert of(got, ACCESS_POINT_UP, "AP-A101").value is True


def test_a_controller_without_access_points_counts_none() -> None:
    got = readings(table())
    assert [(r.quantity, r.value) for r in got] == [(ACCESS_POINTS, 0), (ACCESS_POINTS_UP, 0)]


@pytest.mark.parametrize("total", [0, 1, 3, 20])
def test_rows_that_are_not_as_many_as_the_total_are_only_partial(total: int) -> None:
    with pytest.raises(PartialResult) as raised:
        readings(table(row("AP-1"), row("AP-2", number=1), total=total))
    assert raised.value.failure.kind is FailureKind.MALFORMED_REPLY
    assert f"2 rows of {total}" in raised.value.failure.detail
    assert {r.instance for r in raised.value.readings} == {"AP-1", "AP-2"}


def test_a_table_without_its_end_says_how_many_there_should_be() -> None:
    cut = table(row("AP-1"), row("AP-2", "fault", 0, 1)).partition("\n1 ")[0] + "\n"
    with pytest.raises(PartialResult, match="1 rows of 2"):
        readings(cut)


MALFORMED = {
    "nothing": "",
    "only blanks": " \n \n",
    "a sentence": "Info: nothing here\n",
    "a legend only": table().partition(RULE)[0],
    "a line of another kind": table(row("AP-1"), "%% log message in between"),
    "a column more": table(row("AP-1") + " extra extra2"),
    "a column less": table(row("AP-1").removesuffix(" - -")),
    "stations that are no number": table(row("AP-1").replace("  3  ", "  three  ")),
    "the same name twice": table(row("AP-1"), row("AP-1", number=1)),
    "an endless line": table(row("A" * LINE_CHARACTERS_AT_MOST)),
    "other columns": table(row("AP-1")).replace("STA  Uptime", "Uptime  STA"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_not_the_table_gives_no_reading_at_all(case: str) -> None:
    with pytest.raises(ProbeError) as raised:
        readings(MALFORMED[case])
    assert raised.value.kind is FailureKind.MALFORMED_REPLY


@given(st.text(alphabet=" -1ab:\n", max_size=400))
def test_no_text_behind_the_heading_passes_for_a_whole_table(text: str) -> None:
    with pytest.raises((ProbeError, PartialResult)):
        readings(f"{HEAD}\n{text}")


@pytest.mark.parametrize("filler", [" ", "b ", "- ", "b", "b 1 ", "-"])
def test_a_hostile_line_costs_no_time(filler: str) -> None:
    line = ("1 aaaa " + filler * LINE_CHARACTERS_AT_MOST)[:LINE_CHARACTERS_AT_MOST]
    start_seconds = time.perf_counter()
    with pytest.raises((ProbeError, PartialResult)):
        readings(table(line, line))
    assert time.perf_counter() - start_seconds < 0.5
