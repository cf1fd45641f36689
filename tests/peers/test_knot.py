"""The real Knot DNS server, with a zone that the test writes, asked over both loopbacks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dns.rdatatype import AAAA, TXT

from collectors.lookup import Nameserver, records
from collectors.name_quantities import (
    DNS_AUTHORITIES,
    DNS_DELEGATION_OK,
    DNS_DELEGATION_OVER_IPV6_OK,
    DNS_LINE_ANSWER,
    DNS_LINE_OK,
    DNS_SERVER_ANSWERS,
    DNS_ZONE_FINDING,
    DNS_ZONE_FINDINGS,
    DNS_ZONE_IPV6_SERVERS,
    DNS_ZONE_SERIALS,
    DNS_ZONE_SERVERS,
)
from collectors.names import NAMES, NamesOptions
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Value
from collectors.resolver import RESOLVER, ResolverOptions
from collectors.target import Target
from collectors.zone import ZONE, ZoneOptions
from tests.peers.name_servers import dig, knot

pytestmark = pytest.mark.peer

TEXT = """\
$ORIGIN example.edu.
$TTL 60
@ SOA ns hostmaster 1 60 60 60 60
@ NS ns
ns A 127.0.0.1
ns AAAA ::1
www A 127.0.0.1
www AAAA ::1
old A 127.0.0.1
alias CNAME www
away CNAME www.elsewhere.example.
a CNAME b
b CNAME a
lost NS ns.lost
ns.lost A 127.0.0.1
"""
MANY = "".join(f"big AAAA 2001:db8::{number:x}\n" for number in range(1, 300))


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    async with knot(tmp_path, {"example.edu": TEXT + MANY}) as port:
        yield port


async def probe(port: int, name: str, address_ipv6: str | None = "::1") -> ProbeResult:
    options = NamesOptions(names=[name], port=port, address_ipv6=address_ipv6)
    made = Probe("dns-1/names", Target("dns-1", "127.0.0.1"), NAMES, options, 60.0, 10.0)
    return await run_probe(made, datetime.now(UTC))


def values(result: ProbeResult) -> list[Value]:
    """A and AAAA over IPv4, then A and AAAA over IPv6."""
    assert result.failure is None
    return [reading.value for reading in result.readings]


@pytest.mark.parametrize(
    ("name", "expected", "why"),
    [
        ("www.example.edu", [True, True, True, True], ""),
        ("WWW.Example.EDU.", [True, True, True, True], ""),
        ("alias.example.edu", [True, True, True, True], ""),
        ("old.example.edu", [True, False, True, False], ""),
        ("nosuch.example.edu", [False, False, False, False], ""),
        ("www.elsewhere.example", [None, None, None, None], "REFUSED"),
        ("away.example.edu", [None, None, None, None], "nor proof"),
        ("x.lost.example.edu", [None, None, None, None], "nor proof"),
        ("a.example.edu", [None, None, None, None], "in a loop"),
    ],
)
async def test_what_knot_says_is_told_apart(
    port: int, name: str, expected: list[Value], why: str
) -> None:
    result = await probe(port, name)
    assert values(result) == expected
    for reading in result.readings:
        assert why in reading.rejected
        assert bool(reading.rejected) == (reading.value is None)


async def test_without_an_ipv6_address_there_is_none_to_judge(port: int) -> None:
    result = await probe(port, "www.example.edu", address_ipv6=None)
    assert values(result) == [True, True, None, None]
    assert all(not reading.rejected for reading in result.readings)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_what_does_not_fit_a_datagram_comes_over_tcp(port: int, address: str) -> None:
    found = await records("big.example.edu", AAAA, Nameserver(address, port), 5.0)
    assert len(found) == 299


async def test_a_type_that_the_name_has_not_is_proven_absent(port: int) -> None:
    assert await records("www.example.edu", TXT, Nameserver("::1", port), 5.0) == ()


# --- lines, by client subnet --------------------------------------------------------------

LINES = """\
www.example.edu:
  - net: 202.112.0.0/16
    A: 10.1.0.1
    AAAA: 2001:da8::1
  - net: 61.135.0.0/16
    A: 10.2.0.1
    AAAA: 2408::1
  - net: 2001:da8::/32
    AAAA: 2001:da8::1
