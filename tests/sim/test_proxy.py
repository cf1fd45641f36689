"""The bad wire: what it is told to do it does, as often as it is told, and always the same."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from collectors.snmp.message import (
    RESPONSE,
    VERSION_2C,
    community_message,
    read_community_message,
    request_pdu,
)
from collectors.snmp.message_v3 import read_message
from collectors.snmp.varbinds import asking
from sim.forgery import lied, of_another_id
from sim.impairment import CLEAN, Direction, Kind, Stream, Way, Wire, fate
from sim.proxy import Proxy
from sim.wire import TCP4, UDP4, TcpServer, bound, bound_socket
from tests.collectors.snmp import v3_agent
from tests.conftest import wait_until

TO_DEVICE, TO_ASKER = Direction
AT_ONCE = 100  # so many datagrams that no socket's buffer overflows
COUNT = 1_000


@dataclass
class Device(asyncio.DatagramProtocol):
    """Hears datagrams, and answers each with itself where it is told to."""

    answers: bool = False
    heard: list[bytes] = field(default_factory=list)
    askers: list[tuple[str, int]] = field(default_factory=list)
    transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # typeshed knows the base transport only
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.append(data)
        self.askers.append(addr)
        if self.answers and self.transport is not None:
            self.transport.sendto(data, addr)


@dataclass
class Wired:
    """An asker, a wire and a device."""

    proxy: Proxy
    device: Device
    asker: Device
    to: tuple[str, int]

    def ask(self, *datagrams: bytes) -> None:
        assert self.asker.transport is not None
        for datagram in datagrams:
            self.asker.transport.sendto(datagram, self.to)

    async def ask_all(self, datagrams: Sequence[bytes]) -> None:
        """Returns when what leaves the wire for the device has come there."""
        tally = self.proxy.tally
        for first in range(0, len(datagrams), AT_ONCE):
            self.ask(*datagrams[first : first + AT_ONCE])
            come = min(first + AT_ONCE, len(datagrams))
            await wait_until(lambda come=come: tally.datagrams[TO_DEVICE] == come)  # type: ignore[misc]  # a lambda's default has no type
        await wait_until(lambda: len(self.device.heard) == self.leaving(TO_DEVICE))

    def leaving(self, direction: Direction) -> int:
        tally, done = self.proxy.tally, self.proxy.tally.done
        beside = self.proxy.wire.ways[direction].duplicate_count
        made_up = (Kind.FORGED_PORT, Kind.FORGED_ADDRESS, Kind.FORGED_ID)
        return (
            tally.datagrams[direction]
            - done[direction, Kind.LOST]
            + beside * done[direction, Kind.DUPLICATED]
            + sum(done[direction, kind] for kind in made_up)
        )


@asynccontextmanager
async def wired(
    wire: Wire, *, answers: bool = False, protocol: str = "snmp", name: str = "core-1"
) -> AsyncIterator[Wired]:
    loop = asyncio.get_running_loop()
    at, device = await loop.create_datagram_endpoint(
        lambda: Device(answers), local_addr=("127.0.0.1", 0)
    )
    own, asker = await loop.create_datagram_endpoint(Device, local_addr=("127.0.0.1", 0))
    proxy, listening = Proxy(name, wire), bound_socket(UDP4, 0)
    to = listening.getsockname()
    proxy.stand_before(protocol, at.get_extra_info("sockname"), listening)
    try:
        yield Wired(proxy, device, asker, to)
    finally:
        await proxy.stop()
        at.close()
        own.close()
        await asyncio.sleep(0)


def numbered(count: int = COUNT) -> list[bytes]:
    return [b"datagram %6d" % number for number in range(count)]


# --- datagrams -----------------------------------------------------------------------------------


async def test_a_clean_wire_passes_everything_as_it_is_and_in_order() -> None:
    async with wired(Wire(seed=3), answers=True) as it:
        await it.ask_all(numbered())
        await wait_until(lambda: len(it.asker.heard) == COUNT)
    assert it.device.heard == numbered()
    assert it.asker.heard == numbered()
    assert set(it.asker.askers) == {it.to}
    assert it.proxy.tally.datagrams == {TO_DEVICE: COUNT, TO_ASKER: COUNT}
    assert it.proxy.tally.faults == 0


BAD = Wire.model_validate(
    {
        "to_device": {
            "loss_ratio": 0.1,
            "duplicate_ratio": 0.1,
            "duplicate_count": 4,
            "reorder_ratio": 0.1,
            "flip_ratio": 0.1,
            "truncate_ratio": 0.1,
        }
    }
)


async def heard(wire: Wire, name: str = "core-1") -> list[bytes]:
    async with wired(wire, name=name) as it:
        await it.ask_all(numbered(AT_ONCE))
        return it.device.heard


async def test_the_same_seed_does_the_same_and_another_one_something_else() -> None:
    seeded = [await heard(BAD.model_copy(update={"seed": seed})) for seed in (1, 1, 2)]
    assert seeded[0] == seeded[1] != seeded[2]
    assert await heard(BAD.model_copy(update={"seed": 1}), name="core-2") != seeded[0]


async def test_settings_that_are_set_again_do_the_same_again() -> None:
    async with wired(BAD) as it:
        await it.ask_all(numbered(AT_ONCE))
        first = len(it.device.heard)
        it.proxy.wire = BAD
        it.ask(*numbered(AT_ONCE))
        await wait_until(lambda: len(it.device.heard) == 2 * first)
    assert it.device.heard[:first] == it.device.heard[first:]


SHARE = 0.2
RATIOS: dict[Kind, tuple[str, Callable[[list[bytes], int], bool]]] = {
    Kind.LOST: ("loss_ratio", lambda heard, done: len(heard) == COUNT - done),
    Kind.DUPLICATED: (
        "duplicate_ratio",
        lambda heard, done: len(heard) - len(set(heard)) == done,
    ),
    Kind.REORDERED: (
        "reorder_ratio",
        lambda heard, done: heard != sorted(heard) and sorted(heard) == numbered(),
    ),
    Kind.FLIPPED: (
        "flip_ratio",
        lambda heard, done: sum(a != b for a, b in zip(heard, numbered(), strict=True)) == done,
    ),
    Kind.TRUNCATED: (
        "truncate_ratio",
        lambda heard, done: sum(len(each) < len(numbered(1)[0]) for each in heard) == done,
    ),
    Kind.FORGED_PORT: ("forge_port_ratio", lambda heard, done: len(heard) == COUNT + done),
    Kind.FORGED_ADDRESS: ("forge_address_ratio", lambda heard, done: len(heard) == COUNT + done),
    Kind.FORGED_ID: ("forge_id_ratio", lambda heard, done: len(heard) == COUNT + done),
    Kind.DELAYED: ("delay_seconds", lambda heard, done: sorted(heard) == numbered()),
}


@pytest.mark.parametrize("kind", RATIOS)
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_each_fault_happens_in_its_share_and_no_other_does(kind: Kind, seed: int) -> None:
    setting, happened = RATIOS[kind]
    share = 1.0 if kind is Kind.DELAYED else SHARE
    value = 0.01 if kind is Kind.DELAYED else SHARE
    wire = Wire.model_validate({"seed": seed, "to_device": {setting: value}})
    async with wired(wire, protocol="dns") as it:
        await it.ask_all(numbered())
    done = it.proxy.tally.done
    assert set(done) == {(TO_DEVICE, kind)}
    assert abs(done[TO_DEVICE, kind] - share * COUNT) < 0.05 * COUNT
    assert happened(it.device.heard, done[TO_DEVICE, kind])


def test_every_fault_of_datagrams_is_in_the_table() -> None:
    assert set(Kind) - set(RATIOS) == {Kind.CUT, Kind.HALF_OPEN, Kind.DRIBBLED}


def test_raising_one_ratio_leaves_the_other_faults_where_they_are() -> None:
    few, many = Wire(loss_ratio=0.1, seed=5), Wire(loss_ratio=0.1, flip_ratio=0.5, seed=5)

    def lost(wire: Wire) -> list[bool]:
        return [fate(wire, "a", TO_ASKER, n).copies[0].lost for n in range(COUNT)]

    assert lost(few) == lost(many)
    assert 0 < sum(lost(few)) < COUNT


def test_what_stands_under_a_direction_counts_there_instead() -> None:
    wire = Wire(loss_ratio=0.1, flip_ratio=0.2, to_asker=Way(loss_ratio=0.3))
    assert wire.ways[TO_DEVICE] == Way(loss_ratio=0.1, flip_ratio=0.2)
    assert wire.ways[TO_ASKER] == Way(loss_ratio=0.3, flip_ratio=0.2)
    assert Wire().ways == {TO_DEVICE: Way(), TO_ASKER: Way()}


async def test_a_delayed_datagram_comes_after_one_that_was_sent_later() -> None:
    async with wired(Wire(delay_seconds=0.2, delay_spread_seconds=0.1)) as it:
        it.ask(b"first")
        await wait_until(lambda: it.proxy.tally.of(Kind.DELAYED) == 1)
        it.proxy.wire = CLEAN
        it.ask(b"second")
        await wait_until(lambda: len(it.device.heard) == 2)
    assert it.device.heard == [b"second", b"first"]


async def test_one_that_is_held_comes_also_where_none_follows_it() -> None:
    async with wired(Wire(reorder_ratio=1)) as it:
        it.ask(b"alone")
        await wait_until(lambda: it.device.heard == [b"alone"])


async def test_damage_keeps_to_the_octets_it_is_told() -> None:
    wire = Wire.model_validate({"to_device": {"flip_ratio": 1, "flip_within_bytes": 2}})
    async with wired(wire) as it:
        await it.ask_all(numbered(AT_ONCE))
    assert {each[2:] for each in it.device.heard} == {each[2:] for each in numbered(AT_ONCE)}
    assert all(each[:2] != b"da" for each in it.device.heard)


async def test_every_asker_gets_its_own_answers() -> None:
    loop = asyncio.get_running_loop()
    async with wired(CLEAN, answers=True) as it:
        for number in range(20):
            own, asker = await loop.create_datagram_endpoint(Device, remote_addr=it.to)
            own.sendto(b"%d" % number)
            await wait_until(lambda asker=asker: bool(asker.heard))  # type: ignore[misc]  # as above
            assert asker.heard == [b"%d" % number]
            own.close()
    assert len(set(it.device.askers)) == 20


# --- forgeries -----------------------------------------------------------------------------------

FORGERIES = {
    "forge_port_ratio": lambda source, to: source[0] == to[0] and source[1] != to[1],
    "forge_address_ratio": lambda source, to: source[0] != to[0] and source[1] == to[1],
    "forge_id_ratio": lambda source, to: source == to,
}


@pytest.mark.parametrize("setting", FORGERIES)
async def test_a_forgery_comes_before_the_true_one_and_lies(setting: str) -> None:
    wire = Wire.model_validate({"to_asker": {setting: 1, "forge_count": 3}})
    async with wired(wire, answers=True, protocol="dns") as it:
        it.ask(b"\x12\x34 what?")
        await wait_until(lambda: len(it.asker.heard) == 4)
    *forged, true = zip(it.asker.heard, it.asker.askers, strict=True)
    assert true == (b"\x12\x34 what?", it.to)
    for datagram, source in forged:
        assert FORGERIES[setting](source, it.to)
        assert datagram[-1] != true[0][-1]
        assert (datagram[:2] != true[0][:2]) == (setting == "forge_id_ratio")


def test_the_id_of_a_request_by_community_is_found() -> None:
    for request_id in (1, 127, 128, 2**31 - 1):
        pdu = request_pdu(RESPONSE, request_id, asking([(1, 3, 6, 1, 2, 1, 1, 5, 0)]))
        message = community_message(VERSION_2C, b"public" * 30, pdu)
        forged = of_another_id("snmp", message)
        found = read_community_message(forged, VERSION_2C, b"public" * 30)
        assert found.request_id == request_id ^ 1


def test_of_an_enciphered_one_it_is_the_id_of_the_message() -> None:
    agent, pdu = v3_agent.V3Agent(), request_pdu(RESPONSE, 77, asking([(1, 3, 6, 1)]))
    reply = agent.sealed(v3_agent.Sealing(1234), pdu)
    forged = of_another_id("snmp", reply)
    assert read_message(reply).message_id == 1234
    assert read_message(forged).message_id == 1235
    assert sum(a != b for a, b in zip(forged, reply, strict=True)) == 1


@pytest.mark.parametrize(
    "datagram", [b"", b"\x30", b"\x30\x84\xff\xff\xff\xff", b"GET / HTTP/1.1", bytes(40)]
)
def test_what_is_no_message_has_no_id_to_forge(datagram: bytes) -> None:
    assert of_another_id("snmp", datagram) == b""
    assert of_another_id("ssh", datagram) == b""


def test_a_lie_differs_in_the_last_octet() -> None:
    assert lied(b"\x04\x02ab") == b"\x04\x02ac"
    assert lied(b"") == b""


# --- streams -------------------------------------------------------------------------------------

OCTETS = random.Random(7).randbytes(300_000)


@asynccontextmanager
async def streaming(
    wire: Wire, answer: Callable[[bytes], bytes] = lambda octets: octets
) -> AsyncIterator[tuple[Proxy, int, list[bytes]]]:
    """A device that answers what it is told as soon as the asker has said everything; and what
    it was told."""
    told: list[bytes] = []

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        octets = b""
        try:
            while piece := await reader.read(1_000):
                octets += piece
        finally:
            told.append(octets)
        writer.write(answer(octets))
        await writer.drain()

    before = asyncio.all_tasks()
    server, (listening,) = TcpServer(converse), bound([TCP4])
    await server.listen(listening)
    proxy, own = Proxy("ups-1", wire), bound_socket(TCP4, 0)
    port = own.getsockname()[1]
    proxy.stand_before("nut", listening.getsockname(), own)
    try:
        yield proxy, port, told
    finally:
        await proxy.stop()
        await server.stop()
    assert [task for task in asyncio.all_tasks() - before if not task.done()] == []


async def asked(port: int, octets: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(octets)
        writer.write_eof()
        return await reader.read()
    finally:
        writer.close()


HARMLESS = {
    "clean": ({}, OCTETS),
    "delayed": ({"delay_seconds": 0.01, "delay_spread_seconds": 0.01}, OCTETS),
    "dribbled": ({"dribble_seconds": 1e-6}, OCTETS[:500]),
}


@pytest.mark.parametrize("name", HARMLESS)
async def test_a_stream_comes_through_byte_for_byte(name: str) -> None:
    settings, octets = HARMLESS[name]
    async with streaming(Wire.model_validate(settings)) as (proxy, port, told):
        assert await asked(port, octets) == octets
        assert told == [octets]
        assert proxy.tally.stream_bytes == {TO_DEVICE: len(octets), TO_ASKER: len(octets)}
        kinds = {kind for (_, kind), times in proxy.tally.done.items() if times}
        assert kinds == {each for each in Kind if each == name}
        assert proxy.tally.of(Kind.DRIBBLED) == (1_000 if name == "dribbled" else 0)


async def test_several_connections_pass_beside_each_other() -> None:
    async with streaming(CLEAN) as (_, port, told):
        parts = [OCTETS[n * 9_000 : (n + 1) * 9_000] for n in range(20)]
        assert await asyncio.gather(*(asked(port, part) for part in parts)) == parts
        assert sorted(told) == sorted(parts)


async def test_bits_of_a_stream_are_changed_and_always_the_same_ones() -> None:
    spoilt = []
    for seed in (1, 1, 2):
        wire = Wire.model_validate({"seed": seed, "to_asker": {"flip_ratio": 0.1}})
        async with streaming(wire) as (proxy, port, _):
            spoilt.append(await asked(port, OCTETS[:64_000]))
            bits = sum((a ^ b).bit_count() for a, b in zip(spoilt[-1], OCTETS, strict=False))
            assert bits == proxy.tally.of(Kind.FLIPPED)
            assert 60 < bits < 140  # of 1,000 blocks
    assert spoilt[0] == spoilt[1] != spoilt[2]


def test_how_a_stream_is_cut_into_pieces_changes_no_damage() -> None:
    def damaged(pieces: list[bytes]) -> bytes:
        stream = Stream("a", TO_ASKER, 1)
        return b"".join(stream.damaged(Wire(flip_ratio=0.3), piece)[0] for piece in pieces)

    octets, dice = OCTETS[:5_000], random.Random(4)
    cuts = sorted(dice.sample(range(1, len(octets)), 60))
    pieces = [octets[a:b] for a, b in zip([0, *cuts], [*cuts, len(octets)], strict=True)]
    assert damaged(pieces) == damaged([octets]) != octets


@pytest.mark.parametrize("limit", [0, 1, 100_000])
async def test_a_connection_is_cut_after_so_many_bytes(limit: int) -> None:
    wire = Wire.model_validate({"to_asker": {"cut_after_bytes": limit}})
    async with streaming(wire) as (proxy, port, told):
        assert await asked(port, OCTETS) == OCTETS[:limit]
        assert told == [OCTETS]
        assert proxy.tally.of(Kind.CUT) == 1


async def test_a_half_open_connection_stays_and_nothing_comes_until_one_side_gives_up() -> None:
    wire = Wire.model_validate({"to_device": {"half_open_after_bytes": 10}})
    async with streaming(wire) as (proxy, port, told):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"0123456789 and nothing of this")
        await wait_until(lambda: proxy.tally.of(Kind.HALF_OPEN) == 1)
        writer.write(b"nor of this")
        await writer.drain()
        assert not reader.at_eof()
        assert told == []
        writer.close()
        await wait_until(lambda: told == [b"0123456789"])


async def test_a_wire_that_refuses_keeps_its_port_and_those_who_are_connected() -> None:
    async with streaming(CLEAN) as (proxy, port, told):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"before")
        await wait_until(lambda: proxy.tally.stream_bytes[TO_DEVICE] == 6)
        for refuse in (Wire(refuse=True), Wire(refuse=True, seed=1)):
            proxy.wire = refuse
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", port)
        with pytest.raises(OSError, match="in use"), socket.socket() as other:
            other.bind(("127.0.0.1", port))
        writer.write_eof()
        assert await reader.read() == b"before"
        writer.close()
        proxy.wire = CLEAN
        assert await asked(port, b"after") == b"after"
        assert told == [b"before", b"after"]


async def test_where_no_device_listens_the_connection_ends() -> None:
    (listening,) = bound([TCP4])
    gone = listening.getsockname()
    listening.close()
    proxy, own = Proxy("ups-1"), bound_socket(TCP4, 0)
    port = own.getsockname()[1]
    proxy.stand_before("nut", gone, own)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert await reader.read() == b""
    writer.close()
    await proxy.stop()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
