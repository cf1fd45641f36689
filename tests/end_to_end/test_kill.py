"""`kill -9` at any instant: no transition lost or doubled, every notice at least once."""

import asyncio
import json
import random
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from agent.store.opening import open_store
from sim.campus import Campus
from sim.truth import truths
from tests.end_to_end.campus import FAST, minimal_campus, says, truth
from tests.end_to_end.daemon import running

#: One campus at a time: beside each other they would miss their own deadlines on two cores.
pytestmark = pytest.mark.xdist_group("campus")

KILLS = 50

#: The port of the only egress circuit: whatever rests on it flips with it.
DEVICE, PATH = "core-1", "interfaces.XGE1/0/24.up"

#: Readings outlive a kill, so that a restart by itself changes no verdict.
SETTINGS = replace(FAST, interval_seconds=0.8, timeout_seconds=0.8, freshness_at_most_seconds=60.0)

FIRING = {"fail", "unknown"}

#: A little longer than a poll and a judgement take, so that some kills hit every stage of both.
UNTIL_KILL_SECONDS = 1.5


async def _stored(folder: Path, standard: str, clause: str) -> list[tuple[int, str]]:
    store = await open_store(f"sqlite:///{folder}/auditor.db")
    try:
        rows = await store.transitions(standard, clause, "campus")
    finally:
        await store.close()
    return [(row.number, row.outcome) for row in rows]


@pytest.mark.slow
async def test_fault_O1_kill_9_loses_and_doubles_nothing(tmp_path: Path) -> None:  # noqa: N802 - the row's id
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - a failing run can be played again
    chance = random.Random(seed)
    async with minimal_campus(tmp_path, SETTINGS) as (campus, config):
        async with running(config) as daemon:
            await daemon.ready()
            await says(daemon, truth(campus))
        # a first start has nothing to stand on, and may lose its first round to a busy machine
        implied = {
            each.clause: [
                outcome for _, outcome in await _stored(tmp_path, each.standard, each.clause)
            ]
            for each in truths(campus)
        }
        for _ in range(KILLS):
            async with running(config) as daemon:
                await daemon.ready()
                await says(daemon, truth(campus))
                _note(implied, truth(campus))
                campus.set_state(DEVICE, PATH, not campus.now(DEVICE, PATH, True))
                await asyncio.sleep(chance.uniform(0, UNTIL_KILL_SECONDS))
                daemon.kill()
        async with running(config) as daemon:
            await daemon.ready()
            await says(daemon, truth(campus))
            _note(implied, truth(campus))
            await _quiet(campus)
        for each in truths(campus):
            stored = await _stored(tmp_path, each.standard, each.clause)
            assert stored == list(enumerate(implied[each.clause], 1)), each.clause
        _check_notices(campus, implied)


def _note(implied: dict[str, list[str]], right: dict[str, str]) -> None:
    """The transitions that the campus' own history implies: one per change of the truth."""
    for clause, outcome in right.items():
        if implied[clause][-1] != outcome:
            implied[clause].append(outcome)


async def _quiet(campus: Campus) -> None:
    """Return when no notice has come for two seconds."""
    count = -1
    while count != len(campus.receiver.received):
        count = len(campus.receiver.received)
        await asyncio.sleep(2)


def _check_notices(campus: Campus, implied: dict[str, list[str]]) -> None:
    """One id has one body; each firing and each resolved came, and in their order."""
    bodies: dict[str, set[bytes]] = defaultdict(set)
    first_arrival: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for notice in campus.receiver.received:
        identity = notice.headers["webhook-id"]
        if identity not in bodies:
            payload = json.loads(notice.body)
            labels = payload["groupLabels"]
            if labels["subject"] == "campus":
                news = (payload["transition"], payload["status"])
                first_arrival[labels["clause"]].append(news)
        bodies[identity].add(notice.body)
    assert {len(each) for each in bodies.values()} == {1}
    for clause, outcomes in implied.items():
        expected = [
            (number, "firing" if now in FIRING else "resolved")
            for number, (before, now) in enumerate(pairwise(["", *outcomes]), 1)
            if now in FIRING or before in FIRING
        ]
        assert first_arrival[clause] == expected, clause
