"""Where the days are kept that windows look back on: one row per day and value, stored whole."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.store.tables import day_tallies
from checks.windows import DayTally


class WindowStore:
    """The table of days, in an open store."""

    def __init__(
        self,
        engine: AsyncEngine,
        write: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
    ) -> None:
        self._engine = engine
        self._write = write

    async def days(self, first: date, last: date) -> list[DayTally]:
        """What was stored of these days; a day ahead of us is a clock that was wrong."""
        query = select(day_tallies).where(day_tallies.c.day.between(first, last))
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            DayTally(row.day, row.quantity, row.target, row.instance, row.tally) for row in rows
        ]

    async def store(self, rows: Sequence[DayTally]) -> None:
        """In place of what stood there: all of them, or none."""
        if not rows:
            return
        async with self._write() as connection:
            await connection.execute(_DELETE, list(_keys(rows)))
            await connection.execute(insert(day_tallies), list(_values(rows)))

    async def prune(self, oldest: date) -> None:
        """Forget what no window looks back on any more."""
        async with self._write() as connection:
            await connection.execute(delete(day_tallies).where(day_tallies.c.day < oldest))


_DELETE = delete(day_tallies).where(
    day_tallies.c.day == bindparam("of_day"),
    day_tallies.c.quantity == bindparam("of_quantity"),
    day_tallies.c.target == bindparam("of_target"),
    day_tallies.c.instance == bindparam("of_instance"),
)


def _keys(rows: Iterable[DayTally]) -> Iterable[dict[str, object]]:
    for row in rows:
        yield {
            "of_day": row.day,
            "of_quantity": row.quantity,
            "of_target": row.target,
            "of_instance": row.instance,
        }


def _values(rows: Iterable[DayTally]) -> Iterable[dict[str, object]]:
    for row in rows:
        yield {
            "day": row.day,
            "quantity": row.quantity,
            "target": row.target,
            "instance": row.instance,
            "tally": row.packed,
        }
