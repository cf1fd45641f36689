"""Empties the outbox: every notice to every receiver at least once, in order per subject."""

import asyncio
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import aiohttp

from agent import clock
from agent.retry import Answer, Patience, given_up, next_attempt_at, retry_after_seconds
from agent.store.store import Attempt, OpenNotice, Store

log = logging.getLogger(__name__)

#: How long a delivery loop sleeps when nothing wakes it.
IDLE_SECONDS = 30.0

#: Notices of different subjects that are on their way to one receiver at a time: one that it
#: takes its time over does not hold up all the others.
AT_ONCE: Final = 8
READ_AT_ONCE: Final = 200

GONE: Final = "it is gone for good (HTTP status 410)"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where one receiver's notices go. The URL may carry a token: it is never logged."""

    name: str
    url: str
    timeout_seconds: float


class Delivery:
    """One loop per receiver, so that a dead one delays nobody else."""

    def __init__(
        self, store: Store, receivers: Sequence[Receiver], patience: Patience | None = None
    ) -> None:
        self._store = store
        self._receivers = receivers
        self._patience = patience or Patience()
        self._news = {receiver.name: asyncio.Event() for receiver in receivers}
        self._refusing: dict[str, str] = {}
        self._gone: set[str] = set()
        self._absent: set[str] = set()  # did not answer at all when last tried
        self._held_until_seconds: dict[str, float] = {}

    @property
    def refusing(self) -> Mapping[str, str]:
        """By the name of each receiver that does not take notices: what it did instead."""
        return self._refusing

    def wake(self) -> None:
        """There is something new in the outbox."""
        for event in self._news.values():
            event.set()

    async def run(self) -> None:
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            for receiver in self._receivers:
                group.create_task(self._serve(session, receiver), name=f"notices {receiver.name}")
            await asyncio.Event().wait()  # nobody to tell is no reason to end

    async def _serve(self, session: aiohttp.ClientSession, receiver: Receiver) -> None:
        """Send what is due; sleep until the next is, or until there is news. Where nobody answers,
        one notice after the other finds out whether that has changed, and the others wait."""
        news, name = self._news[receiver.name], receiver.name
        waits = 0  # that have passed since somebody answered
        while name not in self._gone:
            news.clear()
            await asyncio.sleep(self._held_seconds(receiver))
            at_most = 1 if name in self._absent else READ_AT_ONCE
            due = await self._store.open_notices(name, clock.now_utc(), at_most)
            if not due:
                await _wait(news, await self._idle_seconds(receiver))
                continue
            await self._attempt_all(session, receiver, due)
            if name not in self._absent:
                waits = 0
                continue
            await self._give_up_old(receiver)
            # a try for the sake of news does not make the next wait longer
            waits += await _wait(news, self._patience.wait_seconds(waits + 1, _jitter()))
        await self._outlive(receiver)

    async def _attempt_all(
        self, session: aiohttp.ClientSession, receiver: Receiver, due: Sequence[OpenNotice]
    ) -> None:
        """Each once, in their order, while the receiver is there and does not ask to be left alone.
        Marked only after a 2xx: a crash in between repeats the same id and bytes."""
        self._absent.discard(receiver.name)  # until it does not answer this time
        left = iter(due)
        done: asyncio.Queue[Attempt | None] = asyncio.Queue()

        async def send() -> None:
            for notice in left:
                if receiver.name in self._gone | self._absent or self._held_seconds(receiver):
                    return
                done.put_nowait(await self._attempt(session, receiver, notice))

        async with asyncio.TaskGroup() as group:
            group.create_task(self._write_down(done))
            async with asyncio.TaskGroup() as senders:
                for _ in range(AT_ONCE):
                    senders.create_task(send())
            done.put_nowait(None)

    async def _write_down(self, done: asyncio.Queue[Attempt | None]) -> None:
        """What ends while the store is being written is written together, up to the None."""
        last = False
        while not last:
            ended = [await done.get()]
            while not done.empty():
                ended.append(done.get_nowait())
            last = None in ended
            await self._store.mark([attempt for attempt in ended if attempt is not None])

    async def _attempt(
        self, session: aiohttp.ClientSession, receiver: Receiver, notice: OpenNotice
    ) -> Attempt:
        answer = await post(session, receiver, notice.id, notice.body)
        now, patience = clock.now_utc(), self._patience
        attempts = notice.attempts + 1
        self._note(receiver, answer, now)
        if answer.accepted:
            return Attempt(notice, "delivered", now)
        if given_up(answer, attempts, notice.created_at, now, patience):
            log.error("notice %s to %s given up: %s", notice.id, receiver.name, answer.detail)
            return Attempt(notice, "dead", now, answer.detail)
        again_at = next_attempt_at(answer, attempts, now, _jitter(), patience)
        return Attempt(notice, "waiting", again_at, answer.detail)

    def _note(self, receiver: Receiver, answer: Answer, now: datetime) -> None:
        """What the answer says of the receiver itself; logged where that has changed."""
        name = receiver.name
        if answer.status is None:
            self._absent.add(name)
        else:
            self._absent.discard(name)
        if answer.accepted:
            if self._refusing.pop(name, None) is not None:
                log.info("receiver %s takes notices again", name)
            return
        if answer.gone and name not in self._gone:
            self._gone.add(name)
            log.error("receiver %s gets no more notices until the next start: %s", name, GONE)
        elif name not in self._refusing:
            log.warning("receiver %s does not take notices: %s", name, answer.detail)
        self._refusing[name] = GONE if name in self._gone else answer.detail
        asked_seconds = retry_after_seconds(answer.retry_after, now, self._patience)
        if asked_seconds is not None:  # whoever asks for time means all of its notices
            self._held_until_seconds[name] = clock.now_seconds() + asked_seconds

    def _held_seconds(self, receiver: Receiver) -> float:
        """So long the receiver has asked not to be sent anything."""
        until_seconds = self._held_until_seconds.get(receiver.name, 0.0)
        return max(until_seconds - clock.now_seconds(), 0.0)

    async def _idle_seconds(self, receiver: Receiver) -> float:
        """Until the next notice is due, unless there is news before."""
        at = await self._store.soonest_attempt_at(receiver.name)
        if at is None:
            return IDLE_SECONDS
        return min(max((at - clock.now_utc()).total_seconds(), 0.0), IDLE_SECONDS)

    async def _outlive(self, receiver: Receiver) -> None:
        """Nothing is sent any more; what grows too old is given up, as with any other receiver."""
        while True:
            await self._give_up_old(receiver)
            await asyncio.sleep(min(IDLE_SECONDS, self._patience.kept.total_seconds()))

    async def _give_up_old(self, receiver: Receiver) -> None:
        """Those whose turn does not come while the receiver is not there."""
        now, why = clock.now_utc(), self._refusing.get(receiver.name, "")
        before = now - self._patience.kept
        count = await self._store.mark_dead_before(receiver.name, before, why, now)
        if count:
            log.error("%d notices to %s given up: %s", count, receiver.name, why)


async def post(
    session: aiohttp.ClientSession, receiver: Receiver, identity: str, body: bytes
) -> Answer:
    """One POST. No redirect is followed; whatever goes wrong is an answer without a status."""
    headers = {
        "content-type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": str(int(clock.now_utc().timestamp())),
    }
    timeout = aiohttp.ClientTimeout(total=receiver.timeout_seconds)
    try:
        async with session.post(
            receiver.url, data=body, headers=headers, timeout=timeout, allow_redirects=False
        ) as response:
            status, detail = response.status, f"HTTP status {response.status}"
            return Answer(status, detail, response.headers.get("retry-after", ""))
    except TimeoutError:
        return Answer(None, f"no answer within {receiver.timeout_seconds:g} s")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        # the URL may hold a token, and aiohttp puts it in some messages
        return Answer(None, type(error).__name__)


def _jitter() -> float:
    return random.random()  # noqa: S311 - spreads retries, guards nothing


async def _wait(news: asyncio.Event, seconds: float) -> bool:
    """Whether the time has passed without news."""
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return True
    return False
