"""A robot that receives notices: it keeps every POST in order of arrival, and answers as told."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import web

from sim.faults import SLOW_SECONDS, Fault
from sim.http_server import IMPOSSIBLE_STATUS, HttpServer, Page
from sim.state import of_type
from sim.wire import TCP4, bound


@dataclass(frozen=True, slots=True)
class Received:
    """One POST as it came; `answer_status` is what it was to be answered with."""

    received_at: datetime
    path: str
    headers: Mapping[str, str]
    body: bytes
    answer_status: int


class WebhookReceiver:
    """Keeps `received`. set("status", 503); a notice is kept also where the answer is lost."""

    kind = "webhook"

    def __init__(
        self,
        name: str,
        *,
        status: int = HTTPStatus.OK,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self.status = status
        self.received: list[Received] = []
        self._arrival = asyncio.Condition()
        self._port = port
        self._http = HttpServer(self._answer, lambda: self.fault, slow_seconds, name)

    async def start(self) -> None:
        (listening,) = bound([TCP4], self._port)
        self.ports = {"http": listening.getsockname()[1]}
        await self._http.listen(listening)

    async def stop(self) -> None:
        await self._http.stop()

    def set(self, path: str, value: object) -> None:
        if path != "status":
            raise KeyError(path)
        self.status = of_type(int, value, path)

    async def arrived(self, count: int) -> list[Received]:
        """Wait until so many have come, counted from the start; returns all of them."""
        async with self._arrival:
            await self._arrival.wait_for(lambda: len(self.received) >= count)
            return list(self.received)

    async def _answer(self, request: web.BaseRequest) -> Page:
        if request.method != "POST":
            return Page(b"", HTTPStatus.METHOD_NOT_ALLOWED, "text/plain")
        status = IMPOSSIBLE_STATUS if self.fault is Fault.WRONG_VALUE else self.status
        body = await request.read()
        headers = {name.lower(): text for name, text in request.headers.items()}
        self.received.append(Received(datetime.now(UTC), request.path, headers, body, status))
        async with self._arrival:
            self._arrival.notify_all()
        return Page(b'{"errcode": 0, "errmsg": "ok"}', status, "application/json")
