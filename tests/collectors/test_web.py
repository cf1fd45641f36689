"""A page is right over IPv6 when it has a global AAAA and really answers there, and only then."""

import asyncio
import gzip
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import IPv6Address
from pathlib import Path

import aiohttp
import pytest
from dns.message import Message
from dns.rcode import NXDOMAIN, SERVFAIL
from dns.rdatatype import AAAA
from pydantic import ValidationError
from yarl import URL

from collectors.address_kinds import globally_reachable
from collectors.failure import FailureKind
from collectors.http_get import named
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Value
from collectors.target import Target
from collectors.web import WEB, WebOptions
from tests.collectors.certificates import self_signed, server_side
from tests.collectors.dns_server import SOA, reply_to, serving_names
from tests.collectors.stream_server import Answer, serving
from tests.conftest import free_port

HOST = "www.example.edu"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

#: Host -> its AAAA records, or the response code in their place.
Zone = dict[str, list[str] | int]


@asynccontextmanager
async def resolver(zone: Zone, asked: list[str] | None = None) -> AsyncIterator[int]:
    def replies(query: Message) -> list[bytes]:
        question = query.question[0]
        host = question.name.to_text(omit_final_dot=True)
        if asked is not None:
            asked.append(host)
        found = zone.get(host, NXDOMAIN)
        if isinstance(found, int):
            return [reply_to(query, code=found, authority=(SOA,)).to_wire()]
        assert question.rdtype == AAAA  # never A: there is no way back to IPv4
        lines = [f"{host}. 60 IN AAAA {address}" for address in found]
        return [reply_to(query, *lines, authority=() if lines else (SOA,)).to_wire()]

    async with serving_names(replies, addresses=("127.0.0.1",)) as port:
        yield port


async def probe(
    url: str, nameserver_port: int, seconds: float = 5.0, **more: object
) -> ProbeResult:
    options = WebOptions.model_validate(
        {
            "url": url,
            "nameserver": "127.0.0.1",
            "nameserver_port": nameserver_port,
            "counts_as_global": ["::1/128"],
            "query_timeout_seconds": 0.3,
            **more,
        }
    )
    made = Probe("portal/web", Target("portal", HOST), WEB, options, 60.0, seconds)
    return await run_probe(made, datetime.now(UTC))


def values(result: ProbeResult) -> tuple[Value, ...]:
    """Addresses, whether the page is right, its status."""
    assert result.failure is None
    return tuple(reading.value for reading in result.readings)


def saying(reply: bytes) -> Answer:
    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)

    return answer


def redirecting(location: Callable[[str], str]) -> Answer:
    """Redirect to `location(path)`, or answer where that is empty."""

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        to = location(request.split(" ")[1])
        head = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
        writer.write(head.encode() if to else OK)

    return answer


def always(location: str) -> Callable[[str], str]:
    return lambda path: location


async def byte_wise(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    for byte in OK:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0)


async def test_a_page_that_answers_over_ipv6_is_right() -> None:
    for answer in (saying(OK), byte_wise):
        async with resolver({HOST: ["::1"]}) as dns, serving(answer, "::1") as port:
            result = await probe(f"http://{HOST}:{port}/", dns)
        assert values(result) == (1, True, 200)
        assert {reading.instance for reading in result.readings} == {f"http://{HOST}:{port}/"}
        assert [reading.quantity for reading in result.readings] == list(WEB.measures)


@pytest.mark.parametrize(
    ("zone", "addresses"),
    [
        ({}, 0),
        ({HOST: []}, 0),
        ({HOST: ["fe80::1", "::", "::ffff:127.0.0.1", "2001:db8::1", "fd00::1"]}, 0),
    ],
)
async def test_a_host_that_proves_to_have_no_global_aaaa_is_not_right(
    zone: Zone, addresses: int
) -> None:
    async with resolver(zone) as dns, serving(saying(OK), "::1") as port:
        result = await probe(f"http://{HOST}:{port}/", dns)
    assert values(result) == (addresses, False, None)
    assert result.readings[2].rejected == f"{HOST} has no global IPv6 address"


