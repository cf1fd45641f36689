"""A TCP connection that always ends."""

import asyncio
import errno
import select
import socket
from asyncio import StreamReader, StreamWriter, open_connection
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

from pydantic import Field

#: What connecting says where this host cannot speak the address family at all.
NO_FAMILY = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})

Port = Annotated[int, Field(ge=1, le=65535)]


@asynccontextmanager
async def connected(
    address: str,
    port: int,
    *,
    family: socket.AddressFamily = socket.AF_UNSPEC,
    line_bytes_limit: int = 65_536,
    source: str | None = None,
) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """Connect for the length of the block, from the address `source` where there is one.

    A longer line than the limit is never buffered.
    """
    reader, writer = await open_connection(
        address,
        port,
        family=family,
        limit=line_bytes_limit,
        local_addr=None if source is None else (source, 0),
    )
    try:
        yield reader, writer
    finally:
        # Not close(): it first sends what is still buffered, and a peer that reads nothing
        # would then hold us here for ever.
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


async def answers_at_all(address: str, port: int, seconds: float) -> bool:
    """Whether somebody there says yes or no to who wants to connect.

    The kernel knows, which goes on while we are busy: our own clock alone would have a host silent
    that has answered.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as wanting:
        wanting.setblocking(False)
        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                await asyncio.get_running_loop().sock_connect(wanting, (address, port))
        except TimeoutError:
            asked = select.poll()
            asked.register(wanting, select.POLLOUT)
            return limit.expired() and bool(asked.poll(0))
        except OSError:
            return True  # it says that it does not want to
        return True
