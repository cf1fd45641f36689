"""A DNS server is asked A and AAAA over both families; only proof of absence is a no."""

import asyncio
import errno
import itertools
import random
import time
from datetime import UTC, datetime

import dns.flags
import pytest
from dns.message import Message
from dns.rcode import FORMERR, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL
from dns.rdatatype import AAAA, A
from pydantic import ValidationError

from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver, records, unreachable
from collectors.names import NAMES, NamesOptions
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Value
from collectors.target import Target
from tests.collectors.dns_server import SOA, Replies, reply_to, serving_names

WWW = "www.example.edu"


def good(query: Message) -> list[bytes]:
    kind = query.question[0].rdtype
    data = "A 127.0.0.1" if kind == A else "AAAA ::1"
    return [reply_to(query, f"{WWW}. 60 IN {data}").to_wire()]


def silent(query: Message) -> list[bytes]:
    return []


def garbage(query: Message) -> list[bytes]:
    return [random.Random(3).randbytes(40)]


async def probe(
    port: int, address_ipv6: str | None = "::1", address: str = "127.0.0.1"
) -> ProbeResult:
    options = NamesOptions(
        names=[WWW], port=port, address_ipv6=address_ipv6, query_timeout_seconds=0.3
    )
    made = Probe("dns-1/names", Target("dns-1", address), NAMES, options, 60.0, 5.0)
    return await run_probe(made, datetime.now(UTC))


def values(result: ProbeResult) -> dict[str, Value]:
    return {reading.quantity.name: reading.value for reading in result.readings}


def rejections(result: ProbeResult) -> dict[str, str]:
    return {reading.quantity.name: reading.rejected for reading in result.readings}


ALL_TRUE = {
    "dns_a_over_ipv4": True,
    "dns_aaaa_over_ipv4": True,
    "dns_a_over_ipv6": True,
    "dns_aaaa_over_ipv6": True,
}


async def test_a_server_that_answers_on_both_families_is_true_four_times() -> None:
    async with serving_names(good) as port:
        result = await probe(port)
    assert result.failure is None
    assert values(result) == ALL_TRUE
    assert {reading.instance for reading in result.readings} == {WWW}
    assert {reading.quantity for reading in result.readings} == set(NAMES.measures)


async def test_without_an_ipv6_address_the_server_has_none_and_ipv4_is_told() -> None:
    async with serving_names(good, addresses=("127.0.0.1",)) as port:
        result = await probe(port, address_ipv6=None)
    assert values(result) == {
        **ALL_TRUE,
        "dns_a_over_ipv6": None,
        "dns_aaaa_over_ipv6": None,
    }
    assert set(rejections(result).values()) == {""}


async def test_a_server_known_by_its_ipv6_address_alone_is_asked_there() -> None:
    async with serving_names(good, addresses=("::1",)) as port:
        result = await probe(port, address_ipv6=None, address="::1")
    assert values(result)["dns_aaaa_over_ipv6"] is True
    assert values(result)["dns_aaaa_over_ipv4"] is None


@pytest.mark.parametrize("address_family", ["refused", "silent"])
async def test_a_silent_ipv6_side_proves_nothing_and_spoils_no_ipv4(address_family: str) -> None:
    def deaf_on_ipv6(query: Message) -> list[bytes]:
        return good(query)

    async with serving_names(deaf_on_ipv6, addresses=("127.0.0.1",)) as port:
        if address_family == "silent":
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(
                asyncio.DatagramProtocol, ("::1", port)
            )
            result = await probe(port)
            transport.close()
        else:
            result = await probe(port)
    assert result.failure is None
    assert values(result) == {**ALL_TRUE, "dns_a_over_ipv6": None, "dns_aaaa_over_ipv6": None}
    told = rejections(result)["dns_aaaa_over_ipv6"]
    assert ("over IPv6" in told) if address_family == "silent" else ("refused" in told)


async def test_a_server_that_says_nothing_at_all_is_a_timeout_and_soon_left_alone() -> None:
    started = time.monotonic()
    async with serving_names(silent) as port:
        options = NamesOptions(
            names=[f"n{n}.example.edu" for n in range(50)],
            port=port,
            address_ipv6="::1",
            query_timeout_seconds=0.2,
        )
        made = Probe("dns-1/names", Target("dns-1", "127.0.0.1"), NAMES, options, 60.0, 15.0)
        result = await run_probe(made, datetime.now(UTC))
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TIMEOUT
    assert "A n0.example.edu over IPv4" in result.failure.detail
    assert time.monotonic() - started < 3.0


async def test_a_server_that_answers_only_garbage_is_malformed() -> None:
    async with serving_names(garbage) as port:
        result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.MALFORMED_REPLY


async def test_a_port_where_nobody_listens_is_refused() -> None:
    async with serving_names(good) as port:
        pass
    result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.REFUSED


async def test_a_target_that_is_no_address_is_told() -> None:
    result = await probe(1, address="dns.example.edu")
    assert result.failure is not None
    assert result.failure.kind is FailureKind.NAME_NOT_FOUND


