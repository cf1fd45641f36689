"""Whatever comes to the port of traps: nothing uncaught, nothing let in, and the next is heard."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pyasn1.codec.ber import encoder
from pysnmp.proto.api import v2c

from collectors.snmp.agents import Agents
from collectors.snmp.options import SnmpOptions
from collectors.snmp.traps import (
    OF_ONE_AT_ONCE,
    PACKETS_AT_ONCE,
    Budget,
    Outcome,
    Receiver,
    Sender,
    _plain,
)
from collectors.target import Secret

MUTANTS = 10_000
V3 = bytes.fromhex(
    "303e020103301102040a0b0c0d020300ffe304010102010304102e0e040004000400".replace("2e", "30")
)


def trap(community: str = "public", pdu_type: type = v2c.SNMPv2TrapPDU) -> bytes:
    pdu = pdu_type()
    v2c.apiTrapPDU.set_defaults(pdu)
    message = v2c.Message()
    v2c.apiMessage.set_defaults(message)
    v2c.apiMessage.set_community(message, community)
    v2c.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


class Heard:
    """A receiver without a socket."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        options = SnmpOptions(community=Secret("public"))
        user = SnmpOptions(
            version="3", user="auditor", auth_protocol="sha256", auth_key=Secret("a-long-key")
        )
        senders = {"192.0.2.1": [Sender("sw-1", options), Sender("sw-1", user)]}
        self.receiver = Receiver(senders, self.accepted.append, b"\x80auditor", 1, Agents())

    def hear(self, data: bytes, address: str = "192.0.2.1") -> None:
        self.receiver.datagram_received(data, (address, 50_000))


@pytest_asyncio.fixture
async def heard(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Heard]:
    monkeypatch.setattr(Budget, "spend", lambda *_: True)
    yield Heard()


async def test_a_true_trap_is_let_in(heard: Heard) -> None:
    heard.hear(trap())
    heard.hear(trap(pdu_type=v2c.InformRequestPDU))
    assert heard.accepted == ["sw-1", "sw-1"]
    assert heard.receiver.outcomes == {Outcome.ACCEPTED: 2}


@pytest.mark.parametrize(
    ("datagram", "outcome"),
    [
        (trap("private"), Outcome.CREDENTIALS),
        (trap(pdu_type=v2c.GetRequestPDU), Outcome.MALFORMED),
        (trap(pdu_type=v2c.GetResponsePDU), Outcome.MALFORMED),
        (trap() + b"\0", Outcome.MALFORMED),
        (trap()[:-1], Outcome.MALFORMED),
        (b"", Outcome.MALFORMED),
        (b"GET / HTTP/1.1\r\n\r\n", Outcome.MALFORMED),
        (b"\x30\x80" * 8000, Outcome.MALFORMED),
        (b"\x30\x84\xff\xff\xff\xff" + bytes(40), Outcome.MALFORMED),
        (b"\x30\x03\x02\x01\x07", Outcome.MALFORMED),
        (trap()[:2] + b"\x02\x01\x00" + trap()[5:], Outcome.VERSION),
        (bytes(65_000), Outcome.MALFORMED),
    ],
    ids=[
        "another community",
        "a request",
        "a response",
        "octets behind it",
        "cut off",
        "nothing",
        "text",
        "nested without end",
        "longer than it is",
        "a version that there is not",
        "version 1",
        "giant",
    ],
)
async def test_anything_else_is_counted_by_its_reason(
    heard: Heard, datagram: bytes, outcome: Outcome
) -> None:
    heard.hear(datagram)
    assert heard.receiver.outcomes == {outcome: 1}
    heard.hear(trap())
    assert heard.accepted == ["sw-1"]


async def test_who_is_not_in_the_inventory_is_not_listened_to(heard: Heard) -> None:
    heard.hear(trap(), "192.0.2.2")
    heard.hear(b"\x30\x80" * 8000, "::1")
    assert heard.receiver.outcomes == {Outcome.UNKNOWN_SENDER: 2}
    assert heard.accepted == []


@pytest.mark.parametrize(
    "start", [trap(), trap(pdu_type=v2c.InformRequestPDU), V3], ids=["trap", "inform", "version 3"]
)
async def test_ten_thousand_mutants_are_caught_and_the_next_trap_is_heard(
    heard: Heard, start: bytes
) -> None:
    dice = random.Random(17)
    for _ in range(MUTANTS // 10 if start is V3 else MUTANTS):
        mutant = bytearray(start)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(mutant))
            match dice.randrange(3):
                case 0:
                    mutant[place] = dice.randrange(256)
                case 1:
                    del mutant[place]
                case _:
                    mutant.insert(place, dice.randrange(256))
        heard.hear(bytes(mutant))
    before = len(heard.accepted)
    heard.hear(trap())
    assert len(heard.accepted) == before + 1
    assert heard.receiver.outcomes[Outcome.MALFORMED] > 0


async def test_one_who_sends_too_much_is_not_decoded_and_keeps_no_other_out() -> None:
    heard = Heard()
    senders = heard.receiver.senders["192.0.2.1"]
    heard.receiver.senders = {f"192.0.2.{n}": senders for n in range(1, 200)}
    for _ in range(1000):
        heard.hear(trap())
    accepted = heard.receiver.outcomes[Outcome.ACCEPTED]
    assert OF_ONE_AT_ONCE <= accepted <= OF_ONE_AT_ONCE + 20  # and what a slow second brought
    heard.hear(trap(), "192.0.2.2")
    assert heard.receiver.outcomes[Outcome.ACCEPTED] == accepted + 1
    for n in range(3, 200):
        for _ in range(10):
            heard.hear(trap(), f"192.0.2.{n}")
    assert heard.receiver.outcomes[Outcome.ACCEPTED] < 2 * PACKETS_AT_ONCE
    assert heard.receiver.outcomes[Outcome.OVER_BUDGET] > 1000


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_known_however_the_socket_writes_it(given: str, plain: str) -> None:
    assert _plain(given) == plain


async def test_a_budget_earns_with_time() -> None:
    budget = Budget(a_second=2.0, at_once=3.0)
    assert [budget.spend(0.0) for _ in range(4)] == [True, True, True, False]
    assert [budget.spend(0.5) for _ in range(2)] == [True, False]
    assert [budget.spend(100.0) for _ in range(4)] == [True, True, True, False]
    await asyncio.sleep(0)
