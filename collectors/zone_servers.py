"""What each server of a zone says, asked at every address of it, over UDP and over TCP."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import dns.flags
from dns.message import Message
from dns.name import Name
from dns.rdatatype import AAAA, NS, SOA, A, RdataType

from collectors.address_kinds import Address
from collectors.delegation import Host
from collectors.dns_reply import addresses, aliases, denied, nothing_proven, rrset
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver, Transport, answer, question
from collectors.nameservers import SILENCE, SILENCES_LIMIT, Servers, at_once


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: which server at which address, by which transport, for what."""

    host: Host
    server: Nameserver
    transport: Transport
    owner: Name
    kind: RdataType

    @property
    def way(self) -> str:
        return f"{self.host.text} {self.server.address} {self.transport}"


@dataclass(frozen=True, slots=True)
class Said:
    """The answer. `ok` as in dns_server_answers_ok; `why` where it is not True.

    `records` are those given with authority, empty where denied with it, None without any.
    """

    asked: Asked
    ok: bool | None
    records: tuple[str, ...] | None = None
    why: str = ""
    took_seconds: float | None = None
    silent: bool = False
    looping: bool = False


async def ask_all(
    zone: Name, name: Name, hosts: Sequence[Host], port: int, timeout_seconds: float
) -> list[Said]:
    """SOA and NS of the zone, A and AAAA of the name, in that order by each way."""
    questions = ((zone, SOA), (zone, NS), (name, A), (name, AAAA))
    ways = [
        [
            Asked(host, Nameserver(str(address), port), transport, owner, kind)
            for owner, kind in questions
        ]
        for host in hosts
        for address in host.addresses
        for transport in Transport
    ]
    told = await at_once(ask_one_way(asked, timeout_seconds) for asked in ways)
    return [said for each in told for said in each]


async def ask_one_way(questions: Sequence[Asked], timeout_seconds: float) -> list[Said]:
    """One question after the other; a server that keeps silent is left alone."""
    told: list[Said] = []
    for asked in questions:
        last = told[-SILENCES_LIMIT:]
        if len(last) == SILENCES_LIMIT and all(said.silent for said in last):
            told.append(Said(asked, None, why=last[0].why, silent=True))
        else:
            told.append(await ask(asked, timeout_seconds))
    return told


async def ask(asked: Asked, timeout_seconds: float) -> Said:
    query = question(asked.owner, asked.kind, recursive=False)
    started_seconds = time.monotonic()
    try:
        reply = await answer(query, asked.server, timeout_seconds, asked.transport)
    except ProbeError as error:
        return Said(asked, None, why=error.detail, silent=error.kind in SILENCE)
    return read(reply, asked, time.monotonic() - started_seconds)


def read(reply: Message, asked: Asked, took_seconds: float) -> Said:
    """True with records, or an alias, given with authority; False where the server has none.

    That is denial with authority, or an answer without any (a lame server). An error code says
    neither: a server may refuse this host alone.
    """
    try:
        names = aliases(reply, [asked.owner])
        found = rrset(reply, names[-1], asked.kind)
    except ProbeError as error:
        looping = error.kind is FailureKind.LOOPING
        return Said(asked, None, None, error.detail, took_seconds, looping=looping)
    if not reply.flags & dns.flags.AA:
        why = f"{asked.host.text} answers at {asked.server.address} without authority"
        return Said(asked, False, None, why, took_seconds)
    if found is not None:
        texts = sorted(record.to_text() for record in found)
        return Said(asked, True, tuple(texts), took_seconds=took_seconds)
    if len(names) > 1:
        alias = f"alias of {names[-1].to_text(True)}"
        return Said(asked, True, (alias,), took_seconds=took_seconds)
    if denied(reply, asked.owner, asked.owner):
        why = f"{asked.host.text} denies {asked.kind.name} at {asked.server.address}"
        return Said(asked, False, (), why, took_seconds)
    why = nothing_proven(reply, asked.owner, asked.kind, names[-1]).detail
    return Said(asked, None, None, why, took_seconds)


async def own_addresses(name: Name, servers: Servers) -> tuple[Address, ...] | Name:
    """A server's addresses as the zone itself tells them, or what its name is an alias of.

    Raises ProbeError where the zone does not tell.
    """
    found: list[Address] = []
    for kind in (A, AAAA):
        reply = await servers.answer(question(name, kind, recursive=False))
        last = aliases(reply, [name])[-1]
        if last != name:
            return last
        told = rrset(reply, name, kind)
        if not reply.flags & dns.flags.AA or not (told or denied(reply, name, name)):
            raise nothing_proven(reply, name, kind, name)
        found += addresses(told) if told else []
    return tuple(found)
