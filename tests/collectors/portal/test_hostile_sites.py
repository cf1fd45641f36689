"""Sites that stall, never end, or lie about their length or their certificate (W2, W3)."""

import asyncio
import json
import ssl
import sys
import warnings
import zlib
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from itertools import repeat
from pathlib import Path

import pytest
from yarl import URL

from collectors.portal.crawl import Crawl
from collectors.portal.hosts import Addresses, Hosts
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import Cause, Outcome
from collectors.portal.visit import BODY_BYTES_LIMIT, Answer, Failed, visited
from tests.collectors.certificates import self_signed, server_side
from tests.collectors.stream_server import serving

Play = Callable[[StreamWriter], Awaitable[None]]

MIB = 1_048_576
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
FULL = HEAD + b"Content-Length: %d\r\n\r\n" % BODY_BYTES_LIMIT + b"x" * BODY_BYTES_LIMIT
TIMES, GROWN_MIB = 10, 20


def at_once(said: bytes) -> Play:
    async def play(writer: StreamWriter) -> None:
        writer.write(said)

    return play


def in_pieces(pieces: Callable[[], Iterable[bytes]], pause_seconds: float = 0.0) -> Play:
    async def play(writer: StreamWriter) -> None:
        for piece in pieces():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_seconds)

    return play


def then_nothing(said: bytes) -> Play:
    async def play(writer: StreamWriter) -> None:
        writer.write(said)
        await asyncio.Event().wait()

    return play


def bomb() -> bytes:
    """A gibibyte of zeros."""
    packer, piece = zlib.compressobj(1, wbits=31), bytes(MIB)
    packed = b"".join([*(packer.compress(piece) for _ in range(1024)), packer.flush()])
    return HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed


def coded(coding: str) -> bytes:
    """Small enough to unpack to anything; nobody asked for that coding, so nobody unpacks it."""
    head = HEAD + f"Content-Encoding: {coding}\r\nContent-Length: 4\r\n\r\n".encode()
    return head + b"\x28\xb5\x2f\xfd"


BOTH_LENGTHS = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
LIMITED = f"body {BODY_BYTES_LIMIT}"

#: What the site does, and what is found of it.
HOSTILE: dict[str, tuple[Play, str]] = {
    "head, octet by octet": (
        in_pieces(lambda: (b"%c" % octet for octet in HEAD), 0.1), Cause.TIMEOUT,
    ),
    "body, octet by octet": (
        in_pieces(lambda: (HEAD + b"Content-Length: 99\r\n\r\n", *repeat(b"x", 99)), 0.1),
        Cause.TIMEOUT,
    ),
    "no head": (then_nothing(b""), Cause.TIMEOUT),
    "half a head": (then_nothing(HEAD), Cause.TIMEOUT),
    "half a body": (then_nothing(HEAD + b"Content-Length: 9\r\n\r\nhello"), Cause.TIMEOUT),
    "a body without end": (in_pieces(lambda: (HEAD + b"\r\n", *repeat(bytes(65_536), 999))),
                           LIMITED),
    "chunks without end": (
        in_pieces(lambda: (HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
                           *repeat(b"10000\r\n" + bytes(65_536) + b"\r\n", 999))),
        LIMITED,
    ),
    "a gibibyte in gzip": (at_once(bomb()), LIMITED),
    "a coding that nobody asked for": (at_once(coded("br")), Cause.PROTOCOL),
    "another one": (at_once(coded("zstd")), Cause.PROTOCOL),
    "200,000 headers": (
        at_once(HEAD + b"".join(b"X-%d: x\r\n" % n for n in range(200_000)) + b"\r\n"),
        Cause.PROTOCOL,
    ),
    "two lengths": (at_once(HEAD + BOTH_LENGTHS + b"0\r\n\r\n"), Cause.PROTOCOL),
    "a chunk of no length": (
        at_once(HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n"), Cause.PROTOCOL,
    ),
    "HTTP/0.9": (at_once(b"<html>hello</html>"), Cause.PROTOCOL),
}  # fmt: skip


@pytest.mark.parametrize(("play", "found"), HOSTILE.values(), ids=HOSTILE)
async def test_fault_w2_a_hostile_site_costs_little_time_and_memory(play: Play, found: str) -> None:
    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        await (at_once(FULL) if b"/full " in request else play)(writer)

    async with serving(answer, "::1") as port:
        module, seconds = "tests.collectors.portal.visiting", 0.3 if found == Cause.TIMEOUT else 5.0
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, str(port), str(seconds), str(TIMES)), stdout=PIPE
        )
        said, _ = await process.communicate()
    told = json.loads(said)
    assert told["found"] == [found] * TIMES
    assert told["seconds"] < seconds + 1.0
    assert told["grown_kib"] < GROWN_MIB * 1024


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
HOST = "www.school.test"


