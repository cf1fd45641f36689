"""Several name servers that are asked in turn, and a name followed alias by alias to its end."""

import asyncio
import ipaddress
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import dns.exception
import dns.rcode
import dns.resolver
from dns.message import Message
from dns.name import Name
from dns.rdatatype import RdataType

from collectors.address_kinds import Address
from collectors.dns_reply import (
    ANSWERS,
    addresses,
    aliases,
    client_subnet,
    denied,
    filtered,
    nothing_proven,
    rrset,
)
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver, answer, question, records

Told = TypeVar("Told")

SILENCES_LIMIT = 2  # one datagram may be lost; a second silence is the server's

#: Failures that leave open whether a server is there at all.
SILENCE = frozenset(
    {
        FailureKind.TIMEOUT,
        FailureKind.REFUSED,
        FailureKind.UNREACHABLE,
        FailureKind.NO_ADDRESS_FAMILY,
        FailureKind.MALFORMED_REPLY,
    }
)


def of_this_host() -> list[Nameserver]:
    """The resolvers that this host is configured with; empty where there are none."""
    try:
        configured = dns.resolver.Resolver().nameservers
    except dns.exception.DNSException:
        return []
    return [Nameserver(str(address)) for address in configured]


def both_families(
    address: str, address_ipv6: str | None, port: int
) -> tuple[Nameserver | None, Nameserver | None]:
    """The same server over IPv4 and over IPv6; None where it has no such address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        detail = f"a DNS server is asked by its address, and {address!r} is none"
        raise ProbeError(FailureKind.NAME_NOT_FOUND, detail) from None
    over_ipv4 = str(known) if isinstance(known, ipaddress.IPv4Address) else None
    over_ipv6 = address_ipv6 or (None if over_ipv4 else str(known))
    return (
        Nameserver(over_ipv4, port) if over_ipv4 else None,
        Nameserver(over_ipv6, port) if over_ipv6 else None,
    )


async def at_once(each: Iterable[Coroutine[None, None, Told]]) -> list[Told]:
    """What each of them returns; none outlives another's failure."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(it) for it in each]
    return [task.result() for task in tasks]


class Servers:
    """Servers that are asked in turn until one can say; who keeps silent is soon left alone.

    For one round of a probe. `control` is a question that each of them has answered: as long as
    one still does, its silence about another name is about that name (a filter that drops it).
    """

    def __init__(
        self, each: Sequence[Nameserver], timeout_seconds: float, control: Message | None = None
    ) -> None:
        self.seconds = timeout_seconds
        self.control = control
        self.silences: dict[Nameserver, list[ProbeError]] = {server: [] for server in each}

    async def answer(self, query: Message) -> Message:
        """The first reply with an answer or a denial, else the first with an error code.

        Raises ProbeError with the first silence where none of them says anything.
        """
        refusal: Message | None = None
        for server, silences in self.silences.items():
            if len(silences) >= SILENCES_LIMIT:
                continue
            try:
                reply = await answer(query, server, self.seconds)
            except ProbeError as error:
                if error.kind not in SILENCE or await self.answers_control(server):
                    raise
                silences.append(error)
                continue
            silences.clear()
            if reply.rcode() in ANSWERS:
                return reply
            refusal = refusal or reply
        if refusal is not None:
            return refusal
        raise self.silence()

    async def answers_control(self, server: Nameserver) -> bool:
        if self.control is None:
            return False
        try:
            await answer(self.control, server, self.seconds)
        except ProbeError:
            return False
        return True

    def give_up(self, error: ProbeError) -> None:
        """None of them is asked again; `error` says why."""
        for silences in self.silences.values():
            silences.extend([error] * SILENCES_LIMIT)

    def silence(self) -> ProbeError:
        errors = [error for silences in self.silences.values() for error in silences]
        none = ProbeError(FailureKind.UNREACHABLE, "this host has no nameserver configured")
        return errors[0] if errors else none


async def from_any(
    name: str, kind: RdataType, each: Sequence[Nameserver], timeout_seconds: float
) -> tuple[str, ...]:
    """As `records`, from the first server that can say; what the last one said where none can."""
    error = ProbeError(FailureKind.UNREACHABLE, "this host has no nameserver configured")
    for server in each:
        try:
            return await records(name, kind, server, timeout_seconds)
        except ProbeError as raised:
            error = raised
    raise error


@dataclass(frozen=True, slots=True)
class Found:
    """A name's addresses of one family, in the order of the answer; empty where it has none.

    `why` says then how that is known. `names` lead from the name to the one that has them.
    `scope`: for how many bits of the client subnet that was asked for the answer holds; None where
    no reply said.
    """

    addresses: tuple[Address, ...]
    names: tuple[Name, ...]
    why: str = ""
    scope: int | None = None


async def find(
    owner: Name, kind: RdataType, servers: Servers, *, subnet: str | None = None
) -> Found:
    """The addresses of a name, which is asked for again where a reply ends in an alias.

    Ends within ten aliases. Raises ProbeError where nothing is proven.
    """
    names, scope = [owner], None
    while True:
        asked = names[-1]
        reply = await servers.answer(question(asked, kind, subnet=subnet))
        told = client_subnet(reply)
        if told is not None:
            scope = max(told.scopelen, scope or 0)
        if why := filtered(reply):
            return Found((), tuple(names), why, scope)
        names = aliases(reply, names)
        records = rrset(reply, names[-1], kind)
        if records is not None:
            return Found(tuple(addresses(records)), tuple(names), "", scope)
        if denied(reply, asked, names[-1]):
            return Found((), tuple(names), absent(reply, kind, names), scope)
        if names[-1] == asked:
            raise nothing_proven(reply, asked, kind, asked)


def absent(reply: Message, kind: RdataType, names: Sequence[Name]) -> str:
    last = names[-1].to_text(True)
    none = reply.rcode() == dns.rcode.NXDOMAIN
    what = "does not exist" if none else f"has no {kind.name}"
    if len(names) == 1:
        return f"{last} {what}"
    return f"{names[0].to_text(True)} is an alias of {last}, which {what}"
