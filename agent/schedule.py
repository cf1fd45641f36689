"""When each probe is due, and when all is judged. Pure: time is a number, so an hour of schedule
takes no time to test."""

import hashlib

#: The first failures cost nothing: a lost packet or a reboot is polled at full pace.
FREE_FAILURES = 2

#: Where nothing else is configured: who is back is seen within two intervals.
ROUNDS_AT_MOST = 2

#: A failing probe waits at most this many times its interval, as a power of two.
BACK_OFF_DOUBLINGS = 6


#: Results that arrive together are judged together.
GATHER_SECONDS = 0.2

#: Of a big campus results arrive all the time. So much longer than a judgement takes they gather
#: before the next, so that it has a tenth of the processor at most, and polling the rest.
GATHER_RATIO = 9.0

#: Verdicts decay without any news, so they are judged at least this often.
DECAY_SECONDS = 1.0


def offset_seconds(name: str, interval_seconds: float) -> float:
    """The probe's own place in its interval, from its name: stable, spread, no thundering herd."""
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 * interval_seconds


def next_due_seconds(now_seconds: float, offset_seconds: float, interval_seconds: float) -> float:
    """The first `offset + k * interval` after `now`; rounds that were missed stay missed."""
    rounds = (now_seconds - offset_seconds) // interval_seconds + 1
    return offset_seconds + rounds * interval_seconds


def back_off_rounds(failures: int, interval_seconds: float, at_most_seconds: float | None) -> int:
    """How many intervals to wait after so many failures in a row: 1, 2, 4 … under the cap.

    A probe slower than the cap keeps its own pace; without a cap it is two intervals.
    """
    if failures <= FREE_FAILURES:
        return 1
    rounds: int = 2 ** min(failures - FREE_FAILURES, BACK_OFF_DOUBLINGS)
    if at_most_seconds is None:
        return min(rounds, ROUNDS_AT_MOST)
    return max(1, min(rounds, int(at_most_seconds // interval_seconds)))


def gather_seconds(spent_seconds: float) -> float:
    """How long results gather after a judgement that took so much of the processor."""
    return min(max(GATHER_SECONDS, spent_seconds * GATHER_RATIO), DECAY_SECONDS)
