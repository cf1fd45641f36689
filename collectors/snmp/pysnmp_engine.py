"""Sessions by way of pysnmp: its codec for communities, its engine for the user-based model.

The socket is ours: connected, so that the kernel drops what comes from another address or
port (pysnmp itself would take it), without pysnmp's timers, and closed with the conversation.
"""

import asyncio
import errno
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pysnmp.error import PySnmpError
from pysnmp.proto.api import v2c

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.ber import MalformedReply
from collectors.snmp.message import Ignored
from collectors.snmp.options import SnmpOptions
from collectors.snmp.pysnmp_usm import UsmAsker
from collectors.snmp.session import (
    BULK_ATTEMPTS,
    Absent,
    Address,
    Bulk,
    ErrorReply,
    Identifier,
    Index,
    Kind,
    Number,
    Octets,
    Oid,
    Session,
    Value,
    VarBind,
    by_column,
)

#: What pysnmp and pyasn1 raise on bytes that are no SNMP message (fuzzed: not only their own).
UNDECODABLE = (
    PySnmpError,
    PyAsn1Error,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,  # with RecursionError: nesting without end
    TypeError,
    ValueError,
)
NUMBERS = (  # most specific first: the others are subclasses of Integer32
    (v2c.Counter64, Kind.COUNTER64),
    (v2c.TimeTicks, Kind.TIME_TICKS),
    (v2c.Counter32, Kind.COUNTER32),
    (v2c.Gauge32, Kind.GAUGE32),
    (v2c.Unsigned32, Kind.GAUGE32),
    (v2c.Integer32, Kind.INTEGER),
)
ABSENT = (
    (v2c.NoSuchObject, Absent.NO_SUCH_OBJECT),
    (v2c.NoSuchInstance, Absent.NO_SUCH_INSTANCE),
    (v2c.EndOfMibView, Absent.END_OF_MIB_VIEW),
    (v2c.Null, Absent.NULL),
)
PDU = Any  # pysnmp has no types
VERSION_2C = 1


class Asker(Protocol):
    """How a PDU becomes a message and back: by community, or by user. `hint` is why there is no
    answer, should none come."""

    hint: ProbeError | None

    def ask(self, pdu: PDU, answered: "asyncio.Future[PDU]") -> None: ...

    def hear(self, datagram: bytes) -> None: ...


class Wire(asyncio.DatagramProtocol):
    """A UDP socket that is connected to the agent."""

    def __init__(self) -> None:
        self.hear: Callable[[bytes], None] = lambda _: None
        self.waiting: asyncio.Future[PDU] | None = None
        self.ignored = 0
        self.transport: asyncio.DatagramTransport | None = None

    def send(self, message: bytes) -> None:
        if self.transport is not None:
            self.transport.sendto(message)

    def datagram_received(self, data: bytes, addr: object) -> None:
        try:
            self.hear(data)
        except (Ignored, MalformedReply, *UNDECODABLE):
            self.ignored += 1

    def error_received(self, exc: Exception) -> None:
        """ICMP said that nobody is there, or the kernel could not send."""
        if isinstance(exc, OSError) and exc.errno == errno.ENOBUFS:
            return  # passes by itself: the next attempt is the retry
        if self.waiting is not None and not self.waiting.done():
            detail = f"the network answered {exc}"
            self.waiting.set_exception(ProbeError(FailureKind.UNREACHABLE, detail))


class CommunityAsker:
    """SNMPv2c (RFC 1901): the reply must carry our version, community and request id."""

    def __init__(self, community: str, wire: Wire) -> None:
        self._community = community.encode()
        self._wire = wire
        self._answered: asyncio.Future[PDU] | None = None
        self._request_id = 0
        self.hint: ProbeError | None = None

    def ask(self, pdu: PDU, answered: "asyncio.Future[PDU]") -> None:
        self._request_id, self._answered = int(v2c.apiPDU.get_request_id(pdu)), answered
        message = v2c.Message()
        v2c.apiMessage.set_defaults(message)
        v2c.apiMessage.set_community(message, self._community)
        v2c.apiMessage.set_pdu(message, pdu)
        self._wire.send(encoder.encode(message))

    def hear(self, datagram: bytes) -> None:
        message, rest = decoder.decode(datagram, asn1Spec=v2c.Message())
        pdu = v2c.apiMessage.get_pdu(message)
        ours = (
            not rest
            and int(v2c.apiMessage.get_version(message)) == VERSION_2C
            and v2c.apiMessage.get_community(message).asOctets() == self._community
            and pdu.isSameTypeWith(v2c.GetResponsePDU())
            and int(v2c.apiPDU.get_request_id(pdu)) == self._request_id
        )
        if not ours:
            self._wire.ignored += 1
        elif self._answered is not None and not self._answered.done():
            self._answered.set_result(pdu)


