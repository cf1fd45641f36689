"""Starts a process anew whenever it ends, for where no systemd does; not for ever at that."""

import asyncio
import ctypes
import logging
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

log = logging.getLogger(__name__)

FIRST_WAIT_SECONDS: Final = 0.1
LONGEST_WAIT_SECONDS: Final = 30.0
#: A process that lived so long is well: the next wait is the first again.
WELL_AFTER_SECONDS: Final = 1.0
#: So many short lives in a row are no accident.
SHORT_LIVES_AT_MOST: Final = 10
PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


async def keep(
    command: Sequence[str],
    *,
    well_after_seconds: float = WELL_AFTER_SECONDS,
    short_lives_at_most: int = SHORT_LIVES_AT_MOST,
) -> int:
    """Until SIGTERM, or too many short lives in a row; then the last one's exit status."""
    ending, short_lives = asyncio.Event(), 0
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    while True:
        started_seconds = time.monotonic()
        process = await asyncio.create_subprocess_exec(*command, preexec_fn=_end_with_parent)
        waiting = [asyncio.ensure_future(each) for each in (process.wait(), ending.wait())]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
            if process.returncode is None:
                process.terminate()
                await process.wait()
        if ending.is_set():
            return 0
        well = time.monotonic() - started_seconds >= well_after_seconds
        short_lives = 0 if well else short_lives + 1
        log.warning("%s ended (%s)", command[-1], process.returncode)
        if short_lives >= short_lives_at_most:
            return process.returncode or 1
        wait_seconds = min(FIRST_WAIT_SECONDS * 2 ** max(short_lives - 1, 0), LONGEST_WAIT_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_seconds):
                await ending.wait()
        if ending.is_set():
            return 0


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
