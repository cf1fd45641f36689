"""The demo: what it prints, how it ends, and that nothing is left behind."""

import asyncio
import io
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from rich.console import Console

from sim.demo import Demo, play
from sim.faults import Fault
from sim.scenario import Event, Scenario, load
from sim.timetable import Living
from tests.conftest import wait_until

FAKE = Path(__file__).with_name("fake_auditor.py")


class Played:
    """A demo with a stand-in for the auditor, and what it printed."""

    def __init__(
        self, folder: Path, mode: str, seconds: float | None, scenario: Scenario | None = None
    ) -> None:
        self.pid_file = folder / "pid"
        self.output = io.StringIO()
        self.demo = Demo(
            scenario or load("minimal"),
            Console(file=self.output, width=200),
            seconds,
            lambda config: [sys.executable, str(FAKE), mode, str(config), str(self.pid_file)],
        )

    @property
    def text(self) -> str:
        return self.output.getvalue()

    def left_behind(self) -> list[str]:
        """The auditor's process and the folder of its configuration, as far as still there."""
        pid, config = self.pid_file.read_text(encoding="utf-8").split(" ", 1)
        return [path for path in (f"/proc/{pid}", config) if Path(path).exists()]


async def test_the_scoreboard_is_printed_and_then_each_verdict_that_changes(
    tmp_path: Path,
) -> None:
    played = Played(tmp_path, "good", 10)
    assert await play(played.demo) == 0
    assert "1 of 2" in played.text
    row = next(line for line in played.text.splitlines() if "bjhei-sect-02-2a" in line)
    assert re.search(r"pass.*3 h.*≥ 2 h.*\+50 %.*reported 1/1", row)
    assert "1 pass" in played.text
    assert re.search(r"scoreboard +http://127\.0\.0\.1:\d+/", played.text)
    assert "/metrics" in played.text
    assert "curl -X PUT" in played.text
    assert played.left_behind() == []
    # the stand-in changes its mind after some questions
    assert re.search(r"bjhei-sect-02-2a +pass → unknown.*ups-dc: timeout", played.text)


async def test_a_campus_that_lives_says_when_it_is_and_how_to_see_a_battery_run_down(
    tmp_path: Path,
) -> None:
    living = {"living": Living(starts_at="Tue 09:00")}
    played = Played(tmp_path, "good", None, load("minimal").model_copy(update=living))
    playing = asyncio.create_task(play(played.demo))
    await wait_until(lambda: "curl" in played.text, 40, "the scoreboard")
    os.kill(os.getpid(), signal.SIGINT)
    assert await playing == 0
    assert "it is Tue 09:00 on the campus, 60 times as fast" in played.text
    assert re.search(r"/devices/ups-dc/state .*ups.on_battery.*lasts 180 minutes", played.text)


async def test_what_the_timeline_does_is_printed_once_the_scoreboard_stands(tmp_path: Path) -> None:
    event = Event(at_seconds=0, device="dns-1", fault=Fault.SLOW)
    scenario = load("minimal").model_copy(update={"timeline": [event]})
    played = Played(tmp_path, "good", None, scenario)
    playing = asyncio.create_task(play(played.demo))
    await wait_until(lambda: "timeline: " in played.text, 20, "the event")
    os.kill(os.getpid(), signal.SIGINT)
    assert await playing == 0
    scoreboard, _, event_line = played.text.partition("timeline: ")
    assert "curl" in scoreboard
    assert event_line.startswith("dns-1 fault = slow")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_it_without_complaint_and_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    played = Played(tmp_path, "good", None)
    playing = asyncio.create_task(play(played.demo))
    await wait_until(lambda: "curl" in played.text, 20, "the scoreboard")
    os.kill(os.getpid(), number)
    assert await playing == 0
    assert played.left_behind() == []
    assert "failed" not in played.text


async def test_an_auditor_that_dies_ends_the_demo_with_its_last_lines(tmp_path: Path) -> None:
    played = Played(tmp_path, "dies", None)
    assert await play(played.demo) == 1
    assert "the auditor ended by itself (exit code 1)" in played.text
    assert "campus-auditor.yaml:3: site.name: a name is missing" in played.text
    assert played.left_behind() == []


async def test_a_traceback_in_the_auditors_log_ends_the_demo(tmp_path: Path) -> None:
    played = Played(tmp_path, "traceback", None)
    assert await play(played.demo) == 1
    assert "the auditor printed a traceback" in played.text
    assert "ZeroDivisionError" in played.text
    assert played.left_behind() == []


async def test_a_demo_in_which_not_all_was_judged_has_failed(tmp_path: Path) -> None:
    played = Played(tmp_path, "never-ready", 3)
    assert await play(played.demo) == 1
    assert "not everything was judged within 3 s" in played.text
    assert played.left_behind() == []
