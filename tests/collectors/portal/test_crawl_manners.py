"""A crawl is polite, ends, and says what it left out (W4)."""

import asyncio
import errno
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from aiohttp import BaseConnector, web
from yarl import URL

from collectors.failure import FailureKind, ProbeError
from collectors.http_get import Fetched, fetch
from collectors.portal.crawl import AT_A_TIME_PER_HOST, Budget, Crawl, Crawled
from collectors.portal.hosts import Addresses, Hosts
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import DOUBTFUL, Cause, Outcome, Untried
from exporters.portal_report import remarks
from tests.collectors.portal.silent_ports import deaf, mute
from tests.conftest import free_port

Page = web.StreamResponse | str
Pages = Callable[[web.BaseRequest], Page | Awaitable[Page]]


class AnyHost(Hosts):
    """Every name below the school's stands on ::1, on IPv4 none."""

    async def ipv6(self, host: str) -> Addresses:
        return Addresses(("::1",)) if host.endswith("school.test") else Addresses()

    async def ipv4(self, host: str) -> Addresses:
        return Addresses()


@asynccontextmanager
async def site(pages: Pages) -> AsyncIterator[tuple[URL, list[tuple[float, str]]]]:
    """The home page's URL, and what was asked for, and when."""
    asked: list[tuple[float, str]] = []

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        asked.append((time.monotonic(), f"{request.host.partition(':')[0]}{request.path_qs}"))
        given = pages(request)
        if isinstance(given, Awaitable):
            given = await given
        if isinstance(given, str):
            return web.Response(text=given, content_type="text/html")
        return given

    runner = web.ServerRunner(web.Server(answer, handler_cancellation=True))
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "::1", port).start()
    try:
        yield URL(f"http://www.school.test:{port}/"), asked
    finally:
        await runner.cleanup()


async def crawled(home: URL, budget: Budget | None = None) -> Crawled:
    async with PageWorker() as pages:
        crawl = Crawl(AnyHost([], 1.0), ("school.test",), pages, True, budget or Budget())
        return await crawl.run(home)


def outcomes(found: Crawled) -> Counter[tuple[int, str]]:
    """Of each level, how often which cause; `supported` where there is none."""
    return Counter((each.level, str(each.cause or each.outcome)) for each in found.tried)


def links(*urls: str) -> str:
    return "".join(f'<a href="{url}">x</a>' for url in urls)


async def test_fault_w4_a_page_with_endless_links_is_tried_up_to_the_budget_exactly() -> None:
    def pages(request: web.BaseRequest) -> str:
        return links(*(f"/{number}" for number in range(100_000))) if request.path == "/" else "x"

    async with site(pages) as (home, asked):
        found = await crawled(home, Budget(links_per_level=50))
    assert outcomes(found) == {
        (1, "supported"): 1, (2, "supported"): 50, (2, Untried.LINKS): 4_950,
    }  # fmt: skip
    assert len([path for _, path in asked if path.endswith(tuple("0123456789"))]) == 50


async def test_one_host_does_not_eat_the_whole_budget() -> None:
    def pages(request: web.BaseRequest) -> str:
        if request.path != "/":
            return "x"
        port = request.host.partition(":")[2]
        return links(*(f"/{n}" for n in range(30)), f"http://lib.school.test:{port}/a")

    async with site(pages) as (home, _):
        found = await crawled(home, Budget(links_per_host=20))
    assert outcomes(found) == {
        (1, "supported"): 1, (2, "supported"): 21, (2, Untried.HOST): 10,
    }  # fmt: skip


async def test_a_calendar_without_end_is_left_after_the_third_level() -> None:
    def pages(request: web.BaseRequest) -> str:
        day = int(request.query.get("day", "0"))
        return links(f"?day={day + 1}", f"?day={day}", f"?day={day}#x", f"?day={day + 1}")

    async with site(pages) as (home, asked):
        found = await crawled(home)
    days = [each.url.query["day"] for each in found.tried if each.url.query]
    assert (len(days), len(set(days))) == (3, 3)  # ?day=1 and ?day=0 of level 2, ?day=2 of level 3
    assert len([path for _, path in asked if "robots" not in path]) == 4


