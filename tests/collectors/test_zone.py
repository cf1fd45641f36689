"""A zone is followed from its parent to each of its servers; what is wrong there has a name."""
# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it

import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address

import dns.flags
import pytest
from dns.message import Message
from dns.rcode import NXDOMAIN, REFUSED, SERVFAIL
from pydantic import ValidationError

from collectors.failure import FailureKind
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
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Quantity, Reading, Value
from collectors.target import Target
from collectors.zone import ZONE, ZoneOptions
from tests.collectors.dns_server import SOA, Replies, reply_to, serving_names, zone
from tests.conftest import free_port

EXAMPLE = "example.edu"
NS1, NS2, IPV6 = "127.0.0.11", "127.0.0.12", "::1"
PARENT, RESOLVER = "127.0.0.10", "127.0.0.13"

PARENT_LINES = (
    "@ SOA a.edu. hostmaster 1 60 60 60 60",
    "@ NS a",
    f"a A {PARENT}",
    "a AAAA ::1",
    "example NS ns1.example.edu.",
    "example NS ns2.example.edu.",
    f"ns1.example A {NS1}",
    f"ns1.example AAAA {IPV6}",
    f"ns2.example A {NS2}",
)
LINES = (
    "@ SOA ns1 hostmaster 7 60 60 60 60",
    "@ NS ns1",
    "@ NS ns2",
    f"ns1 A {NS1}",
    f"ns1 AAAA {IPV6}",
    f"ns2 A {NS2}",
    "www A 192.0.2.1",
    "www AAAA 2001:db8::1",
)


#: Where some servers are silent. Long enough for those that are not, also on a busy machine.
SOON: dict[str, object] = {"query_timeout_seconds": 0.5}

EDU = zone("edu", *PARENT_LINES)
SERVED = zone(EXAMPLE, *LINES)


def silent(query: Message) -> list[bytes]:
    return []


def refusing(query: Message) -> list[bytes]:
    return [reply_to(query, code=REFUSED, flags=0).to_wire()]


def changed(lines: tuple[str, ...], *others: str, without: str = "") -> tuple[str, ...]:
    return tuple(line for line in lines if not without or not line.startswith(without)) + others


@dataclass
class World:
    """The parent, a resolver, and the zone's servers by their addresses; sound unless given."""

    parent: Replies = EDU
    resolver: Replies = EDU
    servers: Mapping[str, Replies] = field(
        default_factory=lambda: dict.fromkeys((NS1, NS2, IPV6), SERVED)
    )

    async def probe(self, **given: object) -> ProbeResult:
        async with AsyncExitStack() as stack:
            ports = [free_port() for _ in range(3)]
            for replies, addresses, port in (
                (self.parent, (PARENT, "::1"), ports[0]),
                (self.resolver, (RESOLVER,), ports[1]),
                *((each, (address,), ports[2]) for address, each in self.servers.items()),
            ):
                served = serving_names(replies, addresses=addresses, port=port)
                await stack.enter_async_context(served)
            options = {
                "zone": EXAMPLE,
                "host_name": "www.example.edu",
                "parents": [PARENT, "::1"],
                "parents_port": ports[0],
                "resolvers": [RESOLVER],
                "resolvers_port": ports[1],
                "port": ports[2],
                "counts_as_global": ["127.0.0.0/8", "::1/128"],
                "query_timeout_seconds": 2.0,
            }
            known = ZoneOptions.model_validate(options | given)
            made = Probe("dns-1/zone", Target("dns-1", NS1), ZONE, known, 60.0, 10.0)
            return await run_probe(made, datetime.now(UTC))


def of(result: ProbeResult, quantity: Quantity, instance: str = EXAMPLE) -> Reading:
    assert result.failure is None, result.failure
    (found,) = [it for it in result.readings if it.quantity is quantity and it.instance == instance]
    return found


def wrong(result: ProbeResult) -> dict[str, str]:
    """What is wrong, by kind."""
    return {
        reading.instance.removeprefix(f"{EXAMPLE} "): str(reading.value)
        for reading in result.readings
        if reading.quantity is DNS_ZONE_FINDING and reading.value is not None
    }


