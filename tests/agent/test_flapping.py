"""Flapping over a restart, and in an audit and an explanation beside a daemon."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent import clock
from agent.auditor import Auditor
from agent.config import Configuration, load
from agent.explaining import explanation_of
from agent.one_shot import audit_once
from agent.store.opening import open_store, read_changes
from agent.store.store import Store
from checks.changes import Transition
from checks.clause import load_standards
from checks.flapping import Flapping
from checks.indicators import INDICATORS
from checks.verdict import CAMPUS, Outcome, Verdict
from collectors.catalogue import COLLECTORS
from exporters.explanation import explanation_document, explanation_text

STANDARDS = load_standards()
NOTHING_TO_POLL = """
site: {name: Example School, profiles: [jj]}
store: {url: 'sqlite:///auditor.db'}
targets: []
"""
EGRESS = next(each for each in STANDARDS["jj"].clauses if each.id == "JJ010101.4")
KEY = ("jj", EGRESS.id, "campus")


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    path = tmp_path / "campus-auditor.yaml"
    path.write_text(NOTHING_TO_POLL, encoding="utf-8")
    return load(path, COLLECTORS, STANDARDS)


async def record(store: Store, moments: Iterable[datetime]) -> None:
    """A first verdict, and a change at each moment after it."""
    outcome, previous = Outcome.PASS, None
    transitions = []
    for number, at in enumerate(moments, start=1):
        verdict = Verdict(EGRESS, CAMPUS, outcome, None)
        transitions.append(Transition(verdict, previous, None, number, at))
        previous = outcome
        outcome = Outcome.FAIL if outcome is Outcome.PASS else Outcome.PASS
    await store.record(transitions, [], lambda _: False, lambda _change, _identity: b"")


def minutes_ago(*minutes: float) -> list[datetime]:
    now = clock.now_utc()
    return [now - timedelta(minutes=each) for each in minutes]


def flapping(verdicts: Iterable[Verdict]) -> dict[str, Flapping | None]:
    return {v.clause.id: v.flapping for v in verdicts if v.flapping is not None}


async def test_a_daemon_that_starts_again_still_knows_what_was_flapping(
    configuration: Configuration,
) -> None:
    store = await open_store(configuration.store.url.reveal())
    moments = minutes_ago(50, 20, 18, 16, 14, 12, 10)
    try:
        await record(store, moments)
        auditor = Auditor(configuration, [STANDARDS["jj"]], INDICATORS, store)
        await auditor.restore()
        snapshot = await auditor.judge()
    finally:
        await store.close()
    told = flapping(snapshot.verdicts)
    assert told.keys() == {EGRESS.id}
    mark = told[EGRESS.id]
    # the first verdict, 50 minutes ago, is no change; what we judge now is one more
    assert mark is not None
    assert mark.since == moments[5]
    assert mark.changes == 7


@pytest.mark.parametrize(
    "minutes",
    [
        pytest.param((50, 20, 18, 16, 14), id="too few, for the first verdict is no change"),
        pytest.param((99, 50, 49, 48, 47, 46, 45, 44), id="it has been quiet since"),
        pytest.param((999, 300, 299, 298, 297, 296, 295), id="long ago"),
    ],
)
async def test_what_has_calmed_down_before_the_restart_is_not_marked(
    configuration: Configuration, minutes: tuple[float, ...]
) -> None:
    store = await open_store(configuration.store.url.reveal())
    await record(store, minutes_ago(*minutes))
    await store.close()
    snapshot = await audit_once(configuration, [STANDARDS["jj"]], INDICATORS)
    assert flapping(snapshot.verdicts) == {}


async def test_an_audit_and_an_explanation_on_demand_know_what_the_daemon_recorded(
    configuration: Configuration,
) -> None:
    store = await open_store(configuration.store.url.reveal())
    moments = minutes_ago(21, 20, 18, 16, 14, 12, 10)
    await record(store, moments)
    await store.close()
    snapshot = await audit_once(configuration, [STANDARDS["jj"]], INDICATORS)
    assert flapping(snapshot.verdicts) == {EGRESS.id: Flapping(moments[5], 6)}
    told, history = await explanation_of(
        EGRESS.id, configuration, url=None, subject=None, wait_seconds=0, at=None
    )
    words = f"flapping since {moments[5].isoformat(timespec='seconds')}: 6 changes within 1 h"
    assert words in explanation_text(told, history)
    assert words in explanation_document(told, history)["marks"]


async def test_changes_are_read_from_the_store_without_their_first_verdict(
    configuration: Configuration,
) -> None:
    url = configuration.store.url.reveal()
    moments = minutes_ago(60, 40, 20, 10)
    store = await open_store(url)
    await record(store, moments)
    await store.close()
    assert await read_changes(url, moments[0]) == {KEY: moments[1:]}
    assert await read_changes(url, moments[2]) == {KEY: moments[2:]}
    assert await read_changes(url, clock.now_utc()) == {}


def test_where_there_is_no_store_nothing_changed_and_none_is_made(
    configuration: Configuration, tmp_path: Path
) -> None:
    assert asyncio.run(read_changes(configuration.store.url.reveal(), clock.now_utc())) == {}
    assert not (tmp_path / "auditor.db").exists()
