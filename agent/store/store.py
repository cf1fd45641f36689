"""The store: appends transitions with their notices in one transaction, and reads them back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.store.history import WRITTEN_AT_ONCE, HistoryStore
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
class Attempt:
    """What one attempt made of a notice, and when; of one that still waits, when it is next due."""

    notice: OpenNotice
    state: Literal["delivered", "waiting", "dead"]
    at: datetime
    error: str | None = None


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
            query = select(transitions.c.id, transitions.c.hash)
            newest = query.order_by(transitions.c.id.desc()).limit(1)
            last_id, last_hash = (await connection.execute(newest)).one_or_none() or (0, GENESIS)
            # tens of thousands at the start: in parts, between which rounds may come in
            for begin in range(0, len(changes), WRITTEN_AT_ONCE):
                some = changes[begin : begin + WRITTEN_AT_ONCE]
                rows = _chained(some, last_hash)
                await connection.execute(insert(transitions), rows)
                written = await connection.execute(query.where(transitions.c.id > last_id))
                ids = {row.hash: row.id for row in written}
                last_id, last_hash = max(ids.values()), rows[-1]["hash"]
                told = [
                    {**notice, "receiver": receiver}
                    for change, row in zip(some, rows, strict=True)
                    if receivers and wants_notice(change)
                    for notice in [self._notice(change, ids[row["hash"]], compose)]
                    for receiver in receivers
                ]
                if told:
                    await connection.execute(insert(notices), told)

    def _notice(self, change: Transition, transition_id: int, compose: Compose) -> dict[str, Any]:
        identity = notice_identity(self.installation_id, change)
        return {
            "id": identity,
            "subject": "/".join(change.verdict.key),
            "transition_id": transition_id,
            "body": compose(change, identity),
            "created_at": change.at,
            "attempts": 0,
            "next_attempt_at": change.at,
        }

    # --- the outbox -------------------------------------------------------------------

    async def open_notices(
        self, receiver: str, due_at: datetime | None = None, at_most: int | None = None
    ) -> list[OpenNotice]:
        """The oldest open notice of each subject, so that no resolved overtakes its firing;
        of these all, or the first that are due at a moment."""
        query = select(notices).where(_heads(receiver)).order_by(notices.c.sequence).limit(at_most)
        if due_at is not None:
            query = query.where(notices.c.next_attempt_at <= due_at)
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

    async def soonest_attempt_at(self, receiver: str) -> datetime | None:
        """When the first of the open notices is due; None where nothing waits."""
        query = select(func.min(notices.c.next_attempt_at)).where(_heads(receiver))
        async with self._engine.connect() as connection:
            at = (await connection.execute(query)).scalar()
        return None if at is None else aware(at)

    async def mark(self, attempts: Sequence[Attempt]) -> None:
        """What became of notices, in one transaction. Those that are given up stay, and show."""
        if not attempts:
            return
        async with self._write() as connection:
            await connection.execute(_MARK, [_marked(attempt) for attempt in attempts])

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


def _chained(changes: Sequence[Transition], last_hash: str) -> list[dict[str, Any]]:
    """Rows of transitions, each sealed over the one before."""
    rows = []
    for change in changes:
        row = transition_row(change)
        row["previous_hash"] = last_hash
        row["hash"] = last_hash = seal(row)
        rows.append(row)
    return rows


def _heads(receiver: str) -> ColumnElement[bool]:
    """Of each subject the notice that is first in its line to the receiver."""
    first = (
        select(func.min(notices.c.sequence))
        .where(notices.c.receiver == receiver)
        .where(notices.c.delivered_at.is_(None), notices.c.dead_at.is_(None))
        .group_by(notices.c.subject)
    )
    return notices.c.sequence.in_(first)


_MARK = (
    update(notices)
    .where(notices.c.sequence == bindparam("marked"))
    .values(
        {
            name: bindparam(name)
            for name in ("attempts", "delivered_at", "dead_at", "last_error", "next_attempt_at")
        }
    )
)


def _marked(attempt: Attempt) -> dict[str, object]:
    return {
        "marked": attempt.notice.sequence,
        "attempts": attempt.notice.attempts + 1,
        "delivered_at": attempt.at if attempt.state == "delivered" else None,
        "dead_at": attempt.at if attempt.state == "dead" else None,
        "last_error": attempt.error,
        "next_attempt_at": attempt.at,
    }