async def test_a_sound_zone_is_told_whole() -> None:
    result = await World().probe()
    assert {reading.quantity for reading in result.readings} == set(ZONE.measures)
    assert wrong(result) == {}
    expected: dict[Quantity, Value] = {
        DNS_ZONE_SERVERS: 2,
        DNS_AUTHORITIES: 2,
        DNS_ZONE_IPV6_SERVERS: 1,
        DNS_ZONE_SERIALS: 1,
        DNS_DELEGATION_OK: True,
        DNS_DELEGATION_OVER_IPV6_OK: True,
        DNS_ZONE_FINDINGS: 0,
    }
    for quantity, value in expected.items():
        assert of(result, quantity) == Reading(quantity, value, EXAMPLE)
    for way, count in (("UDP over IPv4", 2), ("TCP over IPv4", 2), ("TCP over IPv6", 1)):
        assert of(result, DNS_ZONE_ANSWERING_SERVERS, f"{EXAMPLE} {way}").value == count
    ways = [f"ns1.{EXAMPLE} {NS1}", f"ns1.{EXAMPLE} {IPV6}", f"ns2.{EXAMPLE} {NS2}"]
    for way in (f"{each} {transport}" for each in ways for transport in ("UDP", "TCP")):
        seconds = of(result, DNS_SERVER_SECONDS, way).value
        assert isinstance(seconds, float)
        assert 0 < seconds < 2.0
        for kind in ("SOA", "NS", "A", "AAAA"):
            assert of(result, DNS_SERVER_ANSWERS, f"{way} {kind}").value is True
    assert sum(reading.rejected != "" for reading in result.readings) == 0


async def test_without_parents_they_are_found_by_a_resolver() -> None:
    asked: list[str] = []

    def resolver(query: Message) -> list[bytes]:
        asked.append(query.question[0].to_text())
        return EDU(query)

    result = await World(resolver=resolver).probe(parents=[])
    assert asked == ["edu. IN NS", "a.edu. IN A", "a.edu. IN AAAA"]
    assert wrong(result) == {}
    assert of(result, DNS_DELEGATION_OVER_IPV6_OK).value is True


async def test_the_parent_may_be_several_labels_up() -> None:
    deep = [f"example.dept NS ns1.{EXAMPLE}.", *PARENT_LINES]
    result = await World(parent=zone("edu", *deep), resolver=EDU).probe(
        parents=[], zone="example.dept.edu", host_name=None
    )
    assert of(result, DNS_ZONE_SERVERS, "example.dept.edu").value == 1


async def test_a_resolver_that_does_not_resolve_is_no_way_to_the_parent() -> None:
    lame = zone("edu", *changed(PARENT_LINES, without="@"), flags=0)
    result = await World(resolver=lame).probe(parents=[])
    assert result.failure is not None
    assert result.failure.kind is FailureKind.ERROR_REPLY
    assert "neither records nor proof that edu has none" in result.failure.detail


async def test_a_parent_without_an_ipv6_address_does_not_delegate_over_ipv6() -> None:
    resolver = zone("edu", *changed(PARENT_LINES, without="a AAAA"))
    found = await World(resolver=resolver).probe(parents=[])
    assert of(found, DNS_DELEGATION_OVER_IPV6_OK).value is False
    listed = await World().probe(parents=[PARENT])
    told = of(listed, DNS_DELEGATION_OVER_IPV6_OK)
    assert (told.value, told.rejected) == (
        None,
        "the inventory gives the parent no IPv6 address",
    )


# --- N3: faults of a zone, each by its name -----------------------------------------------


def with_lines(*others: str, without: str) -> Replies:
    return zone(EXAMPLE, *changed(LINES, *others, without=without))


LAME = zone(EXAMPLE, *LINES, flags=0)
OLDER = with_lines("@ SOA ns1 hostmaster 6 60 60 60 60", without="@ SOA")
OTHER_NS = with_lines("@ NS ns3", without="@ NS ns2")
OTHER_WWW = with_lines("www A 192.0.2.2", without="www A ")


