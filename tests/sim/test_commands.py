"""The commands of `campus-sim`, as a user calls them."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from aiohttp import ClientSession
from click.testing import CliRunner

from sim.__main__ import main
from sim.faults import Fault


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


def test_faults_and_devices_are_listed() -> None:
    result = CliRunner().invoke(main, ["faults", "--scenario", "minimal"])
    assert result.exit_code == 0
    words = [line.split()[0] for line in result.output.splitlines() if line]
    assert words[: len(Fault)] == [fault.value for fault in Fault]
    assert "wlc-1" in words


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
