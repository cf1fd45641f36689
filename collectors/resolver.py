"""A resolver as its users see it: by line, filtered, rotated, and how soon it answers.

What is no proof is a value None with its reason. REFUSED is among that: a server refuses a name
as it refuses an asker, and only its own word (RFC 8914: Blocked, Censored, Filtered) tells which.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from ipaddress import ip_address, ip_network
from typing import Annotated, Self

from dns.rdatatype import AAAA, A
from pydantic import Field, model_validator

from collectors.address_kinds import Address, unusable
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import (
    DNS_PORT,
    DomainName,
    LiteralAddress,
    LiteralIPv6,
    Nameserver,
    Prefix,
    Transport,
    absolute,
    question,
)
from collectors.name_quantities import (
    DNS_LINE_ANSWER,
    DNS_LINE_OK,
    DNS_NAME_FINDING,
    DNS_RESOLVES,
    DNS_ROTATED,
)
from collectors.nameservers import Found, Servers, at_once, both_families, find
from collectors.probe import Collector, Options
from collectors.reading import Quantity, Reading
from collectors.resolver_speed import BY_WAY, no_such, speed, timed
from collectors.target import Target
from collectors.tcp import Port

TESTS_AT_A_TIME = 8
ADDRESSES_LIMIT = 64  # more than that is no answer for a user
SEVERAL = 2  # different first addresses: then it rotates, whatever a lost answer would have been

Test = Callable[[], Awaitable[list[Reading]]]

NAMED = (DNS_RESOLVES, DNS_NAME_FINDING)
BY_LINE = (DNS_LINE_OK, DNS_LINE_ANSWER)


class LineTest(Options):
    """What a user of a line is given for a name, and the prefixes that it must lie in.

    Asked on behalf of `subnet` (RFC 7871), or from `source`, an address of this host that the
    server takes for one of the line.
    """

    instance: Annotated[str, Field(min_length=1)]
    name: DomainName
    prefixes: Annotated[list[Prefix], Field(min_length=1)]
    subnet: Prefix | None = None
    source: LiteralAddress | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.subnet is None) == (self.source is None):
            raise ValueError("a line is asked for by its subnet, or from a source address")
        return self


class ResolverOptions(Options):
    """The first of the names is also asked to time the server: one that it answers.

    `sinkholes`: where blocked names are sent; `counts_as_usable`: for an emulated campus.
    """

    port: Port = DNS_PORT
    address_ipv6: LiteralIPv6 | None = None
    names: Annotated[list[DomainName], Field(max_length=100)] = Field(default_factory=list)
    sinkholes: list[Prefix] = Field(default_factory=list)
    counts_as_usable: list[Prefix] = Field(default_factory=list)
    lines: Annotated[list[LineTest], Field(max_length=100)] = Field(default_factory=list)
    rotating: Annotated[list[DomainName], Field(max_length=20)] = Field(default_factory=list)
    #: With 10, two addresses in random order look fixed once in 512 rounds.
    tries: Annotated[int, Field(ge=10, le=100)] = 20
    query_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 2.0

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.names or self.lines or self.rotating):
            raise ValueError("nothing to ask: give names, lines or rotating")
        if len({line.instance for line in self.lines}) != len(self.lines):
            raise ValueError("two lines have the same instance")
        return self

    def first_name(self) -> str:
        return [*self.names, *(line.name for line in self.lines), *self.rotating][0]


async def collect(target: Target, options: ResolverOptions) -> list[Reading]:
    """A server that is silent is still asked from the addresses of lines, whose packets may reach
    it another way; raises its silence where they do not either."""
    families = both_families(target.address, options.address_ipv6, options.port)
    owner = absolute(options.first_name())
    known = [server for server in families if server is not None]
    ways = await timed(owner, known, options.query_timeout_seconds)
    silent = not any(way.heard for way in ways)
    udp = [way.server for way in ways if way.transport is Transport.UDP]
    heard = [way.server for way in ways if way.transport is Transport.UDP and way.heard]
    control = question(owner, A)
    servers = Servers(heard or udp, options.query_timeout_seconds, control)
    if silent:
        servers.give_up(ways[0].errors[0])
    tests: list[Test] = [
        *(partial(resolves, name, servers, options) for name in options.names),
        *(partial(by_line, line, servers, udp) for line in options.lines),
        *(partial(rotated, name, servers, options.tries) for name in options.rotating),
    ]
    readings = await together(tests)
    if silent and all(reading.value is None for reading in readings):
        raise ways[0].errors[0]
    return readings + [reading for way in ways for reading in speed(way)] + no_such(families)


async def together(tests: Sequence[Test]) -> list[Reading]:
    """A few at a time, for each may wait for a name that is dropped."""
    places = asyncio.Semaphore(TESTS_AT_A_TIME)

    async def placed(test: Test) -> list[Reading]:
        async with places:
            return await test()

    return [reading for told in await at_once(map(placed, tests)) for reading in told]


# --- names that resolve, or are filtered --------------------------------------------------


async def resolves(name: str, servers: Servers, options: ResolverOptions) -> list[Reading]:
    """True with an address for users, False with proof that there is none, else None."""
    usable, faults, denials, gaps = False, list[str](), list[str](), list[str]()
    for kind in (A, AAAA):
        try:
            found = await find(absolute(name), kind, servers)
        except ProbeError as error:
            gaps.append(error.detail)
            if error.kind is FailureKind.LOOPING:
                faults.append(error.detail)
            continue
        wrong = {str(it): why for it in found.addresses if (why := useless(it, options))}
        faults += [f"{address} is {why}" for address, why in wrong.items()]
        denials += [found.why] if found.why else []
        usable = usable or len(wrong) < len(found.addresses)
    findings = "; ".join(dict.fromkeys(faults if usable else faults + denials))
    gap = gaps[0] if gaps else ""
    known = usable or not gap
    return [
        Reading(DNS_RESOLVES, usable if known else None, name, "" if known else gap),
        Reading(DNS_NAME_FINDING, findings or None, name, "" if findings else gap),
    ]


def useless(address: Address, options: ResolverOptions) -> str:
    """Why no user can be sent there; empty where one can."""
    if within(address, options.sinkholes):
        return "a sinkhole"
    return "" if within(address, options.counts_as_usable) else unusable(address)


def within(address: Address, prefixes: Sequence[str]) -> bool:
    return any(address in ip_network(prefix) for prefix in prefixes)  # False between the versions


# --- lines --------------------------------------------------------------------------------


async def by_line(line: LineTest, servers: Servers, each: Sequence[Nameserver]) -> list[Reading]:
    """True where all that a user of the line is given lies in the line's prefixes."""
    try:
        if line.source is not None:
            servers = Servers(from_source(line.source, each), servers.seconds)
        given = await given_to(line, servers)
    except ProbeError as error:
        return [Reading(quantity, None, line.instance, error.detail) for quantity in BY_LINE]
    right = bool(given) and all(within(address, line.prefixes) for address in given)
    text = ", ".join(map(str, given)) or None
    return [
        Reading(DNS_LINE_OK, right, line.instance),
        Reading(DNS_LINE_ANSWER, text, line.instance),
    ]