@dataclass(slots=True)
class PysnmpSession:
    """One conversation: one request at a time, sent again until its deadline."""

    wire: Wire
    asker: Asker
    timeout_seconds: float
    retries: int

    async def get(self, oids: Sequence[Oid]) -> list[VarBind]:
        pdu = v2c.GetRequestPDU()
        v2c.apiPDU.set_defaults(pdu)
        return await self._exchange(pdu, oids, self.retries + 1)

    async def get_bulk(
        self, columns: Sequence[Oid], after: Sequence[Index], max_repetitions: int
    ) -> Bulk:
        pdu = v2c.GetBulkRequestPDU()
        v2c.apiBulkPDU.set_defaults(pdu)
        v2c.apiBulkPDU.set_non_repeaters(pdu, 0)
        v2c.apiBulkPDU.set_max_repetitions(pdu, max_repetitions)
        attempts = self.retries + 1
        if max_repetitions > 1:
            attempts = min(attempts, BULK_ATTEMPTS)
        oids = [column + index for column, index in zip(columns, after, strict=True)]
        return by_column(columns, await self._exchange(pdu, oids, attempts))

    async def _exchange(self, pdu: PDU, oids: Sequence[Oid], attempts: int) -> list[VarBind]:
        v2c.apiPDU.set_request_id(pdu, secrets.randbelow(2**31))
        v2c.apiPDU.set_varbinds(pdu, [(v2c.ObjectIdentifier(oid), v2c.null) for oid in oids])
        answer = await self._answer(pdu, attempts)
        status = int(v2c.apiPDU.get_error_status(answer))
        if status:
            raise ErrorReply(status, int(v2c.apiPDU.get_error_index(answer, muteErrors=True)))
        try:
            return [
                VarBind(tuple(name), neutral(value))
                for name, value in v2c.apiPDU.get_varbinds(answer)
            ]
        except UNDECODABLE as error:
            raise ProbeError(FailureKind.MALFORMED_REPLY, f"the reply's values: {error}") from error

    async def _answer(self, pdu: PDU, attempts: int) -> PDU:
        """The reply's PDU; the same request is sent again while none has come."""
        self.wire.ignored, self.asker.hint = 0, None
        answered: asyncio.Future[PDU] = asyncio.get_running_loop().create_future()
        self.wire.waiting = answered
        try:
            for _ in range(attempts):
                self.asker.ask(pdu, answered)
                done, _pending = await asyncio.wait({answered}, timeout=self.timeout_seconds)
                if done:
                    return answered.result()
        finally:
            self.wire.waiting = None
            answered.cancel()
        if self.asker.hint is not None:
            raise self.asker.hint
        waited = f"within {self.timeout_seconds:g} s, asked {attempts} times"
        if self.wire.ignored:
            detail = f"{self.wire.ignored} replies that are none to our request, {waited}"
            raise ProbeError(FailureKind.MALFORMED_REPLY, detail)
        raise ProbeError(FailureKind.TIMEOUT, f"no answer {waited}")


def neutral(value: Any) -> Value:
    """A pysnmp value as ours."""
    for absent, ours in ABSENT:
        if isinstance(value, absent):
            return ours
    for number, kind in NUMBERS:
        if isinstance(value, number):
            return Number(int(value), kind)
    if isinstance(value, v2c.ObjectIdentifier):
        return Identifier(tuple(value))
    if isinstance(value, v2c.IpAddress):
        return Address(value.asOctets())
    return Octets(value.asOctets())


@asynccontextmanager
async def opened(address: str, options: SnmpOptions) -> AsyncIterator[Session]:
    """A session with the agent at `address`, a name or a literal of either family."""
    loop = asyncio.get_running_loop()
    transport, wire = await loop.create_datagram_endpoint(Wire, remote_addr=(address, options.port))
    try:
        wire.transport = transport
        asker = asker_for(options, wire)
        wire.hear = asker.hear
        yield PysnmpSession(wire, asker, options.request_timeout_seconds, options.retries)
    finally:
        transport.close()


def asker_for(options: SnmpOptions, wire: Wire) -> Asker:
    if options.community is not None:
        return CommunityAsker(options.community.reveal(), wire)
    peer = ("", 0) if wire.transport is None else wire.transport.get_extra_info("peername")[:2]
    return UsmAsker(options, wire.send, peer)
