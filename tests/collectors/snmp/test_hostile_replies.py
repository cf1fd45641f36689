# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Replies that somebody else sent, or that are broken: never a reading, and the true one counts."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace

import pytest
from pysnmp.proto.api import v2c

from collectors.failure import FailureKind, ProbeError
from collectors.snmp import pysnmp_engine
from collectors.snmp.agents import Agents
from collectors.snmp.ber import MalformedReply
from collectors.snmp.collector import ENGINES
from collectors.snmp.engine import Community
from collectors.snmp.message import (
    GET,
    RESPONSE,
    VERSION_2C,
    Ignored,
    community_message,
    request_pdu,
)
from collectors.snmp.message_v3 import AUTHENTICATED, read_message
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Octets, Oid, Session, VarBind
from collectors.snmp.user import AskAgain, User
from collectors.snmp.varbinds import Column, asking
from collectors.snmp.walk import Conversation
from collectors.target import Secret
from sim.impairment import Kind, Wire
from sim.proxy import Proxy
from sim.wire import UDP4, bound_socket
from tests.collectors.snmp import v3_agent
from tests.collectors.snmp.udp_agent import FORGED, NAME, Agent, Answer, agent, of_version_1, reply
from tests.collectors.snmp.v3_agent import Asked, V3Agent, bindings

TIMES = 200
SEEDS = (1, 2, 3)
GOOD = {NAME: Octets(b"edge-1")}
OTHER_NAME = (1, 3, 6, 1, 2, 1, 1, 6, 0)
Opened = Callable[[str, SnmpOptions], AbstractAsyncContextManager[Session]]


@pytest.fixture(params=ENGINES)
def opened(request: pytest.FixtureRequest) -> Opened:
    """Every test that takes it holds for both engines."""
    return ENGINES[request.param]


def by_community(port: int, seconds: float = 1.0) -> SnmpOptions:
    community = Secret("public")
    return SnmpOptions(port=port, community=community, request_timeout_seconds=seconds, retries=0)


async def read(opened: Opened, options: SnmpOptions) -> object:
    async with opened("127.0.0.1", options) as session:
        return await Conversation(session).get([NAME])


# --- S4 ------------------------------------------------------------------------------------------


def of_another_object(request: bytes) -> bytes:
    return reply(request, value=FORGED, name=OTHER_NAME)


