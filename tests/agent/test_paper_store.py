"""What people signed, in the store: the last counts, the revoked is gone, the old store grows."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from agent.store.opening import MIGRATIONS, StoreError, async_url, open_store, read_papers
from agent.store.papers import PaperStore
from agent.store.seal import GENESIS, seal
from checks.attestation import Attestation
from checks.changes import Standing
from checks.verdict import Outcome
from checks.waiver import Waiver

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
MADE = Attestation(
    "zz", "z-1", "campus", "报告.pdf", "ab" * 32, 2**40, "王芳", date(2026, 11, 1), date.max, "note"
)
WAIVER = Waiver("zz", "z-1", "campus", "Li Na", "works", date(2026, 12, 31), date(2026, 11, 1))
KEY = ("zz", "z-1", "campus")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/auditor.db"


@pytest.fixture
async def papers(url: str) -> AsyncIterator[PaperStore]:
    store = await open_store(url)
    yield store.papers
    await store.close()


async def test_what_was_signed_is_read_as_it_was_written(papers: PaperStore, url: str) -> None:
    await papers.add_attestation(MADE)
    await papers.add_waiver(WAIVER)
    assert await papers.attestations() == [MADE]
    assert await papers.waivers() == [WAIVER]
    assert await read_papers(url) == ([MADE], [WAIVER])


async def test_the_last_of_each_subject_counts(papers: PaperStore) -> None:
    room = replace(MADE, subject="room/A101")
    renewed = replace(MADE, signed_by="Li Na")
    for each in (MADE, room, renewed):
        await papers.add_attestation(each)
    assert await papers.attestations() == [room, renewed]


async def test_revoking_takes_all_of_that_subject_and_of_no_other(papers: PaperStore) -> None:
    room = replace(MADE, subject="room/A101")
    for each in (MADE, room, MADE):
        await papers.add_attestation(each)
    assert await papers.revoke_attestation(KEY, NOON) == 2
    assert await papers.attestations() == [room]
    assert await papers.revoke_attestation(KEY, NOON) == 0


async def test_what_is_signed_after_a_revocation_counts(papers: PaperStore) -> None:
    await papers.add_waiver(WAIVER)
    assert await papers.revoke_waiver(KEY, NOON) == 1
    assert await papers.waivers() == []
    await papers.add_waiver(WAIVER)
    assert await papers.waivers() == [WAIVER]


async def test_every_change_and_nothing_else_has_a_new_version(papers: PaperStore) -> None:
    versions = [await papers.version()]
    await papers.add_attestation(MADE)
    versions.append(await papers.version())
    await papers.revoke_attestation(KEY, NOON)
    versions.append(await papers.version())
    await papers.add_waiver(WAIVER)
    versions.append(await papers.version())
    await papers.revoke_waiver(KEY, NOON)
    versions.append(await papers.version())
    assert len(set(versions)) == len(versions)
    await papers.attestations()
    await papers.revoke_waiver(KEY, NOON)
    assert await papers.version() == versions[-1]


async def test_two_processes_sign_at_once_and_both_are_kept(papers: PaperStore, url: str) -> None:
    other = await open_store(url)
    rooms = [replace(MADE, subject=f"room/{number}") for number in range(20)]
    stores = [papers, other.papers]
    await asyncio.gather(*(stores[i % 2].add_attestation(room) for i, room in enumerate(rooms)))
    await other.close()
    assert {each.subject for each in await papers.attestations()} == {r.subject for r in rooms}


def test_nothing_is_read_where_there_is_no_store(url: str, tmp_path: Path) -> None:
    assert asyncio.run(read_papers(url)) == ([], [])
    assert list(tmp_path.iterdir()) == []


# --- a store of the first release ----------------------------------------------------------

ROW = {
    "standard": "zz", "clause": "z-1", "subject": "campus", "number": 3, "previous": "pass",
    "outcome": "fail", "cause_kind": None, "cause_detail": None, "value": 0.5,
    "margin_ratio": -0.5, "grade": "reported", "at": NOON, "evidence": "[]",
    "previous_hash": GENESIS,
}  # fmt: skip


def _as_of_the_first_release(connection: Connection) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    row = {**ROW, "id": 1, "hash": seal(ROW), "at": NOON.replace(tzinfo=None).isoformat(" ")}
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text("INSERT INTO installation VALUES ('0123456789abcdef')"))
    connection.execute(text(f"INSERT INTO transitions ({names}) VALUES ({values})"), row)  # noqa: S608 - names of our own
    connection.execute(
        text(
            "INSERT INTO notices (id, receiver, subject, transition_id, body, created_at, attempts,"
            " next_attempt_at) VALUES ('evt_1', 'duty', 'zz/z-1/campus', 1, x'7b7d',"
            " '2026-11-01 12:00:00', 0, '2026-11-01 12:00:00')"
        )
    )


@pytest.fixture
async def first_release(url: str) -> str:
    engine = create_async_engine(async_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(_as_of_the_first_release)
        tables = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    await engine.dispose()
    assert tables == {"alembic_version", "installation", "transitions", "notices"}
    return url


async def test_a_store_of_the_first_release_keeps_its_rows_and_takes_papers(
    first_release: str,
) -> None:
    store = await open_store(first_release)
    try:
        assert store.installation_id == "0123456789abcdef"
        assert await store.standing() == {KEY: Standing(Outcome.FAIL, NOON, 3)}
        (row,) = await store.transitions(*KEY)
        assert seal({**row._asdict(), "at": NOON}) == row.hash
        (notice,) = await store.open_notices("duty")
        assert (notice.id, notice.body) == ("evt_1", b"{}")
        await store.papers.add_attestation(MADE)
        assert await store.papers.attestations() == [MADE]
    finally:
        await store.close()


async def test_a_store_of_the_first_release_is_read_and_not_changed(first_release: str) -> None:
    assert await read_papers(first_release) == ([], [])
    engine = create_async_engine(async_url(first_release))
    async with engine.connect() as connection:
        revision = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert revision.scalar() == "0001"
    await engine.dispose()


def test_what_is_no_store_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "auditor.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError) as caught:
        asyncio.run(read_papers(f"sqlite:///{tmp_path}/auditor.db"))
    assert str(caught.value) == (
        "the store cannot be used: (sqlite3.DatabaseError) file is not a database"
    )
