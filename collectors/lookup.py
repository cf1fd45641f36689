"""One DNS question to one server, and what its reply proves."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass

import dns.asyncbackend
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
from dns.message import Message
from dns.name import Name
from dns.rdataclass import IN
from dns.rdatatype import CNAME, NS, SOA, RdataType

from collectors.failure import Failure, FailureKind, ProbeError, classify
from collectors.tcp import NO_FAMILY, connected

ALIASES_LIMIT = 10  # RFC 1034 section 3.6.2 asks for none at all behind an alias
UDP_BYTES_LIMIT = 65_535


@dataclass(frozen=True, slots=True)
class Nameserver:
    """Where to ask: a literal address, so that asking needs no other name."""

    address: str
    port: int = 53

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
    query = dns.message.make_query(owner, kind)
    strays: list[str] = []
    try:
        async with asyncio.timeout(timeout_seconds):
            reply = await over_udp(query, server, strays)
            if reply.flags & dns.flags.TC:
                reply = await over_tcp(query, server)
    except TimeoutError:
        raise no_answer(f"{kind.name} {name}", server, timeout_seconds, strays) from None
    except (dns.exception.DNSException, asyncio.IncompleteReadError) as error:
        detail = f"{server.address} answered with a broken message: {type(error).__name__}"
        raise ProbeError(FailureKind.MALFORMED_REPLY, detail) from error
    except OSError as error:
        failure = unreachable(error, server)
        raise ProbeError(failure.kind, failure.detail) from error
    return proven(reply, owner, kind)


def absolute(name: str) -> Name:
    try:
        return dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError) as error:
        detail = f"{name[:80]!r} is no domain name: {error}"
        raise ProbeError(FailureKind.NAME_NOT_FOUND, detail) from error


async def over_udp(query: Message, server: Nameserver, strays: list[str]) -> Message:
    """The first datagram that answers the query; why others do not is left in `strays`.

    The socket is connected, so that the kernel drops what comes from elsewhere. A forged
    answer does not end the wait for the true one.
    """
    backend = dns.asyncbackend.get_backend("asyncio")
    destination = (server.address, server.port)
    async with await backend.make_socket(  # type: ignore[no-untyped-call]  # dnspython leaves it so
        server.family, socket.SOCK_DGRAM, 0, None, destination
    ) as datagrams:
        await datagrams.sendto(query.to_wire(), None, None)
        while True:
            wire, _ = await datagrams.recvfrom(UDP_BYTES_LIMIT, None)
            try:
                reply = parsed(wire)
            except dns.exception.DNSException as error:
                strays.append(f"a broken message ({type(error).__name__})")
                continue
            if query.is_response(reply):
                return reply
            strays.append("an answer to another question")


async def over_tcp(query: Message, server: Nameserver) -> Message:
    """The same question where the answer did not fit a datagram (RFC 7766 section 5)."""
    async with connected(server.address, server.port, family=server.family) as (reader, writer):
        writer.write(query.to_wire(prepend_length=True))
        length = int.from_bytes(await reader.readexactly(2), "big")
        reply = parsed(await reader.readexactly(length))
    if not query.is_response(reply) or reply.flags & dns.flags.TC:
        raise dns.exception.FormError
    return reply


def parsed(wire: bytes) -> Message:
    """A whole message, or as much as there is of one that says that it was cut."""
    try:
        return dns.message.from_wire(wire, raise_on_truncation=True)
    except dns.message.Truncated as error:
        cut: Message = error.message()  # type: ignore[no-untyped-call]  # dnspython leaves it so
        return cut


def no_answer(asked: str, server: Nameserver, seconds: float, strays: list[str]) -> ProbeError:
    where = f"to {asked} over {server.family_name} from {server.address} within {seconds:g} s"
    if strays:
        detail = f"no answer {where}, but {len(strays)} strays, first {strays[0]}"
        return ProbeError(FailureKind.MALFORMED_REPLY, detail)
    return ProbeError(FailureKind.TIMEOUT, f"no answer {where}")


def unreachable(error: OSError, server: Nameserver) -> Failure:
    if error.errno in NO_FAMILY:
        detail = f"this host has no {server.family_name} to reach {server.address}"
        return Failure(FailureKind.NO_ADDRESS_FAMILY, detail)
    return classify(error)


def proven(reply: Message, owner: Name, kind: RdataType) -> tuple[str, ...]:
    """What a reply proves: the records, or none of them where the denial is authoritative."""
    code = reply.rcode()
    asked = f"{dns.rcode.to_text(code)} for {kind.name} {owner.to_text(True)}"
    if code not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise ProbeError(FailureKind.ERROR_REPLY, asked)
    last = last_alias(reply, owner)
    found = reply.get_rrset(reply.answer, last, IN, kind)
    if found and code == dns.rcode.NOERROR:
        return tuple(sorted(record.to_text() for record in found))
    if not found and denied(reply, owner, last):
        return ()
    detail = f"{asked}, with neither records nor proof that {last.to_text(True)} has none"
    raise ProbeError(FailureKind.ERROR_REPLY, detail)


def denied(reply: Message, owner: Name, last: Name) -> bool:
    """The zone itself says that `last` has nothing.

    That is: the AA bit, or the zone's SOA from a server that recurses (RFC 2308 section 2).
    A referral or a lame server looks the same but for these.
    """
    authoritative = bool(reply.flags & dns.flags.AA)
    recursing = bool(reply.flags & dns.flags.RA)
    zones = [rrset.name for rrset in reply.authority if rrset.rdtype == SOA]
    if any(last.is_subdomain(zone) for zone in zones):
        return authoritative or recursing
    referral = any(rrset.rdtype == NS for rrset in reply.authority)
    return authoritative and last == owner and not referral


def last_alias(reply: Message, owner: Name) -> Name:
    """The name at the end of the aliases (CNAME) that the reply holds for `owner`."""
    last = owner
    for _ in range(ALIASES_LIMIT + 1):
        alias = reply.get_rrset(reply.answer, last, IN, CNAME)
        if not alias:
            return last
        last = alias[0].target
    detail = f"{owner.to_text(True)} is an alias of an alias, {ALIASES_LIMIT} deep or in a loop"
    raise ProbeError(FailureKind.LOOPING, detail)
