"""A connected socket, for libraries that would block a thread to connect."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Any

AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]


async def dialled(address: str, port: int, seconds: float) -> socket.socket:
    """A non-blocking socket, connected within `seconds`; the caller closes it. OSErrors fly.

    Not loop.create_connection: it keeps the socket for itself.
    """
    loop = asyncio.get_running_loop()
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            found = await loop.getaddrinfo(address, port, type=socket.SOCK_STREAM)
            return await _first_answering(found)
    except TimeoutError:
        if not limit.expired():
            raise
        raise TimeoutError(f"no connection within {seconds:g} s") from None


async def _first_answering(found: Sequence[AddressInfo]) -> socket.socket:
    """The first address that takes the connection (RFC 6724 orders them), else its last error."""
    refusal = OSError("the name has no address")
    for family, kind, protocol, _, address in found:
        connecting = socket.socket(family, kind, protocol)
        connecting.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(connecting, address)
        except OSError as error:
            connecting.close()
            refusal = error
        except BaseException:
            connecting.close()
            raise
        else:
            return connecting
    raise refusal
