"""A portal's links by click depth, each over IPv6 and beside it over IPv4 (I-23).

Level 1 is the home page; level 2 the school's links on it; level 3 the school's links on those
pages of level 2 that answered over IPv6. A URL belongs to the first level that has it.
"""

import asyncio
import secrets
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from yarl import URL

from collectors.failure import FailureKind, ProbeError
from collectors.http_get import CONNECT_SECONDS
from collectors.portal.hosts import Hosts
from collectors.portal.links import Link, Place, is_inside, normal, resolved
from collectors.portal.page_worker import Document, PageWorker, Read
from collectors.portal.robots import Rules
from collectors.portal.tried import DOUBTFUL, UNREAD, Cause, Outcome, Tried, Untried
from collectors.portal.visit import FIRST_ERROR_STATUS, Answer, Failed, Resolve, visited
from collectors.tcp import answers_at_all

LEVELS: Final = (2, 3)
AT_A_TIME: Final = 32
AT_A_TIME_PER_HOST: Final = 4
#: A host that let so many of our requests time out, one after the other, is asked for no more.
SILENCES_LIMIT: Final = 3
#: Beyond that a host's Crawl-delay or Retry-After is not waited for: its links are not tried.
PATIENCE_SECONDS: Final = 5.0
TOO_MANY_REQUESTS: Final = 429  # RFC 6585 section 4
LATER: Final = frozenset({TOO_MANY_REQUESTS, 503})  # RFC 9110 section 15.6.4
DIFFERENCE_AT_MOST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Budget:
    """How far a crawl goes; what lies beyond is `not tried`, with the budget that ended."""

    links_per_level: int = 2_000
    links_per_host: int = 1_000
    seconds: float = 900.0
    link_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Crawled:
    """What came of it: each unique link of the school, and what the pages lead to besides."""

    tried: tuple[Tried, ...]
    outside: Counter[str]  # hosts that are not the school's, by how many pages' links
    not_web: int
    malformed: tuple[Link, ...]
    wildcards: tuple[str, ...] = ()  # domains below which any name has an address

    @property
    def home(self) -> Tried:
        return self.tried[0]


@dataclass(slots=True)
class _Host:
    """How one host is asked: so many at a time, so far apart, by its own rules."""

    free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME_PER_HOST))
    rules: asyncio.Task[Rules] | None = None
    next_at: float = 0.0
    links: int = 0
    asking: int = 0
    silences: int = 0  # in a row
    told: asyncio.Condition = field(default_factory=asyncio.Condition)
    deaf: asyncio.Task[bool] | None = None  # after too many of them: not even a connection


