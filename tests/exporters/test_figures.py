"""Numbers as people read them."""

import pytest

from checks.clause import Requirement
from exporters.figures import duration, figure, required


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "s", "–"),
        (2_000_000_000, "bit/s", "2 Gbit/s"),
        (512_000, "bit/s", "512 kbit/s"),
        (999, "bit/s", "999 bit/s"),
        (0, "bit/s", "0 bit/s"),
        (0.855, "1", "85.5 %"),
        (999_999_999, "bit/s", "999.9 Mbit/s"),
        (0.79999, "1", "79.99 %"),
        (-1_500_000, "bit/s", "-1.5 Mbit/s"),
        (123_456, "", "123456"),
        (1 / 3, "1", "33.33 %"),
        (0.29, "1", "29 %"),
        (1, "1", "100 %"),
        (23.5, "°C", "23.5 °C"),
        (2, "", "2"),
        (5400, "s", "1 h 30 min"),
    ],
)
def test_figures_carry_their_unit(value: float | None, unit: str, text: str) -> None:
    assert figure(value, unit) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"), (59.4, "59 s"), (60, "1 min"), (7199, "1 h 59 min"), (7200, "2 h"),
        (90061, "1 d 1 h"), (-30, "−30 s"),
    ],
)  # fmt: skip
def test_durations_show_their_two_largest_parts(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_requirement_reads_like_a_sentence() -> None:
    assert required(Requirement(at_least=1_000_000), "bit/s") == "at least 1 Mbit/s"
    assert required(Requirement(at_most=86_400), "s") == "at most 1 d"
    assert required(None, "s") == ""
