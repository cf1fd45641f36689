"""A resolver is tried as its users use it: by line, blocked names, rotation, speed."""
# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it

import asyncio
import itertools
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import dns.flags
import dns.message
import dns.rcode
import pytest
from dns.edns import ECSOption, EDECode, EDEOption, Option
from dns.message import Message
from dns.rcode import FORMERR, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL
from dns.rdatatype import AAAA, A
from pydantic import ValidationError

from collectors.dns_reply import client_subnet
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver, Transport
from collectors.name_quantities import (
    DNS_LINE_ANSWER,
    DNS_LINE_OK,
    DNS_NAME_FINDING,
    DNS_QUERY_SECONDS,
    DNS_RESOLVES,
    DNS_ROTATED,
    DNS_UNANSWERED,
)
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Quantity, Reading, Value
from collectors.resolver import RESOLVER, LineTest, ResolverOptions
from collectors.resolver_speed import Way, speed
from collectors.target import Target
from tests.collectors.dns_server import ASKER, SOA, Replies, reply_to, serving_names, zone
from tests.conftest import free_port

WWW = "www.example.edu"
USABLE = {A: "10.1.2.3", AAAA: "2400:3200::1"}


async def probe(
    port: int, address: str = "127.0.0.1", address_ipv6: str | None = None, **given: object
) -> ProbeResult:
    given = {"query_timeout_seconds": 2.0} | given
    options = ResolverOptions.model_validate(
        {"port": port, "address_ipv6": address_ipv6} | (given if len(given) > 1 else given | NAMES)
    )
    made = Probe("dns-1/resolver", Target("dns-1", address), RESOLVER, options, 60.0, 10.0)
    return await run_probe(made, datetime.now(UTC))


NAMES = {"names": [WWW]}


async def asked(replies: Replies, **given: object) -> ProbeResult:
    async with serving_names(replies) as port:
        return await probe(port, **given)  # type: ignore[arg-type]  # options, checked there


def of(result: ProbeResult, quantity: Quantity, instance: str) -> Reading:
    assert result.failure is None
    (found,) = [it for it in result.readings if it.quantity is quantity and it.instance == instance]
    return found


def data(kind: str, *addresses: str, owner: str = WWW) -> list[str]:
    return [f"{owner}. 60 IN {kind} {address}" for address in addresses]


def answering(a: tuple[str, ...] = (), aaaa: tuple[str, ...] = ()) -> Replies:
    """A and AAAA of whatever is asked; a denial with proof of what is not given."""

    def replies(query: Message) -> list[bytes]:
        kind = query.question[0].rdtype
        owner = query.question[0].name.to_text(True)
        lines = data(kind.name, *(a if kind == A else aaaa), owner=owner)
        reply = reply_to(query, *lines, authority=() if lines else (SOA,))
        return [reply.to_wire(want_shuffle=False)]

    return replies


# --- names --------------------------------------------------------------------------------

RESOLVED: dict[str, tuple[Replies, Value, str]] = {
    "both": (answering(("10.1.2.3",), ("2400:3200::1",)), True, ""),
    "A alone": (answering(("10.1.2.3",)), True, ""),
    "AAAA alone": (answering((), ("2400:3200::1",)), True, ""),
    "neither": (answering(), False, "www.example.edu has no A; www.example.edu has no AAAA"),
    "a sinkhole": (answering(("10.9.9.9",)), False, "10.9.9.9 is a sinkhole"),
    "a sinkhole beside another": (answering(("10.9.9.9", "10.1.2.3")), True, "is a sinkhole"),
    "a sinkhole of IPv6": (answering(("10.9.9.9",), ("fd00::9",)), False, "fd00::9 is a sinkhole"),
    "sent to nowhere": (answering(("0.0.0.0",), ("::",)), False, ":: is the unspecified address"),
}


@pytest.mark.parametrize(("replies", "resolves", "why"), RESOLVED.values(), ids=RESOLVED.keys())
async def test_a_name_resolves_where_users_can_be_sent(
    replies: Replies, resolves: Value, why: str
) -> None:
    result = await asked(replies, names=[WWW], sinkholes=["10.9.9.0/24", "fd00::/64"])
    assert of(result, DNS_RESOLVES, WWW) == Reading(DNS_RESOLVES, resolves, WWW)
    finding = of(result, DNS_NAME_FINDING, WWW)
    assert (why in str(finding.value)) if why else finding.value is None
    assert not finding.rejected


