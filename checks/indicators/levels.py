"""What days say of one value: a quantile or a share of time, with honest bounds."""

import math
from collections.abc import Iterable
from typing import Final

from checks.indicators.evidence import Piece, Seen, read
from checks.readings import Found, Gap, Readings
from checks.tally import COARSE_ERROR_RATIO
from checks.verdict import Cause, CauseKind
from checks.windowed import Windowed
from checks.windows import Window
from collectors.record import record

BUSY: Final = 0.95


@record
class Level:
    """A value over days with the bounds that it lies in, or why there is none.

    The bounds part where so little was seen that the rest could move the value: `untold` says so.
    """

    value: float | Cause
    lowest: float
    highest: float
    evidence: tuple[Piece, ...]
    untold: Cause | None = None

    @property
    def told(self) -> bool:
        return not isinstance(self.value, Cause) and self.lowest == self.highest

    @property
    def cause(self) -> Cause | None:
        """Why it is not told, or not told closely enough."""
        return self.value if isinstance(self.value, Cause) else self.untold


def from_gap(gap: Gap) -> Level:
    return Level(gap.cause, 0.0, math.inf, (read(gap),), gap.cause)


def quantile(found: Window | Gap, share: float) -> Level:
    """The value that `share` of the time was not above. Values are no less than 0."""
    if isinstance(found, Gap):
        return from_gap(found)
    if not found.seen_seconds:
        return _newest(found, math.inf)
    level = found.spread.quantile(share, 0.0 if found.seen_enough else found.unseen_seconds)
    evidence = (Seen(found, level.value, f"{share:.0%} of the time at most"),)
    untold = None
    if not found.seen_enough:
        untold = _too_little(found)
    elif level.lowest < level.highest:
        detail = f"{_of(found)}: known to {COARSE_ERROR_RATIO:.1%} only"
        untold = Cause(CauseKind.COVERAGE, detail, found.target)
    return Level(level.value, max(level.lowest, 0.0), level.highest, evidence, untold)


def share_of_time(found: Window | Gap) -> Level:
    """Of a state, 0 or 1: how much of the time that was seen it was 1."""
    if isinstance(found, Gap):
        return from_gap(found)
    if not found.seen_seconds:
        return _newest(found, 1.0)
    value = found.spread.mean()
    evidence = (Seen(found, value, "share of the time"),)
    if found.seen_enough:
        return Level(value, value, value, evidence)
    whole_seconds = found.in_window_seconds
    up_seconds = value * found.seen_seconds
    highest = (up_seconds + found.unseen_seconds) / whole_seconds
    return Level(value, up_seconds / whole_seconds, highest, evidence, _too_little(found))


def longest(readings: Readings, windowed: Windowed, target: str, instance: str) -> Level:
    """The greatest value that was ever seen in the window, however little of it was; 0 where it
    never was anything else."""
    if readings.asked(windowed.quantity, target):
        return _told(readings.find(windowed.quantity, target, instance))
    found = readings.window(windowed, target, instance)
    if isinstance(found, Gap):
        return from_gap(found)
    values = [*found.spread.values, found.newest]
    error = COARSE_ERROR_RATIO if found.spread.coarse else 0.0
    value = max(values) * (1 + error)
    return Level(value, value, value, (Seen(found, value, "the longest"),))


def busy(readings: Readings, windowed: Windowed, target: str, instance: str) -> Level:
    """At the 95th percentile: as another system gives it, where one does, else from our days."""
    return busy_each(readings, windowed, target, [instance])[0]


def busy_each(
    readings: Readings, windowed: Windowed, target: str, instances: Iterable[str]
) -> list[Level]:
    """The same of each."""
    if not readings.asked(windowed.quantity, target):
        return [quantile(readings.window(windowed, target, name), BUSY) for name in instances]
    return [_told(readings.find(windowed.quantity, target, name)) for name in instances]


def _told(found: Found) -> Level:
    """As another system gives it."""
    if isinstance(found, Gap):
        return from_gap(found)
    return Level(found.number, found.number, found.number, (read(found),))


def first_untold(levels: Iterable[Level]) -> Cause | None:
    """Why one of them is not told closely enough; the same one in whatever order they stand."""
    untold = [level.untold for level in levels if level.untold is not None]
    return min(untold, key=lambda cause: cause.detail, default=None)


def _too_little(window: Window) -> Cause:
    return Cause(CauseKind.NOT_LISTENED, f"{_of(window)}: {window.seen}", window.target)


def _of(window: Window) -> str:
    return f"{window.of.quantity.name} of {window.target} {window.instance}".rstrip()


def _newest(window: Window, highest: float) -> Level:
    """Of no day is anything known yet but what was told just now, which decides nothing."""
    evidence = (Seen(window, window.newest, "told just now"),)
    return Level(window.newest, 0.0, highest, evidence, _too_little(window))
