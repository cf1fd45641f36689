# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Version 3 by our own engine: who an agent is, what time it has, and what a Report may do."""

import pytest

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.agents import LATCHED, Agent, Agents
from collectors.snmp.engine import OwnSession, opened
from collectors.snmp.message import Ignored
from collectors.snmp.message_v3 import AUTHENTICATED
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
DISCOVERY, ASKED_LEVEL = 0, 3


async def asked(port: int, agents: Agents, **changed: object) -> list[VarBind]:
    async with opened("127.0.0.1", options(port, **changed), agents) as session:
        return await session.get([NAME])


async def failure(port: int, agents: Agents, **changed: object) -> ProbeError:
    with pytest.raises(ProbeError) as raised:
        await asked(port, agents, **changed)
    return raised.value


async def test_an_agent_is_met_once_and_then_only_asked() -> None:
    playing, agents = V3Agent(), Agents()
    async with agent(playing.answer) as (port, _):
        for _ in range(3):
            assert await asked(port, agents) == GOOD
    assert playing.levels == [DISCOVERY, *[ASKED_LEVEL] * 3]


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({"privacy_protocol": None, "privacy_key": None}, 1),
        (dict.fromkeys(("auth_protocol", "auth_key", "privacy_protocol", "privacy_key")), 0),
    ],
)
async def test_lower_levels_are_spoken_where_the_inventory_says_so(
    changed: dict[str, object], level: int
) -> None:
    playing = V3Agent()
    async with agent(playing.answer) as (port, _):
        assert await asked(port, Agents(), **changed) == GOOD
    assert playing.levels == [DISCOVERY, level]


async def test_an_agent_that_nobody_authenticated_is_not_remembered() -> None:
    agents = Agents()
    no_keys = dict.fromkeys(("auth_protocol", "auth_key", "privacy_protocol", "privacy_key"))
    async with agent(V3Agent().answer) as (port, _):
        await asked(port, agents, **no_keys)
    assert agents.known == {}


async def test_a_pinned_agent_is_asked_without_meeting_it_first() -> None:
    playing = V3Agent()
    async with agent(playing.answer) as (port, _):
        assert await asked(port, Agents(), engine_id=playing.engine_id.hex()) == GOOD
    assert playing.levels == [ASKED_LEVEL] * 2  # the first one told its time


@pytest.mark.parametrize(
    ("boots", "time_seconds"), [(4, 0), (3, 1200), (1_000_000, 5)], ids=["boot", "jump", "boots"]
)
async def test_fault_S11_another_time_is_learned_within_the_request(
    boots: int, time_seconds: int
) -> None:
    playing, agents = V3Agent(), Agents()
    async with agent(playing.answer) as (port, _):
        await asked(port, agents)
        playing.boots, playing.time_seconds = boots, time_seconds
        assert await asked(port, agents) == GOOD
    assert playing.levels == [DISCOVERY, *[ASKED_LEVEL] * 3]


async def test_fault_S11_the_time_is_learned_once_for_a_request() -> None:
    playing = V3Agent()

    def never_in_time(request: bytes) -> bytes:
        asked = playing.understood(request)
        playing.time_seconds += 1
        refusal = playing.report(asked, NO_SUCH_TIME, AUTHENTICATED)
        return refusal if asked.level else playing.report(asked, NO_SUCH_ENGINE)

    async with agent(never_in_time) as (port, _):
        error = await failure(port, Agents())
    assert error.kind is FailureKind.AUTHENTICATION
    assert "usmStatsNotInTimeWindows" in error.detail
    assert playing.levels == [DISCOVERY, ASKED_LEVEL, ASKED_LEVEL]


async def test_fault_S11_boots_at_their_end_are_a_failure() -> None:
    async with agent(V3Agent(boots=LATCHED).answer) as (port, _):
        error = await failure(port, Agents())
    assert error.kind is FailureKind.AUTHENTICATION
    assert "snmpEngineBoots is at its end" in error.detail


