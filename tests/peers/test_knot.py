"""The real Knot DNS server, with a zone that the test writes, asked over both loopbacks."""

import asyncio
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dns.rdatatype import AAAA, TXT

from collectors.failure import ProbeError
from collectors.lookup import Nameserver, records
from collectors.names import NAMES, NamesOptions
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Value
from collectors.target import Target
from tests.conftest import free_port, require_peer

pytestmark = pytest.mark.peer

ZONE = """\
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
    async with knot(tmp_path, ZONE + MANY) as port:
        yield port


@asynccontextmanager
async def knot(folder: Path, zone: str, origin: str = "example.edu") -> AsyncIterator[int]:
    """A running knotd that is authoritative for the zone, and its port on both loopbacks."""
    program, port = require_peer("knotd"), free_port()
    (folder / f"{origin}.zone").write_text(zone)
    (folder / "knot.conf").write_text(
        f"server:\n  rundir: {folder}\n  listen: [127.0.0.1@{port}, ::1@{port}]\n"
        f"  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
        f"database:\n  storage: {folder}\n"
        f"zone:\n  - domain: {origin}\n    file: {folder}/{origin}.zone\n"
    )
    server = await asyncio.create_subprocess_exec(
        program, "-c", str(folder / "knot.conf"), stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await until_loaded(port, f"www.{origin}")
        yield port
    finally:
        server.terminate()
        await server.wait()


async def until_loaded(port: int, name: str) -> None:
    last = "nothing"
    for _ in range(200):
        try:
            if await records(name, AAAA, Nameserver("127.0.0.1", port), 1.0):
                return
        except ProbeError as error:
            last = error.detail
        await asyncio.sleep(0.05)
    raise AssertionError(f"knotd does not serve: {last}")


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