SPECIAL = {
    "::": "the unspecified address",
    "::1": "a loopback address",
    "fe80::1": "a link-local address",
    "::ffff:8.8.8.8": "an IPv4-mapped address",
    "2001:db8::1": "a documentation address",
    "3fff::1": "a documentation address",
    "ff02::1": "a multicast address",
}


@pytest.mark.parametrize(("address", "kind"), SPECIAL.items())
async def test_fault_N3_an_address_for_nobody_is_named_and_does_not_count(
    address: str, kind: str
) -> None:
    alone = await asked(answering((), (address,)))
    assert of(alone, DNS_RESOLVES, WWW).value is False
    assert f" is {kind}" in str(of(alone, DNS_NAME_FINDING, WWW).value)
    beside = await asked(answering((), (address, "2400:3200::1")))
    assert of(beside, DNS_RESOLVES, WWW).value is True
    assert f" is {kind}" in str(of(beside, DNS_NAME_FINDING, WWW).value)


async def test_an_emulated_campus_may_count_loopback() -> None:
    result = await asked(answering(("127.0.0.1",)), names=[WWW], counts_as_usable=["127.0.0.0/8"])
    assert of(result, DNS_RESOLVES, WWW).value is True
    assert of(result, DNS_NAME_FINDING, WWW).value is None


def said_by_edns(code: int, *options: Option, lines: tuple[str, ...] = ()) -> Replies:
    def replies(query: Message) -> list[bytes]:
        reply = reply_to(query, *lines, code=code, flags=dns.flags.RA)
        reply.use_edns(options=list(options))
        return [reply.to_wire()]

    return replies


def by_policy(code: int, *lines: str) -> Replies:
    """As BIND 9.18 answers what its response policy zone rewrites."""
    soa = "rpz.example. 60 IN SOA ns.example. hostmaster.example. 1 60 60 60 60"
    return lambda query: [
        reply_to(query, *lines, code=code, additional=(soa,), flags=dns.flags.RA).to_wire()
    ]


FILTERS: dict[str, tuple[Replies, Value, str]] = {
    "blocked": (said_by_edns(REFUSED, EDEOption(EDECode.BLOCKED)), False, "blocked (RFC 8914)"),
    "censored": (said_by_edns(NXDOMAIN, EDEOption(EDECode.CENSORED, "no")), False, "censored"),
    "filtered": (said_by_edns(SERVFAIL, EDEOption(EDECode.FILTERED)), False, "filtered"),
    "forged": (
        said_by_edns(0, EDEOption(EDECode.FORGED_ANSWER), lines=(f"{WWW}. 60 IN A 10.1.2.3",)),
        False,
        "forged on purpose",
    ),
    "a policy zone": (by_policy(NXDOMAIN), False, "denied by the server's policy zone rpz.example"),
    "a policy zone, no data": (by_policy(0), False, "policy zone rpz.example"),
    "a policy zone that fails": (by_policy(SERVFAIL), None, "SERVFAIL for A"),
    "a policy that sends on": (by_policy(0, f"{WWW}. 60 IN A 10.1.2.3"), True, "None"),
    "refused, for all we know": (said_by_edns(REFUSED), None, "REFUSED for A"),
    "refused to us": (said_by_edns(REFUSED, EDEOption(EDECode.PROHIBITED)), None, "REFUSED for A"),
    "denied without proof": (said_by_edns(NXDOMAIN), None, "neither records nor proof"),
}


@pytest.mark.parametrize(("replies", "resolves", "why"), FILTERS.values(), ids=FILTERS.keys())
async def test_a_filter_is_believed_by_its_own_word_alone(
    replies: Replies, resolves: Value, why: str
) -> None:
    result = await asked(replies)
    reading = of(result, DNS_RESOLVES, WWW)
    assert reading.value is resolves
    assert why in (reading.rejected or str(of(result, DNS_NAME_FINDING, WWW).value))


async def test_one_family_denied_and_the_other_unanswered_is_unknown() -> None:
    def replies(query: Message) -> list[bytes]:
        return answering()(query) if query.question[0].rdtype == A else []

    result = await asked(replies, query_timeout_seconds=0.4, names=[WWW])
    assert of(result, DNS_RESOLVES, WWW).value is None
    assert "no answer to AAAA" in of(result, DNS_RESOLVES, WWW).rejected


