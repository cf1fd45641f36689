"""A portal on IPv4 and IPv6: one port number, pages that can change, and an IPv6 side to close."""

import asyncio
import socket
from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from sim.faults import SLOW_SECONDS, Fault
from sim.http_server import IMPOSSIBLE_STATUS, HttpServer, Page
from sim.state import assign, of_type, split
from sim.wire import TCP4, TCP6, bound, bound_socket


@dataclass(slots=True)
class WebPage:
    """One path of the site."""

    status: int = HTTPStatus.OK
    html: str = "<!doctype html><html><title>Portal</title><body>Welcome</body></html>"


class WebServer:
    """Serves `pages`, path -> page.

    set("pages./.status", 503), set("pages./.html", ""), set("listen_ipv6", False).
    """

    kind = "web"

    def __init__(
        self,
        name: str,
        pages: dict[str, WebPage] | None = None,
        *,
        listen_ipv6: bool = True,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        given = {"/": WebPage()} if pages is None else pages
        self.pages = {path: replace(page) for path, page in given.items()}
        self.listen_ipv6 = listen_ipv6
        self._port = port
        self._ipv6: socket.socket | None = None
        self._opening: set[asyncio.Task[None]] = set()
        self._http = HttpServer(self._answer, lambda: self.fault, slow_seconds, name)

    async def start(self) -> None:
        # both are bound, so that the port stays ours where IPv6 is to come later
        ipv4, ipv6 = bound([TCP4, TCP6], self._port)
        self.ports = {"http": ipv4.getsockname()[1]}
        await self._http.listen(ipv4)
        if self.listen_ipv6:
            self._ipv6 = ipv6
            await self._http.listen(ipv6)
        else:
            ipv6.close()

    async def stop(self) -> None:
        for task in tuple(self._opening):
            await task
        await self._http.stop()
        self._ipv6 = None

    def set(self, path: str, value: object) -> None:
        if path == "listen_ipv6":
            self._listen_ipv6(of_type(bool, value, path))
            return
        kind, page, field = split(path)
        if kind != "pages" or page not in self.pages:
            raise KeyError(path)
        assign(self.pages[page], field, value, path)

    def _listen_ipv6(self, wanted: bool) -> None:
        self.listen_ipv6 = wanted
        if not self.ports:
            return  # not started yet
        if self._ipv6 is not None and not wanted:
            self._http.close(self._ipv6)
            self._ipv6 = None
        elif self._ipv6 is None and wanted:
            # The kernel queues connections from here on; the task only begins to accept them.
            self._ipv6 = bound_socket(TCP6, self.ports["http"])
            task = asyncio.create_task(self._http.listen(self._ipv6))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _answer(self, request: web.BaseRequest) -> Page:
        page = self.pages.get(request.path)
        if page is None:
            return Page(b"<!doctype html><title>Not found</title>", HTTPStatus.NOT_FOUND)
        wrong = self.fault is Fault.WRONG_VALUE
        return Page(page.html.encode(), IMPOSSIBLE_STATUS if wrong else page.status)
