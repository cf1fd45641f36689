"""What it costs to crawl a portal over IPv6: time, CPU, memory.

    python -m tests.bench.portal [--links COUNT] [--seed NUMBER]

A planned site of so many links runs in a process of its own. Beside the crawl stands the plainest
reference, in the same process and minute: every page of it got once over IPv6 with aiohttp, as many
at a time, and thrown away. The crawl also asks for names, robots.txt and the same page over IPv4,
reads the pages, and compares them: the ratio says what that costs.

Then the same with hosts that stall: one accepts no connection, one accepts them and says nothing,
and some pages of the others never come. What that delays is the waits for those links alone.
"""

import asyncio
import resource
import sys
import time
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final, TypeVar

import aiohttp
import click
from yarl import URL

from collectors.lookup import Nameserver
from collectors.portal.crawl import AT_A_TIME, Budget, Crawl, Crawled
from collectors.portal.hosts import Hosts
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import Cause, Outcome, Untried
from collectors.web import Checked
from tests.bench.process import peak_mib
from tests.collectors.portal.planned_site import ALLOWED, DOMAIN, Site, planned, ports, running
from tests.collectors.portal.silent_ports import deaf

LINK_SECONDS: Final = 3.0

Done = TypeVar("Done")


async def measure(tell: Callable[[str], None], links: int, seed: int) -> None:
    site = planned(seed, links, *ports())
    async with served(site, links, seed) as nameserver_port:
        plain_seconds, plain_cpu, _ = await timed(lambda: got(site))
        seconds, cpu, found, worker_mib = await crawled(site, nameserver_port)
    async with deaf() as deaf_port:
        stalling = planned(seed, links, *ports(), deaf_port=deaf_port)
        async with served(stalling, links, seed) as nameserver_port:
            stalled_seconds, stalled_cpu, late, _ = await crawled(stalling, nameserver_port)
    own_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    tell(f"{links} links: {summary(found)}")
    tell(f"crawl                  {seconds:6.2f} s, {cpu:5.2f} s of CPU in its own process")
    tell(f"aiohttp, pages got once {plain_seconds:5.2f} s, {plain_cpu:5.2f} s of CPU")
    tell(f"ratio                  {seconds / plain_seconds:6.2f}   {cpu / plain_cpu:5.2f}")
    waits = Counter(each.cause for each in late.tried)
    silent = f"{waits[Cause.TIMEOUT]} in vain, {waits[Untried.SILENT]} not asked any more"
    tell(f"with hosts that stall  {stalled_seconds:6.2f} s, {stalled_cpu:5.2f} s of CPU; {silent}")
    tell(f"peak memory: crawl {own_mib:.0f} MiB, reader of pages {worker_mib:.0f} MiB")
    tell(f"reader of pages and site: {children.ru_utime + children.ru_stime:.2f} s of CPU")


async def crawled(site: Site, nameserver_port: int) -> tuple[float, float, Crawled, float]:
    """Seconds, seconds of CPU, what came of it, and MiB of the reader of pages."""
    hosts = Hosts([Nameserver("127.0.0.1", nameserver_port)], 3.0, ALLOWED)
    async with PageWorker() as pages:
        crawl = Crawl(hosts, (DOMAIN,), pages, budget=Budget(link_seconds=LINK_SECONDS))
        seconds, cpu, found = await timed(lambda: crawl.run(site.home))
        worker = pages.process_id
        return seconds, cpu, found, peak_mib(worker) if worker is not None else 0.0


def summary(found: Crawled) -> str:
    supported = sum(each.outcome is Outcome.SUPPORTED for each in found.tried)
    return f"{len(found.tried) - 1} found, {supported - 1} supported"


async def timed(work: Callable[[], Awaitable[Done]]) -> tuple[float, float, Done]:
    """Seconds, seconds of CPU of this process, and what came of it."""
    began, cpu_began = time.monotonic(), time.process_time()
    done = await work()
    return time.monotonic() - began, time.process_time() - cpu_began, done


async def got(site: Site) -> int:
    """All pages that stand on the site's own port, once."""
    urls = [url for url in site.fates if url.scheme == "http" and url.port == site.port]
    free, octets = asyncio.Semaphore(AT_A_TIME), 0
    connector = aiohttp.TCPConnector(resolver=Checked("::1"), force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def get(url: URL) -> None:
            nonlocal octets
            with suppress(aiohttp.ClientError):
                async with free, session.get(url, allow_redirects=False) as response:
                    octets += len(await response.read())

        await asyncio.gather(*(get(url) for url in urls))
    return octets


@asynccontextmanager
async def served(site: Site, links: int, seed: int) -> AsyncIterator[int]:
    """The site in a process of its own; gives the port of its name server."""
    numbers = (links, seed, site.port, site.closed_port, site.deaf_port)
    words = (str(number) for number in numbers)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __spec__.name, "--serve", *words), stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.stdin.close()  # the sign to end
        await process.wait()


async def serve(links: int, seed: int, port: int, closed_port: int, deaf_port: int) -> None:
    site = planned(seed, links, port, closed_port, deaf_port=deaf_port)
    async with running(site) as hosts:
        print(hosts.servers[0].port, flush=True)  # noqa: T201 - told to who started it
        await asyncio.to_thread(sys.stdin.read)


@click.command()
@click.option("--links", default=2_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(links: int, seed: int) -> None:
    asyncio.run(measure(click.echo, links, seed))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        asyncio.run(serve(*map(int, sys.argv[2:])))
    else:
        main()
