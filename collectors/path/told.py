"""What is read of an answer: none is no zero, and silence proves little. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from collectors.path.protocol import EchoTold, Heard, HoldersTold
from collectors.path.quantities import (
    DUPLICATE_ADDRESSES,
    DUPLICATE_ADDRESSES_INFO,
    PATH_LOSS,
    PATH_ROUND_TRIP_NOW,
    PATH_SILENCE,
)
from collectors.reading import Quantity, Reading

ADDRESS_QUANTITIES = (DUPLICATE_ADDRESSES, DUPLICATE_ADDRESSES_INFO)


def answered(quantity: Quantity, name: str, told: EchoTold) -> Reading:
    """False where all that was sent brought no answer; unknown where answers may have been lost
    in our own queue, or nothing was sent."""
    if told.answers:
        return Reading(quantity, True, name)
    why = _blind(told)
    return Reading(quantity, None, name, why) if why else Reading(quantity, False, name)


def _blind(told: EchoTold) -> str:
    if told.dropped:
        return f"{told.dropped} packets found no room in our own queue"
    return "" if told.sent else "nothing was sent"


def round_trip(name: str, told: EchoTold) -> Reading:
    """None without an answer: silence has no duration."""
    if not told.answers:
        return Reading(PATH_ROUND_TRIP_NOW, None, name, _blind(told) or "nothing came back")
    return Reading(PATH_ROUND_TRIP_NOW, median(told.answers), name)


def loss(name: str, told: EchoTold) -> Reading:
    lost, why = told.sent - len(told.answers), _blind(told)
    if why and (lost or not told.sent):
        return Reading(PATH_LOSS, None, name, why)
    return Reading(PATH_LOSS, lost / told.sent, name)


def silence(name: str, told: EchoTold) -> Reading:
    """As long as an egress took to fail over, where it did so within the round."""
    found = silences(told)
    endless = [begin for begin, end in found if end is None]
    longest_seconds = max((end - begin for begin, end in found if end is not None), default=0.0)
    if not endless and told.sent and not (told.dropped and longest_seconds):
        return Reading(PATH_SILENCE, longest_seconds, name)
    why = (
        f"silent from {max(endless, default=0):g} s after the first packet to the end of the round"
    )
    return Reading(PATH_SILENCE, None, name, _blind(told) or why)


def silences(told: EchoTold) -> list[tuple[float, float | None]]:
    """From the first packet lost to the next answered; to None at the end of the round."""
    found: list[tuple[float, float | None]] = []
    since_seconds: float | None = None
    for after, trip in zip(told.sent_after_seconds, told.round_trips_seconds, strict=True):
        if trip is None:
            since_seconds = after if since_seconds is None else since_seconds
        elif since_seconds is not None:
            found.append((since_seconds, after))
            since_seconds = None
    return found if since_seconds is None else [*found, (since_seconds, None)]


def unknown(quantities: Sequence[Quantity], instance: str, why: str) -> list[Reading]:
    return [Reading(each, None, instance, why) for each in quantities]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who was heard: under which addresses, from which hardware address, and what to call it."""

    addresses: frozenset[str]
    hardware: str
    name: str


def rogues(
    quantities: tuple[Quantity, Quantity],
    interface: str,
    heard: Sequence[Speaker],
    permitted: Sequence[str],
    told: Heard,
) -> list[Reading]:
    """Those of whom one address is not permitted, and of several that speak as the same permitted
    one all but one; a flood counts as far as it was looked into.

    None of them is 0 only where one that is permitted was heard, so that the question is known to
    have got through, and nothing was lost on our side.
    """
    strangers = [each for each in heard if not each.addresses <= {*permitted}]
    stations = Counter(each.addresses for each in heard if each not in strangers)
    doubles = [each for each in heard if stations[each.addresses] > 1]
    amount = len(strangers) + sum(each - 1 for each in stations.values())
    why = ""
    if not amount and told.dropped:
        why = f"{told.dropped} frames found no room in our own queue"
    elif not heard:
        why = "not even one that is permitted was heard: the question may not have got through"
    if why:
        return unknown(quantities, interface, why)
    count, names = quantities
    text = "; ".join(sorted(each.name for each in (*strangers, *doubles))) or "none"
    return [Reading(count, amount, interface), Reading(names, text, interface)]


def duplicates(interface: str, told: HoldersTold) -> list[Reading]:
    """0 only where each address has its one holder: one that nobody claims may be switched off, and
    its double with it."""
    twice = [each for each in told.held if len(each.hardware) + each.ours > 1]
    unheld = [each.address for each in told.held if not each.hardware and not each.ours]
    if not twice and (unheld or told.dropped):
        lost = f"{told.dropped} frames found no room in our own queue"
        why = f"nobody answered for {', '.join(unheld)}" if unheld else lost
        return unknown(ADDRESS_QUANTITIES, interface, why)
    texts = [
        f"{each.address}: {', '.join([*each.hardware, *(['this host'] if each.ours else [])])}"
        for each in twice
    ]
    return [
        Reading(DUPLICATE_ADDRESSES, len(twice), interface),
        Reading(DUPLICATE_ADDRESSES_INFO, "; ".join(texts) or "none", interface),
    ]
