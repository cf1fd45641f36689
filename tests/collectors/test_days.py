"""Days as devices write them."""

from datetime import UTC, datetime

import pytest

from collectors.days import day


@pytest.mark.parametrize(
    "text",
    ["04/30/25", "04/30/2025", "4/30/2025", "2025-04-30", "2025/04/30", "20250430", " 04/30/25 "],
)
def test_a_day_is_its_start_in_utc(text: str) -> None:
    assert day(text) == datetime(2025, 4, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("text", ["", "  ", "not set", "N/A", "Unknown", "--"])
def test_a_day_that_nobody_told_is_none(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("CPS", "'CPS' is no date"),
        ("1", "'1' is no date"),
        ("2025-04/30", "is no date"),
        ("30/04/2025", "is no day of any calendar"),
        ("02/30/25", "is no day of any calendar"),
        ("2001/00/00", "is no day of any calendar"),
        ("00/00/0000", "is no day of any calendar"),
        ("0000-01-01", "is no day of any calendar"),
        ("01/01/0000", "is no day of any calendar"),
        ("01/01/1970", "is no day of this century"),
        ("1980-01-01", "is no day of this century"),
        ("3150/08/01", "is no day of this century"),
        ("٠٤/٣٠/٢٥", "is no date"),
        ("x" * 99, "'" + "x" * 40 + "' is no date"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        day(text)
