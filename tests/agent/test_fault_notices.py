# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Ten thousand notices, and receivers that do what receivers do: nothing is lost, all is in order.

What came is compared with the store by the same ledger that judges whole runs of the daemon.
"""

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from agent import clock
from agent.delivery import AT_ONCE, Delivery, Receiver
from agent.retry import Patience
from agent.store.opening import open_store
from agent.store.store import Store
from checks.changes import Transition
from checks.verdict import Outcome, Subject
from exporters.notices.webhook import body, wants_notice
from sim.webhook_receiver import Misbehaviour, WebhookReceiver
from tests.agent.test_store import transition
from tests.collectors.certificates import self_signed, server_side
from tests.conftest import free_port, wait_until
from tests.end_to_end.invariants import broken_chain, kept, untold

#: A second of a real receiver takes a hundredth here, but for what HTTP counts in whole seconds.
QUICK = Patience((0.02, 0.05, 0.15, 0.3), retry_after_at_most_seconds=0.02)
PATIENCE_SECONDS = 60.0


@dataclass(slots=True)
class Outbox:
    """A store, whom it tells, and what has been recorded so far."""

    folder: Path
    store: Store
    names: tuple[str, ...]
    rounds: int = 0
    wake: Callable[[], None] = lambda: None

    async def change(self, subjects: int, times: int = 1) -> int:
        """All subjects fall, all are well again, and so on; how many notices for each receiver."""
        for _ in range(times):
            self.rounds += 1
            rooms = [Subject("room", f"R{number}") for number in range(subjects)]
            changes = [self._transition(room) for room in rooms]
            await self.store.record(changes, self.names, wants_notice, _composed)
        self.wake()
        return subjects * times

    def _transition(self, room: Subject) -> Transition:
        now, before = (
            (Outcome.FAIL, Outcome.PASS) if self.rounds % 2 else (Outcome.PASS, Outcome.FAIL)
        )
        previous = before if self.rounds > 1 else None
        return replace(transition(self.rounds, now, room, previous), at=clock.now_utc())

    async def until(self, waiting: int, *names: str, dead: int = 0) -> None:
        """Return when so many wait for each of these receivers, and so many were given up."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                counts = await self.store.outbox_counts()
                if all((counts[n].waiting, counts[n].dead) == (waiting, dead) for n in names):
                    return
                await asyncio.sleep(0.02)

    def wrong(self, *receivers: WebhookReceiver) -> list[str]:
        found = kept(self.folder / "auditor.db")
        received = {receiver.name: receiver.received for receiver in receivers}
        return [*broken_chain(found), *untold(found, received)]


def _composed(change: Transition, identity: str) -> bytes:
    return body(change, identity, "Storm College", "", None)


@asynccontextmanager
async def outbox(folder: Path, *names: str) -> AsyncIterator[Outbox]:
    store = await open_store(f"sqlite:///{folder}/auditor.db")
    try:
        yield Outbox(folder, store, names or ("duty",))
    finally:
        await store.close()


@asynccontextmanager
async def receiving(
    *names: str, slow_seconds: float = 1.0, **shares: float
) -> AsyncIterator[Sequence[WebhookReceiver]]:
    async with AsyncExitStack() as stack:
        receivers = []
        for name in names:
            receiver = WebhookReceiver(name, slow_seconds=slow_seconds, seed=1)
            receiver.set("shares", {key.removeprefix("_"): each for key, each in shares.items()})
            stack.push_async_callback(receiver.stop)
            await receiver.start()
            receivers.append(receiver)
        yield receivers


@asynccontextmanager
async def delivering(
    box: Outbox,
    *receivers: WebhookReceiver | Receiver,
    patience: Patience = QUICK,
    timeout_seconds: float = 10.0,
) -> AsyncIterator[Delivery]:
    delivery = Delivery(
        box.store, [_address(each, timeout_seconds) for each in receivers], patience
    )
    box.wake = delivery.wake
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _address(receiver: WebhookReceiver | Receiver, timeout_seconds: float) -> Receiver:
    if isinstance(receiver, Receiver):
        return receiver
    return Receiver(
        receiver.name, f"http://127.0.0.1:{receiver.ports['http']}/notices", timeout_seconds
    )


# --- A1 -------------------------------------------------------------------------------------


