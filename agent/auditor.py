"""The audit as it runs: takes in results, judges, records what changed, publishes a snapshot."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version

from agent import clock
from agent.config import Configuration
from agent.early_polls import EarlyPolls
from agent.garbage import left_for_later
from agent.polling import Poller, ProbeState
from agent.recording import Recorder
from agent.schedule import DECAY_SECONDS, gather_seconds
from agent.store.papers import Version
from agent.store.store import Store
from agent.trap_listening import TrapListening
from checks.attestation import Attestation
from checks.changes import (
    Key,
    Rules,
    State,
    Transition,
    step,
    with_flapping,
    with_subjects,
)
from checks.clause import Standard
from checks.docket import Docket
from checks.flapping import REMEMBERED, unrest_of
from checks.indicator import Indicator
from checks.interpretation import Interpretations
from checks.judge import Moment
from checks.ledger import Ledger
from checks.papers import papers_of
from checks.waiver import Waiver
from checks.windows import Windows
from checks.workings import Workings
from collectors.probe import ProbeResult
from exporters.notices.webhook import body, wants_notice
from exporters.snapshot import ProbeView, ReceiverView, Snapshot

log = logging.getLogger(__name__)

#: Values that are themselves times (the age of a backup, days of recordings) change with every
#: moment; they are hours and days, and worked out again so often.
MOVING_SECONDS = 10.0

#: What lies over days moves slowly: it is looked at again so often.
DAYS_SECONDS = 300.0


class Auditor:
    """One campus under one configuration; without a store nothing is remembered."""

    def __init__(
        self,
        configuration: Configuration,
        standards: Sequence[Standard],
        indicators: Mapping[str, Indicator],
        store: Store | None = None,
    ) -> None:
        self._configuration = configuration
        self._standards = tuple(standards)
        self._docket = Docket([clause for each in standards for clause in each.clauses])
        self._workings = Workings(MOVING_SECONDS, DAYS_SECONDS)
        self._indicators = indicators
        self._store = store
        clauses = [clause for each in standards for clause in each.clauses]
        self._recorder = Recorder(store, configuration, clauses) if store is not None else None
        self._state = State()
        self._news = asyncio.Event()
        self._shown: dict[str, ProbeView] = {}
        self._papers = papers_of((), configuration.clause_rules.waivers)
        self._papers_version: Version | None = None
        started_seconds = clock.now_seconds()
        audit = configuration.audit
        self._interpretations = Interpretations(audit.interpretations)
        self._ledger = Ledger()
        self._ledger.windows.keep(configuration.campus)
        self._ledger.expect(configuration.probes)
        self._rules = Rules(
            started_seconds, audit.sustain_at_most_seconds, audit.freshness_at_most_seconds
        )
        self._version = version("campus-auditor")  # looked up in files
        self.on_notices: Callable[[], None] = lambda: None
        self.refusing: Mapping[str, str] = {}  # receivers that take no notices, and why
        self.pages_url = ""
        polling = configuration.polling
        self.poller = Poller(
            configuration.probes,
            self.take,
            polling.concurrent_probes,
            polling.back_off_at_most_seconds,
        )
        self.traps: TrapListening | None = None
        if configuration.traps is not None:
            early = EarlyPolls(self.poller.poll_target, configuration.traps.again_after_seconds)
            site, probes = configuration.site.name, configuration.probes
            self.traps = TrapListening(configuration.traps, site, probes, early)
        self.snapshot: Snapshot | None = None

    @property
    def windows(self) -> Windows:
        """The days behind us, which outlive a restart where somebody stores them."""
        return self._ledger.windows

    def take(self, result: ProbeResult) -> None:
        """A round has ended."""
        self._ledger.add(result)
        self._news.set()

    async def restore(self) -> None:
        """What counted when we last ran."""
        if self._store is not None:
            self._state = State(await self._store.standing())
            self.use_changes(await self._store.changes_since(clock.now_utc() - REMEMBERED))

    def use_changes(self, changes: Mapping[Key, Iterable[datetime]]) -> None:
        """What changed before we ran, for what is flapping."""
        now = clock.now_utc()
        unrest = {key: unrest_of(moments, now) for key, moments in changes.items()}
        self._state = replace(self._state, unrest=unrest)

    def use_papers(self, attestations: Iterable[Attestation], waivers: Iterable[Waiver]) -> None:
        """Judge from now on by these, and by the waivers of the configuration."""
        of_files = self._configuration.clause_rules.waivers
        self._papers = papers_of(attestations, (*of_files, *waivers))

    async def _read_papers(self) -> None:
        """What people sign by command reaches a running daemon with its next judgement."""
        if self._store is None:
            return
        papers = self._store.papers
        version = await papers.version()
        if version != self._papers_version:
            self.use_papers(await papers.attestations(), await papers.waivers())
            self._papers_version = version

    async def stop(self) -> None:
        """Say in the store until when we watched."""
        if self._recorder is not None:
            await self._recorder.end()

    async def run(self) -> None:
        """Judge on news, and at least once a second, for ever."""
        spent_seconds = 0.0
        while True:
            try:
                async with asyncio.timeout(DECAY_SECONDS):
                    await self._news.wait()
                await asyncio.sleep(gather_seconds(spent_seconds))
            except TimeoutError:
                pass  # no news is when readings grow old
            self._news.clear()
            began_seconds = time.thread_time()
            await self.judge()
            spent_seconds = time.thread_time() - began_seconds

    async def judge(self) -> Snapshot:
        """Judge everything once; store the transitions; only then show it."""
        await self._read_papers()
        complete = all(state.rounds for state in self.poller.states.values())
        now_seconds, at = clock.now_seconds(), clock.now_utc()
        audit = self._configuration.audit
        moment = Moment(
            self._configuration.campus,
            self._ledger,
            now_seconds,
            at,
            self._indicators,
            audit.freshness_at_most_seconds,
            self._papers,
            self._configuration.clause_rules.own_limits,
            interpretations=self._interpretations,
            workings=self._workings,
        )
        with left_for_later():
            verdicts = self._docket.judge(moment, self._state.outcomes())
            unsettled = with_subjects(self._docket.verdicts_of(self._state.unsettled))
            state, transitions = step(self._state, unsettled, now_seconds, at, self._rules)
        await self._record(transitions)
        if self._recorder is not None:
            await self._recorder.keep(moment)
        self._state = state
        self._docket.recorded()
        self.snapshot = Snapshot(
            at,
            self._configuration.site.name,
            self._version,
            self._standards,
            self._indicators,
            tuple(with_flapping(verdicts, state)),
            state.standing,
            self._probes(),
            await self._receivers(),
            None if self.traps is None else self.traps.view,
            complete,
            self._papers,
            interpretations=self._interpretations,
        )
        return self.snapshot

    def _probes(self) -> tuple[ProbeView, ...]:
        """How each is doing; thousands of them are the same as a second ago."""
        for name, state in self.poller.states.items():
            shown = self._shown.get(name)
            if shown is None or shown.rounds != state.rounds:
                self._shown[name] = _view(state)
        return tuple(self._shown.values())

    async def _record(self, transitions: Sequence[Transition]) -> None:
        if self._store is None or not transitions:
            return
        names = [receiver.name for receiver in self._configuration.notices.receivers]
        await self._store.record(transitions, names, wants_notice, self._compose)
        for transition in transitions:
            _log(transition)
        self.on_notices()

    def _compose(self, transition: Transition, identity: str) -> bytes:
        indicator = self._indicators.get(transition.verdict.clause.indicator or "")
        site = self._configuration.site.name
        return body(transition, identity, site, self.pages_url, indicator)

    async def _receivers(self) -> tuple[ReceiverView, ...]:
        if self._store is None:
            return ()
        counts = await self._store.outbox_counts()
        return tuple(
            ReceiverView(name, each.waiting, each.delivered, each.dead, self.refusing.get(name, ""))
            for name, each in sorted(counts.items())
        )


def _view(state: ProbeState) -> ProbeView:
    probe, last = state.probe, state.last
    return ProbeView(
        probe.name,
        probe.target.name,
        probe.collector.name,
        probe.interval_seconds,
        state.rounds,
        last.failure if last else None,
        dict(state.failures),
        last.duration_seconds if last else 0.0,
        state.lag_seconds,
        state.restarts if state.uptime else None,
        last.started_at if last else None,
    )


def _log(transition: Transition) -> None:
    verdict = transition.verdict
    standard, clause, subject = verdict.key
    before = transition.previous.value if transition.previous else "first"
    cause = f": {verdict.cause.detail}" if verdict.cause else ""
    log.info("%s %s %s: %s -> %s%s", standard, clause, subject, before, verdict.outcome, cause)
