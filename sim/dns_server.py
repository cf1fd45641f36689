"""An authoritative name server for one zone, over UDP and TCP, IPv4 and IPv6, on one port."""

import asyncio
import socket
import struct
from collections.abc import Mapping

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from sim.faults import SLOW_SECONDS, Fault
from sim.state import of_type, split
from sim.wire import TCP4, TCP6, UDP4, UDP6, Datagrams, Replies, TcpServer, bound

TTL_SECONDS = 300
#: RFC 1035 section 4.2.1, for a query without EDNS.
PLAIN_UDP_BYTES = 512
#: What a lying server answers about, whatever it was asked.
ANOTHER_QUESTION = dns.rrset.from_text("elsewhere.invalid.", TTL_SECONDS, "IN", "A", "192.0.2.1")

Records = dict[str, dict[str, list[str]]]


class DnsServer:
    """Serves `records`, name -> {"A": [...], "AAAA": [...]}, below `origin`.

    set("records.www.example.edu.AAAA", []) takes the addresses away; the name remains.
    """

    kind = "dns"

    def __init__(
        self,
        name: str,
        records: Mapping[str, Mapping[str, list[str]]],
        *,
        origin: str = "example.edu",
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self.records: Records = {owner: dict(sets) for owner, sets in records.items()}
        self._origin = dns.name.from_text(origin)
        self._port = port
        self._replies = Replies(slow_seconds, name)
        self._datagrams: list[asyncio.DatagramTransport] = []
        self._waiting: set[asyncio.Task[None]] = set()
        self._server = TcpServer(self._converse)

    async def start(self) -> None:
        sockets = bound([UDP4, UDP6, TCP4, TCP6], self._port)
        self.ports = {"dns": sockets[0].getsockname()[1]}
        loop = asyncio.get_running_loop()
        for listening in sockets:
            if listening.type is socket.SOCK_STREAM:
                await self._server.listen(listening)
            else:
                transport, _ = await loop.create_datagram_endpoint(
                    lambda: Datagrams(self._asked), sock=listening
                )
                self._datagrams.append(transport)

    async def stop(self) -> None:
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
        for transport in self._datagrams:
            transport.close()
        self._datagrams.clear()
        await self._server.stop()  # and the loop has turned, so the datagram sockets are closed
        await asyncio.sleep(0)

    def set(self, path: str, value: object) -> None:
        kind, owner, rdtype = split(path)
        if kind != "records" or owner not in self.records or rdtype not in ("A", "AAAA"):
            raise KeyError(path)
        self.records[owner][rdtype] = of_type(list[str], value, path)

    def _asked(
        self, transport: asyncio.DatagramTransport, wire: bytes, asker: tuple[str, int]
    ) -> None:
        reply = self._reply(wire, over_udp=True)
        if reply is None:
            return

        async def send() -> None:
            sent = await self._replies.played(self.fault, reply)
            if sent is not None:
                transport.sendto(sent, asker)

        task = asyncio.create_task(send())
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1035 section 4.2.2: each message after its length, in two octets."""
        while True:
            (size,) = struct.unpack("!H", await reader.readexactly(2))
            fault = self.fault
            reply = self._reply(await reader.readexactly(size), over_udp=False)
            if reply is None:
                return
            sent = await self._replies.played(fault, reply)
            if sent is None:
                continue
            promised = len(reply) if fault is Fault.TRUNCATED else len(sent)
            writer.write(struct.pack("!H", promised) + sent)
            await writer.drain()
            if fault is Fault.TRUNCATED:
                return

    def _reply(self, wire: bytes, *, over_udp: bool) -> bytes | None:
        """None where what came is no query: nothing is owed to it."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        if not query.question or query.flags & dns.flags.QR:
            return None
        response = self._response(query)
        most = (query.payload if query.edns >= 0 else PLAIN_UDP_BYTES) if over_udp else 65_535
        try:
            return response.to_wire(max_size=max(most, PLAIN_UDP_BYTES))
        except dns.exception.TooBig:
            response.flags |= dns.flags.TC
            response.answer.clear()
            response.authority.clear()
            return response.to_wire()

    def _response(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        asked = query.question[0]
        if self.fault is Fault.WRONG_VALUE:
            response.flags |= dns.flags.AA
            other = ANOTHER_QUESTION
            response.question = [dns.rrset.RRset(other.name, other.rdclass, other.rdtype)]
            response.answer = [other]
        elif asked.rdclass != dns.rdataclass.IN or not asked.name.is_subdomain(self._origin):
            response.set_rcode(dns.rcode.REFUSED)
        else:
            response.flags |= dns.flags.AA
            response.answer = self._found(asked.name, asked.rdtype)
            if not response.answer:  # RFC 2308: the SOA says how long "there is none" holds
                response.authority = [self._soa()]
                if not self._exists(asked.name):
                    response.set_rcode(dns.rcode.NXDOMAIN)
        return response

    def _found(self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> list[dns.rrset.RRset]:
        if name == self._origin and rdtype == dns.rdatatype.SOA:
            return [self._soa()]
        if name == self._origin and rdtype == dns.rdatatype.NS:
            return [dns.rrset.from_text(name, TTL_SECONDS, "IN", "NS", f"ns1.{self._origin}")]
        kind = dns.rdatatype.to_text(rdtype)
        for owner, sets in self.records.items():
            if dns.name.from_text(owner) == name and sets.get(kind):
                return [dns.rrset.from_text_list(name, TTL_SECONDS, "IN", kind, sets[kind])]
        return []

    def _exists(self, name: dns.name.Name) -> bool:
        """A name also exists where only something below it has records (RFC 8020)."""
        return name == self._origin or any(
            dns.name.from_text(owner).is_subdomain(name) for owner in self.records
        )

    def _soa(self) -> dns.rrset.RRset:
        fields = f"ns1.{self._origin} hostmaster.{self._origin} 2026090101 3600 900 604800 300"
        return dns.rrset.from_text(self._origin, TTL_SECONDS, "IN", "SOA", fields)