def delegated(*others: str, without: str = "") -> Replies:
    return zone("edu", *changed(PARENT_LINES, *others, without=without))


def served(ns2: Replies, ns1: Replies = SERVED) -> dict[str, Replies]:
    return {NS1: ns1, IPV6: ns1, NS2: ns2}


FAULTS: dict[str, tuple[World, dict[str, str], dict[Quantity, Value]]] = {
    "lame: no authority": (
        World(servers=served(LAME)),
        {"lame": f"ns2.example.edu answers at {NS2} without authority"},
        {DNS_AUTHORITIES: 1, DNS_ZONE_SERIALS: 1, DNS_DELEGATION_OK: True},
    ),
    "lame: refers upward": (
        World(servers=served(EDU)),
        {"lame": f"ns2.example.edu answers at {NS2} without authority"},
        {DNS_AUTHORITIES: 1},
    ),
    "glue missing": (
        World(parent=delegated(without="ns2.example")),
        {"missing_glue": "ns2.example.edu lies in the zone and the parent gives no address for it"},
        {DNS_AUTHORITIES: 2},
    ),
    "glue wrong": (
        World(
            parent=delegated(f"ns2.example A {IPV6.replace('::1', '127.0.0.11')}", without="ns2."),
        ),
        {"wrong_glue": f"ns2.example.edu is at {NS2}, the parent says {NS1}"},
        {DNS_AUTHORITIES: 1},
    ),
    "serials": (
        World(servers=served(OLDER)),
        {"serials_differ": "7 at ns1.example.edu; 6 at ns2.example.edu"},
        {DNS_AUTHORITIES: 2, DNS_ZONE_SERIALS: 2},
    ),
    "other NS at the parent": (
        World(servers=served(OTHER_NS, OTHER_NS)),
        {"delegation_differs": "ns1.example.edu names ns1.example.edu., ns3.example.edu.; ns2"},
        {DNS_DELEGATION_OK: False, DNS_AUTHORITIES: 2},
    ),
    "other NS at one server": (
        World(servers=served(OTHER_NS)),
        {
            "delegation_differs": "ns2.example.edu names ns1.example.edu., ns3.example.edu.",
            "answers_differ": "NS ns1.example.edu., ns2.example.edu. at ns1.example.edu; NS ns1",
        },
        {DNS_DELEGATION_OK: False},
    ),
    "servers that disagree": (
        World(servers=served(OTHER_WWW)),
        {"answers_differ": "A 192.0.2.1 at ns1.example.edu; A 192.0.2.2 at ns2.example.edu"},
        {DNS_AUTHORITIES: 2, DNS_ZONE_SERIALS: 1},
    ),
    "a server that is an alias": (
        World(
            parent=delegated("example NS alias.edu.", "alias CNAME ns2.example.edu."),
            resolver=delegated("example2 A 127.0.0.1", "alias CNAME b", f"b A {NS2}"),
        ),
        {"alias": "alias.edu is an alias of b.edu", "delegation_differs": "ns1.example.edu names"},
        {DNS_ZONE_SERVERS: 3, DNS_AUTHORITIES: 2},
    ),
    "a server in the zone that is an alias": (
        World(servers=dict.fromkeys((NS1, NS2, IPV6), with_lines("ns2 CNAME ns1", without="ns2 "))),
        {"alias": "ns2.example.edu is an alias of ns1.example.edu"},
        {DNS_AUTHORITIES: 2},
    ),
    "glue that the zone does not know": (
        World(servers=dict.fromkeys((NS1, NS2, IPV6), with_lines(without="ns1 AAAA"))),
        {"wrong_glue": f"ns1.example.edu is at {NS1}, the parent says {NS1}, {IPV6}"},
        {DNS_ZONE_IPV6_SERVERS: 0},
    ),
    "a server without an address": (
        World(
            parent=delegated("example NS other.edu."),
            resolver=delegated('other TXT "x"'),
        ),
        {"no_address": "other.edu has no address", "delegation_differs": "ns1.example.edu names"},
        {DNS_ZONE_SERVERS: 3, DNS_AUTHORITIES: 2},
    ),
    "not delegated": (
        World(parent=delegated(without="example NS")),
        {"not_delegated": "the parent knows no name server of example.edu"},
        {DNS_ZONE_SERVERS: 0, DNS_AUTHORITIES: 0, DNS_DELEGATION_OK: False},
    ),
    "no such name": (
        World(parent=zone("edu", *PARENT_LINES[:2])),
        {"not_delegated": "the parent knows no name server of example.edu"},
        {DNS_ZONE_SERVERS: 0, DNS_AUTHORITIES: 0},
    ),
    "an alias in a loop": (
        World(
            servers=dict.fromkeys(
                (NS1, NS2, IPV6),
                with_lines("www CNAME a", "a CNAME www", without="www"),
            )
        ),
        {"alias": "www.example.edu is an alias in a loop, by way of www.example.edu"},
        {DNS_AUTHORITIES: 2},
    ),
}


