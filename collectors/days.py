"""Days that devices tell as text, to Unix time: midnight of the day, taken as UTC."""

import re
from datetime import UTC, datetime

SHOWN_CHARACTERS = 40  # of a text that is no day
#: Year first (2025-04-30, 2025/04/30, 20250430), else month first as in the makers' MIBs
#: (04/30/25, 04/30/2025). Day first cannot be told from month first, and no MIB has it. A short
#: year is of this century, as is every battery in use.
DAY = re.compile(
    r"(?P<year>\d{4})(?P<dash>[-/]?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"|(?P<us_month>\d{1,2})/(?P<us_day>\d{1,2})/(?:(?P<us_year>\d{4})|(?P<short_year>\d{2}))",
    re.ASCII,
)
#: How devices say that nobody has ever told them the day.
NO_DAY = frozenset({"", "-", "--", "n/a", "na", "none", "null", "not set", "unknown"})
CENTURY = range(2000, 2100)


def day(text: str) -> float | None:
    """Unix time of the day's start; None where the device has none; ValueError if it is no day."""
    plain = text.strip()
    if plain.lower() in NO_DAY:
        return None
    shown = repr(plain[:SHOWN_CHARACTERS])
    found = DAY.fullmatch(plain)
    if found is None:
        raise ValueError(f"{shown} is no date")
    year = int(found["year"] or found["us_year"] or f"20{found['short_year']}")
    month, number = (int(found[name] or found[f"us_{name}"]) for name in ("month", "day"))
    try:
        start = datetime(year, month, number, tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{shown} is no day of any calendar") from None
    if year not in CENTURY:
        raise ValueError(f"{shown} is no day of this century: a clock or a field never set")
    return start.timestamp()