def coded(code: int, *authority: str, flags: int = dns.flags.AA) -> Replies:
    return lambda query: [reply_to(query, code=code, authority=authority, flags=flags).to_wire()]


def cut(query: Message) -> list[bytes]:
    return [reply_to(query, flags=dns.flags.AA | dns.flags.TC).to_wire()]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("over_tcp", [False, True])
@pytest.mark.parametrize(
    ("replies", "why"),
    [
        (coded(SERVFAIL), "SERVFAIL"),
        (coded(REFUSED), "REFUSED"),
        (coded(FORMERR), "FORMERR"),
        (coded(NOTIMP), "NOTIMP"),
        (coded(NXDOMAIN, SOA), ""),
        (coded(0, SOA), ""),
        (coded(NXDOMAIN, SOA, flags=dns.flags.RA), ""),
        (coded(NXDOMAIN, flags=0), "nor proof"),
        (coded(0, SOA, flags=0), "nor proof"),
        (coded(0, flags=dns.flags.RA), "nor proof"),
        (coded(0, "example.edu. 60 IN NS ns.elsewhere.", flags=0), "nor proof"),
        (coded(0, SOA.replace("example.edu. 60", "other. 60", 1), flags=0), "nor proof"),
    ],
)
async def test_only_an_authoritative_denial_is_a_no(
    replies: Replies, why: str, over_tcp: bool, address: str
) -> None:
    async with serving_names(cut if over_tcp else replies, replies, (address,)) as port:
        question = records(WWW, AAAA, Nameserver(address, port), 2.0)
        if not why:
            assert await question == ()
            return
        with pytest.raises(ProbeError, match=why) as caught:
            await question
    assert caught.value.kind is FailureKind.ERROR_REPLY


async def test_a_denial_is_false_and_a_failing_server_is_rejected() -> None:
    def replies(query: Message) -> list[bytes]:
        if query.question[0].rdtype == A:
            return coded(SERVFAIL)(query)
        return coded(0, SOA)(query)

    async with serving_names(replies) as port:
        result = await probe(port)
    assert values(result) == {
        "dns_a_over_ipv4": None,
        "dns_aaaa_over_ipv4": False,
        "dns_a_over_ipv6": None,
        "dns_aaaa_over_ipv6": False,
    }
    assert rejections(result)["dns_a_over_ipv4"] == f"SERVFAIL for A {WWW}"


def chain(length: int, end: str = "") -> Replies:
    def replies(query: Message) -> list[bytes]:
        names = [f"{WWW}.", *(f"c{n}.example.edu." for n in range(length))]
        lines = [f"{a} 60 IN CNAME {b}" for a, b in itertools.pairwise(names)]
        lines += [f"{names[-1]} 60 IN {end}"] if end else []
        return [reply_to(query, *lines).to_wire()]

    return replies


def loop(query: Message) -> list[bytes]:
    lines = (f"{WWW}. 60 IN CNAME a.example.edu.", f"a.example.edu. 60 IN CNAME {WWW}.")
    return [reply_to(query, *lines).to_wire()]


def dead_alias(query: Message) -> list[bytes]:
    alias = f"{WWW}. 60 IN CNAME gone.example.edu."
    return [reply_to(query, alias, code=NXDOMAIN, authority=(SOA,)).to_wire()]


@pytest.mark.parametrize(
    ("replies", "found", "kind"),
    [
        (chain(3, "AAAA 2001:db8::1"), ("2001:db8::1",), None),
        (chain(10, "AAAA 2001:db8::1"), ("2001:db8::1",), None),
        (chain(20, "AAAA 2001:db8::1"), (), FailureKind.LOOPING),
        (loop, (), FailureKind.LOOPING),
        (chain(1), (), FailureKind.ERROR_REPLY),
        (dead_alias, (), None),
    ],
)
async def test_aliases_are_followed_to_an_end_within_ten(
    replies: Replies, found: tuple[str, ...], kind: FailureKind | None
) -> None:
    async with serving_names(replies) as port:
        question = records(WWW, AAAA, Nameserver("127.0.0.1", port), 2.0)
        if kind is None:
            assert await question == found
            return
        with pytest.raises(ProbeError) as caught:
            await question
    assert caught.value.kind is kind


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT])
def test_a_host_without_ipv6_is_told_from_a_server_that_is_gone(number: int) -> None:
    failure = unreachable(OSError(number, "no"), Nameserver("::1"))
    assert failure.kind is FailureKind.NO_ADDRESS_FAMILY
    assert failure.detail == "this host has no IPv6 to reach ::1"
    gone = unreachable(OSError(errno.EHOSTUNREACH, "no route to host"), Nameserver("::1"))
    assert gone.kind is FailureKind.UNREACHABLE


@pytest.mark.parametrize(
    "given",
    [
        {"names": []},
        {"names": ["a..b"]},
        {"names": [WWW], "address_ipv6": "127.0.0.1"},
        {"names": [WWW], "address_ipv6": "dns.example.edu"},
        {"names": [WWW], "query_timeout_seconds": 0},
        {"names": [WWW], "server": "x"},
    ],
)
def test_options_that_cannot_work_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NamesOptions.model_validate(given)
