"""Which messages answer what was sent: to the letter, or not at all (P2)."""

import random
import struct
from collections.abc import Callable

import pytest

from collectors.path.icmp import (
    FIRST_PORT,
    ICMP,
    ICMPV6,
    UDP,
    Exchange,
    Heard,
    What,
    internet_checksum,
)

NEAR, FAR, ROUTER = "192.0.2.1", "203.0.113.7", "192.0.2.254"
NEAR_6, FAR_6, ROUTER_6 = "2001:db8::1", "2001:db8:f::7", "2001:db8::fe"
COOKIE = bytes(range(16))


def exchange(protocol: int = ICMP, *, ipv6: bool = False) -> Exchange:
    ends = (NEAR_6, FAR_6) if ipv6 else (NEAR, FAR)
    return Exchange(*ends, 0xC123, protocol)


def packed(address: str) -> bytes:
    return bytes(int(part) for part in address.split("."))


def ipv4(body: bytes, *, source: str, destination: str, protocol: int = ICMP) -> bytes:
    length = 20 + len(body)
    return (
        struct.pack("!BBHHHBBH", 0x45, 0, length, 7, 0x4000, 1, protocol, 0)
        + packed(source)
        + packed(destination)
        + body
    )


def ipv6(body: bytes, protocol: int = ICMPV6) -> bytes:
    ends = bytes.fromhex("20010db8000000000000000000000001" + "20010db8000f00000000000000000007")
    return struct.pack("!IHBB", 0x60000000, len(body), protocol, 1) + ends + body


def checked(body: bytes) -> bytes:
    check = internet_checksum(body[:2] + b"\0\0" + body[4:])
    return body[:2] + struct.pack("!H", check) + body[4:]


def reply_to(message: bytes) -> bytes:
    """As a host answers: type 0, all else as it came (RFC 792)."""
    return ipv4(checked(bytes([0]) + message[1:]), source=FAR, destination=NEAR)


def error(kind: int, code: int, quoted: bytes, rest: int = 0, protocol: int = ICMP) -> bytes:
    inner = ipv4(quoted, source=NEAR, destination=FAR, protocol=protocol)
    body = checked(struct.pack("!BBHI", kind, code, 0, rest) + inner)
    return ipv4(body, source=ROUTER, destination=NEAR)


def test_a_checksum_over_data_with_its_checksum_is_zero() -> None:
    """The example of RFC 1071, section 3."""
    data = bytes.fromhex("0001f203f4f5f6f7")
    assert internet_checksum(data) == 0xFFFF - 0xDDF2
    assert internet_checksum(data + struct.pack("!H", internet_checksum(data))) == 0
    assert internet_checksum(b"\x01") == 0xFEFF


def test_the_reply_is_heard() -> None:
    ours = exchange()
    message = ours.message(5, COOKIE)
    assert internet_checksum(message) == 0
    assert ours.hear(reply_to(message), FAR) == Heard(What.REPLY, 5, FAR)
    assert ours.ignored == 0


def changed(at: int, value: int, *, mended: bool = True) -> Callable[[bytes], bytes]:
    def change(packet: bytes) -> bytes:
        body = packet[20:]
        body = body[:at] + bytes([value]) + body[at + 1 :]
        return packet[:20] + (checked(body) if mended else body)

    return change


NO_REPLIES: dict[str, Callable[[bytes], bytes]] = {
    "another identifier": changed(4, 0xC2),
    "a sequence that was not sent": changed(7, 6),
    "another cookie": changed(8, 0xFF),
    "the cookie's end is another": changed(23, 0xFF),
    "the checksum is wrong": changed(2, 0xAA, mended=False),
    "one bit of the payload fell, as damage does": changed(9, 0x03, mended=False),
    "the request itself": changed(0, 8),
    "a timestamp reply": changed(0, 14),
    "cut short": lambda packet: packet[:-1],
    "longer": lambda packet: packet[:20] + checked(packet[20:] + b"\0\0"),
    "without a payload": lambda packet: packet[:20] + checked(packet[20:28]),
    "a header alone": lambda packet: packet[:20],
    "half a header": lambda packet: packet[:11],
    "nothing": lambda _: b"",
    "a header that is longer than the packet": lambda packet: b"\x4f" + packet[1:24],
    "a later fragment": lambda packet: packet[:6] + b"\x00\x10" + packet[8:],
    "not IPv4": lambda packet: b"\x65" + packet[1:],
}


@pytest.mark.parametrize("change", NO_REPLIES.values(), ids=NO_REPLIES)
def test_what_is_not_the_reply_is_ignored_and_counted(change: Callable[[bytes], bytes]) -> None:
    ours = exchange()
    packet = reply_to(ours.message(5, COOKIE))
    assert ours.hear(change(packet), FAR) is None
    assert ours.ignored == 1


