"""Who speaks on a segment, and what a flood of it costs: in namespaces, against what the kernel and
a program of the test say (P2)."""
# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it

import asyncio
import logging
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.path.client import ask
from collectors.path.protocol import (
    HEARD_AT_MOST,
    DhcpServers,
    DhcpServersTold,
    Routers,
    RoutersTold,
)
from collectors.path.wire import QUEUE_BYTES
from collectors.reading import Value
from tests.collectors.path.network import (
    Network,
    helper,
    network,
    options,
    pair,
    read,
    speaking,
)

log = logging.getLogger(__name__)  # figures: --log-cli-level=INFO

GOOD, BAD = "10.0.0.1", "10.0.0.66"
GOOD_ROUTER, BAD_ROUTER = "fe80::1", "fe80::bad"
FLOOD_PER_SECOND = 10_000


@pytest.fixture
def segment() -> Iterator[Network]:
    """`near`, `far` and `other` on one switch."""
    with network("near", "far", "other", "switch") as made:
        made("switch", "link add br0 type bridge")
        made("switch", "link set br0 up")
        for n, name in enumerate(("near", "far", "other"), 1):
            made.join(name, "eth0", "switch", name)
            made("switch", f"link set {name} master br0")
            made(name, f"link set eth0 address 02:00:00:00:00:0{n}")
        made.address("near", "eth0", "10.0.0.5/24", "2001:db8::5/64")
        yield made


async def watched(made: Network, socket: Path, seconds: float = 0.6) -> dict[str, Value | str]:
    """What a round says of the segment, None by its reason."""
    async with helper(socket, made.inside("near")):
        told = await read(
            options(
                socket,
                segments=[
                    {
                        "interface": "eth0",
                        "listen_seconds": seconds,
                        "dhcp_servers": [GOOD],
                        "routers": [GOOD_ROUTER],
                    }
                ],
            )
        )
    return {name: each.value if each.value is not None else each.rejected
            for name, each in told.items()}  # fmt: skip


async def test_servers_and_routers_that_may_are_no_rogues(tmp_path: Path, segment: Network) -> None:
    router = ("router", "--address", GOOD_ROUTER)
    async with (
        speaking(segment, "far", "dhcp", "--address", GOOD),
        speaking(segment, "other", *router),
    ):
        told = await watched(segment, tmp_path / "s")
    assert told == {
        "rogue_dhcp_servers_count eth0": 0,
        "rogue_dhcp_servers_info eth0": "none",
        "rogue_routers_count eth0": 0,
        "rogue_routers_info eth0": "none",
    }


async def test_rogues_are_told_by_address_and_hardware(tmp_path: Path, segment: Network) -> None:
    router = ("router", "--address", BAD_ROUTER)
    async with (
        speaking(segment, "far", "dhcp", "--address", GOOD),
        speaking(segment, "other", "dhcp", "--address", BAD),
        speaking(segment, "other", *router),
    ):
        told = await watched(segment, tmp_path / "s")
    assert told == {
        "rogue_dhcp_servers_count eth0": 1,
        "rogue_dhcp_servers_info eth0": f"{BAD} (02:00:00:00:00:03)",
        "rogue_routers_count eth0": 1,
        "rogue_routers_info eth0": f"{BAD_ROUTER} (02:00:00:00:00:03) 2001:db8:bad::/64",
    }


ILL = {
    "a damaged offer": ("dhcp", "--address", BAD, "--damage"),
    "a damaged advertisement": ("router", "--address", BAD_ROUTER, "--damage"),
    "an advertisement from beyond": ("router", "--address", BAD_ROUTER, "--hop-limit", "254"),
    "one from a global address": ("router", "--address", "2001:db8::bad"),
}


@pytest.mark.parametrize("part", ILL.values(), ids=ILL)
async def test_fault_P2_what_no_host_believes_is_neither_a_rogue_nor_a_proof(
    tmp_path: Path, segment: Network, part: tuple[str, ...]
) -> None:
    async with speaking(segment, "far", *part):
        told = await watched(segment, tmp_path / "s")
    assert set(told.values()) == {
        "not even one that is permitted was heard: the question may not have got through"
    }


