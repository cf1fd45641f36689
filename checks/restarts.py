"""Whether a device started anew between two rounds, told from its own clocks.

sysUpTime alone cannot tell: 32 bits of hundredths of a second go round every 497 days. But whoever
started anew between two readings has run for no longer than the time between them, and for less
than it would have; and a clock that went round stands where it must. Only where both fit, other
clocks have to tell. A clock that is merely slow or fast is no restart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from collectors.probe import ProbeResult
from collectors.quantities import DEVICE_ENGINE_BOOTS, DEVICE_HOST_UPTIME, DEVICE_UPTIME
from collectors.reading import Quantity

ROUND_SECONDS: Final = 2**32 / 100  # TimeTicks (RFC 2578 section 7.1.8)
#: Two clocks run apart, and a reply is read a little after it was written.
APART_SECONDS: Final = 5.0
APART_RATIO: Final = 0.01


class Restart(StrEnum):
    """What happened between two rounds."""

    NONE = "it ran on"
    REBOOTED = "it started anew"
    WENT_ROUND = "its clock went round after 497 days"
    AMBIGUOUS = "its uptime fell: it started anew, or its clock went round or is wrong"


@dataclass(frozen=True, slots=True)
class Uptime:
    """The clocks of a device at a moment of the monotonic clock.

    `seconds`: sysUpTime (RFC 3418), of the management agent. `engine_boots`: how often its SNMP
    engine has started (snmpEngineBoots, RFC 3411). `host_seconds`: hrSystemUptime (RFC 2790), of
    the whole host. The last two are None where they were not told.
    """

    at_seconds: float
    seconds: float
    engine_boots: int | None = None
    host_seconds: float | None = None


def uptime_of(result: ProbeResult) -> Uptime | None:
    """None where the round did not tell since when the device has been up."""
    seconds = _number(result, DEVICE_UPTIME)
    if seconds is None:
        return None
    boots = _number(result, DEVICE_ENGINE_BOOTS)
    return Uptime(
        result.taken_seconds,
        seconds,
        None if boots is None else int(boots),
        _number(result, DEVICE_HOST_UPTIME),
    )


def _number(result: ProbeResult, quantity: Quantity) -> float | None:
    series = result.told.get(quantity.name)
    values: Mapping[str, object] = {} if series is None else series.values
    value = values.get("")
    return float(value) if isinstance(value, int | float) else None


def restart(before: Uptime, now: Uptime) -> Restart:
    """What happened in between."""
    elapsed_seconds = now.at_seconds - before.at_seconds
    apart_seconds = APART_SECONDS + APART_RATIO * abs(elapsed_seconds)
    if None not in (before.engine_boots, now.engine_boots) and (
        before.engine_boots != now.engine_boots
    ):
        return Restart.REBOOTED
    if now.seconds >= before.seconds + elapsed_seconds - apart_seconds:
        return Restart.NONE
    if _went_round(before.seconds, now.seconds, elapsed_seconds, apart_seconds):
        return _by_other_clocks(before, now, elapsed_seconds, apart_seconds)
    if now.seconds <= elapsed_seconds + apart_seconds:
        return Restart.REBOOTED
    fell = now.seconds < before.seconds - apart_seconds
    return Restart.AMBIGUOUS if fell else Restart.NONE


def _by_other_clocks(
    before: Uptime, now: Uptime, elapsed_seconds: float, apart_seconds: float
) -> Restart:
    """Where sysUpTime stands as after a start and as after going round."""
    if before.engine_boots is not None and now.engine_boots is not None:
        return Restart.WENT_ROUND  # it has started as often as before
    if before.host_seconds is None or now.host_seconds is None:
        return Restart.AMBIGUOUS
    host_seconds = now.host_seconds
    if abs(before.host_seconds + elapsed_seconds - host_seconds) <= apart_seconds:
        return Restart.WENT_ROUND
    if host_seconds > elapsed_seconds + apart_seconds or _went_round(
        before.host_seconds, host_seconds, elapsed_seconds, apart_seconds
    ):
        return Restart.AMBIGUOUS  # the host's clock may have gone round at the same time
    return Restart.REBOOTED


def _went_round(
    before_seconds: float, now_seconds: float, elapsed_seconds: float, apart_seconds: float
) -> bool:
    would_be_seconds = before_seconds + elapsed_seconds - ROUND_SECONDS
    return abs(would_be_seconds - now_seconds) <= apart_seconds
