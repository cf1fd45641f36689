"""What was worked out, and from what: it is worked out again only where that may be different.

Nobody lists what an indicator depends on. While a working runs, `Readings` writes down every
state of the ledger it looks at, every part it takes from another working, and whether it looks
at the clock. It is void from then on as soon as one of these says something else:

- a round brought another value, a failure, or the end of one: the ledger tells;
- a reading it found fresh has become stale, although no round came: a watch on the state;
- a moment came that it waits for: it has listened long enough;
- the day has changed, where it compares dates; any time has passed, where it reads the time.

A round that repeats what is known voids nothing: it only moves the `Taken` of the readings.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from typing import Any

from checks.ledger import Ledger, State

Key = tuple[Hashable, Hashable]


class Frame:
    """What a working looked at while it ran.

    `any_window`: nothing of it was too old, and nothing asked how old it may be, so that in a wider
    freshness window it would come to the same.
    """

    __slots__ = ("any_window", "parts", "reads_day", "reads_time", "states", "until_seconds")

    def __init__(self) -> None:
        self.states: set[State] = set()
        self.parts: list[Working] = []
        self.until_seconds: list[float] = []
        self.reads_day = False
        self.reads_time = False
        self.any_window = True

    def take_over(self, other: "Frame") -> None:
        """What broke off half-way was looked at all the same."""
        self.states |= other.states
        self.parts += other.parts
        self.until_seconds += other.until_seconds
        self.reads_day |= other.reads_day
        self.reads_time |= other.reads_time
        self.any_window &= other.any_window


@dataclass(slots=True, eq=False)
class Working:
    """One value. `of` is what it is about, kept alive because its id is in the key."""

    freshness_seconds: float
    of: object
    value: Any = None  # whatever the function returns that the key names
    void: bool = True
    any_window: bool = False  # as the frame that it came of
    users: "set[Working] | None" = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What all workings have in common: readings, facts, and how the documents are read."""

    ledger: Ledger
    campus: object
    interpretations: object

    def same(self, other: "Basis | None") -> bool:
        return (
            other is not None
            and self.ledger is other.ledger
            and self.campus is other.campus
            and self.interpretations == other.interpretations
        )


