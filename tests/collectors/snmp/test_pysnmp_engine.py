# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""The engine on a real socket: forged and broken replies are no readings, silence has a name."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto.api import v1, v2c

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.options import SnmpOptions
from collectors.snmp.pysnmp_engine import UNDECODABLE, CommunityAsker, Wire, opened
from collectors.snmp.session import (
    Absent,
    Address,
    ErrorReply,
    Identifier,
    Kind,
    Number,
    Octets,
    VarBind,
)
from collectors.target import Secret
from tests.conftest import free_port

NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
TRUE = v2c.OctetString("edge-1")


def reply(
    request: bytes,
    community: str = "public",
    other_id: int = 0,
    value: object = TRUE,
    status: int = 0,
) -> bytes:
    """An answer to the request, true but for what the arguments say."""
    asked, _ = decoder.decode(request, asn1Spec=v2c.Message())
    pdu = v2c.GetResponsePDU()
    v2c.apiPDU.set_defaults(pdu)
    asked_pdu = v2c.apiMessage.get_pdu(asked)
    v2c.apiPDU.set_request_id(pdu, int(v2c.apiPDU.get_request_id(asked_pdu)) ^ other_id)
    v2c.apiPDU.set_error_status(pdu, status)
    v2c.apiPDU.set_error_index(pdu, 1 if status else 0)
    name = next(iter(v2c.apiPDU.get_varbinds(asked_pdu)))[0]
    v2c.apiPDU.set_varbinds(pdu, [(name, value)])
    message = v2c.Message()
    v2c.apiMessage.set_defaults(message)
    v2c.apiMessage.set_community(message, community)
    v2c.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def of_version_1(request: bytes) -> bytes:
    asked, _ = decoder.decode(request, asn1Spec=v2c.Message())
    pdu = v1.GetResponsePDU()
    v1.apiPDU.set_defaults(pdu)
    v1.apiPDU.set_request_id(pdu, v2c.apiPDU.get_request_id(v2c.apiMessage.get_pdu(asked)))
    v1.apiPDU.set_varbinds(pdu, [(NAME, v1.OctetString("forged"))])
    message = v1.Message()
    v1.apiMessage.set_defaults(message)
    v1.apiMessage.set_community(message, "public")
    v1.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


FORGED = v2c.OctetString("forged")
Answer = Callable[[bytes], bytes]
FORGERIES: dict[str, Answer] = {
    "other id": lambda request: reply(request, other_id=1, value=FORGED),
    "other community": lambda request: reply(request, community="private", value=FORGED),
    "other version": of_version_1,
    "the request itself": lambda request: request,
    "trailing bytes": lambda request: reply(request, value=FORGED) + b"\0",
    "cut off": lambda request: reply(request, value=FORGED)[:-3],
    "text": lambda request: b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "deep nesting": lambda request: b"\x30\x80" * 8000,
    "length beyond the datagram": lambda request: b"\x30\x84\xff\xff\xff\xff" + bytes(40),
    "sub-identifiers without end": lambda request: b"\x30\x20\x06\x1e" + b"\xff" * 30,
}


