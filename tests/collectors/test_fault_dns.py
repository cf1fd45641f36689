"""Hostile and broken DNS servers: what they send is named, and only what they prove counts."""
# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import pytest
from dns.edns import ECSOption, EDECode, EDEOption
from dns.message import Message
from dns.rcode import FORMERR, NOERROR, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL
from dns.rdatatype import AAAA, NS, TXT
from dns.rdatatype import SOA as SOA_TYPE

from collectors.dns_reply import parsed
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver, records
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.resolver import RESOLVER, ResolverOptions
from collectors.target import Target
from collectors.zone import ZONE
from tests.collectors.dns_server import SOA, FromElsewhere, Replies, reply_to, serving_names

WWW = "www.example.edu"
TRUE = "2400:3200::1"
FORGED = "2400:3200::bad"


def true(query: Message) -> list[bytes]:
    return [reply_to(query, f"{WWW}. 60 IN AAAA {TRUE}").to_wire()]


def silent(query: Message) -> list[bytes]:
    return []


def cut(query: Message) -> list[bytes]:
    return [reply_to(query, flags=dns.flags.AA | dns.flags.TC).to_wire()]


def coded(code: int, *authority: str) -> Replies:
    return lambda query: [reply_to(query, code=code, authority=authority).to_wire()]


CODES = {
    "SERVFAIL": (coded(SERVFAIL), None, "SERVFAIL for A"),
    "REFUSED": (coded(REFUSED), None, "REFUSED for A"),
    "FORMERR": (coded(FORMERR), None, "FORMERR for A"),
    "NOTIMP": (coded(NOTIMP), None, "NOTIMP for A"),
    "NXDOMAIN": (coded(NXDOMAIN, SOA), False, "does not exist"),
    "NODATA": (coded(NOERROR, SOA), False, "has no A; www.example.edu has no AAAA"),
}


async def probe(port: int, address: str = "127.0.0.1", seconds: float = 1.0) -> ProbeResult:
    options = ResolverOptions(names=[WWW], port=port, query_timeout_seconds=seconds)
    made = Probe("dns-1/resolver", Target("dns-1", address), RESOLVER, options, 60.0, 10.0)
    return await run_probe(made, datetime.now(UTC))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("over_tcp", [False, True])
@pytest.mark.parametrize(("replies", "resolves", "why"), CODES.values(), ids=CODES.keys())
async def test_fault_N1_each_code_is_its_own_cause_and_only_a_denial_is_a_no(
    replies: Replies, resolves: bool | None, why: str, over_tcp: bool, address: str
) -> None:
    async with serving_names(cut if over_tcp else replies, replies, (address,)) as port:
        result = await probe(port, address)
    ok, finding = result.readings[:2]
    assert ok.value is resolves
    assert why in (str(finding.value) if resolves is False else ok.rejected)


def wrong_id(query: Message) -> bytes:
    forged = reply_to(query, f"{WWW}. 60 IN AAAA {FORGED}")
    forged.id = (query.id + 1) % 65_536
    return forged.to_wire()


def wrong_question(query: Message) -> bytes:
    other = dns.message.make_query("other.example.edu", AAAA, id=query.id)
    return reply_to(other, f"other.example.edu. 60 IN AAAA {FORGED}").to_wire()


def other_type(query: Message) -> bytes:
    other = dns.message.make_query(WWW, TXT, id=query.id)
    return reply_to(other, f'{WWW}. 60 IN TXT "{FORGED}"').to_wire()


def no_reply(query: Message) -> bytes:
    """The question itself, sent back."""
    return query.to_wire()


def elsewhere(query: Message) -> bytes:
    """True in all but where it comes from."""
    return FromElsewhere(reply_to(query, f"{WWW}. 60 IN AAAA {FORGED}").to_wire())


def pointing_at_itself(query: Message) -> bytes:
    wire = bytearray(true(query)[0])
    wire[12:14] = b"\xc0\x0c"
    return bytes(wire)


