"""The days behind us: tallies by day that rounds add to, and what they say over a window."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from checks.campus import Campus
from checks.taken import Now, Taken
from checks.tally import NOTHING, Spread, Tally, spread
from checks.windowed import (
    DAY_SECONDS,
    INTERVALS_AT_MOST,
    KEPT_DAYS,
    WINDOWED,
    Memory,
    Place,
    Sample,
    Windowed,
    by_day,
    day_of,
    first_day,
    window_seconds,
)
from collectors.probe import ProbeResult
from collectors.record import record

#: Packed and stored in one go, while nothing else runs.
BATCH_ROWS: Final = 500

#: The auditor's default: of less than this share of a window nothing is said but what is certain.
SEEN_AT_LEAST_RATIO: Final = 0.9


@dataclass(frozen=True, slots=True)
class DayTally:
    """One stored row: what was seen of one value on one day."""

    day: date
    quantity: str
    target: str
    instance: str
    packed: bytes


@record
class Window:
    """What was seen of one value over its days, with how much of them that was."""

    of: Windowed
    target: str
    instance: str
    spread: Spread
    in_window_seconds: float
    newest: float
    taken: Taken  # when the newest was

    @property
    def seen_seconds(self) -> float:
        return min(self.spread.total_seconds, self.in_window_seconds)

    @property
    def unseen_seconds(self) -> float:
        return self.in_window_seconds - self.seen_seconds

    @property
    def seen_enough(self) -> bool:
        return self.seen_seconds >= SEEN_AT_LEAST_RATIO * self.in_window_seconds > 0

    @property
    def seen(self) -> str:
        """How much of what was seen, as a person reads it."""
        if self.of.school_hours:
            hours, whole = self.seen_seconds / 3600, self.in_window_seconds / 3600
            return f"{hours:.1f} of {whole:.1f} school hours seen"
        days, whole = self.seen_seconds / DAY_SECONDS, self.in_window_seconds / DAY_SECONDS
        return f"{days:.1f} of {whole:.1f} days seen"


@dataclass(slots=True)
class _Series:
    """The days of one value. Those that may still grow are open, the rest lie packed."""

    packed: dict[date, bytes] = field(default_factory=dict)
    open: dict[date, Tally] = field(default_factory=dict)
    changed: set[date] = field(default_factory=set)
    newest: float = 0.0
    taken: Taken | None = None  # when the newest was
    # what the packed days of the window come to, and from which day on
    past: Spread | None = None
    past_from: date | None = None

    def add(self, day: date, value: float, seconds: float) -> None:
        tally = self.open.get(day)
        if tally is None:
            packed = self.packed.pop(day, None)
            tally = self.open[day] = Tally() if packed is None else Tally.unpacked(packed)
            self.past = None
        tally.add(value, seconds)
        self.changed.add(day)

    def packed_day(self, day: date) -> bytes:
        return self.open[day].packed() if day in self.open else self.packed.get(day, b"")

    def close(self, oldest: date, today: date) -> None:
        """Forget what is too old, and pack what will hardly grow any more."""
        for day in [each for each in self.open if each < today - timedelta(days=1)]:
            self.packed[day] = self.open.pop(day).packed()
            self.past = None
        for day in [each for each in self.packed if each < oldest]:
            del self.packed[day]
            self.changed.discard(day)
            self.past = None

    def since(self, first: date) -> Spread:
        if self.past is None or self.past_from != first:
            days = (Tally.unpacked(each) for day, each in self.packed.items() if day >= first)
            self.past, self.past_from = spread(NOTHING, days), first
        return spread(self.past, (each for day, each in self.open.items() if day >= first))


@dataclass(slots=True)
class _Asked:
    """The last round of a target, for one value."""

    memory: Memory = field(default_factory=Memory)
    ended_seconds: float | None = None
    zeros: frozenset[str] = frozenset()


class Windows:
    """All that is kept over days; mutable, and owned by the ledger.

    Only what `keep` names of a campus is kept; before that is said, everything is.
    """

    def __init__(self, now: Now | None = None) -> None:
        self._now = Now() if now is None else now
        self._series: dict[tuple[str, str], dict[str, _Series]] = defaultdict(dict)
        self._asked: dict[tuple[str, str], _Asked] = defaultdict(_Asked)
        self._places: Mapping[str, frozenset[Place]] | None = None
        self._targets: Mapping[str, frozenset[str]] | None = None

    def keep(self, campus: Campus) -> None:
        """From now on only what indicators can want of this campus."""
        self._places = {each.quantity.name: frozenset(each.places(campus)) for each in WINDOWED}
        self._targets = {
            name: frozenset(target for target, _ in places) for name, places in self._places.items()
        }

    def add(self, result: ProbeResult, standing_seconds: float | None = None) -> None:
        """Take in a round. Its values stand for the time since the round before it, or for
        `standing_seconds` where that is known."""
        measured = {quantity.name for quantity in result.probe.measures}
        end = result.started_at + timedelta(seconds=result.duration_seconds)
        for windowed in WINDOWED:
            if any(quantity.name in measured for quantity in windowed.reads):
                self._add(windowed, result, end, standing_seconds)

    def _add(
        self, windowed: Windowed, result: ProbeResult, end: datetime, standing_seconds: float | None
    ) -> None:
        key = (windowed.quantity.name, result.probe.target.name)
        if self._targets is not None and key[1] not in self._targets[key[0]]:
            return
        asked = self._asked[key]
        samples = windowed.sample(result, asked.memory)
        for instance, sample in samples.items():
            if self._places is not None and (key[1], instance) not in self._places[key[0]]:
                continue
            seconds = standing_seconds
            if seconds is None:
                seconds = _held_seconds(windowed, asked, instance, sample, result)
            series = self._series[key].setdefault(instance, _Series())
            if series.taken is None:
                series.taken = Taken(result.taken_seconds, self._now)
            series.taken.seconds = result.taken_seconds
            series.newest = sample.value
            for day, part_seconds in by_day(end, seconds, windowed.school_hours):
                series.add(day, sample.value, part_seconds)
        asked.ended_seconds = result.taken_seconds
        asked.zeros = frozenset(name for name, sample in samples.items() if sample.value == 0)

    def window(self, windowed: Windowed, target: str, instance: str, at: datetime) -> Window | None:
        """None where no round since the start has told the value."""
        series = self._series.get((windowed.quantity.name, target), {}).get(instance)
        if series is None or series.taken is None:
            return None
        seen = series.since(first_day(windowed.days, at))
        whole_seconds = window_seconds(windowed.days, windowed.school_hours, at)
        newest, taken = series.newest, series.taken
        return Window(windowed, target, instance, seen, whole_seconds, newest, taken)

    # --- what is stored ---------------------------------------------------------------

    def load(self, rows: Iterable[DayTally]) -> None:
        """Take back what was stored, before the first round. Raises ValueError for a broken row."""
        for row in rows:
            Tally.unpacked(row.packed)
            series = self._series[row.quantity, row.target].setdefault(row.instance, _Series())
            series.packed[row.day] = row.packed

    def changed(self, at: datetime) -> Iterator[list[DayTally]]:
        """The days that have changed since they were stored, whole, so that storing them twice
        counts nothing twice; in batches, between which rounds may come in. What has become too
        old is forgotten."""
        today = day_of(at)
        oldest = today - timedelta(days=KEPT_DAYS)
        batch: list[DayTally] = []
        for quantity, target in list(self._series):
            for instance, series in list(self._series[quantity, target].items()):
                series.close(oldest, today)
                batch += (
                    DayTally(day, quantity, target, instance, series.packed_day(day))
                    for day in sorted(series.changed)
                )
                if len(batch) >= BATCH_ROWS:
                    yield batch
                    batch = []
        yield batch

    def stored(self, rows: Iterable[DayTally]) -> None:
        """These are safe, unless they have changed again since."""
        for row in rows:
            series = self._series[row.quantity, row.target][row.instance]
            if series.packed_day(row.day) == row.packed:
                series.changed.discard(row.day)


def _held_seconds(
    windowed: Windowed, asked: _Asked, instance: str, sample: Sample, result: ProbeResult
) -> float:
    """How long, up to the end of this round, the value is taken to have held."""
    if sample.seconds is not None:
        return sample.seconds
    if asked.ended_seconds is None:
        return 0.0
    at_most_seconds = INTERVALS_AT_MOST * result.probe.interval_seconds
    if windowed.backs_off and sample.value == 0 and instance in asked.zeros:
        at_most_seconds = max(at_most_seconds, DAY_SECONDS)
    since_seconds = result.taken_seconds - asked.ended_seconds
    return min(max(since_seconds, 0.0), at_most_seconds)
