"""The two clocks: monotonic seconds for every duration, aware UTC for people. Read only here."""

import time
from datetime import UTC, datetime


def now_seconds() -> float:
    """Monotonic seconds; only differences mean something."""
    return time.monotonic()


def now_utc() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)
