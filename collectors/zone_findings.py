"""What is wrong with a zone, by kind and in words; and what could not be found out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address

from dns.name import Name
from dns.rdatatype import AAAA, NS, SOA, A, RdataType

from collectors.address_kinds import Address
from collectors.delegation import Delegation, Host
from collectors.zone_servers import Said

Own = tuple[Address, ...] | Name | str

SHOWN = 8  # of one kind; a zone with more of them is no clearer for it


@dataclass(frozen=True, slots=True)
class Finding:
    """Of one kind: what is wrong, and why there may be more that is."""

    wrong: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        more = len(self.wrong) - SHOWN
        return "; ".join(self.wrong[:SHOWN]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was found out about a zone in one round.

    `own`: of each server in the zone its addresses as the zone tells them, or what its name is an
    alias of, or why the zone does not tell.
    """

    zone: Name
    told: Delegation
    hosts: tuple[Host, ...]
    said: tuple[Said, ...]
    own: dict[Name, Own]

    @property
    def silences(self) -> tuple[str, ...]:
        """Why some server's word is not known."""
        gaps = [gap for host in self.hosts for gap in host.gaps]
        return tuple(dict.fromkeys([*gaps, *(it.why for it in self.said if it.ok is None)]))

    def records(self, kind: RdataType) -> list[tuple[Said, tuple[str, ...]]]:
        """What each server that speaks with authority said, by each way."""
        each = (said for said in self.said if said.asked.kind == kind)
        return [(said, said.records) for said in each if said.records is not None]

    def inside(self, host: Host) -> bool:
        """The server's name lies in the zone, so that it is found by glue alone."""
        return host.name.is_subdomain(self.zone) and self.told.seen


def findings(facts: Facts) -> dict[str, Finding]:
    """By kind; every kind is there."""
    host_gaps = tuple(gap for host in facts.hosts for gap in host.gaps)
    own_gaps = tuple(own for own in facts.own.values() if isinstance(own, str))
    return {
        "not_delegated": Finding(tuple(not_delegated(facts))),
        "missing_glue": Finding(tuple(missing_glue(facts))),
        "wrong_glue": Finding(tuple(wrong_glue(facts)), own_gaps),
        "no_address": Finding(tuple(no_address(facts)), host_gaps),
        "unusable_address": Finding(tuple(unusable_address(facts)), host_gaps),
        "alias": Finding(tuple(dict.fromkeys(aliased(facts))), facts.silences),
        "lame": Finding(tuple(dict.fromkeys(lame(facts))), facts.silences),
        "delegation_differs": Finding(
            tuple(dict.fromkeys(delegation_differs(facts))), facts.silences
        ),
        "serials_differ": Finding(tuple(serials_differ(facts)), facts.silences),
        "answers_differ": Finding(tuple(answers_differ(facts)), facts.silences),
    }


def not_delegated(facts: Facts) -> Iterator[str]:
    if not facts.told.servers:
        yield f"the parent knows no name server of {facts.zone.to_text(True)}"


def missing_glue(facts: Facts) -> Iterator[str]:
    for host in facts.hosts:
        if facts.inside(host) and not host.glue:
            yield f"{host.text} lies in the zone and the parent gives no address for it"


def wrong_glue(facts: Facts) -> Iterator[str]:
    for host in facts.hosts:
        own = facts.own.get(host.name)
        if host.glue and isinstance(own, tuple) and set(own) != set(host.glue):
            yield f"{host.text} is at {listed(own)}, the parent says {listed(host.glue)}"


def no_address(facts: Facts) -> Iterator[str]:
    for host in facts.hosts:
        if not (host.addresses or host.unusable or host.gaps):
            yield f"{host.text} has no address"


def unusable_address(facts: Facts) -> Iterator[str]:
    for host in facts.hosts:
        yield from (f"{host.text}: {why}" for why in host.unusable)


def aliased(facts: Facts) -> Iterator[str]:
    """A server whose name is an alias (RFC 2181 section 10.3), and aliases without an end."""
    for host in facts.hosts:
        if host.alias_of is not None:
            yield f"{host.text} is an alias of {host.alias_of.to_text(True)}"
    for name, own in facts.own.items():
        if isinstance(own, Name):
            yield f"{name.to_text(True)} is an alias of {own.to_text(True)}"
    yield from (said.why for said in facts.said if said.looping)


def lame(facts: Facts) -> Iterator[str]:
    """Servers of the delegation that are none (RFC 1912 section 2.8)."""
    for said in facts.said:
        if said.asked.kind == SOA and said.ok is False:
            yield said.why


def delegation_differs(facts: Facts) -> Iterator[str]:
    """Servers whose NS are not those of the parent."""
    at_parent = {server.to_text() for server in facts.told.servers} if facts.told.seen else None
    for said, records in facts.records(NS):
        own = {record.lower() for record in records}
        if at_parent is not None and own != {each.lower() for each in at_parent}:
            yield f"{said.asked.host.text} names {listed(sorted(own))}"


def serials(facts: Facts) -> dict[str, list[Said]]:
    """Who tells which serial number: the third word of an SOA."""
    told: dict[str, list[Said]] = {}
    for said, records in facts.records(SOA):
        for record in records:
            told.setdefault(record.split()[2], []).append(said)
    return told


def serials_differ(facts: Facts) -> Iterator[str]:
    told = serials(facts)
    if len(told) > 1:
        for serial, each in told.items():
            hosts = dict.fromkeys(said.asked.host.text for said in each)
            yield f"{serial} at {listed(tuple(hosts))}"


def answers_differ(facts: Facts) -> Iterator[str]:
    for kind in (NS, A, AAAA):
        told: dict[tuple[str, ...], list[str]] = {}
        for said, records in facts.records(kind):
            same = tuple(sorted(record.lower() for record in records))
            told.setdefault(same, []).append(said.asked.host.text)
        if len(told) > 1:
            for records, hosts in told.items():
                yield f"{kind.name} {listed(records)} at {listed(tuple(dict.fromkeys(hosts)))}"


def listed(each: Sequence[object]) -> str:
    return ", ".join(map(str, each)) or "none"


def by_ipv6(facts: Facts, host: Host) -> bool | str:
    """Found and reached by IPv6 alone; or why that is not known."""
    ipv6 = {address for address in host.addresses if isinstance(address, IPv6Address)}
    if not facts.inside(host):
        return bool(ipv6) or (host.gaps[0] if host.gaps else False)
    glue, own = ipv6 & set(host.glue), facts.own.get(host.name)
    return own if glue and isinstance(own, str) else bool(glue & set(own_or_none(own)))


def own_or_none(own: Own | None) -> tuple[Address, ...]:
    return own if isinstance(own, tuple) else ()