def pointing_in_circles(query: Message) -> bytes:
    """The name of the answer points at a pointer that points back at it."""
    header = query.id.to_bytes(2, "big") + bytes.fromhex("8400 0001 0001 0000 0000")
    asked = query.question[0].name.to_wire()
    assert asked is not None
    owner = 12 + len(asked) + 4
    tail = (0xC000 | owner + 2).to_bytes(2, "big") + (0xC000 | owner).to_bytes(2, "big")
    return header + asked + bytes.fromhex("001c 0001") + tail + bytes(8)


def half(query: Message) -> bytes:
    whole = true(query)[0]
    return whole[: len(whole) - 7]


FORGERIES: list[Callable[[Message], bytes]] = [
    wrong_id,
    wrong_question,
    other_type,
    no_reply,
    elsewhere,
    pointing_at_itself,
    pointing_in_circles,
    half,
    lambda query: b"\x00",
    lambda query: query.id.to_bytes(2, "big"),
]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_fault_N2_a_thousand_forgeries_do_not_hide_the_true_answer(address: str) -> None:
    def replies(query: Message) -> list[bytes]:
        return [forge(query) for forge in FORGERIES] * 100 + true(query) * 2

    async with serving_names(replies, addresses=(address,)) as port:
        assert await records(WWW, AAAA, Nameserver(address, port), 5.0) == (TRUE,)


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_fault_N2_forgeries_alone_prove_nothing(forgery: Callable[[Message], bytes]) -> None:
    unseen = forgery is elsewhere  # the kernel does not even show it to us
    async with serving_names(lambda query: [forgery(query)] * 3) as port:
        with pytest.raises(ProbeError) as caught:
            await records(WWW, AAAA, Nameserver("127.0.0.1", port), 0.2)
    assert caught.value.kind is (FailureKind.TIMEOUT if unseen else FailureKind.MALFORMED_REPLY)


async def test_fault_N2_stray_datagrams_do_not_lengthen_a_question() -> None:
    def replies(query: Message) -> list[bytes]:
        return [wrong_id(query)] * 4_000

    started = time.monotonic()
    async with serving_names(replies) as port:
        with pytest.raises(ProbeError, match="strays"):
            await records(WWW, AAAA, Nameserver("127.0.0.1", port), 0.3)
        assert time.monotonic() - started < 1.5


async def test_fault_N2_letters_of_another_case_and_duplicates_are_the_same_answer() -> None:
    def replies(query: Message) -> list[bytes]:
        return [true(query)[0].replace(b"\x03www\x07example", b"\x03wWw\x07EXAMPLE")] * 3

    async with serving_names(replies) as port:
        for _ in range(3):
            assert await records(WWW, AAAA, Nameserver("::1", port), 2.0) == (TRUE,)


def largest(query: Message) -> list[bytes]:
    """An answer of exactly 65,535 bytes."""
    text = ["x" * 255 for _ in range(255)]
    pad = 65_535 - len(texts(query, text, ""))
    whole = texts(query, text, "y" * pad)
    assert len(whole) == 65_535
    return [whole]


def texts(query: Message, each: list[str], last: str) -> bytes:
    data = " ".join(f'"{text}"' for text in (*each, last))
    return reply_to(query, f"{WWW}. 60 IN TXT {data}").to_wire(max_size=65_535)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_fault_N2_the_largest_answer_comes_over_tcp(address: str) -> None:
    async with serving_names(cut, largest) as port:
        (found,) = await records(WWW, TXT, Nameserver(address, port), 5.0)
    assert (found.count("x"), found.count("y")) == (255 * 255, 209)


@pytest.mark.parametrize(
    ("over_tcp", "kind", "why"),
    [
        (silent, FailureKind.TIMEOUT, "over IPv4 and TCP from 127.0.0.1 within 0.3 s"),
        (None, FailureKind.REFUSED, "Connect call failed"),
        (cut, FailureKind.MALFORMED_REPLY, "broken message"),
        (lambda query: [wrong_id(query)], FailureKind.MALFORMED_REPLY, "broken message"),
        (lambda query: [half(query)], FailureKind.MALFORMED_REPLY, "broken message"),
        (lambda query: [pointing_in_circles(query)], FailureKind.MALFORMED_REPLY, "broken"),
    ],
)
async def test_fault_N2_a_cut_answer_whose_whole_does_not_come_is_none(
    over_tcp: Replies | None, kind: FailureKind, why: str
) -> None:
    async with serving_names(cut, over_tcp, tcp=over_tcp is not None) as port:
        with pytest.raises(ProbeError, match=why) as caught:
            await records(WWW, AAAA, Nameserver("127.0.0.1", port), 0.3)
    assert caught.value.kind is kind


