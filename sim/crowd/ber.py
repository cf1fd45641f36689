"""BER (X.690) as far as an agent needs it to read requests and write replies."""

from collections.abc import Sequence

INTEGER, OCTET_STRING, NULL, OBJECT_IDENTIFIER, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
LONG = 0x80  # of a length: so many octets of it follow
MORE, GROUP_BITS, GROUP = 0x80, 7, 0x7F  # of a sub-identifier's octets
SECOND_ARCS = 40


class Malformed(ValueError):
    """What came is no BER, or is cut off."""


def write(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < LONG:
        return bytes((tag, size)) + content
    octets = (size.bit_length() + 7) // 8
    return bytes((tag, LONG | octets)) + size.to_bytes(octets, "big") + content


def write_integer(value: int, tag: int = INTEGER) -> bytes:
    """Of any of the integer types; none that is unsigned is ever below zero here."""
    octets = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return bytes((tag, octets)) + value.to_bytes(octets, "big", signed=value < 0)


def write_identifier(oid: Sequence[int]) -> bytes:
    first, second, *rest = oid
    written = bytearray()
    for part in (first * SECOND_ARCS + second, *rest):
        groups = [part & GROUP]
        while part := part >> GROUP_BITS:
            groups.append(part & GROUP | MORE)
        written += bytes(reversed(groups))
    return write(OBJECT_IDENTIFIER, bytes(written))


def read_identifier(content: bytes) -> tuple[int, ...]:
    """Every name that is asked for begins with 1 or 0: SNMP has no others."""
    parts, part = [], 0
    for octet in content:
        part = part << GROUP_BITS | octet & GROUP
        if octet < MORE:
            parts.append(part)
            part = 0
    if not parts:
        raise Malformed("an empty object identifier")
    first = min(parts[0] // SECOND_ARCS, 2)
    return (first, parts[0] - first * SECOND_ARCS, *parts[1:])


def element(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag of the element at a position, where its content begins, and where it ends."""
    try:
        tag, size = data[at], data[at + 1]
        at += 2
        if size >= LONG:
            octets = size - LONG
            size = int.from_bytes(data[at : at + octets], "big")
            at += octets
    except IndexError:
        raise Malformed("cut off") from None
    if at + size > len(data):
        raise Malformed("an element that is longer than the message")
    return tag, at, at + size


def enter(data: bytes, at: int, tag: int) -> tuple[int, int]:
    """Where the content of the element with this tag begins and ends."""
    found, start, end = element(data, at)
    if found != tag:
        raise Malformed(f"tag {found:#04x} in place of {tag:#04x}")
    return start, end


def read_integer(data: bytes, at: int) -> tuple[int, int]:
    """A number, and where the next element begins."""
    start, end = enter(data, at, INTEGER)
    return int.from_bytes(data[start:end], "big", signed=True), end


def read_octets(data: bytes, at: int) -> tuple[bytes, int]:
    start, end = enter(data, at, OCTET_STRING)
    return data[start:end], end
