"""DNS servers: does this one answer A and AAAA, asked over IPv4 and over IPv6?"""

import asyncio
import ipaddress
from dataclasses import dataclass
from typing import Annotated

import dns.exception
import dns.name
from dns.rdatatype import AAAA, A, RdataType
from pydantic import Field, field_validator

from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver, records
from collectors.probe import Collector, Options
from collectors.quantities import (
    DNS_A_OVER_IPV4,
    DNS_A_OVER_IPV6,
    DNS_AAAA_OVER_IPV4,
    DNS_AAAA_OVER_IPV6,
)
from collectors.reading import Quantity, Reading
from collectors.target import Target
from collectors.tcp import Port

DNS_PORT = 53  # IANA: domain
SILENCES_LIMIT = 2  # one datagram may be lost; a second silence is the server's

OVER_IPV4 = ((A, DNS_A_OVER_IPV4), (AAAA, DNS_AAAA_OVER_IPV4))
OVER_IPV6 = ((A, DNS_A_OVER_IPV6), (AAAA, DNS_AAAA_OVER_IPV6))

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


class NamesOptions(Options):
    """`address_ipv6` is the same server's; without it, the server is known to have none."""

    names: Annotated[list[str], Field(min_length=1, max_length=100)]
    port: Port = DNS_PORT
    address_ipv6: str | None = None
    query_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 2.0

    @field_validator("address_ipv6")
    @classmethod
    def _literal(cls, address: str | None) -> str | None:
        return address if address is None else str(ipaddress.IPv6Address(address))

    @field_validator("names")
    @classmethod
    def _names(cls, names: list[str]) -> list[str]:
        for name in names:
            try:
                dns.name.from_text(name)
            except dns.exception.DNSException as error:
                raise ValueError(f"{name!r} is no domain name: {error}") from error
        return names


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and which quantity the answer is."""

    quantity: Quantity
    kind: RdataType
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question's reading; `silence` where nothing came that only the server could have said."""

    reading: Reading
    silence: ProbeError | None = None
    asked: bool = True


async def collect(target: Target, options: NamesOptions) -> list[Reading]:
    over_ipv4, over_ipv6 = servers(target.address, options)
    seconds = options.query_timeout_seconds
    async with asyncio.TaskGroup() as group:
        halves = [
            group.create_task(ask_all(server, questions(kinds, options.names), seconds))
            for server, kinds in ((over_ipv4, OVER_IPV4), (over_ipv6, OVER_IPV6))
        ]
    outcomes = [outcome for half in halves for outcome in half.result()]
    answers = [outcome for outcome in outcomes if outcome.asked]
    if all(outcome.silence for outcome in answers) and answers[0].silence:
        raise answers[0].silence
    return [outcome.reading for outcome in outcomes]


def questions(kinds: tuple[tuple[RdataType, Quantity], ...], names: list[str]) -> list[Question]:
    return [Question(quantity, kind, name) for name in names for kind, quantity in kinds]


def servers(address: str, options: NamesOptions) -> tuple[Nameserver | None, Nameserver | None]:
    """The same server over IPv4 and over IPv6; None where it has no such address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        detail = f"a DNS server is asked by its address, and {address!r} is none"
        raise ProbeError(FailureKind.NAME_NOT_FOUND, detail) from None
    over_ipv4 = str(known) if isinstance(known, ipaddress.IPv4Address) else None
    over_ipv6 = options.address_ipv6 or (None if over_ipv4 else str(known))
    return (
        Nameserver(over_ipv4, options.port) if over_ipv4 else None,
        Nameserver(over_ipv6, options.port) if over_ipv6 else None,
    )


async def ask_all(
    server: Nameserver | None, asked: list[Question], seconds: float
) -> list[Outcome]:
    """One question after the other; a server that keeps silent is left alone.

    Without a server every value is None: the inventory says that it has no such address.
    """
    if server is None:
        return [Outcome(Reading(it.quantity, None, it.name), asked=False) for it in asked]
    outcomes: list[Outcome] = []
    for question in asked:
        last = [outcome.silence for outcome in outcomes[-SILENCES_LIMIT:]]
        given_up = last[0] if len(last) == SILENCES_LIMIT and all(last) else None
        outcomes.append(
            unanswered(question, given_up) if given_up else await ask(server, question, seconds)
        )
    return outcomes


async def ask(server: Nameserver, question: Question, seconds: float) -> Outcome:
    """True with a record, False with proof that there is none; all else is no answer."""
    try:
        found = await records(question.name, question.kind, server, seconds)
    except ProbeError as error:
        if error.kind in SILENCE:
            return unanswered(question, error)
        return Outcome(Reading(question.quantity, None, question.name, error.detail))
    return Outcome(Reading(question.quantity, bool(found), question.name))


def unanswered(question: Question, silence: ProbeError) -> Outcome:
    return Outcome(Reading(question.quantity, None, question.name, silence.detail), silence)


NAMES = Collector(
    "names",
    NamesOptions,
    (DNS_A_OVER_IPV4, DNS_AAAA_OVER_IPV4, DNS_A_OVER_IPV6, DNS_AAAA_OVER_IPV6),
    collect,
)
