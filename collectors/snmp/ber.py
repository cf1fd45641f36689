"""BER as SNMP uses it (RFC 3417 section 8): definite lengths, primitive strings, nothing else.

What a manager must write and read. Readers work on a datagram between two positions and go
only as deep as the grammar that calls them, so that no input makes them recurse.
"""

from collectors.snmp.session import Oid

INTEGER = 0x02
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30

TAG_AND_LENGTH_OCTETS = 2
MORE = 0x80  # of a length: octets of it follow; of a sub-identifier's octet: so does another
INTEGER32_OCTETS = 4
INTEGER32_BOUND = 2**31
SUB_IDENTIFIERS_AT_MOST = 128  # RFC 3416 section 4.1 and RFC 2578 section 3.5
SUB_IDENTIFIER_AT_MOST = 2**32 - 1
#: Length octets behind the first; four cover more than any datagram, and agents send that many.
LENGTH_OCTETS_AT_MOST = 4


class MalformedReply(Exception):
    """The octets are no SNMP message, or none that RFC 3417 allows."""


def element(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Tag, start and stop of the contents of the element at `at`, which ends by `end`.

    A length in more octets than it needs is taken (net-snmp writes such), an indefinite one
    and one that reaches behind `end` are refused.
    """
    if end - at < TAG_AND_LENGTH_OCTETS:
        raise MalformedReply("an element is cut off")
    tag, length = data[at], data[at + 1]
    start = at + 2
    if length & MORE:
        octets = length & 0x7F
        if not 1 <= octets <= LENGTH_OCTETS_AT_MOST:
            raise MalformedReply("a length is indefinite or huge")
        start += octets
        if start > end:
            raise MalformedReply("a length is cut off")
        length = int.from_bytes(data[start - octets : start], "big")
    stop = start + length
    if stop > end:
        raise MalformedReply("an element is longer than what holds it")
    return tag, start, stop


def enter(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Start and stop of the contents of an element that must have this tag."""
    found, start, stop = element(data, at, end)
    if found != tag:
        raise MalformedReply(f"tag {found:#04x} where {tag:#04x} belongs")
    return start, stop


def whole(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """The same for an element behind which nothing may follow."""
    start, stop = enter(data, at, end, tag)
    if stop != end:
        raise MalformedReply("octets follow where the message ends")
    return start, stop


def read_integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    """An Integer32 and the position behind it."""
    start, stop = enter(data, at, end, INTEGER)
    return integer32(data[start:stop]), stop


def read_octets(data: bytes, at: int, end: int) -> tuple[bytes, int]:
    start, stop = enter(data, at, end, OCTET_STRING)
    return data[start:stop], stop


def integer32(content: bytes) -> int:
    """One octet more is taken when it only repeats the sign: pyasn1 writes -2147483648 so."""
    if not 1 <= len(content) <= INTEGER32_OCTETS + 1:
        raise MalformedReply(f"an Integer32 of {len(content)} octets")
    number = int.from_bytes(content, "big", signed=True)
    if not -INTEGER32_BOUND <= number < INTEGER32_BOUND:
        raise MalformedReply("an Integer32 of more than 32 bits")
    return number


def unsigned(content: bytes, octets: int) -> int:
    """A number of at most `octets` octets, or one more when that begins with a zero."""
    if not 1 <= len(content) <= octets + 1:
        raise MalformedReply(f"an unsigned number of {len(content)} octets")
    if content[0] & 0x80:
        raise MalformedReply("an unsigned number below zero")
    if len(content) > octets and content[0]:
        raise MalformedReply(f"an unsigned number that needs more than {octets} octets")
    return int.from_bytes(content, "big")


def object_identifier(content: bytes) -> Oid:
    """Neither empty nor beyond the limits of RFC 2578 section 3.5."""
    first, *others = sub_identifiers(content)
    if len(others) + 2 > SUB_IDENTIFIERS_AT_MOST:
        raise MalformedReply("an OID of too many sub-identifiers")
    root = min(first // 40, 2)  # X.690 section 8.19.4
    return (root, first - 40 * root, *others)


def sub_identifiers(content: bytes) -> Oid:
    """Numbers in base 128, at least one; the last octet of each is below 128."""
    numbers: list[int] = []
    number = 0
    inside = False
    for octet in content:
        if octet == MORE and not inside:
            raise MalformedReply("a sub-identifier with leading zeros")
        number = number << 7 | octet & 0x7F
        inside = octet >= MORE
        if not inside:
            numbers.append(number)
            number = 0
        elif number > SUB_IDENTIFIER_AT_MOST:
            break
    if inside or not numbers:
        raise MalformedReply("an OID that is empty, cut off or without end")
    if max(numbers) > SUB_IDENTIFIER_AT_MOST:
        raise MalformedReply("a sub-identifier of more than 32 bits")
    return tuple(numbers)


def write(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < MORE:
        return bytes((tag, length)) + content
    octets = (length.bit_length() + 7) // 8
    return bytes((tag, MORE | octets)) + length.to_bytes(octets, "big") + content


def write_integer(number: int) -> bytes:
    octets = (number if number >= 0 else ~number).bit_length() // 8 + 1
    return bytes((INTEGER, octets)) + number.to_bytes(octets, "big", signed=True)


def write_octets(content: bytes) -> bytes:
    return write(OCTET_STRING, content)


def write_sub_identifiers(numbers: Oid) -> bytes:
    octets = bytearray()
    for number in numbers:
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.append(number & 0x7F | MORE)
        octets += bytes(reversed(septets))
    return bytes(octets)


def identifier_octets(oid: Oid) -> bytes:
    """The contents of an OBJECT IDENTIFIER of two sub-identifiers or more."""
    root, second, *others = oid
    return write_sub_identifiers((root * 40 + second, *others))
