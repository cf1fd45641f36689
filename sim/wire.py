"""Sockets of simulated devices: bound together, ended together; replies spoiled by a fault."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from random import Random

from sim.faults import SLOW_SECONDS, Fault

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Asker = tuple[str, int]
Asked = Callable[[asyncio.DatagramTransport, bytes, Asker], None]
Endpoint = tuple[str, socket.SocketKind]

TCP4: Endpoint = ("127.0.0.1", socket.SOCK_STREAM)
TCP6: Endpoint = ("::1", socket.SOCK_STREAM)
UDP4: Endpoint = ("127.0.0.1", socket.SOCK_DGRAM)
UDP6: Endpoint = ("::1", socket.SOCK_DGRAM)

#: Garbage is at least so long, so that it cannot be mistaken for a short answer.
SHORTEST_GARBAGE = 48
#: A port that is free for one family and protocol may be taken for another.
TRIES_FOR_A_COMMON_PORT = 50


class Replies:
    """Turns the right reply into what a fault lets out; garbage is seeded by the device's name."""

    def __init__(self, slow_seconds: float = SLOW_SECONDS, seed: str = "") -> None:
        self.slow_seconds = slow_seconds
        self._random = Random(seed)

    def spoiled(self, fault: Fault, reply: bytes) -> bytes:
        """The bytes alone; time and silence are the caller's."""
        if fault is Fault.GARBAGE:
            return self._random.randbytes(max(len(reply), SHORTEST_GARBAGE))
        if fault is Fault.TRUNCATED:
            return reply[: len(reply) // 2]
        return reply

    async def played(self, fault: Fault, reply: bytes) -> bytes | None:
        """None where nothing is to be said."""
        if fault is Fault.SILENT:
            return None
        if fault is Fault.SLOW:
            await asyncio.sleep(self.slow_seconds)
        return self.spoiled(fault, reply)


def bound(wanted: Sequence[Endpoint], port: int = 0) -> list[socket.socket]:
    """Sockets for all endpoints on one port number; port 0 takes one that is free for all."""
    for _ in range(TRIES_FOR_A_COMMON_PORT):
        sockets: list[socket.socket] = []
        number = port
        try:
            for endpoint in wanted:
                sockets.append(bound_socket(endpoint, number))
                number = sockets[0].getsockname()[1]
        except OSError as error:
            for taken in sockets:
                taken.close()
            if port or error.errno != errno.EADDRINUSE:
                raise
        else:
            return sockets
    raise OSError(errno.EADDRINUSE, f"no port is free for all of {wanted}")


def bound_socket(endpoint: Endpoint, port: int, *, listens: bool = True) -> socket.socket:
    """For a stream that does not listen, connections are refused, and the port stays ours."""
    address, kind = endpoint
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, kind)
    try:
        if kind is socket.SOCK_STREAM:  # a device restarts on its port at once
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.setblocking(False)
        made.bind((address, port))
        if kind is socket.SOCK_STREAM and listens:
            made.listen()
    except OSError:
        made.close()
        raise
    return made


class TcpServer:
    """Each connection is a task; stop() ends them all and leaves no socket."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._servers: list[asyncio.Server] = []
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def listen(self, listening: socket.socket) -> None:
        self._servers.append(await asyncio.start_server(self._connected, sock=listening))

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: asyncio's own one for a coroutine here is not ours to end.
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections[task] = writer
        task.add_done_callback(lambda done: self._connections.pop(done, None))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # ConnectionError: the client went away. EOFError: in the middle of a request.
        # ValueError: a line beyond the reader's limit; the connection is closed on it.
        with suppress(ConnectionError, EOFError, ValueError):
            await self._answer(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
        connections = dict(self._connections)
        for task, writer in connections.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*connections, return_exceptions=True)
        # Not wait_closed(): its future is cancelled with a task that already waited for it.
        # An aborted transport closes its socket in the next turn of the loop.
        await asyncio.sleep(0)
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()


class Datagrams(asyncio.DatagramProtocol):
    """Hands each datagram on, with the transport to answer through and who asked."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # typeshed knows the base transport only
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Asker) -> None:
        if self._transport is not None:
            self._asked(self._transport, data, addr)
