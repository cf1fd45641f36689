"""Datagrams that somebody else made up from a true one: another value, another id."""

from collections.abc import Callable

INTEGER = 0x02
SNMP_V3 = b"\x03"
DNS_ID = slice(0, 2)  # RFC 1035 section 4.1.1
LONG_LENGTH = 0x80


def lied(datagram: bytes) -> bytes:
    """The last octet is another one: in SNMP and DNS it is the end of the last value told, so
    that who takes the datagram reads what is not true."""
    return datagram[:-1] + bytes((datagram[-1] ^ 1,)) if datagram else datagram


def of_another_id(protocol: str, datagram: bytes) -> bytes:
    """Empty where the protocol has no id, or the datagram none that is found."""
    place = IDS[protocol](datagram) if protocol in IDS else None
    if place is None or place.stop > len(datagram) or place.start == place.stop:
        return b""
    end = place.stop - 1
    return datagram[:end] + bytes((datagram[end] ^ 1,)) + datagram[end + 1 :]


def snmp_id(message: bytes) -> slice | None:
    """Of the request (RFC 3416 section 3), or of the message where the request is enciphered
    (RFC 3412 section 6)."""
    try:
        at, _ = _element(message, 0)
        at, end = _element(message, at)
        version, at = message[at:end], end
        if version != SNMP_V3:
            _, at = _element(message, at)  # over the community
        at, _ = _element(message, at)
        if message[at] != INTEGER:
            return None
        return slice(*_element(message, at))
    except IndexError:
        return None


def _element(octets: bytes, at: int) -> tuple[int, int]:
    """Where the content of what begins at `at` begins and ends (X.690 section 8.1.3)."""
    length, at = octets[at + 1], at + 2
    if length & LONG_LENGTH:
        count = length & ~LONG_LENGTH
        length, at = int.from_bytes(octets[at : at + count]), at + count
    return at, at + length


IDS: dict[str, Callable[[bytes], slice | None]] = {"snmp": snmp_id, "dns": lambda _: DNS_ID}
