"""The daemon's endpoints, over real sockets."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import aiohttp
import pytest

from agent.http import Sources, serving
from exporters.snapshot import Snapshot
from tests.exporters.snapshots import a_snapshot


@dataclass(slots=True)
class Daemon:
    """What the endpoints ask for, set by the test."""

    snapshot: Snapshot | None = None
    healthy: bool = True
    url: str = ""

    async def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(self.url + path, headers=headers) as response,
        ):
            return response.status, response.headers["content-type"], await response.text()


@pytest.fixture
async def daemon() -> AsyncIterator[Daemon]:
    running = Daemon()
    sources = Sources(lambda: running.snapshot, lambda: running.healthy)
    async with serving("127.0.0.1", 0, sources) as url:
        running.url = url
        yield running


@pytest.mark.parametrize("path", ["/", "/metrics", "/api/v1/audit", "/-/ready"])
async def test_before_the_first_judgement_nothing_is_claimed(daemon: Daemon, path: str) -> None:
    status, _, text = await daemon.get(path)
    assert (status, text) == (503, "nothing has been judged yet\n")


async def test_ready_waits_for_the_first_round_of_every_probe(daemon: Daemon) -> None:
    daemon.snapshot = replace(a_snapshot(), complete=False)
    assert (await daemon.get("/-/ready"))[0] == 503
    daemon.snapshot = a_snapshot()
    assert (await daemon.get("/-/ready"))[0] == 200


async def test_healthy_is_no_longer_said_when_a_part_is_down(daemon: Daemon) -> None:
    assert (await daemon.get("/-/healthy"))[0] == 200
    daemon.healthy = False
    assert (await daemon.get("/-/healthy"))[0] == 503


@pytest.mark.parametrize(
    ("path", "content_type", "piece"),
    [
        ("/", "text/html; charset=utf-8", "What clause 1 asks"),
        ("/metrics", "text/plain; version=0.0.4; charset=utf-8", "campus_clause_verdict{"),
        ("/api/v1/audit", "application/json; charset=utf-8", '"complete": true'),
    ],
)
async def test_each_page_has_its_type(
    daemon: Daemon, path: str, content_type: str, piece: str
) -> None:
    daemon.snapshot = a_snapshot()
    status, given_type, text = await daemon.get(path)
    assert (status, given_type) == (200, content_type)
    assert piece in text


async def test_clauses_alone_are_told_where_that_is_asked(daemon: Daemon) -> None:
    daemon.snapshot = a_snapshot()
    status, _, text = await daemon.get("/api/v1/audit?depth=clauses")
    assert status == 200
    assert '"outcome"' in text
    assert '"evidence"' not in text
    whole = await daemon.get("/api/v1/audit?depth=evidence")
    assert whole == await daemon.get("/api/v1/audit")
    status, _, text = await daemon.get("/api/v1/audit?depth=all")
    assert (status, text) == (400, "depth is clauses or evidence, not 'all'\n")


async def test_no_page_may_run_a_script_or_load_anything(daemon: Daemon) -> None:
    daemon.snapshot = a_snapshot()
    async with aiohttp.ClientSession() as session, session.get(daemon.url) as response:
        policy = response.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


async def test_what_is_not_there_is_not_found(daemon: Daemon) -> None:
    assert (await daemon.get("/nothing"))[0] == 404


async def test_an_ipv6_address_stands_in_brackets() -> None:
    async with serving("::1", 0, Sources(lambda: None, lambda: True)) as url:
        assert url.startswith("http://[::1]:")


async def test_a_port_that_is_taken_is_an_error(daemon: Daemon) -> None:
    port = int(daemon.url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        async with serving("127.0.0.1", port, Sources(lambda: None, lambda: True)):
            pass
