"""A clause that looks back on thirty days: unknown on a new installation, told with a past."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.store.opening import open_store
from agent.window_keeping import save
from checks.windowed import TRUSTED_RUNTIME, day_of
from checks.windows import Windows
from collectors import quantities as q
from collectors.probe import ProbeResult
from tests.builders import said
from tests.end_to_end.campus import FAST, PATIENCE_SECONDS, minimal_campus
from tests.end_to_end.daemon import Daemon, Json, running

pytestmark = pytest.mark.xdist_group("campus")

CLAUSE = "bjhei-sect-02-2a"
#: As every site has it that does not choose otherwise.
SETTINGS = replace(FAST, interpretations={})
DAY_SECONDS = 86_400.0


def ups(runtime_seconds: float) -> ProbeResult:
    told = {
        q.UPS_RUNTIME: runtime_seconds,
        q.UPS_CHARGE: 1.0,
        q.UPS_BATTERY_NORMAL: True,
        q.UPS_ON_BATTERY: False,
    }
    return replace(said("ups-dc", told), started_at=datetime.now(UTC))


async def past(folder: Path, runtime_seconds: float, days: float) -> None:
    """What a daemon would have left behind that had seen so many days until now."""
    windows = Windows()
    windows.add(ups(runtime_seconds), standing_seconds=days * DAY_SECONDS)
    store = await open_store(f"sqlite:///{folder}/auditor.db")
    await save(windows, store.windows)
    await store.close()


async def told(daemon: Daemon, holds: Callable[[Json], bool]) -> Json:
    """The clause as the daemon has it, once it has settled."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            clauses = (await daemon.audit())["clauses"]
            clause = next(each for each in clauses if each["id"] == CLAUSE)
            if holds(clause):
                return clause
            await asyncio.sleep(0.05)


#: Days and runtime of the past, the outcome, and words of the reason for it. The window is 30 days
#: and what of today has gone: 30.0 after midnight in China, 31.0 before it.
PASTS = {
    "none": (0.0, 0.0, "unknown", " days seen"),
    "two good days": (2.0, 10_800.0, "unknown", "2.0 of 3"),
    "a good month": (31.0, 10_800.0, "pass", ""),
    "two bad days are more than a twentieth already": (2.0, 600.0, "fail", ""),
}


@pytest.mark.parametrize("row", PASTS)
async def test_the_days_behind_decide_and_too_few_of_them_do_not(tmp_path: Path, row: str) -> None:
    days, runtime_seconds, outcome, why = PASTS[row]
    async with minimal_campus(tmp_path, SETTINGS) as (_, config):
        if days:
            await past(tmp_path, runtime_seconds, days)
        async with running(config) as daemon:
            await daemon.ready()
            clause = await told(daemon, lambda clause: clause["outcome"] == outcome)
            if why:
                await told(daemon, lambda clause: why in (clause["cause"] or {}).get("detail", ""))
            assert clause["outcome"] == outcome


async def test_a_stopped_daemon_leaves_its_days_to_the_next(tmp_path: Path) -> None:
    lives = []
    async with minimal_campus(tmp_path, SETTINGS) as (_, config):
        for _ in range(3):
            async with running(config) as daemon:
                await daemon.ready()
                await third_round(daemon)
            lives.append(await seen_seconds(tmp_path))
    assert 0 < lives[0] < lives[1] < lives[2]


async def third_round(daemon: Daemon) -> None:
    """Return once the UPS has been asked so often that some time of it has been seen."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            probes = (await daemon.audit())["probes"]
            if all(each["rounds"] >= 3 for each in probes if each["target"] == "ups-dc"):
                return
            await asyncio.sleep(0.05)


async def seen_seconds(folder: Path) -> float:
    """Of the runtime in the machine room, in the store."""
    store, windows = await open_store(f"sqlite:///{folder}/auditor.db"), Windows()
    now = datetime.now(UTC)
    windows.load(await store.windows.days(day_of(now), day_of(now)))
    await store.close()
    windows.add(ups(10_800.0))  # a first round adds no time
    window = windows.window(TRUSTED_RUNTIME, "ups-dc", "", now)
    assert window is not None
    return window.seen_seconds
