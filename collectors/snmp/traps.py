"""Traps and informs (RFC 3416 sections 4.2.6 and 4.2.7): who sent one, never what it says.

All that an authenticated notification does is to have its sender polled at once: whatever it
tells, the poll finds out, and a forged one costs a poll and no more. What does not come from a
device of the inventory, with the credentials by which that device is asked, is counted by its
reason and forgotten. Decoding, the user-based model and the answer to an inform are pysnmp's.
"""

import asyncio
import ipaddress
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias, cast

from pyasn1.codec.ber import decoder, encoder
from pysnmp.entity.rfc3413.ntfrcv import NotificationReceiver
from pysnmp.proto.api import v2c

from collectors.snmp import ber
from collectors.snmp.agents import Agents
from collectors.snmp.ber import MalformedReply
from collectors.snmp.engine import AGENTS
from collectors.snmp.message import VERSION_1, VERSION_2C, Ignored
from collectors.snmp.message_v3 import VERSION_3, read_message
from collectors.snmp.options import SnmpOptions
from collectors.snmp.pysnmp_engine import UNDECODABLE
from collectors.snmp.pysnmp_usm import Carrier, add_user, identified_engine, level_of

Untyped: TypeAlias = Any  # pysnmp has no types
NOTIFICATIONS = (v2c.SNMPv2TrapPDU.tagSet, v2c.InformRequestPDU.tagSet)
#: RFC 3411: how the engine numbers a level.
LEVELS = {"noAuthNoPriv": 1, "authNoPriv": 2, "authPriv": 3}
#: What is decoded of all senders together, and of one, in a second; and how much of it at once.
PACKETS_A_SECOND, PACKETS_AT_ONCE = 100.0, 200.0
OF_ONE_A_SECOND, OF_ONE_AT_ONCE = 10.0, 20.0


class Outcome(StrEnum):
    """What became of a datagram."""

    ACCEPTED = "accepted"
    OVER_BUDGET = "over_budget"  # not looked at: more came than is decoded
    UNKNOWN_SENDER = "unknown_sender"  # no target of the inventory has this address
    VERSION = "version"  # SNMPv1, or one that this sender is not asked with
    CREDENTIALS = "credentials"  # another community, user, key, level, engine or time
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Sender:
    """A target, and how it is asked."""

    target: str
    options: SnmpOptions


class Budget:
    """A token bucket."""

    __slots__ = ("_at_once", "_left", "_seconds", "_then_seconds")

    def __init__(self, a_second: float, at_once: float) -> None:
        self._seconds, self._at_once, self._left = 1 / a_second, at_once, at_once
        self._then_seconds: float | None = None

    def spend(self, now_seconds: float) -> bool:
        """Whether there is something left for one more."""
        if self._then_seconds is not None:
            earned = (now_seconds - self._then_seconds) / self._seconds
            self._left = min(self._at_once, self._left + earned)
        self._then_seconds = now_seconds
        if self._left < 1:
            return False
        self._left -= 1
        return True


class _Heard(NotificationReceiver):  # type: ignore[misc]  # pysnmp has no types
    """Notes the user and level of a notification that the engine found to be true; an answer is
    only given to one of the level that its user has."""

    def __init__(self, engine: Untyped, least: Callable[[str], int]) -> None:
        super().__init__(engine, lambda *_: None)
        self._least = least
        self.user: str | None = None

    def process_pdu(
        self,
        engine: Untyped,
        model: Untyped,
        security: Untyped,
        user: Untyped,
        level: Untyped,
        *rest: Untyped,
    ) -> None:
        name = bytes(user).decode("utf-8", "replace")
        if int(level) >= self._least(name):
            self.user = name
            super().process_pdu(engine, model, security, user, level, *rest)


