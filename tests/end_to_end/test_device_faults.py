"""Each fault on each device makes exactly the clauses that need it unknown, and nothing else.

Clauses that ask whether a device is watched leave a choice (I-61). Read as `unknown` they need the
device like any other clause. As the product ships, a device that is silent is one that is not
watched: there the simulator's truth, of which the fault is a part, says what is right.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from sim.campus import Campus
from sim.faults import Fault
from sim.scenario import load
from tests.end_to_end.campus import FAST, MINIMAL, minimal_campus, says, truth
from tests.end_to_end.daemon import Daemon, Json, running

pytestmark = pytest.mark.slow

FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)
SCENARIO = load(MINIMAL)

SILENCE_IS_UNKNOWN = replace(FAST, interpretations={**FAST.interpretations, "I-61": "unknown"})

#: When a fault has ended, the verdicts are back within two intervals.
BACK_SECONDS = 2 * FAST.interval_seconds
#: An audit is a megabyte of JSON: who asks all the time keeps the daemon from its work.
ASKED_EACH_SECONDS = 0.25
#: What has grown stale with the last of what is told has been judged by then.
SETTLED_SECONDS = 1.5
#: Until a reading is too old, however far apart two rounds lie on a busy machine.
TOLD_SECONDS = 20.0

#: The broker's impossible values are those of its meters; its gateways go on talking. Those of the
#: controller are the states of its access points; that it is watched itself is seen all the same.
UNTOUCHED = {
    ("broker-1", Fault.WRONG_VALUE): {"JJ010102.c", "bjhei-logi-04-1"},
    ("wlc-1", Fault.WRONG_VALUE): {"JJ010401.f1", "GJ010401.f1", "bjk12-2-3-1", "zz-6.1-1c"},
}

#: Asks whether the room is watched, of which the simulator has no truth of its own yet.
WATCHED_TOO = {"ats-dc": {"bjhei-dc-01-3"}}

#: Who asks for a page names the page, also where it is the name that could not be looked up.
NAMED_INSTEAD = {("dns-1", "bjhei-net-07-2"): "portal"}


async def _judged(daemon: Daemon) -> dict[str, Json]:
    return {clause["id"]: clause for clause in (await daemon.audit())["clauses"]}


def _tells(clause: Json, device: str) -> bool:
    """Unknown, with a cause that names the device."""
    named = NAMED_INSTEAD.get((device, clause["id"]), device)
    return clause["outcome"] == "unknown" and named in clause["cause"]["detail"]


def _all_tell(needing: set[str], device: str, judged: Mapping[str, Json]) -> bool:
    return all(_tells(judged[id_], device) for id_ in needing)


async def _until(
    daemon: Daemon, reached: Callable[[Mapping[str, Json]], bool], seconds: float
) -> dict[str, Json]:
    """What is judged once `reached` holds of it, or when the time is over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        judged = await _judged(daemon)
        if reached(judged) or loop.time() > end:
            return judged
        await asyncio.sleep(ASKED_EACH_SECONDS)


def _outcomes(judged: Mapping[str, Json]) -> dict[str, str]:
    return {id_: clause["outcome"] for id_, clause in judged.items()}


async def _mended(daemon: Daemon, campus: Campus, device: str, before: dict[str, str]) -> None:
    campus.set_fault(device, Fault.NONE)
    judged = await _until(daemon, lambda judged: _outcomes(judged) == before, BACK_SECONDS)
    late = {id_: clause for id_, clause in judged.items() if clause["outcome"] != before[id_]}
    assert not late, [(id_, clause["outcome"], clause["cause"]) for id_, clause in late.items()]


def _each(devices: Iterable[str]) -> list[ParameterSet]:
    """In two groups, so that on two cores two campuses run beside each other, and no third."""
    return [
        pytest.param(device, marks=pytest.mark.xdist_group(f"faults {position % 2}"))
        for position, device in enumerate(sorted(devices))
    ]


@pytest.mark.parametrize("device", _each(SCENARIO.needs))
async def test_a_fault_takes_away_what_rests_on_the_device_and_gives_it_back(
    device: str, tmp_path: Path
) -> None:
    resting = {*SCENARIO.needs[device], *SCENARIO.watches.get(device, [])}
    async with (
        minimal_campus(tmp_path, SILENCE_IS_UNKNOWN) as (campus, config),
        running(config) as daemon,
    ):
        await daemon.ready()
        await says(daemon, truth(campus))
        before = await daemon.outcomes()
        for fault in FAULTS:
            needing = resting - UNTOUCHED.get((device, fault), set())
            campus.set_fault(device, fault)
            await _until(daemon, partial(_all_tell, needing, device), TOLD_SECONDS)
            await asyncio.sleep(SETTLED_SECONDS)
            judged = await _judged(daemon)
            silent = [judged[id_] for id_ in needing if not _tells(judged[id_], device)]
            assert not silent, (fault, [(c["id"], c["outcome"], c["cause"]) for c in silent])
            changed = {id_ for id_, outcome in _outcomes(judged).items() if outcome != before[id_]}
            beside = [judged[id_] for id_ in changed - needing]
            assert not beside, (fault, [(c["id"], c["outcome"], c["cause"]) for c in beside])
            await _mended(daemon, campus, device, before)


@pytest.mark.parametrize("device", _each(SCENARIO.watches))
async def test_a_silent_device_is_not_watched_and_nothing_but_that_fails(
    device: str, tmp_path: Path
) -> None:
    watching = {*SCENARIO.watches[device], *WATCHED_TOO.get(device, set())}
    async with minimal_campus(tmp_path) as (campus, config), running(config) as daemon:
        await daemon.ready()
        await says(daemon, truth(campus))
        before = await daemon.outcomes()
        campus.set_fault(device, Fault.SILENT)
        right = {id_: truth(campus).get(id_, "fail") for id_ in watching}
        judged = await _until(
            daemon,
            lambda judged: all(judged[id_]["outcome"] == right[id_] for id_ in watching),
            TOLD_SECONDS,
        )
        assert {id_: judged[id_]["outcome"] for id_ in watching} == right
        assert [id_ for id_ in watching if device not in json.dumps(judged[id_])] == []
        now = _outcomes(await _judged(daemon))
        failing = {id_ for id_, outcome in now.items() if outcome == "fail" != before[id_]}
        assert failing <= watching
        await _mended(daemon, campus, device, before)
