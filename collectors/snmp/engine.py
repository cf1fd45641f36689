"""Sessions of our own: nothing is believed of a reply before it is known to be one to our request.

What does not fit is counted and passed over, and the request goes on waiting until its own
deadline: no stray datagram ends or lengthens it.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

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
    Bulk,
    ErrorReply,
    Index,
    Oid,
    VarBind,
    by_column,
)
from collectors.snmp.user import AskAgain, User
from collectors.snmp.varbinds import asking, asking_after, column
from collectors.snmp.wire import Wire, connected

Taken = TypeVar("Taken")

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
class Request(Generic[Taken]):
    """What is waited for. `take` makes of a reply's PDU what was asked, or raises `Ignored`."""

    request_id: int
    pdu: bytes
    message: bytes
    take: Callable[[Pdu], Taken]
    answered: "asyncio.Future[Taken]"


@dataclass(slots=True)
class OwnSession:
    """One conversation: one request at a time, sent again until its deadline."""

    wire: Wire
    model: Model
    timeout_seconds: float
    retries: int
    has_bulk: bool = True
    ignored: Counter[str] = field(default_factory=Counter)
    last_fault: str = ""  # of a malformed reply
    # counted up from where nobody can guess
    _request_id: int = field(default_factory=lambda: secrets.randbits(REQUEST_ID_BITS))
    _waiting: Request[Any] | None = None

    async def get(self, oids: Sequence[Oid]) -> list[VarBind]:
        def take(pdu: Pdu) -> list[VarBind]:
            varbinds = pdu.varbinds()
            if [varbind.oid for varbind in varbinds] != list(oids):
                raise Ignored("other objects")
            return varbinds

        return await self._exchange(GET, asking(oids), take, self.retries + 1)

    async def get_bulk(
        self, columns: Sequence[Oid], after: Sequence[Index], max_repetitions: int
    ) -> Bulk:
        if not self.has_bulk:
            oids = [oid + index for oid, index in zip(columns, after, strict=True)]
            return by_column(columns, await self._get_next(oids))
        attempts = self.retries + 1
        if max_repetitions > 1:
            attempts = min(attempts, BULK_ATTEMPTS)
        known = [column(oid) for oid in columns]
        objects_at_most = len(columns) * max_repetitions

        def take(pdu: Pdu) -> Bulk:
            bulk = pdu.bulk(known)
            if bulk.count > objects_at_most:
                raise Ignored("more objects than were asked for")
            return bulk

        return await self._exchange(
            GET_BULK, asking_after(known, after), take, attempts, max_repetitions
        )

    async def _get_next(self, oids: Sequence[Oid]) -> list[VarBind]:
        """One round of SNMPv1, with the end of the MIB as SNMPv2 tells it (RFC 3584)."""
        found = {oid: VarBind(oid, Absent.END_OF_MIB_VIEW) for oid in oids}
        left = list(oids)
        while left:
            count = len(left)

            def take(pdu: Pdu, count: int = count) -> list[VarBind]:
                varbinds = pdu.varbinds()
                if len(varbinds) != count:
                    raise Ignored("not as many objects as were asked for")
                return varbinds

            try:
                varbinds = await self._exchange(GET_NEXT, asking(left), take, self.retries + 1)
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
        self,
        tag: int,
        bindings: bytes,
        take: Callable[[Pdu], Taken],
        attempts: int,
        max_repetitions: int = 0,
    ) -> Taken:
        self._request_id = request_id = (self._request_id + 1) % 2**REQUEST_ID_BITS
        pdu = message.request_pdu(tag, request_id, bindings, max_repetitions=max_repetitions)
        loop = asyncio.get_running_loop()
        if self.ignored:
            self.ignored.clear()
            self.last_fault = ""
        self.model.begin()
        answered: asyncio.Future[Taken] = loop.create_future()
        request = Request(request_id, pdu, self.model.message(pdu), take, answered)
        self._waiting = request
        start = loop.time()
        timer: asyncio.TimerHandle | None = None

        def attempt(number: int) -> None:
            nonlocal timer
            if number > attempts:
                self.fail(self._why_none(attempts))
            elif not answered.done():
                timer = loop.call_at(start + number * self.timeout_seconds, attempt, number + 1)
                self.wire.send(request.message)

        try:
            attempt(1)
            return await answered
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
        except MalformedReply as error:
            self.ignored["malformed"] += 1
            self.last_fault = str(error)
        except Ignored as reason:
            self.ignored[str(reason)] += 1

    def fail(self, error: ProbeError) -> None:
        if self._waiting is not None and not self._waiting.answered.done():
            self._waiting.answered.set_exception(error)

    def _take(self, request: Request[Any], datagram: bytes) -> None:
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
            request.answered.set_result(request.take(pdu))
        return None

    def _why_none(self, attempts: int) -> ProbeError:
        waited = f"within {self.timeout_seconds:g} s, asked {attempts} times"
        if self.model.hint is not None:
            return self.model.hint
        if count := self.ignored.total() + self.wire.strangers:
            reasons = ", ".join(f"{reason}: {times}" for reason, times in self.ignored.items())
            if self.last_fault:
                reasons += f", the last for {self.last_fault}"
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
