"""Sessions of our own: nothing is believed of a reply before it is known to be one to our request.

What does not fit is counted and passed over, and the request goes on waiting until its own
deadline: no stray datagram ends or lengthens it.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from collectors.failure import FailureKind, ProbeError
from collectors.snmp import message
from collectors.snmp.agents import Agents
from collectors.snmp.ber import MalformedReply
from collectors.snmp.message import GET, GET_BULK, GET_NEXT, NO_ERROR, Ignored, Pdu
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import (
    BULK_ATTEMPTS,
    NO_SUCH_NAME,
    TOO_BIG,
    Absent,
    ErrorReply,
    Oid,
    VarBind,
)
from collectors.snmp.user import AskAgain, User
from collectors.snmp.varbinds import Column, Names
from collectors.snmp.wire import Wire, connected

VERSIONS = {"1": message.VERSION_1, "2c": message.VERSION_2C}
#: The one thing that outlives conversations: an agent's identity and clock, once proved.
AGENTS = Agents()
REQUEST_ID_BITS = 31  # of an Integer32 that is not below zero


class Model(Protocol):
    """How a PDU becomes a message and back: by community, or by user.

    `read` raises `Ignored` or `MalformedReply` for what is no answer to the last message,
    `AskAgain`, or a `ProbeError` that ends the request. `hint` is what a Report said that
    anybody may have sent: why there is no answer, should none come.
    """

    hint: ProbeError | None

    def begin(self) -> None: ...

    def message(self, pdu: bytes) -> bytes: ...

    def read(self, datagram: bytes) -> Pdu: ...


class Community:
    """SNMPv1 (RFC 1157) and SNMPv2c (RFC 1901): all that tells us apart is the community."""

    def __init__(self, version: int, community: str) -> None:
        self.hint: ProbeError | None = None
        self._version = version
        self._community = community.encode()

    def begin(self) -> None:
        """Nothing is kept from one request to the next."""

    def message(self, pdu: bytes) -> bytes:
        return message.community_message(self._version, self._community, pdu)

    def read(self, datagram: bytes) -> Pdu:
        return message.read_community_message(datagram, self._version, self._community)


@dataclass(slots=True)
class Request:
    """What is waited for: the request's id and objects, and what will be told of it."""

    tag: int
    request_id: int
    oids: Sequence[Oid]
    columns: Sequence[Column]
    objects_at_most: int
    pdu: bytes
    message: bytes
    answered: "asyncio.Future[list[VarBind]]"