async def test_fault_A1_what_happens_in_an_outage_is_told_after_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "agent.delivery")
    async with outbox(tmp_path) as box, receiving("duty") as (duty,), delivering(box, duty):
        for path, broken, mended in (
            ("listening", False, True),
            ("shares", {"reset": 1.0}, {}),
            ("status", 503, 200),
        ):
            duty.set(path, broken)
            made = await box.change(100)
            await _attempted(box.store, 3)
            assert (await box.store.outbox_counts())["duty"].waiting == made
            duty.set(path, mended)
            await box.until(0, "duty")
        assert box.wrong(duty) == []
    said = [r.getMessage() for r in caplog.records if r.name == "agent.delivery"]
    assert [line.split(":")[0] for line in said] == [
        "receiver duty does not take notices",
        "receiver duty takes notices again",
    ] * 3


async def test_fault_A1_neither_bad_tls_nor_a_lost_name_loses_a_notice(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path, "duty.example")
    async with (
        outbox(tmp_path) as box,
        receiving("duty") as (duty,),
        _tls(server_side(certificate)) as self_signed_port,
    ):
        made = await box.change(20)
        for url in (
            f"https://127.0.0.1:{duty.ports['http']}/",  # speaks no TLS
            f"https://127.0.0.1:{self_signed_port}/",
            f"http://{'n' * 64}/",  # too long for the DNS to have it
            f"http://127.0.0.1:{free_port()}/",
        ):
            before = await _attempts(box.store)
            async with delivering(box, Receiver("duty", url, 1.0)):
                await _attempted(box.store, before + 1)
            assert (await box.store.outbox_counts())["duty"].waiting == made, url
        assert duty.received == []
        async with delivering(box, duty):
            await box.until(0, "duty")
        assert box.wrong(duty) == []


