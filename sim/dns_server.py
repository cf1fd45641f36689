"""A name server over UDP and TCP, IPv4 and IPv6, on one port: with authority for a zone, whose
answers may depend on the line that asks; for names beyond it, what it resolves or filters."""

import asyncio
import ipaddress
import socket
import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from sim.faults import SLOW_SECONDS, Fault
from sim.state import assign, of_type, split
from sim.wire import TCP4, TCP6, UDP4, UDP6, Datagrams, Replies, TcpServer, bound

TTL_SECONDS = 300
#: RFC 1035 section 4.2.1, for a query without EDNS.
PLAIN_UDP_BYTES = 512
#: What a lying server answers about, whatever it was asked.
ANOTHER_QUESTION = dns.rrset.from_text("elsewhere.invalid.", TTL_SECONDS, "IN", "A", "192.0.2.1")

Records = dict[str, dict[str, list[str]]]


@dataclass(slots=True)
class View:
    """What users in `subnet` are answered (EDNS Client Subnet, RFC 7871), in place of A records."""

    subnet: str
    addresses: list[str]


@dataclass(slots=True)
class Beyond:
    """A name that is not of the zone, which the server looks up for its users, or filters."""

    addresses: list[str]
    filtered: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """What a server does besides: `views` by "owner/line", names `beyond` its zone, and a second
    name server of the zone at `second_address`, on the same port."""

    views: Mapping[str, View] = field(default_factory=dict)
    beyond: Mapping[str, Beyond] = field(default_factory=dict)
    second_address: str | None = None


