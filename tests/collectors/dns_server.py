"""A DNS server on loopback whose every answer, and every forgery, a test writes itself."""

import asyncio
import socket
from asyncio import DatagramTransport, StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset
from dns.message import Message

from tests.conftest import free_port

#: From a query to what is sent back, datagram by datagram; over TCP only the last is sent.
Replies = Callable[[Message], list[bytes]]

SOA = "example.edu. 60 IN SOA ns.example.edu. hostmaster.example.edu. 1 60 60 60 60"

#: The address that the query came from, for a server that answers by it.
ASKER: ContextVar[str] = ContextVar("ASKER")

#: So many datagrams are sent at a time as an asker's socket holds: Linux counts 768 bytes of
#: net.core.rmem_default (212,992) for each small one.
BURST = 250
TURNS = 20  # of the loop, in which the asker takes them in


class FromElsewhere(bytes):
    """A datagram that is sent from another port than the one that was asked."""


def reply_to(
    query: Message,
    *records: str,
    authority: Sequence[str] = (),
    additional: Sequence[str] = (),
    code: int = 0,
    flags: int = dns.flags.AA,
) -> Message:
    """An authoritative reply; records are `name ttl IN type data` lines."""
    reply = dns.message.make_response(query)
    reply.flags |= flags
    reply.set_rcode(dns.rcode.Rcode(code))
    sections = (
        (reply.answer, records),
        (reply.authority, authority),
        (reply.additional, additional),
    )
    for section, lines in sections:
        for line in lines:
            name, ttl, _, kind, data = line.split(" ", 4)
            whole = dns.rrset.from_text(name, int(ttl), "IN", kind, data)
            same = [each for each in section if each.match(whole.name, 1, whole.rdtype, 0)]
            if same:
                same[0].update(whole)  # type: ignore[no-untyped-call]  # dnspython leaves it so
            else:
                section.append(whole)
    return reply


def zone(origin: str, *lines: str, flags: int = dns.flags.AA) -> Replies:
    """What a server of a zone answers; lines are `name type data`, the name inside the zone.

    It refers below NS that are not its own, follows aliases inside, and refuses what is outside.
    """
    parts = [line.split(" ", 2) for line in lines]
    top = dns.name.from_text(origin)
    known = {(dns.name.from_text(name, top), kind): [""] for name, kind, _ in parts}
    for name, kind, data in parts:
        record = dns.rdata.from_text("IN", kind, data, origin=top, relativize=False)
        known[dns.name.from_text(name, top), kind].append(record.to_text())
    cuts = {name for name, kind in known if kind == "NS" and name != top}

    def lines_of(name: dns.name.Name, kind: str) -> list[str]:
        return [f"{name} 60 IN {kind} {data}" for data in known.get((name, kind), [])[1:]]

    def replies(query: Message) -> list[bytes]:
        asked = query.question[0]
        name, kind = asked.name, dns.rdatatype.to_text(asked.rdtype)
        if not name.is_subdomain(top):
            return [reply_to(query, code=dns.rcode.REFUSED, flags=0).to_wire()]
        for cut in cuts:
            if name.is_subdomain(cut):
                below = lines_of(cut, "NS")
                glue = [
                    line
                    for server in known[cut, "NS"][1:]
                    for family in ("A", "AAAA")
                    for line in lines_of(dns.name.from_text(server), family)
                ]
                return [reply_to(query, authority=below, additional=glue, flags=0).to_wire()]
        answer: list[str] = []
        while len(answer) < 30 and (alias := lines_of(name, "CNAME")) and kind != "CNAME":
            answer += alias
            name = dns.name.from_text(known[name, "CNAME"][1])
        answer += lines_of(name, kind)
        exists = any(owner.is_subdomain(name) for owner, _ in known)
        code = 0 if exists or not name.is_subdomain(top) else dns.rcode.NXDOMAIN
        denied = name.is_subdomain(top) and not lines_of(name, kind)
        soa = lines_of(top, "SOA") if denied else []
        return [reply_to(query, *answer, authority=soa, code=code, flags=flags).to_wire()]

    return replies


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, replies: Replies) -> None:
        self.replies = replies
        self.transport: DatagramTransport | None = None
        self.sending: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(DatagramTransport, transport)  # so is asyncio's, by duck type

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        ASKER.set(address[0])
        task = asyncio.create_task(self.send(self.replies(dns.message.from_wire(data)), address))
        self.sending.add(task)
        task.add_done_callback(self.sending.discard)

    async def send(self, replies: Sequence[bytes], address: tuple[str, int]) -> None:
        assert self.transport is not None
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        for number, reply in enumerate(replies):
            if number % BURST == BURST - 1:
                for _ in range(TURNS):
                    await asyncio.sleep(0)
            if isinstance(reply, FromElsewhere):
                with socket.socket(family, socket.SOCK_DGRAM) as elsewhere:
                    elsewhere.sendto(reply, address)
            else:
                self.transport.sendto(reply, address)


@asynccontextmanager
async def serving_names(
    over_udp: Replies,
    over_tcp: Replies | None = None,
    addresses: tuple[str, ...] = ("127.0.0.1", "::1"),
    *,
    port: int = 0,
    tcp: bool = True,
) -> AsyncIterator[int]:
    """Serve on one port of each address, which the block is given; a free one unless it is given.

    Without `tcp` nobody listens there.
    """
    port = port or free_port()
    loop = asyncio.get_running_loop()

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            length = int.from_bytes(await reader.readexactly(2), "big")
            query = dns.message.from_wire(await reader.readexactly(length))
            ASKER.set(writer.get_extra_info("peername")[0])
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
            if tcp:
                server = await asyncio.start_server(talk, address, port, family=family)
                stack.callback(server.close)
        yield port
    await asyncio.sleep(0)