@asynccontextmanager
async def _tls(context: ssl.SSLContext) -> AsyncIterator[int]:
    async def close(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(close, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


async def test_fault_A1_too_old_is_given_up_and_shown_and_news_goes_on(tmp_path: Path) -> None:
    brief = replace(QUICK, kept=timedelta(seconds=0.5))
    async with outbox(tmp_path) as box, receiving("duty") as (duty,):
        duty.set("listening", False)
        await box.change(10)
        async with delivering(box, duty, patience=brief):
            await box.until(0, "duty", dead=10)
            duty.set("listening", True)
            await box.change(10)
            await box.until(0, "duty", dead=10)
        assert len(duty.accepted()) == 10


async def test_fault_A1_one_notice_alone_asks_whether_a_receiver_is_back(tmp_path: Path) -> None:
    """And not each of a thousand in turn, which would cost the others their time."""
    slowly = replace(QUICK, waits_seconds=(0.05, 600.0))
    async with outbox(tmp_path) as box, receiving("duty", reset=1.0) as (duty,):
        await box.change(100)
        async with delivering(box, duty, patience=slowly):
            await _attempted(box.store, AT_ONCE + 1)
            assert len(duty.received) == AT_ONCE + 1
            duty.set("shares", {})
            await box.change(1)  # news
            await wait_until(lambda: len(duty.accepted()) > 90, PATIENCE_SECONDS, "the others")


async def test_fault_A1_news_asks_at_once_and_makes_no_wait_longer(tmp_path: Path) -> None:
    once_then_never = replace(QUICK, waits_seconds=(2.0, 600.0))
    async with outbox(tmp_path) as box, receiving("duty", reset=1.0) as (duty,):
        await box.change(20)
        async with delivering(box, duty, patience=once_then_never):
            await _attempted(box.store, AT_ONCE)
            for news in (1, 2, 3):
                await box.change(1)
                await _attempted(box.store, AT_ONCE + news)
            duty.set("shares", {})
            await box.until(0, "duty")  # though nothing is new


# --- A2 -------------------------------------------------------------------------------------


async def test_fault_A2_only_a_2xx_is_done_whatever_else_is_answered(tmp_path: Path) -> None:
    shares = {
        "_500": 0.05,
        "_502": 0.05,
        "_503": 0.05,
        "_301": 0.02,
        "_308": 0.02,
        "garbage": 0.05,
        "reset": 0.02,
    }
    later = {"_429": 0.01, "_429_seconds": 0.02, "_429_date": 0.02, "_429_absurd": 0.01}
    async with (
        outbox(tmp_path) as box,
        receiving("duty", **shares, **later) as (duty,),
        delivering(box, duty),
    ):
        made = await box.change(250, times=6)
        await box.until(0, "duty")
        assert box.wrong(duty) == []
    assert len(duty.accepted()) == made
    assert {each.path for each in duty.received} == {"/notices"}  # no redirect was followed
    drawn = {each.misbehaviour for each in duty.received}
    assert {Misbehaviour(key.removeprefix("_")) for key in (*shares, *later)} <= drawn


async def test_fault_A2_who_asks_for_time_is_left_alone_with_every_notice(tmp_path: Path) -> None:
    """Whole seconds, as HTTP has them; a date may lie up to one second nearer than meant."""
    rests = {"429_seconds": 1.0, "429_date": 1.0, "429_absurd": 1.5}
    patience = replace(QUICK, retry_after_at_most_seconds=1.5)
    async with outbox(tmp_path, *rests) as box, receiving(*rests) as receivers:
        for receiver in receivers:
            receiver.set("shares", {receiver.name: 1.0})
            receiver.set("retry_after_seconds", 2 if receiver.name == "429_date" else 1)
        await box.change(12)
        async with delivering(box, *receivers, patience=patience):
            for receiver in receivers:
                await asyncio.wait_for(receiver.arrived(1), PATIENCE_SECONDS)
                receiver.set("shares", {})
            await box.until(0, *rests)
        assert box.wrong(*receivers) == []
    for receiver in receivers:
        came = [each.received_at for each in receiver.received]
        longest = max(after - before for before, after in pairwise(came))
        assert longest >= timedelta(seconds=rests[receiver.name]), receiver.name


async def test_fault_A2_a_bad_request_is_given_up_after_five(tmp_path: Path) -> None:
    async with outbox(tmp_path) as box, receiving("duty", _400=1.0) as (duty,):
        await box.change(3)
        async with delivering(box, duty):
            await box.until(0, "duty", dead=3)
    tries = Counter(each.headers["webhook-id"] for each in duty.received)
    assert list(tries.values()) == [5, 5, 5]


async def test_fault_A2_who_is_gone_gets_nothing_more_and_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with outbox(tmp_path) as box, receiving("duty", _410=1.0) as (duty,):
        made = await box.change(20)
        async with delivering(box, duty) as delivery:
            await wait_until(lambda: bool(delivery.refusing), what="the end")
            made += await box.change(20)
            assert len(duty.received) <= AT_ONCE  # those that were on their way
            assert delivery.refusing == {"duty": "it is gone for good (HTTP status 410)"}
        assert (await box.store.outbox_counts())["duty"].waiting == made
        (said,) = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
        assert said.startswith("receiver duty gets no more notices until the next start")
        duty.set("shares", {})  # somebody has mended it, and started the daemon anew
        async with delivering(box, duty):
            await box.until(0, "duty")
        assert box.wrong(duty) == []


async def test_fault_A2_what_waits_for_a_receiver_that_is_gone_grows_too_old(
    tmp_path: Path,
) -> None:
    brief = replace(QUICK, kept=timedelta(seconds=0.3))
    async with outbox(tmp_path) as box, receiving("duty", _410=1.0) as (duty,):
        await box.change(20)
        async with delivering(box, duty, patience=brief):
            await box.until(0, "duty", dead=20)


# --- A3 to A6 -------------------------------------------------------------------------------


async def test_fault_A3_a_lost_answer_brings_the_same_id_and_bytes_again(tmp_path: Path) -> None:
    async with (
        outbox(tmp_path) as box,
        receiving("duty", slow=0.05, answer_lost=0.05) as (duty,),
        delivering(box, duty, timeout_seconds=0.2),
    ):
        made = await box.change(100, times=8)
        await box.until(0, "duty")
        assert box.wrong(duty) == []
    copies = Counter(each.headers["webhook-id"] for each in duty.accepted())
    assert len(copies) == made
    assert max(copies.values()) > 1


async def test_fault_A4_one_that_is_dead_delays_no_other_and_gets_all_in_the_end(
    tmp_path: Path,
) -> None:
    names = ("duty", "chat", "dead")
    async with outbox(tmp_path, *names) as box, receiving(*names) as (duty, chat, dead):
        dead.set("listening", False)
        async with delivering(box, duty, chat, dead):
            made = await box.change(150, times=4)
            await box.until(0, "duty", "chat")
            assert box.wrong(duty, chat) == []
            assert (await box.store.outbox_counts())["dead"].waiting == made
            dead.set("listening", True)
            await box.until(0, "dead")
        assert box.wrong(duty, chat, dead) == []


async def test_fault_A5_a_storm_is_told_whole_and_in_order(tmp_path: Path) -> None:
    async with (
        outbox(tmp_path) as box,
        receiving("duty", _503=0.01) as (duty,),
        delivering(box, duty),
    ):
        for _ in range(6):
            await box.change(1_000)
        await box.until(0, "duty")
        assert box.wrong(duty) == []


async def _attempts(store: Store) -> int:
    return sum(notice.attempts for notice in await store.open_notices("duty"))


async def _attempted(store: Store, at_least: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await _attempts(store) < at_least:  # noqa: ASYNC110 - no event to wait for
            await asyncio.sleep(0.02)
