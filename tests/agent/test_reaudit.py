"""An audit done again is the audit as it was: over changes, decay, papers, and while nobody ran."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from agent.config import Configuration, load
from agent.reaudit import NothingKeptError, audit_at
from agent.recording import Recorder
from agent.store.history import SEEN_WITHIN
from agent.store.opening import open_store
from agent.store.store import Store
from checks.attestation import Attestation
from checks.changes import Rules, State, step, with_subjects
from checks.clause import Standard, load_standards
from checks.indicators import INDICATORS
from checks.judge import Moment, judge_all
from checks.kept import MOVED_RATIO
from checks.ledger import Ledger
from checks.papers import papers_of
from checks.verdict import CauseKind, Outcome, Verdict
from collectors.catalogue import COLLECTORS
from collectors.probe import ProbeResult
from tests.builders import AT, NOW_SECONDS, failed
from tests.whole_campus import all_ill, all_well, whole_campus

STANDARDS = load_standards()
FILES = """
site: {name: Example School, profiles: [gj, eval]}
store: {url: 'sqlite:///auditor.db'}
targets: []
"""
#: What of a verdict must be the same when it is judged again.
Told = dict[tuple[str, str, str], tuple[Outcome, float | None, CauseKind | None]]


def told(verdicts: Sequence[Verdict]) -> Told:
    return {
        each.key: (each.outcome, each.value, each.cause.kind if each.cause else None)
        for each in with_subjects(verdicts)
    }


def nearly(shown: Told) -> dict[tuple[str, str, str], object]:
    """A value that only moves is not kept each time."""
    return {
        key: (outcome, None if value is None else pytest.approx(value, rel=MOVED_RATIO), kind)
        for key, (outcome, value, kind) in shown.items()
    }


@dataclass
class Daemon:
    """Judges and records as the daemon does, at moments that the test gives."""

    store: Store
    recorder: Recorder
    configuration: Configuration
    ledger: Ledger
    state: State
    standards: Sequence[Standard]

    async def judge(self, seconds: float, *rounds: ProbeResult) -> Told:
        """So many seconds after the start, after these rounds."""
        for each in rounds:
            self.ledger.add(replace(each, taken_seconds=each.taken_seconds + seconds))
        papers = self.store.papers
        moment = Moment(
            self.configuration.campus,
            self.ledger,
            NOW_SECONDS + seconds,
            after(seconds),
            INDICATORS,
            papers=papers_of(await papers.attestations(), await papers.waivers()),
        )
        clauses = [clause for each in self.standards for clause in each.clauses]
        verdicts = judge_all(clauses, moment, self.state.outcomes())
        self.state, changes = step(
            self.state, with_subjects(verdicts), moment.now_seconds, moment.at, Rules(0.0)
        )
        await self.store.record(changes, [], lambda _: False, lambda _change, _identity: b"")
        await self.recorder.keep(moment)
        return told(verdicts)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    path = tmp_path / "campus-auditor.yaml"
    path.write_text(FILES, encoding="utf-8")
    return replace(load(path, COLLECTORS, STANDARDS), campus=whole_campus())


@pytest.fixture
async def daemon(configuration: Configuration) -> AsyncIterator[Daemon]:
    store = await open_store(configuration.store.url.reveal())
    standards = [STANDARDS[each] for each in configuration.site.profiles]
    clauses = [clause for each in standards for clause in each.clauses]
    recorder = Recorder(store, configuration, clauses)
    yield Daemon(store, recorder, configuration, Ledger(), State(), standards)
    await store.close()


async def again(daemon: Daemon, seconds: float, *editions: Standard) -> list[Verdict]:
    url = daemon.configuration.store.url.reveal()
    past = await audit_at(url, after(seconds), INDICATORS, STANDARDS, editions)
    return list(past.snapshot.verdicts)


async def test_each_moment_is_judged_again_as_it_was(daemon: Daemon) -> None:
    silent = [failed(r.probe.target.name, *r.probe.collector.measures) for r in all_well()]
    shown = {
        0: await daemon.judge(0),  # before the first round
        10: await daemon.judge(10, *all_well()),
        70: await daemon.judge(70, *all_ill()),
        130: await daemon.judge(130, *all_well()),
        190: await daemon.judge(190, *silent),
        1_100: await daemon.judge(1_100),  # older than a quarter of an hour
        90_000: await daemon.judge(90_000),  # older than a day
        90_060: await daemon.judge(90_060, *all_well()),
    }
    assert len({str(each) for each in shown.values()}) > 5  # they do differ
    for seconds, as_shown in shown.items():
        assert told(await again(daemon, seconds)) == nearly(as_shown), seconds


async def test_between_two_judgements_the_earlier_one_holds(daemon: Daemon) -> None:
    await daemon.judge(0, *all_well())
    first = await daemon.judge(10)
    await daemon.judge(20, *all_ill())
    assert told(await again(daemon, 19.999)) == nearly(first)


async def test_while_nobody_watched_everything_measured_is_unknown(daemon: Daemon) -> None:
    await daemon.judge(0, *all_well())
    await daemon.judge(10)
    await daemon.store.history.begin_run(after(5_000), "0")
    edge = 10 + SEEN_WITHIN.total_seconds()
    assert Outcome.PASS in {v.outcome for v in await again(daemon, edge)}
    for verdict in await again(daemon, edge + 1):
        if verdict.clause.indicator is not None:
            assert verdict.outcome is Outcome.UNKNOWN
            assert verdict.cause is not None
            assert verdict.cause.detail == (
                f"the auditor did not run between {after(10).isoformat(timespec='seconds')} and"
                f" {after(5_000).isoformat(timespec='seconds')}; nothing was recorded"
            )


async def test_papers_count_as_they_stood(daemon: Daemon) -> None:
    await daemon.judge(0, *all_well())
    clause = next(c for c in STANDARDS["gj"].clauses if c.document and c.indicator is None)
    attestation = Attestation(
        "gj", clause.id, "campus", "report.pdf", "0" * 64, 1, "Li Na", AT.date(), date(2030, 1, 1)
    )
    await daemon.store.papers.add_attestation(attestation)
    await daemon.judge(10)
    await daemon.store.papers.revoke_attestation(attestation.key, after(15))
    await daemon.judge(20)
    outcomes = [
        next(v.outcome for v in await again(daemon, seconds) if v.clause.id == clause.id)
        for seconds in (10, 20)
    ]
    assert outcomes == [Outcome.PASS, Outcome.NOT_CHECKED]


async def test_another_edition_judges_the_same_values(daemon: Daemon) -> None:
    await daemon.judge(0, *all_well())
    gj = STANDARDS["gj"]
    egress = next(clause for clause in gj.clauses if clause.id == "GJ010101.4")
    assert egress.require is not None
    stricter = egress.model_copy(
        update={"require": egress.require.model_copy(update={"at_least": 10_000_000.0})}
    )
    edition = gj.model_copy(update={"clauses": [stricter]})
    (verdict,) = await again(daemon, 0, edition)
    assert (verdict.outcome, verdict.value) == (Outcome.FAIL, 1_000_000.0)


async def test_a_value_that_was_never_kept_is_unknown_with_that_cause(daemon: Daemon) -> None:
    await daemon.judge(0, *all_well())
    gj = STANDARDS["gj"]
    egress = next(clause for clause in gj.clauses if clause.id == "GJ010101.4")
    other = egress.model_copy(update={"freshness_seconds": 123.0})
    (verdict,) = await again(daemon, 0, gj.model_copy(update={"clauses": [other]}))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.cause is not None
    assert "within 123 s had been kept by then" in verdict.cause.detail


async def test_before_the_first_run_there_is_nothing_to_judge_by(daemon: Daemon) -> None:
    await daemon.judge(0)
    with pytest.raises(NothingKeptError, match="nothing had been recorded by"):
        await again(daemon, -1)


async def test_without_a_store_there_is_nothing_either(configuration: Configuration) -> None:
    with pytest.raises(NothingKeptError, match="no store"):
        await audit_at(configuration.store.url.reveal(), AT, INDICATORS, STANDARDS)


async def test_what_is_removed_leaves_every_later_moment_as_it_was(daemon: Daemon) -> None:
    for seconds in range(0, 600, 60):
        await daemon.judge(seconds, *(all_ill() if seconds % 120 else all_well()))
    before = told(await again(daemon, 400))
    assert await daemon.store.history.prune(after(300)) > 0
    assert told(await again(daemon, 400)) == before
    assert told(await again(daemon, 300)) != before
    assert await daemon.store.history.prune(after(300)) == 0
