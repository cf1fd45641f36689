"""Pages are read in a process of their own: one that would take for ever, or all memory, takes that
process with it and nothing else (W5 of the fault list)."""

import asyncio
import json
import resource
import signal
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import BinaryIO, Final, Self

from collectors.failure import FailureKind, ProbeError
from collectors.portal.page import Page, difference, read

#: Of the processor: a page of 2 MiB with 36,000 links takes 0.1 s; one that nests a million tags
#: was not read in ten minutes.
READ_SECONDS: Final = 2.0
#: By the clock, times that: on a busy machine a page waits, and is not to be blamed for it.
PATIENCE: Final = 30
MEMORY_BYTES: Final = 512 * 1_048_576
LENGTH: Final = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Document:
    """What a server gave as a page."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Read:
    """`difference` is the share of text by which another document differs, where there was one."""

    page: Page
    difference: float | None = None


class PageWorker:
    """Reads one page after the other; the process starts with the first and anew after a kill."""

    def __init__(self, seconds: float = READ_SECONDS) -> None:
        self._seconds = seconds
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._end()

    @property
    def process_id(self) -> int | None:
        """None before the first page, and after a kill."""
        return None if self._process is None else self._process.pid

    async def read(self, document: Document, other: Document | None = None) -> Read:
        """Raises ProbeError (`too_large`) where the page cannot be read within its limits."""
        async with self._turn:
            process = self._process or await self._start()
            patience_seconds = self._seconds * PATIENCE
            try:
                async with asyncio.timeout(patience_seconds):
                    return await _asked(process, [document, *([other] if other else [])])
            except TimeoutError:
                detail = f"the page could not be read within {patience_seconds:g} s"
                await self._end()
            except (asyncio.IncompleteReadError, ConnectionError):
                too_long = await process.wait() == -signal.SIGPROF
                await self._end()
                limit = f"{self._seconds:g} s of the processor" if too_long else "the memory"
                detail = f"the page could not be read within {limit} that is allowed"
            except BaseException:
                await self._end()  # half an answer may still be on its way
                raise
        raise ProbeError(FailureKind.TOO_LARGE, detail)

    async def _start(self) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", __name__, str(self._seconds)),
            stdin=PIPE,
            stdout=PIPE,
            start_new_session=True,
        )
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def _asked(process: Process, documents: Sequence[Document]) -> Read:
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    head = json.dumps([[len(each.body), each.content_type] for each in documents]).encode()
    process.stdin.write(LENGTH.pack(len(head)) + head)
    for document in documents:
        process.stdin.write(document.body)
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    told = json.loads(await process.stdout.readexactly(length))
    page = told["page"]
    return Read(Page(**{**page, "links": tuple(page["links"])}), told["difference"])


def _serve(asked: BinaryIO, told: BinaryIO, seconds: float) -> None:
    """The worker's own side, until its master goes; a page that takes too long ends it (SIGPROF
    comes by processor time)."""
    while len(size := asked.read(LENGTH.size)) == LENGTH.size:
        head = json.loads(asked.read(*LENGTH.unpack(size)))
        documents = [Document(asked.read(length), kind) for length, kind in head]
        signal.setitimer(signal.ITIMER_PROF, seconds)
        pages = [read(each.body, each.content_type) for each in documents]
        differs = difference(pages[0].text, pages[1].text) if len(pages) > 1 else None
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer = json.dumps({"page": asdict(pages[0]), "difference": differs}).encode()
        told.write(LENGTH.pack(len(answer)) + answer)
        told.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(KeyboardInterrupt, BrokenPipeError):
        _serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))
