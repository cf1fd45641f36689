"""Keeps what windows look back on across restarts: loaded once, stored at a slow beat and at the
end. A kill loses no more than one beat; a day is stored whole, so nothing is counted twice."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from agent import clock
from agent.store.windows import WindowStore
from checks.windowed import KEPT_DAYS, day_of
from checks.windows import DayTally, Windows

log = logging.getLogger(__name__)

BEAT_SECONDS: Final = 300.0


async def load(windows: Windows, store: WindowStore) -> None:
    """Before the first round. A row that cannot be read is logged, and is a day not seen."""
    today = day_of(clock.now_utc())
    take_back(windows, await store.days(today - timedelta(days=KEPT_DAYS), today))


def take_back(windows: Windows, rows: list[DayTally]) -> None:
    for row in rows:
        try:
            windows.load([row])
        except ValueError as error:
            about = f"{row.quantity} of {row.target} {row.instance}".rstrip()
            log.error("%s on %s is not counted: %s", about, row.day, error)  # noqa: TRY400 - said whole


async def save(windows: Windows, store: WindowStore) -> None:
    """What has changed since it was last stored; it stays changed where that fails."""
    at = clock.now_utc()
    for rows in windows.changed(at):
        await store.store(rows)
        windows.stored(rows)
    await store.prune(day_of(at) - timedelta(days=KEPT_DAYS))


async def keep(windows: Windows, store: WindowStore) -> None:
    """For ever."""
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        await save(windows, store)
