"""The auditor as a user runs it: a process of its own, seen through its log and its HTTP port."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

LISTENING = re.compile(r"listening on (http://[^\s\"']+)")
TRACEBACK = "Traceback (most recent call last)"

LAST_LINES = 40
LINE_BYTES = 1 << 20  # a longer line of the log is a fault of the auditor's
STOP_SECONDS = 20.0  # then it is killed


class AuditorFailed(Exception):
    """The auditor died, printed a traceback, or did not do its work in time."""


class Auditor:
    """A running auditor: its address once it listens, and the last lines that it printed."""

    def __init__(self, process: Process, hear: Callable[[str], None] = lambda _: None) -> None:
        self.url: str | None = None
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self.traceback = False
        self._hear = hear
        self._process = process
        self._reading = asyncio.create_task(self._read(), name="the auditor's log")

    @property
    def pid(self) -> int:
        return self._process.pid

    async def check(self) -> None:
        """Raises AuditorFailed when the auditor is gone, or has printed a traceback."""
        if self._process.returncode is not None:
            await self._reading
            raise AuditorFailed(f"the auditor ended by itself ({self._end()})")
        if self.traceback:
            raise AuditorFailed("the auditor printed a traceback")

    async def end(self) -> None:
        """Stop it by its pid, and read its log to the end."""
        if self._process.returncode is None:
            self._process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        finally:
            await self._reading

    def failed_end(self) -> AuditorFailed | None:
        """What was wrong with the way that the auditor, told to stop, ended."""
        if self.traceback:
            return AuditorFailed("the auditor printed a traceback")
        if self._process.returncode == -signal.SIGKILL:
            return AuditorFailed(f"the auditor did not stop within {STOP_SECONDS:g} s")
        if self._process.returncode:
            return AuditorFailed(f"the auditor did not end in good order ({self._end()})")
        return None

    def _end(self) -> str:
        code = self._process.returncode or 0
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    async def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - started with PIPE
        while line := await self._process.stdout.readline():
            text = line.decode("utf-8", "replace").rstrip()
            self.last_lines.append(text)
            self._hear(text)
            self.traceback = self.traceback or TRACEBACK in text
            if self.url is None and (found := LISTENING.search(text)):
                self.url = found[1].rstrip("/")


def command(config: Path) -> list[str]:
    return [sys.executable, "-m", "agent", "run", "--config", str(config)]


@asynccontextmanager
async def started(
    arguments: Sequence[str], hear: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Auditor]:
    """The auditor while the block runs; whatever happens, the process is gone afterwards. `hear`
    is given each line of its log.

    It gets a session of its own: Ctrl-C in a terminal reaches all processes of a session's
    foreground group, and the auditor shall be stopped once, by us.
    """
    process = await asyncio.create_subprocess_exec(
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        limit=LINE_BYTES,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    auditor = Auditor(process, hear)
    try:
        yield auditor
    finally:
        await auditor.end()
