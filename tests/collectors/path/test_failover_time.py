"""How long others took to stand in: told from rounds that are written down by hand."""

import pytest

from collectors.path.failover import failover
from collectors.path.protocol import EchoTold
from collectors.reading import Value


def told(answers: str, *, dropped: int = 0) -> EchoTold:
    """Sent every half second; a dot for what brought no answer."""
    after = [n / 2 for n in range(len(answers))]
    trips = [None if each == "." else 0.01 for each in answers]
    return EchoTold(sent_after_seconds=after, round_trips_seconds=trips, dropped=dropped)


#: What any circuit may carry, what each carries by itself; the failover, and why there is none.
ROUNDS: dict[str, tuple[str, list[str], Value, str]] = {
    "nothing happened": ("xxxxxxxx", ["xxxxxxxx", "xxxxxxxx"], 0.0, ""),
    "the other stood in": ("xxx...xx", ["xxx.....", "xxxxxxxx"], 1.5, ""),
    "at once": ("xxxxxxxx", ["xxx.....", "xxxxxxxx"], 0.5, ""),
    "what was lost before does not count": (".....xxx.xxx", ["xxxxxxxxx..."], 0.5, ""),
    "one that was lost at the turn does": ("xx.xxxxx", ["xxxx...."], 0.5, ""),
    "not in this round": ("xxx.....", ["xxx.....", "xxxxxxxx"], None, "2 s later"),
    "one lost at the end is no failure": ("x...xxxx", ["xxxxxx..", "xxxxxxxx"], 0.0, ""),
    "one that was silent all along failed earlier": ("xx..xxxx", ["........", "xxxxxxxx"], 0.0, ""),
    "one that came back did not fail": ("xx..xxxx", ["xx....xx", "xxxxxxxx"], 0.0, ""),
    "nobody answers": ("........", ["........"], None, "by whichever circuit"),
}


@pytest.mark.parametrize(("any_", "each", "seconds", "why"), ROUNDS.values(), ids=ROUNDS)
def test_others_stand_in(any_: str, each: list[str], seconds: Value, why: str) -> None:
    reading = failover("any", told(any_), [told(one) for one in each], 0.5)
    assert reading.value == seconds
    assert why in reading.rejected
    assert bool(reading.rejected) is (seconds is None)


@pytest.mark.parametrize(("any_dropped", "one_dropped"), [(1, 0), (0, 1)])
def test_what_our_own_queue_lost_proves_nothing(any_dropped: int, one_dropped: int) -> None:
    one = told("xxx.....", dropped=one_dropped)
    reading = failover("any", told("xxx...xx", dropped=any_dropped), [one], 0.5)
    assert reading.value is None
    assert "our own queue" in reading.rejected
