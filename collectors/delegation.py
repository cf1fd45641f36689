"""A zone's delegation: the name servers that its parent gives it, and where these are found."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

import dns.flags
import dns.name
from dns.message import Message
from dns.name import Name
from dns.rdataclass import IN
from dns.rdatatype import AAAA, NS, A

from collectors.address_kinds import Address, globally_reachable, not_global
from collectors.dns_reply import addresses, denied, nothing_proven, rrset
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import question
from collectors.nameservers import Servers, find

LEVELS_LIMIT = 10  # from a zone up to the nearest one above it
PARENT_SERVERS_LIMIT = 4  # one that answers is enough
SERVERS_LIMIT = 16  # more NS than a referral's datagram holds
ADDRESSES_LIMIT = 8


@dataclass(frozen=True, slots=True)
class Delegation:
    """The NS that a parent's server gives, and the addresses (glue) that it gives with them.

    `seen` is False where that server serves the zone itself, so that it tells the zone's own NS.
    """

    servers: tuple[Name, ...]
    glue: dict[Name, tuple[Address, ...]] = field(default_factory=dict)
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Host:
    """One name server of the zone. `addresses` are those that may be asked.

    `unusable`: why others may not be. `gaps`: why some may be missing here.
    """

    name: Name
    addresses: tuple[Address, ...] = ()
    glue: tuple[Address, ...] = ()
    unusable: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    alias_of: Name | None = None

    @property
    def text(self) -> str:
        return self.name.to_text(True)


async def delegation(zone: Name, parents: Servers) -> Delegation:
    return referred(await parents.answer(question(zone, NS, recursive=False)), zone)


def referred(reply: Message, zone: Name) -> Delegation:
    """What the parent's server says of the zone: a referral, or with authority that there is none.

    Of the additional section only addresses of the named servers count. Raises ProbeError for
    whatever a server of another zone, or a resolver, answers.
    """
    authoritative = reply.flags & dns.flags.AA
    own = rrset(reply, zone, NS)
    if own is not None and authoritative:
        return Delegation(limited(tuple(record.target for record in own), zone), seen=False)
    referral = None if own else reply.get_rrset(reply.authority, zone, IN, NS)
    if referral is not None:
        servers = limited(tuple(record.target for record in referral), zone)
        return Delegation(servers, {server: glue(reply, server) for server in servers})
    if authoritative and denied(reply, zone, zone):
        return Delegation(())
    elsewhere = [each.name.to_text(True) for each in reply.authority if each.rdtype == NS]
    told = f"refers to {elsewhere[0]}" if elsewhere else "has no authority for it"
    detail = f"the server that was asked as the parent of {zone.to_text(True)} {told}"
    raise ProbeError(FailureKind.ERROR_REPLY, detail)


def limited(servers: tuple[Name, ...], zone: Name) -> tuple[Name, ...]:
    if len(servers) > SERVERS_LIMIT:
        detail = f"{zone.to_text(True)} has {len(servers)} name servers, over {SERVERS_LIMIT}"
        raise ProbeError(FailureKind.TOO_LARGE, detail)
    return tuple(sorted(servers))


def glue(reply: Message, server: Name) -> tuple[Address, ...]:
    found = (reply.get_rrset(reply.additional, server, IN, kind) for kind in (A, AAAA))
    return tuple(address for each in found if each for address in addresses(each))


async def parents_of(zone: Name, resolvers: Servers, allowed: Sequence[str]) -> Host:
    """Some servers of the nearest zone above, as one host; ProbeError where none is found."""
    above = zone
    for _ in range(LEVELS_LIMIT):
        if above == dns.name.root:
            break
        above = above.parent()
        reply = await resolvers.answer(question(above, NS))
        names = rrset(reply, above, NS)
        if names is None:
            if not denied(reply, above, above):
                raise nothing_proven(reply, above, NS, above)
            continue
        each = sorted(record.target for record in names)[:PARENT_SERVERS_LIMIT]
        hosts = [await found_host(name, (), resolvers, allowed) for name in each]
        found = tuple(address for host in hosts for address in host.addresses)
        gaps = tuple(gap for host in hosts for gap in host.gaps)
        if found:
            return Host(above, found, gaps=gaps)
        why = (*gaps, *(why for host in hosts for why in host.unusable), "none is known")[0]
        detail = f"no server of {above.to_text(True)} can be asked: {why}"
        raise ProbeError(FailureKind.UNREACHABLE, detail)
    detail = f"no zone was found above {zone.to_text(True)}"
    raise ProbeError(FailureKind.NAME_NOT_FOUND, detail)


async def found_host(
    name: Name, given: tuple[Address, ...], resolvers: Servers | None, allowed: Sequence[str]
) -> Host:
    """A name server by its glue, else by what resolvers know of its name, if these may be asked."""
    if given or resolvers is None:
        return at(name, given, allowed)
    found, gaps, alias_of = list[Address](), list[str](), None
    for kind in (A, AAAA):
        try:
            told = await find(name, kind, resolvers)
        except ProbeError as error:
            gaps.append(f"{name.to_text(True)}: {error.detail}")
            continue
        found += told.addresses
        alias_of = told.names[-1] if len(told.names) > 1 else alias_of
    host = at(name, found, allowed)
    return replace(host, glue=(), gaps=(*host.gaps, *gaps), alias_of=alias_of)


def at(name: Name, found: Sequence[Address], allowed: Sequence[str]) -> Host:
    """A name server at addresses that its glue gives."""
    usable = tuple(address for address in found if allows(address, allowed))
    unusable = tuple(f"{it} is {not_global(it)}" for it in found if it not in usable)
    more = f"{name.to_text(True)} has {len(usable)} addresses, over {ADDRESSES_LIMIT}"
    gaps = (more,) if len(usable) > ADDRESSES_LIMIT else ()
    return Host(name, usable[:ADDRESSES_LIMIT], tuple(found), unusable, gaps)


def allows(address: Address, allowed: Sequence[str]) -> bool:
    """Whether a name in the DNS may send us there; False between the versions."""
    return globally_reachable(address) or any(address in ip_network(each) for each in allowed)
