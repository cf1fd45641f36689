"""Addresses of a crawl's hosts: each name is asked once, each address checked before it is used."""

import asyncio
import ipaddress
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Final, TypeVar

from dns.rdatatype import AAAA, A

from collectors.address_kinds import Address, globally_reachable
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver
from collectors.nameservers import from_any
from collectors.web import ADDRESSES_LIMIT

#: Each question takes a socket, and the answers to a thousand at once are lost in buffers: then
#: whole hosts would count as unknown.
NAMES_AT_A_TIME: Final = 32

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Of one host and family: those that the whole Internet reaches, and those that nobody may
    be sent to by a page (loopback, private, link-local, metadata services …)."""

    reachable: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Errands:
    """Tasks that several wait for, each of whom may give up; none of them outlives the crawl."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Done]) -> asyncio.Task[Done]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        return task

    async def end(self) -> None:
        """What they raise is told to who waits, and nobody does any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()


class Hosts:
    """Asks for each host once per crawl, so that what a link was judged by cannot change under it.

    `allowed` are prefixes that count as reachable all the same, for an emulated campus.
    """

    def __init__(
        self, servers: Sequence[Nameserver], seconds: float, allowed: Sequence[str] = ()
    ) -> None:
        self.servers = servers
        self._seconds = seconds
        self._allowed = [ip_network(prefix) for prefix in allowed]
        self.errands = Errands()
        self._free = asyncio.Semaphore(NAMES_AT_A_TIME)
        self._asked: dict[tuple[str, int], asyncio.Task[Addresses]] = {}

    async def ipv6(self, host: str) -> Addresses:
        """Raises ProbeError where no server can say."""
        return await self._once(host, 6)

    async def ipv4(self, host: str) -> Addresses:
        """Raises ProbeError where no server can say."""
        return await self._once(host, 4)

    async def _once(self, host: str, version: int) -> Addresses:
        task = self._asked.get((host, version))
        if task is None or (task.done() and task.cancelled()):
            task = self.errands.start(self._of(host, version))
            self._asked[host, version] = task
        return await asyncio.shield(task)

    async def _of(self, host: str, version: int) -> Addresses:
        try:
            found = [str(ipaddress.ip_address(host))]
        except ValueError:
            kind = AAAA if version == 6 else A  # noqa: PLR2004 - IP version 6
            async with self._free:
                found = [*await from_any(host, kind, self.servers, self._seconds)]
        if len(found) > ADDRESSES_LIMIT:
            raise ProbeError(FailureKind.TOO_LARGE, f"{host} has {len(found)} addresses")
        known = [a for a in map(ipaddress.ip_address, found) if a.version == version]
        good = [address for address in known if self._reachable(address)]
        return Addresses(tuple(map(str, good)), tuple(str(a) for a in known if a not in good))

    def _reachable(self, address: Address) -> bool:
        if any(address in prefix for prefix in self._allowed if prefix.version == address.version):
            return True
        return globally_reachable(address)
