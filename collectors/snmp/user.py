"""Asking as a user of version 3 (RFC 3414): what is believed, and in which order it is checked.

A Report that nobody authenticated may be forged. It never ends a request; it is the reason
given when no true reply came by the deadline. Only two are acted on: the one that tells an
unknown agent's engine id, and an authenticated one that tells its time, once for a request.
No message ever goes out at a lower level than the inventory says.
"""

import hmac
import secrets

from collectors.failure import FailureKind, ProbeError
from collectors.snmp import message_v3, usm
from collectors.snmp.agents import Agent, Agents, Peer, identity_changed
from collectors.snmp.ber import MalformedReply, write_octets
from collectors.snmp.message import GET, REPORT, Ignored, Pdu, request_pdu
from collectors.snmp.message_v3 import AUTHENTICATED, ENCRYPTED, REPORTABLE, Envelope, Security
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Oid
from collectors.snmp.varbinds import asking

MESSAGE_ID_BITS = 31
ENGINE_ID_OCTETS = range(5, 33)  # SNMP-FRAMEWORK-MIB::SnmpEngineID
USM_STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
NOT_IN_TIME_WINDOWS = (*USM_STATS, 2, 0)
UNKNOWN_ENGINE_IDS = (*USM_STATS, 4, 0)
#: Counters that Reports carry, and what each says of our request.
REPORTS: dict[Oid, str] = {
    (*USM_STATS, 1, 0): "usmStatsUnsupportedSecLevels: this user may not ask at this level",
    NOT_IN_TIME_WINDOWS: "usmStatsNotInTimeWindows: our notion of its time is wrong",
    (*USM_STATS, 3, 0): "usmStatsUnknownUserNames: no such user",
    UNKNOWN_ENGINE_IDS: "usmStatsUnknownEngineIDs: it has another engine id",
    (*USM_STATS, 5, 0): "usmStatsWrongDigests: auth_key or auth_protocol is wrong",
    (*USM_STATS, 6, 0): "usmStatsDecryptionErrors: privacy_key or privacy_protocol is wrong",
    (1, 3, 6, 1, 6, 3, 11, 2, 1, 1, 0): "snmpUnknownSecurityModels",
    (1, 3, 6, 1, 6, 3, 11, 2, 1, 2, 0): "snmpInvalidMsgs",
    (1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0): "snmpUnknownPDUHandlers",
    (1, 3, 6, 1, 6, 3, 12, 1, 4, 0): "snmpUnavailableContexts",
    (1, 3, 6, 1, 6, 3, 12, 1, 5, 0): "snmpUnknownContexts: context_name is wrong",
}


class AskAgain(Exception):
    """The agent told what the message lacked: the same PDU goes out once more, at once."""


