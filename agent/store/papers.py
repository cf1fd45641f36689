"""Attestations and waivers in the store: added, revoked, never changed; and who may be asked."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Row, Table, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.store.tables import attestations, waivers
from checks.attestation import Attestation
from checks.changes import Key
from checks.waiver import Waiver

#: Grows with each row that is added or revoked.
Version = tuple[int, ...]


class PaperStore:
    """The papers of one open store; `write` is the store's own turn to write."""

    def __init__(
        self,
        engine: AsyncEngine,
        write: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
    ) -> None:
        self._engine = engine
        self._write = write

    async def add_attestation(self, attestation: Attestation) -> None:
        """It takes the place of the one that the subject had."""
        async with self._write() as connection:
            await connection.execute(insert(attestations).values(asdict(attestation)))

    async def add_waiver(self, waiver: Waiver) -> None:
        """It takes the place of the one that the subject had. One of the configuration has no
        `made_on` and is not stored."""
        async with self._write() as connection:
            await connection.execute(insert(waivers).values(asdict(waiver)))

    async def revoke_attestation(self, key: Key, at: datetime) -> int:
        """How many were revoked: the one that counted and those before it, or none."""
        return await self._revoke(attestations, key, at)

    async def revoke_waiver(self, key: Key, at: datetime) -> int:
        return await self._revoke(waivers, key, at)

    async def _revoke(self, table: Table, key: Key, at: datetime) -> int:
        standard, clause, subject = key
        query = (
            update(table)
            .where(table.c.standard == standard, table.c.clause == clause)
            .where(table.c.subject == subject, table.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        async with self._write() as connection:
            return (await connection.execute(query)).rowcount

    async def attestations(self, at: datetime | None = None) -> list[Attestation]:
        """The one that counts of each clause and subject, also where it has expired; or that
        counted at a moment in the past."""
        return [
            Attestation(
                row.standard,
                row.clause,
                row.subject,
                row.document,
                row.sha256,
                row.size_bytes,
                row.signed_by,
                row.attested_on,
                row.expires_on,
                row.note,
            )
            for row in await self._last(attestations, attestations.c.attested_on, at)
        ]

    async def waivers(self, at: datetime | None = None) -> list[Waiver]:
        """The one that counts of each clause and subject, also where it has ended; or that counted
        at a moment in the past."""
        return [
            Waiver(
                row.standard,
                row.clause,
                row.subject,
                row.owner,
                row.reason,
                row.ends_on,
                row.made_on,
            )
            for row in await self._last(waivers, waivers.c.made_on, at)
        ]

    async def _last(
        self, table: Table, made_on: Column[date], at: datetime | None
    ) -> list[Row[Any]]:
        columns = (table.c.standard, table.c.clause, table.c.subject)
        last = select(func.max(table.c.id)).group_by(*columns)
        if at is None:
            last = last.where(table.c.revoked_at.is_(None))
        else:  # papers are signed on a day, and revoked at a moment
            still = or_(table.c.revoked_at.is_(None), table.c.revoked_at > at)
            last = last.where(made_on <= at.date(), still)
        query = select(table).where(table.c.id.in_(last)).order_by(table.c.id)
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).all())

    async def version(self) -> Version:
        """Another one whenever a paper was added or revoked, by any process. Rows are never
        deleted, so that counts only grow."""
        counts = [
            select(func.count(column)).scalar_subquery()
            for table in (attestations, waivers)
            for column in (table.c.id, table.c.revoked_at)
        ]
        async with self._engine.connect() as connection:
            return tuple((await connection.execute(select(*counts))).one())
