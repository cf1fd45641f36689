"""A portal on IPv4 and IPv6: pages that can change, on hosts of which each has a port number of its
own, and an IPv6 side to close."""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from sim.faults import SLOW_SECONDS, Fault
from sim.http_server import IMPOSSIBLE_STATUS, HttpServer, Page
from sim.pages import FAMILY, with_ports
from sim.state import assign, of_type, split
from sim.wire import TCP4, TCP6, bound, bound_socket

#: By which the portal's own host goes among the ports; the others go by their names.
OWN = "http"


@dataclass(slots=True)
class WebPage:
    """One path of the site; over IPv6 it may be empty, or another page."""

    status: int = HTTPStatus.OK
    html: str = "<!doctype html><html><title>Portal</title><body>Welcome</body></html>"
    empty_over_ipv6: bool = False
    html_over_ipv6: str | None = None

    def body(self, family: str) -> str:
        html = self.html
        if family == "IPv6" and self.html_over_ipv6 is not None:
            html = self.html_over_ipv6
        if family == "IPv6" and self.empty_over_ipv6:
            html = ""
        return html.replace(FAMILY, family)


@dataclass(slots=True)
class WebHost:
    """Where one host of the site listens; without `ipv6` a connection over it is refused."""

    listen_ipv6: bool = True
    port: int = 0
    ipv6: socket.socket | None = None


class WebServer:
    """Serves `pages`, path -> page; those of further hosts by `//host/path`. `host` is the name of
    its own. Links to a host lead to the port at which it is reached from outside.

    set("pages./.status", 503), set("pages./.html", ""), set("pages./.empty_over_ipv6", True),
    set("pages.//lib.example.edu/.html_over_ipv6", "<p>It works!"), set("listen_ipv6", False),
    set("hosts.lib.example.edu.listen_ipv6", False).
    """

    kind = "web"

    def __init__(  # noqa: PLR0913 - what a site is
        self,
        name: str,
        pages: Mapping[str, WebPage] | None = None,
        *,
        host: str = "",
        listen_ipv6: bool = True,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self.outside_ports: Mapping[str, int] = self.ports
        given = {"/": WebPage()} if pages is None else pages
        self.pages = {path: replace(page) for path, page in given.items()}
        further = {path[2:].partition("/")[0] for path in given if path.startswith("//")}
        self.hosts = {OWN: WebHost(listen_ipv6, port)} | {each: WebHost() for each in further}
        self._host = host
        self._opening: set[asyncio.Task[None]] = set()
        self._http = HttpServer(self._answer, lambda: self.fault, slow_seconds, name)

    async def start(self) -> None:
        for name, host in self.hosts.items():
            # both are bound, so that the port stays ours where IPv6 is to come later
            ipv4, ipv6 = bound([TCP4, TCP6], host.port)
            self.ports[name] = ipv4.getsockname()[1]
            await self._http.listen(ipv4)
            if host.listen_ipv6:
                host.ipv6 = ipv6
                await self._http.listen(ipv6)
            else:
                ipv6.close()

    async def stop(self) -> None:
        for task in tuple(self._opening):
            await task
        await self._http.stop()
        for host in self.hosts.values():
            host.ipv6 = None

    def set(self, path: str, value: object) -> None:
        if path == "listen_ipv6":
            self._listen_ipv6(OWN, of_type(bool, value, path))
            return
        kind, name, field = split(path)
        if kind == "hosts" and name in self.hosts and name != OWN and field == "listen_ipv6":
            self._listen_ipv6(name, of_type(bool, value, path))
            return
        if kind != "pages" or name not in self.pages:
            raise KeyError(path)
        assign(self.pages[name], field, value, path)

    def _listen_ipv6(self, name: str, wanted: bool) -> None:
        host = self.hosts[name]
        host.listen_ipv6 = wanted
        if not self.ports:
            return  # not started yet
        if host.ipv6 is not None and not wanted:
            self._http.close(host.ipv6)
            host.ipv6 = None
        elif host.ipv6 is None and wanted:
            # The kernel queues connections from here on; the task only begins to accept them.
            host.ipv6 = bound_socket(TCP6, self.ports[name])
            task = asyncio.create_task(self._http.listen(host.ipv6))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _answer(self, request: web.BaseRequest) -> Page:
        host = request.headers.get("Host", "").partition(":")[0]
        further = f"//{host}" if host in self.hosts and host != OWN else ""
        page = self.pages.get(further + request.path)
        if page is None:
            return Page(b"<!doctype html><title>Not found</title>", HTTPStatus.NOT_FOUND)
        reached = {self._host if each == OWN else each: p for each, p in self.outside_ports.items()}
        html = with_ports(page.body(_family(request)), reached)
        wrong = self.fault is Fault.WRONG_VALUE
        return Page(html.encode(), IMPOSSIBLE_STATUS if wrong else page.status)


def _family(request: web.BaseRequest) -> str:
    """Over which it was asked."""
    own = request.transport.get_extra_info("sockname") if request.transport else None
    return "IPv6" if own and ":" in own[0] else "IPv4"
