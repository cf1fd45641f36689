"""An agent of version 3 whose every message a test may forge, with or without its keys.

It is made of the product's own parts, for what is tested with it is what the other side
believes; that those parts speak the protocol is proved with net-snmp (tests/peers).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from collectors.snmp import ber, message_v3, usm
from collectors.snmp.message import REPORT, RESPONSE, request_pdu
from collectors.snmp.message_v3 import AUTHENTICATED, ENCRYPTED, Security
from collectors.snmp.options import AuthProtocol, PrivacyProtocol, SnmpOptions
from collectors.snmp.session import Oid
from collectors.snmp.user import USM_STATS
from collectors.target import Secret

AUTH_KEY, PRIVACY_KEY = "authentication", "privacy-of-the-wire"
NO_SUCH_TIME, NO_SUCH_USER, NO_SUCH_ENGINE, WRONG_DIGEST = (
    (*USM_STATS, number, 0) for number in (2, 3, 4, 5)
)
UNSUPPORTED_LEVEL, UNDECRYPTABLE = ((*USM_STATS, number, 0) for number in (1, 6))
WINDOW_SECONDS = 150


def options(port: int, **changed: object) -> SnmpOptions:
    given: dict[str, object] = {
        "port": port,
        "version": "3",
        "user": "auditor",
        "auth_protocol": "sha256",
        "auth_key": Secret(AUTH_KEY),
        "privacy_protocol": "aes128",
        "privacy_key": Secret(PRIVACY_KEY),
        "request_timeout_seconds": 0.4,
        "retries": 0,
    }
    return SnmpOptions.model_validate({**given, **changed})


def bindings(*pairs: tuple[Oid, bytes]) -> bytes:
    """A list of bindings; each value is an element, tag and all."""
    written = (
        ber.write(ber.SEQUENCE, ber.write(6, ber.identifier_octets(oid)) + value)
        for oid, value in pairs
    )
    return ber.write(ber.SEQUENCE, b"".join(written))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked for."""

    message_id: int
    level: int
    security: Security
    context: bytes
    request_id: int
    oids: Sequence[Oid]


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a message claims, and with which passwords it proves it."""

    message_id: int
    level: int = AUTHENTICATED | ENCRYPTED
    engine_id: bytes = b""
    boots: int = 0
    time_seconds: int = 0
    user: bytes = b"auditor"
    context: bytes = b""
    context_engine_id: bytes | None = None
    auth_password: str = AUTH_KEY
    privacy_password: str = PRIVACY_KEY


@dataclass
class V3Agent:
    """`levels` are those of the requests that it got, discovery included."""

    engine_id: bytes = b"\x80\x00\x1f\x88\x04forged-agent"
    boots: int = 3
    time_seconds: int = 1000
    auth: AuthProtocol = "sha256"
    privacy: PrivacyProtocol = "aes128"
    value: bytes = b"edge-1"
    levels: list[int] = field(default_factory=list)
    salts: usm.Salts = field(default_factory=usm.Salts)

    def understood(self, request: bytes) -> Asked:
        envelope = message_v3.read_message(request)
        scoped = request[envelope.scoped_start : envelope.scoped_end]
        if envelope.level & ENCRYPTED:
            key = usm.privacy_key(
                self.privacy, self.auth, PRIVACY_KEY.encode(), envelope.security.engine_id
            )
            secret = message_v3.encrypted_part(envelope)
            security = envelope.security
            scoped = usm.decrypt(self.privacy, key, security.moment, security.salt, secret)
        at, end = ber.enter(scoped, 0, len(scoped), ber.SEQUENCE)
        _, at = ber.read_octets(scoped, at, end)
        context, at = ber.read_octets(scoped, at, end)
        _, at, end = ber.element(scoped, at, end)
        request_id, at = ber.read_integer(scoped, at, end)
        for _ in range(2):
            _, at = ber.read_integer(scoped, at, end)
        oids = []
        at, end = ber.whole(scoped, at, end, ber.SEQUENCE)
        while at < end:
            start, at = ber.enter(scoped, at, end, ber.SEQUENCE)
            start, stop = ber.enter(scoped, start, at, ber.OBJECT_IDENTIFIER)
            oids.append(ber.object_identifier(scoped[start:stop]))
        self.levels.append(envelope.level)
        return Asked(
            envelope.message_id, envelope.level, envelope.security, context, request_id, oids
        )

    def sealed(self, sealing: Sealing, pdu: bytes) -> bytes:
        engine_id = sealing.engine_id or self.engine_id
        boots = sealing.boots or self.boots
        time_seconds = sealing.time_seconds or self.time_seconds
        context_engine = sealing.context_engine_id or engine_id
        scoped = message_v3.scoped_pdu(context_engine, sealing.context, pdu)
        security = Security(engine_id, boots, time_seconds, sealing.user)
        auth_password = sealing.auth_password.encode()
        if sealing.level & ENCRYPTED:
            salt = self.salts.next(self.privacy, security.moment)
            password = sealing.privacy_password.encode()
            key = usm.privacy_key(self.privacy, self.auth, password, engine_id)
            secret = usm.encrypt(self.privacy, key, security.moment, salt, scoped)
            scoped = ber.write_octets(secret)
            security = replace(security, salt=salt)
        if not sealing.level & AUTHENTICATED:
            return message_v3.message(sealing.message_id, sealing.level, security, scoped)[0]
        security = replace(security, digest=bytes(usm.DIGEST_OCTETS[self.auth]))
        plain, at = message_v3.message(sealing.message_id, sealing.level, security, scoped)
        digest = usm.digest(self.auth, usm.auth_key(self.auth, auth_password, engine_id), plain)
        return plain[:at] + digest + plain[at + len(digest) :]

    def response_pdu(self, asked: Asked, value: bytes | None = None) -> bytes:
        octets = ber.write_octets(self.value if value is None else value)
        pairs = ((oid, octets) for oid in asked.oids)
        return request_pdu(RESPONSE, asked.request_id, bindings(*pairs))

    def response(self, asked: Asked, value: bytes | None = None, **claims: object) -> bytes:
        """True but for the claims, which are fields of `Sealing`."""
        true = Sealing(asked.message_id, asked.level, context=asked.context)
        sealing = replace(true, **claims)  # type: ignore[arg-type]
        return self.sealed(sealing, self.response_pdu(asked, value))

    def report(self, asked: Asked, counter: Oid, level: int = 0, **claims: object) -> bytes:
        pdu = request_pdu(REPORT, asked.request_id, bindings((counter, b"\x41\x01\x07")))
        true = Sealing(asked.message_id, level, user=asked.security.user)
        return self.sealed(replace(true, **claims), pdu)  # type: ignore[arg-type]

    def refusal(self, asked: Asked) -> bytes | None:
        """The Report that an honest agent answers instead of a Response; None when all is well."""
        if asked.security.engine_id != self.engine_id:
            return self.report(asked, NO_SUCH_ENGINE)
        drift = abs(asked.security.time_seconds - self.time_seconds)
        if asked.level and (asked.security.boots != self.boots or drift > WINDOW_SECONDS):
            return self.report(asked, NO_SUCH_TIME, AUTHENTICATED)
        return None

    def answer(self, request: bytes) -> bytes:
        """Honest."""
        asked = self.understood(request)
        return self.refusal(asked) or self.response(asked)