"""
CERNET = {"instance": "cernet", "subnet": "202.112.7.0/24", "prefixes": ["10.1.0.0/16"]}
TESTS = {
    "the line's own": (CERNET, True, "10.1.0.1"),
    "both families": (
        CERNET | {"prefixes": ["10.1.0.0/16", "2001:da8::/32"]},
        True,
        "10.1.0.1, 2001:da8::1",
    ),
    "another line's": (CERNET | {"subnet": "61.135.7.0/24"}, False, "10.2.0.1"),
    "a line that it does not know": (CERNET | {"subnet": "8.8.8.0/24"}, None, None),
    "users with IPv6": (
        CERNET | {"subnet": "2001:da8:7::/48", "prefixes": ["2001:da8::/32"]},
        True,
        "2001:da8::1",
    ),
}


@pytest.mark.parametrize(("line", "ok", "answer"), TESTS.values(), ids=TESTS.keys())
async def test_lines_are_told_apart_as_dig_sees_them(
    tmp_path: Path, line: dict[str, object], ok: Value, answer: Value
) -> None:
    async with knot(tmp_path, {"example.edu": TEXT}, lines=LINES) as port:
        options = ResolverOptions.model_validate(
            {"port": port, "lines": [line | {"name": "www.example.edu"}]}
        )
        made = Probe("dns-1/lines", Target("dns-1", "127.0.0.1"), RESOLVER, options, 60.0, 10.0)
        result = await run_probe(made, datetime.now(UTC))
        dug = [
            each
            for kind in ("A", "AAAA")
            for each in await dig(
                "127.0.0.1", port, "www.example.edu", kind, f"+subnet={line['subnet']}"
            )
        ]
    told = {reading.quantity: reading for reading in result.readings}
    assert (told[DNS_LINE_OK].value, told[DNS_LINE_ANSWER].value) == (ok, answer)
    if ok is None:
        assert "does not depend on the client subnet" in told[DNS_LINE_OK].rejected
    else:
        assert set(str(answer).split(", ")) <= set(dug)


# --- a zone under its parent --------------------------------------------------------------

NS1, NS2, PARENT = "127.0.0.11", "127.0.0.12", "127.0.0.10"
EDU = f"""\
$ORIGIN edu.
$TTL 60
@ SOA a hostmaster 1 60 60 60 60
@ NS a
a A {PARENT}
a AAAA ::1
example NS ns1.example
example NS ns2.example
ns1.example A {NS1}
ns1.example AAAA ::1
ns2.example A {NS2}
"""
CHILD = f"""\
$ORIGIN example.edu.
$TTL 60
@ SOA ns1 hostmaster 2026112801 60 60 60 60
@ NS ns1
@ NS ns2
ns1 A {NS1}
ns1 AAAA ::1
ns2 A {NS2}
www A 192.0.2.1
www AAAA 2001:db8::1
"""


async def test_a_zone_is_told_as_dig_sees_it(tmp_path: Path) -> None:
    async with (
        knot(tmp_path / "edu", {"edu": EDU}, (PARENT, "::1")) as parent,
        knot(tmp_path / "example", {"example.edu": CHILD}, (NS1, NS2, "::1")) as port,
    ):
        options = ZoneOptions(
            zone="example.edu",
            host_name="www.example.edu",
            parents=[PARENT, "::1"],
            parents_port=parent,
            port=port,
            counts_as_global=["127.0.0.0/8", "::1/128"],
        )
        made = Probe("dns-1/zone", Target("dns-1", NS1), ZONE, options, 60.0, 10.0)
        result = await run_probe(made, datetime.now(UTC))
        assert result.failure is None
        for reading in result.readings:
            if reading.quantity is DNS_SERVER_ANSWERS:
                _, address, transport, kind = reading.instance.split()
                name = "example.edu" if kind in ("SOA", "NS") else "www.example.edu"
                by = ["+tcp"] if transport == "TCP" else ["+notcp"]
                dug = await dig(address, port, name, kind, "+norecurse", *by)
                assert reading.value is bool(dug), reading.instance
    told = {
        reading.quantity: reading.value
        for reading in result.readings
        if reading.instance == "example.edu"
    }
    assert told == {
        DNS_ZONE_SERVERS: 2,
        DNS_AUTHORITIES: 2,
        DNS_ZONE_IPV6_SERVERS: 1,
        DNS_ZONE_SERIALS: 1,
        DNS_DELEGATION_OK: True,
        DNS_DELEGATION_OVER_IPV6_OK: True,
        DNS_ZONE_FINDINGS: 0,
    }


@pytest.mark.parametrize(
    ("edu", "child", "kind", "text"),
    [
        ("example NS ns3.example\nns3.example A 127.0.0.11", "", "delegation_differs", "ns1"),
        ("example NS ns3.example", "@ NS ns3\nns3 A 127.0.0.12", "missing_glue", "ns3"),
        ("", "ns2 A 127.0.0.11", "wrong_glue", "ns2.example.edu is at 127.0.0.11, 127.0.0.12"),
        ("", "@ NS ns3\nns3 CNAME ns2", "delegation_differs", "ns1.example.edu names ns1"),
    ],
)
async def test_fault_N3_a_broken_zone_on_knot_is_named(  # noqa: N802 - the row's id
    tmp_path: Path, edu: str, child: str, kind: str, text: str
) -> None:
    async with (
        knot(tmp_path / "edu", {"edu": f"{EDU}{edu}\n"}, (PARENT, "::1")) as parent,
        knot(tmp_path / "ex", {"example.edu": f"{CHILD}{child}\n"}, (NS1, NS2, "::1")) as port,
    ):
        options = ZoneOptions(
            zone="example.edu",
            parents=[PARENT],
            parents_port=parent,
            port=port,
            counts_as_global=["127.0.0.0/8", "::1/128"],
        )
        made = Probe("dns-1/zone", Target("dns-1", NS1), ZONE, options, 60.0, 10.0)
        result = await run_probe(made, datetime.now(UTC))
    found = {
        reading.instance: str(reading.value)
        for reading in result.readings
        if reading.quantity is DNS_ZONE_FINDING and reading.value is not None
    }
    assert text in found[f"example.edu {kind}"], found
