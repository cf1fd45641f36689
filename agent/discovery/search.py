"""Asks addresses who is there, looks closer at who answers, and goes on to its neighbours."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, get_args

from agent.discovery.scope import Pace, Scope
from collectors.failure import FailureKind, ProbeError
from collectors.probe import PartialResult
from collectors.reading import Reading
from collectors.snmp import options as snmp_options
from collectors.snmp.agents import Agents
from collectors.snmp.collector import SUBJECTS, read
from collectors.snmp.engine import opened
from collectors.snmp.neighbours import IpAddress, Neighbour, surroundings
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Identifier, Octets, Oid, Session, Value
from collectors.snmp.system import SYS_NAME, SYS_OBJECT_ID
from collectors.snmp.values import Implausible, text
from collectors.snmp.walk import Conversation, Limits

ENGINE_ID: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 1, 0)  # snmpEngineID (RFC 3411)
WHO: Final = (SYS_NAME, SYS_OBJECT_ID, ENGINE_ID)
#: Addresses that are asked at the same time, and devices that are looked at closer.
ASKED_AT_ONCE, READ_AT_ONCE = 64, 4
ATTEMPTS = 2
#: Of a device that is only being looked for, no more is read than this.
LIMITS = Limits(rows=2_000, seconds=20.0)
LOOK_SECONDS = 60.0
SILENT: Final = frozenset({FailureKind.TIMEOUT, FailureKind.UNREACHABLE, FailureKind.REFUSED})


@dataclass(frozen=True, slots=True)
class Credentials:
    """How devices may be asked; `written` is what an inventory has for it, secrets by name."""

    options: SnmpOptions
    written: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Identity:
    """By which a device is known again at another address."""

    name: str
    object_id: Oid
    engine_id: bytes


@dataclass(slots=True)
class Found:
    """A device that answered."""

    address: IpAddress
    credentials: Credentials
    identity: Identity
    readings: Sequence[Reading] = ()
    # subjects that it has something to say of
    subjects: Sequence[str] = ()
    neighbours: Sequence[Neighbour] = ()
    own: frozenset[IpAddress] = frozenset()
    others: list[IpAddress] = field(default_factory=list)  # it answered there, too
    trouble: str = ""  # why less was read of it than there may be


@dataclass(slots=True)
class Findings:
    """What came of a search."""

    devices: list[Found] = field(default_factory=list)
    # somebody is there, who does not let us in: why
    locked: dict[IpAddress, str] = field(default_factory=dict)
    # neighbours that were not asked, by their address, and who named them
    beyond: dict[IpAddress, tuple[Neighbour, Found]] = field(default_factory=dict)
    asked: int = 0
    cut_short: bool = False  # there may be more than were allowed


@dataclass(frozen=True, slots=True)
class AtMost:
    """Where a search ends, whatever devices say of one another."""

    addresses: int
    devices: int


class Search:
    """One search. `progress` is told (addresses done, addresses known of)."""

    def __init__(
        self,
        scope: Scope,
        credentials: Sequence[Credentials],
        pace: Pace,
        at_most: "AtMost",
        progress: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        self.findings = Findings()
        self._scope = scope
        # who listens to a community hears it: users come first, who tell nobody their keys
        self._credentials = sorted(credentials, key=lambda it: it.options.version != "3")
        self._pace = pace
        self._at_most = at_most
        self._progress = progress
        self._queue: asyncio.Queue[IpAddress] = asyncio.Queue()
        self._known: set[IpAddress] = set()
        self._looking = asyncio.Semaphore(READ_AT_ONCE)
        self._agents = Agents()  # not the daemon's: nothing found here is approved

    async def run(self, addresses: Sequence[IpAddress]) -> Findings:
        """Ask them, and whom they lead to. Raises nothing for what devices do."""
        for address in addresses:
            self._add(address)
        workers = [asyncio.create_task(self._work()) for _ in range(ASKED_AT_ONCE)]
        try:
            await self._queue.join()
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
        self.findings.devices.sort(key=lambda it: (it.address.version, it.address))
        return self.findings

    def _add(self, address: IpAddress) -> None:
        if address in self._known:
            return
        if len(self._known) >= self._at_most.addresses:
            self.findings.cut_short = True
            return
        self._known.add(address)
        self._queue.put_nowait(address)

    async def _work(self) -> None:
        while True:
            address = await self._queue.get()
            try:
                if len(self.findings.devices) >= self._at_most.devices:
                    self.findings.cut_short = True
                else:
                    await self._ask(address)
            finally:
                self._queue.task_done()
                self.findings.asked += 1
                self._progress(self.findings.asked, len(self._known))

    async def _ask(self, address: IpAddress) -> None:
        for each in self._credentials:
            found = await self._who(address, each)
            if found is None:
                continue
            same = self._same_as(found)
            if same is not None:
                same.others.append(address)
                return
            self.findings.devices.append(found)
            async with self._looking:
                await self._look(found)
            self._follow(found)
            return

    async def _who(self, address: IpAddress, credentials: Credentials) -> Found | None:
        """Who answers there to these credentials; None where nobody does."""
        for _ in range(ATTEMPTS):
            # of version 3 the first request only asks for the engine
            await self._pace.turn(2 if credentials.options.version == "3" else 1)
            options = credentials.options.model_copy(update={"retries": 0})
            try:
                async with opened(str(address), options, self._agents) as session:
                    values = await self._first(session)
            except ProbeError as error:
                if error.kind not in SILENT:
                    self.findings.locked[address] = f"{error.kind}: {error.detail}"
                    return None
                continue
            self.findings.locked.pop(address, None)
            return Found(address, credentials, _identity(values))
        return None

    @staticmethod
    async def _first(session: Session) -> Mapping[Oid, Value]:
        return await Conversation(session).get(WHO)

    def _same_as(self, found: Found) -> Found | None:
        """The device itself, found before at another address: it says the same of itself, and has
        an engine of its own or names the address among its own."""
        for other in self.findings.devices:
            if other.identity == found.identity and (
                found.identity.engine_id or found.address in other.own
            ):
                return other
        return None

    async def _look(self, found: Found) -> None:
        """What it can be asked for. It is read as the daemon would, once and within bounds."""
        options = found.credentials.options
        try:
            async with (
                asyncio.timeout(LOOK_SECONDS),
                opened(str(found.address), options, self._agents) as session,
            ):
                conversation = Conversation(session, LIMITS, options.max_repetitions)
                told = {name: await _told(conversation, name) for name in _subjects()}
                around = await surroundings(conversation)
        except (ProbeError, TimeoutError) as error:
            found.trouble = str(error) or f"it took longer than {LOOK_SECONDS:g} s"
            return
        found.subjects = [name for name, readings in told.items() if readings]
        found.readings = [reading for readings in told.values() for reading in readings]
        found.neighbours, found.own = around.neighbours, around.own

    def _follow(self, found: Found) -> None:
        for neighbour in found.neighbours:
            if self._scope.allows(neighbour.address):
                self._add(neighbour.address)
            else:
                self.findings.beyond.setdefault(neighbour.address, (neighbour, found))


def _subjects() -> tuple[str, ...]:
    return get_args(snmp_options.Subject)


async def _told(conversation: Conversation, subject: str) -> list[Reading]:
    """What it says of a subject; nothing where that breaks off."""
    readings: Sequence[Reading] = ()
    with suppress(PartialResult):
        readings = await read(conversation, [SUBJECTS[subject]])
    return [reading for reading in readings if reading.value is not None]


def _identity(values: Mapping[Oid, Value]) -> Identity:
    name = ""
    with suppress(Implausible):
        name = text(values[SYS_NAME]) or ""
    kind, engine = values[SYS_OBJECT_ID], values[ENGINE_ID]
    return Identity(
        name,
        kind.value if isinstance(kind, Identifier) else (),
        engine.value if isinstance(engine, Octets) else b"",
    )


def within(options: SnmpOptions, seconds: float) -> SnmpOptions:
    """The same, with so much time for an answer."""
    return options.model_copy(update={"request_timeout_seconds": seconds, "read": ("system",)})


def unlike(credentials: Sequence[Credentials]) -> list[Credentials]:
    """Each once, whatever else the probes have set that they came from."""
    once: dict[object, Credentials] = {}
    for each in credentials:
        asking = each.options.model_dump(
            include={
                "port", "version", "community", "user", "auth_protocol", "auth_key",
                "privacy_protocol", "privacy_key", "context_name",
            }
        )  # fmt: skip
        once.setdefault(tuple(asking.items()), replace(each))
    return list(once.values())
