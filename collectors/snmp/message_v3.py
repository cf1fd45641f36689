"""The message of SNMPv3 (RFC 3412 section 6) with the user-based parameters (RFC 3414)."""

from dataclasses import dataclass

from collectors.snmp.ber import (
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    MalformedReply,
    enter,
    read_integer,
    read_octets,
    whole,
    write,
    write_integer,
    write_octets,
)
from collectors.snmp.message import Ignored, Pdu, read_pdu

VERSION_3 = 3
USER_BASED = 3  # msgSecurityModel
AUTHENTICATED, ENCRYPTED, REPORTABLE = 0x01, 0x02, 0x04
LEVEL = AUTHENTICATED | ENCRYPTED
MESSAGE_OCTETS_AT_MOST = 65_507  # of a UDP datagram over IPv4
MESSAGE_OCTETS_AT_LEAST = 484
USER_OCTETS_AT_MOST = 32


@dataclass(frozen=True, slots=True)
class Security:
    """msgSecurityParameters; `digest` and `salt` are empty where the level has none."""

    engine_id: bytes = b""
    boots: int = 0
    time_seconds: int = 0
    user: bytes = b""
    digest: bytes = b""
    salt: bytes = b""

    @property
    def moment(self) -> bytes:
        """Boots and time as the ciphers take them."""
        return self.boots.to_bytes(4, "big") + self.time_seconds.to_bytes(4, "big")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message whose scoped PDU, plain or encrypted, has not been looked at."""

    data: bytes
    message_id: int
    level: int
    security: Security
    digest_at: int
    scoped_start: int
    scoped_end: int

    def without_digest(self) -> bytes:
        """What the digest was made of (RFC 3414 section 6.3.2)."""
        octets = len(self.security.digest)
        return self.data[: self.digest_at] + bytes(octets) + self.data[self.digest_at + octets :]


def scoped_pdu(engine_id: bytes, context_name: bytes, pdu: bytes) -> bytes:
    return write(SEQUENCE, write_octets(engine_id) + write_octets(context_name) + pdu)


def message(message_id: int, flags: int, security: Security, scoped: bytes) -> tuple[bytes, int]:
    """The message, and where in it the digest stands. `scoped` is an element of its own."""
    header = (
        write_integer(message_id)
        + write_integer(MESSAGE_OCTETS_AT_MOST)
        + write_octets(bytes((flags,)))
        + write_integer(USER_BASED)
    )
    parameters = (
        write_octets(security.engine_id)
        + write_integer(security.boots)
        + write_integer(security.time_seconds)
        + write_octets(security.user)
        + write_octets(security.digest)
        + write_octets(security.salt)
    )
    whole_message = write(
        SEQUENCE,
        write_integer(VERSION_3)
        + write(SEQUENCE, header)
        + write_octets(write(SEQUENCE, parameters))
        + scoped,
    )
    behind = len(write_octets(security.salt)) + len(scoped) + len(security.digest)
    return whole_message, len(whole_message) - behind


def read_message(data: bytes) -> Envelope:
    """The outer parts; raises `Ignored` for another version or security model."""
    at, end = whole(data, 0, len(data), SEQUENCE)
    version, at = read_integer(data, at, end)
    if version != VERSION_3:
        raise Ignored("another version")
    header, at = enter(data, at, end, SEQUENCE)
    message_id, header = read_integer(data, header, at)
    size, header = read_integer(data, header, at)
    flags, header = read_octets(data, header, at)
    start, stop = whole(data, header, at, INTEGER)
    if message_id < 0 or size < MESSAGE_OCTETS_AT_LEAST or len(flags) != 1:
        raise MalformedReply("a header out of bounds")
    if int.from_bytes(data[start:stop], "big") != USER_BASED:
        raise Ignored("another security model")
    level = flags[0] & LEVEL
    if level == ENCRYPTED:
        raise MalformedReply("encrypted, but not authenticated")
    start, at = enter(data, at, end, OCTET_STRING)
    security, digest_at = _read_security(data, start, at)
    return Envelope(data, message_id, level, security, digest_at, at, end)


def _read_security(data: bytes, at: int, end: int) -> tuple[Security, int]:
    at, end = whole(data, at, end, SEQUENCE)
    engine_id, at = read_octets(data, at, end)
    boots, at = read_integer(data, at, end)
    time_seconds, at = read_integer(data, at, end)
    user, at = read_octets(data, at, end)
    digest, at = read_octets(data, at, end)
    digest_at = at - len(digest)
    start, stop = whole(data, at, end, OCTET_STRING)
    if boots < 0 or time_seconds < 0 or len(user) > USER_OCTETS_AT_MOST:
        raise MalformedReply("security parameters out of bounds")
    return Security(engine_id, boots, time_seconds, user, digest, data[start:stop]), digest_at


def read_scoped_pdu(data: bytes, at: int, end: int, padded: bool) -> tuple[bytes, bytes, Pdu]:
    """Engine and name of the context, and the PDU; what pads the last block may follow."""
    start, stop = enter(data, at, end, SEQUENCE)
    if stop != end and not padded:
        raise MalformedReply("octets follow where the message ends")
    engine_id, start = read_octets(data, start, stop)
    context_name, start = read_octets(data, start, stop)
    return engine_id, context_name, read_pdu(data, start, stop)


def plain_scoped_pdu(envelope: Envelope) -> tuple[bytes, bytes, Pdu]:
    return read_scoped_pdu(envelope.data, envelope.scoped_start, envelope.scoped_end, padded=False)


def encrypted_part(envelope: Envelope) -> bytes:
    start, stop = whole(envelope.data, envelope.scoped_start, envelope.scoped_end, OCTET_STRING)
    return envelope.data[start:stop]
