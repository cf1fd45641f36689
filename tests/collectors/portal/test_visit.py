"""A page may send the crawler on, but only to where the whole Internet may go (W1)."""

import asyncio
import gzip
import time
import zlib
from asyncio import StreamReader, StreamWriter

import pytest
from dns.message import Message
from dns.rdatatype import AAAA
from yarl import URL

from collectors.failure import FailureKind, ProbeError
from collectors.lookup import Nameserver
from collectors.portal.hosts import NAMES_AT_A_TIME, Addresses, Hosts
from collectors.portal.tried import Cause
from collectors.portal.visit import BODY_BYTES_LIMIT, Answer, Failed, visited
from tests.collectors.dns_server import SOA, reply_to, serving_names
from tests.collectors.stream_server import Answer as Served
from tests.collectors.stream_server import serving

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
LOOPBACK = Addresses(("::1",))


async def only_www(host: str) -> Addresses:
    """Of the host that the test asks for; other names have none, an address is itself."""
    if host == "www.school.test":
        return LOOPBACK
    return Addresses() if host == "nowhere.test" else await Hosts([], 1.0).ipv6(host)


def saying(reply: bytes, asked: list[bytes] | None = None) -> Served:
    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if asked is not None:
            asked.append(request.split(b" ")[1])
        writer.write(reply)

    return answer


def to(location: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


async def got(reply: bytes, seconds: float = 3.0) -> Answer | Failed:
    async with serving(saying(reply), "::1") as port:
        return await visited(URL(f"http://www.school.test:{port}/"), only_www, True, seconds)


async def test_a_page_that_answers() -> None:
    answer = await got(OK)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.is_html) == (200, b"hello", True)


async def test_what_came_while_we_were_busy_ourselves_is_no_silence() -> None:
    asked: list[float] = []

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        asked.append(time.monotonic())
        await saying(OK)(reader, writer)
        if len(asked) == 1:
            time.sleep(0.8)  # noqa: ASYNC251 - nothing of this process goes on

    async with serving(answer, "::1") as port:
        got = await visited(URL(f"http://www.school.test:{port}/"), only_www, True, 0.3)
    assert isinstance(got, Answer)
    assert len(asked) == 2


async def test_silence_is_asked_once() -> None:
    asked: list[float] = []

    async def answer(reader: StreamReader, _writer: StreamWriter) -> None:
        asked.append(time.monotonic())
        await reader.read()

    async with serving(answer, "::1") as port:
        got = await visited(URL(f"http://www.school.test:{port}/"), only_www, True, 0.1)
    assert got == Failed(Cause.TIMEOUT, "no whole answer within 0.1 s")
    assert len(asked) == 1


async def test_names_are_asked_for_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asking, most = 0, 0

    async def from_any(*_: object) -> tuple[str, ...]:
        nonlocal asking, most
        asking += 1
        most = max(most, asking)
        await asyncio.sleep(0)
        asking -= 1
        return ()

    monkeypatch.setattr("collectors.portal.hosts.from_any", from_any)
    hosts = Hosts([], 1.0)
    await asyncio.gather(*(hosts.ipv6(f"{number}.school.test") for number in range(1_000)))
    await hosts.errands.end()
    assert most == NAMES_AT_A_TIME


SENT_ASTRAY = {
    "to itself": ("/", Cause.REDIRECT),
    "to a file": ("file:///etc/passwd", Cause.REDIRECT),
    "to another protocol": ("gopher://www.school.test/", Cause.REDIRECT),
    "to nothing": ("http://", Cause.REDIRECT),
    "to loopback by its address": ("http://[::1]:{port}/secret", Cause.NOT_GLOBAL),
    "to an IPv4 address": ("http://127.0.0.1:{port}/secret", Cause.NO_AAAA),
    "to one that carries another": ("http://[::ffff:127.0.0.1]:{port}/secret", Cause.NOT_GLOBAL),
    "to a private address": ("http://[fd00::1]/", Cause.NOT_GLOBAL),
    "to a link-local one": ("http://[fe80::1]/", Cause.NOT_GLOBAL),
    "to what serves machines their secrets": ("http://[fd00:ec2::254]/latest", Cause.NOT_GLOBAL),
    "to a name that has no address": ("http://nowhere.test/", Cause.NO_AAAA),
}


