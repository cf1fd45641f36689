"""Causes to the last digit of a limit: the limit itself, which is met, and what is next below."""

import random
from collections.abc import Iterator, Sequence
from typing import Final

from sim.campus import Campus
from sim.equipment import Devices
from sim.reality import portals
from sim.steps import Change

#: Machine rooms two hours; surveillance eight, six and one (I-30).
BATTERY_LIMITS_HOURS: Final = (1, 2, 6, 8)
PAGES_FOR_EACH_THAT_FAILS: Final = 10  # 90 % of a level (I-23)

Cause = tuple[str, tuple[Change, ...]]


def edges(campus: Campus, seed: int) -> Iterator[Sequence[Cause]]:
    """Kind after kind; the seed chooses among what is alike."""
    yield [*_of_batteries(campus.scenario.devices)]
    yield [*_of_pages(campus, random.Random(seed))]


def _of_batteries(devices: Devices) -> Iterator[Cause]:
    """To the last digit that a card can tell."""
    for hours in BATTERY_LIMITS_HOURS:
        for short in (0, 1):
            cause = f"batteries of {hours} h" + (", less the last digit" if short else "")
            yield cause, tuple(_lasting(devices, hours, short))


def _lasting(devices: Devices, hours: int, short: int) -> Iterator[Change]:
    for unit in devices.snmp_ups:
        minutes = hours * 60 - short
        yield Change(unit.name, "ups.minutes_remaining", minutes, unit.minutes_remaining)
    for nut in devices.nut_ups:
        seconds = str(hours * 3600 - short)
        yield Change(nut.name, f"{nut.ups}.battery.runtime", seconds, str(nut.runtime_seconds))


def _of_pages(campus: Campus, dice: random.Random) -> Iterator[Cause]:
    """As many pages of the third level as may fail, and one more: no other page hangs on them."""
    for portal in campus.scenario.devices.portals:
        _, third = portals.levels(campus, portal)
        pages = dice.sample(sorted(third), len(third))
        gone = [Change(portal.name, f"pages.{page}.status", 503, 200) for page in pages]
        most = len(third) // PAGES_FOR_EACH_THAT_FAILS
        for count in range(max(most, 1), min(most + 2, len(third) + 1)):
            yield f"{count} of {len(third)} pages of the third level", tuple(gone[:count])