@pytest.mark.parametrize("code", [FORMERR, NOTIMP])
async def test_a_server_that_knows_no_edns_is_asked_without_it(code: dns.rcode.Rcode) -> None:
    def replies(query: Message) -> list[bytes]:
        if query.edns < 0:
            return answering(("10.1.2.3",))(query)
        refused = reply_to(query, code=code, flags=0)
        refused.use_edns(False)
        return [refused.to_wire()]

    result = await asked(replies, names=[WWW], lines=[CERNET.model_dump()])
    assert of(result, DNS_RESOLVES, WWW).value is True
    told = of(result, DNS_LINE_OK, "cernet")  # of this it cannot tell anything
    assert (told.value, told.rejected) == (None, f"{dns.rcode.to_text(code)} for A {WWW}")


async def test_a_filter_that_drops_names_is_not_taken_for_a_server_that_is_gone() -> None:
    def replies(query: Message) -> list[bytes]:
        blocked = "blocked" in query.question[0].name.to_text()
        return [] if blocked else answering(("10.1.2.3",))(query)

    blocked = [f"blocked{number}.example.edu" for number in range(10)]
    started = time.monotonic()
    result = await asked(
        replies, names=[WWW, *blocked, "ftp.example.edu"], query_timeout_seconds=0.4
    )
    assert time.monotonic() - started < 6.0
    assert of(result, DNS_RESOLVES, "ftp.example.edu").value is True
    assert {of(result, DNS_RESOLVES, name).value for name in blocked} == {None}
    assert all("no answer to A" in of(result, DNS_RESOLVES, name).rejected for name in blocked)


# --- aliases ------------------------------------------------------------------------------

SOA_DATA = "@ SOA ns hostmaster 1 60 60 60 60"


def chain(length: int) -> list[str]:
    names = ["www", *(f"c{number}" for number in range(length))]
    return [f"{a} CNAME {b}" for a, b in itertools.pairwise(names)] + [f"{names[-1]} A 10.1.2.3"]


def alias_by_alias(replies: Replies, counted: list[str]) -> Replies:
    """Each reply holds only the first of the aliases, and is asked for anew for the next."""

    def first(query: Message) -> list[bytes]:
        counted.append(query.question[0].name.to_text())
        reply = dns.message.from_wire(replies(query)[-1])
        if len(reply.answer) > 1:
            del reply.answer[1:]
            reply.authority.clear()
        return [reply.to_wire()]

    return first


ALIASES: dict[str, tuple[list[str], Value, str]] = {
    "one": (chain(1), True, ""),
    "ten": (chain(10), True, ""),
    "twenty": (chain(20), None, "www.example.edu is an alias of an alias, more than 10 deep"),
    "a loop": (["www CNAME a", "a CNAME www"], None, "in a loop, by way of www.example.edu"),
    "itself": (["www CNAME www"], None, "in a loop"),
    "to nowhere": (["www CNAME gone"], False, "alias of gone.example.edu, which does not exist"),
    "to no address": (["www CNAME old", 'old TXT "x"'], False, "old.example.edu, which has no A"),
}


@pytest.mark.parametrize("whole", [True, False], ids=["in one reply", "alias by alias"])
@pytest.mark.parametrize(("lines", "resolves", "why"), ALIASES.values(), ids=ALIASES.keys())
async def test_fault_N3_aliases_are_followed_to_a_named_end_within_ten(
    lines: list[str], resolves: Value, why: str, whole: bool
) -> None:
    counted: list[str] = []
    replies = zone("example.edu", SOA_DATA, *lines)
    result = await asked(replies if whole else alias_by_alias(replies, counted))
    assert of(result, DNS_RESOLVES, WWW).value is resolves
    finding = of(result, DNS_NAME_FINDING, WWW).value
    assert (why in str(finding)) if why else finding is None
    assert len(counted) <= 2 * 11 + 12  # A and AAAA; and what times the server


async def test_fault_N3_an_alias_into_a_zone_that_is_refused_proves_nothing() -> None:
    result = await asked(zone("example.edu", SOA_DATA, "www CNAME www.elsewhere.example."))
    assert of(result, DNS_RESOLVES, WWW).value is None
    assert of(result, DNS_RESOLVES, WWW).rejected == "REFUSED for A www.elsewhere.example"


# --- lines --------------------------------------------------------------------------------

CERNET = LineTest(instance="cernet", name=WWW, subnet="202.112.0.0/24", prefixes=["10.1.0.0/16"])
IPV6 = LineTest(instance="v6", name=WWW, subnet="2001:da8::/48", prefixes=["2001:da8:1::/48"])


