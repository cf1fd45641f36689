"""The outbox is emptied: at least once, in order, whatever the receiver does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web

from agent import clock
from agent.delivery import Delivery, Receiver
from agent.store.opening import open_store
from agent.store.store import Store
from checks.changes import Transition
from checks.verdict import Outcome
from tests.agent.test_store import compose, everything
from tests.agent.test_store import transition as long_ago
from tests.conftest import free_port, wait_until


def transition(number: int, outcome: Outcome) -> Transition:
    """Of this moment: a notice of three days ago would be given up."""
    return replace(long_ago(number, outcome), at=clock.now_utc())


@dataclass(slots=True)
class Duty:
    """A receiver that answers what it is told to, and remembers what it got."""

    answers: Iterator[int] = field(default_factory=lambda: iter(()))
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, bytes]] = field(default_factory=list)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((request.headers["webhook-id"], await request.read()))
        return web.Response(status=next(self.answers, 200), headers=self.headers)


@asynccontextmanager
async def serving(duty: Duty) -> AsyncIterator[Duty]:
    app = web.Application()
    app.router.add_post("/notices", duty.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    duty.url = f"http://127.0.0.1:{runner.addresses[0][1]}/notices"
    try:
        yield duty
    finally:
        await runner.cleanup()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path}/auditor.db")
    yield opened
    await opened.close()


@asynccontextmanager
async def delivering(store: Store, *receivers: Receiver) -> AsyncIterator[Delivery]:
    delivery = Delivery(store, receivers)
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def record(store: Store, *changes: Transition, to: tuple[str, ...] = ("duty",)) -> None:
    await store.record(changes, to, everything, compose)


def to(duty: Duty, name: str = "duty") -> Receiver:
    return Receiver(name, duty.url, timeout_seconds=0.3)


async def test_notices_arrive_in_order_with_id_and_body(store: Store) -> None:
    async with serving(Duty()) as duty:
        await record(store, transition(1, Outcome.FAIL), transition(2, Outcome.PASS))
        async with delivering(store, to(duty)):
            await wait_until(lambda: len(duty.got) == 2, what="both notices")
    assert [body.decode().split()[1:] for _, body in duty.got] == [["1", "fail"], ["2", "pass"]]
    assert all(identity.encode() in body for identity, body in duty.got)


async def test_news_wakes_the_loop(store: Store) -> None:
    async with serving(Duty()) as duty, delivering(store, to(duty)) as delivery:
        await asyncio.sleep(0.05)  # the loop has found nothing and sleeps
        await record(store, transition(1, Outcome.FAIL))
        delivery.wake()
        await wait_until(lambda: len(duty.got) == 1, 2, what="the notice")


async def test_a_refused_notice_comes_again_under_the_same_id_with_the_same_bytes(
    store: Store,
) -> None:
    async with serving(Duty(iter([503]))) as duty:
        await record(store, transition(1, Outcome.FAIL))
        async with delivering(store, to(duty)):
            await wait_until(lambda: len(duty.got) == 2, what="the second attempt")
            await _settled(store)
    assert duty.got[0] == duty.got[1]
    assert (await store.outbox_counts())["duty"].delivered == 1


async def test_no_redirect_is_followed(store: Store) -> None:
    async with serving(Duty()) as elsewhere:
        moved = Duty(iter([301] * 9), {"location": elsewhere.url})
        async with serving(moved):
            await record(store, transition(1, Outcome.FAIL))
            async with delivering(store, to(moved)):
                await wait_until(lambda: len(moved.got) == 2, what="two attempts")
    assert elsewhere.got == []


async def test_retry_after_moves_the_next_attempt(store: Store) -> None:
    async with serving(Duty(iter([429]), {"retry-after": "1800"})) as duty:
        await record(store, transition(1, Outcome.FAIL))
        async with delivering(store, to(duty)):
            await wait_until(lambda: len(duty.got) == 1, what="the first attempt")
            await _attempted(store)
    (notice,) = await store.open_notices("duty")
    wait_seconds = (notice.next_attempt_at - clock.now_utc()).total_seconds()
    assert 1700 < wait_seconds <= 1800


async def test_a_dead_receiver_delays_nobody_else(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Receiver("gone", f"http://127.0.0.1:{free_port()}/secret-token", 0.3)
    async with serving(Duty()) as duty:
        changes = [transition(number, Outcome.FAIL) for number in range(1, 6)]
        await record(store, *changes, to=("gone", "duty"))
        async with delivering(store, nowhere, to(duty)):
            await wait_until(lambda: len(duty.got) == 5, what="all five")
    assert (await store.outbox_counts())["gone"].waiting == 5
    warnings = [r.getMessage() for r in caplog.records if r.levelname == "WARNING"]
    assert len([line for line in warnings if "gone" in line]) == 1
    assert "secret-token" not in caplog.text


async def test_a_receiver_that_never_answers_is_given_up_on_for_now(store: Store) -> None:
    asked = asyncio.Event()

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await _reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    await record(store, transition(1, Outcome.FAIL))
    async with server, delivering(store, Receiver("duty", url, 0.2)):
        await asked.wait()
        await _attempted(store)
    (notice,) = await store.open_notices("duty")
    assert notice.attempts >= 1


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await holds():  # noqa: ASYNC110 - the store has no event to wait for
            await asyncio.sleep(0.01)


async def _settled(store: Store) -> None:
    """Nothing waits any more."""

    async def holds() -> bool:
        return not (await store.outbox_counts())["duty"].waiting

    await _until(holds)


async def _attempted(store: Store) -> None:
    """The first attempt is written down."""

    async def holds() -> bool:
        return any(notice.attempts for notice in await store.open_notices("duty"))

    await _until(holds)


async def test_nobody_to_tell_is_no_reason_to_end(store: Store) -> None:
    running = asyncio.create_task(Delivery(store, []).run())
    ended, _ = await asyncio.wait([running], timeout=0.1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not ended
