"""From two readings of a counter to a rate, or to the reason why there is none."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from checks.restarts import Restart, Uptime, restart

#: Clocks and counters are not read at the same instant; a rate may seem a little above the line.
ABOVE_LINE_AT_MOST: Final = 1.02

BITS_PER_BYTE: Final = 8
WIDE: Final = 64


class NoRate(StrEnum):
    """Why two readings make no rate. None of them is a rate of 0."""

    NOT_LATER = "the second reading is not later than the first"
    WIDTH_CHANGED = "the counter changed its width"
    RESTARTED = "the device or the counter started anew in between"
    UNTOLD = "the uptime fell, and nothing tells whether the device started anew"
    AMBIGUOUS = "a 32-bit counter may have gone round more often than can be told"
    FELL = "the counter fell, and no going round explains it"
    IMPLAUSIBLE = "more than the port can carry"


@dataclass(frozen=True, slots=True)
class Counted:
    """A counter of bytes as read at a moment of the monotonic clock.

    `uptime`: how long the device has run, None where it was not told. `discontinuity_seconds`: its
    sysUpTime when the port's counters last started anew (ifCounterDiscontinuityTime, RFC 2863).
    `speed_bits_per_second`: of the port. Both are None where they were not told.
    """

    at_seconds: float
    total_bytes: int
    width_bits: int
    uptime: Uptime | None = None
    speed_bits_per_second: float | None = None
    discontinuity_seconds: float | None = None


def rate(before: Counted, now: Counted) -> float | NoRate:
    """Bit/s on average between two readings of one counter.

    A counter that fell has gone round, once, only where nothing else can be: it has not started
    anew, as the uptime shows, and the port could have carried as much as that, and not more.
    """
    doubt = _doubt(before, now)
    if doubt is not None:
        return doubt
    fell = now.total_bytes < before.total_bytes
    carried_bits = (now.total_bytes - before.total_bytes) % (1 << now.width_bits) * BITS_PER_BYTE
    if carried_bits > _at_most_bits(before, now):
        return NoRate.FELL if fell else NoRate.IMPLAUSIBLE
    return carried_bits / (now.at_seconds - before.at_seconds)


def _doubt(before: Counted, now: Counted) -> NoRate | None:
    """Why the difference of the two means nothing, or cannot be told."""
    wide = now.width_bits == WIDE  # goes round in years
    fell = now.total_bytes < before.total_bytes
    at_most_bits = _at_most_bits(before, now)
    untold = before.uptime is None or now.uptime is None or math.isinf(at_most_bits)
    happened = _happened(before, now)
    reasons = (
        (now.at_seconds <= before.at_seconds, NoRate.NOT_LATER),
        (now.width_bits != before.width_bits, NoRate.WIDTH_CHANGED),
        (happened is Restart.REBOOTED or _discontinued(before, now), NoRate.RESTARTED),
        (happened is Restart.AMBIGUOUS, NoRate.UNTOLD),
        (not wide and at_most_bits >= (1 << now.width_bits) * BITS_PER_BYTE, NoRate.AMBIGUOUS),
        (fell and untold, NoRate.FELL),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _at_most_bits(before: Counted, now: Counted) -> float:
    """What the port can have carried in between; without end where its speed is not told."""
    if now.speed_bits_per_second is None:
        return math.inf
    elapsed_seconds = now.at_seconds - before.at_seconds
    return now.speed_bits_per_second * elapsed_seconds * ABOVE_LINE_AT_MOST


def _happened(before: Counted, now: Counted) -> Restart:
    if before.uptime is None or now.uptime is None:
        return Restart.NONE
    return restart(before.uptime, now.uptime)


def _discontinued(before: Counted, now: Counted) -> bool:
    """Also where it is told for the first time, or no more: nobody knows what it was."""
    return before.discontinuity_seconds != now.discontinuity_seconds
