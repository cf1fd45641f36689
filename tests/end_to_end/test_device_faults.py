"""Each fault on each device makes exactly the clauses that need it unknown, and nothing else."""

import asyncio
import json
from pathlib import Path

import pytest

from sim.campus import Campus
from sim.faults import Fault
from sim.scenario import load
from tests.end_to_end.campus import FAST, MINIMAL, minimal_campus, says, truth
from tests.end_to_end.daemon import Daemon, Json, running

#: One campus at a time: beside each other they would miss their own deadlines on two cores.
pytestmark = pytest.mark.xdist_group("campus")

FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)
SCENARIO = load(MINIMAL)

#: The broker's impossible values are those of its meters; its gateways go on talking.
UNTOUCHED = {("broker-1", Fault.WRONG_VALUE): {"JJ010102.c", "bjhei-logi-04-1"}}

#: Asks whether the room is watched, of which the simulator has no truth of its own yet.
WATCHED_TOO = {"ats-dc": ["bjhei-dc-01-3"]}

#: Who asks for a page names the page, also where it is the name that could not be looked up.
NAMED_INSTEAD = {("dns-1", "bjhei-net-07-2"): "portal"}


async def _judged(daemon: Daemon) -> dict[str, Json]:
    return {clause["id"]: clause for clause in (await daemon.audit())["clauses"]}


def _needing(device: str, fault: Fault) -> set[str]:
    return set(SCENARIO.needs[device]) - UNTOUCHED.get((device, fault), set())


def _watching(device: str) -> list[str]:
    return [*SCENARIO.watches.get(device, []), *WATCHED_TOO.get(device, [])]


def _tells(clause: Json, device: str) -> bool:
    """Unknown, with a cause that names the device."""
    named = NAMED_INSTEAD.get((device, clause["id"]), device)
    return clause["outcome"] == "unknown" and named in clause["cause"]["detail"]


async def _until_told(daemon: Daemon, clauses: set[str], device: str, seconds: float) -> None:
    """Return when all of them tell, or when the time is over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        judged = await _judged(daemon)
        if all(_tells(judged[clause], device) for clause in clauses):
            return
        await asyncio.sleep(0.1)


async def _back(daemon: Daemon, before: dict[str, str], seconds: float) -> dict[str, str]:
    """What is said once it is as before, or when the time is over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        now = await daemon.outcomes()
        if now == before or loop.time() > end:
            return now
        await asyncio.sleep(0.1)


async def _play(daemon: Daemon, campus: Campus, device: str, fault: Fault) -> None:
    before = await daemon.outcomes()
    needing = _needing(device, fault)
    campus.set_fault(device, fault)
    await _until_told(daemon, needing, device, 20)
    await asyncio.sleep(FAST.interval_seconds)  # whatever else it would change, it changes now
    judged = await _judged(daemon)
    silent = [judged[id_] for id_ in needing if not _tells(judged[id_], device)]
    assert not silent, (fault, [(each["id"], each["outcome"], each["cause"]) for each in silent])
    changed = {id_ for id_, clause in judged.items() if clause["outcome"] != before[id_]}
    beside = changed - needing - set(_watching(device))
    assert not beside, (
        fault,
        [(id_, judged[id_]["outcome"], judged[id_]["cause"]) for id_ in beside],
    )
    _check_watching(device, fault, before, judged)
    campus.set_fault(device, Fault.NONE)
    assert await _back(daemon, before, 10) == before


def _check_watching(
    device: str, fault: Fault, before: dict[str, str], judged: dict[str, Json]
) -> None:
    """Shares of devices under watch: one not heard is not covered (I-61), one that says what
    cannot be true is not known; either way it is named."""
    for id_ in _watching(device):
        clause = judged[id_]
        if clause["outcome"] != before[id_]:
            expected = "unknown" if fault is Fault.WRONG_VALUE else "fail"
            assert clause["outcome"] == expected, (fault, id_, clause["cause"])
            assert device in json.dumps(clause), (fault, id_)


@pytest.mark.slow
@pytest.mark.parametrize("device", sorted(SCENARIO.needs))
async def test_a_fault_takes_away_what_rests_on_the_device_and_gives_it_back(
    device: str, tmp_path: Path
) -> None:
    async with minimal_campus(tmp_path) as (campus, config), running(config) as daemon:
        await daemon.ready()
        await says(daemon, truth(campus))
        for fault in FAULTS:
            await _play(daemon, campus, device, fault)
