"""A wire for each of very many targets, all before the same agent, and how many to ask at once."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from sim.impairment import CLEAN, Wire
from sim.proxy import Proxy
from sim.wire import bound_socket
from tests.collectors.snmp.plain_agent import Agent, listening

#: The agent listens here: at more than one address, so that no socket's buffer overflows.
AGENT_ADDRESSES = [f"127.5.0.{n}" for n in range(1, 21)]
#: Each round asks from a new port; the sockets of those before are not kept for long.
QUIET_SECONDS = 3.0

FEWEST, FIRST, MOST, MORE = 40, 60, 200, 2  # asked at once
LOOK_SECONDS = 0.05
LATE_SECONDS = 0.05  # the event loop, for what was due


class Crowd:
    """As many at once as the machine bears. Asker, wires and agent share one event loop: where
    that is late, an answer takes longer than any asker waits, and no wire is to blame."""

    def __init__(self) -> None:
        self._allowed, self._inside = FIRST, 0
        self._change = asyncio.Condition()

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        async with self._change:
            await self._change.wait_for(lambda: self._inside < self._allowed)
            self._inside += 1
        try:
            yield
        finally:
            async with self._change:
                self._inside -= 1
                self._change.notify()

    async def watch(self) -> None:
        """For ever."""
        loop = asyncio.get_running_loop()
        while True:
            due_seconds = loop.time() + LOOK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
            late = loop.time() - due_seconds > LATE_SECONDS
            self._allowed = max(FEWEST, self._allowed // 2) if late else self._allowed + MORE
            self._allowed = min(self._allowed, MOST)
            async with self._change:
                self._change.notify(MORE)


@contextmanager
def without_long_collections() -> Iterator[None]:
    """The heap of all tests takes longer to be gone through than an asker waits for an answer."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@asynccontextmanager
async def wired(
    agent: Agent, port: int, addresses: Collection[str], wire: Wire = CLEAN
) -> AsyncIterator[Mapping[str, Proxy]]:
    """The agent behind a wire at each of the addresses."""
    async with AsyncExitStack() as stack:
        stack.enter_context(without_long_collections())
        await stack.enter_async_context(listening(agent, port, AGENT_ADDRESSES))
        proxies = {}
        for number, address in enumerate(addresses):
            proxies[address] = proxy = Proxy(address, wire, quiet_seconds=QUIET_SECONDS)
            stack.push_async_callback(proxy.stop)
            behind = (AGENT_ADDRESSES[number % len(AGENT_ADDRESSES)], port)
            proxy.stand_before("snmp", behind, bound_socket((address, socket.SOCK_DGRAM), port))
        yield proxies
