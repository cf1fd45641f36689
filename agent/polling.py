"""Runs the probes: each at its place in the interval, one conversation per target at a time."""

import asyncio
import heapq
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from agent import clock
from agent.schedule import back_off_rounds, next_due_seconds, offset_seconds
from checks.restarts import Restart, Uptime, restart, uptime_of
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.snmp.options import SnmpOptions

log = logging.getLogger(__name__)


@dataclass(slots=True)
class ProbeState:
    """What is remembered of one probe between rounds."""

    probe: Probe
    busy: bool = False
    rounds: int = 0
    failures_in_row: int = 0
    failures: dict[str, int] = field(default_factory=dict)  # by kind, since the start
    last: ProbeResult | None = None
    lag_seconds: float = 0.0  # how late the last round began
    uptime: Uptime | None = None  # as last told, by a probe that asks for it
    restarts: int = 0  # of the device, as far as seen


class Poller:
    """All probes of one daemon. `on_result` is called once per round, in the event loop."""

    def __init__(
        self,
        probes: Iterable[Probe],
        on_result: Callable[[ProbeResult], None],
        concurrent_probes: int,
        back_off_at_most_seconds: float | None,
    ) -> None:
        self.states = {probe.name: ProbeState(probe) for probe in probes}
        self._on_result = on_result
        self._slots = asyncio.Semaphore(concurrent_probes)
        self._conversations: dict[str, asyncio.Lock] = {}
        self._back_off_at_most_seconds = back_off_at_most_seconds

    async def poll_once(self) -> None:
        """Every probe one round, as fast as the limits allow."""
        async with asyncio.TaskGroup() as group:
            for state in self.states.values():
                group.create_task(self._round(state, clock.now_seconds()))

    async def poll_target(self, target: str) -> None:
        """Every SNMP probe of one target a round more, beside its schedule."""
        states = [
            state
            for state in self.states.values()
            if state.probe.target.name == target and isinstance(state.probe.options, SnmpOptions)
        ]
        for state in states:
            # it waits for a round that goes on, which may have passed by what there is to see
            await self._round(state, clock.now_seconds())

    async def run(self) -> None:
        """Poll for ever. The first round of all is spread over a short while, not the interval."""
        start_seconds = clock.now_seconds()
        due = [
            (start_seconds + self._first_wait_seconds(name, state.probe), name)
            for name, state in self.states.items()
        ]
        heapq.heapify(due)
        async with asyncio.TaskGroup() as group:
            while due:
                due_seconds, name = heapq.heappop(due)
                await asyncio.sleep(max(0.0, due_seconds - clock.now_seconds()))
                state = self.states[name]
                if not state.busy:  # a round longer than its interval costs the next one
                    group.create_task(self._round(state, due_seconds), name=f"probe {name}")
                heapq.heappush(due, (self._next_seconds(state), name))
            await asyncio.Event().wait()  # nothing to poll is no reason to end

    @staticmethod
    def _first_wait_seconds(name: str, probe: Probe) -> float:
        """A verdict soon after the start, without asking everybody in the same instant."""
        return offset_seconds(name, min(probe.interval_seconds, 5.0))

    def _next_seconds(self, state: ProbeState) -> float:
        interval_seconds = state.probe.interval_seconds
        place_seconds = offset_seconds(state.probe.name, interval_seconds)
        due_seconds = next_due_seconds(clock.now_seconds(), place_seconds, interval_seconds)
        rounds = back_off_rounds(
            state.failures_in_row, interval_seconds, self._back_off_at_most_seconds
        )
        return due_seconds + (rounds - 1) * interval_seconds

    async def _round(self, state: ProbeState, due_seconds: float) -> None:
        """One round; many management cards take only one conversation at a time."""
        target = state.probe.target.name
        conversation = self._conversations.setdefault(target, asyncio.Lock())
        state.busy = True
        try:
            async with conversation, self._slots:
                state.lag_seconds = clock.now_seconds() - due_seconds
                result = await run_probe(state.probe, clock.now_utc())
        finally:
            state.busy = False
        self._remember(state, result)
        self._on_result(result)

    @staticmethod
    def _remember(state: ProbeState, result: ProbeResult) -> None:
        """Counts, and one log line when a target stops answering and one when it is back."""
        name = state.probe.name
        if result.failure is not None:
            if state.failures_in_row == 0:
                log.warning("%s fails: %s: %s", name, result.failure.kind, result.failure.detail)
            state.failures_in_row += 1
            kind = result.failure.kind.value
            state.failures[kind] = state.failures.get(kind, 0) + 1
        else:
            if state.failures_in_row:
                log.info("%s answers again after %d failures", name, state.failures_in_row)
            state.failures_in_row = 0
        _look_for_restart(state, result)
        state.rounds += 1
        state.last = result


def _look_for_restart(state: ProbeState, result: ProbeResult) -> None:
    """Counts and logs a device that has started anew since its uptime was last told."""
    now = uptime_of(result)
    if now is None:
        return
    before, state.uptime = state.uptime, now
    happened = Restart.NONE if before is None else restart(before, now)
    target = result.probe.target.name
    if happened is Restart.REBOOTED:
        state.restarts += 1
        log.warning("%s has started anew: up for %.0f s", target, now.seconds)
    elif happened is not Restart.NONE:
        log.warning("%s: %s", target, happened)