@dataclass(slots=True)
class OwnSession:
    """One conversation: one request at a time, sent again until its deadline."""

    wire: Wire
    model: Model
    timeout_seconds: float
    retries: int
    has_bulk: bool = True
    ignored: Counter[str] = field(default_factory=Counter)
    names: Names = field(default_factory=Names)
    _waiting: Request | None = None

    async def get(self, oids: Sequence[Oid]) -> list[VarBind]:
        return await self._exchange(GET, oids, self.retries + 1)

    async def get_bulk(self, oids: Sequence[Oid], max_repetitions: int) -> list[VarBind]:
        if not self.has_bulk:
            return await self._get_next(oids)
        attempts = self.retries + 1
        if max_repetitions > 1:
            attempts = min(attempts, BULK_ATTEMPTS)
        return await self._exchange(GET_BULK, oids, attempts, max_repetitions)

    async def _get_next(self, oids: Sequence[Oid]) -> list[VarBind]:
        """One round of SNMPv1, with the end of the MIB as SNMPv2 tells it (RFC 3584)."""
        found = {oid: VarBind(oid, Absent.END_OF_MIB_VIEW) for oid in oids}
        left = list(oids)
        while left:
            try:
                varbinds = await self._exchange(GET_NEXT, left, self.retries + 1)
            except ErrorReply as error:
                if error.status == TOO_BIG and len(left) > 1:
                    middle = len(left) // 2
                    varbinds = await self._get_next(left[:middle])
                    varbinds += await self._get_next(left[middle:])
                elif error.status == NO_SUCH_NAME and 1 <= error.index <= len(left):
                    del left[error.index - 1]
                    continue
                else:
                    raise
            found |= zip(left, varbinds, strict=True)
            break
        return [found[oid] for oid in oids]

    async def _exchange(
        self, tag: int, oids: Sequence[Oid], attempts: int, max_repetitions: int = 0
    ) -> list[VarBind]:
        request_id = secrets.randbits(REQUEST_ID_BITS)
        columns, bindings = self.names.asked(oids)
        pdu = message.request_pdu(tag, request_id, bindings, max_repetitions=max_repetitions)
        loop = asyncio.get_running_loop()
        self.ignored.clear()
        self.model.begin()
        self._waiting = request = Request(
            tag,
            request_id,
            oids,
            columns,
            len(oids) * max(max_repetitions, 1),
            pdu,
            self.model.message(pdu),
            loop.create_future(),
        )
        start = loop.time()
        timer: asyncio.TimerHandle | None = None

        def attempt(number: int) -> None:
            nonlocal timer
            if number > attempts:
                self.fail(self._why_none(attempts))
            elif not request.answered.done():
                timer = loop.call_at(start + number * self.timeout_seconds, attempt, number + 1)
                self.wire.send(request.message)

        try:
            attempt(1)
            return await request.answered
        finally:
            self._waiting = None
            if timer is not None:
                timer.cancel()

    def hear(self, datagram: bytes) -> None:
        """Whatever the wire brings."""
        request = self._waiting
        if request is None or request.answered.done():
            self.ignored["nothing was asked"] += 1
            return
        try:
            self._take(request, datagram)
        except MalformedReply:
            self.ignored["malformed"] += 1
        except Ignored as reason:
            self.ignored[str(reason)] += 1

    def fail(self, error: ProbeError) -> None:
        if self._waiting is not None and not self._waiting.answered.done():
            self._waiting.answered.set_exception(error)

    def _take(self, request: Request, datagram: bytes) -> None:
        try:
            pdu = self.model.read(datagram)
        except AskAgain:
            request.message = self.model.message(request.pdu)
            self.wire.send(request.message)
        except ProbeError as error:
            self.fail(error)
        else:
            if pdu.request_id != request.request_id:
                raise Ignored("another request id")
            if pdu.error_status != NO_ERROR:
                return self.fail(ErrorReply(pdu.error_status, pdu.error_index))
            request.answered.set_result(self._varbinds(request, pdu))
        return None

    def _varbinds(self, request: Request, pdu: Pdu) -> list[VarBind]:
        varbinds = pdu.varbinds(request.columns, self.names)
        if len(varbinds) > request.objects_at_most:
            raise Ignored("more objects than were asked for")
        if request.tag == GET_NEXT and len(varbinds) < len(request.oids):
            raise Ignored("fewer objects than were asked for")
        if request.tag == GET and [varbind.oid for varbind in varbinds] != list(request.oids):
            raise Ignored("other objects")
        return varbinds

    def _why_none(self, attempts: int) -> ProbeError:
        waited = f"within {self.timeout_seconds:g} s, asked {attempts} times"
        if self.model.hint is not None:
            return self.model.hint
        if count := self.ignored.total() + self.wire.strangers:
            reasons = ", ".join(f"{reason}: {times}" for reason, times in self.ignored.items())
            detail = f"{count} replies that are none to our request, {waited} ({reasons})"
            return ProbeError(FailureKind.MALFORMED_REPLY, detail)
        return ProbeError(FailureKind.TIMEOUT, f"no answer {waited}")


@asynccontextmanager
async def opened(
    address: str, options: SnmpOptions, agents: Agents = AGENTS
) -> AsyncIterator[OwnSession]:
    """A session with the agent at `address`, a name or a literal of either family."""
    async with connected(address, options.port) as wire:
        session = OwnSession(
            wire,
            _model(options, wire, agents),
            options.request_timeout_seconds,
            options.retries,
            has_bulk=options.version != "1",
        )
        wire.hear, wire.fail = session.hear, session.fail
        yield session


def _model(options: SnmpOptions, wire: Wire, agents: Agents) -> Model:
    if options.community is None:
        return User(options, wire.peer, agents)
    return Community(VERSIONS[options.version], options.community.reveal())
