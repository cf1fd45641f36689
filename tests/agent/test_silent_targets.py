# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Some of very many devices fall silent: they become unknown, and nobody else is late."""

import asyncio
import random
from collections import Counter

import pytest

from agent import clock
from agent.polling import Poller
from checks.ledger import Ledger
from checks.readings import Gap, Observation, Readings
from checks.verdict import CauseKind
from collectors.failure import FailureKind
from collectors.probe import Probe, ProbeResult
from collectors.quantities import DEVICE_UPTIME
from collectors.snmp import ber, system
from collectors.snmp.collector import SNMP
from collectors.snmp.options import SnmpOptions
from collectors.target import Secret, Target
from sim.impairment import Wire
from tests.collectors.snmp.many_wires import wired
from tests.collectors.snmp.plain_agent import Agent
from tests.conftest import free_port, wait_until

TARGETS, SILENT = 1_000, 50
#: By seed, which draws those who fall silent. One has the whole length, as ten cycles take half a
#: minute; the others enough that the silent are asked less often.
CYCLES = {1: 10, 2: 6, 3: 6}
MANY = 10
INTERVAL_SECONDS = 3.0
FRESHNESS_SECONDS = 3 * INTERVAL_SECONDS
LATE_AT_MOST = 0.1  # of the interval, at the 99th percentile


@pytest.mark.parametrize("seed", CYCLES)
async def test_fault_S1_silence_is_of_those_who_are_silent_alone(seed: int) -> None:
    port = free_port()
    addresses = {f"sw-{n}": f"127.4.{n // 250}.{n % 250 + 1}" for n in range(TARGETS)}
    silent = set(random.Random(seed).sample(list(addresses), SILENT))
    cut_off: set[str] = set()
    asking = {"port": port, "community": Secret("public"), "request_timeout_seconds": 0.3}
    # half of them by either engine
    options = [
        SnmpOptions.model_validate({**asking, "retries": 2, "engine": engine})
        for engine in ("own", "own", "pysnmp", "pysnmp")
    ]
    probes = [
        Probe(f"{name}/snmp", Target(name, at), SNMP, options[n // 10 % 4], INTERVAL_SECONDS, 3.0)
        for n, (name, at) in enumerate(addresses.items())
    ]
    ledger = Ledger()
    late_seconds: list[float] = []
    kinds: Counter[FailureKind | None] = Counter()
    rounds: Counter[str] = Counter()

    def heard(result: ProbeResult) -> None:
        ledger.add(result)
        name = result.probe.target.name
        rounds[name] += 1
        if name in cut_off:
            kinds[result.failure.kind if result.failure else None] += 1
        else:
            assert result.failure is None
            late_seconds.append(poller.states[result.probe.name].lag_seconds)

    poller = Poller(probes, heard, concurrent_probes=100, back_off_at_most_seconds=None)
    agent = Agent({system.SYS_UPTIME: b"\x43\x01\x64", (2, 0): ber.write_integer(7)})
    async with wired(agent, port, addresses.values()) as wires, asyncio.TaskGroup() as group:
        polling = group.create_task(poller.run())
        await wait_until(lambda: min(rounds[n] for n in addresses) >= 2, 60.0)
        for name in silent:
            wires[addresses[name]].wire = Wire(loss_ratio=1, seed=seed)
        cut_off |= silent
        before = Counter(rounds)
        if CYCLES[seed] < MANY:  # the first round, when all begin at once, would weigh more
            late_seconds.clear()
        answering = addresses.keys() - silent
        await wait_until(lambda: min(rounds[n] for n in answering) >= CYCLES[seed], 120.0)
        readings = Readings(ledger, clock.now_seconds(), clock.now_utc(), FRESHNESS_SECONDS)
        polling.cancel()

    # what was on its way when they fell silent may still have arrived
    assert kinds[FailureKind.TIMEOUT] >= kinds.total() - len(silent)
    assert kinds.keys() <= {FailureKind.TIMEOUT, None}
    found = {name: readings.find(DEVICE_UPTIME, name) for name in addresses}
    for name in silent:
        gap = found[name]
        assert isinstance(gap, Gap)
        assert gap.cause.kind is CauseKind.FAILED
        assert "timeout" in gap.cause.detail
    assert all(isinstance(found[name], Observation) for name in answering)
    # who is silent is asked every second interval, after the first failures
    asked = rounds - before
    of_silent, of_others = (sum(asked[name] for name in names) for names in (silent, answering))
    assert of_silent / len(silent) < of_others / len(answering)
    if CYCLES[seed] >= MANY:  # in fewer rounds a busy machine may give one target many more
        assert max(rounds[name] for name in silent) < CYCLES[seed]
    late_seconds.sort()
    assert late_seconds[len(late_seconds) * 99 // 100] < LATE_AT_MOST * INTERVAL_SECONDS