def by_subnet(
    a: tuple[str, ...] = (), aaaa: tuple[str, ...] = (), scope: int = 24, **other: str | int
) -> Replies:
    """Answers with that scope, or for the other subnet in place of the one that was asked for."""

    def replies(query: Message) -> list[bytes]:
        given = client_subnet(query)
        reply = dns.message.from_wire(answering(a, aaaa)(query)[0])
        if given is not None:
            options = {"address": given.address, "srclen": given.srclen} | other
            reply.use_edns(options=[ECSOption(scopelen=scope, **options)])  # type: ignore[arg-type]
        return [reply.to_wire()]

    return replies


LINES: dict[str, tuple[LineTest, Replies, Value, Value, str]] = {
    "its own": (CERNET, by_subnet(("10.1.0.1",)), True, "10.1.0.1", ""),
    "several, sorted": (
        CERNET,
        by_subnet(("10.1.0.10", "10.1.0.9")),
        True,
        "10.1.0.9, 10.1.0.10",
        "",
    ),
    "another line's": (CERNET, by_subnet(("10.2.0.1",)), False, "10.2.0.1", ""),
    "one of another line": (
        CERNET,
        by_subnet(("10.1.0.1", "10.2.0.1")),
        False,
        "10.1.0.1, 10.2.0.1",
        "",
    ),
    "denied": (CERNET, by_subnet(), False, None, ""),
    "IPv6": (IPV6, by_subnet((), ("2001:da8:1::1",), 48), True, "2001:da8:1::1", ""),
    "IPv6 of another": (IPV6, by_subnet((), ("2001:da8:2::1",), 48), False, "2001:da8:2::1", ""),
    "not looked at": (CERNET, answering(("10.1.0.1",)), None, None, "ignores the client subnet"),
    "for everybody": (CERNET, by_subnet(("10.1.0.1",), scope=0), None, None, "does not depend"),
    "for another subnet": (
        CERNET,
        by_subnet(("10.1.0.1",), address="202.113.0.0"),
        None,
        None,
        "strays",
    ),
    "for a wider subnet": (CERNET, by_subnet(("10.1.0.1",), srclen=16), None, None, "strays"),
    "failing": (CERNET, said_by_edns(SERVFAIL), None, None, "SERVFAIL for A"),
    "too many": (
        CERNET,
        by_subnet(tuple(f"10.1.0.{number}" for number in range(1, 70))),
        None,
        None,
        "69 addresses",
    ),
}


@pytest.mark.parametrize(("line", "replies", "ok", "text", "why"), LINES.values(), ids=LINES.keys())
async def test_a_line_is_right_where_its_users_are_given_its_own_addresses(
    line: LineTest, replies: Replies, ok: Value, text: Value, why: str
) -> None:
    result = await asked(replies, lines=[line.model_dump()], query_timeout_seconds=0.4)
    told = of(result, DNS_LINE_OK, line.instance), of(result, DNS_LINE_ANSWER, line.instance)
    assert [reading.value for reading in told] == [ok, text]
    for reading in told:
        assert (why in reading.rejected) if why else not reading.rejected


async def test_a_line_may_be_asked_for_from_an_address_that_lies_on_it() -> None:
    def replies(query: Message) -> list[bytes]:
        assert client_subnet(query) is None
        return answering(("10.1.0.1" if ASKER.get() == "127.0.0.9" else "10.2.0.1",))(query)

    line = {"instance": "cernet", "name": WWW, "prefixes": ["10.1.0.0/16"]}
    here, there = line | {"source": "127.0.0.9"}, line | {"source": "127.0.0.8", "instance": "isp"}
    ipv6 = line | {"source": "::1", "instance": "ipv6"}
    result = await asked(replies, lines=[here, there, ipv6])
    assert of(result, DNS_LINE_OK, "cernet").value is True
    assert of(result, DNS_LINE_OK, "isp").value is False
    assert of(result, DNS_LINE_ANSWER, "isp").value == "10.2.0.1"
    told = of(result, DNS_LINE_OK, "ipv6")
    assert (told.value, told.rejected) == (None, "the server has no IPv6 address to ask from ::1")


FROM_LINES = [
    {"instance": "cernet", "name": WWW, "prefixes": ["10.1.0.0/16"], "source": "127.0.0.9"},
    {"instance": "isp", "name": WWW, "prefixes": ["10.2.0.0/16"], "source": "127.0.0.8"},
]