@dataclass(slots=True)
class Crawl:
    """One crawl of the pages below `domains`.

    `tell` hears each link as it has been tried, with the links that its page has; `known` are
    those that an earlier, interrupted crawl has told of.
    """

    hosts: Hosts
    domains: Sequence[str]
    pages: PageWorker
    tls: ssl.SSLContext | bool = True
    budget: Budget = Budget()
    tell: Callable[[Tried, Sequence[str]], None] = lambda *_: None
    known: Mapping[URL, tuple[Tried, Sequence[str]]] = field(default_factory=dict)
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME))
    _by_host: dict[str, _Host] = field(default_factory=dict)
    _ends_at: float = 0.0
    _home: URL = field(default_factory=URL)
    _outside: Counter[str] = field(default_factory=Counter)
    _not_web: int = 0
    _malformed: dict[str, Link] = field(default_factory=dict)

    async def run(self, home: URL) -> Crawled:
        """Raises ProbeError where this host itself has no IPv6: then nothing is known."""
        try:
            return await self._run(home)
        finally:
            await self.hosts.errands.end()

    async def _run(self, home: URL) -> Crawled:
        self._ends_at = time.monotonic() + self.budget.seconds
        self._home = normal(home)
        tried = [await self._try(self._home, 1, None)]
        seen = {tried[0][0].url}
        for level in LEVELS:
            found = self._found_on(tried, level - 1, seen)
            tried += await self._level(found, level)
        links = [each for each, _ in tried]
        if any(each.cause in DOUBTFUL for each in links[1:]):
            links = await self._confirmed(links)
        return Crawled(
            tuple(links),
            self._outside,
            self._not_web,
            tuple(self._malformed.values()),
            await self._wildcards({each.host for each in links}),
        )

    async def _confirmed(self, links: Sequence[Tried]) -> list[Tried]:
        """Links that broke off, held against the home page: where that is gone too, or there is no
        time left to see, they say nothing of the site."""
        home = links[0]
        try:
            async with asyncio.timeout(self._ends_at - time.monotonic()):
                host = self._host(home.url)
                await self._in_turn(host, (await self._rules(home.url, host)).delay_seconds)
                answer = await self._asked(home.url, self.hosts.ipv6)
        except (TimeoutError, ProbeError):
            why = "it broke off, and there was no time to see whether the home page still answers"
            return [
                replace(each, outcome=Outcome.NOT_TRIED, cause=Untried.TIME, detail=why)
                if each.cause in DOUBTFUL
                else each
                for each in links
            ]
        if isinstance(answer, Failed) and answer.cause in DOUBTFUL:
            detail = f"gone since the crawl began: {answer.detail}"
            home = replace(home, outcome=Outcome.UNSUPPORTED, cause=answer.cause, detail=detail)
        return [home, *links[1:]]

    async def _wildcards(self, hosts: Iterable[str]) -> tuple[str, ...]:
        """Domains below which a name that nobody can have chosen has an address too."""
        parents = {host.partition(".")[2] for host in hosts if is_inside(host, self.domains)}
        found = []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._ends_at - time.monotonic()):
                for parent in sorted(each for each in parents if is_inside(each, self.domains)):
                    with suppress(ProbeError):
                        name = f"{secrets.token_hex(8)}.{parent}"
                        if (await self.hosts.ipv6(name)).reachable:
                            found.append(parent)
        return tuple(found)

    def _found_on(
        self, tried: Iterable[tuple[Tried, Sequence[Link]]], level: int, seen: set[URL]
    ) -> list[tuple[URL, URL]]:
        """The school's links on the pages of a level that answered, each once, where first seen."""
        found = []
        for page, links in tried:
            if page.level != level:
                continue
            for link in links:
                self._note(link)
                if link.place is Place.INSIDE and link.url is not None and link.url not in seen:
                    seen.add(link.url)
                    found.append((link.url, page.url))
        return found

    def _note(self, link: Link) -> None:
        if link.place is Place.OUTSIDE:
            self._outside[link.host] += 1
        elif link.place is Place.NOT_WEB:
            self._not_web += 1
        elif link.place is Place.MALFORMED:
            self._malformed.setdefault(link.text, link)

    async def _level(
        self, found: Sequence[tuple[URL, URL]], level: int
    ) -> list[tuple[Tried, Sequence[Link]]]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._within_budget(url, level, page, number))
                    for number, (url, page) in enumerate(found)
                ]
        except BaseExceptionGroup as errors:
            first = errors.exceptions[0]
            if isinstance(first, ProbeError):
                raise first from None
            raise
        return [task.result() for task in tasks]

    async def _within_budget(
        self, url: URL, level: int, page: URL, number: int
    ) -> tuple[Tried, Sequence[Link]]:
        host = self._host(url)
        host.links += 1
        if number >= self.budget.links_per_level:
            return self._left_out(url, level, page, Untried.LINKS)
        if host.links > self.budget.links_per_host:
            return self._left_out(url, level, page, Untried.HOST)
        return await self._try(url, level, page)

    def _left_out(
        self, url: URL, level: int, page: URL | None, why: Untried, detail: str = ""
    ) -> tuple[Tried, Sequence[Link]]:
        outcome = Outcome.NOT_KNOWN if why is Untried.NAMES else Outcome.NOT_TRIED
        left = Tried(url, level, page, outcome, why, detail)
        self.tell(left, ())
        return left, ()

    async def _try(self, url: URL, level: int, page: URL | None) -> tuple[Tried, Sequence[Link]]:
        if url in self.known:
            told, written = self.known[url]
            return told, [resolved(told.url, each, self.domains) for each in written]
        host = self._host(url)
        async with host.free:
            limit = asyncio.timeout(self._ends_at - time.monotonic())
            try:
                async with limit:
                    return await self._tried(url, level, page, host)
            except TimeoutError:
                if not limit.expired():
                    raise
                return self._left_out(url, level, page, Untried.TIME)
            except ProbeError as error:
                if error.kind in {FailureKind.NO_ADDRESS_FAMILY, FailureKind.BUG}:
                    raise
                return self._left_out(url, level, page, Untried.NAMES, error.detail)

    async def _tried(
        self, url: URL, level: int, page: URL | None, host: _Host
    ) -> tuple[Tried, Sequence[Link]]:
        addresses = await self.hosts.ipv6(url.raw_host or "")
        if addresses.reachable:  # without an address nothing is asked for, so nothing is forbidden
            rules = await self._rules(url, host)
            if not rules.allow(url):
                return self._left_out(url, level, page, Untried.ROBOTS)
            if rules.delay_seconds > PATIENCE_SECONDS:
                detail = f"its Crawl-delay is {rules.delay_seconds:g} s"
                return self._left_out(url, level, page, Untried.RATE, detail)
            await self._in_turn(host, rules.delay_seconds)
        async with host.told:  # after a silence the next one waits for what is under way
            await host.told.wait_for(lambda: not (host.silences and host.asking))
        answer: Answer | Failed | Untried
        if host.silences >= SILENCES_LIMIT:
            answer = await self._after_silence(url, host)
        else:
            answer = await self._counted(url, host)
        if isinstance(answer, Untried):
            return self._left_out(url, level, page, answer)
        if isinstance(answer, Failed) and answer.no_route and not await self._has_ipv6():
            raise ProbeError(FailureKind.NO_ADDRESS_FAMILY, answer.detail)
        judged, links, written = await self._judged(url, level, page, answer)
        self.tell(judged, written)
        return judged, links

    async def _counted(self, url: URL, host: _Host) -> Answer | Failed | Untried:
        """How often in a row the host kept silent goes with it."""
        host.asking += 1
        try:
            answer = await self._visit(url, host)
            silent = isinstance(answer, Failed) and answer.cause is Cause.TIMEOUT
            host.silences = host.silences + 1 if silent else 0
        finally:
            host.asking -= 1
            async with host.told:
                host.told.notify_all()
        return answer

    async def _visit(self, url: URL, host: _Host) -> Answer | Failed | Untried:
        """Once more where the host asks to come later, if that is soon."""
        answer = await self._asked(url, self.hosts.ipv6)
        if isinstance(answer, Failed) or answer.status not in LATER:
            return answer
        wait_seconds = _seconds(answer.retry_after)
        if wait_seconds is None:
            return Untried.RATE if answer.status == TOO_MANY_REQUESTS else answer
        if wait_seconds > PATIENCE_SECONDS:
            return Untried.RATE
        host.next_at = max(host.next_at, time.monotonic() + wait_seconds)
        await asyncio.sleep(wait_seconds)
        answer = await self._asked(url, self.hosts.ipv6)
        again = isinstance(answer, Answer) and answer.status in LATER
        return Untried.RATE if again else answer

    async def _has_ipv6(self) -> bool:
        """Whether this host has a way to the home page; connecting a datagram socket sends nothing
        and asks the kernel for one."""
        for address in (await self.hosts.ipv6(self._home.raw_host or "")).reachable:
            with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as datagrams:
                datagrams.connect((address, self._home.port))
                return True
        return False

    async def _after_silence(self, url: URL, host: _Host) -> Failed | Untried:
        """Its links are left out, unless it does not even accept a connection: that is the same
        for all of them, and one attempt proves it."""
        if host.deaf is None:
            host.deaf = self.hosts.errands.start(self._is_deaf(url))
        if await asyncio.shield(host.deaf):
            return Failed(Cause.TIMEOUT, f"{url.authority} accepts no connection")
        return Untried.SILENT

    async def _is_deaf(self, url: URL) -> bool:
        """Whether none of the host's addresses says anything to who wants to connect."""
        assert url.port is not None  # noqa: S101 - http and https have one
        for address in (await self.hosts.ipv6(url.raw_host or "")).reachable:
            if await answers_at_all(address, url.port, CONNECT_SECONDS):
                return False
        return True

    async def _asked(self, url: URL, resolve: Resolve) -> Answer | Failed:
        """Who only waits for its turn at one host takes no place of the others'."""
        async with self._free:
            return await visited(url, resolve, self.tls, self.budget.link_seconds)

    async def _judged(
        self, url: URL, level: int, page: URL | None, answer: Answer | Failed
    ) -> tuple[Tried, Sequence[Link], Sequence[str]]:
        if isinstance(answer, Failed):
            failed = Tried(url, level, page, Outcome.UNSUPPORTED, answer.cause, answer.detail)
            return failed, (), ()
        if answer.status >= FIRST_ERROR_STATUS:
            detail = f"status {answer.status}"
            failed = Tried(
                url, level, page, Outcome.UNSUPPORTED, Cause.STATUS, detail, answer.status
            )
            return failed, (), ()
        read, why_not = await self._read(answer)
        judged = Tried(url, level, page, Outcome.SUPPORTED, None, why_not, answer.status)
        if read is None:
            return judged, (), ()
        if read.difference is not None and read.difference > DIFFERENCE_AT_MOST:
            detail = f"{read.difference:.0%} of the text is not that over IPv4"
            judged = Tried(
                url, level, page, Outcome.UNSUPPORTED, Cause.DIFFERS, detail, answer.status
            )
        base = resolved(answer.url, read.page.base, self.domains).url or answer.url
        written = [*read.page.links, *([read.page.refresh] if read.page.refresh else [])]
        absolute = [resolved(base, each, self.domains) for each in written]
        return judged, absolute, [str(each.url or each.text) for each in absolute]

    async def _read(self, answer: Answer) -> tuple[Read | None, str]:
        """The page, or None of what is none or cannot be read; and why it was not compared."""
        if not answer.is_html:
            return None, ""
        other = await self._over_ipv4(answer.url)
        document = other if isinstance(other, Document) else None
        try:
            read = await self.pages.read(Document(answer.body, answer.content_type), document)
        except ProbeError as error:
            return None, f"{UNREAD}: {error.detail}"
        return read, "" if isinstance(other, Document) else f"not compared: {other}"

    async def _over_ipv4(self, url: URL) -> Document | str:
        """The same page over IPv4, or why there is none: IPv6 is judged without it."""
        try:
            answer = await self._asked(url, self.hosts.ipv4)
        except ProbeError as error:
            return f"IPv4: {error.detail}"
        if isinstance(answer, Failed):
            return f"IPv4: {answer.detail}"
        if answer.status >= FIRST_ERROR_STATUS:
            return f"IPv4: status {answer.status}"
        return Document(answer.body, answer.content_type)

    def _host(self, url: URL) -> _Host:
        """Its rules are those of scheme and port (RFC 9309 section 2.3)."""
        return self._by_host.setdefault(str(url.origin()), _Host())

    async def _rules(self, url: URL, host: _Host) -> Rules:
        if host.rules is None:
            host.rules = self.hosts.errands.start(self._robots(url))
        return await asyncio.shield(host.rules)

    async def _robots(self, url: URL) -> Rules:
        """What robots.txt says; where the host does not answer, its links will say why."""
        robots = url.origin().with_path("/robots.txt")
        answer = await self._asked(robots, self.hosts.ipv6)
        if isinstance(answer, Failed):
            return Rules(None)
        if answer.status >= FIRST_ERROR_STATUS:
            return Rules.of_status(answer.status)
        return Rules.of_file(answer.body)

    async def _in_turn(self, host: _Host, delay_seconds: float) -> None:
        """Wait until the host lets the next one come."""
        now = time.monotonic()
        at = max(now, host.next_at)
        host.next_at = at + delay_seconds
        if at > now:
            await asyncio.sleep(at - now)


def _seconds(retry_after: str) -> float | None:
    """RFC 9110 section 10.2.3, in seconds; a date is not waited for."""
    return float(retry_after) if retry_after.isdigit() else None