FORGERIES: dict[str, Answer] = {
    "other community": lambda request: reply(request, community="private", value=FORGED),
    "other version": of_version_1,
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
async def test_fault_S4_forged_replies_are_never_a_reading(opened: Opened, forgery: Answer) -> None:
    def answers(request: bytes) -> list[bytes]:
        return [*[_one(forgery(request))] * TIMES, _one(reply(request))]

    async with agent(answers) as (port, _):
        assert await read(opened, by_community(port)) == GOOD


@asynccontextmanager
async def behind(port: int, wire: Wire, name: str = "sw-1") -> AsyncIterator[tuple[int, Proxy]]:
    """The port of a wire before the agent's."""
    proxy, listening = Proxy(name, wire), bound_socket(UDP4, 0)
    proxy.stand_before("snmp", ("127.0.0.1", port), listening)
    try:
        yield listening.getsockname()[1], proxy
    finally:
        await proxy.stop()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("forged", [Kind.FORGED_PORT, Kind.FORGED_ADDRESS, Kind.FORGED_ID])
async def test_fault_S4_replies_that_a_bad_wire_makes_up_are_never_a_reading(
    opened: Opened, forged: Kind, seed: int
) -> None:
    """pysnmp itself takes a reply from any port; it holds because its socket is ours."""
    ratio = {Kind.FORGED_PORT: "forge_port_ratio", Kind.FORGED_ADDRESS: "forge_address_ratio"}
    made_up = {ratio.get(forged, "forge_id_ratio"): 0.8, "forge_count": TIMES}
    wire = Wire.model_validate({"seed": seed, "to_asker": made_up})
    async with agent(reply) as (port, _), behind(port, wire) as (port_before, proxy):
        for _ in range(5):
            assert await read(opened, by_community(port_before)) == GOOD
    assert proxy.tally.of(forged) >= TIMES


async def test_fault_S4_replies_of_another_object_are_never_a_reading() -> None:
    def answers(request: bytes) -> list[bytes]:
        return [*[of_another_object(request)] * TIMES, _one(reply(request))]

    async with agent(answers) as (port, _):
        assert await read(ENGINES["own"], by_community(port)) == GOOD


async def test_fault_S4_by_pysnmp_another_object_ends_the_request_but_is_no_reading() -> None:
    """pysnmp matches replies by their id alone, so the true one behind it is not waited for."""

    def answers(request: bytes) -> list[bytes]:
        return [of_another_object(request), _one(reply(request))]

    async with agent(answers) as (port, _):
        with pytest.raises(ProbeError, match="the reply names other objects") as raised:
            await read(ENGINES["pysnmp"], by_community(port))
    assert raised.value.kind is FailureKind.MALFORMED_REPLY


def _one(given: bytes | list[bytes]) -> bytes:
    assert isinstance(given, bytes)
    return given


# --- S2 ------------------------------------------------------------------------------------------


class Counting(Agent):
    """Answers each request with its number."""

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.askers and addr != self.askers[0]:
            return  # somebody else's, who had the port before us
        number = str(len(self.requests) + 1).encode()
        self.answers = [lambda request: reply(request, value=v2c_octets(number))]
        super().datagram_received(data, addr)


def v2c_octets(octets: bytes) -> object:
    return type(FORGED)(octets)


async def _slow_conversation(
    opened: Opened, seed: int, name: str, requests: int
) -> tuple[int, int]:
    """How many requests were answered; the answer to another one is an error. Each answer takes
    0.5 to 3 times as long as the asker waits."""
    loop = asyncio.get_running_loop()
    timeout_seconds = 0.05
    late = {"delay_seconds": 0.5 * timeout_seconds, "delay_spread_seconds": 2.5 * timeout_seconds}
    transport, playing = await loop.create_datagram_endpoint(
        lambda: Counting([]), local_addr=("127.0.0.1", 0)
    )
    playing.transport = transport
    wire = Wire.model_validate({"seed": seed, "to_asker": late})
    answered = 0
    async with (
        behind(transport.get_extra_info("sockname")[1], wire, name) as (port, _),
        opened("127.0.0.1", by_community(port, timeout_seconds)) as session,
    ):
        for number in range(1, requests + 1):
            with suppress(ProbeError):
                found = await session.get([NAME])
                assert found == [VarBind(NAME, Octets(str(number).encode()))]
                answered += 1
    transport.close()
    return answered, len(playing.requests)


@pytest.mark.parametrize("seed", SEEDS)
async def test_fault_S2_no_late_reply_is_taken_for_the_next_request(
    opened: Opened, seed: int
) -> None:
    """Five hundred requests, split among the seeds."""
    conversations = (_slow_conversation(opened, seed, f"sw-{n}", 17) for n in range(10))
    counts = await asyncio.gather(*conversations)
    assert sum(asked for _, asked in counts) == 170
    assert 0 < sum(answered for answered, _ in counts) < 170


# --- S5 ------------------------------------------------------------------------------------------

COLUMNS: tuple[Oid, ...] = ((1, 3, 6, 1, 2, 1, 2, 2, 1, 2), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6))
VALUES = (
    "0406656467652d31",
    "4608010203040506" + "0708",
    "020105",
    "4104ffffff01".replace("f", "7"),
)
MUTANTS = 100_000 // 5


def good_bindings() -> bytes:
    return bindings(
        *(
            ((*column, row), bytes.fromhex(VALUES[(row + place) % len(VALUES)]))
            for row in (1, 2, 300)
            for place, column in enumerate(COLUMNS)
        )
    )


