"""A broken configuration never starts the daemon, and says what is wrong on standard error."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.agent.expected_faults import EXPECTED

BROKEN = Path(__file__).parents[1] / "agent" / "broken_configs"


async def started(config: Path) -> tuple[int | None, str]:
    """Exit code and standard error of `campus-auditor run`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent", "run", "--config", str(config), stderr=PIPE, stdout=PIPE
    )
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    assert output == b""
    return process.returncode, errors.decode()


@pytest.mark.parametrize("name", sorted(EXPECTED))
async def test_the_daemon_refuses_it_with_file_and_line(name: str, tmp_path: Path) -> None:
    config = BROKEN / f"{name}.yaml"
    before = set(BROKEN.iterdir())
    code, errors = await started(config)
    assert code == 2
    told = errors.replace(f"{BROKEN}/", "").splitlines()
    for fault in EXPECTED[name]:
        assert f"{config.name}:{fault}" in told
    assert "Traceback" not in errors
    assert "listening" not in errors
    assert set(BROKEN.iterdir()) == before  # no store was made


async def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    code, errors = await started(tmp_path / "nowhere.yaml")
    assert code == 2
    assert str(tmp_path / "nowhere.yaml") in errors
