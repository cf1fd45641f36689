# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Counters to rates: a rate that is told is right, and where it cannot be right none is told."""

import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.rates import Counted, NoRate, rate
from checks.restarts import ROUND_SECONDS, Uptime

GIGABIT = 1e9
ROUND_32, ROUND_64 = 2**32, 2**64


def counted(at_seconds: float, total_bytes: int, **more: float | None) -> Counted:
    """64 bits on a gigabit port of a device that runs on; `more` are fields that differ."""
    up_seconds = more.pop("uptime_seconds", 1000 + at_seconds)
    uptime = None if up_seconds is None else Uptime(at_seconds, up_seconds)
    return replace(Counted(at_seconds, total_bytes, 64, uptime, GIGABIT), **more)  # type: ignore[arg-type]


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
    "a reboot in spite of an uptime that rose": (
        counted(0, 5, uptime_seconds=30), counted(300, 10**9, uptime_seconds=250), NoRate.RESTARTED,
    ),
    "an uptime that fell too little for a reboot and too far for a round": (
        counted(0, 5, uptime_seconds=5000), counted(300, 9, uptime_seconds=3000), NoRate.UNTOLD,
    ),
    "an uptime that went round": (
        counted(0, 5, uptime_seconds=ROUND_SECONDS - 100),
        counted(3600, 3605, uptime_seconds=3500), NoRate.UNTOLD,
    ),
    "a discontinuity of the port alone": (
        counted(0, 5, discontinuity_seconds=0.0),
        counted(300, 9, discontinuity_seconds=1100.0), NoRate.RESTARTED,
    ),
    "a discontinuity before both": (
        counted(0, 0, discontinuity_seconds=900.0),
        counted(300, 300_000_000, discontinuity_seconds=900.0), 8e6,
    ),
    "a discontinuity that is told for the first time": (
        counted(0, 5), counted(300, 9, discontinuity_seconds=900.0), NoRate.RESTARTED,
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
    seconds = float(elapsed_seconds)
    up = (Uptime(0.0, 1000.0), Uptime(seconds, 1000.0 + seconds)) if tells_uptime else (None, None)
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
    first = Counted(0.0, before % 2**width, width, Uptime(0.0, 5000.0), speed)
    second = Counted(300.0, after, width, Uptime(300.0, 20.0), speed)
    assert isinstance(rate(first, second), NoRate)


@dataclass
class Port:
    """A port whose traffic is known to the last byte, with counters that do what they may."""

    dice: random.Random
    width: int
    speed: float
    at_seconds: float = 0.0
    started_seconds: float = 0.0
    carried: int = 0  # in truth, since ever
    counted: int = 0
    discontinuity_seconds: float | None = None
    frozen: bool = False
    started_anew: bool = False  # since the last reading, the device or the counter

    def pass_time(self, seconds: float) -> None:
        carried = int(self.dice.random() * self.speed * seconds / 8)
        self.at_seconds += seconds
        self.carried += carried
        if not self.frozen:
            self.counted = (self.counted + carried) % 2**self.width

    def reboot(self) -> None:
        self.at_seconds += self.dice.uniform(20.0, 200.0)  # until it is there again
        self.started_seconds, self.started_anew = self.at_seconds, True
        self.counted = self.dice.choice([0, self.dice.randrange(2**self.width)])
        if self.discontinuity_seconds is not None:
            self.discontinuity_seconds = 0.0

    def discontinue(self) -> None:
        """The counter alone starts anew, as after a line card was changed, and says when."""
        self.discontinuity_seconds = self.at_seconds - self.started_seconds
        self.counted, self.started_anew = 0, True

    def read(self) -> Counted:
        self.started_anew = False
        up_seconds = (self.at_seconds - self.started_seconds) % ROUND_SECONDS
        return Counted(
            self.at_seconds, self.counted, self.width, Uptime(self.at_seconds, up_seconds),
            self.speed, self.discontinuity_seconds,
        )  # fmt: skip


def test_fault_S9_ten_thousand_sequences_give_the_true_rate_or_none() -> None:
    dice = random.Random(9)
    told = lost = 0
    for _ in range(10_000):
        width, speed = dice.choice([32, 64]), dice.choice([1e7, 1e8, 1e9, 1e10])
        port = Port(dice, width, speed, counted=dice.randrange(2**width))
        port.discontinuity_seconds = dice.choice([None, 0.0])
        port.pass_time(dice.choice([10.0, ROUND_SECONDS - 200.0]))
        before, carried = port.read(), port.carried
        for _ in range(4):
            port.frozen = dice.random() < 0.05
            port.pass_time(dice.uniform(1.0, 400.0))
            if dice.random() < 0.15:
                port.reboot()
                port.pass_time(dice.uniform(0.0, 300.0))
            elif dice.random() < 0.15 and port.discontinuity_seconds is not None:
                port.pass_time(20.0)
                port.discontinue()
                port.pass_time(dice.uniform(0.0, 30.0))
            started_anew, frozen = port.started_anew, port.frozen
            now, carried_before = port.read(), carried
            carried = port.carried
            found = rate(before, now)
            true_bits = (carried - carried_before) * 8 / (now.at_seconds - before.at_seconds)
            if isinstance(found, NoRate):
                lost += 1
            else:
                told += 1
                assert not started_anew
                assert found == (0.0 if frozen else pytest.approx(true_bits, rel=1e-12))
            before = now
    assert told > 15_000
    assert lost > 5_000


def test_fault_S8_no_interval_with_a_reboot_in_it_has_a_rate() -> None:
    dice = random.Random(8)
    port = Port(dice, 64, 1e9)
    port.pass_time(1000.0)
    before, reboots = port.read(), 0
    while reboots < 200:
        port.pass_time(dice.uniform(0.0, 60.0))
        if rebooted := dice.random() < 0.5:
            reboots += 1
            port.reboot()
        port.pass_time(dice.uniform(0.0, 60.0) + 0.001)
        now = port.read()
        found = rate(before, now)
        if rebooted:
            assert found is NoRate.RESTARTED
        else:
            assert not isinstance(found, NoRate)
            assert 0 <= found <= 1e9
        before = now
