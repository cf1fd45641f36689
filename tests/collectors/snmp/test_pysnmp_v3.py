# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Version 3 by way of pysnmp: who an agent is, what time it has, and what a Report may do."""

import pytest

from collectors.failure import FailureKind, ProbeError
from collectors.snmp import pysnmp_usm
from collectors.snmp.agents import LATCHED
from collectors.snmp.pysnmp_engine import opened
from collectors.snmp.session import Octets, Oid, VarBind
from tests.collectors.snmp.udp_agent import NAME, agent
from tests.collectors.snmp.v3_agent import (
    NO_SUCH_ENGINE,
    NO_SUCH_TIME,
    NO_SUCH_USER,
    UNDECRYPTABLE,
    UNSUPPORTED_LEVEL,
    WRONG_DIGEST,
    V3Agent,
    options,
)

GOOD = [VarBind(NAME, Octets(b"edge-1"))]
ANOTHER = b"\x80\x00\x1f\x88\x04another"
LEVEL = 3


async def asked(port: int, **changed: object) -> list[VarBind]:
    async with opened("127.0.0.1", options(port, request_timeout_seconds=0.4, **changed)) as it:
        return await it.get([NAME])


async def failure(port: int, **changed: object) -> ProbeError:
    with pytest.raises(ProbeError) as raised:
        await asked(port, **changed)
    return raised.value


def below(playing: V3Agent) -> list[int]:
    """Levels of requests that were neither at ours nor the question who is there."""
    return [level for level in playing.levels if level not in (0, LEVEL)]


@pytest.mark.parametrize(
    ("boots", "time_seconds"), [(4, 0), (3, 1200), (1_000_000, 5)], ids=["boot", "jump", "boots"]
)
async def test_fault_S11_another_time_is_learned(boots: int, time_seconds: int) -> None:
    playing = V3Agent()
    async with agent(playing.answer) as (port, _):
        assert await asked(port) == GOOD
        playing.boots, playing.time_seconds = boots, time_seconds
        assert await asked(port) == GOOD
    assert not below(playing)


async def test_fault_S11_boots_at_their_end_are_a_failure() -> None:
    async with agent(V3Agent(boots=LATCHED).answer) as (port, _):
        error = await failure(port)
    assert error.kind is FailureKind.AUTHENTICATION
    assert "snmpEngineBoots is at its end" in error.detail


async def test_fault_S11_boots_that_fell_are_no_reading() -> None:
    playing = V3Agent(boots=9)
    async with agent(playing.answer) as (port, _):
        assert await asked(port) == GOOD
        playing.boots = 2
        error = await failure(port)
    assert error.kind is FailureKind.AUTHENTICATION
    assert "snmpEngineBoots fell" in error.detail


async def test_fault_S11_another_engine_gives_no_data_until_it_is_approved() -> None:
    playing = V3Agent()
    async with agent(playing.answer) as (port, _):
        assert await asked(port) == GOOD
        old, playing.engine_id = playing.engine_id, ANOTHER
        for _ in range(2):
            error = await failure(port)
            assert error.kind is FailureKind.IDENTITY_CHANGED
            assert f"it was engine {old.hex()} and is {ANOTHER.hex()} now" in error.detail
        assert await asked(port, engine_id=ANOTHER.hex()) == GOOD
        assert await asked(port) == GOOD


async def test_fault_S11_an_engine_that_is_not_the_pinned_one_gives_no_data() -> None:
    async with agent(V3Agent().answer) as (port, _):
        error = await failure(port, engine_id=ANOTHER.hex())
    assert error.kind is FailureKind.IDENTITY_CHANGED


@pytest.mark.parametrize(
    "counter",
    [UNSUPPORTED_LEVEL, NO_SUCH_USER, WRONG_DIGEST, UNDECRYPTABLE, NO_SUCH_TIME, NO_SUCH_ENGINE],
)
async def test_fault_S11_a_report_is_never_answered_with_a_weaker_level(counter: Oid) -> None:
    playing = V3Agent()

    def refuse(request: bytes) -> bytes:
        asked = playing.understood(request)
        return playing.report(asked, counter if asked.level else NO_SUCH_ENGINE)

    async with agent(refuse) as (port, _):
        error = await failure(port, retries=2)
    assert error.kind in (
        FailureKind.AUTHENTICATION,
        FailureKind.MALFORMED_REPLY,
        FailureKind.TIMEOUT,
    )
    assert not below(playing)
    assert LEVEL in playing.levels


async def test_fault_S11_a_thousand_forged_reports_are_no_reading_and_the_next_round_is_read() -> (
    None
):
    """pysnmp believes a Report that nobody authenticated; what it ends is one request."""
    playing = V3Agent()
    forging = False

    def answers(request: bytes) -> list[bytes]:
        understood = playing.understood(request)
        refusal = playing.refusal(understood)
        if refusal is not None:
            return [refusal]
        counters = (NO_SUCH_USER, WRONG_DIGEST, NO_SUCH_TIME, UNDECRYPTABLE)
        reports = [playing.report(understood, counter) for counter in counters] if forging else []
        return [*reports * 250, playing.response(understood)]

    async with agent(answers) as (port, _):
        assert await asked(port) == GOOD
        forging = True
        with pytest.raises(ProbeError):
            await asked(port)
        forging = False
        assert await asked(port) == GOOD
    assert not below(playing)


async def test_what_one_agent_proved_says_nothing_of_another() -> None:
    async with agent(V3Agent().answer) as (port, _):
        assert await asked(port) == GOOD
        met = pysnmp_usm.MET.known["127.0.0.1", port]
    assert met.engine_id == V3Agent().engine_id
