"""Two ports of ::1 that say nothing: one does not even accept a connection."""

import asyncio
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.collectors.stream_server import serving


@asynccontextmanager
async def deaf() -> AsyncIterator[int]:
    """A port whose queue is full: the kernel answers nobody who wants to connect."""
    with socket.socket(socket.AF_INET6) as listener:
        listener.bind(("::1", 0))
        listener.listen(0)
        place = listener.getsockname()
        waiting = [socket.socket(socket.AF_INET6) for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(place)
        await asyncio.sleep(0.1)
        try:
            yield place[1]
        finally:
            for each in waiting:
                each.close()


@asynccontextmanager
async def mute() -> AsyncIterator[int]:
    """A port that accepts connections and says nothing."""

    async def silence(_reader: StreamReader, _writer: StreamWriter) -> None:
        await asyncio.sleep(60)

    async with serving(silence, "::1") as port:
        yield port
