# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""A device that started anew, and one whose clock went round, told apart where that is possible."""

import random

import pytest

from checks.restarts import ROUND_SECONDS, Restart, Uptime, restart

LATE = ROUND_SECONDS - 100.0  # a hundred seconds before it goes round
ROWS: dict[str, tuple[Uptime, Uptime, Restart]] = {
    "it runs on": (Uptime(0, 500), Uptime(60, 560), Restart.NONE),
    "its clock is a little slow": (Uptime(0, 500), Uptime(3600, 4080), Restart.NONE),
    "its clock is far too slow": (Uptime(0, 9e6), Uptime(3600, 9e6 + 900), Restart.NONE),
    "its clock is far too fast": (Uptime(0, 500), Uptime(60, 6500), Restart.NONE),
    "read twice at once": (Uptime(0, 500), Uptime(0, 500), Restart.NONE),
    "read late the first time": (Uptime(0, 503), Uptime(1, 501), Restart.NONE),
    "a reboot": (Uptime(0, 500), Uptime(60, 20), Restart.REBOOTED),
    "a reboot after which it has run for longer": (
        Uptime(0, 20), Uptime(3600, 3000), Restart.REBOOTED,
    ),
    "a reboot told by the engine alone": (
        Uptime(0, 500, 7), Uptime(60, 540, 8), Restart.REBOOTED,
    ),
    "its engine was given a new identity": (
        Uptime(0, 500, 7), Uptime(60, 540, 1), Restart.REBOOTED,
    ),
    "it fell to what is no start": (Uptime(0, 9000), Uptime(60, 4000), Restart.AMBIGUOUS),
    # S10: what sysUpTime shows is the same in all that follow
    "a wrap, by the engine's boots": (Uptime(0, LATE, 7), Uptime(160, 60, 7), Restart.WENT_ROUND),
    "a reboot, by the engine's boots": (Uptime(0, LATE, 7), Uptime(160, 60, 8), Restart.REBOOTED),
    "a wrap, by the host's clock": (
        Uptime(0, LATE, None, 9e5), Uptime(160, 60, None, 9e5 + 160), Restart.WENT_ROUND,
    ),
    "a reboot, by the host's clock": (
        Uptime(0, LATE, None, 9e5), Uptime(160, 60, None, 90), Restart.REBOOTED,
    ),
    "nothing else tells": (Uptime(0, LATE), Uptime(160, 60), Restart.AMBIGUOUS),
    "the other clocks were told once only": (
        Uptime(0, LATE, 7, 9e5), Uptime(160, 60), Restart.AMBIGUOUS,
    ),
    "the host's clock is the same one": (
        Uptime(0, LATE, None, LATE), Uptime(160, 60, None, 60), Restart.AMBIGUOUS,
    ),
    "the host's clock makes no sense": (
        Uptime(0, LATE, None, 9e5), Uptime(160, 60, None, 5e4), Restart.AMBIGUOUS,
    ),
    "a reboot that is no wrap": (Uptime(0, LATE), Uptime(160, 20), Restart.REBOOTED),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_fault_S10_a_wrap_is_no_reboot_and_what_cannot_be_told_is_ambiguous(row: str) -> None:
    before, now, expected = ROWS[row]
    assert restart(before, now) is expected


def test_fault_S8_two_hundred_reboots_are_each_seen_and_no_other() -> None:
    dice = random.Random(8)
    at_seconds, started_seconds, reboots = 1000.0, 0.0, 0
    before = Uptime(at_seconds, at_seconds)
    while reboots < 200:
        at_seconds += dice.uniform(1.0, 900.0)
        if rebooted := dice.random() < 0.5:
            reboots += 1
            at_seconds += dice.uniform(20.0, 200.0)  # until it is there again
            started_seconds = at_seconds
        at_seconds += dice.uniform(0.0, 900.0)
        now = Uptime(at_seconds, at_seconds - started_seconds)
        assert restart(before, now) is (Restart.REBOOTED if rebooted else Restart.NONE)
        before = now
