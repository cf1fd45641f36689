"""Several name servers are asked in turn: the next one where one is silent or cannot say."""

from contextlib import AsyncExitStack

import pytest
from dns.message import Message
from dns.rcode import REFUSED, SERVFAIL
from dns.rdatatype import AAAA

from collectors.dns_reply import proven
from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver, absolute, question
from collectors.nameservers import Servers, from_any
from tests.collectors.dns_server import Replies, reply_to, serving_names
from tests.conftest import free_port

WWW = "www.example.edu"
FIRST, SECOND = "127.0.0.1", "127.0.0.2"


def good(query: Message) -> list[bytes]:
    return [reply_to(query, f"{WWW}. 60 IN AAAA 2400:3200::1").to_wire()]


def silent(query: Message) -> list[bytes]:
    return []


def failing(query: Message) -> list[bytes]:
    return [reply_to(query, code=SERVFAIL).to_wire()]


def refusing(query: Message) -> list[bytes]:
    return [reply_to(query, code=REFUSED).to_wire()]


class Two:
    """Two servers on one port, and how often each was asked."""

    def __init__(self, first: Replies, second: Replies) -> None:
        self.replies = {FIRST: first, SECOND: second}
        self.asked = {FIRST: 0, SECOND: 0}
        self.port = free_port()
        self.stack = AsyncExitStack()

    def counted(self, address: str) -> Replies:
        def replies(query: Message) -> list[bytes]:
            self.asked[address] += 1
            return self.replies[address](query)

        return replies

    async def __aenter__(self) -> Servers:
        for address in (FIRST, SECOND):
            served = serving_names(self.counted(address), addresses=(address,), port=self.port)
            await self.stack.enter_async_context(served)
        each = [Nameserver(address, self.port) for address in (FIRST, SECOND)]
        return Servers(each, 0.4, self.control())

    async def __aexit__(self, *error: object) -> None:
        await self.stack.aclose()

    def control(self) -> Message | None:
        return None


class Controlled(Two):
    def control(self) -> Message:
        return question(absolute("control.example.edu"), AAAA)


async def ask(servers: Servers) -> tuple[str, ...]:
    owner = absolute(WWW)
    return proven(await servers.answer(question(owner, AAAA)), owner, AAAA)


async def test_a_silent_server_is_left_alone_after_the_second_time() -> None:
    two = Two(silent, good)
    async with two as servers:
        for _ in range(5):
            assert await ask(servers) == ("2400:3200::1",)
    assert two.asked == {FIRST: 2, SECOND: 5}


async def test_one_lost_datagram_is_forgiven() -> None:
    two = Two(lambda query: silent(query) if two.asked[FIRST] % 2 else good(query), good)
    async with two as servers:
        for _ in range(4):
            assert await ask(servers) == ("2400:3200::1",)
    assert two.asked == {FIRST: 4, SECOND: 2}


@pytest.mark.parametrize("first", [failing, refusing])
async def test_where_one_cannot_say_the_next_is_asked(first: Replies) -> None:
    two = Two(first, good)
    async with two as servers:
        assert await ask(servers) == ("2400:3200::1",)
    assert two.asked == {FIRST: 1, SECOND: 1}


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (failing, refusing, "SERVFAIL"),
        (refusing, silent, "REFUSED"),
        (silent, failing, "SERVFAIL"),
        (silent, silent, "over IPv4 from 127.0.0.1"),
    ],
)
async def test_where_none_can_say_it_is_the_first_word_that_counts(
    first: Replies, second: Replies, why: str
) -> None:
    async with Two(first, second) as servers:
        with pytest.raises(ProbeError, match=why):
            await ask(servers)


async def test_a_silence_is_the_names_where_another_name_is_answered() -> None:
    def dropping(query: Message) -> list[bytes]:
        return good(query) if "control" in query.question[0].name.to_text() else []

    two = Controlled(dropping, good)
    async with two as servers:
        for _ in range(3):
            with pytest.raises(ProbeError) as caught:
                await ask(servers)
            assert caught.value.kind is FailureKind.TIMEOUT
    assert two.asked == {FIRST: 6, SECOND: 0}


@pytest.mark.parametrize("first", [silent, failing, refusing])
async def test_fault_N4_a_page_is_looked_up_by_the_next_resolver(  # noqa: N802 - the row's id
    first: Replies,
) -> None:
    two = Two(first, good)
    async with two as servers:
        assert await from_any(WWW, AAAA, [*servers.silences], 0.4) == ("2400:3200::1",)
    assert two.asked == {FIRST: 1, SECOND: 1}


async def test_without_any_server_there_is_nobody_to_ask() -> None:
    with pytest.raises(ProbeError, match="no nameserver configured"):
        await ask(Servers([], 0.1))
    with pytest.raises(ProbeError, match="no nameserver configured"):
        await from_any(WWW, AAAA, [], 0.1)
