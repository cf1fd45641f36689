# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""What only our own engine does: version 1, its deadlines, and what it says of what it ignored."""

import asyncio
import errno
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from collectors.failure import FailureKind, ProbeError
from collectors.snmp import ber
from collectors.snmp.engine import OwnSession, opened
from collectors.snmp.message import RESPONSE, community_message, request_pdu
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Absent, ErrorReply, Number, Octets, Oid, Part, VarBind
from collectors.snmp.walk import Conversation
from collectors.target import Secret
from tests.collectors.snmp.udp_agent import FORGED, NAME, Agent, Answer, agent, reply
from tests.conftest import wait_until

TYPE, SPEED = (1, 3, 6, 1, 2, 1, 2, 2, 1, 3), (1, 3, 6, 1, 2, 1, 2, 2, 1, 5)
UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)


def options(port: int, version: str = "2c", seconds: float = 0.3, retries: int = 0) -> SnmpOptions:
    return SnmpOptions.model_validate(
        {
            "port": port,
            "version": version,
            "community": Secret("public"),
            "request_timeout_seconds": seconds,
            "retries": retries,
        }
    )


class V1Agent:
    """GET and GETNEXT of SNMPv1 (RFC 1157): one error spoils the whole reply."""

    def __init__(self, objects: Mapping[Oid, int], objects_at_most: int = 100) -> None:
        self.objects = dict(sorted(objects.items()))
        self.objects_at_most = objects_at_most
        self.requests = 0

    def __call__(self, request: bytes) -> bytes:
        self.requests += 1
        at, end = ber.whole(request, 0, len(request), ber.SEQUENCE)
        version, at = ber.read_integer(request, at, end)
        assert version == 0
        community, at = ber.read_octets(request, at, end)
        tag, at, end = ber.element(request, at, end)
        assert tag in (0xA0, 0xA1)
        request_id, at = ber.read_integer(request, at, end)
        for _ in range(2):
            _, at = ber.read_integer(request, at, end)
        asked = []
        at, end = ber.whole(request, at, end, ber.SEQUENCE)
        while at < end:
            start, at = ber.enter(request, at, end, ber.SEQUENCE)
            start, stop = ber.enter(request, start, at, ber.OBJECT_IDENTIFIER)
            asked.append(ber.object_identifier(request[start:stop]))
        return community_message(0, community, self._answer(request_id, tag == 0xA1, asked))

    def _answer(self, request_id: int, following: bool, asked: list[Oid]) -> bytes:
        if len(asked) > self.objects_at_most:
            return request_pdu(RESPONSE, request_id, b"\x30\x00", 1)
        bindings = b""
        for place, oid in enumerate(asked, 1):
            found = oid if oid in self.objects else None
            if following:
                found = next((name for name in self.objects if name > oid), None)
            if found is None:
                return request_pdu(RESPONSE, request_id, b"\x30\x00", 2, place)
            value = ber.write_integer(self.objects[found])
            name = ber.write(ber.OBJECT_IDENTIFIER, ber.identifier_octets(found))
            bindings += ber.write(ber.SEQUENCE, name + value)
        return request_pdu(RESPONSE, request_id, ber.write(ber.SEQUENCE, bindings))


@asynccontextmanager
async def talking(answer: Answer, version: str) -> AsyncIterator[OwnSession]:
    """A session with the agent that answers so."""
    async with agent(answer) as (port, _), opened("127.0.0.1", options(port, version)) as session:
        yield session


TABLE = {(*column, row): row for column in (TYPE, SPEED) for row in range(1, 6)}


@pytest.mark.parametrize("objects_at_most", [100, 1])
async def test_a_table_is_walked_by_version_1(objects_at_most: int) -> None:
    playing = V1Agent(TABLE | {UPTIME: 7}, objects_at_most)
    async with talking(playing, "1") as session:
        walked = await Conversation(session).walk((TYPE, SPEED))
    assert walked.cut_short is None
    assert walked.rows == {(row,): {TYPE: Number(row), SPEED: Number(row)} for row in range(1, 6)}


async def test_version_1_does_not_lose_the_others_by_an_object_that_is_not_there() -> None:
    async with talking(V1Agent({UPTIME: 7}), "1") as session:
        values = await Conversation(session).get([NAME, UPTIME])
    assert values == {NAME: Absent.NO_SUCH_OBJECT, UPTIME: Number(7)}


async def test_the_end_of_the_mib_ends_one_column_of_version_1_and_not_the_other() -> None:
    async with talking(V1Agent({(*TYPE, 1): 6}), "1") as session:
        found = await session.get_bulk([TYPE, SPEED], [(), ()], 25)
    assert found.parts == [Part([(1,)], [Number(6)]), Part(ended=True)]


