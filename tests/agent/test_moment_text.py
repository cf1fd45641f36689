"""Moments as people write them."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.moment_text import moment_of

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    {
        "with a zone": ("2026-11-27T08:00+08:00", datetime(2026, 11, 27, tzinfo=UTC)),
        "in UTC": ("2026-11-27T08:00Z", datetime(2026, 11, 27, 8, tzinfo=UTC)),
        "local": ("2026-11-26T08:00", datetime(2026, 11, 26, 8).astimezone()),
        "a day": ("2026-11-26", datetime(2026, 11, 26).astimezone()),
        "seconds ago": ("-90s", NOW - timedelta(seconds=90)),
        "minutes ago": ("-5m", NOW - timedelta(minutes=5)),
        "hours ago": ("-2h", NOW - timedelta(hours=2)),
        "days ago": ("-7d", NOW - timedelta(days=7)),
        "weeks ago": ("-1w", NOW - timedelta(weeks=1)),
    }.values(),
)
def test_a_moment_is_read_in_utc(text: str, moment: datetime) -> None:
    assert moment_of(text, NOW) == moment
    assert moment_of(text, NOW).utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["", "yesterday", "-2", "-2y", "2026-13-01", "12:00"])
def test_what_is_no_moment_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no moment; expected ISO 8601 .* or so long ago"):
        moment_of(text, NOW)


def test_a_moment_to_come_is_refused() -> None:
    with pytest.raises(ValueError, match=r"2026-11-27T13:00:00\+00:00 lies in the future"):
        moment_of("2026-11-27T13:00Z", NOW)