class Receiver(asyncio.DatagramProtocol):
    """Hears notifications on one socket. `senders` by address, as the kernel gives it.

    `engine_id` is ours: the authoritative one of informs of version 3, the same at each start;
    `boots` must be greater at each start (RFC 3414 section 2.2).
    """

    def __init__(
        self,
        senders: Mapping[str, Sequence[Sender]],
        accepted: Callable[[str], None],
        engine_id: bytes,
        boots: int,
        agents: Agents = AGENTS,
    ) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.senders = senders
        self._accepted = accepted
        self._agents = agents
        self._budget = Budget(PACKETS_A_SECOND, PACKETS_AT_ONCE)
        self._budgets: dict[str, Budget] = {}
        self._own = engine_id
        self._boots = boots
        self._usm: _Usm | None = None  # made when first needed: it takes memory and a while
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        try:
            outcome, sender = self._judged(data, addr)
        except (Ignored, MalformedReply, *UNDECODABLE):
            outcome, sender = Outcome.MALFORMED, None
        self.outcomes[outcome] += 1
        if sender is not None:
            self._accepted(sender.target)

    def _judged(self, data: bytes, addr: tuple[Any, ...]) -> tuple[Outcome, Sender | None]:
        address = _plain(str(addr[0]))
        senders = self.senders.get(address)
        if not senders:
            return Outcome.UNKNOWN_SENDER, None
        now_seconds = asyncio.get_running_loop().time()
        own = self._budgets.setdefault(address, Budget(OF_ONE_A_SECOND, OF_ONE_AT_ONCE))
        if not own.spend(now_seconds) or not self._budget.spend(now_seconds):
            return Outcome.OVER_BUDGET, None
        version = _version(data)
        if version == VERSION_2C:
            return self._of_community(data, addr, senders)
        if version == VERSION_3:
            return self._of_user(data, addr, senders)
        return (Outcome.VERSION if version == VERSION_1 else Outcome.MALFORMED), None

    def _of_community(
        self, data: bytes, addr: tuple[Any, ...], senders: Sequence[Sender]
    ) -> tuple[Outcome, Sender | None]:
        asked = [it for it in senders if it.options.version == "2c"]
        if not asked:
            return Outcome.VERSION, None
        message, rest = decoder.decode(data, asn1Spec=v2c.Message())
        pdu = v2c.apiMessage.get_pdu(message)
        if rest or pdu.tagSet not in NOTIFICATIONS:
            return Outcome.MALFORMED, None
        community = bytes(v2c.apiMessage.get_community(message))
        for sender in asked:
            secret = sender.options.community
            if secret is not None and community == secret.reveal().encode():
                if pdu.tagSet == v2c.InformRequestPDU.tagSet:
                    v2c.apiMessage.set_pdu(message, v2c.apiPDU.get_response(pdu))
                    v2c.apiPDU.set_varbinds(
                        v2c.apiMessage.get_pdu(message), v2c.apiPDU.get_varbinds(pdu)
                    )
                    self._send(encoder.encode(message), addr)
                return Outcome.ACCEPTED, sender
        return Outcome.CREDENTIALS, None

    def _of_user(
        self, data: bytes, addr: tuple[Any, ...], senders: Sequence[Sender]
    ) -> tuple[Outcome, Sender | None]:
        asked = [it for it in senders if it.options.version == "3"]
        if not asked:
            return Outcome.VERSION, None
        security = read_message(data).security
        if self._usm is None:
            self._usm = _Usm(self._own, self._boots)
        if not security.engine_id:  # it asks who we are, as RFC 3414 section 4 has it
            self._usm.hear(data, lambda reply: self._send(reply, addr))
            return Outcome.CREDENTIALS, None
        for sender in asked:
            options = sender.options
            engines = {self._own, self._engine_of(addr, options)}
            if security.user == options.user.encode() and security.engine_id in engines:
                self._usm.know(options, security.engine_id)
                user = self._usm.hear(data, lambda reply: self._send(reply, addr))
                return (Outcome.CREDENTIALS, None) if user is None else (Outcome.ACCEPTED, sender)
        return Outcome.CREDENTIALS, None

    def _engine_of(self, addr: tuple[Any, ...], options: SnmpOptions) -> bytes | None:
        """The sender's engine: as a person pinned it, else as it proved to be when it was asked."""
        if options.engine_id is not None:
            return bytes.fromhex(options.engine_id)
        known = self._agents.known.get((_plain(str(addr[0])), options.port))
        return None if known is None else known.engine_id

    def _send(self, message: bytes, addr: tuple[Any, ...]) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(message, addr)


@dataclass(slots=True)
class _Usm:
    """pysnmp's engine with the users that may send to us."""

    own: bytes
    boots: int
    _least: dict[str, int] = field(default_factory=dict)
    _known: dict[tuple[str, bytes], object] = field(default_factory=dict)
    _reply: Callable[[bytes], None] = lambda _: None
    _carrier: Carrier = field(init=False)
    _engine: Any = field(init=False)
    _heard: _Heard = field(init=False)

    def __post_init__(self) -> None:
        self._engine = identified_engine(self.own, self.boots)
        self._carrier = Carrier(self._answer)
        self._carrier.join(self._engine)
        self._heard = _Heard(self._engine, lambda user: self._least.get(user, LEVELS["authPriv"]))

    def know(self, options: SnmpOptions, engine_id: bytes) -> None:
        """Let the user in, with the keys of that engine. Making them takes milliseconds."""
        self._least[options.user] = LEVELS[level_of(options)]
        keys = (
            options.auth_protocol,
            options.auth_key,
            options.privacy_protocol,
            options.privacy_key,
        )
        # two targets may have users of one name and other keys, who both are users here
        if self._known.get((options.user, engine_id)) != keys:
            add_user(self._engine, options, None if engine_id == self.own else engine_id)
            self._known[options.user, engine_id] = keys

    def _answer(self, message: bytes) -> None:
        self._reply(message)

    def hear(self, data: bytes, reply: Callable[[bytes], None]) -> str | None:
        """The user whose notification it is; None for anything else, which may be answered by a
        Report."""
        self._heard.user, self._reply = None, reply
        self._carrier.hear(data)
        return self._heard.user


def _version(data: bytes) -> int:
    at, end = ber.whole(data, 0, len(data), ber.SEQUENCE)
    return ber.read_integer(data, at, end)[0]


def _plain(address: str) -> str:
    """An IPv4 address that came over an IPv6 socket as itself, and no scope."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


@asynccontextmanager
async def receiving(receiver: Receiver, address: str, port: int) -> AsyncIterator[int]:
    """The receiver on a socket; the port that it got. Raises OSError where it cannot listen."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: receiver, local_addr=(address, port)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