async def test_an_error_of_version_1_that_is_no_end_is_told() -> None:
    def answer(request: bytes) -> bytes:
        failed = request_pdu(RESPONSE, _request_id(request), b"\x30\x00", 5, 1)
        return community_message(0, b"public", failed)

    async with talking(answer, "1") as session:
        with pytest.raises(ErrorReply, match="genErr"):
            await session.get_bulk([TYPE], [()], 25)


def _request_id(request: bytes) -> int:
    at, end = ber.whole(request, 0, len(request), ber.SEQUENCE)
    _, at = ber.read_integer(request, at, end)
    _, at = ber.read_octets(request, at, end)
    _, at, end = ber.element(request, at, end)
    return ber.read_integer(request, at, end)[0]


async def test_an_error_of_getbulk_is_told_and_no_empty_table() -> None:
    async with talking(lambda request: reply(request, status=5), "2c") as session:
        walked = await Conversation(session).walk((TYPE,))
    assert walked.cut_short is not None
    assert walked.cut_short.kind is FailureKind.ERROR_REPLY
    assert "genErr" in walked.cut_short.detail


async def test_fault_S4_stray_datagrams_do_not_lengthen_a_request() -> None:
    """Ten a time-out: were each to start it anew, the request would never end."""
    async with agent() as (port, playing), opened("127.0.0.1", options(port, seconds=0.2)) as it:
        asking = asyncio.ensure_future(it.get([NAME]))
        start = time.monotonic()
        while not asking.done() and time.monotonic() < start + 5:
            await asyncio.sleep(0.02)
            if playing.askers and playing.transport is not None:
                playing.transport.sendto(b"stray", playing.askers[-1])
        with pytest.raises(ProbeError) as raised:
            await asking
        assert time.monotonic() - start < 1
    assert raised.value.kind is FailureKind.MALFORMED_REPLY
    assert "malformed: " in raised.value.detail


async def test_what_was_ignored_is_counted_by_its_reason() -> None:
    answers = (
        lambda request: reply(request, community="private", value=FORGED),
        lambda request: reply(request, other_id=1, value=FORGED),
        lambda request: reply(request, other_id=1, value=FORGED),
        lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n",
    )
    async with agent(*answers) as (port, _), opened("127.0.0.1", options(port)) as session:
        with pytest.raises(
            ProbeError,
            match=r"another request id: 2, malformed: 1, the last for an element is longer",
        ):
            await session.get([NAME])
        assert session.ignored == {
            "another community": 1,
            "another request id": 2,
            "malformed": 1,
        }


async def test_a_late_answer_to_an_earlier_transmission_counts() -> None:
    class Late(Agent):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            self.requests.append(data)
            if len(self.requests) == 2 and self.transport is not None:  # only now, to the first
                self.transport.sendto(reply(self.requests[0]), addr)

    loop = asyncio.get_running_loop()
    transport, playing = await loop.create_datagram_endpoint(
        lambda: Late(()), local_addr=("127.0.0.1", 0)
    )
    playing.transport = transport
    port = transport.get_extra_info("sockname")[1]
    async with opened("127.0.0.1", options(port, retries=1)) as session:
        assert await session.get([NAME]) == [VarBind(NAME, Octets(b"edge-1"))]
    transport.close()


async def test_more_objects_than_were_asked_for_are_no_reply() -> None:
    async with agent(reply) as (port, _), opened("127.0.0.1", options(port)) as session:
        await session.get([NAME])
        with pytest.raises(ProbeError, match="other objects"):
            await session.get([NAME, UPTIME])


async def test_fault_S14_a_full_queue_is_no_reason_to_give_up_but_no_route_is() -> None:
    async with agent(reply) as (port, playing):
        playing.silent_requests = 1
        async with opened("127.0.0.1", options(port, retries=1)) as session:
            asking = asyncio.ensure_future(session.get([NAME]))
            await asyncio.sleep(0)
            session.wire.error_received(OSError(errno.ENOBUFS, "No buffer space available"))
            assert await asking == [VarBind(NAME, Octets(b"edge-1"))]
            for refused in (errno.EPERM, errno.EHOSTUNREACH):
                asking = asyncio.ensure_future(session.get([NAME]))
                await asyncio.sleep(0)
                session.wire.error_received(OSError(refused, "No route to host"))
                with pytest.raises(ProbeError, match="No route to host") as raised:
                    await asking
                assert raised.value.kind is FailureKind.UNREACHABLE


async def test_a_datagram_of_a_stranger_is_not_heard() -> None:
    """The kernel keeps them out, but for the instant between its bind and its connect."""
    async with agent() as (port, playing), opened("127.0.0.1", options(port)) as session:
        asking = asyncio.ensure_future(session.get([NAME]))
        await wait_until(lambda: bool(playing.requests))
        session.wire.datagram_received(reply(playing.requests[0]), ("127.0.0.1", port + 1))
        with pytest.raises(ProbeError) as raised:
            await asking
        assert session.wire.strangers == 1
    assert raised.value.kind is FailureKind.MALFORMED_REPLY
