"""The auditor's commands as a person at a shell runs them, and what they leave behind."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.real_campus import SECRETS

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended."""

    exit_code: int | None
    output: str
    errors: str


async def campus_auditor(*arguments: object) -> Ended:
    """Run one command to its end, with the campus' secrets in its environment."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent", *map(str, arguments),
        stdout=PIPE, stderr=PIPE, cwd=ROOT, env={**os.environ, **SECRETS, "COLUMNS": "250"},
    )  # fmt: skip
    try:
        async with asyncio.timeout(90):
            output, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode, output.decode(), errors.decode())