async def test_what_robots_txt_forbids_is_not_asked_for_and_its_delay_is_kept() -> None:
    def pages(request: web.BaseRequest) -> str:
        if request.path == "/robots.txt":
            return "User-agent: *\nDisallow: /private\nCrawl-delay: 0.2"
        return links("/private/a", "/b", "/c", "/d")

    async with site(pages) as (home, asked):
        found = await crawled(home)
    assert outcomes(found)[2, Untried.ROBOTS] == 1
    assert not any("private" in path for _, path in asked)
    times = [at for at, path in asked if path[-2:] in {"/b", "/c", "/d"}]
    assert times[2] - times[0] >= 0.35


async def test_who_forbids_everything_is_not_crawled() -> None:
    def pages(request: web.BaseRequest) -> str:
        return "User-agent: *\nDisallow: /" if request.path == "/robots.txt" else links("/a")

    async with site(pages) as (home, asked):
        found = await crawled(home)
    assert (found.home.outcome, found.home.cause) == (Outcome.NOT_TRIED, Untried.ROBOTS)
    assert [path for _, path in asked] == ["www.school.test/robots.txt"]


async def test_a_host_that_asks_to_come_later_is_asked_later() -> None:
    seen: Counter[str] = Counter()

    def pages(request: web.BaseRequest) -> web.StreamResponse | str:
        if request.path == "/robots.txt":
            raise web.HTTPNotFound
        seen[request.path] += 1
        if request.path == "/soon" and seen[request.path] == 1:
            return web.Response(status=429, headers={"Retry-After": "1"})
        if request.path == "/never":
            return web.Response(status=503, headers={"Retry-After": "1"})
        if request.path == "/tomorrow":
            return web.Response(status=429, headers={"Retry-After": "86400"})
        if request.path == "/broken":
            return web.Response(status=503)
        return links("/soon", "/never", "/tomorrow", "/broken") if request.path == "/" else "x"

    async with site(pages) as (home, _):
        found = await crawled(home)
    told = {each.url.path: each.cause for each in found.tried}
    assert told == {
        "/": None,
        "/soon": None,
        "/never": Untried.RATE,
        "/tomorrow": Untried.RATE,
        "/broken": Cause.STATUS,
    }


