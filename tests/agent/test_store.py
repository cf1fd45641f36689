"""What survives: transitions in a chain, notices with one id and one body, in order."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from agent.store.history import WRITTEN_AT_ONCE
from agent.store.opening import async_url, open_store
from agent.store.seal import GENESIS, notice_identity, seal
from agent.store.store import Attempt, Store
from agent.store.tables import metadata
from checks.changes import Standing, Transition
from checks.clause import Clause, Level, Method, Requirement, Text
from checks.taken import taken_ago
from checks.verdict import CAMPUS, Cause, CauseKind, Evidence, Grade, Outcome, Subject, Verdict

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
CLAUSE = Clause(
    standard="zz",
    id="z-1",
    place={"part": "network"},
    title=Text(en="title", zh="题"),
    level=Level.REQUIRED,
    method=Method.MEASURED,
    indicator="x_ratio",
    require=Requirement(at_least=1),
    freshness_seconds=900,
)


def transition(
    number: int, outcome: Outcome, subject: Subject = CAMPUS, previous: Outcome | None = None
) -> Transition:
    cause = Cause(CauseKind.STALE, "last read 901 s ago", "sw-1") if outcome == "unknown" else None
    evidence = (Evidence("sw-1", "interface_up", "Gi1", value=True, taken=taken_ago(3.0)),)
    verdict = Verdict(CLAUSE, subject, outcome, cause, 0.5, Grade.REPORTED, None, evidence)
    at = NOON + timedelta(minutes=number)
    return Transition(verdict, previous, None, number, at)


def everything(_transition: Transition) -> bool:
    return True


def compose(change: Transition, identity: str) -> bytes:
    return f"{identity} {change.number} {change.verdict.outcome}".encode()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path}/auditor.db")
    yield opened
    await opened.close()


async def record(store: Store, *changes: Transition) -> None:
    await store.record(changes, ["duty", "chat"], everything, compose)


async def test_what_stood_is_what_stands_after_reopening(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/auditor.db"
    first = await open_store(url)
    await record(first, transition(1, Outcome.PASS), transition(2, Outcome.FAIL))
    await first.close()
    again = await open_store(url)
    standing = await again.standing()
    assert standing == {
        ("zz", "z-1", "campus"): Standing(Outcome.FAIL, NOON + timedelta(minutes=2), 2)
    }
    assert again.installation_id == first.installation_id
    await again.close()


async def test_each_row_is_sealed_over_the_one_before(store: Store) -> None:
    await record(store, transition(1, Outcome.PASS))
    await record(store, transition(2, Outcome.UNKNOWN), transition(3, Outcome.PASS))
    rows = [row._asdict() for row in await store.transitions("zz", "z-1", "campus")]
    previous = GENESIS
    for row in rows:
        row["at"] = row["at"].replace(tzinfo=UTC)
        assert row["previous_hash"] == previous
        assert seal(row) == row["hash"]
        previous = row["hash"]
    rows[1]["outcome"] = "pass"
    assert seal(rows[1]) != rows[1]["hash"]


async def test_thousands_at_once_are_chained_in_order_and_each_notice_is_of_its_own_transition(
    store: Store, tmp_path: Path
) -> None:
    count = 2 * WRITTEN_AT_ONCE + 7
    await record(store, *(transition(n, Outcome.FAIL) for n in range(1, count + 1)))
    rows = await store.transitions("zz", "z-1", "campus")
    assert [row.number for row in rows] == list(range(1, count + 1))
    assert [row.previous_hash for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    joined = "SELECT number, body FROM notices JOIN transitions t ON t.id = transition_id"
    with closing(sqlite3.connect(tmp_path / "auditor.db")) as database:
        told = database.execute(joined).fetchall()
    assert len(told) == 2 * count
    assert [number for number, body in told if f" {number} fail".encode() not in body] == []


async def test_a_transition_stored_twice_is_refused_whole(store: Store) -> None:
    await record(store, transition(1, Outcome.PASS))
    with pytest.raises(Exception, match="UNIQUE"):
        await record(store, transition(2, Outcome.FAIL), transition(1, Outcome.PASS))
    assert len(await store.transitions("zz", "z-1", "campus")) == 1
    assert len(await store.open_notices("duty")) == 1


async def test_a_body_that_cannot_be_composed_takes_its_transition_with_it(store: Store) -> None:
    def broken(_change: Transition, _identity: str) -> bytes:
        raise ValueError("no words")

    with pytest.raises(ValueError, match="no words"):
        await store.record([transition(1, Outcome.FAIL)], ["duty"], everything, broken)
    assert await store.standing() == {}


async def test_every_receiver_gets_the_same_id_and_bytes(store: Store) -> None:
    await record(store, transition(1, Outcome.FAIL))
    (duty,), (chat,) = await store.open_notices("duty"), await store.open_notices("chat")
    assert (duty.id, duty.body) == (chat.id, chat.body)
    assert duty.id == notice_identity(store.installation_id, transition(1, Outcome.FAIL))
    assert duty.id.startswith("evt_")
    assert len(duty.id) == 68


async def test_ids_differ_by_transition_and_by_installation() -> None:
    ids = {
        notice_identity(installation, transition(number, Outcome.FAIL))
        for installation in ("a", "b")
        for number in (1, 2)
    }
    assert len(ids) == 4


async def test_a_resolved_waits_for_its_firing_and_overtakes_nobody(store: Store) -> None:
    room = Subject("room", "A101")
    await record(store, transition(1, Outcome.FAIL), transition(2, Outcome.PASS))
    await record(store, transition(1, Outcome.FAIL, room))
    first, of_room = await store.open_notices("duty")
    assert b" 1 fail" in first.body
    assert b" 1 fail" in of_room.body
    later = NOON + timedelta(hours=1)
    await store.mark([Attempt(first, "waiting", later, "HTTP status 500")])
    assert [n.body for n in await store.open_notices("duty")] == [first.body, of_room.body]
    (still, _) = await store.open_notices("duty")
    assert (still.attempts, still.next_attempt_at) == (1, later)
    assert await store.open_notices("duty", due_at=NOON + timedelta(minutes=30)) == [of_room]
    assert await store.soonest_attempt_at("duty") == of_room.next_attempt_at
    await store.mark([Attempt(still, "delivered", NOON)])
    assert b" 2 pass" in (await store.open_notices("duty"))[0].body


async def test_delivered_and_dead_notices_are_counted_and_not_sent_again(store: Store) -> None:
    room = Subject("room", "A101")
    await record(store, transition(1, Outcome.FAIL), transition(1, Outcome.FAIL, room))
    first, second = await store.open_notices("duty")
    given_up = Attempt(second, "dead", NOON, "HTTP status 400")
    await store.mark([Attempt(first, "delivered", NOON), given_up])
    assert await store.open_notices("duty") == []
    counts = (await store.outbox_counts())["duty"]
    assert (counts.waiting, counts.delivered, counts.dead) == (0, 1, 1)
    assert (await store.outbox_counts())["chat"].waiting == 2


async def test_the_migrations_end_in_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/auditor.db"
    await (await open_store(url)).close()
    engine = create_async_engine(async_url(url))
    async with engine.connect() as connection:
        migrated = await connection.run_sync(
            lambda sync: {
                table: {column["name"] for column in inspect(sync).get_columns(table)}
                for table in metadata.tables
            }
        )
        mode = (await connection.execute(text("PRAGMA journal_mode"))).scalar()
    await engine.dispose()
    assert migrated == {name: set(table.columns.keys()) for name, table in metadata.tables.items()}
    assert mode == "wal"


async def test_only_databases_we_know_are_opened() -> None:
    with pytest.raises(ValueError, match="the store is mysql; supported are sqlite, postgresql"):
        async_url("mysql://localhost/x")
    assert async_url("postgresql://db/campus").drivername == "postgresql+psycopg"


async def test_nothing_changed_writes_nothing(store: Store) -> None:
    await record(store)
    assert await store.standing() == {}


async def test_values_that_are_not_there_stay_not_there(store: Store) -> None:
    change = transition(1, Outcome.UNKNOWN)
    bare = replace(change.verdict, value=None, grade=None, evidence=())
    await record(store, replace(change, verdict=bare))
    (row,) = await store.transitions("zz", "z-1", "campus")
    assert (row.value, row.margin_ratio, row.grade, row.evidence) == (None, None, None, "[]")
    assert (row.cause_kind, row.cause_detail) == ("stale", "last read 901 s ago")
