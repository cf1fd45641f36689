# ruff: noqa: N802 - a test of an invariant carries the id that the table of faults gives it
"""One target in twenty is hostile, and the other nineteen are read as they would be without it."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from agent.polling import Poller
from collectors.failure import FailureKind
from collectors.probe import Probe, ProbeResult
from collectors.snmp import ber, system
from collectors.snmp.collector import SNMP
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Oid
from collectors.target import Secret, Target
from tests.collectors.snmp.plain_agent import Agent, listening
from tests.conftest import free_port, wait_until

TARGETS, HOSTILE = 1_000, 50
INTERVAL_SECONDS = 2.0
ROUNDS = 2
#: Of the interval, at the 99th percentile, or twice what it is without them on a busy machine.
LATE_AT_MOST = 0.1
#: The machine may have other things to do; what hostile targets do to others, they always do.
TRIES = 3
FLOOD = [random.Random(number).randbytes(200) for number in range(30)]
#: Parts of an OID: ifXTable's columns have eleven, ifTable's ten.
COLUMN_AT_MOST, INDEX = 11, 1

OBJECTS: Mapping[Oid, bytes] = {
    system.SYS_UPTIME: b"\x43\x01\x64",
    (2, 0): ber.write_integer(7),
}


class Silent(Agent):
    """Takes every request."""

    def listens_to(self, request: bytes) -> bool:
        return False


class Flooding(Agent):
    """Answers each request with many datagrams that are nothing."""

    def heard(
        self, data: bytes, transport: asyncio.DatagramTransport, addr: tuple[str, int]
    ) -> None:
        for datagram in FLOOD:
            transport.sendto(datagram, addr)


class Late(Agent):
    """Answers rightly, when nobody waits any more."""

    def heard(
        self, data: bytes, transport: asyncio.DatagramTransport, addr: tuple[str, int]
    ) -> None:
        reply, later = self.reply(data), asyncio.get_running_loop().call_later
        later(2 * INTERVAL_SECONDS, _sent, transport, reply, addr)


def _sent(transport: asyncio.DatagramTransport, reply: bytes, addr: tuple[str, int]) -> None:
    if not transport.is_closing():
        transport.sendto(reply, addr)


class Endless(Agent):
    """Of whatever is walked there is always one more. What it has once told it need not reckon
    anew, so that it is the asker who is kept busy."""

    def _following(self, asked: list[Oid], repetitions: int) -> list[bytes]:
        told = []
        for _ in range(repetitions):
            asked = [_next(oid) for oid in asked]
            told += [
                ber.write(
                    ber.SEQUENCE,
                    ber.write(ber.OBJECT_IDENTIFIER, ber.identifier_octets(oid))
                    + ber.write_integer(1),
                )
                for oid in asked
            ]
        return told


def _next(oid: Oid) -> Oid:
    """Below a column its first row, and after each row another; rows have an index of two."""
    return (*oid[:-1], oid[-1] + 1) if len(oid) >= COLUMN_AT_MOST + INDEX else (*oid, 7, 1)


KINDS = (Silent, Flooding, Late, Endless)


@dataclass(slots=True)
class Run:
    """What became of the rounds after the first, in which everything is new."""

    late_seconds: list[float] = field(default_factory=list)  # of healthy targets
    failed: int = 0  # of healthy targets
    hostile: Counter[FailureKind | None] = field(default_factory=Counter)

    @property
    def late_at_p99_seconds(self) -> float:
        return sorted(self.late_seconds)[len(self.late_seconds) * 99 // 100]


def _probe(name: str, address: str, port: int, read: str) -> Probe:
    options = SnmpOptions(
        port=port,
        community=Secret("public"),
        request_timeout_seconds=0.9,
        retries=1,
        rows_at_most=100,
        read=(read,),  # type: ignore[arg-type] # validated by the model
    )
    return Probe(name, Target(name, address), SNMP, options, INTERVAL_SECONDS, INTERVAL_SECONDS)


async def _polled(probes: list[Probe]) -> Run:
    run = Run()
    rounds: Counter[str] = Counter()

    def heard(result: ProbeResult) -> None:
        name = result.probe.name
        rounds[name] += 1
        kind = result.failure.kind if result.failure else None
        if name.startswith("hostile"):
            run.hostile[kind] += 1
        elif rounds[name] > 1:
            run.late_seconds.append(poller.states[name].lag_seconds)
            run.failed += result.failure is not None

    poller = Poller(probes, heard, concurrent_probes=100, back_off_at_most_seconds=INTERVAL_SECONDS)
    healthy = [probe.name for probe in probes if probe.name.startswith("healthy")]
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(poller.run())
        await wait_until(
            lambda: min(rounds[name] for name in healthy) > ROUNDS, 120.0, "the rounds"
        )
        polling.cancel()
    return run


@asynccontextmanager
async def _campus() -> AsyncIterator[tuple[list[Probe], list[Probe]]]:
    """Probes of healthy and of hostile targets, with somebody behind all of them."""
    port = free_port()
    addresses = [f"127.5.{n // 250}.{n % 250 + 1}" for n in range(TARGETS)]
    good, bad = addresses[HOSTILE:], addresses[:HOSTILE]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(listening(Agent(OBJECTS), port, good))
        for number, kind in enumerate(KINDS):
            these = bad[number :: len(KINDS)]
            await stack.enter_async_context(listening(kind(OBJECTS), port, these))
        yield (
            [_probe(f"healthy {at}", at, port, "system") for at in good],
            [_probe(f"hostile {at}", at, port, "interfaces") for at in bad],
        )


async def test_fault_I4_hostile_targets_make_no_healthy_one_late() -> None:
    async with _campus() as (healthy, hostile):
        alone = await _polled(healthy)
        most_seconds = max(LATE_AT_MOST * INTERVAL_SECONDS, 2 * alone.late_at_p99_seconds)
        late_seconds: list[float] = []
        while not any(each < most_seconds for each in late_seconds):
            assert len(late_seconds) < TRIES, f"late by {late_seconds}, at most {most_seconds}"
            beside = await _polled([*hostile, *healthy])
            assert beside.hostile[None] == 0  # none of them is believed
            assert beside.hostile.keys() >= {FailureKind.TIMEOUT, FailureKind.TOO_LARGE}
            assert beside.failed <= alone.failed + len(beside.late_seconds) // 100
            late_seconds.append(beside.late_at_p99_seconds)