def from_source(source: str, each: Sequence[Nameserver]) -> list[Nameserver]:
    version = ip_address(source).version
    same = [it for it in each if ip_address(it.address).version == version]
    if not same:
        detail = f"the server has no IPv{version} address to ask from {source}"
        raise ProbeError(FailureKind.NO_ADDRESS_FAMILY, detail)
    return [Nameserver(it.address, it.port, source) for it in same]


async def given_to(line: LineTest, servers: Servers) -> list[Address]:
    """Sorted addresses of each family that the line's prefixes have; raises without proof."""
    given: list[Address] = []
    versions = {ip_network(prefix).version for prefix in line.prefixes}
    for version, kind in ((4, A), (6, AAAA)):
        if version not in versions:
            continue
        found = await find(absolute(line.name), kind, servers, subnet=line.subnet)
        if line.subnet is not None and not found.scope:
            raise ProbeError(FailureKind.ERROR_REPLY, no_proof(line, found))
        given += sorted(found.addresses, key=int)
    if len(given) > ADDRESSES_LIMIT:
        detail = f"{line.name} has {len(given)} addresses, more than {ADDRESSES_LIMIT}"
        raise ProbeError(FailureKind.TOO_LARGE, detail)
    return given


def no_proof(line: LineTest, found: Found) -> str:
    """Scope 0 holds for every subnet (RFC 7871), or is an echo of what was not looked at."""
    if found.scope is None:
        return f"the server ignores the client subnet {line.subnet}: no proof for its users"
    return f"the server's answer does not depend on the client subnet {line.subnet} (scope 0)"


# --- load shared out ----------------------------------------------------------------------


async def rotated(name: str, servers: Servers, tries: int) -> list[Reading]:
    """How many addresses stood first: A, or AAAA of a name that has no A."""
    first: set[Address] = set()
    gap = ""
    kind = A
    for _ in range(tries):
        try:
            found = await find(absolute(name), kind, servers)
            if not found.addresses and kind == A:
                kind = AAAA
                found = await find(absolute(name), kind, servers)
        except ProbeError as error:
            gap = error.detail
            continue
        first |= set(found.addresses[:1])
    if gap and len(first) < SEVERAL:
        return [Reading(DNS_ROTATED, None, name, f"not every answer came: {gap}")]
    return [Reading(DNS_ROTATED, len(first), name)]


def measured_with(options: ResolverOptions) -> tuple[Quantity, ...]:
    asked = (
        (options.names, NAMED),
        (options.lines, BY_LINE),
        (options.rotating, (DNS_ROTATED,)),
    )
    return tuple(it for tests, each in asked if tests for it in each) + BY_WAY


RESOLVER = Collector(
    "resolver",
    ResolverOptions,
    (*NAMED, *BY_LINE, DNS_ROTATED, *BY_WAY),
    collect,
    measured_with,
)