async def test_fault_N2_strays_before_a_cut_answer_are_not_why_its_whole_is_late() -> None:
    def replies(query: Message) -> list[bytes]:
        return [wrong_id(query), *cut(query)]

    async with serving_names(replies, silent) as port:
        with pytest.raises(ProbeError) as caught:
            await records(WWW, AAAA, Nameserver("127.0.0.1", port), 0.2)
    assert caught.value.kind is FailureKind.TIMEOUT


def test_fault_N2_no_mutant_of_a_reply_raises_anything_but_what_is_caught() -> None:
    query = dns.message.make_query(WWW, AAAA, use_edns=0)
    lines = [f"{WWW}. 60 IN CNAME a.example.edu.", f"a.example.edu. 60 IN AAAA {TRUE}"]
    reply = reply_to(query, *lines, authority=(SOA,))
    reply.use_edns(options=[ECSOption("203.0.113.0", 24, 24), EDEOption(EDECode.BLOCKED, "no")])
    whole = reply.to_wire()
    chance = random.Random(7)
    refused = 0
    for _ in range(2_000):
        wire = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            wire[chance.randrange(len(wire))] = chance.choice((0, 1, 0xC0, 0xFF, 12, 41, 8))
        try:
            parsed(bytes(wire[: chance.randint(len(wire) // 2, len(wire))]))
        except dns.exception.DNSException:
            refused += 1
    assert refused > 500


async def test_fault_N2_no_damage_to_replies_is_a_bug_of_ours() -> None:
    """Every byte but those of the id may be another one; what was read is told, and no more."""
    chance = random.Random(11)
    lines = [f"{WWW}. 60 IN CNAME a.example.edu.", f"a.example.edu. 60 IN AAAA {TRUE}"]
    servers = [f"example.edu. 60 IN NS {name}.example.edu." for name in ("ns1", "ns2")]
    glue = [f"ns{number}.example.edu. 60 IN A 127.0.0.1" for number in (1, 2)]

    def damaged(query: Message) -> list[bytes]:
        referral = query.question[0].rdtype in (NS, SOA_TYPE) and chance.random() < 0.8
        reply = (
            reply_to(query, authority=servers, additional=glue, flags=0)
            if referral
            else reply_to(query, *lines, authority=(SOA,))
        )
        reply.use_edns(options=[ECSOption("202.112.0.0", 24, 24)])
        wire = bytearray(reply.to_wire())
        for _ in range(chance.randint(0, 2)):
            wire[chance.randrange(2, len(wire))] = chance.randrange(256)
        return [bytes(wire)]

    line = {"instance": "x", "name": WWW, "prefixes": ["::/0"], "subnet": "202.112.0.0/24"}
    kinds = set()
    async with serving_names(damaged) as port:
        ports = {"port": port, "query_timeout_seconds": 0.02}
        for _ in range(15):
            resolver = {"names": [WWW], "lines": [line], "rotating": [WWW], "tries": 10}
            zone = {"parents_port": port, "parents": ["127.0.0.1"], "zone": "example.edu"}
            allowed = {"resolvers": ["127.0.0.1"], "counts_as_global": ["127.0.0.0/8"]}
            for collector, options in ((RESOLVER, resolver), (ZONE, zone | allowed)):
                known = collector.options.model_validate(ports | options)
                made = Probe("p", Target("t", "127.0.0.1"), collector, known, 60.0, 20.0)
                result = await run_probe(made, datetime.now(UTC))
                kinds.add(result.failure.kind if result.failure else None)
    assert None in kinds
    assert FailureKind.BUG not in kinds
