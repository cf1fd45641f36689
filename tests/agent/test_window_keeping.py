"""Days outlive the daemon: nothing is counted twice, and a kill loses what came since the beat."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from agent.store.opening import open_store, read_windows
from agent.store.store import Store
from agent.store.tables import day_tallies
from agent.window_keeping import load, save
from checks.windowed import DEVICE_ANSWERED, KEPT_DAYS, day_of
from checks.windows import Windows
from collectors import quantities as q
from collectors.probe import ProbeResult
from tests.builders import said

NOW = datetime.now(UTC)
TODAY = day_of(NOW)
UP = said("sw-1", {q.DEVICE_UPTIME: 1.0})


async def opened(folder: Path) -> Store:
    return await open_store(f"sqlite:///{folder}/auditor.db")


def round_at(seconds: float) -> ProbeResult:
    """The end of a round on the clocks of one day; the wall's hardly moves."""
    return ProbeResult(UP.probe, NOW, seconds, 0.0, UP.readings)


def seconds_up(windows: Windows, seconds: float) -> float:
    windows.add(round_at(seconds))
    found = windows.window(DEVICE_ANSWERED, "sw-1", "", NOW)
    assert found is not None
    return found.spread.seconds().get(1.0, 0.0)


async def one_life(folder: Path, rounds: int, killed: bool = False) -> float:
    """A daemon that runs for so many rounds of ten seconds; how long it saw the device up."""
    store, windows = await opened(folder), Windows()
    await load(windows, store.windows)
    for number in range(rounds):
        windows.add(round_at(number * 10.0))
    if not killed:
        await save(windows, store.windows)
        await save(windows, store.windows)  # a beat right before the stop
    up = seconds_up(windows, (rounds - 1) * 10.0)
    await store.close()
    return up


async def test_restarts_of_one_day_add_up_and_count_nothing_twice(tmp_path: Path) -> None:
    assert await one_life(tmp_path, 4) == 30
    assert await one_life(tmp_path, 3) == 50
    assert await one_life(tmp_path, 1) == 50
    assert await one_life(tmp_path, 2) == 60


async def test_a_kill_loses_what_came_since_the_last_beat_and_no_more(tmp_path: Path) -> None:
    assert await one_life(tmp_path, 4) == 30
    assert await one_life(tmp_path, 8, killed=True) == 100
    assert await one_life(tmp_path, 1) == 30


async def test_what_cannot_be_stored_now_is_stored_with_the_next_beat(tmp_path: Path) -> None:
    store, windows = await opened(tmp_path), Windows()
    windows.add(round_at(0.0))
    windows.add(round_at(10.0))
    broken = await opened(tmp_path)
    async with broken._engine.begin() as connection:
        await connection.run_sync(day_tallies.drop)
    with pytest.raises(Exception, match="no such table"):
        await save(windows, store.windows)
    async with broken._engine.begin() as connection:
        await connection.run_sync(day_tallies.create)
    await save(windows, store.windows)
    assert len(await store.windows.days(TODAY, TODAY)) == 1
    await broken.close()
    await store.close()


async def test_days_that_no_window_looks_back_on_are_pruned(tmp_path: Path) -> None:
    store, windows = await opened(tmp_path), Windows()
    windows.add(round_at(0.0), standing_seconds=(KEPT_DAYS + 9) * 86_400.0)
    await save(windows, store.windows)
    days = {row.day for row in await store.windows.days(TODAY - timedelta(days=99), TODAY)}
    assert min(days) == TODAY - timedelta(days=KEPT_DAYS)
    assert len(days) == KEPT_DAYS + 1
    await store.windows.prune(TODAY)
    assert [row.day for row in await store.windows.days(TODAY - timedelta(days=99), TODAY)] == [
        TODAY
    ]
    await store.close()


async def test_a_broken_row_is_a_day_not_seen_and_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store, windows = await opened(tmp_path), Windows()
    windows.add(round_at(0.0), standing_seconds=3 * 86_400.0)
    await save(windows, store.windows)
    yesterday = TODAY - timedelta(days=1)
    async with store._engine.begin() as connection:
        await connection.execute(
            update(day_tallies).where(day_tallies.c.day == yesterday).values(tally=b"eworm")
        )
    again = Windows()
    await load(again, store.windows)
    assert 86_400 < seconds_up(again, 0.0) < 3 * 86_400
    assert f"device_answered of sw-1 on {yesterday} is not counted" in caplog.text
    await store.close()


async def test_an_audit_on_demand_reads_the_days_of_the_daemon(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/auditor.db"
    assert await read_windows(url, TODAY, TODAY) == []
    await one_life(tmp_path, 4)
    (row,) = await read_windows(url, TODAY, TODAY)
    assert (row.quantity, row.target, row.instance) == ("device_answered", "sw-1", "")