def heard_from(*askers: str) -> Replies:
    return lambda query: answering(("10.1.0.1",))(query) if ASKER.get() in askers else []


async def test_a_line_that_still_reaches_the_server_is_known_while_this_host_does_not() -> None:
    """Its default route may lead through the line that is down."""
    given = {"lines": FROM_LINES, "names": [WWW], "rotating": [WWW], "query_timeout_seconds": 0.2}
    result = await asked(heard_from("127.0.0.9"), **given)
    assert of(result, DNS_LINE_OK, "cernet").value is True
    silent = f"no answer to A {WWW} over IPv4 from 127.0.0.1 within 0.2 s"
    for quantity, instance in (
        (DNS_LINE_OK, "isp"),
        (DNS_RESOLVES, WWW),
        (DNS_ROTATED, WWW),
        (DNS_QUERY_SECONDS, "UDP over IPv4"),
    ):
        told = of(result, quantity, instance)
        assert told.value is None
        assert silent in told.rejected


async def test_a_server_that_no_line_reaches_is_one_failure() -> None:
    result = await asked(heard_from(), lines=FROM_LINES, query_timeout_seconds=0.2)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TIMEOUT


async def test_a_line_is_asked_over_its_own_family_whichever_this_host_is_answered_over() -> None:
    replies = heard_from("127.0.0.9", "::1")
    given = {"lines": FROM_LINES, "address_ipv6": "::1", "query_timeout_seconds": 0.2}
    result = await asked(replies, **given)
    assert of(result, DNS_LINE_OK, "cernet").value is True
    assert "no answer to A" in of(result, DNS_LINE_OK, "isp").rejected


# --- load shared out ----------------------------------------------------------------------


def turning(addresses: list[str], kind: str, lost: Callable[[int], bool]) -> Replies:
    """Another address first each time; some questions get no answer."""
    count = itertools.count()

    def replies(query: Message) -> list[bytes]:
        asked = query.question[0].rdtype.name
        if asked != kind:
            return [reply_to(query, authority=(SOA,)).to_wire()]
        if lost(number := next(count)):
            return []
        turn = number % len(addresses)
        return [
            reply_to(query, *data(kind, *addresses[turn:], *addresses[:turn])).to_wire(
                want_shuffle=False
            )
        ]

    return replies


THREE = ["10.0.0.1", "10.0.0.2", "10.0.0.3"]
ROTATIONS: dict[str, tuple[Replies, Value, str]] = {
    "three": (turning(THREE, "A", lambda n: False), 3, ""),
    "the same": (answering(("10.0.0.1", "10.0.0.2")), 1, ""),
    "a single one": (turning(THREE[:1], "A", lambda n: False), 1, ""),
    "none, by proof": (answering(), 0, ""),
    "AAAA": (turning(["2400:3200::1", "2400:3200::2"], "AAAA", lambda n: False), 2, ""),
    "some lost": (turning(THREE, "A", lambda n: n == 9), 3, ""),
    "the same, some lost": (turning(THREE[:1], "A", lambda n: n == 9), None, "not every answer"),
    "failing": (said_by_edns(SERVFAIL), None, "SERVFAIL"),
}


@pytest.mark.parametrize(("replies", "count", "why"), ROTATIONS.values(), ids=ROTATIONS.keys())
async def test_a_name_rotates_as_its_first_address_changes(
    replies: Replies, count: Value, why: str
) -> None:
    result = await asked(replies, rotating=[WWW], tries=12, query_timeout_seconds=0.4)
    reading = of(result, DNS_ROTATED, WWW)
    assert reading.value == count
    assert (why in reading.rejected) if why else not reading.rejected


# --- speed, and resolvers that are gone ---------------------------------------------------


async def test_each_way_is_timed_and_what_is_not_there_is_none() -> None:
    async with serving_names(answering(("10.1.2.3",))) as port:
        both = await probe(port, address_ipv6="::1")
        alone = await probe(port)
    for way in ("UDP over IPv4", "TCP over IPv4", "UDP over IPv6", "TCP over IPv6"):
        seconds = of(both, DNS_QUERY_SECONDS, way).value
        assert isinstance(seconds, float)
        assert 0 < seconds < 2.0
        assert of(both, DNS_UNANSWERED, way).value == 0
    for quantity in (DNS_QUERY_SECONDS, DNS_UNANSWERED):
        assert of(alone, quantity, "TCP over IPv6") == Reading(quantity, None, "TCP over IPv6")