@pytest.mark.parametrize(("world", "kinds", "values"), FAULTS.values(), ids=FAULTS.keys())
async def test_fault_N3_what_is_wrong_with_a_zone_has_its_name(
    world: World, kinds: dict[str, str], values: dict[Quantity, Value]
) -> None:
    result = await world.probe()
    found = wrong(result)
    assert found.keys() == kinds.keys(), found
    for kind, text in kinds.items():
        assert text in found[kind]
    for quantity, value in values.items():
        assert of(result, quantity).value == value, quantity.name


SPECIAL = {
    "::": "the unspecified address",
    "fe80::1": "a link-local address",
    "::ffff:127.0.0.12": "an IPv4-mapped address",
    "2001:db8::1": "a documentation address",
    "fd00::1": "not a global address",
    "::1": "a loopback address",
}


@pytest.mark.parametrize(("address", "kind"), SPECIAL.items())
async def test_fault_N3_a_server_is_not_asked_where_no_server_can_be(
    address: str, kind: str
) -> None:
    world = World(parent=delegated(f"ns2.example AAAA {address}", without="ns1.example AAAA"))
    result = await world.probe(counts_as_global=["127.0.0.0/8"])
    assert f"ns2.example.edu: {ip_address(address)} is {kind}" in wrong(result)["unusable_address"]
    assert of(result, DNS_ZONE_IPV6_SERVERS).value == 0
    assert of(result, DNS_AUTHORITIES).value == 2
    assert not [
        reading for reading in result.readings if f" {ip_address(address)} " in reading.instance
    ]


async def test_an_ipv6_address_without_glue_is_of_no_use_to_who_has_only_ipv6() -> None:
    result = await World(parent=delegated(without="ns1.example AAAA")).probe()
    assert of(result, DNS_ZONE_IPV6_SERVERS).value == 0
    assert wrong(result).keys() == {"wrong_glue"}


async def test_servers_with_one_address_are_one() -> None:
    parent = delegated(f"ns2.example A {NS1}", without="ns2.example")
    lines = changed(LINES, f"ns2 A {NS1}", without="ns2 ")
    result = await World(parent=parent, servers={NS1: zone(EXAMPLE, *lines)}).probe()
    assert of(result, DNS_ZONE_SERVERS).value == 2
    assert of(result, DNS_AUTHORITIES).value == 1


