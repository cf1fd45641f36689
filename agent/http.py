"""All HTTP endpoints of the daemon: the scoreboard, /metrics, the audit as JSON, health."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from exporters.audit_json import Depth, audit_document
from exporters.pages.scoreboard import scoreboard
from exporters.prometheus import render
from exporters.snapshot import Snapshot

log = logging.getLogger(__name__)

#: Pages run no scripts and load nothing from anywhere else.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the endpoints show; asked anew with every request."""

    snapshot: Callable[[], Snapshot | None]
    healthy: Callable[[], bool]


@asynccontextmanager
async def serving(listen: str, port: int, sources: Sources) -> AsyncIterator[str]:
    """Serve while the block runs; gives the URL. Raises OSError where the port is taken."""
    runner = web.AppRunner(application(sources), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, listen, port)
        await site.start()
        bound_port = runner.addresses[0][1]
        host = f"[{listen}]" if ":" in listen else listen
        yield f"http://{host}:{bound_port}"
    finally:
        await runner.cleanup()


def application(sources: Sources) -> web.Application:
    pages = _Pages(sources)
    app = web.Application(middlewares=[_with_security_headers])
    app.router.add_get("/", pages.scoreboard)
    app.router.add_get("/metrics", pages.metrics)
    app.router.add_get("/api/v1/audit", pages.audit)
    app.router.add_get("/-/healthy", pages.healthy)
    app.router.add_get("/-/ready", pages.ready)
    return app


@web.middleware
async def _with_security_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    response.headers.update(SECURITY_HEADERS)
    return response


class _Pages:
    """One method per endpoint."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def _snapshot(self) -> Snapshot:
        snapshot = self._sources.snapshot()
        if snapshot is None:
            raise web.HTTPServiceUnavailable(text="nothing has been judged yet\n")
        return snapshot

    async def scoreboard(self, _request: web.Request) -> web.Response:
        return web.Response(text=scoreboard(self._snapshot()), content_type="text/html")

    async def metrics(self, request: web.Request) -> web.Response:
        exposition, content_type = render(self._snapshot(), request.headers.get("accept", ""))
        return web.Response(body=exposition, headers={"Content-Type": content_type})

    async def audit(self, request: web.Request) -> web.Response:
        asked = request.query.get("depth", Depth.EVIDENCE)
        if asked not in tuple(Depth):
            raise web.HTTPBadRequest(text=f"depth is {' or '.join(Depth)}, not {asked!r}\n")
        document = audit_document(self._snapshot(), Depth(asked))
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        return web.Response(text=text, content_type="application/json")

    async def healthy(self, _request: web.Request) -> web.Response:
        """200 while the parts that make up the daemon run."""
        if self._sources.healthy():
            return web.Response(text="healthy\n")
        raise web.HTTPServiceUnavailable(text="a part of the daemon has ended\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """200 once every probe has ended a round and every clause was judged after it."""
        if self._snapshot().complete:
            return web.Response(text="ready\n")
        raise web.HTTPServiceUnavailable(text="waiting for the first round of every probe\n")