def test_a_reply_from_another_address_is_none() -> None:
    ours = exchange()
    assert ours.hear(reply_to(ours.message(5, COOKIE)), ROUTER) is None


def test_errors_tell_who_and_what() -> None:
    ours = exchange()
    message = ours.message(5, COOKIE)
    assert ours.hear(error(11, 0, message[:8]), ROUTER) == Heard(What.EXCEEDED, 5, ROUTER)
    assert ours.hear(error(3, 1, message), ROUTER) == Heard(What.UNREACHABLE, 5, ROUTER)
    assert ours.hear(error(3, 4, message, 1400), ROUTER) == Heard(What.TOO_BIG, 5, ROUTER, 1400)
    padded = message + bytes(104) + b"\x20\x00 an extension"
    assert ours.hear(error(11, 0, padded), ROUTER) == Heard(What.EXCEEDED, 5, ROUTER)


QUOTES = {
    "seven bytes": lambda message: message[:7],
    "another identifier": lambda message: message[:4] + b"\0\0" + message[6:8],
    "a checksum that was never ours": lambda message: message[:2] + b"\x12\x34" + message[4:8],
    "another cookie": lambda message: message[:8] + bytes(16),
    "a sequence that was not sent": lambda message: message[:6] + b"\x99\x99",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_an_error_that_does_not_quote_us_is_ignored(quote: Callable[[bytes], bytes]) -> None:
    ours = exchange()
    message = ours.message(5, COOKIE)
    assert ours.hear(error(11, 0, quote(message)), ROUTER) is None
    assert ours.hear(error(3, 4, quote(message), 576), ROUTER) is None
    assert ours.ignored == 2


def test_udp_arrives_where_its_port_is_unreachable() -> None:
    ours = exchange(UDP)
    datagram = ours.message(2, COOKIE)
    assert struct.unpack_from("!HHH", datagram) == (0xC123, FIRST_PORT + 2, 24)
    no_port = error(3, 3, datagram[:8], protocol=UDP)
    assert ours.hear(no_port, FAR) == Heard(What.REPLY, 2, FAR)
    assert ours.hear(no_port, ROUTER) == Heard(What.UNREACHABLE, 2, ROUTER)
    other = struct.pack("!HH", 0xC123, FIRST_PORT + 2) + b"\0\x18\0\0"
    assert ours.hear(error(3, 3, other, protocol=UDP), FAR) is None


def test_icmpv6_is_heard_alike() -> None:
    ours = exchange(ICMPV6, ipv6=True)
    message = ours.message(9, COOKIE)
    assert message[:4] == bytes([128, 0, 0, 0])
    assert ours.hear(bytes([129]) + message[1:], FAR_6) == Heard(What.REPLY, 9, FAR_6)
    by_kernel = message[:2] + b"\xab\xcd" + message[4:]  # its checksum, which we never saw
    too_big = struct.pack("!BBHI", 2, 0, 0, 1400) + ipv6(by_kernel)
    assert ours.hear(too_big, ROUTER_6) == Heard(What.TOO_BIG, 9, ROUTER_6, 1400)
    exceeded = struct.pack("!BBHI", 3, 0, 0, 0) + ipv6(by_kernel)
    assert ours.hear(exceeded, ROUTER_6) == Heard(What.EXCEEDED, 9, ROUTER_6)
    forged = struct.pack("!BBHI", 3, 0, 0, 0) + ipv6(by_kernel[:8] + bytes(16))
    assert ours.hear(forged, ROUTER_6) is None
    assert ours.hear(bytes([129]) + message[1:-1] + b"\xff", FAR_6) is None


@pytest.mark.parametrize("protocol", [ICMP, UDP, ICMPV6])
def test_noise_answers_nothing_and_breaks_nothing(protocol: int) -> None:
    """Whole packets with bytes changed at random, with a right checksum or not."""
    chance = random.Random(7)
    ours = exchange(protocol, ipv6=protocol == ICMPV6)
    message = ours.message(5, COOKIE)
    whole = bytes([129]) + message[1:] if protocol == ICMPV6 else error(11, 0, message)
    start = 0 if protocol == ICMPV6 else 20
    for _ in range(2_000):
        noise = bytearray(whole[: chance.randrange(start, len(whole) + 1)])
        for _ in range(chance.randrange(1, 6)):
            if noise:
                noise[chance.randrange(len(noise))] = chance.randrange(256)
        heard = ours.hear(bytes(noise), FAR_6 if protocol == ICMPV6 else ROUTER)
        assert heard is None or heard.sequence == 5