# --- what proves nothing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "why"),
    [(silent, "no answer to SOA example.edu over IPv4"), (refusing, "REFUSED for SOA example.edu")],
    ids=["silent", "refused"],
)
async def test_a_server_that_tells_nothing_leaves_open_what_rests_on_it(
    broken: Replies, why: str
) -> None:
    result = await World(servers=served(broken)).probe(**SOON)
    assert wrong(result) == {}
    for quantity in (DNS_AUTHORITIES, DNS_ZONE_SERIALS, DNS_DELEGATION_OK, DNS_ZONE_FINDINGS):
        told = of(result, quantity)
        assert told.value is None
        assert why in told.rejected
    told = of(result, DNS_SERVER_ANSWERS, f"ns2.{EXAMPLE} {NS2} TCP SOA")
    assert (told.value, bool(told.rejected)) == (None, True)
    told = of(result, DNS_ZONE_FINDING, f"{EXAMPLE} lame")
    assert (told.value, bool(told.rejected)) == (None, True)
    assert of(result, DNS_ZONE_IPV6_SERVERS).value == 1 or broken is silent


async def test_two_that_answer_are_enough_whatever_a_third_keeps_to_itself() -> None:
    parent = delegated("example NS ns3.edu.", "ns3 A 127.0.0.14")
    lines = changed(LINES, "@ NS ns3.edu.")
    servers = {address: zone(EXAMPLE, *lines) for address in (NS1, NS2, IPV6)}
    resolver = delegated("ns3 A 127.0.0.14")
    result = await World(parent, resolver, servers | {"127.0.0.14": silent}).probe(**SOON)
    assert of(result, DNS_ZONE_SERVERS).value == 3
    assert of(result, DNS_AUTHORITIES).value == 2
    assert of(result, DNS_ZONE_ANSWERING_SERVERS, f"{EXAMPLE} UDP over IPv4").value == 2
    assert of(result, DNS_ZONE_SERIALS).value is None


async def test_a_parent_that_serves_the_zone_too_shows_no_delegation() -> None:
    result = await World(parent=zone(EXAMPLE, *LINES), resolver=zone(EXAMPLE, *LINES)).probe()
    told = of(result, DNS_ZONE_SERVERS)
    assert told.value is None
    assert "serves the zone itself" in told.rejected
    assert of(result, DNS_DELEGATION_OK).value is None
    assert of(result, DNS_AUTHORITIES).value == 2


@pytest.mark.parametrize(
    ("parent", "kind", "why"),
    [
        (silent, FailureKind.TIMEOUT, "no answer to NS example.edu over IPv4"),
        (refusing, FailureKind.ERROR_REPLY, "REFUSED for NS example.edu"),
        (zone("other", "@ NS ns"), FailureKind.ERROR_REPLY, "REFUSED"),
        (zone(EXAMPLE, *LINES, flags=0), FailureKind.ERROR_REPLY, "has no authority for it"),
        (
            lambda query: [reply_to(query, authority=[". 60 IN NS a."], flags=0).to_wire()],
            FailureKind.ERROR_REPLY,
            "refers to .",
        ),
        (
            lambda query: [reply_to(query, code=NXDOMAIN, flags=0).to_wire()],
            FailureKind.ERROR_REPLY,
            "has no authority",
        ),
        (
            lambda query: [reply_to(query, authority=[SOA], flags=dns.flags.RA).to_wire()],
            FailureKind.ERROR_REPLY,
            "has no authority",
        ),
        (
            lambda query: [
                reply_to(
                    query,
                    authority=[f"{EXAMPLE}. 60 IN NS n{n}.{EXAMPLE}." for n in range(20)],
                    flags=0,
                ).to_wire()
            ],
            FailureKind.TOO_LARGE,
            "20 name servers, over 16",
        ),
    ],
)
async def test_a_parent_that_proves_nothing_is_the_failure_of_the_round(
    parent: Replies, kind: FailureKind, why: str
) -> None:
    result = await World(parent=parent).probe(**SOON)
    assert result.failure is not None
    assert result.failure.kind is kind
    assert why in result.failure.detail


async def test_foreign_addresses_in_a_referral_are_not_believed() -> None:
    def poisoned(query: Message) -> list[bytes]:
        authority = [f"{EXAMPLE}. 60 IN NS ns1.{EXAMPLE}."]
        glue = [f"ns1.{EXAMPLE}. 60 IN A {NS1}", "www.bank.example. 60 IN A 127.0.0.66"]
        return [reply_to(query, authority=authority, additional=glue, flags=0).to_wire()]

    result = await World(parent=poisoned).probe()
    assert not [it for it in result.readings if "127.0.0.66" in f"{it.instance}{it.value}"]


