"""The real unbound as a campus' resolver: what it filters, and what it rotates."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.name_quantities import (
    DNS_LINE_OK,
    DNS_NAME_FINDING,
    DNS_QUERY_SECONDS,
    DNS_RESOLVES,
    DNS_ROTATED,
    DNS_UNANSWERED,
)
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Quantity, Reading, Value
from collectors.resolver import RESOLVER, ResolverOptions
from collectors.target import Target
from tests.peers.name_servers import dig, knot, unbound

pytestmark = pytest.mark.peer

ZONE = """\
$ORIGIN example.edu.
$TTL 0
@ SOA ns hostmaster 1 60 60 60 0
@ NS ns
ns A 127.0.0.1
www A 10.1.0.1
www A 10.1.0.2
www A 10.1.0.3
www AAAA 2400:3200::1
single A 10.1.0.1
alias CNAME www
away CNAME gone
loop CNAME loop2
loop2 CNAME loop
unspecified AAAA ::
loopback AAAA ::1
linklocal AAAA fe80::1
mapped AAAA ::ffff:8.8.8.8
documented AAAA 2001:db8::1
chain CNAME c0
c19 A 10.1.0.1
"""
ZONE += "".join(f"c{number} CNAME c{number + 1}\n" for number in range(19))
FILTER = """\
  ede: yes
  local-zone: "denied.example.edu." always_nxdomain
  local-zone: "empty.example.edu." always_nodata
  local-zone: "null.example.edu." always_null
  local-zone: "refused.example.edu." always_refuse
  local-zone: "walled.example.edu." redirect
  local-data: "walled.example.edu. A 10.9.9.9"
  local-zone: "dropped.example.edu." always_deny
  rrset-roundrobin: {roundrobin}
stub-zone:
  name: "example.edu"
  stub-addr: 127.0.0.1@{port}
"""


@pytest.fixture(params=["yes"])
async def port(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """unbound in front of knot; `request.param` switches its rotation."""
    async with knot(tmp_path / "knot", {"example.edu": ZONE}) as behind:
        lines = FILTER.format(port=behind, roundrobin=request.param)
        async with unbound(tmp_path, lines, "example.edu") as port:
            yield port


async def probe(port: int, **given: object) -> ProbeResult:
    options = ResolverOptions.model_validate(
        {"port": port, "address_ipv6": "::1", "query_timeout_seconds": 0.5} | given
    )
    made = Probe("dns-1/resolver", Target("dns-1", "127.0.0.1"), RESOLVER, options, 60.0, 20.0)
    return await run_probe(made, datetime.now(UTC))


def of(result: ProbeResult, quantity: Quantity, instance: str) -> Reading:
    assert result.failure is None
    (found,) = [it for it in result.readings if it.quantity is quantity and it.instance == instance]
    return found


NAMES: dict[str, tuple[Value, str]] = {
    "www": (True, ""),
    "single": (True, ""),
    "alias": (True, ""),
    "nosuch": (False, "nosuch.example.edu does not exist"),
    "away": (False, "away.example.edu is an alias of gone.example.edu, which does not exist"),
    "denied": (False, "denied.example.edu does not exist"),
    "empty": (False, "empty.example.edu has no A"),
    "null": (False, "0.0.0.0 is the unspecified address"),
    "walled": (False, "10.9.9.9 is a sinkhole"),
    "refused": (None, "REFUSED for A refused.example.edu"),
    "dropped": (None, "no answer to A dropped.example.edu"),
    # unbound itself gives up on these two
    "loop": (None, "SERVFAIL for A loop"),
    "chain": (None, "SERVFAIL for A"),
    "unspecified": (False, ":: is the unspecified address"),
    "loopback": (False, "::1 is a loopback address"),
    "linklocal": (False, "fe80::1 is a link-local address"),
    "mapped": (False, "is an IPv4-mapped address"),
    "documented": (False, "2001:db8::1 is a documentation address"),
}


async def test_fault_N3_what_it_filters_is_told_from_what_is_broken(  # noqa: N802 - the row's id
    port: int,
) -> None:
    names = {f"{name}.example.edu": expected for name, expected in NAMES.items()}
    result = await probe(port, names=[*names], sinkholes=["10.9.9.0/24"])
    for name, (resolves, why) in names.items():
        told, finding = of(result, DNS_RESOLVES, name), of(result, DNS_NAME_FINDING, name)
        assert told.value is resolves, told
        assert why in (told.rejected if resolves is None else str(finding.value)), told
        if name.startswith("dropped"):
            continue  # dig waits for it for a minute
        dug = await dig("127.0.0.1", port, name, "A", "+nocomments")
        users = [line for line in dug if line.startswith("10.1.")]
        assert bool(users) is (resolves is True), name


@pytest.mark.parametrize(("port", "count"), [("yes", 3), ("no", 1)], indirect=["port"])
async def test_it_rotates_only_where_it_is_told_to(port: int, count: int) -> None:
    result = await probe(port, rotating=["www.example.edu", "single.example.edu"], tries=30)
    assert of(result, DNS_ROTATED, "www.example.edu").value == count
    assert of(result, DNS_ROTATED, "single.example.edu").value == 1


async def test_each_way_is_timed(port: int) -> None:
    result = await probe(port, names=["www.example.edu"])
    for way in ("UDP over IPv4", "TCP over IPv4", "UDP over IPv6", "TCP over IPv6"):
        seconds = of(result, DNS_QUERY_SECONDS, way).value
        assert isinstance(seconds, float)
        assert 0 < seconds < 0.5
        assert of(result, DNS_UNANSWERED, way).value == 0


async def test_a_resolver_that_sends_no_client_subnet_on_proves_nothing_of_a_line(
    port: int,
) -> None:
    line = {
        "instance": "cernet",
        "name": "www.example.edu",
        "subnet": "202.112.0.0/24",
        "prefixes": ["10.1.0.0/16"],
    }
    told = of(await probe(port, lines=[line]), DNS_LINE_OK, "cernet")
    assert told.value is None
    assert "ignores the client subnet" in told.rejected
