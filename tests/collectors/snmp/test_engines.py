# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Both engines on a real socket: forged and broken replies are no readings, silence has a name."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from pysnmp.proto.api import v2c

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.collector import ENGINES
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import (
    Absent,
    Address,
    ErrorReply,
    Identifier,
    Kind,
    Number,
    Octets,
    Session,
    VarBind,
)
from collectors.target import Secret
from tests.collectors.snmp.udp_agent import FORGED, FORGERIES, NAME, Answer, agent, reply
from tests.conftest import free_port


def options(port: int, timeout_seconds: float = 0.3, retries: int = 0) -> SnmpOptions:
    return SnmpOptions(
        port=port,
        community=Secret("public"),
        request_timeout_seconds=timeout_seconds,
        retries=retries,
    )


Opened = Callable[[str, SnmpOptions], AbstractAsyncContextManager[Session]]


@pytest.fixture(params=ENGINES)
def opened(request: pytest.FixtureRequest) -> Opened:
    """Every test that takes it holds for both engines."""
    return ENGINES[request.param]


async def asked(opened: Opened, port: int, retries: int = 0) -> list[VarBind]:
    async with opened("127.0.0.1", options(port, retries=retries)) as session:
        return await session.get([NAME])


GOOD = [VarBind(NAME, Octets(b"edge-1"))]


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
async def test_fault_S4_S5_a_forged_or_broken_reply_is_passed_over(
    opened: Opened, forgery: Answer
) -> None:
    async with agent(forgery, reply, reply) as (port, _):
        assert await asked(opened, port) == GOOD


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
async def test_replies_that_are_none_of_ours_are_malformed_and_not_silence(
    opened: Opened, forgery: Answer
) -> None:
    async with agent(forgery) as (port, _):
        with pytest.raises(ProbeError) as raised:
            await asked(opened, port)
    assert raised.value.kind is FailureKind.MALFORMED_REPLY
    assert "1 replies that are none to our request" in raised.value.detail


async def test_fault_S4_a_true_reply_from_another_port_is_not_taken(opened: Opened) -> None:
    loop = asyncio.get_running_loop()
    async with agent(reply) as (port, playing):
        playing.stranger, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
        )
        with pytest.raises(ProbeError) as raised:
            await asked(opened, port)
        playing.stranger.close()
    assert raised.value.kind is FailureKind.TIMEOUT


async def test_fault_S1_silence_is_a_timeout_after_the_retries(opened: Opened) -> None:
    async with agent() as (port, playing):
        with pytest.raises(ProbeError, match=r"no answer within 0\.3 s, asked 3 times") as raised:
            await asked(opened, port, retries=2)
    assert raised.value.kind is FailureKind.TIMEOUT
    assert len(playing.requests) == 3


@pytest.mark.parametrize(("repetitions", "attempts"), [(25, 2), (2, 2), (1, 5)])
async def test_a_big_request_is_not_sent_as_often_for_the_walk_will_ask_for_less(
    opened: Opened, repetitions: int, attempts: int
) -> None:
    async with agent() as (port, playing):
        given = options(port, timeout_seconds=0.05, retries=4)
        async with opened("127.0.0.1", given) as session:
            with pytest.raises(ProbeError, match="no answer"):
                await session.get_bulk([NAME], [()], repetitions)
    assert len(playing.requests) == attempts


async def test_a_lost_request_is_sent_again_unchanged(opened: Opened) -> None:
    async with agent(reply) as (port, playing):
        playing.silent_requests = 1
        assert await asked(opened, port, retries=1) == GOOD
    assert len(playing.requests) == 2
    assert len(set(playing.requests)) == 1


async def test_fault_S2_a_late_reply_is_not_taken_for_the_next_request(opened: Opened) -> None:
    async with agent() as (port, playing), opened("127.0.0.1", options(port)) as session:
        with pytest.raises(ProbeError):
            await session.get([NAME])
        late = reply(playing.requests[0], value=FORGED)
        playing.answers = [lambda _: late, reply]
        assert await session.get([NAME]) == GOOD


async def test_fault_S14_a_port_where_nobody_listens_is_unreachable(opened: Opened) -> None:
    with pytest.raises(ProbeError) as raised:
        await asked(opened, free_port())
    assert raised.value.kind is FailureKind.UNREACHABLE


async def test_an_error_status_is_told_with_its_object(opened: Opened) -> None:
    async with agent(lambda request: reply(request, status=5)) as (port, _):
        with pytest.raises(ErrorReply, match="genErr \\(5\\) for object 1") as raised:
            await asked(opened, port)
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
async def test_every_type_of_the_wire_becomes_a_neutral_one(
    opened: Opened, sent: object, neutral: object
) -> None:
    async with agent(lambda request: reply(request, value=sent)) as (port, _):
        (found,) = await asked(opened, port)
    assert found.value == neutral
    assert type(found.value) is type(neutral)


async def test_a_name_that_does_not_resolve_is_no_timeout(opened: Opened) -> None:
    with pytest.raises(OSError, match=r"name|address|Name|Address") as raised:
        async with opened("no-such-host.invalid", options(161)):
            pass
    assert isinstance(raised.value, OSError)
