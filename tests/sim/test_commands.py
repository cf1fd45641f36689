"""The commands of `campus-sim`, as a user calls them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession
from click.testing import CliRunner

from sim.__main__ import main
from sim.generator import SIZES, generated
from sim.scenario import load


async def test_a_campus_runs_until_ctrl_c(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sim", "run", "minimal", "--write-config", str(tmp_path),
        stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    lines: list[str] = []
    while not (lines and lines[-1].startswith("control: ")):
        line = await process.stdout.readline()
        assert line, lines
        lines.append(line.decode().rstrip())
    assert any(line.split()[:2] == ["ups-cctv", "upsd"] for line in lines)
    assert f"configuration: {tmp_path / 'campus-auditor.yaml'}" in lines
    async with (
        ClientSession() as session,
        session.get(lines[-1].removeprefix("control: ") + "/devices") as response,
    ):
        assert response.status == 200
    process.send_signal(signal.SIGINT)
    _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


REFUSED = {
    "a scenario that there is not": (["demo", "--scenario", "nowhere"], "nowhere: No such file"),
    "a time that is none": (["demo", "--duration", "soon"], "neither a number nor `none`"),
    "no time at all": (["demo", "--duration", "0"], "longer than 0 s"),
    "a time without end": (["demo", "--duration", "inf"], "longer than 0 s, and not for ever"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_wrong_usage_is_refused_with_exit_code_2(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert message in result.output


async def test_a_certificate_that_is_stopped_leaves_nothing_running(tmp_path: Path) -> None:
    """SIGTERM, as a supervisor sends it: campus and auditor go with the command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sim", "certify", "--size", "school",
        stdout=PIPE, stderr=PIPE, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    started: list[Path] = []
    async with asyncio.timeout(60):
        while not started:
            await asyncio.sleep(0.1)
            started = running_below(tmp_path)
    process.send_signal(signal.SIGTERM)
    _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (130, b"told to stop: no certificate\n")
    assert not running_below(tmp_path)
    assert files_in(tmp_path) == []


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def running_below(folder: Path) -> list[Path]:
    """Processes whose command line names a file below the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and str(folder).encode() in (entry / "cmdline").read_bytes():
                found.append(entry)
    return found


@pytest.mark.parametrize("size", SIZES)
def test_a_campus_is_drawn_and_can_be_loaded(size: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    result = CliRunner().invoke(main, ["generate", "--size", size, "--seed", "5", str(path)])
    assert (result.exit_code, result.output.split(":")[0]) == (0, str(path))
    assert load(path) == generated(size, 5)


def test_a_size_beside_a_scenario_is_refused() -> None:
    result = CliRunner().invoke(main, ["certify", "--size", "school", "--scenario", "demo"])
    assert result.exit_code == 2
    assert "a scenario has its own size" in result.output
