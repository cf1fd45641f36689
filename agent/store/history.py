"""What was known when: runs, facts as versions, values of indicators, and all of it at a moment."""

import hashlib
import json
import zlib
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.store.measured_json import measured_json, measured_of
from agent.store.moments import aware
from agent.store.tables import fact_versions, indicator_values, runs
from checks.kept import KeptValue

#: A run says so often at least that it is still there; what is older was not watched.
SEEN_SECONDS: Final = 10.0
#: A run that was seen so little before a moment was running then.
SEEN_WITHIN: Final = timedelta(seconds=2 * SEEN_SECONDS)
#: Rows that are made and handed over while nothing else runs.
WRITTEN_AT_ONCE: Final = 1_000
#: Rows that are removed in one transaction, so that nobody waits long for their turn.
PRUNED_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Run:
    """From the start until it was seen last."""

    started_at: datetime
    seen_at: datetime

    def covers(self, at: datetime) -> bool:
        return self.started_at <= at <= self.seen_at + SEEN_WITHIN


@dataclass(frozen=True, slots=True)
class Past:
    """The store at a moment. `run` is the last that had started; `next_start` the one after it."""

    run: Run | None
    next_start: datetime | None
    first_start: datetime | None
    facts: dict[str, Any] | None  # the document as it was written, plain JSON
    values: tuple[KeptValue, ...]


class HistoryStore:
    """The history of one open store; `write` is the store's own turn to write."""

    def __init__(
        self,
        engine: AsyncEngine,
        write: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
    ) -> None:
        self._engine = engine
        self._write = write

    async def begin_run(self, at: datetime, version: str) -> int:
        """The number by which the run is seen from now on."""
        row = {"started_at": at, "seen_at": at, "version": version}
        async with self._write() as connection:
            done = await connection.execute(insert(runs).values(row))
        assert done.inserted_primary_key is not None  # noqa: S101 - an insert has one
        return int(done.inserted_primary_key[0])

    async def add_facts(self, document: object, at: datetime) -> bool:
        """Whether it is another one than the newest, and is kept."""
        text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        newest = select(fact_versions.c.digest).order_by(fact_versions.c.id.desc()).limit(1)
        async with self._write() as connection:
            if (await connection.execute(newest)).scalar() == digest:
                return False
            row = {"valid_from": at, "digest": digest, "document": zlib.compress(text.encode())}
            await connection.execute(insert(fact_versions).values(row))
        return True

    async def record(self, run: int, at: datetime, values: Sequence[KeptValue]) -> None:
        """The run is there, and these values hold from their moments on, in one transaction."""
        async with self._write() as connection:
            # thousands at the start: written down in parts, between which rounds may come in
            for begin in range(0, len(values), WRITTEN_AT_ONCE):
                rows = [_row(each) for each in values[begin : begin + WRITTEN_AT_ONCE]]
                await connection.execute(insert(indicator_values), rows)
            await connection.execute(update(runs).where(runs.c.id == run).values(seen_at=at))

    async def past(self, at: datetime) -> Past:
        """What was known at the moment, in one view of the store."""
        at = at.astimezone(UTC)
        async with self._engine.connect() as connection:
            run = (await connection.execute(_last(runs, runs.c.started_at, at))).first()
            later = select(func.min(runs.c.started_at)).where(runs.c.started_at > at)
            next_start = (await connection.execute(later)).scalar()
            first = (await connection.execute(select(func.min(runs.c.started_at)))).scalar()
            facts = (
                await connection.execute(_last(fact_versions, fact_versions.c.valid_from, at))
            ).first()
            rows = (await connection.execute(_values_at(at))).all()
        return Past(
            Run(aware(run.started_at), aware(run.seen_at)) if run else None,
            aware(next_start) if next_start else None,
            aware(first) if first else None,
            json.loads(zlib.decompress(facts.document)) if facts else None,
            tuple(
                KeptValue(
                    (row.indicator, row.freshness_seconds),
                    row.subject,
                    aware(row.at),
                    measured_of(row.indicator, row.measured),
                )
                for row in rows
                if row.measured is not None
            ),
        )

    async def prune(self, before: datetime) -> int:
        """Remove values that had been followed by another before that moment; how many. The one
        that held then is kept, so that every later moment can still be judged."""
        followed = indicator_values.alias()
        newer = (
            select(followed.c.id)
            .where(followed.c.indicator == indicator_values.c.indicator)
            .where(followed.c.freshness_seconds == indicator_values.c.freshness_seconds)
            .where(followed.c.subject == indicator_values.c.subject)
            .where(followed.c.id > indicator_values.c.id, followed.c.at <= before)
            .exists()
        )
        some = (
            select(indicator_values.c.id)
            .where(indicator_values.c.at < before, newer)
            .limit(PRUNED_AT_ONCE)
        )
        removed = 0
        while True:
            async with self._write() as connection:
                done = await connection.execute(
                    delete(indicator_values).where(indicator_values.c.id.in_(some))
                )
            removed += done.rowcount
            if done.rowcount < PRUNED_AT_ONCE:
                return removed


def _row(kept: KeptValue) -> dict[str, object]:
    measured = kept.measured
    return {
        "indicator": kept.key[0],
        "freshness_seconds": kept.key[1],
        "subject": kept.subject,
        "at": kept.at,
        "value": measured.value if measured else None,
        "measured": measured_json(measured) if measured else None,
    }


def _last(table: Any, moment: Any, at: datetime) -> Select[Any]:  # noqa: ANN401 - SQLAlchemy's own
    return select(table).where(moment <= at).order_by(table.c.id.desc()).limit(1)


def _values_at(at: datetime) -> Select[Any]:
    """Of each subject the newest row up to the moment."""
    table = indicator_values.c
    newest = (
        select(func.max(table.id).label("id"))
        .where(table.at <= at)
        .group_by(table.indicator, table.freshness_seconds, table.subject)
        .subquery()
    )
    return select(indicator_values).join(newest, and_(table.id == newest.c.id)).order_by(table.id)
