"""Paths through routers that a test makes of namespaces: who answers, by which way, how large."""
# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it

import asyncio
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.path.client import ask
from collectors.path.protocol import Echo, EchoTold
from tests.collectors.path.network import (
    Network,
    helper,
    network,
    options,
    pair,
    read,
    read_elsewhere,
    speaking,
)
from tests.conftest import require_peer

log = logging.getLogger(__name__)  # figures: --log-cli-level=INFO

CHAIN = ("near", "first", "second", "far")
CABLES = (
    ("near east", "first west"),
    ("first east", "second west"),
    ("second east", "far west"),
)
FAR, FAR_6 = "203.0.113.7", "2001:db8:f::7"
NETWORKS = [
    {"as_number": 4538, "prefixes": ["198.51.100.0/24"]},
    {"as_number": 23910, "prefixes": ["2001:db8:2::/48"]},
    {"as_number": 64500, "prefixes": ["203.0.113.0/24", "2001:db8:f::/48"]},
]


@pytest.fixture
def chain() -> Iterator[Network]:
    """near – first – second – far; between the routers lies AS4538, or AS23910 over IPv6."""
    with network(*CHAIN) as made:
        made.join("near", "east", "first", "west")
        made.join("first", "east", "second", "west")
        made.join("second", "east", "far", "west")
        made.address("near", "east", "10.0.0.1/24", "2001:db8:1::1/64")
        made.address("first", "west", "10.0.0.2/24", "2001:db8:1::2/64")
        made.address("first", "east", "198.51.100.1/24", "2001:db8:2::1/64")
        made.address("second", "west", "198.51.100.2/24", "2001:db8:2::2/64")
        made.address("second", "east", "203.0.113.1/24", "2001:db8:f::1/64")
        made.address("far", "west", f"{FAR}/24", f"{FAR_6}/64")
        for name in ("first", "second"):
            made.shell(name, "echo 1 > /proc/sys/net/ipv4/ip_forward")
            made.shell(name, "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding")
            made.shell(name, "echo 0 > /proc/sys/net/ipv4/icmp_ratelimit")
            made.shell(name, "echo 0 > /proc/sys/net/ipv6/icmp/ratelimit")
        made.shell("far", "echo 0 > /proc/sys/net/ipv4/icmp_ratelimit")
        made.shell("far", "echo 0 > /proc/sys/net/ipv6/icmp/ratelimit")
        for name, four, six in (
            ("near", "10.0.0.2", "2001:db8:1::2"),
            ("first", "198.51.100.2", "2001:db8:2::2"),
            ("second", "198.51.100.1", "2001:db8:2::1"),
            ("far", "203.0.113.1", "2001:db8:f::1"),
        ):
            made(name, f"route add default via {four}")
            made(name, f"-6 route add default via {six}")
        yield made


@pytest.mark.parametrize("method", ["icmp", "udp"])
@pytest.mark.parametrize(
    ("address", "through", "text"),
    [(FAR, 4538, "? > AS4538 > AS64500"), (FAR_6, 23910, "? > AS23910 > AS64500")],
)
async def test_a_trace_tells_whom_it_crosses(  # noqa: PLR0913, PLR0917 - fixtures and parameters
    tmp_path: Path, chain: Network, method: str, address: str, through: int, text: str
) -> None:
    trace = {"name": "a", "address": address, "method": method, "through": through,
             "wait_seconds": 0.5}  # fmt: skip
    wanted = options(tmp_path / "s", traces=[trace], networks=NETWORKS)
    async with helper(tmp_path / "s", chain.inside("near")):
        told = await read(wanted)
        chain.shell("first", "ip link set east down")
        cut = await read(wanted)
    assert {name: each.value for name, each in told.items()} == {
        "path_hops_count a": 3,
        "path_networks_info a": text,
        "path_through_network_ok a": True,
    }
    assert cut["path_hops_count a"].value is None
    assert cut["path_hops_count a"].rejected == "the far address was not reached"
    assert cut["path_through_network_ok a"].value is None


@pytest.mark.parametrize("address", [FAR, FAR_6])
async def test_the_path_mtu_is_that_of_the_narrowest_link(
    tmp_path: Path, chain: Network, address: str
) -> None:
    mtus = [{"name": "a", "address": address, "wait_seconds": 0.3}]
    wanted = options(tmp_path / "s", mtus=mtus)
    found = []
    async with helper(tmp_path / "s", chain.inside("near")):
        for mtu, cables in ((1500, ()), (1400, CABLES[1:2]), (9000, CABLES)):
            for end in (end for cable in cables for end in cable):
                name, _, interface = end.partition(" ")
                chain(name, f"link set {interface} mtu {mtu}")
            told = (await read(wanted))["path_mtu_bytes a"]
            found.append(told.value or told.rejected)
    assert found == [1500, 1400, 9000]


