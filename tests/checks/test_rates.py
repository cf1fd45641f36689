"""Counters to rates: a rate that is told is right, and where it cannot be right none is told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.rates import Counted, NoRate, rate

GIGABIT = 1e9
ROUND_32, ROUND_64 = 2**32, 2**64


def counted(at_seconds: float, total_bytes: int, **more: float | None) -> Counted:
    """64 bits on a gigabit port of a device that runs on; `more` are fields that differ."""
    usual = Counted(at_seconds, total_bytes, 64, 1000 + at_seconds, GIGABIT)
    return replace(usual, **more)  # type: ignore[arg-type]


FULL = 37_500_000_000  # what a gigabit carries in five minutes, in bytes
ROWS: dict[str, tuple[Counted, Counted, float | NoRate]] = {
    "a quiet line carries 0": (counted(0, 5), counted(300, 5), 0.0),
    "bytes become bits": (counted(0, 0), counted(300, 300_000_000), 8e6),
    "a full line is believed": (counted(0, 0), counted(300, FULL), GIGABIT),
    "a little above the line is a matter of clocks": (
        counted(0, 0), counted(300, FULL * 102 // 100), 1.02e9,
    ),
    "more than that is not": (counted(0, 0), counted(300, FULL * 103 // 100), NoRate.IMPLAUSIBLE),
    "64 bits go round": (counted(0, ROUND_64 - 100), counted(300, 200), 8.0),
    "a counter that was reset has not gone round": (
        counted(0, 10**12), counted(300, 5), NoRate.FELL,
    ),
    "without a speed a fall tells nothing": (
        counted(0, ROUND_64 - 100, speed_bits_per_second=None),
        counted(300, 200, speed_bits_per_second=None), NoRate.FELL,
    ),
    "without an uptime a fall tells nothing": (
        counted(0, ROUND_64 - 100), counted(300, 200, uptime_seconds=None), NoRate.FELL,
    ),
    "without a speed 64 bits that rise are believed": (
        counted(0, 0, speed_bits_per_second=None),
        counted(300, 300_000_000, speed_bits_per_second=None), 8e6,
    ),
    "a reboot": (
        counted(0, 5, uptime_seconds=900), counted(300, 9, uptime_seconds=30), NoRate.RESTARTED,
    ),
    "a reboot in spite of a counter that rose": (
        counted(0, 5), counted(300, 10**9, uptime_seconds=200), NoRate.RESTARTED,
    ),
    "a duplicate": (counted(0, 5), counted(0, 5), NoRate.NOT_LATER),
    "out of order": (counted(300, 5), counted(0, 9), NoRate.NOT_LATER),
    "the counter of another width": (
        counted(0, 5, width_bits=32), counted(300, 9), NoRate.WIDTH_CHANGED,
    ),
    "32 bits that may have gone round at this speed": (
        counted(0, 5, width_bits=32), counted(300, 9, width_bits=32), NoRate.AMBIGUOUS,
    ),
    "32 bits without a speed": (
        counted(0, 5, width_bits=32, speed_bits_per_second=None),
        counted(300, 9, width_bits=32, speed_bits_per_second=None), NoRate.AMBIGUOUS,
    ),
    "32 bits in so short a time that they went round once": (
        counted(0, ROUND_32 - 1000, width_bits=32), counted(30, 2000, width_bits=32), 800.0,
    ),
    "32 bits on a slow port": (
        counted(0, ROUND_32 - 1000, width_bits=32, speed_bits_per_second=1e8),
        counted(300, 2000, width_bits=32, speed_bits_per_second=1e8), 80.0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_two_readings_make_a_rate_or_say_why_not(row: str) -> None:
    before, now, expected = ROWS[row]
    assert rate(before, now) == expected


@given(
    start=st.integers(0, ROUND_64 - 1),
    carried=st.integers(0, 10**12),
    elapsed_seconds=st.integers(1, 3600),
    kind=st.tuples(
        st.sampled_from([32, 64]), st.sampled_from([None, 1e6, 1e8, 1e9, 1e10]), st.booleans()
    ),
)
def test_a_rate_that_is_told_is_the_true_one(
    start: int, carried: int, elapsed_seconds: int, kind: tuple[int, float | None, bool]
) -> None:
    """Whatever a port of that speed can truly have carried, in whatever counter."""
    width, speed, tells_uptime = kind
    if speed is not None and carried * 8 > speed * elapsed_seconds:
        carried = int(speed * elapsed_seconds / 8)
    up = (1000.0, 1000.0 + elapsed_seconds) if tells_uptime else (None, None)
    before = Counted(0.0, start % 2**width, width, up[0], speed)
    now = Counted(float(elapsed_seconds), (start + carried) % 2**width, width, up[1], speed)
    told = rate(before, now)
    assert told is not NoRate.IMPLAUSIBLE
    if not isinstance(told, NoRate):
        assert told == carried * 8 / elapsed_seconds


@given(
    before=st.integers(0, ROUND_64 - 1),
    after=st.integers(0, 10**9),
    speed=st.sampled_from([None, 1e8, 1e9]),
    width=st.sampled_from([32, 64]),
)
def test_a_device_that_says_it_restarted_never_makes_a_rate(
    before: int, after: int, speed: float | None, width: int
) -> None:
    first = Counted(0.0, before % 2**width, width, 5000.0, speed)
    second = Counted(300.0, after, width, 20.0, speed)
    assert isinstance(rate(first, second), NoRate)
