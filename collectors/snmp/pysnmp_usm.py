"""SNMPv3's user-based security model (RFC 3414) by pysnmp's engine, one engine a conversation.

An engine keeps users, keys and the agent's clock; sharing one between targets would mix up
users of the same name with different keys, so each conversation pays for its own.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from pysnmp.carrier.asyncio.dgram.udp import SNMP_UDP_DOMAIN, UdpTransportAddress
from pysnmp.carrier.base import AbstractTransport, AbstractTransportDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413.cmdgen import CommandGenerator
from pysnmp.proto import errind
from pysnmp.proto.error import StatusInformation
from pysnmp.proto.rfc1902 import OctetString

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.agents import LATCHED, Agent, Agents, Peer, boots_latched, identity_changed
from collectors.snmp.message import Ignored
from collectors.snmp.message_v3 import Security, read_message
from collectors.snmp.options import SnmpOptions

AUTH = {
    None: config.USM_AUTH_NONE,
    "md5": config.USM_AUTH_HMAC96_MD5,
    "sha1": config.USM_AUTH_HMAC96_SHA,
    "sha224": config.USM_AUTH_HMAC128_SHA224,  # RFC 7860
    "sha256": config.USM_AUTH_HMAC192_SHA256,
    "sha384": config.USM_AUTH_HMAC256_SHA384,
    "sha512": config.USM_AUTH_HMAC384_SHA512,
}
PRIVACY = {
    None: config.USM_PRIV_NONE,
    "des": config.USM_PRIV_CBC56_DES,
    "aes128": config.USM_PRIV_CFB128_AES,  # RFC 3826
    "aes192": config.USM_PRIV_CFB192_AES_BLUMENTHAL,
    "aes256": config.USM_PRIV_CFB256_AES_BLUMENTHAL,
    "aes192c": config.USM_PRIV_CFB192_AES,
    "aes256c": config.USM_PRIV_CFB256_AES,
}
#: Reports and local findings that mean: these credentials do not open this agent.
LOCKED_OUT = (
    errind.AuthenticationError,
    errind.AuthenticationFailure,
    errind.DecryptionError,
    errind.NotInTimeWindow,
    errind.UnknownSecurityName,
    errind.UnknownUserName,
    errind.UnsupportedAuthProtocol,
    errind.UnsupportedPrivProtocol,
    errind.UnsupportedSecurityLevel,
    errind.WrongDigest,
)
#: The engine wants an address to file the agent under; the wire knows the real one.
AGENT = UdpTransportAddress(("0.0.0.0", 161))  # noqa: S104 - a label, nothing is bound
#: The engines that proved to hold a key, as authenticated messages told them.
MET = Agents()
NEVER = 2**31 - 1  # hundredths of a second; time-outs are the session's
SNMP_VERSION_3 = 3


class Carrier(AbstractTransport):  # type: ignore[misc]  # pysnmp has no types
    """What the engine takes for its transport; without a dispatcher that ticks."""

    PROTO_TRANSPORT_DISPATCHER = AbstractTransportDispatcher
    ADDRESS_TYPE = UdpTransportAddress

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send

    def send_message(self, outgoing_message: bytes, transport_address: object) -> None:
        self._send(outgoing_message)

    def hear(self, datagram: bytes) -> None:
        self._callback_function(self, AGENT, datagram)

    def join(self, engine: SnmpEngine) -> None:
        config.add_transport(engine, SNMP_UDP_DOMAIN, self)


class UsmAsker:
    """Asks as one user. The engine checks digest, level, user and context; who the agent is and
    the time of what it found to be true (RFC 3414 section 3.2 (7b)) are checked here."""

    def __init__(self, options: SnmpOptions, send: Callable[[bytes], None], peer: Peer) -> None:
        self._engine = SnmpEngine()
        self._peer = peer
        self._context_name = options.context_name
        self._pinned = bytes.fromhex(options.engine_id or "")
        self._carrier = Carrier(send)
        self._security = Security()
        self.hint: ProbeError | None = None
        add_user(self._engine, options)
        config.add_target_parameters(
            self._engine, "agent", options.user, level_of(options), SNMP_VERSION_3
        )
        config.add_target_address(
            self._engine, "agent", SNMP_UDP_DOMAIN, AGENT, "agent", NEVER, retryCount=0
        )
        self._carrier.join(self._engine)

    def ask(self, pdu: Any, answered: "asyncio.Future[Any]") -> None:
        try:
            CommandGenerator().send_pdu(
                self._engine, "agent", None, self._context_name, pdu, self._settle, answered
            )
        except StatusInformation as refusal:  # the engine itself does not send this
            self._settle(None, None, refusal.get("errorIndication"), None, answered)

    def hear(self, datagram: bytes) -> None:
        self._security = read_message(datagram).security
        if self._security.boots == LATCHED:  # the engine drops it without a word
            self.hint = boots_latched()
        self._carrier.hear(datagram)

    def _settle(
        self,
        _engine: object,
        _handle: object,
        error: object,
        pdu: object,
        answered: "asyncio.Future[Any]",
    ) -> None:
        if answered.done():
            return
        if pdu is None:
            kind = FailureKind.MALFORMED_REPLY
            if isinstance(error, LOCKED_OUT):
                kind = FailureKind.AUTHENTICATION
            answered.set_exception(ProbeError(kind, f"{error}"))
            return
        try:
            self._check_agent()
        except Ignored as reason:
            # the engine waits no longer for another; the next attempt may be answered
            self.hint = ProbeError(FailureKind.AUTHENTICATION, f"a reply {reason}")
        except ProbeError as refusal:
            answered.set_exception(refusal)
        else:
            answered.set_result(pdu)

    def _check_agent(self) -> None:
        """Of a message that answers ours. Raises `Ignored`, `ProbeError`."""
        told, known = self._security, MET.known.get(self._peer)
        expected = self._pinned or (known.engine_id if known else told.engine_id)
        if told.engine_id != expected:
            raise identity_changed(expected, told.engine_id)
        if not told.digest:
            return
        if known is None or known.engine_id != told.engine_id:
            known = Agent(told.engine_id)
        known.check(told.boots, told.time_seconds, MET.clock())
        MET.known[self._peer] = known


def identified_engine(engine_id: bytes, boots: int) -> SnmpEngine:
    """An engine that is known to others by this snmpEngineID, started so many times (RFC 3411).

    pysnmp's own way keeps the number in a folder for temporary files, which a unit of systemd
    has anew at each start.
    """
    engine = SnmpEngine()
    builder = engine.get_mib_builder()
    own, started = builder.import_symbols("__SNMP-FRAMEWORK-MIB", "snmpEngineID", "snmpEngineBoots")
    own.syntax = engine.snmpEngineID = own.syntax.clone(engine_id)
    started.syntax = started.syntax.clone(boots)
    return engine


def add_user(engine: SnmpEngine, options: SnmpOptions, engine_id: bytes | None = None) -> None:
    """Let the user of the options in, with the keys that it has at an authoritative engine; ours
    where none is named."""
    config.add_v3_user(
        engine,
        options.user,
        AUTH[options.auth_protocol],
        options.auth_key.reveal() if options.auth_key else None,
        PRIVACY[options.privacy_protocol],
        options.privacy_key.reveal() if options.privacy_key else None,
        None if engine_id is None else OctetString(engine_id),
    )


def level_of(options: SnmpOptions) -> str:
    if options.privacy_protocol is not None:
        return "authPriv"
    return "authNoPriv" if options.auth_protocol is not None else "noAuthNoPriv"