async def test_a_way_that_is_closed_is_unanswered_and_has_no_time() -> None:
    async with serving_names(answering(("10.1.2.3",)), tcp=False) as port:
        result = await probe(port)
    assert of(result, DNS_UNANSWERED, "UDP over IPv4").value == 0
    assert of(result, DNS_UNANSWERED, "TCP over IPv4").value == 1
    reading = of(result, DNS_QUERY_SECONDS, "TCP over IPv4")
    assert reading.value is None
    assert "Connect call failed" in reading.rejected


async def test_an_error_code_is_no_answer() -> None:
    result = await asked(said_by_edns(SERVFAIL))
    assert of(result, DNS_UNANSWERED, "UDP over IPv4").value == 1
    assert of(result, DNS_QUERY_SECONDS, "UDP over IPv4").rejected == f"SERVFAIL for A {WWW}"


async def slow(port: int, stack: AsyncExitStack) -> None:
    """Takes questions on 127.0.0.1 and says nothing."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, ("127.0.0.1", port)
    )
    stack.callback(transport.close)


@pytest.mark.parametrize("first", ["dead", "slow"])
async def test_fault_N4_where_one_address_is_dead_or_slow_the_next_is_asked(first: str) -> None:
    async with AsyncExitStack() as stack:
        replies = by_subnet(("10.1.0.1",))
        port = await stack.enter_async_context(serving_names(replies, addresses=("::1",)))
        if first == "slow":
            await slow(port, stack)
        result = await probe(
            port,
            address_ipv6="::1",
            names=[WWW],
            lines=[CERNET.model_dump()],
            rotating=[WWW],
            query_timeout_seconds=0.4,
        )
    assert of(result, DNS_RESOLVES, WWW).value is True
    assert of(result, DNS_LINE_OK, "cernet").value is True
    assert of(result, DNS_ROTATED, WWW).value == 1
    assert of(result, DNS_UNANSWERED, "UDP over IPv4").value == 1


async def test_fault_N4_all_dead_is_one_failure_and_soon_over() -> None:
    started = time.monotonic()
    names = [f"n{number}.example.edu" for number in range(100)]
    async with AsyncExitStack() as stack:
        port = free_port()
        await slow(port, stack)
        result = await probe(
            port,
            address_ipv6="::1",
            names=names,
            lines=[CERNET.model_dump()],
            rotating=names[:20],
            query_timeout_seconds=0.1,
        )
    assert result.readings == ()
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TIMEOUT
    assert time.monotonic() - started < 2.0


def test_a_host_without_ipv6_says_nothing_about_the_server() -> None:
    none = ProbeError(FailureKind.NO_ADDRESS_FAMILY, "this host has no IPv6 to reach ::1")
    way = Way(Nameserver("::1"), Transport.UDP, errors=[none, none])
    assert [(it.value, it.rejected) for it in speed(way)] == [(None, none.detail)] * 2
    assert not way.heard


# --- options ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "nothing to ask"),
        ({"names": ["a..b"]}, "is no domain name"),
        ({"names": [WWW], "sinkholes": ["10.0.0.1/8"]}, "has host bits set"),
        ({"names": [WWW], "address_ipv6": "127.0.0.1"}, "address_ipv6"),
        ({"rotating": [WWW], "tries": 2}, "greater than or equal to 10"),
        ({"lines": [{"instance": "x", "name": WWW, "prefixes": []}]}, "at least 1"),
        ({"lines": [{"instance": "x", "name": WWW, "prefixes": ["::/0"]}]}, "by its subnet, or"),
        ({"lines": [CERNET.model_dump() | {"source": "127.0.0.1"}]}, "by its subnet, or"),
        ({"lines": [CERNET.model_dump()] * 2}, "two lines have the same instance"),
        ({"lines": [CERNET.model_dump() | {"subnet": "202.112.0.1/24"}]}, "has host bits set"),
    ],
)
def test_options_that_cannot_work_are_refused(given: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        ResolverOptions.model_validate(given)


def test_a_probe_measures_what_it_is_told_to_ask() -> None:
    options = ResolverOptions(rotating=[WWW])
    made = Probe("dns-1/resolver", Target("dns-1", "127.0.0.1"), RESOLVER, options, 60.0, 5.0)
    assert made.measures == (DNS_ROTATED, DNS_QUERY_SECONDS, DNS_UNANSWERED)
