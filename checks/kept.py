"""Values of indicators worth keeping, and judging by those that were kept. Pure.

A campus is judged every second and few of its values are other than a second ago. Kept is what
could turn a verdict, at once; what merely moves, now and then; and what stays, not again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from checks.campus import Campus
from checks.clause import Clause, Requirement
from checks.indicator import Indicator
from checks.papers import ClauseKey
from checks.readings import Readings
from checks.verdict import CAMPUS, Cause, CauseKind, Measured

#: Name of the indicator, and the freshness window that it was worked out in.
ValueKey = tuple[str, float]

#: A value that moves by more than this share is kept again …
MOVED_RATIO: Final = 0.05
#: … but not sooner than this after the last time, while it stays on its side of every limit …
SPACING_SECONDS: Final = 300.0
#: … unless it leaps.
LEAP_RATIO: Final = 0.25
#: The slow beat: what moved less is kept so often.
BEAT_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class KeptValue:
    """One subject's value from `at` on, until the next of the subject; None: it is gone."""

    key: ValueKey
    subject: str  # the subject's key
    at: datetime
    measured: Measured | None


@dataclass(frozen=True, slots=True)
class _Last:
    measured: Measured
    signature: tuple[object, ...]
    seconds: float


class Limits:
    """Every limit that some clause holds an indicator to, so that none is crossed unseen."""

    def __init__(
        self, clauses: Iterable[Clause], own_limits: Mapping[ClauseKey, Requirement]
    ) -> None:
        limits: dict[str, set[float]] = {}
        for clause in clauses:
            own = own_limits.get((clause.standard, clause.id))
            for require in (clause.require, own):
                if clause.indicator is not None and require is not None:
                    limits.setdefault(clause.indicator, set()).add(require.limit)
        self._sorted = {name: sorted(of_name) for name, of_name in limits.items()}

    def side(self, indicator: str, value: float | None) -> tuple[int, int] | None:
        """Equal for two values exactly where no limit lies between them or on one of them."""
        if value is None:
            return None
        limits = self._sorted.get(indicator, [])
        return bisect_left(limits, value), bisect_right(limits, value)


class Keeper:
    """Remembers what was kept last of each subject, and says what is to be kept next."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lists: dict[ValueKey, Sequence[Measured]] = {}
        self._last: dict[ValueKey, dict[str, _Last]] = {}
        self._beat_seconds: dict[ValueKey, float] = {}

    def due(
        self, values: Mapping[ValueKey, Sequence[Measured]], now_seconds: float, at: datetime
    ) -> list[KeptValue]:
        """The values that belong into the store now. A list that is the same object as before
        holds nothing new, but for the beat."""
        kept: list[KeptValue] = []
        for key, measured in values.items():
            beat = now_seconds - self._beat_seconds.get(key, now_seconds) >= BEAT_SECONDS
            if self._lists.get(key) is measured and not beat:
                continue
            if beat or key not in self._beat_seconds:
                self._beat_seconds[key] = now_seconds
            self._lists[key] = measured
            kept += self._of_list(key, measured, now_seconds, at)
        return kept

    def _of_list(
        self, key: ValueKey, measured: Sequence[Measured], now_seconds: float, at: datetime
    ) -> Iterable[KeptValue]:
        last = self._last.setdefault(key, {})
        for each in measured:
            subject = each.subject.key
            signature = self._signature(each)
            if self._worth_keeping(each, signature, last.get(subject), now_seconds):
                bare = replace(each, evidence=())
                last[subject] = _Last(bare, signature, now_seconds)
                yield KeptValue(key, subject, at, bare)
        for subject in last.keys() - {each.subject.key for each in measured}:
            del last[subject]
            yield KeptValue(key, subject, at, None)

    def _signature(self, measured: Measured) -> tuple[object, ...]:
        """What the judge looks at, but for how far a value lies from every limit."""
        name, why, untold = measured.indicator, measured.why_not, measured.untold
        return (
            self._limits.side(name, measured.value),
            self._limits.side(name, measured.lowest),
            self._limits.side(name, measured.highest),
            (why.kind, why.target) if why else None,
            (untold.kind, untold.target) if untold else None,
            self._limits.side(name, measured.in_part.lowest if measured.in_part else None),
            measured.coverage,
            measured.grade,
            measured.subject.labels,
        )

    @staticmethod
    def _worth_keeping(
        measured: Measured, signature: tuple[object, ...], last: _Last | None, now_seconds: float
    ) -> bool:
        if last is None or last.signature != signature:
            return True
        waited_seconds = now_seconds - last.seconds
        before, value = last.measured.value, measured.value
        if value is None or before is None or value == before:
            return False
        moved = abs(value - before)
        if waited_seconds >= BEAT_SECONDS or moved > LEAP_RATIO * abs(before):
            return True
        return waited_seconds >= SPACING_SECONDS and moved > MOVED_RATIO * abs(before)


def kept_indicators(
    indicators: Mapping[str, Indicator], values: Iterable[KeptValue], silence: Cause | None
) -> dict[str, Indicator]:
    """Indicators that say what was kept, in place of working it out; of what was never kept,
    and of all where `silence` says why nothing was recorded, that nothing is known."""
    by_key: dict[ValueKey, list[Measured]] = {}
    for each in values:
        if each.measured is not None:
            by_key.setdefault(each.key, []).append(each.measured)
    return {
        name: replace(indicator, compute=_Recall(name, by_key, silence))
        for name, indicator in indicators.items()
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Recall:
    indicator: str
    values: Mapping[ValueKey, list[Measured]]
    silence: Cause | None

    def __call__(self, _campus: Campus, readings: Readings) -> list[Measured]:
        found = self.values.get((self.indicator, readings.freshness_seconds))
        if found is not None and self.silence is None:
            return found
        window = f"within {readings.freshness_seconds:g} s"
        detail = f"no value of {self.indicator} {window} had been kept by then"
        cause = self.silence or Cause(CauseKind.NOT_READ, detail)
        return [Measured(self.indicator, CAMPUS, None, cause)]