class User:
    """One user at one agent. `hint` is why there is no answer, should none come."""

    def __init__(self, options: SnmpOptions, peer: Peer, agents: Agents) -> None:
        self.hint: ProbeError | None = None
        self._agents, self._peer = agents, peer
        self._user = options.user.encode()
        self._context = options.context_name.encode()
        self._auth, self._privacy = options.auth_protocol, options.privacy_protocol
        self._auth_password = options.auth_key.reveal().encode() if options.auth_key else b""
        self._privacy_password = (
            options.privacy_key.reveal().encode() if options.privacy_key else b""
        )
        self._level = (AUTHENTICATED if self._auth else 0) | (ENCRYPTED if self._privacy else 0)
        self._agent = agents.known.get(peer)
        pinned = bytes.fromhex(options.engine_id or "")
        if pinned and (self._agent is None or self._agent.engine_id != pinned):
            self._agent = Agent(pinned)
        self._pinned = bool(pinned)
        self._message_id = 0
        self._synchronized_anew = False

    def begin(self) -> None:
        """A new request: what the last one was told is forgotten."""
        self.hint = None
        self._synchronized_anew = False

    def message(self, pdu: bytes) -> bytes:
        self._message_id = secrets.randbits(MESSAGE_ID_BITS)
        agent = self._agent
        if agent is None:  # RFC 3414 section 4: nobody's question, to be told the engine id
            nothing = request_pdu(GET, secrets.randbits(MESSAGE_ID_BITS), asking(()))
            scoped = message_v3.scoped_pdu(b"", b"", nothing)
            return message_v3.message(self._message_id, REPORTABLE, Security(), scoped)[0]
        boots, time_seconds = agent.moment(self._agents.clock())
        digest, salt = b"", b""
        scoped = message_v3.scoped_pdu(agent.engine_id, self._context, pdu)
        moment = Security(boots=boots, time_seconds=time_seconds).moment
        if self._privacy is not None:
            salt = self._agents.salts.next(self._privacy, moment)
            key = self._privacy_key(agent)
            scoped = write_octets(usm.encrypt(self._privacy, key, moment, salt, scoped))
        if self._auth is not None:
            digest = bytes(usm.DIGEST_OCTETS[self._auth])
        security = Security(agent.engine_id, boots, time_seconds, self._user, digest, salt)
        flags = self._level | REPORTABLE
        plain, at = message_v3.message(self._message_id, flags, security, scoped)
        if self._auth is None:
            return plain
        digest = usm.digest(self._auth, self._auth_key(agent), plain)
        return plain[:at] + digest + plain[at + len(digest) :]

    def read(self, datagram: bytes) -> Pdu:
        """The Response to the last message.

        Raises `Ignored` or `MalformedReply` for what is none, `AskAgain`, or the `ProbeError`
        of an authenticated Report.
        """
        envelope = message_v3.read_message(datagram)
        if envelope.message_id != self._message_id:
            raise Ignored("another message id")
        agent, security = self._agent, envelope.security
        if agent is None:
            raise self._met(envelope)
        if envelope.level:
            self._authenticate(agent, envelope)
        engine_id, context, pdu = self._scoped(agent, envelope)
        if pdu.tag == REPORT:
            raise self._reported(agent, envelope, pdu)
        if envelope.level != self._level:
            raise Ignored("another security level")
        if (security.engine_id, security.user) != (agent.engine_id, self._user):
            raise Ignored("another engine or user")
        if (engine_id, context) != (agent.engine_id, self._context):
            raise Ignored("another context")
        if envelope.level:
            self._agents.known[self._peer] = agent
        return pdu

    def _met(self, envelope: Envelope) -> Exception:
        """An agent's first word: anybody's, so it is not kept until a digest confirms it."""
        pdu = message_v3.plain_scoped_pdu(envelope)[2] if envelope.level == 0 else None
        engine_id = envelope.security.engine_id
        if pdu is None or _counter(pdu) != UNKNOWN_ENGINE_IDS:
            return Ignored("no answer to who it is")
        if len(engine_id) not in ENGINE_ID_OCTETS:
            return MalformedReply(f"an engine id of {len(engine_id)} octets")
        self._agent = Agent(engine_id)
        boots, time_seconds = envelope.security.boots, envelope.security.time_seconds
        self._agent.guess(boots, time_seconds, self._agents.clock())
        return AskAgain()

    def _authenticate(self, agent: Agent, envelope: Envelope) -> None:
        """RFC 3414 section 3.2: the engine, the user, the digest, and only then the time."""
        security = envelope.security
        if (security.engine_id, security.user) != (agent.engine_id, self._user):
            raise Ignored("another engine or user")
        if self._auth is None:
            raise Ignored("another security level")
        right = usm.digest(self._auth, self._auth_key(agent), envelope.without_digest())
        if not hmac.compare_digest(right, security.digest):
            raise Ignored("a wrong digest")
        try:
            agent.check(security.boots, security.time_seconds, self._agents.clock())
        except Ignored as reason:
            self.hint = ProbeError(FailureKind.AUTHENTICATION, f"a reply {reason}")
            raise

    def _scoped(self, agent: Agent, envelope: Envelope) -> tuple[bytes, bytes, Pdu]:
        if not envelope.level & ENCRYPTED:
            return message_v3.plain_scoped_pdu(envelope)
        if self._privacy is None:
            raise Ignored("another security level")
        security = envelope.security
        secret = message_v3.encrypted_part(envelope)
        key = self._privacy_key(agent)
        plain = usm.decrypt(self._privacy, key, security.moment, security.salt, secret)
        padded = self._privacy == "des"
        return message_v3.read_scoped_pdu(plain, 0, len(plain), padded=padded)

    def _reported(self, agent: Agent, envelope: Envelope, pdu: Pdu) -> Exception:
        counter = _counter(pdu)
        kind = FailureKind.ERROR_REPLY
        if counter[: len(USM_STATS)] == USM_STATS:
            kind = FailureKind.AUTHENTICATION
        said = REPORTS.get(counter, "what no RFC names")
        error = ProbeError(kind, f"the agent reports {said}")
        if envelope.level:
            if counter != NOT_IN_TIME_WINDOWS or self._synchronized_anew:
                return error
            self._synchronized_anew = True  # its digest was right: the clock is set already
            return AskAgain()
        found = envelope.security.engine_id
        if counter == UNKNOWN_ENGINE_IDS and found != agent.engine_id and self._expected(agent):
            error = identity_changed(agent.engine_id, found)
        self.hint = error
        return Ignored("an unauthenticated Report")

    def _expected(self, agent: Agent) -> bool:
        return self._pinned or self._agents.known.get(self._peer) is agent

    def _auth_key(self, agent: Agent) -> bytes:
        if self._auth is None:
            return b""
        return usm.auth_key(self._auth, self._auth_password, agent.engine_id)

    def _privacy_key(self, agent: Agent) -> bytes:
        if self._auth is None or self._privacy is None:
            return b""
        password = self._privacy_password
        return usm.privacy_key(self._privacy, self._auth, password, agent.engine_id)


def _counter(report: Pdu) -> Oid:
    """The object that a Report tells of; empty where it tells of none."""
    varbinds = report.varbinds()
    return varbinds[0].oid if report.tag == REPORT and varbinds else ()
