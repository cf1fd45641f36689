"""SNMPv3 of the crowd's agents: what is checked, in which order, and which Report tells of it.

RFC 3414 section 3.2 for the order, RFC 3412 section 7.1 for Reports. A Report that tells of the
time is signed; all others are not, for what would be proved by them is what is wrong.
"""

import hmac
from dataclasses import dataclass

from sim.crowd import ber
from sim.crowd.answering import NO_ERROR, Pdu, response
from sim.crowd.identity import Identity
from sim.crowd.kind import REPORT, RESPONSE
from sim.snmp.table import Oid

AUTHENTICATED, ENCRYPTED, REPORTABLE = 0x01, 0x02, 0x04
LEVEL = AUTHENTICATED | ENCRYPTED
USER_BASED = 3  # msgSecurityModel
VERSION_3 = b"\x02\x01\x03"
LARGEST_MESSAGE, SECURITY_MODEL = ber.write_integer(65_507), ber.write_integer(USER_BASED)
NO_CONTEXT = b"\x04\x00"
TIME_WINDOW_SECONDS = 150
BOOTS_AT_MOST = (1 << 31) - 1
COUNTER32, COUNTER32_SIZE = 0x41, 1 << 32
AUTHORIZATION_ERROR = ber.write_integer(16) + ber.write_integer(0)
NO_REQUEST_ID = ber.write_integer(0)

USM_STATS: Oid = (1, 3, 6, 1, 6, 3, 15, 1, 1)
NOT_IN_TIME_WINDOWS, UNKNOWN_USER_NAMES = (*USM_STATS, 2, 0), (*USM_STATS, 3, 0)
UNKNOWN_ENGINE_IDS, WRONG_DIGESTS = (*USM_STATS, 4, 0), (*USM_STATS, 5, 0)
DECRYPTION_ERRORS: Oid = (*USM_STATS, 6, 0)
UNKNOWN_PDU_HANDLERS: Oid = (1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0)
UNKNOWN_CONTEXTS: Oid = (1, 3, 6, 1, 6, 3, 12, 1, 5, 0)


class Refused(Exception):
    """Something is not right: the counter that says what, and the level of the Report."""

    def __init__(self, counter: Oid, level: int = 0) -> None:
        super().__init__(counter)
        self.counter = counter
        self.level = level


@dataclass(frozen=True, slots=True)
class Request:
    """A message of version 3; `message_id` is an element, the rest is undone."""

    data: bytes
    message_id: bytes
    flags: int
    engine_id: bytes
    boots: int
    time_seconds: int
    user: bytes
    digest: bytes
    digest_at: int
    salt: bytes
    scoped_at: int

    @property
    def level(self) -> int:
        return self.flags & LEVEL

    @property
    def moment(self) -> bytes:
        """Boots and time, as the cipher takes them."""
        return moment(self.boots, self.time_seconds)


def moment(boots: int, time_seconds: int) -> bytes:
    return (boots << 32 | time_seconds).to_bytes(8, "big")


def by_user(identity: Identity, data: bytes, at: int) -> bytes | None:
    """`at` is behind the version; None where nothing is to be said. Raises Malformed."""
    request = read(data, at)
    if request is None:
        return None
    try:
        pdu = admitted(identity, request)
    except Refused as refused:
        if not request.flags & REPORTABLE:
            return None
        return sealed(identity, request, refused.level, report(identity, request, refused))
    told = response(identity, pdu) if request.level == LEVEL else denied(pdu)
    return sealed(identity, request, request.level, told)


def read(data: bytes, at: int) -> Request | None:
    """None for another security model, and for what is encrypted and not authenticated."""
    start, at = ber.enter(data, at, ber.SEQUENCE)
    _, after_id = ber.read_integer(data, start)
    _, after_size = ber.read_integer(data, after_id)
    flags, after_flags = ber.read_octets(data, after_size)
    model, _ = ber.read_integer(data, after_flags)
    if len(flags) != 1 or model != USER_BASED or flags[0] & LEVEL == ENCRYPTED:
        return None
    inside, scoped_at = ber.enter(data, at, ber.OCTET_STRING)
    inside, _ = ber.enter(data, inside, ber.SEQUENCE)
    engine_id, inside = ber.read_octets(data, inside)
    boots, inside = ber.read_integer(data, inside)
    time_seconds, inside = ber.read_integer(data, inside)
    user, inside = ber.read_octets(data, inside)
    digest, inside = ber.read_octets(data, inside)
    salt, _ = ber.read_octets(data, inside)
    if not 0 <= boots <= BOOTS_AT_MOST or not 0 <= time_seconds <= BOOTS_AT_MOST:
        return None
    digest_at = inside - len(digest)
    return Request(
        data, data[start:after_id], flags[0], engine_id, boots, time_seconds, user, digest,
        digest_at, salt, scoped_at,
    )  # fmt: skip


