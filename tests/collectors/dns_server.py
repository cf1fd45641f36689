"""A DNS server on loopback whose every answer, and every forgery, a test writes itself."""

import asyncio
import socket
from asyncio import DatagramTransport, StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast

import dns.flags
import dns.message
import dns.rrset
from dns.message import Message

from tests.conftest import free_port

#: From a query to what is sent back, datagram by datagram; over TCP only the last is sent.
Replies = Callable[[Message], list[bytes]]

SOA = "example.edu. 60 IN SOA ns.example.edu. hostmaster.example.edu. 1 60 60 60 60"


def reply_to(
    query: Message,
    *records: str,
    authority: tuple[str, ...] = (),
    code: int = 0,
    flags: int = dns.flags.AA,
) -> Message:
    """An authoritative reply; records are `name ttl IN type data` lines."""
    reply = dns.message.make_response(query)
    reply.flags |= flags
    reply.set_rcode(dns.rcode.Rcode(code))
    for section, lines in ((reply.answer, records), (reply.authority, authority)):
        for line in lines:
            name, ttl, _, kind, data = line.split(" ", 4)
            section.append(dns.rrset.from_text(name, int(ttl), "IN", kind, data))
    return reply


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, replies: Replies) -> None:
        self.replies = replies
        self.transport: DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(DatagramTransport, transport)  # so is asyncio's, by duck type

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        assert self.transport is not None
        for reply in self.replies(dns.message.from_wire(data)):
            self.transport.sendto(reply, address)


@asynccontextmanager
async def serving_names(
    over_udp: Replies,
    over_tcp: Replies | None = None,
    addresses: tuple[str, ...] = ("127.0.0.1", "::1"),
) -> AsyncIterator[int]:
    """Serve on one port of each address, which the block is given."""
    port = free_port()
    loop = asyncio.get_running_loop()

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            length = int.from_bytes(await reader.readexactly(2), "big")
            query = dns.message.from_wire(await reader.readexactly(length))
            for reply in (over_tcp or over_udp)(query)[-1:]:
                writer.write(len(reply).to_bytes(2, "big") + reply)
                await writer.drain()
            await reader.read()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the asker hung up
        finally:
            writer.transport.abort()

    async with AsyncExitStack() as stack:
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            transport, _ = await loop.create_datagram_endpoint(
                lambda: _Datagrams(over_udp), (address, port), family=family
            )
            stack.callback(transport.close)
            server = await asyncio.start_server(talk, address, port, family=family)
            stack.callback(server.close)
        yield port
    await asyncio.sleep(0)