async def test_an_answer_over_ipv4_does_not_help() -> None:
    async with resolver({HOST: ["::1"]}) as dns, serving(saying(OK), "127.0.0.1") as port:
        result = await probe(f"http://{HOST}:{port}/", dns)
        literal = await probe(f"http://127.0.0.1:{port}/", dns)
    assert values(result) == (1, False, None)
    assert "refused" in result.readings[2].rejected.lower()
    assert values(literal) == (0, False, None)


@pytest.mark.parametrize(
    ("reply", "ok", "status"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone", False, 404),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", False, 503),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", False, 200),
        (b"HTTP/1.1 204 No Content\r\n\r\n", False, 204),
        (b"HTTP/1.0 200 OK\r\n\r\nhello", True, 200),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", True, 200),
        (b"HTTP/1.1 300 Choices\r\nContent-Length: 1\r\n\r\nx", True, 300),
    ],
)
async def test_what_the_site_answers_is_its_own_fault_or_merit(
    reply: bytes, ok: bool, status: int
) -> None:
    async with resolver({HOST: ["::1"]}) as dns, serving(saying(reply), "::1") as port:
        result = await probe(f"http://{HOST}:{port}/", dns)
    assert values(result) == (1, ok, status)


async def reset(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
    )
    writer.transport.abort()


async def test_a_reset_connection_is_not_right() -> None:
    async with resolver({HOST: ["::1"]}) as dns, serving(reset, "::1") as port:
        result = await probe(f"http://{HOST}:{port}/", dns)
    assert values(result) == (1, False, None)
    assert "reset" in result.readings[2].rejected.lower()


