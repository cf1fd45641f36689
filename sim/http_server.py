"""HTTP of simulated devices: pages that the device gives, sent as its fault wants them."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from sim.faults import SLOW_SECONDS, Fault
from sim.wire import Replies

#: RFC 9110 section 15: a status is 100 to 599, and a client may take any other for a failure.
IMPOSSIBLE_STATUS = 799

#: Handlers that wait are ended after it; zero would mean "wait for ever" to aiohttp.
GRACE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Page:
    """What a device answers to one request."""

    body: bytes
    status: int = HTTPStatus.OK
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[web.BaseRequest], Awaitable[Page]]


class HttpServer:
    """Answers on any number of sockets; each can be closed by itself."""

    def __init__(
        self,
        answer: Answer,
        fault: Callable[[], Fault],
        slow_seconds: float = SLOW_SECONDS,
        seed: str = "",
    ) -> None:
        self._answer = answer
        self._fault = fault
        self._replies = Replies(slow_seconds, seed)
        self._protocols: web.Server | None = None
        self._servers: dict[socket.socket, asyncio.Server] = {}

    async def listen(self, listening: socket.socket) -> None:
        if self._protocols is None:
            # a client that gives up also ends the handler that it waited for
            self._protocols = web.Server(self._respond, handler_cancellation=True)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._protocols, sock=listening)
        self._servers[listening] = server

    def close(self, listening: socket.socket) -> None:
        """Refuses new connections at once; those that are open end with their request."""
        server = self._servers.pop(listening, None)
        if server is None:
            listening.close()
        else:
            server.close()

    async def stop(self) -> None:
        for server in self._servers.values():
            server.close()
        if self._protocols is not None:
            await self._protocols.shutdown(GRACE_SECONDS)
            self._protocols = None
        for server in self._servers.values():
            await server.wait_closed()
        self._servers.clear()

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        page = await self._answer(request)
        fault = self._fault()
        if fault is Fault.SILENT:
            await asyncio.Event().wait()  # until the client goes away or the device stops
        if fault is Fault.SLOW:
            await asyncio.sleep(self._replies.slow_seconds)
        headers = {"Content-Type": page.content_type, **page.headers}
        response = web.Response(body=page.body, status=page.status, headers=headers)
        response.force_close()  # so that a fault meets the next request, and not an old connection
        if fault in (Fault.GARBAGE, Fault.TRUNCATED) and request.transport is not None:
            request.transport.write(self._broken(fault, page))
            request.transport.close()
        return response

    def _broken(self, fault: Fault, page: Page) -> bytes:
        """Truncated: the head promises the whole body, and half of it comes."""
        if fault is Fault.GARBAGE:
            return self._replies.spoiled(fault, page.body)
        head = (
            f"HTTP/1.1 {page.status} Cut\r\nContent-Type: {page.content_type}\r\n"
            f"Content-Length: {len(page.body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + self._replies.spoiled(fault, page.body)
