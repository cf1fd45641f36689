"""How long it took others to stand in for a circuit that fell silent. Pure."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from collectors.path.protocol import EchoTold
from collectors.path.quantities import PATH_FAILOVER_NOW
from collectors.path.told import silences
from collectors.reading import Reading

#: Fewer lost at the end of a round are no circuit that fell silent.
LOST_AT_LEAST: Final = 3


def failover(
    name: str, told: EchoTold, circuits: Sequence[EchoTold], interval_seconds: float
) -> Reading:
    """`told` of what any circuit may carry, held against the moment at which one fell silent."""
    fell = [at for each in circuits if (at := fell_silent_seconds(each)) is not None]
    if not fell:
        why = _open(told, circuits)
        return Reading(PATH_FAILOVER_NOW, None if why else 0.0, name, why)
    if told.dropped:
        why = f"{told.dropped} packets found no room in our own queue"
        return Reading(PATH_FAILOVER_NOW, None, name, why)
    since_seconds = min(fell) - 2 * interval_seconds  # both tests send at moments of their own
    longest_seconds = interval_seconds
    for begin, end in silences(told):
        if end is None:
            why = f"no other had stood in {told.sent_after_seconds[-1] - begin:g} s later"
            return Reading(PATH_FAILOVER_NOW, None, name, why)
        if end >= since_seconds:
            longest_seconds = max(longest_seconds, end - begin)
    return Reading(PATH_FAILOVER_NOW, longest_seconds, name)


def _open(told: EchoTold, circuits: Sequence[EchoTold]) -> str:
    """Why nothing can be said of a round in which no circuit was seen to fall silent."""
    if any(each.dropped for each in circuits):
        return "packets found no room in our own queue"
    return "" if told.answers else "nothing came back, by whichever circuit"


def fell_silent_seconds(told: EchoTold) -> float | None:
    """When the first packet of the silence at the end was sent; None where there was none, or
    nothing else."""
    lost = sum(1 for _ in takewhile(lambda trip: trip is None, reversed(told.round_trips_seconds)))
    if told.dropped or not LOST_AT_LEAST <= lost < told.sent:
        return None
    return told.sent_after_seconds[-lost]
