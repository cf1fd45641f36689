"""Empties the outbox: every notice to every receiver at least once, in order per subject."""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from agent import clock
from agent.retry import Answer, given_up, next_attempt_at
from agent.store.store import OpenNotice, Store

log = logging.getLogger(__name__)

#: How long a delivery loop sleeps when nothing wakes it.
IDLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where one receiver's notices go. The URL may carry a token: it is never logged."""

    name: str
    url: str
    timeout_seconds: float


class Delivery:
    """One loop per receiver, so that a dead one delays nobody else."""

    def __init__(self, store: Store, receivers: Sequence[Receiver]) -> None:
        self._store = store
        self._receivers = receivers
        self._news = {receiver.name: asyncio.Event() for receiver in receivers}
        self._refusing: set[str] = set()

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
        """Send what is due; sleep until the next is, or until there is news."""
        news = self._news[receiver.name]
        while True:
            news.clear()
            waiting = await self._store.open_notices(receiver.name)
            now = clock.now_utc()
            due = [notice for notice in waiting if notice.next_attempt_at <= now]
            for notice in due:
                await self._attempt(session, receiver, notice)
            if due:
                continue  # the next of the same subjects may be due already
            await _wait(news, _idle_seconds(waiting, now))

    async def _attempt(
        self, session: aiohttp.ClientSession, receiver: Receiver, notice: OpenNotice
    ) -> None:
        """One try. Marked only after a 2xx: a crash in between repeats the same id and bytes."""
        answer = await post(session, receiver, notice.id, notice.body)
        now = clock.now_utc()
        attempts = notice.attempts + 1
        self._log_change(receiver, answer)
        if answer.accepted:
            await self._store.mark_delivered(notice, now)
        elif given_up(answer, attempts, notice.created_at, now):
            log.error("notice %s to %s given up: %s", notice.id, receiver.name, answer.detail)
            await self._store.mark_dead(notice, answer.detail, now)
        else:
            jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
            again_at = next_attempt_at(answer, attempts, now, jitter)
            await self._store.mark_failed(notice, answer.detail, again_at)

    def _log_change(self, receiver: Receiver, answer: Answer) -> None:
        if answer.accepted and receiver.name in self._refusing:
            self._refusing.discard(receiver.name)
            log.info("receiver %s takes notices again", receiver.name)
        elif not answer.accepted and receiver.name not in self._refusing:
            self._refusing.add(receiver.name)
            log.warning("receiver %s does not take notices: %s", receiver.name, answer.detail)


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


def _idle_seconds(waiting: Sequence[OpenNotice], now: datetime) -> float:
    if not waiting:
        return IDLE_SECONDS
    soonest = min(notice.next_attempt_at for notice in waiting)
    return min(max((soonest - now).total_seconds(), 0.05), IDLE_SECONDS)


async def _wait(news: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return
