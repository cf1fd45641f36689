"""Opens a store: creates or migrates it, and knows its installation."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, Table, event, insert, inspect, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from agent.store.store import Store
from agent.store.tables import attestations, day_tallies, installation, transitions
from checks.attestation import Attestation
from checks.changes import Key
from checks.waiver import Waiver
from checks.windows import DayTally

MIGRATIONS = Path(__file__).parent / "migrations"

#: Drivers that speak asyncio, by the database's name in the URL.
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}

LOCKED_SECONDS = 30  # how long a statement waits for another process's lock


class StoreError(Exception):
    """Says for the user why the store cannot be used."""

    @classmethod
    def of(cls, error: SQLAlchemyError) -> Self:
        return cls(f"the store cannot be used: {str(error).splitlines()[0]}")


async def open_store(url: str) -> Store:
    """Raises sqlalchemy's errors where the store cannot be opened or migrated."""
    engine = create_async_engine(async_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _tune_sqlite)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
        return Store(engine, await _installation_id(engine))
    except BaseException:
        await engine.dispose()
        raise


async def read_papers(url: str) -> tuple[list[Attestation], list[Waiver]]:
    """What people have signed so far. The store is only read: not made, not migrated; none where
    it is not there yet or older than papers. Raises StoreError."""
    async with reading_store(url, attestations) as store:
        if store is None:
            return [], []
        return await store.papers.attestations(), await store.papers.waivers()


async def read_changes(url: str, since: datetime) -> dict[Key, list[datetime]]:
    """When verdicts changed, as the daemon recorded it; only read, like papers. Raises
    StoreError."""
    async with reading_store(url, transitions) as store:
        return {} if store is None else await store.changes_since(since)


async def read_windows(url: str, first: date, last: date) -> list[DayTally]:
    """What windows look back on, on the same terms. Raises StoreError."""
    async with reading_store(url, day_tallies) as store:
        return [] if store is None else await store.windows.days(first, last)


@asynccontextmanager
async def reading_store(url: str, needed: Table) -> AsyncIterator[Store | None]:
    """None where there is no store yet, or one without that table."""
    database = async_url(url)
    if not _may_exist(database):
        yield None
        return
    engine = create_async_engine(database)
    try:
        async with engine.connect() as connection:
            known = await connection.run_sync(lambda sync: inspect(sync).has_table(needed.name))
        yield Store(engine, "") if known else None
    except SQLAlchemyError as error:
        raise StoreError.of(error) from None
    finally:
        await engine.dispose()


def _may_exist(database: URL) -> bool:
    """Of a server's database only asking tells."""
    return database.get_backend_name() != "sqlite" or Path(database.database or "").is_file()


def async_url(url: str) -> URL:
    """The same database through an asyncio driver. Raises ValueError for one we do not support."""
    parsed = make_url(url)
    name = parsed.get_backend_name()
    if name not in DRIVERS:
        raise ValueError(f"the store is {name}; supported are {', '.join(DRIVERS)}")
    return parsed.set(drivername=DRIVERS[name])


def _tune_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    """WAL lets readers pass the writer; FULL keeps every commit across a power loss."""
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={LOCKED_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(connection: Connection) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _installation_id(engine: AsyncEngine) -> str:
    async with engine.begin() as connection:
        known = (await connection.execute(select(installation.c.id))).scalar()
        if known is not None:
            return str(known)
        new = secrets.token_hex(16)
        await connection.execute(insert(installation).values(id=new))
        return new
