"""The store: appends transitions with their notices in one transaction, and reads them back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.store.history import HistoryStore
from agent.store.moments import aware
from agent.store.papers import PaperStore
from agent.store.seal import GENESIS, notice_identity, seal, transition_row
from agent.store.tables import notices, transitions
from agent.store.windows import WindowStore
from checks.changes import Key, Standing, Transition
from checks.verdict import Outcome

#: Makes the body of a notice, from the transition and the notice's id.
Compose = Callable[[Transition, str], bytes]


@dataclass(frozen=True, slots=True)
class OpenNotice:
    """A row of the outbox that is neither delivered nor given up."""

    sequence: int
    id: str
    receiver: str
    body: bytes
    attempts: int
    created_at: datetime
    next_attempt_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many notices of one receiver are in which state."""

    waiting: int
    delivered: int
    dead: int


class Store:
    """One open store. Writes take turns; each public call is one transaction."""

    def __init__(self, engine: AsyncEngine, installation_id: str) -> None:
        self._engine = engine
        self._writing = asyncio.Lock()
        self.installation_id = installation_id
        self.papers = PaperStore(engine, self._write)
        self.history = HistoryStore(engine, self._write)
        self.windows = WindowStore(engine, self._write)

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        async with self._writing, self._engine.begin() as connection:
            yield connection

    # --- transitions ------------------------------------------------------------------

    async def standing(self, at: datetime | None = None) -> dict[Key, Standing]:
        """The newest transition of each clause and subject: what counted when we last ran, or at a
        moment in the past."""
        newest = select(func.max(transitions.c.id)).group_by(
            transitions.c.standard, transitions.c.clause, transitions.c.subject
        )
        if at is not None:
            newest = newest.where(transitions.c.at <= at)
        query = select(transitions).where(transitions.c.id.in_(newest))
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {
            (row.standard, row.clause, row.subject): Standing(
                Outcome(row.outcome), aware(row.at), row.number
            )
            for row in rows
        }

    async def changes_since(self, since: datetime) -> dict[Key, list[datetime]]:
        """When each clause and subject changed, oldest first; its very first verdict is no
        change."""
        query = (
            select(transitions.c.standard, transitions.c.clause, transitions.c.subject)
            .add_columns(transitions.c.at)
            .where(transitions.c.at >= since, transitions.c.previous.is_not(None))
            .order_by(transitions.c.id)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        changes: dict[Key, list[datetime]] = {}
        for standard, clause, subject, at in rows:
            changes.setdefault((standard, clause, subject), []).append(aware(at))
        return changes

    async def transitions(self, standard: str, clause: str, subject: str) -> list[Row[Any]]:
        """Every transition of one clause and subject, oldest first."""
        query = (
            select(transitions)
            .where(transitions.c.standard == standard, transitions.c.clause == clause)
            .where(transitions.c.subject == subject)
            .order_by(transitions.c.id)
        )
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).all())

    async def record(
        self,
        changes: Sequence[Transition],
        receivers: Sequence[str],
        wants_notice: Callable[[Transition], bool],
        compose: Compose,
    ) -> None:
        """Append transitions and, in the same transaction, the notices they cause."""
        if not changes:
            return
        async with self._write() as connection:
            previous_hash = await self._last_hash(connection)
            for change in changes:
                row = transition_row(change)
                row["previous_hash"] = previous_hash
                row["hash"] = previous_hash = seal(row)
                done = await connection.execute(insert(transitions).values(row))
                if receivers and wants_notice(change):
                    assert done.inserted_primary_key is not None  # noqa: S101 - an insert has one
                    identity = notice_identity(self.installation_id, change)
                    body = compose(change, identity)
                    notice = _notice(change, done.inserted_primary_key[0], identity, body)
                    rows = [{**notice, "receiver": receiver} for receiver in receivers]
                    await connection.execute(insert(notices), rows)

    @staticmethod
    async def _last_hash(connection: AsyncConnection) -> str:
        query = select(transitions.c.hash).order_by(transitions.c.id.desc()).limit(1)
        return (await connection.execute(query)).scalar() or GENESIS

    # --- the outbox -------------------------------------------------------------------

    async def open_notices(self, receiver: str) -> list[OpenNotice]:
        """The oldest open notice of each subject, so that no resolved overtakes its firing."""
        first = (
            select(func.min(notices.c.sequence))
            .where(notices.c.receiver == receiver)
            .where(notices.c.delivered_at.is_(None), notices.c.dead_at.is_(None))
            .group_by(notices.c.subject)
        )
        query = select(notices).where(notices.c.sequence.in_(first)).order_by(notices.c.sequence)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            OpenNotice(
                row.sequence,
                row.id,
                row.receiver,
                row.body,
                row.attempts,
                aware(row.created_at),
                aware(row.next_attempt_at),
            )
            for row in rows
        ]

    async def mark_delivered(self, notice: OpenNotice, at: datetime) -> None:
        await self._mark(notice, delivered_at=at, attempts=notice.attempts + 1, last_error=None)

    async def mark_failed(self, notice: OpenNotice, error: str, next_attempt_at: datetime) -> None:
        await self._mark(
            notice,
            attempts=notice.attempts + 1,
            last_error=error,
            next_attempt_at=next_attempt_at,
        )

    async def mark_dead(self, notice: OpenNotice, error: str, at: datetime) -> None:
        """Given up, and shown as such; the row stays."""
        await self._mark(notice, attempts=notice.attempts + 1, last_error=error, dead_at=at)

    async def mark_dead_before(
        self, receiver: str, before: datetime, error: str, at: datetime
    ) -> int:
        """Give up what still waits for a receiver and was made before that moment; how many."""
        query = (
            update(notices)
            .where(notices.c.receiver == receiver, notices.c.created_at < before)
            .where(notices.c.delivered_at.is_(None), notices.c.dead_at.is_(None))
            .values(dead_at=at, last_error=error)
        )
        async with self._write() as connection:
            return (await connection.execute(query)).rowcount

    async def _mark(self, notice: OpenNotice, **values: object) -> None:
        query = update(notices).where(notices.c.sequence == notice.sequence).values(**values)
        async with self._write() as connection:
            await connection.execute(query)

    async def outbox_counts(self) -> dict[str, OutboxCounts]:
        """By receiver, for metrics and the page."""
        query = select(
            notices.c.receiver,
            func.count(),
            func.count(notices.c.delivered_at),
            func.count(notices.c.dead_at),
        ).group_by(notices.c.receiver)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {
            receiver: OutboxCounts(total - delivered - dead, delivered, dead)
            for receiver, total, delivered, dead in rows
        }


def _notice(
    change: Transition, transition_id: int, identity: str, body: bytes
) -> dict[str, object]:
    return {
        "id": identity,
        "subject": "/".join(change.verdict.key),
        "transition_id": transition_id,
        "body": body,
        "created_at": change.at,
        "attempts": 0,
        "next_attempt_at": change.at,
    }
