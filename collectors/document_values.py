"""From what a document says to what a quantity can be: read by the unit that its name ends in.

What cannot be is refused with the reason, as everywhere: a share above 1 (per cent?), a time of
1970, text where a number belongs.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from collectors import name_quantities, quantities, system_quantities
from collectors.reading import Quantity
from collectors.text import decoded

Told = float | bool | str
Convert = Callable[[object, float | None], Told]

EARLIEST_SECONDS = 946_684_800  # 2000-01-01: before it, a clock that was never set
LATEST_SECONDS = 4_102_444_800  # 2100-01-01: after it, milliseconds taken for seconds
AHEAD_SECONDS = 60  # of the sender's own clock; more is no past event
SHOWN_CHARACTERS = 60  # of a value that is wrong
TEXT_CHARACTERS_AT_MOST = 1024
#: No campus holds so many bytes, waits so many seconds, or counts so far.
LARGEST: Final = 1e18

RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)

STATES: Final = ("ok", "up", "live", "normal", "heard", "valid")
#: Moments that lie ahead.
FUTURE: Final = frozenset({"certificate_expires_timestamp_seconds"})
#: Differences, which have a sign.
SIGNED: Final = frozenset({"camera_clock_offset_seconds"})


def past_timestamp(found: object, sent_at_seconds: float | None) -> float:
    """When something that is over ended, Unix time; ValueError where it cannot have."""
    seconds = moment(found, sent_at_seconds)
    if sent_at_seconds is not None and seconds > sent_at_seconds + AHEAD_SECONDS:
        ahead = seconds - sent_at_seconds
        raise ValueError(f"{_shown(found)} is {ahead:.0f} s after the document was sent")
    return seconds


def moment(found: object, _sent_at_seconds: float | None) -> float:
    """Unix time of this century."""
    seconds = timestamp(found)
    if not EARLIEST_SECONDS <= seconds < LATEST_SECONDS:  # false for infinities too
        raise ValueError(f"{_shown(found)} is no time of this century in seconds")
    return seconds


def timestamp(found: object) -> float:
    """Unix seconds, as a number or as a date of RFC 3339 with its zone."""
    if isinstance(found, int | float) and not isinstance(found, bool):
        try:
            return float(found)
        except OverflowError:
            raise ValueError(f"{_shown(found)} is no time of this century in seconds") from None
    if not isinstance(found, str):
        raise ValueError(f"{_shown(found)} is no time")
    if not RFC3339.fullmatch(found):
        raise ValueError(f"{_shown(found)} is no time of RFC 3339 with its zone")
    return datetime.fromisoformat(found.upper()).astimezone(UTC).timestamp()


def state(found: object, _sent_at_seconds: float | None) -> bool:
    """true, false, 1 or 0; words are no state."""
    if isinstance(found, bool):
        return found
    if isinstance(found, int | float) and found in (0, 1):
        return found == 1
    raise ValueError(f"{_shown(found)} is neither true nor false")


def share(found: object, sent_at_seconds: float | None) -> float:
    """0 to 1; 95 is taken for per cent, and refused."""
    value = amount(found, sent_at_seconds)
    if value > 1:
        raise ValueError(f"{_shown(found)} is no share from 0 to 1")
    return value


def amount(found: object, _sent_at_seconds: float | None) -> float:
    """A number that is not negative."""
    value = difference(found, None)
    if value < 0:
        raise ValueError(f"{_shown(found)} is negative")
    return value


def difference(found: object, _sent_at_seconds: float | None) -> float:
    """A number of either sign."""
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(f"{_shown(found)} is no number")
    if not abs(found) <= LARGEST:  # true for NaN too
        raise ValueError(f"{_shown(found)} is beyond {LARGEST:g}")
    return float(found)


def text(found: object, _sent_at_seconds: float | None) -> str:
    if not isinstance(found, str):
        raise ValueError(f"{_shown(found)} is no text")
    if len(found) > TEXT_CHARACTERS_AT_MOST:
        raise ValueError(f"a text of {len(found)} characters")
    return decoded(found.encode())


def conversion(quantity: Quantity) -> Convert:
    """How a value of the quantity is read."""
    name, unit = quantity.name, quantity.name.rpartition("_")[2]
    if name.endswith("_timestamp_seconds"):
        return moment if name in FUTURE else past_timestamp
    if name in SIGNED:
        return difference
    if unit in STATES:
        return state
    return BY_UNIT.get(unit, amount)


BY_UNIT: Final[dict[str, Convert]] = {"ratio": share, "info": text, "name": text}


def _shown(found: object) -> str:
    return repr(found)[:SHOWN_CHARACTERS]


def _all(*modules: object) -> dict[str, Quantity]:
    values = [value for module in modules for value in vars(module).values()]
    return {each.name: each for each in values if isinstance(each, Quantity)}


#: What the platforms of a campus know of themselves, and of things behind them.
DOCUMENTED: Final = _all(quantities, system_quantities, name_quantities)