# --- N4 -----------------------------------------------------------------------------------


async def test_fault_N4_the_next_parent_and_the_next_resolver_are_asked() -> None:
    calls = {"resolver": 0}

    def counted(query: Message) -> list[bytes]:
        calls["resolver"] += 1
        return EDU(query)

    world = World(resolver=counted)
    result = await world.probe(resolvers=["127.0.0.99", RESOLVER], parents=["127.0.0.98", PARENT])
    assert of(result, DNS_AUTHORITIES).value == 2
    result = await world.probe(resolvers=["127.0.0.99", RESOLVER], parents=[])
    assert of(result, DNS_AUTHORITIES).value == 2
    assert calls["resolver"] == 3


async def test_fault_N4_no_resolver_left_is_one_failure() -> None:
    asked = {"parents": [], "resolvers": ["127.0.0.99", RESOLVER]}
    result = await World(resolver=silent).probe(**SOON, **asked)
    assert result.readings == ()
    assert result.failure is not None
    assert result.failure.kind is FailureKind.REFUSED


async def test_fault_N4_a_zone_whose_servers_are_all_silent_is_soon_told_and_all_unknown() -> None:
    started = time.monotonic()
    result = await World(servers=dict.fromkeys((NS1, NS2, IPV6), silent)).probe(**SOON)
    assert time.monotonic() - started < 4.0
    assert wrong(result) == {}
    known = {reading.quantity for reading in result.readings if reading.value is not None}
    assert known == {DNS_ZONE_SERVERS, DNS_DELEGATION_OVER_IPV6_OK}
    assert all(
        reading.rejected
        for reading in result.readings
        if reading.value is None and reading.quantity is not DNS_ZONE_FINDING
    )


async def test_fault_N4_a_server_that_fails_over_udp_alone_is_told_by_its_ways() -> None:
    def over_udp(query: Message) -> list[bytes]:
        return [reply_to(query, code=SERVFAIL).to_wire()]

    async with AsyncExitStack() as stack:
        port = free_port()
        parent = await stack.enter_async_context(
            serving_names(zone("edu", *PARENT_LINES), addresses=(PARENT,))
        )
        for address in (NS1, IPV6, NS2):
            await stack.enter_async_context(
                serving_names(over_udp, zone(EXAMPLE, *LINES), (address,), port=port)
            )
        options = ZoneOptions(
            zone=EXAMPLE,
            parents=[PARENT],
            parents_port=parent,
            port=port,
            resolvers=[RESOLVER],
            counts_as_global=["127.0.0.0/8", "::1/128"],
        )
        made = Probe("dns-1/zone", Target("dns-1", NS1), ZONE, options, 60.0, 10.0)
        result = await run_probe(made, datetime.now(UTC))
    assert of(result, DNS_AUTHORITIES).value == 2
    assert of(result, DNS_ZONE_ANSWERING_SERVERS, f"{EXAMPLE} TCP over IPv4").value == 2
    told = of(result, DNS_ZONE_ANSWERING_SERVERS, f"{EXAMPLE} UDP over IPv4")
    assert (told.value, told.rejected) == (None, "at least 0, but SERVFAIL for SOA example.edu")


# --- options ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Field required"),
        ({"zone": "."}, "the root has no parent"),
        ({"zone": "a..b"}, "is no domain name"),
        ({"zone": EXAMPLE, "host_name": "www.example.com"}, "does not lie in example.edu"),
        ({"zone": EXAMPLE, "parents": ["a.edu"]}, "does not appear to be an IPv4 or IPv6 address"),
        ({"zone": EXAMPLE, "counts_as_global": ["10.0.0.1/8"]}, "has host bits set"),
        ({"zone": EXAMPLE, "port": 0}, "greater than or equal to 1"),
    ],
)
def test_options_that_cannot_work_are_refused(given: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        ZoneOptions.model_validate(given)
