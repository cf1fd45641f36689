"""Rounds, limits, one conversation per target, and what is logged."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest

from agent.polling import Poller
from collectors.failure import FailureKind, ProbeError
from collectors.probe import Collector, Options, Probe, ProbeResult
from collectors.reading import Quantity, Reading
from collectors.target import Target
from tests.conftest import wait_until

UPTIME = Quantity("device_uptime_seconds", "", "")

Collect = Callable[[Target, Options], Awaitable[list[Reading]]]


async def answer(_target: Target, _options: Options) -> list[Reading]:
    return [Reading(UPTIME, 1)]


def probe(
    target: str, collect: Collect = answer, name: str = "fake", interval_seconds: float = 0.05
) -> Probe:
    collector = Collector(name, Options, (UPTIME,), collect)
    where = Target(target, "127.0.0.1")
    return Probe(f"{target}/{name}", where, collector, Options(), interval_seconds, 0.5)


class Counting:
    """A collector that takes its time, and knows how many talk at once and at most."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._talking = 0
        self.most = 0

    async def collect(self, _target: Target, _options: Options) -> list[Reading]:
        self._talking += 1
        self.most = max(self.most, self._talking)
        await asyncio.sleep(self._seconds)
        self._talking -= 1
        return []


def poller(probes: list[Probe], results: list[ProbeResult], concurrent_probes: int = 10) -> Poller:
    return Poller(probes, results.append, concurrent_probes, back_off_at_most_seconds=1)


async def test_one_round_asks_everybody_once() -> None:
    results: list[ProbeResult] = []
    await poller([probe("a"), probe("b")], results).poll_once()
    assert sorted(result.probe.target.name for result in results) == ["a", "b"]


async def test_a_target_holds_one_conversation_at_a_time() -> None:
    counting = Counting(0.01)

    results: list[ProbeResult] = []
    same = [probe("card", counting.collect, name) for name in ("snmp", "ssh", "web")]
    await poller(same, results).poll_once()
    assert (len(results), counting.most) == (3, 1)


async def test_no_more_probes_run_at_once_than_allowed() -> None:
    counting = Counting(0.005)

    results: list[ProbeResult] = []
    many = [probe(f"sw-{n}", counting.collect) for n in range(20)]
    await poller(many, results, concurrent_probes=4).poll_once()
    assert (len(results), counting.most) == (20, 4)


async def test_a_silent_target_delays_nobody_else() -> None:
    async def silent(_target: Target, _options: Options) -> list[Reading]:
        await asyncio.Event().wait()
        return []

    results: list[ProbeResult] = []
    running = poller([probe("deaf", silent), probe("quick")], results)
    task = asyncio.create_task(running.run())
    try:
        await wait_until(lambda: running.states["quick/fake"].rounds >= 3, what="three rounds")
        assert running.states["deaf/fake"].rounds <= 1
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_round_longer_than_its_interval_is_not_started_twice() -> None:
    counting = Counting(0.12)

    results: list[ProbeResult] = []
    task = asyncio.create_task(poller([probe("slow", counting.collect)], results).run())
    try:
        await wait_until(lambda: len(results) >= 2, what="two rounds")
        assert counting.most == 1
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_target_that_falls_silent_is_one_line_and_its_return_another(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = True

    async def collect(_target: Target, _options: Options) -> list[Reading]:
        if broken:
            raise ProbeError(FailureKind.REFUSED, "connection refused")
        return []

    results: list[ProbeResult] = []
    one = poller([probe("ups-1", collect)], results)
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            await one.poll_once()
        broken = False
        await one.poll_once()
        await one.poll_once()
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [
        "ups-1/fake fails: refused: connection refused",
        "ups-1/fake answers again after 3 failures",
    ]
    assert one.states["ups-1/fake"].failures == {"refused": 3}


async def test_stopping_while_a_probe_runs_leaves_no_task_behind() -> None:
    started = asyncio.Event()

    async def hang(_target: Target, _options: Options) -> list[Reading]:
        started.set()
        await asyncio.Event().wait()
        return []

    before = len(asyncio.all_tasks())
    task = asyncio.create_task(poller([probe("deaf", hang)], []).run())
    await started.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(asyncio.all_tasks()) == before


async def test_fault_s8_a_device_that_starts_anew_is_counted_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    uptimes = iter([5000.0, 5000.1, 0.1, 0.2, 0.3])

    async def reboots(_target: Target, _options: Options) -> list[Reading]:
        return [Reading(UPTIME, next(uptimes))]

    poller = Poller([probe("sw-1", reboots)], lambda _: None, 10, None)
    (state,) = poller.states.values()
    for _ in range(5):
        await poller.poll_once()
    assert state.restarts == 1
    assert caplog.messages == ["sw-1 has started anew: up for 0 s"]