async def test_fault_S11_boots_that_fell_are_no_reading() -> None:
    playing, agents = V3Agent(boots=9), Agents()
    async with agent(playing.answer) as (port, _):
        await asked(port, agents)
        playing.boots = 2
        error = await failure(port, agents)
        assert await asked(port, Agents()) == GOOD  # as after a restart of the auditor
    assert error.kind is FailureKind.AUTHENTICATION
    assert "snmpEngineBoots fell" in error.detail


async def test_fault_S11_another_engine_gives_no_data_until_it_is_approved() -> None:
    playing, agents = V3Agent(), Agents()
    old, new = playing.engine_id.hex(), b"\x80\x00\x1f\x88\x04another".hex()
    async with agent(playing.answer) as (port, _):
        await asked(port, agents)
        playing.engine_id = bytes.fromhex(new)
        for _ in range(2):
            error = await failure(port, agents)
            assert error.kind is FailureKind.IDENTITY_CHANGED
            assert f"it was engine {old} and is {new} now" in error.detail
        assert await asked(port, Agents()) == GOOD  # a restart approves it
        assert await asked(port, agents, engine_id=new) == GOOD  # and so does the inventory
        assert await asked(port, agents) == GOOD


async def test_fault_S11_an_engine_that_is_not_the_pinned_one_gives_no_data() -> None:
    async with agent(V3Agent().answer) as (port, _):
        error = await failure(port, Agents(), engine_id="80001f8804" + "00" * 6)
    assert error.kind is FailureKind.IDENTITY_CHANGED


@pytest.mark.parametrize(
    ("counter", "word"),
    [
        (UNSUPPORTED_LEVEL, "usmStatsUnsupportedSecLevels"),
        (NO_SUCH_USER, "usmStatsUnknownUserNames"),
        (WRONG_DIGEST, "usmStatsWrongDigests"),
        (UNDECRYPTABLE, "usmStatsDecryptionErrors"),
        (NO_SUCH_TIME, "usmStatsNotInTimeWindows"),
        (NO_SUCH_ENGINE, "usmStatsUnknownEngineIDs"),
    ],
)
async def test_fault_S11_a_report_is_no_time_out_and_never_answered_with_a_weaker_level(
    counter: Oid, word: str
) -> None:
    playing = V3Agent()

    def refuse(request: bytes) -> bytes:
        asked = playing.understood(request)
        return playing.report(asked, counter if asked.level else NO_SUCH_ENGINE)

    async with agent(refuse) as (port, _):
        error = await failure(port, Agents(), retries=2, request_timeout_seconds=0.1)
    assert error.kind is FailureKind.AUTHENTICATION
    assert word in error.detail
    assert playing.levels == [DISCOVERY, *[ASKED_LEVEL] * 3]


async def test_an_authenticated_report_ends_the_request_at_once() -> None:
    playing = V3Agent()

    def refuse(request: bytes) -> bytes:
        asked = playing.understood(request)
        unknown_context = (1, 3, 6, 1, 6, 3, 12, 1, 5, 0)
        known = playing.refusal(asked)
        return known or playing.report(asked, unknown_context, AUTHENTICATED)

    async with agent(refuse) as (port, _):
        error = await failure(port, Agents(), retries=10, request_timeout_seconds=50)
    assert error.kind is FailureKind.ERROR_REPLY
    assert "snmpUnknownContexts" in error.detail


async def test_fault_S11_a_thousand_forged_reports_do_not_keep_the_true_reply_out() -> None:
    playing, agents = V3Agent(), Agents()
    async with agent(playing.answer) as (port, _), opened("127.0.0.1", options(port), agents) as it:
        await it.get([NAME])
        for request, counter in enumerate(
            (NO_SUCH_USER, WRONG_DIGEST, NO_SUCH_TIME, UNDECRYPTABLE)
        ):
            _forge_before_every_reply(it, playing, counter, 250)
            assert await it.get([NAME]) == GOOD, request
            assert it.ignored == {"an unauthenticated Report": 250}


