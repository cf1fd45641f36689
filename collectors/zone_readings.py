"""From what was found out about a zone to its readings.

A silent server leaves open what rests on it; it is never counted as wrong.
"""

from collections.abc import Iterator, Sequence

from dns.name import Name
from dns.rdatatype import NS, SOA

from collectors.lookup import Transport
from collectors.name_quantities import (
    DNS_AUTHORITIES,
    DNS_DELEGATION_OK,
    DNS_SERVER_ANSWERS,
    DNS_SERVER_SECONDS,
    DNS_ZONE_ANSWERING_SERVERS,
    DNS_ZONE_FINDING,
    DNS_ZONE_FINDINGS,
    DNS_ZONE_IPV6_SERVERS,
    DNS_ZONE_SERIALS,
    DNS_ZONE_SERVERS,
)
from collectors.reading import Quantity, Reading
from collectors.zone_findings import Facts, Finding, by_ipv6, findings, serials
from collectors.zone_servers import Said

SEVERAL = 2  # RFC 1034 section 4.1: each zone on at least two servers
FAMILIES = ("IPv4", "IPv6")
NOT_SEEN = "the parent's server serves the zone itself, and tells nothing of its delegation"


def readings(facts: Facts, zone: str) -> list[Reading]:
    found = findings(facts)
    wrong = sum(len(each.wrong) for each in found.values())
    gaps = [gap for each in found.values() for gap in each.gaps]
    ipv6 = [by_ipv6(facts, host) for host in facts.hosts]
    return [
        Reading(DNS_ZONE_SERVERS, len(facts.told.servers), zone)
        if facts.told.seen
        else Reading(DNS_ZONE_SERVERS, None, zone, NOT_SEEN),
        counted(
            DNS_ZONE_IPV6_SERVERS,
            zone,
            ipv6.count(True),
            [it for it in ipv6 if isinstance(it, str)],
        ),
        counted(DNS_AUTHORITIES, zone, authorities(facts.said), silent(facts, facts.said)),
        *(answering(facts, zone, transport, name) for transport in Transport for name in FAMILIES),
        serials_told(facts, zone),
        delegation_ok(found["delegation_differs"], facts, zone),
        *(answer for said in facts.said for answer in by_server(said)),
        *(finding_told(f"{zone} {kind}", each) for kind, each in found.items()),
        counted(DNS_ZONE_FINDINGS, zone, wrong, gaps, enough=1),
    ]


def counted(
    quantity: Quantity, instance: str, count: int, gaps: Sequence[str], *, enough: int = SEVERAL
) -> Reading:
    """A count is at least that where some gaps leave more open; too few of it are then unknown."""
    if gaps and count < enough:
        return Reading(quantity, None, instance, f"at least {count}, but {gaps[0]}")
    return Reading(quantity, count, instance)


def silent(facts: Facts, said: Sequence[Said]) -> list[str]:
    """Of servers of which nothing is known that speaks for or against them, one reason each."""
    gaps = [gap for host in facts.hosts for gap in host.gaps]
    for host in facts.hosts:
        told = [it for it in said if it.asked.kind == SOA and it.asked.host is host]
        if not any(it.ok for it in told):
            gaps += [it.why for it in told if it.ok is None][:1]
    return gaps


def authorities(said: Sequence[Said]) -> int:
    """Servers with authority of which no two share an address."""
    live: dict[Name, set[str]] = {}
    for each in said:
        if each.asked.kind == SOA and each.ok:
            live.setdefault(each.asked.host.name, set()).add(each.asked.server.address)
    taken: set[str] = set()
    count = 0
    for mine in sorted(live.values(), key=len):
        count += not mine & taken
        taken |= mine
    return count


def answering(facts: Facts, zone: str, transport: Transport, family: str) -> Reading:
    said = [
        it
        for it in facts.said
        if it.asked.transport is transport and it.asked.server.family_name == family
    ]
    hosts = {it.asked.host.name for it in said if it.asked.kind == SOA and it.ok}
    instance = f"{zone} {transport} over {family}"
    return counted(DNS_ZONE_ANSWERING_SERVERS, instance, len(hosts), silent(facts, said))


def serials_told(facts: Facts, zone: str) -> Reading:
    told = len(serials(facts))
    if not told:
        why = (*facts.silences, "no server of the zone has authority")[0]
        return Reading(DNS_ZONE_SERIALS, None, zone, why)
    return counted(DNS_ZONE_SERIALS, zone, told, silent(facts, facts.said))


def delegation_ok(differs: Finding, facts: Facts, zone: str) -> Reading:
    """False where any server names others; True where each of them was heard to name the same."""
    gaps = [*(() if facts.told.seen else (NOT_SEEN,)), *silent(facts, facts.said)]
    if differs.wrong or not facts.told.servers:
        return Reading(DNS_DELEGATION_OK, False, zone)
    if not gaps and not facts.records(NS):
        gaps = ["no server of the zone has authority"]
    if gaps:
        return Reading(DNS_DELEGATION_OK, None, zone, gaps[0])
    return Reading(DNS_DELEGATION_OK, True, zone)


def by_server(said: Said) -> Iterator[Reading]:
    instance = f"{said.asked.way} {said.asked.kind.name}"
    why = said.why if said.ok is None else ""
    yield Reading(DNS_SERVER_ANSWERS, said.ok, instance, why)
    if said.asked.kind == SOA:
        late = said.why if said.took_seconds is None else ""
        yield Reading(DNS_SERVER_SECONDS, said.took_seconds, said.asked.way, late)


def finding_told(instance: str, finding: Finding) -> Reading:
    """None where nothing is wrong of that kind; with a reason where that is not known."""
    why = "" if finding.wrong or not finding.gaps else finding.gaps[0]
    return Reading(DNS_ZONE_FINDING, finding.text or None, instance, why)