def admitted(identity: Identity, request: Request) -> Pdu:
    """What is asked, once it is known by whom. Raises Refused, Malformed."""
    if request.engine_id != identity.engine_id:
        raise Refused(UNKNOWN_ENGINE_IDS)
    if identity.user is None or request.user != identity.user:
        raise Refused(UNKNOWN_USER_NAMES)
    if request.level & AUTHENTICATED:
        _authenticate(identity, request)
    scoped, at = request.data, request.scoped_at
    if request.level & ENCRYPTED:
        secret, _ = ber.read_octets(request.data, request.scoped_at)
        try:
            scoped, at = identity.keys.decrypted(request.moment, request.salt, secret), 0
            ber.enter(scoped, at, ber.SEQUENCE)
        except ber.Malformed:
            raise Refused(DECRYPTION_ERRORS) from None
    start, _ = ber.enter(scoped, at, ber.SEQUENCE)
    engine_id, start = ber.read_octets(scoped, start)
    context, start = ber.read_octets(scoped, start)
    if engine_id != identity.engine_id:
        raise Refused(UNKNOWN_PDU_HANDLERS, request.level)
    if context:
        raise Refused(UNKNOWN_CONTEXTS, request.level)
    return Pdu.read(scoped, start)


def _authenticate(identity: Identity, request: Request) -> None:
    """RFC 3414 section 3.2, steps 6 and 7a: first the digest, then the time."""
    octets, at = len(request.digest), request.digest_at
    plain = request.data[:at] + bytes(octets) + request.data[at + octets :]
    if not hmac.compare_digest(identity.keys.digest(plain), request.digest):
        raise Refused(WRONG_DIGESTS)
    apart_seconds = abs(request.time_seconds - identity.kind.uptime_seconds())
    if request.boots != identity.boots or apart_seconds > TIME_WINDOW_SECONDS:
        raise Refused(NOT_IN_TIME_WINDOWS, AUTHENTICATED)


def denied(pdu: Pdu) -> bytes:
    """The user reads with authentication and privacy, and not otherwise (RFC 3415)."""
    _, at = ber.read_integer(pdu.rest, 0)
    _, at = ber.read_integer(pdu.rest, at)
    return ber.write(RESPONSE, pdu.request_id + AUTHORIZATION_ERROR + pdu.rest[at:])


def report(identity: Identity, request: Request, refused: Refused) -> bytes:
    request_id = NO_REQUEST_ID if request.level & ENCRYPTED else plain_request_id(request)
    identity.reports[refused.counter] += 1
    count = ber.write_integer(identity.reports[refused.counter] % COUNTER32_SIZE, COUNTER32)
    binding = ber.write(ber.SEQUENCE, ber.write_identifier(refused.counter) + count)
    return ber.write(REPORT, request_id + NO_ERROR + ber.write(ber.SEQUENCE, binding))


def plain_request_id(request: Request) -> bytes:
    """Of a PDU that is not encrypted; 0 where it cannot be read (RFC 3412 section 7.1)."""
    try:
        start, _ = ber.enter(request.data, request.scoped_at, ber.SEQUENCE)
        _, start = ber.read_octets(request.data, start)
        _, start = ber.read_octets(request.data, start)
        return Pdu.read(request.data, start).request_id
    except ber.Malformed:
        return NO_REQUEST_ID


def sealed(identity: Identity, request: Request, level: int, pdu: bytes) -> bytes:
    """The message that goes out, at this level."""
    boots, time_seconds = identity.boots, identity.kind.uptime_seconds()
    engine_id = ber.write(ber.OCTET_STRING, identity.engine_id)
    scoped = ber.write(ber.SEQUENCE, engine_id + NO_CONTEXT + pdu)
    digest, salt = b"", b""
    if level & ENCRYPTED:
        salt, secret = identity.keys.encrypted(moment(boots, time_seconds), scoped)
        scoped = ber.write(ber.OCTET_STRING, secret)
    if level & AUTHENTICATED:
        digest = bytes(identity.keys.digest_octets)
    flags = bytes((ber.OCTET_STRING, 1, level))
    header = request.message_id + LARGEST_MESSAGE + flags + SECURITY_MODEL
    after_digest = ber.write(ber.OCTET_STRING, salt)
    parameters = (
        engine_id
        + ber.write_integer(boots)
        + ber.write_integer(time_seconds)
        + ber.write(ber.OCTET_STRING, request.user)
        + ber.write(ber.OCTET_STRING, digest)
        + after_digest
    )
    security = ber.write(ber.OCTET_STRING, ber.write(ber.SEQUENCE, parameters))
    message = ber.write(
        ber.SEQUENCE, VERSION_3 + ber.write(ber.SEQUENCE, header) + security + scoped
    )
    if not digest:
        return message
    behind = len(message) - len(scoped) - len(after_digest)
    right = identity.keys.digest(message)
    return message[: behind - len(digest)] + right + message[behind:]