async def test_where_large_packets_vanish_the_largest_that_comes_through_is_found(
    tmp_path: Path, chain: Network
) -> None:
    """No router says Packet Too Big here: the far end of the cable takes 1300 and no more, and
    4 bytes that Linux leaves for a VLAN tag."""
    chain("far", "link set west mtu 1300")
    mtus = [
        {"name": "4", "address": FAR, "wait_seconds": 0.15},
        {"name": "6", "address": FAR_6, "wait_seconds": 0.15},
    ]
    async with helper(tmp_path / "s", chain.inside("near")):
        told = await read(options(tmp_path / "s", mtus=mtus))
        chain("far", "link set west down")
        gone = await read(options(tmp_path / "s", mtus=mtus))
    assert [told[f"path_mtu_bytes {name}"].value for name in "46"] == [1304, 1304]
    assert {each.value for each in gone.values()} == {None}


async def test_a_source_that_is_not_ours_and_a_route_that_is_not_there_are_unknown(
    tmp_path: Path,
) -> None:
    tests: list[dict[str, object]] = [
        {"name": "answers", "address": "192.0.2.2", "source": "192.0.2.1"},
        {"name": "answers over IPv6", "address": "2001:db8::2", "interface": "eth0"},
        {"name": "silent", "address": "192.0.2.99"},
        {"name": "no source", "address": "192.0.2.2", "source": "192.0.2.77"},
        {"name": "no route", "address": "203.0.113.1"},
        {"name": "no interface", "address": "192.0.2.2", "interface": "eth7"},
        {"name": "prohibited", "address": "192.0.2.66"},
    ]
    for test in tests:
        test |= {"count": 2, "wait_seconds": 0.3, "interval_seconds": 0.05}
    with pair() as made:
        made("near", "route add prohibit 192.0.2.66")
        async with helper(tmp_path / "s", made.inside("near")):
            told = await read(options(tmp_path / "s", tests=tests))
    answers = {name: told[f"path_target_answers_ok {name}"] for name in map(str, (
        test["name"] for test in tests))}  # fmt: skip
    assert {name: each.value for name, each in answers.items()} == {
        "answers": True,
        "answers over IPv6": True,
        "silent": False,
        **dict.fromkeys(("no source", "no route", "no interface", "prohibited")),
    }
    assert "Cannot assign requested address" in answers["no source"].rejected
    assert "Network is unreachable" in answers["no route"].rejected
    assert "No such device" in answers["no interface"].rejected
    assert "Permission denied" in answers["prohibited"].rejected
    assert "CAP_NET_RAW" not in answers["prohibited"].rejected


async def test_a_round_trip_is_as_long_as_the_answer_takes(tmp_path: Path) -> None:
    """The far kernel is mute; a program answers for it, 40 ms late."""
    tests = [{"name": "late", "address": "192.0.2.2", "wait_seconds": 1.0}]
    with pair() as made:
        made.shell("far", "echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all")
        async with helper(tmp_path / "s", made.inside("near")), speaking(made, "far", "late"):
            told = await read(options(tmp_path / "s", tests=tests))
    assert told["path_loss_ratio late"].value == 0
    value = told["path_round_trip_now_seconds late"].value
    assert isinstance(value, float)
    assert 0.040 <= value < 0.15


async def test_fault_P2_forged_replies_are_no_answer(tmp_path: Path) -> None:
    """The far kernel is mute and a forger answers every request wrongly in eight ways."""
    what = Echo(address="192.0.2.2", count=5, interval_seconds=0.05, wait_seconds=0.3)
    with pair() as made:
        async with (
            helper(tmp_path / "s", made.inside("near")),
            speaking(made, "far", "forger"),
        ):
            honest = await ask(tmp_path / "s", what, 5)
            made.shell("far", "echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all")
            forged = await ask(tmp_path / "s", what, 5)
    assert isinstance(honest, EchoTold)
    assert isinstance(forged, EchoTold)
    assert len(honest.answers) == 5
    assert forged.answers == []
    assert forged.sent == 5
    assert forged.ignored >= 25  # of 40: what has another identifier stays in the kernel


async def test_fault_P2_a_flood_of_forged_replies_hides_no_true_one(tmp_path: Path) -> None:
    what = Echo(address="192.0.2.2", count=20, interval_seconds=0.1, wait_seconds=1)
    with pair() as made:
        async with helper(tmp_path / "s", made.inside("near")):
            flood = ("forger", "--flood", "10000", "--seconds", "2")
            async with speaking(made, "far", *flood) as lines:
                told = await ask(tmp_path / "s", what, 10)
                sent = int(await lines.readline())
    assert isinstance(told, EchoTold)
    log.info("sent: %s", sent)
    log.info("told: %s", told.model_dump(include={"ignored", "dropped"}))
    assert sent > 10_000
    assert len(told.answers) == 20
    assert max(told.answers) < 0.5


