"""Polls that devices ask for: soon, and never more than they and the campus bear."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from agent import clock
from agent.early_polls import POLLS_A_SECOND, QUEUE_SECONDS, Asked, EarlyPolls
from tests.conftest import wait_until

AGAIN_SECONDS = 0.3


@asynccontextmanager
async def running(early: EarlyPolls) -> AsyncIterator[None]:
    task = asyncio.create_task(early.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Polls:
    """Counts polls, and when each began."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.of: Counter[str] = Counter()
        self.at_seconds: list[float] = []
        self._seconds = seconds

    async def poll(self, target: str) -> None:
        self.of[target] += 1
        self.at_seconds.append(clock.now_seconds())
        await asyncio.sleep(self._seconds)


async def test_a_burst_of_a_thousand_is_one_poll_and_one_more() -> None:
    polls = Polls()
    early = EarlyPolls(polls.poll, AGAIN_SECONDS)
    async with running(early):
        for _ in range(500):
            early.want("sw-1")
        await wait_until(lambda: polls.of["sw-1"] == 1)
        for _ in range(500):
            early.want("sw-1")
        await wait_until(lambda: polls.of["sw-1"] == 2)
        first, second = polls.at_seconds
        assert second - first >= AGAIN_SECONDS
        await asyncio.sleep(2 * AGAIN_SECONDS)
    assert polls.of == {"sw-1": 2}
    assert early.asked == {Asked.POLLED: 2, Asked.MERGED: 998}


async def test_what_comes_while_it_is_polled_is_seen_by_another_poll() -> None:
    polls = Polls(seconds=AGAIN_SECONDS / 2)
    early = EarlyPolls(polls.poll, AGAIN_SECONDS)
    async with running(early):
        early.want("sw-1")
        await wait_until(lambda: polls.of["sw-1"] == 1)
        early.want("sw-1")  # the poll goes on, and may have passed that by
        await wait_until(lambda: polls.of["sw-1"] == 2)


async def test_many_devices_at_once_are_polled_in_turn_and_no_queue_is_endless() -> None:
    polls = Polls()
    early = EarlyPolls(polls.poll, AGAIN_SECONDS)
    room = int(QUEUE_SECONDS * POLLS_A_SECOND)
    async with running(early):
        for n in range(2 * room):
            early.want(f"sw-{n}")
        assert early.asked[Asked.POLLED] == pytest.approx(room, abs=2)
        assert early.asked[Asked.CROWDED] == pytest.approx(room, abs=2)
        await wait_until(lambda: len(polls.of) >= 6)
        began_seconds = polls.at_seconds[0]
        assert polls.at_seconds[5] - began_seconds >= 4 / POLLS_A_SECOND
    assert max(polls.of.values()) == 1