class Agent(asyncio.DatagramProtocol):
    """Answers each request with what the script says, and remembers what it was asked."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.silent_requests = 0
        self.transport: asyncio.DatagramTransport | None = None
        self.stranger: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.requests.append(data)
        if len(self.requests) <= self.silent_requests:
            return
        for answer in self.answers:
            assert self.transport is not None
            (self.stranger or self.transport).sendto(answer(data), addr)


@asynccontextmanager
async def agent(*answers: Answer) -> AsyncIterator[tuple[int, Agent]]:
    port = free_port()
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: Agent(answers), local_addr=("127.0.0.1", port)
    )
    protocol.transport = transport
    try:
        yield port, protocol
    finally:
        transport.close()


def options(port: int, timeout_seconds: float = 0.3, retries: int = 0) -> SnmpOptions:
    return SnmpOptions(
        port=port,
        community=Secret("public"),
        request_timeout_seconds=timeout_seconds,
        retries=retries,
    )


async def asked(port: int, retries: int = 0) -> list[VarBind]:
    async with opened("127.0.0.1", options(port, retries=retries)) as session:
        return await session.get([NAME])


GOOD = [VarBind(NAME, Octets(b"edge-1"))]


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
async def test_fault_S4_S5_a_forged_or_broken_reply_is_passed_over(forgery: Answer) -> None:
    async with agent(forgery, reply, reply) as (port, _):
        assert await asked(port) == GOOD


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
async def test_replies_that_are_none_of_ours_are_malformed_and_not_silence(forgery: Answer) -> None:
    async with agent(forgery) as (port, _):
        with pytest.raises(ProbeError) as raised:
            await asked(port)
    assert raised.value.kind is FailureKind.MALFORMED_REPLY
    assert "1 replies that are none to our request" in raised.value.detail


async def test_fault_S4_a_true_reply_from_another_port_is_not_taken() -> None:
    loop = asyncio.get_running_loop()
    async with agent(reply) as (port, playing):
        playing.stranger, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
        )
        with pytest.raises(ProbeError) as raised:
            await asked(port)
        playing.stranger.close()
    assert raised.value.kind is FailureKind.TIMEOUT


async def test_fault_S1_silence_is_a_timeout_after_the_retries() -> None:
    async with agent() as (port, playing):
        with pytest.raises(ProbeError, match=r"no answer within 0\.3 s, asked 3 times") as raised:
            await asked(port, retries=2)
    assert raised.value.kind is FailureKind.TIMEOUT
    assert len(playing.requests) == 3


@pytest.mark.parametrize(("repetitions", "attempts"), [(25, 2), (2, 2), (1, 5)])
async def test_a_big_request_is_not_sent_as_often_for_the_walk_will_ask_for_less(
    repetitions: int, attempts: int
) -> None:
    async with agent() as (port, playing):
        given = options(port, timeout_seconds=0.05, retries=4)
        async with opened("127.0.0.1", given) as session:
            with pytest.raises(ProbeError, match="no answer"):
                await session.get_bulk([NAME], repetitions)
    assert len(playing.requests) == attempts


async def test_a_lost_request_is_sent_again_unchanged() -> None:
    async with agent(reply) as (port, playing):
        playing.silent_requests = 1
        assert await asked(port, retries=1) == GOOD
    assert len(playing.requests) == 2
    assert len(set(playing.requests)) == 1


async def test_fault_S2_a_late_reply_is_not_taken_for_the_next_request() -> None:
    async with agent() as (port, playing), opened("127.0.0.1", options(port)) as session:
        with pytest.raises(ProbeError):
            await session.get([NAME])
        late = reply(playing.requests[0], value=FORGED)
        playing.answers = [lambda _: late, reply]
        assert await session.get([NAME]) == GOOD


async def test_fault_S14_a_full_queue_is_no_reason_to_give_up() -> None:
    wire = Wire()
    wire.waiting = asyncio.get_running_loop().create_future()
    wire.error_received(OSError(errno.ENOBUFS, "No buffer space available"))
    assert not wire.waiting.done()
    wire.error_received(OSError(errno.EHOSTUNREACH, "No route to host"))
    with pytest.raises(ProbeError, match="No route to host") as raised:
        await wire.waiting
    assert raised.value.kind is FailureKind.UNREACHABLE


async def test_fault_S14_a_port_where_nobody_listens_is_unreachable() -> None:
    with pytest.raises(ProbeError) as raised:
        await asked(free_port())
    assert raised.value.kind is FailureKind.UNREACHABLE


async def test_an_error_status_is_told_with_its_object() -> None:
    async with agent(lambda request: reply(request, status=5)) as (port, _):
        with pytest.raises(ErrorReply, match="genErr \\(5\\) for object 1") as raised:
            await asked(port)
    assert (raised.value.status, raised.value.index) == (5, 1)


@pytest.mark.parametrize(
    ("sent", "neutral"),
    [
        (v2c.Integer32(-5), Number(-5, Kind.INTEGER)),
        (v2c.Counter32(2**32 - 1), Number(2**32 - 1, Kind.COUNTER32)),
        (v2c.Gauge32(7), Number(7, Kind.GAUGE32)),
        (v2c.TimeTicks(7), Number(7, Kind.TIME_TICKS)),
        (v2c.Counter64(2**64 - 1), Number(2**64 - 1, Kind.COUNTER64)),
        (v2c.OctetString(b"\x00\xff"), Octets(b"\x00\xff")),
        (v2c.Opaque(b"\x9f\x78"), Octets(b"\x9f\x78")),
        (v2c.ObjectIdentifier((1, 3, 6, 1)), Identifier((1, 3, 6, 1))),
        (v2c.IpAddress("192.0.2.1"), Address(b"\xc0\x00\x02\x01")),
        (v2c.NoSuchObject(""), Absent.NO_SUCH_OBJECT),
        (v2c.NoSuchInstance(""), Absent.NO_SUCH_INSTANCE),
        (v2c.EndOfMibView(""), Absent.END_OF_MIB_VIEW),
        (v2c.Null(""), Absent.NULL),
    ],
)
async def test_every_type_of_the_wire_becomes_a_neutral_one(sent: object, neutral: object) -> None:
    async with agent(lambda request: reply(request, value=sent)) as (port, _):
        (found,) = await asked(port)
    assert found.value == neutral
    assert type(found.value) is type(neutral)


async def test_a_name_that_does_not_resolve_is_no_timeout() -> None:
    with pytest.raises(OSError, match=r"name|address|Name|Address") as raised:
        async with opened("no-such-host.invalid", options(161)):
            pass
    assert isinstance(raised.value, OSError)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_fault_S5_no_mutant_of_a_reply_raises_what_we_do_not_expect(data: st.DataObject) -> None:
    pdu = v2c.GetRequestPDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_varbinds(pdu, [(NAME, v2c.null)])
    request = v2c.Message()
    v2c.apiMessage.set_defaults(request)
    v2c.apiMessage.set_pdu(request, pdu)
    mutant = bytearray(reply(bytes(encoder.encode(request))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(mutant) - 1))
        mutant[place] = data.draw(st.integers(0, 255))
    asker = CommunityAsker("public", Wire())
    with suppress(*UNDECODABLE):
        asker.hear(bytes(mutant))
