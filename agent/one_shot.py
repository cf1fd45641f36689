"""One audit on demand: poll everything, judge, and say by exit code how it went."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from agent import clock
from agent.auditor import Auditor
from agent.config import Configuration
from agent.store.opening import read_changes, read_papers, read_windows
from agent.window_keeping import take_back
from checks.clause import Standard
from checks.flapping import REMEMBERED
from checks.indicator import Indicator
from checks.verdict import Outcome
from checks.windowed import KEPT_DAYS, day_of
from exporters.snapshot import Snapshot

ALL_PASS: Final = 0
A_CLAUSE_FAILS: Final = 3
ONLY_UNKNOWNS: Final = 4

#: Pause between two rounds of `--wait`: devices are asked politely.
PAUSE_SECONDS = 1.0


async def audit_once(
    configuration: Configuration,
    standards: Sequence[Standard],
    indicators: Mapping[str, Indicator],
    wait_seconds: float = 0.0,
) -> Snapshot:
    """Poll every probe once and judge; go on for `wait_seconds` while a probe fails or a clause
    is unknown, for things that only speak from time to time. Nothing is stored; what people
    have signed, what changed lately, and the days behind us are read from the store. Raises
    StoreError where that cannot be."""
    auditor = Auditor(configuration, standards, indicators)
    store_url = configuration.store.url.reveal()
    auditor.use_papers(*await read_papers(store_url))
    auditor.use_changes(await read_changes(store_url, clock.now_utc() - REMEMBERED))
    today = day_of(clock.now_utc())
    days = await read_windows(store_url, today - timedelta(days=KEPT_DAYS), today)
    take_back(auditor.windows, days)
    until_seconds = clock.now_seconds() + wait_seconds
    while True:
        await auditor.poller.poll_once()
        snapshot = await auditor.judge()
        left_seconds = until_seconds - clock.now_seconds()
        if left_seconds <= 0 or not _could_change(snapshot):
            return snapshot
        await asyncio.sleep(min(PAUSE_SECONDS, left_seconds))


def _could_change(snapshot: Snapshot) -> bool:
    return any(verdict.outcome is Outcome.UNKNOWN for verdict in snapshot.verdicts)


def audit_exit_code(snapshot: Snapshot) -> int:
    """Remarks never turn an audit red on their own (I-2), nor do optional clauses unless the site
    counts them (I-55). An audit in which nothing passed, failed or was unknown has shown nothing:
    that is no pass."""
    levels = snapshot.interpretations.counted_levels
    counted = [v.outcome for v in snapshot.verdicts if v.clause.level in levels]
    if Outcome.FAIL in counted:
        return A_CLAUSE_FAILS
    if Outcome.UNKNOWN in counted or Outcome.PASS not in counted:
        return ONLY_UNKNOWNS
    return ALL_PASS