def old_only(file: Path) -> ssl.SSLContext:
    context = server_side(file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


async def of_loopback(_host: str) -> Addresses:
    return Addresses(("::1",))


async def over_tls(context: ssl.SSLContext, trusted: Path) -> Answer | Failed:
    async with serving(_said, "::1", context) as port:
        trust = ssl.create_default_context(cafile=trusted)
        return await visited(URL(f"https://{HOST}:{port}/"), of_loopback, trust, 3.0)


async def _said(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return self_signed(tmp_path, HOST)


async def test_a_certificate_that_is_good_is_trusted(good: Path) -> None:
    assert isinstance(await over_tls(server_side(good), good), Answer)


async def test_fault_w3_a_certificate_at_fault_is_said_by_itself(
    good: Path, tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    expired = self_signed(tmp_path / "old", HOST, (-9, -1))
    other = self_signed(tmp_path, "lib.school.test")
    found = {
        "expired": await over_tls(server_side(expired), expired),
        "of nobody we know": await over_tls(server_side(good), other),
        "of another name": await over_tls(server_side(other), other),
        "of TLS 1.0": await over_tls(old_only(good), good),
    }
    words = {
        "expired": "expired", "of nobody we know": "self-signed",
        "of another name": "mismatch", "of TLS 1.0": "ssl",
    }  # fmt: skip
    for case, failed in found.items():
        assert isinstance(failed, Failed), case
        assert failed.cause is Cause.TLS, case
        assert words[case] in failed.detail.lower().replace("_", " "), failed.detail


async def test_a_handshake_that_stalls_ends_with_the_link(good: Path) -> None:
    async def stall(_reader: StreamReader, _writer: StreamWriter) -> None:
        await asyncio.Event().wait()

    async with serving(stall, "::1") as port:
        trust = ssl.create_default_context(cafile=good)
        found = await visited(URL(f"https://{HOST}:{port}/"), of_loopback, trust, 0.5)
    assert isinstance(found, Failed)
    assert found.cause is Cause.TIMEOUT


@pytest.fixture
async def other_over_ipv4(good: Path, tmp_path: Path) -> AsyncIterator[URL]:
    """One port, whose certificate is good over IPv6 and another's over IPv4."""
    other = self_signed(tmp_path, "lib.school.test")
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serving(_said, "::1", server_side(good)))
        server = await asyncio.start_server(_said, "127.0.0.1", port, ssl=server_side(other))
        await stack.enter_async_context(server)
        yield URL(f"https://{HOST}:{port}/")


async def test_another_certificate_over_ipv4_leaves_ipv6_as_it_is(
    other_over_ipv4: URL, good: Path
) -> None:
    class Both(Hosts):
        async def ipv6(self, host: str) -> Addresses:
            return Addresses(("::1",))

        async def ipv4(self, host: str) -> Addresses:
            return Addresses(("127.0.0.1",))

    async with PageWorker() as pages:
        trust = ssl.create_default_context(cafile=good)
        crawl = Crawl(Both([], 1.0), ("school.test",), pages, trust)
        home = (await crawl.run(other_over_ipv4)).home
    assert home.outcome is Outcome.SUPPORTED
    assert home.detail.startswith("not compared: IPv4: ")
    assert "certificate" in home.detail
