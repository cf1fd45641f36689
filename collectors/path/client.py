"""The daemon's side of the path helper: one ask over one connection, believed only if it fits."""

import asyncio
import secrets
import time
from asyncio import IncompleteReadError
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from collectors.path.options import SPARE_SECONDS
from collectors.path.protocol import (
    DEADLINE_AT_MOST_SECONDS,
    FRAME_BYTES_AT_MOST,
    Answer,
    Ask,
    Cause,
    DhcpServersTold,
    EchoTold,
    FrameError,
    HoldersTold,
    MtuTold,
    RoutersTold,
    Told,
    TraceTold,
    What,
    frame,
    misfit,
    read_frame,
)

#: A helper that was killed is back within a second; who waits longer holds up the round.
WAITS_SECONDS: Final = (0.1, 0.2, 0.4)
#: What the helper is given beyond what it says, to say it.
MARGIN_SECONDS: Final = 1.0

Kind = TypeVar("Kind", EchoTold, TraceTold, MtuTold, DhcpServersTold, RoutersTold, HoldersTold)


class Unmeasured(Exception):
    """Why there is no answer. `helper_lacks`: another way to measure may still be open; else the
    helper could ask, and this host has no way to ask by. `lost`: the helper is not there."""

    def __init__(self, why: str, *, helper_lacks: bool = True, lost: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.helper_lacks = helper_lacks
        self.lost = lost


class HelperOfRound:
    """The helper for one round: once it is lost it is not waited for again, so that a round whose
    helper hangs still ends in its time and tells what needs none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lost: str = ""

    async def measured(self, what: What, seconds: float, kind: type[Kind]) -> Kind:
        """The helper's answer, for which it has so long. Raises Unmeasured."""
        told = await self._told(what, seconds + SPARE_SECONDS)
        assert isinstance(told, kind)  # noqa: S101 - the client believes no other
        return told

    async def _told(self, what: What, seconds: float) -> Told:
        if self._lost:
            raise Unmeasured(self._lost, lost=True)
        try:
            return await ask(self._path, what, seconds)
        except Unmeasured as error:
            self._lost = error.why if error.lost else self._lost
            raise


async def ask(path: Path, what: What, seconds: float) -> Told:
    """Raises Unmeasured; `seconds` are the helper's, waits for one that is being started anew
    and a second's grace come on top."""
    for wait_seconds in (*WAITS_SECONDS, None):
        try:
            async with asyncio.timeout(seconds + MARGIN_SECONDS):
                return await _asked(path, what, min(seconds, DEADLINE_AT_MOST_SECONDS))
        except TimeoutError:
            why = f"the path helper was silent for {seconds + MARGIN_SECONDS:g} s"
            raise Unmeasured(why, lost=True) from None
        except PermissionError as error:
            raise Unmeasured(f"the path helper may not be asked: {error}") from None
        except (FrameError, ValidationError) as error:
            why = str(error).splitlines()[0]
            raise Unmeasured(f"the path helper's answer is none: {why}") from None
        except (OSError, IncompleteReadError) as error:
            if wait_seconds is None:
                why = f"the path helper at {path} {_gone(error)}"
                raise Unmeasured(why, lost=True) from None
            await asyncio.sleep(wait_seconds)
    raise AssertionError("the last try returns or raises")


def _gone(error: OSError | IncompleteReadError) -> str:
    if isinstance(error, IncompleteReadError | ConnectionResetError | BrokenPipeError):
        return "ended while it was asked"
    return f"is not there: {error.strerror or error}"


async def _asked(path: Path, what: What, seconds: float) -> Told:
    started_seconds = time.monotonic()
    number = secrets.randbits(62)
    reader, writer = await asyncio.open_unix_connection(path, limit=FRAME_BYTES_AT_MOST)
    try:
        writer.write(frame(Ask(number=number, deadline_seconds=seconds, what=what)))
        answer = Answer.model_validate_json(await read_frame(reader))
    finally:
        writer.transport.abort()
    if answer.refusal is not None:
        if answer.refusal.cause is Cause.THIS_HOST:
            why = f"this host cannot ask: {answer.refusal.detail}"
            raise Unmeasured(why, helper_lacks=False)
        raise Unmeasured(f"the path helper refuses: {answer.refusal.detail}")
    if answer.number != number or answer.told is None:
        raise FrameError("it is to another ask")
    wrong = misfit(what, answer.told, time.monotonic() - started_seconds)
    if wrong:
        raise FrameError(wrong)
    return answer.told
