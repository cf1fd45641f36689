"""Run an independent client and read what it printed."""

import asyncio
from dataclasses import dataclass

from tests.conftest import require_peer

#: What net-snmp's first client on a machine says of the place where it keeps its state.
FIRST = "Created directory: "


@dataclass(frozen=True, slots=True)
class Ended:
    """What a program left: its exit status and all that it printed, errors last."""

    status: int
    text: str


async def run(program: str, *arguments: str | int, stdin: bytes = b"") -> Ended:
    """Skips the test where the program is not installed; fails after ten seconds."""
    process = await asyncio.create_subprocess_exec(
        require_peer(program),
        *map(str, arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(10):
            printed, complaints = await process.communicate(stdin)
    except TimeoutError:
        process.kill()
        await process.communicate()
        raise
    lines = (printed + complaints).decode("utf-8", "replace").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(FIRST))
    return Ended(process.returncode or 0, text)
