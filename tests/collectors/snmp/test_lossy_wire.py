# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""A wire that loses, repeats, swaps and damages: the readings are those of a clean one."""

import asyncio
import random
from bisect import bisect_right
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from collectors.reading import Reading
from collectors.snmp import ber, interfaces, system
from collectors.snmp.collector import ENGINES, read
from collectors.snmp.message import RESPONSE, community_message, request_pdu
from collectors.snmp.names import IF_NAME, INTERFACE_NAMES
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Oid
from collectors.snmp.walk import Conversation
from collectors.target import Secret
from tests.conftest import free_port

PORTS = 24
LOST, DAMAGED, REPEATED = 0.10, 0.01, 5
LATE_SECONDS = 0.02
HEAD_OCTETS = 24  # version, community, PDU and its ids: damage there can be told
GET_BULK = 0xA5


def mib() -> dict[Oid, bytes]:
    """Values as octets, so that the agent only joins them."""
    number = ber.write_integer(7)
    cells = {
        (*column, port): ber.write_octets(f"GE{port}".encode()) if column == IF_NAME else number
        for table in (INTERFACE_NAMES, interfaces.STATE)
        for column in table.columns
        for port in range(1, PORTS + 1)
    }
    return {**cells, system.SYS_UPTIME: b"\x43\x01\x64", (2, 0): number}


class Agent(asyncio.DatagramProtocol):
    """GET and GETBULK over a wire on which a seeded dice falls."""

    def __init__(self, dice: random.Random | None) -> None:
        self.objects = mib()
        self.order = sorted(self.objects)
        self.dice = dice
        self.transport: asyncio.DatagramTransport | None = None
        self.faults = 0

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._happens(LOST):
            return
        reply = self.reply(data)
        for _ in range(REPEATED if self._happens(0.2) else 1):
            if self._happens(LOST):
                continue
            damaged = self._happens(DAMAGED)
            late = LATE_SECONDS if self._happens(0.1) else 0.0
            datagram = self._damaged(reply) if damaged else reply
            asyncio.get_running_loop().call_later(late, self._send, datagram, addr)

    def _send(self, datagram: bytes, addr: tuple[str, int]) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.sendto(datagram, addr)

    def _happens(self, share: float) -> bool:
        happens = self.dice is not None and self.dice.random() < share
        self.faults += happens
        return happens

    def _damaged(self, reply: bytes) -> bytes:
        assert self.dice is not None
        if self.dice.random() < 0.5:
            return reply[: self.dice.randrange(len(reply))]
        place = self.dice.randrange(HEAD_OCTETS)
        return reply[:place] + bytes((reply[place] ^ 0x55,)) + reply[place + 1 :]

    def reply(self, request: bytes) -> bytes:
        at, end = ber.whole(request, 0, len(request), ber.SEQUENCE)
        _, at = ber.read_integer(request, at, end)
        community, at = ber.read_octets(request, at, end)
        tag, at, end = ber.element(request, at, end)
        request_id, at = ber.read_integer(request, at, end)
        _, at = ber.read_integer(request, at, end)
        repetitions, at = ber.read_integer(request, at, end)
        at, end = ber.whole(request, at, end, ber.SEQUENCE)
        asked: list[Oid] = []
        while at < end:
            start, at = ber.enter(request, at, end, ber.SEQUENCE)
            start, stop = ber.enter(request, start, at, ber.OBJECT_IDENTIFIER)
            asked.append(ber.object_identifier(request[start:stop]))
        told = self._following(asked, repetitions) if tag == GET_BULK else self._these(asked)
        bindings = b"".join(
            ber.write(ber.SEQUENCE, ber.write(6, ber.identifier_octets(oid)) + value)
            for oid, value in told
        )
        pdu = request_pdu(RESPONSE, request_id, ber.write(ber.SEQUENCE, bindings))
        return community_message(1, community, pdu)

    def _these(self, asked: list[Oid]) -> list[tuple[Oid, bytes]]:
        return [(oid, self.objects.get(oid, b"\x80\x00")) for oid in asked]

    def _following(self, asked: list[Oid], repetitions: int) -> list[tuple[Oid, bytes]]:
        told = []
        for _ in range(min(repetitions, 8)):
            asked = [self.order[min(bisect_right(self.order, oid), len(self.order) - 1)]
                     for oid in asked]  # fmt: skip
            told += [(oid, self.objects[oid]) for oid in asked]
        return told


@asynccontextmanager
async def wire(dice: random.Random | None) -> AsyncIterator[tuple[int, Agent]]:
    port = free_port()
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Agent(dice), local_addr=("127.0.0.1", port)
    )
    protocol.transport = transport
    try:
        yield port, protocol
    finally:
        transport.close()


async def readings(engine: str, port: int) -> list[Reading]:
    options = SnmpOptions(
        port=port, community=Secret("public"), request_timeout_seconds=0.1, retries=9
    )
    async with ENGINES[engine]("127.0.0.1", options) as session:
        found = await read(Conversation(session), [system.SUBJECT, interfaces.SUBJECT])
        return sorted(found, key=lambda it: (it.quantity.name, it.instance))


@pytest.mark.parametrize(("engine", "rounds"), [("own", 20), ("pysnmp", 3)])
async def test_fault_S3_a_bad_wire_changes_no_reading(engine: str, rounds: int) -> None:
    async with wire(None) as (port, _):
        clean = await readings(engine, port)
    assert len([it for it in clean if it.quantity.name == "interface_up"]) == PORTS
    async with wire(random.Random(3)) as (port, agent):
        for _ in range(rounds):
            assert await readings(engine, port) == clean
    assert agent.faults > 5 * rounds
