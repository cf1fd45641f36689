"""How long a value was what: seconds by value, over a day, and quantiles of several days together.

Few different values (a state, a count of stations, a runtime in minutes) are kept exactly. Beyond
`DISTINCT_AT_MOST` of them each is moved to the middle of its logarithmic bucket, as DDSketch does
(Masson, Rim, Lee: VLDB 2019), and is then off by `COARSE_ERROR_RATIO` of itself at most. All have
the same buckets, so the error does not grow however many tallies are added up, in whatever order.
Its library was not taken: it drops the exactness of few values, which a limit needs to its last
digit, its stored form needs protobuf, and an infinite value makes it raise half-way.
"""

import math
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Final

from collectors.record import record

DISTINCT_AT_MOST: Final = 128
GROWTH: Final = 1.01  # a bucket's upper edge over its lower
COARSE_ERROR_RATIO: Final = (GROWTH - 1) / 2
#: Sums of seconds differ in their last digits with the order of adding.
ROUNDING_SECONDS: Final = 1e-6

EXACT, COARSE = b"e", b"c"


class Tally:
    """Seconds by value. Adding is commutative but for the last digits of the sums."""

    __slots__ = ("coarse", "seconds")

    def __init__(self) -> None:
        self.seconds: dict[float, float] = {}
        self.coarse = False

    def add(self, value: float, seconds: float) -> None:
        """`value` held for `seconds`. Raises ValueError for what is no finite number."""
        if not (math.isfinite(value) and math.isfinite(seconds) and seconds >= 0):
            raise ValueError(f"{value} for {seconds} s")
        key = _middle(value) if self.coarse else value
        self.seconds[key] = self.seconds.get(key, 0.0) + seconds
        if len(self.seconds) > DISTINCT_AT_MOST and not self.coarse:
            self._coarsen()

    def _coarsen(self) -> None:
        self.coarse, exact, self.seconds = True, self.seconds, {}
        for value, seconds in exact.items():
            self.add(value, seconds)

    @property
    def total_seconds(self) -> float:
        return math.fsum(self.seconds.values())

    def packed(self) -> bytes:
        """As it is stored: one byte for the kind, then the values and their seconds, compressed."""
        values = array("d", sorted(self.seconds))
        held = array("d", (self.seconds[value] for value in values))
        _little_endian(values, held)
        return (COARSE if self.coarse else EXACT) + zlib.compress(values.tobytes() + held.tobytes())

    @classmethod
    def unpacked(cls, packed: bytes) -> "Tally":
        """Raises ValueError for bytes that `packed` did not make."""
        try:
            numbers = array("d", zlib.decompress(packed[1:]))
        except (zlib.error, ValueError):
            raise ValueError("a stored tally is broken") from None
        _little_endian(numbers)
        half, odd = divmod(len(numbers), 2)
        if odd or packed[:1] not in (EXACT, COARSE):
            raise ValueError("a stored tally is broken")
        tally = cls()
        tally.seconds = dict(zip(numbers[:half], numbers[half:], strict=True))
        tally.coarse = packed[:1] == COARSE
        return tally


def _little_endian(*arrays: "array[float]") -> None:
    if array("H", [1]).tobytes() == b"\x00\x01":
        for each in arrays:
            each.byteswap()


def _middle(value: float) -> float:
    """The one number that stands for all of the bucket, with the same sign."""
    if value == 0:
        return 0.0
    bucket = math.floor(math.log(abs(value)) / math.log(GROWTH))
    # the mean of both edges is off by the same share towards either
    middle: float = GROWTH**bucket * (1 + GROWTH) / 2
    return math.copysign(middle, value)


@record
class Quantile:
    """The value that so much of the time was not above; the true one is within the bounds."""

    value: float
    lowest: float
    highest: float


@record
class Spread:
    """Several tallies added up: values in rising order, and seconds up to and with each."""

    values: "array[float]"
    until_seconds: "array[float]"
    coarse: bool

    @property
    def total_seconds(self) -> float:
        return self.until_seconds[-1] if self.until_seconds else 0.0

    def mean(self) -> float:
        """Weighted by time. Raises ValueError where nothing was seen."""
        if not self.total_seconds:
            raise ValueError("nothing was seen")
        weighted = (value * seconds for value, seconds in self.seconds().items())
        return math.fsum(weighted) / self.total_seconds

    def seconds(self) -> dict[float, float]:
        before = [0.0, *self.until_seconds]
        return {v: before[n + 1] - before[n] for n, v in enumerate(self.values)}

    def quantile(self, share: float, unseen_seconds: float = 0.0) -> Quantile:
        """The least value that `share` of the time did not exceed; the bounds are those if all
        that was not seen lay below, or above. Raises ValueError where nothing was seen."""
        if not self.total_seconds:
            raise ValueError("nothing was seen")
        error = COARSE_ERROR_RATIO if self.coarse else 0.0
        seconds = share * self.total_seconds
        # with what was not seen, the place in rising order moves by its own share, either way
        above = self._at(seconds + share * unseen_seconds)
        below = self._at(seconds - (1 - share) * unseen_seconds)
        return Quantile(
            self.values[bisect_left(self.until_seconds, seconds - ROUNDING_SECONDS)],
            -math.inf if below is None else below - abs(below) * error,
            math.inf if above is None else above + abs(above) * error,
        )

    def _at(self, seconds: float) -> float | None:
        """The value at so much of the time, in rising order; None before the first second, where
        it may be anything, and beyond the last."""
        if seconds <= 0:
            return None
        place = bisect_left(self.until_seconds, seconds - ROUNDING_SECONDS)
        return self.values[place] if place < len(self.values) else None


NOTHING: Final = Spread(array("d"), array("d"), coarse=False)


def spread(before: Spread, tallies: Iterable[Tally]) -> Spread:
    """All of them together."""
    seconds: dict[float, float] = before.seconds()
    coarse = before.coarse
    for tally in tallies:
        coarse = coarse or tally.coarse
        for value, held in tally.seconds.items():
            seconds[value] = seconds.get(value, 0.0) + held
    return _in_order(seconds, coarse)


def _in_order(seconds: Mapping[float, float], coarse: bool) -> Spread:
    values = array("d", sorted(value for value, held in seconds.items() if held > 0))
    return Spread(values, array("d", accumulate(seconds[value] for value in values)), coarse)
