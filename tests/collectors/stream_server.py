"""A TCP server that does exactly what a test says, and is gone when the test ends."""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Answer = Callable[[StreamReader, StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(
    answer: Answer, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Give the port; each connection is `answer`ed and then closed."""
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            await answer(reader, writer)
            await writer.drain()
            writer.close()
        except (ConnectionError, asyncio.CancelledError):
            pass  # the asker hung up, or the test ended
        finally:
            if not writer.is_closing():
                writer.transport.abort()

    def start(reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.create_task(talk(reader, writer))
        talks.add(task)
        task.add_done_callback(talks.discard)

    server = await asyncio.start_server(start, address, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()
