"""One DNS question to one server, and the reply that is truly its own."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
from dns.edns import ECSOption
from dns.message import Message
from dns.name import Name
from dns.rdatatype import RdataType
from pydantic import AfterValidator

from collectors.dns_reply import fits, parsed, proven
from collectors.failure import Failure, FailureKind, ProbeError, classify
from collectors.tcp import NO_FAMILY, connected

DNS_PORT = 53  # IANA: domain
UDP_BYTES_LIMIT = 65_535
STRAYS_AT_A_TIME = 64
UDP_BYTES_WANTED = 1_232  # what no path fragments, as DNS Flag Day 2020 has it


def _name(text: str) -> str:
    try:
        dns.name.from_text(text)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise ValueError(f"{text!r} is no domain name: {error}") from error
    return text


DomainName = Annotated[str, AfterValidator(_name)]
LiteralAddress = Annotated[str, AfterValidator(lambda text: str(ipaddress.ip_address(text)))]
LiteralIPv6 = Annotated[str, AfterValidator(lambda text: str(ipaddress.IPv6Address(text)))]
Prefix = Annotated[str, AfterValidator(lambda text: str(ipaddress.ip_network(text)))]


class Transport(StrEnum):
    UDP = "UDP"
    TCP = "TCP"


@dataclass(frozen=True, slots=True)
class Nameserver:
    """Where to ask: a literal address, so that asking needs no other name; `source` is the address
    of this host to ask from, for a server that answers by it."""

    address: str
    port: int = DNS_PORT
    source: str | None = None

    @property
    def family(self) -> socket.AddressFamily:
        version = ipaddress.ip_address(self.address).version
        return socket.AF_INET6 if version == 6 else socket.AF_INET  # noqa: PLR2004 - IP version 6

    @property
    def family_name(self) -> str:
        return "IPv6" if self.family == socket.AF_INET6 else "IPv4"


async def records(
    name: str, kind: RdataType, server: Nameserver, timeout_seconds: float
) -> tuple[str, ...]:
    """The name's records of that kind, as text; empty where the server proves that it has none.

    Anything less than proof is raised: a refusal, a referral, silence, nonsense.
    """
    owner = absolute(name)
    reply = await answer(dns.message.make_query(owner, kind), server, timeout_seconds)
    return proven(reply, owner, kind)


def absolute(name: str) -> Name:
    try:
        return dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError) as error:
        detail = f"{name[:80]!r} is no domain name: {error}"
        raise ProbeError(FailureKind.NAME_NOT_FOUND, detail) from error


def question(
    owner: Name, kind: RdataType, *, subnet: str | None = None, recursive: bool = True
) -> Message:
    """A query with EDNS (RFC 6891), so that the server can say why it blocks a name (RFC 8914).

    `subnet` asks on behalf of its users (RFC 7871).
    """
    options: list[dns.edns.Option] = []
    if subnet is not None:
        network = ipaddress.ip_network(subnet)
        options.append(ECSOption(str(network.network_address), network.prefixlen))
    flags = dns.flags.RD if recursive else dns.flags.Flag(0)
    return dns.message.make_query(
        owner, kind, use_edns=0, payload=UDP_BYTES_WANTED, options=options, flags=flags
    )


async def answer(
    query: Message,
    server: Nameserver,
    timeout_seconds: float,
    transport: Transport = Transport.UDP,
) -> Message:
    """The server's reply, whatever it says, over TCP where it does not fit a datagram.

    A server that knows no EDNS is asked once more without it (RFC 6891 section 7), unless the
    question needs it. Raises ProbeError for silence, nonsense, and a family that this host has not.
    """
    reply = await exchange(query, server, timeout_seconds, transport)
    strange = reply.edns < 0 and reply.rcode() in (dns.rcode.FORMERR, dns.rcode.NOTIMP)
    if not strange or query.edns < 0 or query.options:
        return reply
    asked = query.question[0]
    plain = dns.message.make_query(asked.name, asked.rdtype, flags=query.flags)
    return await exchange(plain, server, timeout_seconds, transport)


async def exchange(
    query: Message, server: Nameserver, timeout_seconds: float, transport: Transport
) -> Message:
    strays: list[str] = []
    try:
        async with asyncio.timeout(timeout_seconds):
            if transport is Transport.UDP:
                reply = await over_udp(query, server, strays)
                if not reply.flags & dns.flags.TC:
                    return reply
                strays, transport = [], Transport.TCP
            return await over_tcp(query, server)
    except TimeoutError:
        raise no_answer(query, server, transport, timeout_seconds, strays) from None
    except (dns.exception.DNSException, asyncio.IncompleteReadError) as error:
        detail = f"{server.address} answered with a broken message: {type(error).__name__}"
        raise ProbeError(FailureKind.MALFORMED_REPLY, detail) from error
    except OSError as error:
        failure = unreachable(error, server)
        raise ProbeError(failure.kind, failure.detail) from error


async def over_udp(query: Message, server: Nameserver, strays: list[str]) -> Message:
    """The first datagram that answers the query; why others do not is left in `strays`.

    The socket is connected, so that the kernel drops what comes from elsewhere. A forged
    answer does not end the wait for the true one.
    """
    loop = asyncio.get_running_loop()
    with socket.socket(server.family, socket.SOCK_DGRAM) as datagrams:
        datagrams.setblocking(False)
        if server.source is not None:
            datagrams.bind((server.source, 0))
        datagrams.connect((server.address, server.port))
        await loop.sock_sendall(datagrams, query.to_wire())
        while True:
            wire = await loop.sock_recv(datagrams, UDP_BYTES_LIMIT)
            if not wire.startswith(query.id.to_bytes(2, "big")):  # not worth reading
                strays.append("an answer to another question")
            else:
                try:
                    reply = parsed(wire)
                except dns.exception.DNSException as error:
                    strays.append(f"a broken message ({type(error).__name__})")
                else:
                    if fits(query, reply):
                        return reply
                    strays.append("an answer to another question")
            if not len(strays) % STRAYS_AT_A_TIME:
                await asyncio.sleep(0)  # a flood of them holds up nobody else


async def over_tcp(query: Message, server: Nameserver) -> Message:
    """The same question where the answer did not fit a datagram (RFC 7766 section 5)."""
    async with connected(
        server.address, server.port, family=server.family, source=server.source
    ) as (reader, writer):
        writer.write(query.to_wire(prepend_length=True))
        length = int.from_bytes(await reader.readexactly(2), "big")
        reply = parsed(await reader.readexactly(length))
    if not fits(query, reply) or reply.flags & dns.flags.TC:
        raise dns.exception.FormError
    return reply


def no_answer(
    query: Message, server: Nameserver, transport: Transport, seconds: float, strays: list[str]
) -> ProbeError:
    asked = query.question[0]
    way = server.family_name if transport is Transport.UDP else f"{server.family_name} and TCP"
    where = (
        f"to {asked.rdtype.name} {asked.name.to_text(True)} over {way} from {server.address}"
        f" within {seconds:g} s"
    )
    if strays:
        detail = f"no answer {where}, but {len(strays)} strays, first {strays[0]}"
        return ProbeError(FailureKind.MALFORMED_REPLY, detail)
    return ProbeError(FailureKind.TIMEOUT, f"no answer {where}")


def unreachable(error: OSError, server: Nameserver) -> Failure:
    if error.errno in NO_FAMILY:
        detail = f"this host has no {server.family_name} to reach {server.address}"
        return Failure(FailureKind.NO_ADDRESS_FAMILY, detail)
    return classify(error)
