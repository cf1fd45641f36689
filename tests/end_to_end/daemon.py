"""The auditor as a real process, for tests: started, asked, killed, started again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp

from sim.auditor import Auditor, command, started

#: A start imports every library and migrates the store; a busy two-core machine takes its time.
START_SECONDS = 60.0

Json: TypeAlias = Any  # what json.loads gives


@dataclass(slots=True)
class Daemon:
    """One running `campus-auditor run`."""

    process: Auditor
    url: str
    session: aiohttp.ClientSession

    async def audit(self, depth: str = "evidence") -> Json:
        """The audit as it stands. Raises aiohttp's errors and their status."""
        async with self.session.get(f"{self.url}/api/v1/audit?depth={depth}") as response:
            response.raise_for_status()
            return await response.json()

    async def text(self, path: str) -> str:
        async with self.session.get(self.url + path) as response:
            response.raise_for_status()
            return await response.text()

    async def ready(self, seconds: float = 60.0) -> None:
        """Return once every probe has ended a round and everything was judged after it."""
        async with asyncio.timeout(seconds):
            while True:
                with suppress(aiohttp.ClientResponseError):
                    await self.text("/-/ready")
                    return
                await asyncio.sleep(0.05)

    async def outcomes(self) -> dict[str, str]:
        """Clause id to outcome; ids are unique over all standards."""
        clauses = (await self.audit("clauses"))["clauses"]
        return {clause["id"]: clause["outcome"] for clause in clauses}

    def kill(self) -> None:
        """At once, as the kernel would when memory runs out."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)


@asynccontextmanager
async def running(
    config: Path,
    hear: Callable[[str], None] = lambda _: None,
    start_seconds: float = START_SECONDS,
) -> AsyncIterator[Daemon]:
    """The daemon on a configuration; at the end of the block it is stopped, if it still runs.
    `hear` is given each line of its log."""
    async with started(command(config), hear) as process, aiohttp.ClientSession() as session:
        async with asyncio.timeout(start_seconds):
            while process.url is None:
                await process.check()
                await asyncio.sleep(0.02)
        yield Daemon(process, process.url, session)