@pytest.mark.parametrize("address", ["10.0.0.9", "2001:db8::9"])
async def test_an_address_that_two_hold_is_told_with_both(
    tmp_path: Path, segment: Network, address: str
) -> None:
    """The kernel answers for each, as hosts do."""
    length = 64 if ":" in address else 24
    segments = [{"interface": "eth0", "listen_seconds": 0.5, "addresses": [address]}]
    wanted = options(tmp_path / "s", segments=segments)
    counts, told = [], {}
    async with helper(tmp_path / "s", segment.inside("near")):
        for name in ("", "far", "other"):
            if name:
                segment.address(name, "eth0", f"{address}/{length}")
            told = await read(wanted)
            counts.append(told["duplicate_addresses_count eth0"])
        text = told["duplicate_addresses_info eth0"].value
        segment("other", "link set eth0 down")
        segment.address("near", "eth0", f"{address}/{length}")
        ours = await read(wanted)
    assert [each.value for each in counts] == [None, 0, 1]
    assert counts[0].rejected == f"nobody answered for {address}"
    assert text == f"{address}: 02:00:00:00:00:02, 02:00:00:00:00:03"
    assert ours["duplicate_addresses_info eth0"].value == (
        f"{address}: 02:00:00:00:00:02, this host"
    )


async def test_an_interface_that_is_not_there_or_down_is_unknown(tmp_path: Path) -> None:
    segments = [
        {"interface": each, "listen_seconds": 0.2, "routers": [GOOD_ROUTER], "dhcp_servers": [GOOD]}
        for each in ("eth0", "eth9")
    ]
    with pair() as made:
        async with helper(tmp_path / "s", made.inside("near")):
            made("near", "link set eth0 down")
            told = await read(options(tmp_path / "s", segments=segments))
    assert {each.value for each in told.values()} == {None}
    assert "no interface with this name" in told["rogue_routers_count eth9"].rejected
    assert "Network is down" in told["rogue_routers_count eth0"].rejected


def resident_bytes(process_id: int) -> int:
    text = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return int(text.split("VmRSS:")[1].split()[0]) * 1024


@pytest.mark.parametrize("part", ["dhcp", "router"])
async def test_fault_P2_a_flood_is_told_and_takes_no_memory(
    tmp_path: Path, segment: Network, part: str
) -> None:
    """Ten thousand frames a second of a thousand rogues, for three seconds; an echo at the same
    time has its answer."""
    address = BAD if part == "dhcp" else BAD_ROUTER
    flood = (part, "--address", address, "--flood", str(FLOOD_PER_SECOND), "--seconds", "3")
    segment.address("other", "eth0", "10.0.0.7/24")
    kind = DhcpServers if part == "dhcp" else Routers
    async with helper(tmp_path / "s", segment.inside("near")) as process:
        await ask(tmp_path / "s", kind(interface="eth0", listen_seconds=0.1), 5)
        before = resident_bytes(process.pid)
        async with speaking(segment, "far", *flood) as lines:
            listening = asyncio.create_task(
                ask(tmp_path / "s", kind(interface="eth0", listen_seconds=4), 20)
            )
            await asyncio.sleep(1)
            echo = {"name": "a", "address": "10.0.0.7", "count": 5}
            meanwhile = await read(options(tmp_path / "s", tests=[echo]))
            told, sent = await listening, int(await lines.readline())
        after = resident_bytes(process.pid)
    assert isinstance(told, DhcpServersTold | RoutersTold)
    senders = told.servers if isinstance(told, DhcpServersTold) else told.routers
    log.info("sent: %s", sent)
    log.info("told: %s", told.model_dump(include={"ignored", "dropped", "more"}))
    log.info("grown_bytes: %s", after - before)
    assert sent > 0.5 * 3 * FLOOD_PER_SECOND
    assert len(senders) == HEARD_AT_MOST
    assert told.more > 0
    assert after - before < 16 * 1_048_576
    assert meanwhile["path_target_answers_ok a"].value is True


async def test_fault_P2_what_the_queue_cannot_hold_is_counted_and_takes_no_memory(
    tmp_path: Path, segment: Network
) -> None:
    """The helper stands still for a second of the flood, which waits in the kernel."""
    flood = ("router", "--address", GOOD_ROUTER, "--flood", str(FLOOD_PER_SECOND), "--seconds", "2")
    async with helper(tmp_path / "s", segment.inside("near")) as process:
        async with speaking(segment, "far", *flood) as lines:
            what = Routers(interface="eth0", listen_seconds=3)
            listening = asyncio.create_task(ask(tmp_path / "s", what, 20))
            await asyncio.sleep(0.5)
            process.send_signal(signal.SIGSTOP)
            before = resident_bytes(process.pid)
            await asyncio.sleep(1)
            process.send_signal(signal.SIGCONT)
            told = await listening
            await lines.readline()
        after = resident_bytes(process.pid)
    assert isinstance(told, RoutersTold)
    log.info("queue of %d bytes: %d dropped, %d more", QUEUE_BYTES, told.dropped, told.more)
    assert told.dropped > 1_000
    assert after - before < 16 * 1_048_576