class DnsServer:
    """Serves `records`, name -> {"A": [...], "AAAA": [...]}, below `origin`; several addresses of a
    name take turns in standing first.

    set("records.www.example.edu.AAAA", []) takes the addresses away; the name remains.
    set("views.www.example.edu/cernet.addresses", [...]), set("beyond.bad.example.net.filtered",
    False), set("rotates", False); set("second_has_authority", False) makes the second name server a
    lame one, set("second_up", False) a silent one.
    """

    kind = "dns"

    def __init__(  # noqa: PLR0913 - what a server is
        self,
        name: str,
        records: Mapping[str, Mapping[str, list[str]]],
        *,
        origin: str = "example.edu",
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
        more: More = More(),
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self.records: Records = {owner: dict(sets) for owner, sets in records.items()}
        self.views = {name: replace(view) for name, view in more.views.items()}
        self.beyond = {name: replace(each) for name, each in more.beyond.items()}
        self.rotates = True
        self.second_up = True
        self.second_has_authority = True
        self._second_address = more.second_address
        self._turns: Counter[tuple[str, str]] = Counter()
        self._origin = dns.name.from_text(origin)
        self._port = port
        self._replies = Replies(slow_seconds, name)
        self._datagrams: list[asyncio.DatagramTransport] = []
        self._waiting: set[asyncio.Task[None]] = set()
        self._server = TcpServer(self._converse)

    async def start(self) -> None:
        second = self._second_address
        more = [(second, kind) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM) if second]
        sockets = bound([UDP4, UDP6, TCP4, TCP6, *more], self._port)
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
        if path in {"rotates", "second_up", "second_has_authority"}:
            setattr(self, path, of_type(bool, value, path))
            return
        kind, owner, rdtype = split(path)
        several: Mapping[str, Mapping[str, object]] = {"views": self.views, "beyond": self.beyond}
        if owner in several.get(kind, {}):
            assign(several[kind][owner], rdtype, value, path)
            return
        if kind != "records" or owner not in self.records or rdtype not in ("A", "AAAA"):
            raise KeyError(path)
        self.records[owner][rdtype] = of_type(list[str], value, path)

    def _asked(
        self, transport: asyncio.DatagramTransport, wire: bytes, asker: tuple[str, int]
    ) -> None:
        second = self._is_second(transport)
        reply = self._reply(wire, over_udp=True, second=second)
        if reply is None or (second and not self.second_up):
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
            second = self._is_second(writer.transport)
            fault = Fault.SILENT if second and not self.second_up else self.fault
            reply = self._reply(await reader.readexactly(size), over_udp=False, second=second)
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

    def _is_second(self, transport: asyncio.BaseTransport) -> bool:
        """Whether it was the second name server that was asked."""
        asked: str = transport.get_extra_info("sockname")[0]
        return asked == self._second_address

    def _reply(self, wire: bytes, *, over_udp: bool, second: bool) -> bytes | None:
        """None where what came is no query: nothing is owed to it."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        if not query.question or query.flags & dns.flags.QR:
            return None
        response = self._response(query)
        if second and not self.second_has_authority:
            response.flags &= ~dns.flags.AA
        most = (query.payload if query.edns >= 0 else PLAIN_UDP_BYTES) if over_udp else 65_535
        try:
            return response.to_wire(max_size=max(most, PLAIN_UDP_BYTES), want_shuffle=False)
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
        elif asked.name.to_text(omit_final_dot=True) in self.beyond:
            self._look_up(asked, response)
        elif asked.rdclass != dns.rdataclass.IN or not asked.name.is_subdomain(self._origin):
            response.set_rcode(dns.rcode.REFUSED)
        else:
            response.flags |= dns.flags.AA
            response.answer = self._of_line(query, response) or self._found(
                asked.name, asked.rdtype
            )
            if asked.rdtype == dns.rdatatype.NS:
                response.additional = self._glue()
            if not response.answer:  # RFC 2308: the SOA says how long "there is none" holds
                response.authority = [self._soa()]
                if not self._exists(asked.name):
                    response.set_rcode(dns.rcode.NXDOMAIN)
        return response

    def _found(self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> list[dns.rrset.RRset]:
        if name == self._origin and rdtype == dns.rdatatype.SOA:
            return [self._soa()]
        if name == self._origin and rdtype == dns.rdatatype.NS:
            names = [f"{each}.{self._origin}" for each in self._name_servers()]
            return [dns.rrset.from_text_list(name, TTL_SECONDS, "IN", "NS", names)]
        kind = dns.rdatatype.to_text(rdtype)
        for glue in self._glue():
            if (glue.name, glue.rdtype) == (name, rdtype):
                return [glue]
        for owner, sets in self.records.items():
            if dns.name.from_text(owner) == name and sets.get(kind):
                return [self._taking_turns(owner, kind, sets[kind])]
        return []

    def _taking_turns(self, owner: str, kind: str, addresses: list[str]) -> dns.rrset.RRset:
        first = self._turns[owner, kind] % len(addresses)
        if self.rotates:
            self._turns[owner, kind] += 1
        turned = [*addresses[first:], *addresses[:first]]
        return dns.rrset.from_text_list(owner + ".", TTL_SECONDS, "IN", kind, turned)

    def _of_line(
        self, query: dns.message.Message, response: dns.message.Message
    ) -> list[dns.rrset.RRset]:
        """What the line of the asker is answered; the scope says that only that line is."""
        subnets = [option for option in query.options if isinstance(option, dns.edns.ECSOption)]
        asked = query.question[0]
        if not subnets or asked.rdtype != dns.rdatatype.A:
            return []
        client = ipaddress.ip_address(subnets[0].address)
        owner = asked.name.to_text(omit_final_dot=True)
        for name, view in self.views.items():
            subnet = ipaddress.ip_network(view.subnet)
            if name.partition("/")[0] == owner and client in subnet:
                scope = dns.edns.ECSOption(
                    subnets[0].address, subnets[0].srclen, min(subnet.prefixlen, subnets[0].srclen)
                )
                response.use_edns(0, 0, query.payload, options=[scope])
                return [self._taking_turns(owner, "A", view.addresses)]
        return []

    def _look_up(self, asked: dns.rrset.RRset, response: dns.message.Message) -> None:
        """As a resolver for its users; a filtered name does not exist, and a zone of the filter's
        says so (RFC 2308)."""
        beyond = self.beyond[asked.name.to_text(omit_final_dot=True)]
        response.flags |= dns.flags.RA
        if beyond.filtered:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif asked.rdtype == dns.rdatatype.A:
            response.answer = [
                dns.rrset.from_text_list(asked.name, TTL_SECONDS, "IN", "A", beyond.addresses)
            ]
        if not response.answer:
            response.authority = [self._soa(asked.name)]

    def _name_servers(self) -> list[str]:
        return ["ns1", "ns2"] if self._second_address else ["ns1"]

    def _glue(self) -> list[dns.rrset.RRset]:
        """Where the zone's own name servers are: this one over both families."""
        places = [("ns1", "A", UDP4[0]), ("ns1", "AAAA", UDP6[0])]
        if self._second_address:
            places.append(("ns2", "A", self._second_address))
        return [
            dns.rrset.from_text(f"{name}.{self._origin}", TTL_SECONDS, "IN", kind, address)
            for name, kind, address in places
        ]

    def _exists(self, name: dns.name.Name) -> bool:
        """A name also exists where only something below it has records (RFC 8020)."""
        known = (glue.name for glue in self._glue())
        return (
            name == self._origin
            or name in known
            or any(dns.name.from_text(owner).is_subdomain(name) for owner in self.records)
        )

    def _soa(self, zone: dns.name.Name | None = None) -> dns.rrset.RRset:
        fields = f"ns1.{self._origin} hostmaster.{self._origin} 2026090101 3600 900 604800 300"
        return dns.rrset.from_text(zone or self._origin, TTL_SECONDS, "IN", "SOA", fields)