class Workings:
    """Everything worked out on one basis."""

    def __init__(self, moving_seconds: float = 0.0, days_seconds: float = 0.0) -> None:
        """What reads the time is worked out again when so much of it has passed, what looks back on
        days when `days_seconds` have."""
        self.days_seconds = days_seconds
        self._moving_seconds = moving_seconds
        self.worked_out = 0  # so often was anything worked out, for those who measure
        self._basis: Basis | None = None
        self._clear()

    def _clear(self) -> None:
        self._rounds, self._now_seconds, self._day = 0, float("-inf"), date.min
        self._all: dict[Key, dict[float, Working]] = {}  # by freshness window
        self._by_state: dict[State, set[Working]] = {}
        self._by_day: set[Working] = set()
        self._by_time: set[Working] = set()
        self._moves_at_seconds = float("-inf")
        self._stale: set[State] = set()
        self._watched: dict[float, set[State]] = defaultdict(set)  # by freshness window
        self._count = 0
        # moment, a number that makes each entry unlike all others, what then changes
        self._moments: list[tuple[float, int, Working | tuple[State, float]]] = []

    def advance(self, basis: "Basis", now_seconds: float, day: date) -> None:
        """Void what may be different now. Of another basis, or of an earlier moment, nothing
        is left."""
        if not basis.same(self._basis) or now_seconds < self._now_seconds:
            self._clear()
        self._basis, ledger = basis, basis.ledger
        # of nothing worked out nothing can be void
        for state in ledger.touched_since(self._rounds) if self._all else ():
            if state.changed > self._rounds or state in self._stale:
                self._stale.discard(state)
                self._void_all(self._by_state.pop(state, ()))
        self._rounds = ledger.rounds
        if now_seconds > self._now_seconds and now_seconds >= self._moves_at_seconds:
            self._void_all(tuple(self._by_time))
            self._moves_at_seconds = now_seconds + self._moving_seconds
        if day != self._day:
            self._void_all(tuple(self._by_day))
        self._now_seconds, self._day = now_seconds, day
        self._pass_moments(now_seconds)

    def _pass_moments(self, now_seconds: float) -> None:
        again: list[tuple[State, float]] = []
        while self._moments and self._moments[0][0] <= now_seconds:
            what = heappop(self._moments)[2]
            if isinstance(what, Working):
                self._void_all((what,))
                continue
            state, freshness_seconds = what
            self._watched[freshness_seconds].discard(state)
            if state.event or _old(state.answered_seconds, now_seconds, freshness_seconds):
                self._grown_stale(state, freshness_seconds)
            else:
                again.append(what)
        for state, freshness_seconds in again:
            self._watch(state, freshness_seconds)

    def _grown_stale(self, state: State, freshness_seconds: float) -> None:
        self._stale.add(state)
        users = self._by_state.get(state, set())
        concerned = {each for each in users if each.freshness_seconds == freshness_seconds}
        users -= concerned
        self._void_all(concerned)

    def _void_all(self, workings: Iterable[Working]) -> None:
        for each in workings:
            if not each.void:
                each.void = True
                self._by_day.discard(each)
                self._by_time.discard(each)
                users, each.users = each.users, None
                self._void_all(users or ())

    def get(self, key: Key, of: object, freshness_seconds: float) -> Working:
        """The working of a function, about what, in which freshness window; a new one is void."""
        by_window = self._all.get(key)
        if by_window is None:
            by_window = self._all[key] = {}
        working = by_window.get(freshness_seconds)
        if working is None:
            working = by_window[freshness_seconds] = Working(freshness_seconds, of)
        return working

    def of_narrower(self, key: Key, freshness_seconds: float) -> Working | None:
        """What was worked out in a narrower freshness window, and is the same in this one."""
        by_window = self._all[key]
        if len(by_window) > 1:
            for found in by_window.values():
                if (
                    found.any_window
                    and not found.void
                    and found.freshness_seconds < freshness_seconds
                ):
                    return found
        return None

    def settle(self, working: Working, value: object, frame: Frame) -> None:
        """The working has ended. A value equal to the one before is that one, so that whatever
        rests on it can see at a glance that nothing is different."""
        self.worked_out += 1
        if working.value is None or working.value != value:
            working.value = value
        working.void, working.any_window = False, frame.any_window
        watched, by_state = self._watched[working.freshness_seconds], self._by_state
        for state in frame.states:
            users = by_state.get(state)
            if users is None:
                by_state[state] = {working}
            else:
                users.add(working)
            if state not in watched:
                self._watch(state, working.freshness_seconds)
        for part in frame.parts:
            if part.users is None:
                part.users = {working}
            else:
                part.users.add(working)
        if frame.until_seconds:  # the first voids it, and it looks anew
            self._at(min(frame.until_seconds), working)
        if frame.reads_day:
            self._by_day.add(working)
        if frame.reads_time:
            self._by_time.add(working)

    def _watch(self, state: State, freshness_seconds: float) -> None:
        """Be told when the first of its readings that are fresh now no longer is."""
        answered_seconds = state.answered_seconds
        if answered_seconds is None:
            return
        first_seconds = answered_seconds
        oldest_seconds = self._now_seconds - freshness_seconds
        if answered_seconds < oldest_seconds or state.heard:
            taken = [answered_seconds, *(each.seconds for each in state.heard.values())]
            fresh = [t for t in taken if not _old(t, self._now_seconds, freshness_seconds)]
            if len(fresh) < len(taken):
                self._stale.add(state)  # the next round makes it fresh, though it may say the same
            if not fresh:
                return
            first_seconds = min(fresh)
        self._watched[freshness_seconds].add(state)
        self._at(first_seconds + freshness_seconds, (state, freshness_seconds))

    def _at(self, moment_seconds: float, what: Working | tuple[State, float]) -> None:
        self._count += 1
        heappush(self._moments, (moment_seconds, self._count, what))


def _old(taken_seconds: float | None, now_seconds: float, freshness_seconds: float) -> bool:
    return taken_seconds is not None and now_seconds - taken_seconds > freshness_seconds