@pytest.mark.parametrize(("location", "cause"), SENT_ASTRAY.values(), ids=SENT_ASTRAY)
async def test_fault_w1_who_is_sent_astray_goes_nowhere(location: str, cause: Cause) -> None:
    asked: list[bytes] = []
    replies: list[bytes] = []

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await saying(replies[0], asked)(reader, writer)

    async with serving(answer, "::1") as port, serving(answer) as _:
        replies.append(to(location.format(port=port)))
        found = await visited(URL(f"http://www.school.test:{port}/"), only_www, True, 3.0)
    assert isinstance(found, Failed)
    assert found.cause is cause
    assert b"/secret" not in asked
    assert len(asked) <= 6  # the page and five redirects


async def test_a_name_that_moves_after_it_was_checked_is_asked_where_it_was() -> None:
    """Rebinding: every later question gets an address inside; the answer of the first counts."""
    questions: list[str] = []

    def names(query: Message) -> list[bytes]:
        name = query.question[0].name.to_text()
        if query.question[0].rdtype != AAAA:
            return [reply_to(query, authority=(SOA,)).to_wire()]
        questions.append(name)
        address = "::1" if len(questions) == 1 else "fd00::1"
        return [reply_to(query, f"{name} 1 IN AAAA {address}").to_wire()]

    async with serving_names(names, addresses=("127.0.0.1",)) as dns_port:
        hosts = Hosts([Nameserver("127.0.0.1", dns_port)], 1.0, ["::1/128"])
        async with serving(saying(OK), "::1") as port:
            url = URL(f"http://rebound.test:{port}/")
            for _ in range(3):
                assert isinstance(await visited(url, hosts.ipv6, True, 3.0), Answer)
    assert questions == ["rebound.test."]


def framed(body: bytes, coding: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


CODED = {
    "gzip": framed(gzip.compress(b"hello"), "gzip"),
    "deflate": framed(zlib.compress(b"hello"), "deflate"),
    "identity": framed(b"hello", "identity"),
}


@pytest.mark.parametrize("reply", CODED.values(), ids=CODED)
async def test_a_body_that_was_compressed_unasked_is_read(reply: bytes) -> None:
    answer = await got(reply)
    assert isinstance(answer, Answer)
    assert answer.body == b"hello"


async def test_a_bomb_is_read_up_to_the_limit() -> None:
    answer = await got(framed(gzip.compress(b"\0" * 64 * 1_048_576), "gzip"))
    assert isinstance(answer, Answer)
    assert len(answer.body) == BODY_BYTES_LIMIT


NO_HTTP: dict[str, bytes] = {
    "nonsense": b"what is this?\r\n\r\n",
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "half a body": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
    "a chunk without length": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
    "a coding that nobody asked for": framed(b"hello", "br"),
    "no gzip": framed(b"hello", "gzip"),
    "a status that there is not": b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("reply", NO_HTTP.values(), ids=NO_HTTP)
async def test_what_is_no_http_says_so(reply: bytes) -> None:
    found = await got(reply)
    assert isinstance(found, Failed)
    assert found.cause in {Cause.PROTOCOL, Cause.REFUSED, Cause.UNREACHABLE}


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", OK[:-3]])
async def test_who_stalls_is_waited_for_no_longer_than_said(head: bytes) -> None:
    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(head)
        await writer.drain()
        await asyncio.sleep(30)

    async with serving(answer, "::1") as port:
        began = asyncio.get_running_loop().time()
        found = await visited(URL(f"http://www.school.test:{port}/"), only_www, True, 0.3)
        assert asyncio.get_running_loop().time() - began < 2.0
    assert isinstance(found, Failed)
    assert found.cause is Cause.TIMEOUT


async def test_names_that_are_not_answered_are_nobodys_fault() -> None:
    with pytest.raises(ProbeError) as caught:
        await visited(URL("http://www.school.test/"), Hosts([], 1.0).ipv6, True, 1.0)
    assert caught.value.kind is FailureKind.UNREACHABLE
