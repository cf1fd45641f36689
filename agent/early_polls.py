"""Polls between two rounds, for devices that have something to say: no more than they bear."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Final

from agent import clock

#: Of all devices together: a campus whose power comes back has all of them send at once.
POLLS_A_SECOND: Final = 10.0
#: A longer queue than this much time is no longer early: the usual round comes as soon.
QUEUE_SECONDS: Final = 30.0


class Asked(StrEnum):
    """What became of a wish to poll a device."""

    POLLED = "polled"
    MERGED = "merged"  # another one waits already, and will see as much
    CROWDED = "crowded"  # too many devices wait


class EarlyPolls:
    """At most one poll of a device in `again_after_seconds`, and one more that waits.

    `poll` asks a target once, whatever its schedule says. What came while it was asked, or too soon
    after, is seen by the one that waits.
    """

    def __init__(self, poll: Callable[[str], Awaitable[None]], again_after_seconds: float) -> None:
        self.asked: Counter[Asked] = Counter()
        self._poll = poll
        self._again_after_seconds = again_after_seconds
        self._queue: asyncio.Queue[tuple[float, str]] = asyncio.Queue()
        self._waiting: set[str] = set()
        self._began_seconds: dict[str, float] = {}
        self._free_seconds = 0.0  # when the next of all may begin

    def want(self, target: str) -> None:
        """Have the target polled soon."""
        if target in self._waiting:
            self.asked[Asked.MERGED] += 1
            return
        now_seconds = clock.now_seconds()
        last_seconds = self._began_seconds.get(target)
        due_seconds = now_seconds
        if last_seconds is not None:
            due_seconds = max(now_seconds, last_seconds + self._again_after_seconds)
        due_seconds = max(due_seconds, self._free_seconds)
        if due_seconds > now_seconds + max(QUEUE_SECONDS, self._again_after_seconds):
            self.asked[Asked.CROWDED] += 1
            return
        self._free_seconds = max(self._free_seconds, now_seconds) + 1 / POLLS_A_SECOND
        self.asked[Asked.POLLED] += 1
        self._waiting.add(target)
        self._queue.put_nowait((due_seconds, target))

    async def run(self) -> None:
        """Poll whoever waits, for ever."""
        async with asyncio.TaskGroup() as group:
            while True:
                due_seconds, target = await self._queue.get()
                group.create_task(self._one(due_seconds, target), name=f"early poll of {target}")

    async def _one(self, due_seconds: float, target: str) -> None:
        try:
            await asyncio.sleep(max(0.0, due_seconds - clock.now_seconds()))
            self._began_seconds[target] = clock.now_seconds()
        finally:
            self._waiting.discard(target)
        await self._poll(target)
