"""DNS servers: does this one answer A and AAAA, asked over IPv4 and over IPv6?"""

from dataclasses import dataclass
from typing import Annotated

from dns.rdatatype import AAAA, A, RdataType
from pydantic import Field

from collectors.failure import ProbeError
from collectors.lookup import DNS_PORT, DomainName, LiteralIPv6, Nameserver, records
from collectors.name_quantities import (
    DNS_A_OVER_IPV4,
    DNS_A_OVER_IPV6,
    DNS_AAAA_OVER_IPV4,
    DNS_AAAA_OVER_IPV6,
)
from collectors.nameservers import SILENCE, SILENCES_LIMIT, at_once, both_families
from collectors.probe import Collector, Options
from collectors.reading import Quantity, Reading
from collectors.target import Target
from collectors.tcp import Port

OVER_IPV4 = ((A, DNS_A_OVER_IPV4), (AAAA, DNS_AAAA_OVER_IPV4))
OVER_IPV6 = ((A, DNS_A_OVER_IPV6), (AAAA, DNS_AAAA_OVER_IPV6))


class NamesOptions(Options):
    """`address_ipv6` is the same server's; without it, the server is known to have none."""

    names: Annotated[list[DomainName], Field(min_length=1, max_length=100)]
    port: Port = DNS_PORT
    address_ipv6: LiteralIPv6 | None = None
    query_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 2.0


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
    over_ipv4, over_ipv6 = both_families(target.address, options.address_ipv6, options.port)
    seconds = options.query_timeout_seconds
    halves = await at_once(
        ask_all(server, questions(kinds, options.names), seconds)
        for server, kinds in ((over_ipv4, OVER_IPV4), (over_ipv6, OVER_IPV6))
    )
    outcomes = [outcome for half in halves for outcome in half]
    answers = [outcome for outcome in outcomes if outcome.asked]
    if all(outcome.silence for outcome in answers) and answers[0].silence:
        raise answers[0].silence
    return [outcome.reading for outcome in outcomes]


def questions(kinds: tuple[tuple[RdataType, Quantity], ...], names: list[str]) -> list[Question]:
    return [Question(quantity, kind, name) for name in names for kind, quantity in kinds]


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