async def test_what_needs_no_capability_is_done_without_a_helper(tmp_path: Path) -> None:
    """In the namespace ICMP datagram sockets are for no group, and then for every."""
    tests = [
        {"name": "4", "address": "192.0.2.2", "count": 2, "interval_seconds": 0.05},
        {"name": "6", "address": "2001:db8::2", "source": "2001:db8::1"},
        {"name": "mute", "address": "192.0.2.9", "count": 1, "wait_seconds": 0.2},
        {"name": "no source", "address": "192.0.2.2", "source": "192.0.2.77"},
    ]
    traces = [{"name": "a", "address": "192.0.2.2"}]
    wanted = options(tmp_path / "none", tests=tests, traces=traces)
    setpriv = require_peer("setpriv")
    bare = (setpriv, "--bounding-set=-all", "--inh-caps=-all")
    ranges = "/proc/sys/net/ipv4/ping_group_range"
    with pair() as made:
        made.shell("near", f"echo 1 0 > {ranges}")
        forbidden = await read_elsewhere(made.inside("near", *bare), wanted)
        made.shell("near", f"echo 0 2147483647 > {ranges}")
        allowed = await read_elsewhere(made.inside("near", *bare), wanted)
    assert allowed["effective"] == forbidden["effective"] == "0" * 16
    assert not allowed["scapy"]
    told = {name: value for name, (value, _) in allowed["told"].items() if "answers" in name}
    assert told == {
        "path_target_answers_ok 4": True,
        "path_target_answers_ok 6": True,
        "path_target_answers_ok mute": False,
        "path_target_answers_ok no source": None,
    }
    assert allowed["told"]["path_loss_ratio 6"] == [0.0, ""]
    assert 0 < allowed["told"]["path_round_trip_now_seconds 4"][0] < 1
    assert {value for value, _ in forbidden["told"].values()} == {None}
    why = forbidden["told"]["path_target_answers_ok 4"][1]
    assert "the path helper at" in why
    assert "ICMP needs the helper, or our group in net.ipv4.ping_group_range" in why
    assert "is not there" in allowed["told"]["path_hops_count a"][1]


async def test_handshakes_leave_from_their_source(tmp_path: Path) -> None:
    """Nothing but the daemon's own sockets: a port that accepts, one that refuses, no answer."""
    listener = "import socket, time; s = socket.create_server(('', 7000)); print(1, flush=True)\n"
    listener += "while True: c, a = s.accept(); print(a[0], flush=True); c.close()"
    tests = [
        {"name": "accepts", "address": "192.0.2.2", "port": 7000, "source": "192.0.2.3"},
        {"name": "refuses", "address": "192.0.2.2", "port": 7001},
        {"name": "mute", "address": "192.0.2.9", "port": 7000},
        {"name": "not ours", "address": "192.0.2.2", "port": 7000, "source": "192.0.2.77"},
    ]
    for test in tests:
        test |= {"method": "tcp", "count": 3, "interval_seconds": 0.05, "wait_seconds": 0.5}
    with pair() as made:
        made.address("near", "eth0", "192.0.2.3/24")
        process = await asyncio.create_subprocess_exec(
            *made.inside("far", sys.executable, "-c", listener), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            await process.stdout.readline()
            near = await read_elsewhere(
                made.inside("near"), options(tmp_path / "none", tests=tests)
            )
            came_from = await process.stdout.readline()
        finally:
            process.kill()
            await process.communicate()
    told = near["told"]
    assert came_from.strip() == b"192.0.2.3"
    assert told["path_target_answers_ok accepts"] == [True, ""]
    assert 0 < told["path_round_trip_now_seconds accepts"][0] < 0.5
    assert told["path_target_answers_ok refuses"][0] is None
    assert "port 7001 refuses" in told["path_target_answers_ok refuses"][1]
    assert told["path_target_answers_ok mute"] == [False, ""]
    assert "this host cannot ask" in told["path_target_answers_ok not ours"][1]


async def test_a_host_gets_out_over_one_family_or_both(tmp_path: Path, chain: Network) -> None:
    host = {"name": "V100", "interface": "east", "ipv4": FAR, "ipv6": FAR_6, "wait_seconds": 0.3}
    wanted = options(tmp_path / "s", hosts=[host])
    async with helper(tmp_path / "s", chain.inside("near")):
        both = await read(wanted)
        chain.shell("second", "echo 0 > /proc/sys/net/ipv6/conf/all/forwarding")
        one = await read(wanted)
    assert [both[f"path_ipv{n}_ok V100"].value for n in (4, 6)] == [True, True]
    assert [one[f"path_ipv{n}_ok V100"].value for n in (4, 6)] == [True, False]
