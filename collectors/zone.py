"""A zone as the Internet sees it: what its parent says of it, and what each of its servers does.

Servers are asked only at global addresses and those of `counts_as_global`: anyone can write any
address into the DNS. A silent server leaves open what rests on it; it is never counted as wrong.
"""

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address
from typing import Annotated, Self

import dns.name
from dns.name import Name
from dns.rdatatype import SOA
from pydantic import Field, model_validator

from collectors.delegation import Delegation, Host, at, delegation, found_host, parents_of
from collectors.failure import ProbeError
from collectors.lookup import (
    DNS_PORT,
    DomainName,
    LiteralAddress,
    Nameserver,
    Prefix,
    absolute,
)
from collectors.name_quantities import (
    DNS_AUTHORITIES,
    DNS_DELEGATION_OK,
    DNS_DELEGATION_OVER_IPV6_OK,
    DNS_SERVER_ANSWERS,
    DNS_SERVER_SECONDS,
    DNS_ZONE_ANSWERING_SERVERS,
    DNS_ZONE_FINDING,
    DNS_ZONE_FINDINGS,
    DNS_ZONE_IPV6_SERVERS,
    DNS_ZONE_SERIALS,
    DNS_ZONE_SERVERS,
)
from collectors.nameservers import Servers, at_once, of_this_host
from collectors.probe import Collector, Options
from collectors.reading import Reading
from collectors.target import Target
from collectors.tcp import Port
from collectors.zone_findings import Facts, Own
from collectors.zone_readings import readings
from collectors.zone_servers import Said, ask_all, own_addresses


class ZoneOptions(Options):
    """One zone on a target: another round of another zone would take its place.

    `host_name` is what each server is asked A and AAAA of; the zone itself where it is not given.

    `parents`: servers of the zone above, else `resolvers` find them, else this host's. `port` is
    that of the zone's own servers.
    """

    zone: DomainName
    host_name: DomainName | None = None
    port: Port = DNS_PORT
    parents: Annotated[list[LiteralAddress], Field(max_length=16)] = Field(default_factory=list)
    parents_port: Port = DNS_PORT
    resolvers: Annotated[list[LiteralAddress], Field(max_length=16)] = Field(default_factory=list)
    resolvers_port: Port = DNS_PORT
    counts_as_global: list[Prefix] = Field(default_factory=list)
    query_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 2.0

    @model_validator(mode="after")
    def _inside(self) -> Self:
        zone = absolute(self.zone)
        if zone == dns.name.root:
            raise ValueError("the root has no parent that delegates it")
        if self.host_name is not None and not absolute(self.host_name).is_subdomain(zone):
            raise ValueError(f"{self.host_name} does not lie in {self.zone}")
        return self


async def collect(target: Target, options: ZoneOptions) -> list[Reading]:
    zone, seconds = absolute(options.zone), options.query_timeout_seconds
    known = [Nameserver(address, options.resolvers_port) for address in options.resolvers]
    resolvers = Servers(known or of_this_host(), seconds)
    parents = await parent(zone, resolvers, options)
    told = await delegation(zone, Servers(asked(parents, options), seconds))
    hosts = await hosts_of(zone, told, resolvers, options.counts_as_global)
    name = zone if options.host_name is None else absolute(options.host_name)
    said = await ask_all(zone, name, hosts, options.port, seconds)
    own = await own_of(zone, hosts, said, seconds)
    later = [without_glue(host, own[host.name], options) for host in hosts if unfound(host, own)]
    said += await ask_all(zone, name, later, options.port, seconds)
    hosts = [host for host in hosts if not unfound(host, own)] + later
    facts = Facts(zone, told, tuple(hosts), tuple(said), own)
    return [*readings(facts, options.zone), await over_ipv6(zone, parents, options)]


async def parent(zone: Name, resolvers: Servers, options: ZoneOptions) -> Host:
    """The parent's servers, as one host."""
    if not options.parents:
        return await parents_of(zone, resolvers, options.counts_as_global)
    return Host(zone.parent(), tuple(ip_address(each) for each in options.parents))


def asked(parents: Host, options: ZoneOptions) -> list[Nameserver]:
    return [Nameserver(str(address), options.parents_port) for address in parents.addresses]


async def over_ipv6(zone: Name, parents: Host, options: ZoneOptions) -> Reading:
    """True where a server of the parent delegates over IPv6, False where it has no such address."""
    each = [it for it in asked(parents, options) if it.family_name == "IPv6"]
    if not each:
        known = not (options.parents or parents.gaps)
        why = (*parents.gaps, "the inventory gives the parent no IPv6 address")[0]
        value, why = (False, "") if known else (None, why)
        return Reading(DNS_DELEGATION_OVER_IPV6_OK, value, options.zone, why)
    try:
        told = await delegation(zone, Servers(each, options.query_timeout_seconds))
    except ProbeError as error:
        return Reading(DNS_DELEGATION_OVER_IPV6_OK, None, options.zone, error.detail)
    return Reading(DNS_DELEGATION_OVER_IPV6_OK, bool(told.servers), options.zone)


async def hosts_of(
    zone: Name, told: Delegation, resolvers: Servers, allowed: Sequence[str]
) -> list[Host]:
    """The servers by their glue, else by their names; those in the zone have no other way."""

    def by_name(server: Name) -> Servers | None:
        return None if told.seen and server.is_subdomain(zone) else resolvers

    return await at_once(
        found_host(server, told.glue.get(server, ()), by_name(server), allowed)
        for server in told.servers
    )


def unfound(host: Host, own: dict[Name, Own]) -> bool:
    """No glue led to the server, but it may be known to the zone's other servers."""
    return host.name in own and not (host.addresses or host.unusable or host.gaps)


def without_glue(host: Host, own: Own, options: ZoneOptions) -> Host:
    """The server at the addresses that the zone tells of it."""
    if isinstance(own, str):
        return replace(host, gaps=(own,))
    found = own if isinstance(own, tuple) else ()
    return replace(at(host.name, found, options.counts_as_global), glue=())


async def own_of(
    zone: Name, hosts: Sequence[Host], said: Sequence[Said], seconds: float
) -> dict[Name, Own]:
    """Of the servers in the zone, what its own servers tell of their addresses."""
    alive = dict.fromkeys(it.asked.server for it in said if it.ok and it.asked.kind == SOA)
    servers = Servers([*alive], seconds)
    own: dict[Name, Own] = {}
    for host in hosts:
        if not host.name.is_subdomain(zone):
            continue
        try:
            own[host.name] = await own_addresses(host.name, servers)
        except ProbeError as error:
            own[host.name] = error.detail if alive else "no server of the zone has authority"
    return own


ZONE = Collector(
    "zone",
    ZoneOptions,
    (
        DNS_ZONE_SERVERS,
        DNS_ZONE_IPV6_SERVERS,
        DNS_AUTHORITIES,
        DNS_ZONE_ANSWERING_SERVERS,
        DNS_ZONE_SERIALS,
        DNS_DELEGATION_OK,
        DNS_DELEGATION_OVER_IPV6_OK,
        DNS_SERVER_ANSWERS,
        DNS_SERVER_SECONDS,
        DNS_ZONE_FINDING,
        DNS_ZONE_FINDINGS,
    ),
    collect,
)
