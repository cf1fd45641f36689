"""What the index of an object's name says in numbers: addresses, and texts letter by letter.

What it cannot tell from other numbers is an IPv4 address of low numbers, such as 10.3.0.4, within
the index of a vendor's table that is not listed in `private.py`.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from sim.recordings.addresses import IPV4_OCTETS, IPV6_HEADS, IPV6_OCTETS, MAC_OCTETS
from sim.recordings.private import IMPLIED, INDEX_KINDS, INDEXED, SCRIPTS, Kind
from sim.recordings.snmprec import Oid

#: No index begins before: root, tree, table, entry and column take so many numbers.
INDEX_FROM = 10
OCTET_MOST = 255
ENTERPRISES = (1, 3, 6, 1, 4, 1)
SNMP_MODULES = (1, 3, 6, 1, 6, 3)
#: InetAddressType (RFC 4001) and the length, before the address; with a zone it is four longer.
TYPED: dict[Oid, int] = {(1, 4): 4, (2, 16): 16, (3, 8): 4, (4, 20): 16}
#: ip, tcp, udp, ospfv3 and LLDP index their tables by it.
INET_TREES: tuple[Oid, ...] = (
    (1, 3, 6, 1, 2, 1, 4),
    (1, 3, 6, 1, 2, 1, 6),
    (1, 3, 6, 1, 2, 1, 7),
    (1, 3, 6, 1, 2, 1, 191),
    (1, 0, 8802),
    (1, 3, 111, 2, 802),
)
SHORTEST_TEXT, LONGEST_TEXT = 3, 128
ENGINE_LENGTHS = range(5, 33)  # RFC 3411: SnmpEngineID
ENGINE_BIT = 0x80
#: Numbers as high as this are rarely parts of an index that is no address.
HIGH, HIGH_IN_IPV4, HIGH_IN_MAC = 20, 2, 5


@dataclass(frozen=True, slots=True)
class Part:
    """Octets at a place of an object's name; with `length`, the number before says how many."""

    start: int
    stop: int
    kind: Kind
    length: bool = False


def parts(oid: Oid, known: Container[bytes]) -> Iterator[Part]:
    """Those that the table or their form tells, in order; none overlaps another.

    By their form alone also those that are `known` from elsewhere.
    """
    place = INDEX_FROM + 1 if oid[: len(SNMP_MODULES)] == SNMP_MODULES else INDEX_FROM
    for part in sorted([*_of_table(oid)], key=lambda it: it.start):
        yield from _formed(oid, place, part.start, known)
        yield part
        place = part.stop
    yield from _formed(oid, place, len(oid), known)


def octets(oid: Oid, part: Part) -> bytes:
    return bytes(oid[part.start : part.stop])


def _of_table(oid: Oid) -> Iterator[Part]:
    if oid[:INDEX_FROM] in IMPLIED and len(oid) > INDEX_FROM + 1:
        yield Part(INDEX_FROM + 1, len(oid), text_kind(oid))
    for size in range(INDEX_FROM - 1, min(len(oid), 16)):
        for offset, length in INDEXED.get(oid[:size], ()):
            start = size + 1 + offset
            part = Part(start, start + length, _kind_of(length))
            if part.stop <= len(oid) and _are_octets(oid[start : part.stop]):
                yield part


def _kind_of(length: int) -> Kind:
    return Kind.MACS if length == MAC_OCTETS else Kind.ADDRESSES


def _formed(oid: Oid, place: int, end: int, known: Container[bytes]) -> Iterator[Part]:
    while place < end:
        part = (
            _inet(oid, place, end)
            or _counted(oid, place, end)
            or _known(oid, place, end, known)
            or _tail_mac(oid, place, end)
        )
        if part is not None:
            yield part
        place = part.stop if part is not None else place + 1


def _inet(oid: Oid, place: int, end: int) -> Part | None:
    """An InetAddress with its type and length; at the end without the type, if it looks like one.

    Elsewhere type and length are too often an entry's 1 and its fourth column.
    """
    start = place + 2
    size = TYPED.get(oid[place:start], 0)
    if size and start + size <= end and _are_octets(oid[start : start + size]):
        in_use = size == IPV6_OCTETS and oid[start] in IPV6_HEADS
        if in_use or any(oid[: len(tree)] == tree for tree in INET_TREES):
            return Part(start, start + size, Kind.ADDRESSES)
    start = place + 1
    counted = oid[place] == IPV4_OCTETS and start + IPV4_OCTETS == len(oid) == end
    if counted and looks_like_ipv4(said := oid[start:]) and not is_text(bytes(said)):
        return Part(start, end, Kind.ADDRESSES)
    return None


def _counted(oid: Oid, place: int, end: int) -> Part | None:
    """A text or an engine id behind its length."""
    size = oid[place]
    start, stop = place + 1, place + 1 + size
    if stop > end or not SHORTEST_TEXT <= size <= LONGEST_TEXT or not _are_octets(oid[start:stop]):
        return None
    said = bytes(oid[start:stop])
    if oid[: len(SNMP_MODULES)] == SNMP_MODULES and size in ENGINE_LENGTHS and said[0] & ENGINE_BIT:
        return Part(start, stop, Kind.ENGINE_IDS, length=True)
    if not is_text(said) or oid[: len(SCRIPTS)] == SCRIPTS:
        return None
    return Part(start, stop, text_kind(oid), length=True)


def _tail_mac(oid: Oid, place: int, end: int) -> Part | None:
    """In a vendor's table the last six numbers, where nearly all of them are high."""
    said = oid[place:end]
    looks = (
        oid[: len(ENTERPRISES)] == ENTERPRISES
        and end == len(oid) == place + MAC_OCTETS
        and _are_octets(said)
        and sum(it >= HIGH for it in said) >= HIGH_IN_MAC
        and not is_writing(bytes(said))
    )
    return Part(place, end, Kind.MACS) if looks else None


def _known(oid: Oid, place: int, end: int, known: Container[bytes]) -> Part | None:
    """An address that is known; one of IPv4 of low numbers only at the end."""
    for size in (IPV6_OCTETS, MAC_OCTETS, IPV4_OCTETS):
        said = oid[place : place + size]
        if place + size > end or not _are_octets(said) or bytes(said) not in known:
            continue
        last = place + size == len(oid) and max(said) >= HIGH // 2
        if size > IPV4_OCTETS or last or looks_like_ipv4(said):
            return Part(place, place + size, _kind_of(size))
    return None


def text_kind(oid: Oid) -> Kind:
    kinds = [kind for table, kind in INDEX_KINDS.items() if oid[: len(table)] == table]
    return kinds[0] if kinds else Kind.NAMES


def is_text(said: bytes) -> bool:
    """Characters of UTF-8 that can be printed, with a letter among them."""
    try:
        text = said.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return text.isprintable() and any(letter.isalpha() for letter in text)


def is_writing(said: bytes) -> bool:
    """Lines of text, also with the zero octet at the end that some agents send."""
    try:
        lines = said.rstrip(b"\0").decode("utf-8").replace("\t", " ").splitlines()
    except UnicodeDecodeError:
        return False
    return all(line.isprintable() for line in lines)


def looks_like_ipv4(said: Oid) -> bool:
    return (
        len(said) == IPV4_OCTETS
        and _are_octets(said)
        and sum(it >= HIGH for it in said) >= HIGH_IN_IPV4
    )


def _are_octets(said: Oid) -> bool:
    return max(said, default=0) <= OCTET_MOST