def mutants(octets: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Octets changed, cut out, doubled, put in from elsewhere; lengths and tags made extreme."""
    dice = random.Random(seed)
    for _ in range(count):
        mutant = bytearray(octets)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(mutant) + 1)
            piece = dice.randint(1, 8)
            match dice.randrange(6):
                case 0:
                    mutant[place : place + 1] = dice.randbytes(1)
                case 1:
                    del mutant[place : place + piece]
                case 2:
                    mutant[place:place] = mutant[place : place + piece]
                case 3:
                    mutant[place:place] = dice.randbytes(piece)
                case 4:
                    extreme = (0x00, 0x7F, 0x80, 0x81, 0x82, 0x84, 0x88, 0xFF, 0x30, 0x05)
                    mutant[place : place + 1] = bytes((dice.choice(extreme),))
                case _:
                    mutant[place : place + 1] = bytes(((mutant + b"\0")[place] ^ 1 << piece % 8,))
        yield bytes(mutant)


@pytest.mark.parametrize("seed", range(3))
def test_fault_S5_no_mutant_of_a_reply_by_community_is_more_than_ignored(seed: int) -> None:
    good = community_message(VERSION_2C, b"public", request_pdu(RESPONSE, 77, good_bindings()))
    model, columns = Community(VERSION_2C, "public"), [Column(oid) for oid in COLUMNS]
    expected = model.read(good).bulk(columns)
    assert expected.count == 6
    refused = 0
    for mutant in mutants(good, seed, MUTANTS):
        try:
            found = model.read(mutant)
            found.bulk(columns)
            found.varbinds()
        except (MalformedReply, Ignored):
            refused += 1
    assert MUTANTS / 2 < refused < MUTANTS
    assert model.read(good).bulk(columns) == expected


@pytest.mark.parametrize("seed", range(5, 10))
async def test_fault_S5_by_pysnmp_no_mutant_is_uncaught_and_the_next_good_reply_counts(
    seed: int,
) -> None:
    """What a mutant says is another matter: version 2c has nothing to tell it by."""
    wire = pysnmp_engine.Wire()
    asker = pysnmp_engine.CommunityAsker("public", wire)
    wire.hear = asker.hear
    asked = v2c.GetRequestPDU()
    v2c.apiPDU.set_defaults(asked)
    v2c.apiPDU.set_request_id(asked, 77)
    v2c.apiPDU.set_varbinds(asked, [(v2c.ObjectIdentifier(NAME), v2c.null)])
    good = community_message(VERSION_2C, b"public", request_pdu(RESPONSE, 77, good_bindings()))
    loop = asyncio.get_running_loop()
    taken = 0
    answered: asyncio.Future[object] = loop.create_future()
    asker.ask(asked, answered)
    for mutant in mutants(good, seed, MUTANTS):
        wire.datagram_received(mutant, ("192.0.2.1", 161))
        if answered.done():
            taken += 1
            answered = loop.create_future()
            asker.ask(asked, answered)
    assert 0 < taken < MUTANTS / 2
    wire.datagram_received(good, ("192.0.2.1", 161))
    assert answered.done()


class Listening:
    """A user that has asked, and the agent that knows its keys."""

    def __init__(self) -> None:
        self.agent = V3Agent()
        self.user = User(v3_agent.options(161), ("192.0.2.1", 161), Agents())
        discovery = self.user.message(b"")
        with suppress(AskAgain):
            self.user.read(self.agent.answer(discovery))
        get = request_pdu(GET, 77, asking(COLUMNS))
        self.asked = self.agent.understood(self.user.message(get))
        self.pdu = request_pdu(RESPONSE, 77, good_bindings())
        self.true = v3_agent.Sealing(self.asked.message_id)

    def good(self) -> bytes:
        return self.agent.sealed(self.true, self.pdu)


def test_fault_S5_no_mutant_of_an_authenticated_reply_is_taken() -> None:
    """Its digest is over every octet, so that even one that can be read is refused."""
    it = Listening()
    good = it.good()
    for mutant in mutants(good, 3, MUTANTS):
        if mutant != good:
            with pytest.raises((MalformedReply, Ignored)):
                it.user.read(mutant)
    assert len(it.user.read(good).varbinds()) == 6


def test_fault_S5_no_mutant_inside_a_true_seal_is_more_than_ignored() -> None:
    """An agent that holds the keys may still be broken."""
    it = Listening()
    columns = [Column(oid) for oid in COLUMNS]
    refused = 0
    for mutant in mutants(it.pdu, 4, MUTANTS):
        sealed = it.agent.sealed(it.true, mutant)
        try:
            found = it.user.read(sealed)
            found.bulk(columns)
            found.varbinds()
        except (MalformedReply, Ignored):
            refused += 1
        except (AskAgain, ProbeError):
            assert mutant[0] == 0xA8  # a true Report: that is what it may say
    assert MUTANTS / 2 < refused < MUTANTS
    assert it.user.read(it.good()).bulk(columns).count == 6


# --- S11 -----------------------------------------------------------------------------------------

EVIL = b"forged"
ANOTHER = b"\x80\x00\x1f\x88\x04another"
Forgery = Callable[[V3Agent, Asked], bytes]


def _digest_changed(agent: V3Agent, asked: Asked, change: Callable[[bytes], bytes]) -> bytes:
    true = agent.response(asked, EVIL)
    envelope = read_message(true)
    end = envelope.digest_at + len(envelope.security.digest)
    return true[: envelope.digest_at] + change(envelope.security.digest) + true[end:]


def _altered(reply: bytes) -> bytes:
    return reply[:-1] + bytes((reply[-1] ^ 1,))


def _without_digest(agent: V3Agent, asked: Asked) -> bytes:
    """Its length says 0, and all lengths around it are right."""
    pdu = agent.response_pdu(asked, EVIL)
    sealing = v3_agent.Sealing(asked.message_id, level=0)
    plain = agent.sealed(sealing, pdu)
    at = plain.index(b"\x04\x01\x00\x02\x01\x03") + 2  # msgFlags, before msgSecurityModel 3
    return plain[:at] + bytes((AUTHENTICATED,)) + plain[at + 1 :]


V3_FORGERIES: dict[str, Forgery] = {
    "flipped digest": lambda agent, asked: _digest_changed(
        agent, asked, lambda digest: bytes((digest[0] ^ 1, *digest[1:]))
    ),
    "zeroed digest": lambda agent, asked: _digest_changed(
        agent, asked, lambda digest: bytes(len(digest))
    ),
    "empty digest": _without_digest,
    "altered ciphertext": lambda agent, asked: _altered(agent.response(asked, EVIL)),
    "without a key": lambda agent, asked: agent.response(
        asked, EVIL, auth_password="guessed-password", privacy_password="guessed-password"
    ),
    "downgraded to noAuthNoPriv": lambda agent, asked: agent.response(asked, EVIL, level=0),
    "downgraded to authNoPriv": lambda agent, asked: agent.response(
        asked, EVIL, level=AUTHENTICATED
    ),
    "another user": lambda agent, asked: agent.response(asked, EVIL, user=b"root"),
    "another engine": lambda agent, asked: agent.response(asked, EVIL, engine_id=ANOTHER),
    "another context": lambda agent, asked: agent.response(asked, EVIL, context=b"elsewhere"),
    "another context engine": lambda agent, asked: agent.response(
        asked, EVIL, context_engine_id=ANOTHER
    ),
    "another message id": lambda agent, asked: agent.response(
        asked, EVIL, message_id=asked.message_id ^ 1
    ),
    "another request id": lambda agent, asked: agent.response(
        replace(asked, request_id=asked.request_id ^ 1), EVIL
    ),
    "of long ago": lambda agent, asked: agent.response(asked, EVIL, time_seconds=700),
    "of an earlier boot": lambda agent, asked: agent.response(asked, EVIL, boots=2),
    "another object": lambda agent, asked: agent.response(replace(asked, oids=[OTHER_NAME]), EVIL),
    "another version": lambda agent, asked: community_message(
        VERSION_2C, b"public", agent.response_pdu(asked, EVIL)
    ),
}
#: What pysnmp ends the request for, instead of waiting for the true reply; none is a reading.
ENDING_PYSNMP = {
    "downgraded to noAuthNoPriv": "gives up a request whose reply has another level",
    "downgraded to authNoPriv": "gives up a request whose reply has another level",
    "another context": "gives up a request whose reply has another context",
    "another context engine": "gives up a request whose reply has another context",
    "another request id": "gives up a request whose reply has another id",
    "another object": "looks at no names, and Conversation refuses the reply",
    "of long ago": "takes it for the answer, which we refuse",
    "of an earlier boot": "takes it for the answer, which we refuse",
}


async def _forged_then_true(opened: Opened, forgery: Forgery) -> object:
    """What the second request of a conversation reads; the first one told us the agent's time."""
    playing = V3Agent()
    requests = 0

    def answers(request: bytes) -> list[bytes]:
        nonlocal requests
        asked = playing.understood(request)
        refusal = playing.refusal(asked)
        if refusal is not None:
            return [refusal]
        requests += 1
        forged = [forgery(playing, asked)] * TIMES if requests > 1 else []
        return [*forged, playing.response(asked)]

    async with agent(answers) as (port, _):
        options = v3_agent.options(port, request_timeout_seconds=1)
        async with opened("127.0.0.1", options) as session:
            conversation = Conversation(session)
            assert await conversation.get([NAME]) == GOOD
            return await conversation.get([NAME])


@pytest.mark.parametrize("forgery", V3_FORGERIES.values(), ids=V3_FORGERIES)
async def test_fault_S11_forged_replies_of_version_3_are_never_a_reading(forgery: Forgery) -> None:
    assert await _forged_then_true(ENGINES["own"], forgery) == GOOD


@pytest.mark.parametrize("name", V3_FORGERIES)
async def test_fault_S11_by_pysnmp_they_are_no_reading_but_some_end_the_request(name: str) -> None:
    outcome: object
    try:
        outcome = await _forged_then_true(ENGINES["pysnmp"], V3_FORGERIES[name])
    except ProbeError as error:
        outcome = error.kind
    if name in ENDING_PYSNMP:
        kinds = (FailureKind.TIMEOUT, FailureKind.MALFORMED_REPLY, FailureKind.AUTHENTICATION)
        assert outcome in kinds
    else:
        assert outcome == GOOD
