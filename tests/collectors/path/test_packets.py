"""Frames that a segment may bring, whole and broken: what is read of them, and that nothing else
comes of them."""

import random
from collections.abc import Callable

import pytest

from collectors.path.packets import (
    advertisement,
    answers_discover,
    checksum_right,
    discover,
    from_the_segment,
    holder,
    offer,
    who_holds,
)
from collectors.path.protocol import DhcpServer, Router
from tests.collectors.path import speaker

OURS = "02:00:00:00:00:01"
THEIRS = speaker.hardware(0x42)
SERVER = bytes([10, 0, 0, 66])
LINK_LOCAL = bytes.fromhex("fe80000000000000000000000000bad0")
PREFIX = bytes.fromhex("20010db80bad00000000000000000000")

REQUEST = discover(OURS, 0x12345678)
OFFER = speaker.offer(REQUEST, SERVER, THEIRS)
ADVERTISEMENT = speaker.advertisement(LINK_LOCAL, PREFIX, THEIRS)


def test_a_discover_has_its_offer() -> None:
    assert speaker.is_discover(REQUEST)
    assert checksum_right(REQUEST)
    assert answers_discover(OFFER, OURS, 0x12345678)
    assert not answers_discover(OFFER, OURS, 0x12345679)
    assert not answers_discover(OFFER, "02:00:00:00:00:02", 0x12345678)
    assert not answers_discover(REQUEST, OURS, 0x12345678)
    assert checksum_right(OFFER)
    assert not checksum_right(speaker.damaged(OFFER))
    assert offer(OFFER) == DhcpServer(
        address="10.0.0.66", sent_from="10.0.0.66", hardware="02:00:00:00:00:42"
    )
    assert offer(OFFER.replace(b"\x35\x01\x02", b"\x35\x01\x05")) is None  # a DHCPACK
    assert offer(OFFER.replace(b"\x36\x04" + SERVER, b"\x0c\x04host")) is None
    assert offer(ADVERTISEMENT) is None


def test_an_advertisement_tells_its_router_and_prefix() -> None:
    assert checksum_right(ADVERTISEMENT)
    assert not checksum_right(speaker.damaged(ADVERTISEMENT))
    assert from_the_segment(ADVERTISEMENT)
    assert not from_the_segment(speaker.advertisement(LINK_LOCAL, PREFIX, THEIRS, 64))
    assert advertisement(ADVERTISEMENT) == Router(
        address="fe80::bad0",
        hardware="02:00:00:00:00:42",
        lifetime_seconds=1800,
        prefixes=["2001:db8:bad::/64"],
    )
    assert advertisement(speaker.advertisement(PREFIX, PREFIX, THEIRS)) is None
    assert advertisement(OFFER) is None


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_who_asks_whether_an_address_is_held_claims_none(address: str) -> None:
    question = who_holds(OURS, address)
    assert holder(question) is None
    if ":" in address:
        assert question[:6] == bytes.fromhex("3333ff000001")
        assert checksum_right(question)


READERS: list[Callable[[bytes], object]] = [
    checksum_right,
    from_the_segment,
    offer,
    advertisement,
    holder,
    lambda frame: answers_discover(frame, OURS, 0x12345678),
]


@pytest.mark.parametrize("whole", [OFFER, ADVERTISEMENT, who_holds(OURS, "192.0.2.1")])
def test_broken_frames_raise_nothing(whole: bytes) -> None:
    """Cut, changed and lengthened at random beyond the Ethernet header."""
    chance = random.Random(11)
    for _ in range(400):
        frame = bytearray(whole[: chance.randrange(42, len(whole) + 1)])
        for _ in range(chance.randrange(0, 8)):
            frame[chance.randrange(12, len(frame))] = chance.randrange(256)
        frame += chance.randbytes(chance.choice([0, 0, 20]))
        for read in READERS:
            read(bytes(frame))