def _forge_before_every_reply(
    session: OwnSession, playing: V3Agent, counter: Oid, times: int
) -> None:
    """As if they stood before the true one in the socket's queue, which is too short for them."""
    hear = session.hear

    def heard(datagram: bytes) -> None:
        sniffed = playing.understood(session._waiting.message)  # type: ignore[union-attr]
        for _ in range(times):
            hear(playing.report(sniffed, counter))
        hear(datagram)

    session.wire.hear = heard


async def test_a_forged_first_word_costs_a_round_and_is_not_kept() -> None:
    """Who answers first names any engine; but nothing is remembered without its digest."""
    playing, agents = V3Agent(), Agents()
    forger = V3Agent(engine_id=b"\x80\x00\x1f\x88\x04forger")

    def forged_first(request: bytes) -> list[bytes]:
        asked = playing.understood(request)
        true = playing.refusal(asked) or playing.response(asked)
        return [true] if asked.level else [forger.report(asked, NO_SUCH_ENGINE), true]

    async with agent(forged_first) as (port, _):
        error = await failure(port, agents)
        assert agents.known == {}
        async with agent(playing.answer) as (true_port, _):
            assert await asked(true_port, agents) == GOOD
    assert error.kind is FailureKind.AUTHENTICATION
    assert "usmStatsUnknownEngineIDs" in error.detail


@pytest.mark.parametrize("octets", [0, 4, 33])
async def test_an_engine_id_that_is_none_is_not_met(octets: int) -> None:
    playing = V3Agent()

    def nobody(request: bytes) -> bytes:
        asked = playing.understood(request)
        return V3Agent(engine_id=b"e" * octets).report(asked, NO_SUCH_ENGINE)

    async with agent(nobody) as (port, _):
        error = await failure(port, Agents())
    assert error.kind is FailureKind.MALFORMED_REPLY
    assert playing.levels == [DISCOVERY]


class TestClock:
    """RFC 3414 section 3.2 (7b), by numbers."""

    @staticmethod
    def synchronized() -> Agent:
        known = Agent(b"\x80engine")
        known.check(3, 1000, now_seconds=50.0)
        return known

    def test_it_runs_with_ours(self) -> None:
        assert self.synchronized().moment(60.9) == (3, 1010)

    def test_a_guess_never_changes_what_was_authenticated(self) -> None:
        known = self.synchronized()
        known.guess(9, 9, 51.0)
        assert known.moment(50.0) == (3, 1000)

    def test_a_guess_does_not_judge_the_first_true_message(self) -> None:
        known = Agent(b"\x80engine")
        known.guess(2**31 - 2, 2**31 - 1, 10.0)
        known.check(3, 1000, now_seconds=50.0)
        assert known.moment(50.0) == (3, 1000)

    @pytest.mark.parametrize(("boots", "seconds"), [(3, 860), (3, 1000), (3, 99_999), (4, 0)])
    def test_inside_the_window(self, boots: int, seconds: int) -> None:
        self.synchronized().check(boots, seconds, now_seconds=60.0)

    @pytest.mark.parametrize(("boots", "seconds"), [(3, 859), (3, 0), (2, 1000)])
    def test_outside_the_window(self, boots: int, seconds: int) -> None:
        with pytest.raises(Ignored):
            self.synchronized().check(boots, seconds, now_seconds=60.0)

    def test_an_agent_whose_clock_is_slow_stays_inside(self) -> None:
        known = self.synchronized()
        known.check(3, 1001, now_seconds=50.0 + 3600)
        assert known.moment(50.0 + 3600) == (3, 1001)

    def test_it_stops_where_the_agents_does(self) -> None:
        known = Agent(b"\x80engine")
        known.check(3, LATCHED - 1, now_seconds=0.0)
        assert known.moment(1000.0) == (3, LATCHED)