@pytest.mark.parametrize("silent", [mute, deaf])
async def test_a_host_that_keeps_silent_delays_nothing_but_its_own_links(
    silent: Callable[[], AbstractAsyncContextManager[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectors.portal.crawl.CONNECT_SECONDS", 0.5)

    def pages(request: web.BaseRequest) -> str:
        if request.path != "/":
            return "x"
        port = request.host.partition(":")[2]
        others = (f"http://slow.school.test:{closed}/{number}" for number in range(60))
        return links(*others, *(f"http://lib.school.test:{port}/{n}" for n in range(60)))

    async with silent() as closed, site(pages) as (home, _):
        found = await crawled(home, Budget(link_seconds=0.5))
    told = outcomes(found)
    tried = AT_A_TIME_PER_HOST if silent is mute else 60  # one connection speaks for all links
    left_out = {(2, Untried.SILENT): 60 - tried} if tried < 60 else {}
    supported = {(1, "supported"): 1, (2, "supported"): 60}
    assert told == supported | {(2, Cause.TIMEOUT): tried} | left_out


async def test_a_page_that_ipv4_does_not_give_is_said_not_to_be_compared() -> None:
    async with site(lambda _: links("/a")) as (home, _):
        found = await crawled(home)
    assert {each.detail for each in found.tried} == {
        "not compared: IPv4: www.school.test has no address"
    }
    (remark,) = [each for each in remarks(found) if "compared" in each]
    assert remark.startswith("2 supported pages were not compared with IPv4, first ")


async def test_the_time_is_over_for_all_that_is_left() -> None:
    async with site(lambda _: links("/a", "/b")) as (home, _):
        found = await crawled(home, Budget(seconds=0.0))
    assert found.home.cause is Untried.TIME


async def test_without_ipv6_of_our_own_nothing_is_known() -> None:
    class Lost(AnyHost):
        async def ipv6(self, host: str) -> Addresses:
            if host.startswith("lib"):
                raise ProbeError(FailureKind.NO_ADDRESS_FAMILY, "this host has lost its IPv6")
            return await super().ipv6(host)

    both = links("http://lib.school.test/a", "/b")
    async with site(lambda _: both) as (home, _), PageWorker() as pages:
        with pytest.raises(ProbeError, match="lost its IPv6"):
            await Crawl(Lost([], 1.0), ("school.test",), pages).run(home)


@pytest.mark.parametrize("ours", [True, False])
async def test_one_address_that_no_route_leads_to_is_not_our_ipv6_that_is_lost(
    ours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connecting says the same in both cases; whether a way to the home page is left tells."""

    class Lost(AnyHost):
        async def ipv6(self, host: str) -> Addresses:
            address = "::1" if ours or host != "www.school.test" else "2001:db8::1"
            return Addresses((address,)) if host.endswith("school.test") else Addresses()

    async def fetched(url: URL, connector: BaseConnector, limit: int) -> Fetched:
        if url.host == "lib.school.test" or not ours:
            await connector.close()
            raise ProbeError(FailureKind.NO_ADDRESS_FAMILY, "no way")
        return await fetch(url, connector, limit)

    connect = socket.socket.connect

    def unroutable(self: socket.socket, place: tuple[str, int]) -> None:
        if self.type is socket.SOCK_DGRAM and place[0] != "::1":
            raise OSError(errno.ENETUNREACH, "no route")
        connect(self, place)

    monkeypatch.setattr("collectors.portal.visit.fetch", fetched)
    monkeypatch.setattr("socket.socket.connect", unroutable)
    both = links("http://lib.school.test/a", "/b")
    async with site(lambda _: both) as (home, _), PageWorker() as pages:
        crawl = Crawl(Lost([], 1.0), ("school.test",), pages)
        if not ours:
            with pytest.raises(ProbeError, match="no way"):
                await crawl.run(home)
            return
        told = {each.url.path: each.cause for each in (await crawl.run(home)).tried}
    assert told == {"/": None, "/a": Cause.UNREACHABLE, "/b": None}


@pytest.mark.parametrize("wild", [True, False])
async def test_names_that_anybody_could_make_up_are_told_of(wild: bool) -> None:
    class Names(AnyHost):
        async def ipv6(self, host: str) -> Addresses:
            known = host in {"www.school.test", "lib.school.test"}
            return Addresses(("::1",)) if known or wild else Addresses()

    async with site(lambda _: "x") as (home, _), PageWorker() as pages:
        found = await Crawl(Names([], 1.0), ("school.test",), pages).run(home)
    assert found.wildcards == (("school.test",) if wild else ())


@pytest.mark.parametrize("all_gone", [True, False])
async def test_a_site_that_goes_while_it_is_crawled_proves_nothing_of_its_links(
    all_gone: bool,
) -> None:
    """One link that breaks off is the site's; where the home page breaks off too, it is gone."""
    gone = False

    def pages(request: web.BaseRequest) -> str:
        nonlocal gone
        gone = gone or (all_gone and request.path == "/a")
        if gone or request.path == "/a":
            assert request.transport is not None
            request.transport.abort()
        return links("/a")

    async with site(pages) as (home, asked):
        found = await crawled(home)
    assert sum(each == "www.school.test/" for _, each in asked) > 1
    assert found.tried[1].outcome is Outcome.UNSUPPORTED
    assert (found.home.cause in DOUBTFUL) is all_gone
    assert found.home.detail.startswith("gone since the crawl began") is all_gone


async def test_a_crawl_in_which_nothing_breaks_off_asks_for_the_home_page_once() -> None:
    async with site(lambda request: links("/a", "/b")) as (home, asked):
        await crawled(home)
    assert sum(each == "www.school.test/" for _, each in asked) == 1


async def test_where_no_time_is_left_to_see_whether_the_site_is_gone_nothing_is_known() -> None:
    seen = 0

    async def pages(request: web.BaseRequest) -> str:
        nonlocal seen
        seen += request.path == "/"
        if request.path == "/a" or seen > 1:
            await asyncio.sleep(60)
        return links("/a", "/b")

    async with site(pages) as (home, _):
        found = await crawled(home, Budget(seconds=1.5, link_seconds=1.0))
    assert outcomes(found) == {(1, "supported"): 1, (2, "supported"): 1, (2, Untried.TIME): 1}
