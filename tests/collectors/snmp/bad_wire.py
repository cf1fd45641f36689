"""An agent at many addresses, and a wire that loses, repeats, swaps and damages its replies."""

import asyncio
import random
from bisect import bisect_right
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import cast

from collectors.snmp import ber
from collectors.snmp.message import GET_BULK, RESPONSE, community_message, request_pdu
from collectors.snmp.session import Oid

LOST, DAMAGED, REPEATED, SWAPPED = 0.10, 0.01, 5, 0.1
LATE_SECONDS = 0.02
ROWS_AT_MOST = 8
HEAD_OCTETS = 24  # version, community, PDU and its ids: damage there can be told


class Agent(asyncio.DatagramProtocol):
    """GET and GETBULK of some objects, whose values are octets that it only joins.

    With dice, every datagram of either direction is at their mercy.
    """

    def __init__(self, objects: Mapping[Oid, bytes], dice: random.Random | None = None) -> None:
        self.order = sorted(objects)
        self._bound = {
            oid: ber.write(ber.SEQUENCE, ber.write(6, ber.identifier_octets(oid)) + value)
            for oid, value in objects.items()
        }
        self._dice = dice
        self.told: dict[tuple[int, bytes, int], bytes] = {}  # bindings, by what was asked
        self.silent: set[str] = set()  # addresses where there is a port, and no answer
        self.faults = 0
        self.requests = 0

    def heard(
        self, data: bytes, transport: asyncio.DatagramTransport, addr: tuple[str, int]
    ) -> None:
        self.requests += 1
        if self._happens(LOST):
            return
        if not self.listens_to(data):
            return
        reply = self.reply(data)
        for _ in range(REPEATED if self._happens(0.2) else 1):
            if self._happens(LOST):
                continue
            datagram = self._damaged(reply) if self._happens(DAMAGED) else reply
            if self._happens(SWAPPED):
                later = asyncio.get_running_loop().call_later
                later(LATE_SECONDS, _send, transport, datagram, addr)
            else:
                _send(transport, datagram, addr)

    def _happens(self, share: float) -> bool:
        happens = self._dice is not None and self._dice.random() < share
        self.faults += happens
        return happens

    def _damaged(self, reply: bytes) -> bytes:
        assert self._dice is not None
        if self._dice.random() < 0.5:
            return reply[: self._dice.randrange(len(reply))]
        place = self._dice.randrange(HEAD_OCTETS)
        return reply[:place] + bytes((reply[place] ^ 0x55,)) + reply[place + 1 :]

    def listens_to(self, request: bytes) -> bool:
        return True

    def reply(self, request: bytes) -> bytes:
        at, end = ber.whole(request, 0, len(request), ber.SEQUENCE)
        _, at = ber.read_integer(request, at, end)
        community, at = ber.read_octets(request, at, end)
        tag, at, end = ber.element(request, at, end)
        request_id, at = ber.read_integer(request, at, end)
        _, at = ber.read_integer(request, at, end)
        repetitions, at = ber.read_integer(request, at, end)
        asked = (tag, request[at:end], repetitions)
        told = self.told.get(asked)
        if told is None:
            told = self.told[asked] = self._bindings(*asked)
        return community_message(1, community, request_pdu(RESPONSE, request_id, told))

    def _bindings(self, tag: int, listed: bytes, repetitions: int) -> bytes:
        asked: list[Oid] = []
        at, end = ber.whole(listed, 0, len(listed), ber.SEQUENCE)
        while at < end:
            start, at = ber.enter(listed, at, end, ber.SEQUENCE)
            start, stop = ber.enter(listed, start, at, ber.OBJECT_IDENTIFIER)
            asked.append(ber.object_identifier(listed[start:stop]))
        told = self._following(asked, repetitions) if tag == GET_BULK else map(self._this, asked)
        return ber.write(ber.SEQUENCE, b"".join(told))

    def _this(self, oid: Oid) -> bytes:
        absent = ber.write(ber.SEQUENCE, ber.write(6, ber.identifier_octets(oid)) + b"\x80\x00")
        return self._bound.get(oid, absent)

    def _following(self, asked: list[Oid], repetitions: int) -> list[bytes]:
        told: list[bytes] = []
        for _ in range(min(repetitions, ROWS_AT_MOST)):
            asked = [self.next_to(oid) for oid in asked]
            told += [self._bound[oid] for oid in asked]
        return told

    def next_to(self, oid: Oid) -> Oid:
        """The last object follows itself: no walk goes so far."""
        return self.order[min(bisect_right(self.order, oid), len(self.order) - 1)]


def _send(transport: asyncio.DatagramTransport, datagram: bytes, addr: tuple[str, int]) -> None:
    if not transport.is_closing():
        transport.sendto(datagram, addr)


class _Ear(asyncio.DatagramProtocol):
    """One address of the agent."""

    def __init__(self, agent: Agent, address: str) -> None:
        self._agent = agent
        self._address = address
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._transport is not None and self._address not in self._agent.silent:
            self._agent.heard(data, self._transport, addr)


@asynccontextmanager
async def listening(agent: Agent, port: int, addresses: Collection[str]) -> AsyncIterator[None]:
    """The agent at all of the addresses."""
    loop = asyncio.get_running_loop()
    transports = []
    try:
        for address in addresses:
            transport, _ = await loop.create_datagram_endpoint(
                partial(_Ear, agent, address), local_addr=(address, port)
            )
            transports.append(transport)
        yield
    finally:
        for transport in transports:
            transport.close()
        await asyncio.sleep(0)  # then the ports are free again
