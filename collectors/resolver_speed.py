"""How soon a DNS server answers, by each transport over each family."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from dns.name import Name
from dns.rdatatype import A

from collectors.dns_reply import rrset
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver, Transport, answer, question
from collectors.name_quantities import DNS_QUERY_SECONDS, DNS_UNANSWERED
from collectors.nameservers import SILENCE, SILENCES_LIMIT, at_once
from collectors.reading import Reading

QUESTIONS_PER_WAY = 3

BY_WAY = (DNS_QUERY_SECONDS, DNS_UNANSWERED)


@dataclass(frozen=True, slots=True)
class Way:
    """A transport and a family: how long each answer took, and why there was none."""

    server: Nameserver
    transport: Transport
    took_seconds: list[float] = field(default_factory=list)
    errors: list[ProbeError] = field(default_factory=list)

    @property
    def instance(self) -> str:
        return f"{self.transport} over {self.server.family_name}"

    @property
    def heard(self) -> bool:
        return bool(self.took_seconds) or any(e.kind not in SILENCE for e in self.errors)


async def timed(owner: Name, known: Sequence[Nameserver], limit_seconds: float) -> list[Way]:
    """Each way to the server, asked for a name that it answers."""
    ways = (
        time_way(owner, server, transport, limit_seconds)
        for server in known
        for transport in Transport
    )
    return await at_once(ways)


async def time_way(
    owner: Name, server: Nameserver, transport: Transport, limit_seconds: float
) -> Way:
    """A few questions by one way; a server that keeps silent is soon left alone."""
    way = Way(server, transport)
    while len(way.took_seconds) + len(way.errors) < QUESTIONS_PER_WAY:
        if len(way.errors) >= SILENCES_LIMIT and not way.heard:
            break
        try:
            seconds = await time_once(owner, server, transport, limit_seconds)
        except ProbeError as error:
            way.errors.append(error)
        else:
            way.took_seconds.append(seconds)
    return way


async def time_once(
    owner: Name, server: Nameserver, transport: Transport, limit_seconds: float
) -> float:
    started_seconds = time.monotonic()
    reply = await answer(question(owner, A), server, limit_seconds, transport)
    took_seconds = time.monotonic() - started_seconds
    rrset(reply, owner, A)  # raises for an error code
    return took_seconds


def speed(way: Way) -> list[Reading]:
    """None with the reason where nothing was answered, or where it is this host that cannot ask."""
    reason = way.errors[0].detail if way.errors else ""
    ours = any(error.kind is FailureKind.NO_ADDRESS_FAMILY for error in way.errors)
    share = len(way.errors) / (len(way.errors) + len(way.took_seconds))
    unanswered = Reading(
        DNS_UNANSWERED, None if ours else share, way.instance, reason if ours else ""
    )
    if not way.took_seconds:
        return [Reading(DNS_QUERY_SECONDS, None, way.instance, reason), unanswered]
    return [
        Reading(DNS_QUERY_SECONDS, statistics.median(way.took_seconds), way.instance),
        unanswered,
    ]


def no_such(families: tuple[Nameserver | None, Nameserver | None]) -> list[Reading]:
    """The inventory says that the server has no such address."""
    return [
        Reading(quantity, None, f"{transport} over {name}")
        for name, server in zip(("IPv4", "IPv6"), families, strict=True)
        if server is None
        for transport in Transport
        for quantity in BY_WAY
    ]
