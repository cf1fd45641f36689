"""An agent of a few lines, at as many addresses as a test wants."""

import asyncio
from bisect import bisect_right
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import cast

from collectors.snmp import ber
from collectors.snmp.message import GET_BULK, RESPONSE, community_message, request_pdu
from collectors.snmp.session import Oid

ROWS_AT_MOST = 8


class Agent(asyncio.DatagramProtocol):
    """GET and GETBULK of some objects, whose values are octets that it only joins."""

    def __init__(self, objects: Mapping[Oid, bytes]) -> None:
        self.order = sorted(objects)
        self._bound = {
            oid: ber.write(ber.SEQUENCE, ber.write(6, ber.identifier_octets(oid)) + value)
            for oid, value in objects.items()
        }
        self.told: dict[tuple[int, bytes, int], bytes] = {}  # bindings, by what was asked
        self.requests = 0

    def heard(
        self, data: bytes, transport: asyncio.DatagramTransport, addr: tuple[str, int]
    ) -> None:
        self.requests += 1
        if self.listens_to(data):
            transport.sendto(self.reply(data), addr)

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


class _Ear(asyncio.DatagramProtocol):
    """One address of the agent."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._transport is not None:
            self._agent.heard(data, self._transport, addr)


@asynccontextmanager
async def listening(agent: Agent, port: int, addresses: Collection[str]) -> AsyncIterator[None]:
    """The agent at all of the addresses."""
    loop = asyncio.get_running_loop()
    transports = []
    try:
        for address in addresses:
            transport, _ = await loop.create_datagram_endpoint(
                partial(_Ear, agent), local_addr=(address, port)
            )
            transports.append(transport)
        yield
    finally:
        for transport in transports:
            transport.close()
        await asyncio.sleep(0)  # then the ports are free again
