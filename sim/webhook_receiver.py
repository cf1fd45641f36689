"""A robot that receives notices: it keeps every POST in order of arrival, and answers as told."""

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from http import HTTPStatus
from random import Random
from typing import Final

from aiohttp import web

from sim.faults import SLOW_SECONDS, Fault
from sim.http_server import IMPOSSIBLE_STATUS, HttpServer, Page
from sim.state import of_type
from sim.wire import TCP4, bound, bound_socket

#: A client's own limit for a wait, written as a robot might that has lost its senses.
ABSURD_WAIT: Final = "9" * 40
#: `struct linger` with no time to linger: close() sends RST instead of FIN.
AT_ONCE: Final = struct.pack("ii", 1, 0)
GARBAGE_BYTES: Final = 600


class Misbehaviour(StrEnum):
    """What becomes of one notice instead of being taken and answered with `status`."""

    RESET = "reset"  # the connection is reset in place of an answer; not taken
    SLOW = "slow"  # taken, and answered when the sender has given up
    ANSWER_LOST = "answer_lost"  # taken, and the connection is reset before the answer
    GARBAGE = "garbage"  # taken: 200, and a body that is nothing
    FAILED = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    MOVED = "301"
    MOVED_WITH_METHOD = "308"  # whoever follows it posts there what was posted here
    BAD_REQUEST = "400"
    GONE = "410"
    LATER = "429"  # without Retry-After
    LATER_SECONDS = "429_seconds"
    LATER_DATE = "429_date"
    LATER_ABSURD = "429_absurd"


@dataclass(frozen=True, slots=True)
class Received:
    """One POST as it came; `answer_status` is what it was to be answered with."""

    received_at: datetime
    path: str
    headers: Mapping[str, str]
    body: bytes
    answer_status: int
    misbehaviour: Misbehaviour | None = None

    @property
    def accepted(self) -> bool:
        """Whether the robot took it, though its answer may have been lost."""
        return self.answer_status // 100 == HTTPStatus.OK // 100


class WebhookReceiver:
    """Keeps `received`; a notice is kept also where it is refused or the answer is lost.

    set("status", 503), set("listening", False), set("retry_after_seconds", 2), and
    set("shares", {"502": 0.1, "slow": 0.05}): so often, drawn by the seed, it misbehaves so.
    """

    kind = "webhook"

    def __init__(
        self,
        name: str,
        *,
        status: int = HTTPStatus.OK,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
        seed: int = 0,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self.status = status
        self.shares: dict[Misbehaviour, float] = {}
        self.retry_after_seconds = 1
        self.received: list[Received] = []
        self._arrival = asyncio.Condition()
        self._dice = Random(f"{name} {seed}")
        self._port = port
        self._slow_seconds = slow_seconds
        self._listening: socket.socket | None = None
        self._opening: set[asyncio.Task[None]] = set()
        self._http = HttpServer(self._answer, lambda: self.fault, slow_seconds, name)

    async def start(self) -> None:
        (self._listening,) = bound([TCP4], self._port)
        self.ports = {"http": self._listening.getsockname()[1]}
        await self._http.listen(self._listening)

    async def stop(self) -> None:
        for task in tuple(self._opening):
            await task
        await self._http.stop()
        self._listening = None

    def set(self, path: str, value: object) -> None:
        match path:
            case "status":
                self.status = of_type(int, value, path)
            case "shares":
                self.shares = _shares(value)
            case "retry_after_seconds":
                self.retry_after_seconds = of_type(int, value, path)
            case "listening":
                self._listen(of_type(bool, value, path))
            case _:
                raise KeyError(path)

    def accepted(self) -> list[Received]:
        return [each for each in self.received if each.accepted]

    async def arrived(self, count: int) -> list[Received]:
        """Wait until so many have come, counted from the start; returns all of them."""
        async with self._arrival:
            await self._arrival.wait_for(lambda: len(self.received) >= count)
            return list(self.received)

    def _listen(self, wanted: bool) -> None:
        if self._listening is not None and not wanted:
            self._http.close(self._listening)
            self._listening = None
        elif self._listening is None and wanted and self.ports:
            # The kernel queues connections from here on; the task only begins to accept them.
            self._listening = bound_socket(TCP4, self.ports["http"])
            task = asyncio.create_task(self._http.listen(self._listening))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _answer(self, request: web.BaseRequest) -> Page:
        if request.method != "POST":
            return Page(b"", HTTPStatus.METHOD_NOT_ALLOWED, "text/plain")
        body = await request.read()
        misbehaviour = self._drawn()
        page = self._page(misbehaviour)
        headers = {name.lower(): text for name, text in request.headers.items()}
        self.received.append(
            Received(datetime.now(UTC), request.path, headers, body, page.status, misbehaviour)
        )
        async with self._arrival:
            self._arrival.notify_all()
        if misbehaviour is Misbehaviour.SLOW:
            await asyncio.sleep(self._slow_seconds)
        if misbehaviour in (Misbehaviour.RESET, Misbehaviour.ANSWER_LOST):
            _reset(request.transport)
            await asyncio.Event().wait()  # until the lost connection ends us
        return page

    def _drawn(self) -> Misbehaviour | None:
        drawn = self._dice.random()
        for misbehaviour, share in self.shares.items():
            drawn -= share
            if drawn < 0:
                return misbehaviour
        return None

    def _page(self, misbehaviour: Misbehaviour | None) -> Page:
        status = IMPOSSIBLE_STATUS if self.fault is Fault.WRONG_VALUE else self.status
        headers: dict[str, str] = {}
        match misbehaviour:
            case None | Misbehaviour.SLOW | Misbehaviour.ANSWER_LOST:
                pass
            case Misbehaviour.GARBAGE:
                return Page(self._dice.randbytes(GARBAGE_BYTES), HTTPStatus.OK, "no/type")
            case Misbehaviour.RESET:
                status = HTTPStatus.SERVICE_UNAVAILABLE  # which it never gets to say
            case _:
                number, _, wait = misbehaviour.value.partition("_")
                status, headers = int(number), self._wait(wait)
        if status // 100 == HTTPStatus.MULTIPLE_CHOICES // 100:
            headers["Location"] = "/elsewhere"
        return Page(b'{"errcode": 0, "errmsg": "ok"}', status, "application/json", headers)

    def _wait(self, how: str) -> dict[str, str]:
        if not how:
            return {}
        at = datetime.now(UTC) + timedelta(seconds=self.retry_after_seconds)
        said = {
            "seconds": str(self.retry_after_seconds),
            "date": format_datetime(at, usegmt=True),
            "absurd": ABSURD_WAIT,
        }
        return {"Retry-After": said[how]}


def _shares(value: object) -> dict[Misbehaviour, float]:
    """Raises ValueError for what is no misbehaviour, or more than all."""
    given = of_type(dict[str, float], value, "shares")
    shares = {Misbehaviour(name): share for name, share in given.items()}
    if min(shares.values(), default=0) < 0 or sum(shares.values()) > 1:
        raise ValueError(f"shares: expected parts of 1, not {given}")
    return shares


def _reset(transport: asyncio.Transport | None) -> None:
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    transport.abort()