async def silent(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.read()


async def stalling_head(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-")
    await asyncio.Event().wait()


async def stalling_body(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")
    await asyncio.Event().wait()


async def endless_informational(reader: StreamReader, writer: StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


MANY_HEADERS = b"".join(b"X-%d: y\r\n" % number for number in range(200_000))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (silent, FailureKind.TIMEOUT),
        (stalling_head, FailureKind.TIMEOUT),
        (stalling_body, FailureKind.TIMEOUT),
        (endless_informational, FailureKind.TIMEOUT),
        (saying(b""), FailureKind.MALFORMED_REPLY),
        (saying(b"\x00\xff garbage\r\n\r\n"), FailureKind.MALFORMED_REPLY),
        (saying(b"<html>HTTP/0.9</html>"), FailureKind.MALFORMED_REPLY),
        (saying(OK[:-2]), FailureKind.MALFORMED_REPLY),
        (saying(b"HTTP/1.1 200 OK\r\nContent-"), FailureKind.MALFORMED_REPLY),
        (saying(b"HTTP/1.1 999 What\r\nContent-Length: 1\r\n\r\nx"), FailureKind.MALFORMED_REPLY),
        (saying(b"HTTP/1.1 099 What\r\nContent-Length: 1\r\n\r\nx"), FailureKind.MALFORMED_REPLY),
        (saying(b"HTTP/1.1 2e2 OK\r\n\r\nx"), FailureKind.MALFORMED_REPLY),
        (
            saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx"),
            FailureKind.MALFORMED_REPLY,
        ),
        (
            saying(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nhello"),
            FailureKind.MALFORMED_REPLY,
        ),
        (
            saying(b"HTTP/1.1 200 OK\r\n" + MANY_HEADERS + b"\r\nx"),
            FailureKind.MALFORMED_REPLY,
        ),
        (
            saying(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\nx"),
            FailureKind.MALFORMED_REPLY,
        ),
    ],
)
async def test_a_broken_answer_proves_nothing(answer: Answer, kind: FailureKind) -> None:
    async with resolver({HOST: ["::1"]}) as dns, serving(answer, "::1") as port:
        result = await probe(f"http://{HOST}:{port}/", dns, seconds=0.7)
    assert result.failure is not None
    assert result.failure.kind is kind
    assert result.readings == ()
    assert result.duration_seconds < 2.0


async def test_an_endless_body_is_read_to_the_limit_and_no_further() -> None:
    sent = 0

    async def endless(reader: StreamReader, writer: StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()
            sent += 65_536

    async with resolver({HOST: ["::1"]}) as dns, serving(endless, "::1") as port:
        result = await probe(f"http://{HOST}:{port}/", dns)
    assert values(result) == (1, True, 200)
    assert sent < 32 * 1_048_576  # the limit and what the kernel buffers


async def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    answer = saying(head.encode() + bomb)
    async with resolver({HOST: ["::1"]}) as dns, serving(answer, "::1") as port:
        result = await probe(f"http://{HOST}:{port}/", dns)
    assert values(result) == (1, True, 200)


@pytest.mark.parametrize("code", [SERVFAIL, "silent"])
async def test_a_resolver_that_cannot_say_proves_nothing(code: int | str) -> None:
    if code == "silent":
        loop = asyncio.get_running_loop()
        port = free_port()
        deaf, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, ("127.0.0.1", port))
        result = await probe(f"http://{HOST}/", port)
        deaf.close()
    else:
        assert isinstance(code, int)
        async with resolver({HOST: code}) as dns:
            result = await probe(f"http://{HOST}/", dns)
    assert result.failure is not None
    expected = FailureKind.TIMEOUT if code == "silent" else FailureKind.ERROR_REPLY
    assert result.failure.kind is expected


async def test_five_redirects_are_followed_and_six_are_not() -> None:
    def count_down(path: str) -> str:
        left = int(path.strip("/"))
        return f"/{left - 1}" if left else ""

    async with resolver({HOST: ["::1"]}) as dns, serving(redirecting(count_down), "::1") as port:
        five = await probe(f"http://{HOST}:{port}/5", dns)
        six = await probe(f"http://{HOST}:{port}/6", dns)
        looping = await probe(f"http://{HOST}:{port}/1000000", dns)
    assert values(five) == (1, True, 200)
    for result in (six, looping):
        assert values(result) == (1, None, None)
        assert "more than 5 redirects" in result.readings[1].rejected


@pytest.mark.parametrize(
    ("location", "ok", "why"),
    [
        ("file:///etc/passwd", None, "no web page"),
        ("gopher://www.example.edu/", None, "no web page"),
        ("http://[zz]:{port}/", None, "no URL"),
        ("http://[::]:{port}/", False, "no global"),
        ("http://[::ffff:127.0.0.1]:{port}/", False, "no global"),
        ("http://127.0.0.1:{port}/", False, "no global"),
        ("http://2130706433:{port}/", False, "no global"),
        ("http://169.254.169.254/latest/meta-data/", False, "no global"),
        ("http://[fd00:ec2::254]/", False, "no global"),
        ("http://private.example.edu:{port}/", False, "no global"),
        ("http://nosuch.example.edu:{port}/", False, "no global"),
    ],
)
async def test_a_redirect_to_a_forbidden_address_is_never_connected_to(
    location: str, ok: bool | None, why: str
) -> None:
    visits = 0

    async def forbidden(reader: StreamReader, writer: StreamWriter) -> None:
        nonlocal visits
        visits += 1

    zone: Zone = {HOST: ["::1"], "private.example.edu": ["::", "::ffff:127.0.0.1", "fe80::1"]}
    for address in ("127.0.0.1", "::1"):  # `::` leads to ::1
        async with resolver(zone) as dns, serving(forbidden, address) as port:
            to = location.format(port=port)
            async with serving(redirecting(always(to)), "::1") as first:
                result = await probe(f"http://{HOST}:{first}/", dns)
        assert values(result) == (1, ok, None)
        assert why in result.readings[2].rejected
    assert visits == 0


async def test_each_hop_is_resolved_once_and_connected_to_what_was_checked() -> None:
    asked: list[str] = []
    zone: Zone = {HOST: ["::1"], "next.example.edu": ["::1"]}
    async with resolver(zone, asked) as dns, serving(saying(OK), "::1") as second:
        to = f"http://next.example.edu:{second}/"
        async with serving(redirecting(always(to)), "::1") as first:
            result = await probe(f"http://{HOST}:{first}/", dns)
    assert values(result) == (1, True, 200)
    assert asked == [HOST, "next.example.edu"]


async def test_one_address_that_answers_is_enough() -> None:
    """A mapped address stands for a second IPv6 loopback, of which there is none."""
    addresses = ["::1", "::ffff:127.0.0.2"]
    async with resolver({HOST: addresses}) as dns, serving(saying(OK), "127.0.0.2") as port:
        both = ["::1/128", "::ffff:0:0/96"]
        result = await probe(f"http://{HOST}:{port}/", dns, counts_as_global=both)
    assert values(result) == (2, True, 200)


async def test_a_page_is_not_the_sites_fault_while_one_address_may_be_ours() -> None:
    addresses = ["::1", "::ffff:127.0.0.2"]
    async with resolver({HOST: addresses}) as dns, serving(silent, "127.0.0.2") as port:
        both = ["::1/128", "::ffff:0:0/96"]
        result = await probe(f"http://{HOST}:{port}/", dns, 0.5, counts_as_global=both)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TIMEOUT


async def test_a_flood_of_addresses_is_not_walked_through() -> None:
    flood = [f"2001:db8::{number:x}" for number in range(1, 40)]

    def large(query: Message) -> list[bytes]:
        lines = [f"{HOST}. 60 IN AAAA {address}" for address in flood]
        return [reply_to(query, *lines).to_wire(max_size=65_535)]

    async with serving_names(large, addresses=("127.0.0.1",)) as dns:
        result = await probe(f"http://{HOST}/", dns)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TOO_LARGE


@pytest.mark.parametrize(
    ("host", "valid_days", "trusted", "ok"),
    [
        (HOST, (-1, 1), True, True),
        (HOST, (-1, 1), False, False),
        (HOST, (-3, -2), True, False),
        ("other.example.edu", (-1, 1), True, False),
    ],
)
async def test_a_certificate_that_is_not_believed_makes_the_page_not_right(
    tmp_path: Path, host: str, valid_days: tuple[int, int], trusted: bool, ok: bool
) -> None:
    file = self_signed(tmp_path, host, valid_days)
    tls = server_side(file)
    async with resolver({HOST: ["::1"]}) as dns, serving(saying(OK), "::1", tls) as port:
        result = await probe(f"https://{HOST}:{port}/", dns, ca_file=str(file) if trusted else None)
    assert values(result) == (1, ok, 200 if ok else None)
    assert ok or "certificate" in result.readings[2].rejected.lower()


async def test_a_tls_handshake_that_stalls_is_a_timeout(tmp_path: Path) -> None:
    async with resolver({HOST: ["::1"]}) as dns, serving(silent, "::1") as port:
        result = await probe(f"https://{HOST}:{port}/", dns, seconds=0.5)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TIMEOUT


async def test_plain_http_on_a_tls_port_is_not_right() -> None:
    async def plain(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read(1)
        writer.write(OK)

    async with resolver({HOST: ["::1"]}) as dns, serving(plain, "::1") as port:
        result = await probe(f"https://{HOST}:{port}/", dns)
    assert values(result) == (1, False, None)


def test_a_host_without_ipv6_cannot_measure() -> None:
    url = URL(f"http://{HOST}/")
    for number in (101, 99, 97):  # ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT of Linux
        error = named(aiohttp.ClientOSError(number, "no"), url)
        assert error.kind is FailureKind.NO_ADDRESS_FAMILY


@pytest.mark.parametrize(
    ("address", "counts"),
    [
        ("2400:3200::1", True),
        ("2001:da8::666", True),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("fd12::1", False),
        ("ff0e::1", False),
        ("::ffff:8.8.8.8", False),
        ("64:ff9b::808:808", False),
        ("2002:808:808::1", False),
        ("2001:0:1::1", False),
        ("100::1", False),
        ("5f00::1", False),
    ],
)
def test_only_addresses_that_the_internet_reaches_count(address: str, counts: bool) -> None:
    assert globally_reachable(IPv6Address(address)) is counts


@pytest.mark.parametrize(
    "given",
    [
        {"url": "ftp://www.example.edu/"},
        {"url": "www.example.edu"},
        {"url": "http://user:secret@www.example.edu/"},
        {"url": "http://www.example.edu/", "nameserver": "dns.example.edu"},
        {"url": "http://www.example.edu/", "counts_as_global": ["::1/129"]},
        {"url": "http://www.example.edu/", "counts_as_global": ["10.0.0.0/8"]},
        {"url": "http://www.example.edu/", "ca_file": "/nonexistent.pem"},
        {"url": "http://www.example.edu/", "verify": False},
    ],
)
def test_options_that_cannot_work_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WebOptions.model_validate(given)
