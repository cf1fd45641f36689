"""A UDP socket that is connected to one agent: the kernel keeps out who is another.

One socket for each conversation, and not one for all: connected, it also gets the agent's
ICMP errors, costs no more for each datagram, and no reply can reach another's request.
"""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from collectors.failure import FailureKind, ProbeError


class Wire(asyncio.DatagramProtocol):
    """Sends, and hands on what comes; `hear` and `fail` are set by whoever uses it."""

    def __init__(self) -> None:
        self.hear: Callable[[bytes], None] = lambda _: None
        self.fail: Callable[[ProbeError], None] = lambda _: None
        self.strangers = 0
        self.transport: asyncio.DatagramTransport | None = None
        self.peer: tuple[str, int] = ("", 0)

    def send(self, message: bytes) -> None:
        if self.transport is not None:
            self.transport.sendto(message)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if addr[:2] == self.peer:
            self.hear(data)
        else:  # it came in the instant between the socket's two halves, bind and connect
            self.strangers += 1

    def error_received(self, exc: Exception) -> None:
        """ICMP said that nobody is there, or the kernel could not send."""
        if isinstance(exc, OSError) and exc.errno == errno.ENOBUFS:
            return  # passes by itself: the next attempt is the retry
        self.fail(ProbeError(FailureKind.UNREACHABLE, f"the network answered {exc}"))


@asynccontextmanager
async def connected(address: str, port: int) -> AsyncIterator[Wire]:
    """A wire to `address`, a name or a literal of either family."""
    loop = asyncio.get_running_loop()
    transport, wire = await loop.create_datagram_endpoint(Wire, remote_addr=(address, port))
    try:
        wire.transport = transport
        wire.peer = transport.get_extra_info("peername")[:2]
        yield wire
    finally:
        transport.close()
