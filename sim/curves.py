"""How a campus goes through its week: pure curves of campus time, and of what hangs on it.

Times are seconds since Monday 00:00. What looks like chance comes from names, so that the same
campus lives the same week each time.
"""

import math
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from sim.timetable import DAY_SECONDS, HOUR_SECONDS, Timetable

SATURDAY: Final = 5
#: What is a lesson's room between two lessons of a day.
BREAK_SHARE: Final = 0.15
SCHOOL_DAY_HOURS: Final = (8.0, 21.0)
#: Share of a room's people that are there: hours of a weekday, and what holds from then on.
WEEKDAY: Final = {
    "office": ((0, 0.0), (8, 0.8), (12, 0.3), (14, 0.8), (18, 0.1), (20, 0.0)),
    "dormitory": ((0, 0.1), (7, 0.5), (8, 0.15), (12, 0.5), (14, 0.15), (18, 0.8), (23, 0.3)),
    "public": ((0, 0.0), (8, 0.3), (12, 0.5), (14, 0.4), (18, 0.8), (22, 0.0)),
}
WEEKEND: Final = {
    "office": ((0, 0.0),),
    "dormitory": ((0, 0.1), (9, 0.7), (23, 0.3)),
    "public": ((0, 0.0), (9, 0.5), (22, 0.0)),
}
#: Of any other room, a machine room for one: somebody passes by.
ELSEWHERE: Final = ((0, 0.0), (9, 0.1), (17, 0.0))
#: For how long as many stations stay, and by how much they differ from what is usual.
SLOT_SECONDS: Final = 1_800
SPREAD: Final = 0.2

#: Of the load of a busy hour, which is the one that the scenario gives.
QUIET_LOAD_SHARE: Final = 0.6
#: Of a meter's average, which is the one that the scenario gives.
QUIET_RATE_SHARE: Final = 0.25
BUSY_RATE_SHARE: Final = 1.9

#: A lead battery has four fifths of its capacity left after five years, and loses ever faster.
FIVE_YEARS_DAYS: Final = 1_826
LOST_IN_FIVE_YEARS: Final = 0.2
LEAST_HEALTH: Final = 0.1
#: Peukert: twice the current is more than half the time.
PEUKERT: Final = 1.15
RECHARGE_SECONDS: Final = 6 * HOUR_SECONDS
LOW_CHARGE: Final = 0.2  # what cards call a low battery

HEAT_KELVIN: Final = 22.0  # above what is usual, when nothing cools a busy room any more
HEATING_SECONDS, COOLING_SECONDS = 1_800.0, 900.0
QUIET_KELVIN: Final = 2.0  # below what is usual, if nothing were in use


def chance(*names: object) -> float:
    """0 to 1, the same for the same names."""
    return crc32(" ".join(map(str, names)).encode()) / 0xFFFF_FFFF


def presence(kind: str, room: str, timetable: Timetable | None, week_seconds: float) -> float:
    """Share of a room's people that are there, 0 to 1."""
    day, hour = int(week_seconds // DAY_SECONDS) % 7, week_seconds % DAY_SECONDS / HOUR_SECONDS
    if timetable is not None and room in timetable.rooms:
        if timetable.in_lesson(room, week_seconds):
            return 1.0
        first, last = SCHOOL_DAY_HOURS
        return BREAK_SHARE if day < SATURDAY and first <= hour < last else 0.0
    steps = (WEEKEND if day >= SATURDAY else WEEKDAY).get(kind, ELSEWHERE)
    return [share for begins, share in steps if begins <= hour][-1]


def stations(people: float, limit: int, share: float, seed: str, week_seconds: float) -> int:
    """How many terminals are on an access point that is to serve so many people: from 0 to what it
    carries."""
    unlike = chance(seed, week_seconds // SLOT_SECONDS) * 2 * SPREAD - SPREAD
    return max(0, min(limit, round(people * share * (1 + unlike))))


def load_share(week_seconds: float) -> float:
    """Of the load of a busy hour: the least at four in the morning, on weekends hardly more."""
    return QUIET_LOAD_SHARE + (1 - QUIET_LOAD_SHARE) * _busy(week_seconds)


def rate_share(week_seconds: float) -> float:
    """Of a meter's average rate; never 0, for something always runs."""
    return QUIET_RATE_SHARE + (BUSY_RATE_SHARE - QUIET_RATE_SHARE) * _busy(week_seconds)


def _busy(week_seconds: float) -> float:
    """0 to 1: a wave that is lowest at four and highest at four in the afternoon."""
    hour = week_seconds % DAY_SECONDS / HOUR_SECONDS
    wave = (1 - math.cos((hour - 4) / 24 * 2 * math.pi)) / 2
    weekend = int(week_seconds // DAY_SECONDS) % 7 >= SATURDAY
    return wave * (0.3 if weekend else 1.0)


@dataclass(frozen=True, slots=True)
class Battery:
    """What the scenario says of it: how long it lasts when full at a busy hour's load, and its
    age then."""

    busy_seconds: float
    age_days: float


def health(age_days: float) -> float:
    """Capacity left of a new battery's, 0 to 1."""
    return max(LEAST_HEALTH, 1 - LOST_IN_FIVE_YEARS * (age_days / FIVE_YEARS_DAYS) ** 2)


def lasts_seconds(battery: Battery, charge: float, load: float, elapsed_days: float = 0.0) -> float:
    """With a charge of 0 to 1, at a share of the busy hour's load, so many days after the start."""
    aged = health(battery.age_days + elapsed_days) / health(battery.age_days)
    return battery.busy_seconds * charge * aged / math.pow(load, PEUKERT)


def charge_after(charge: float, lasts_full_seconds: float, seconds: float, *, mains: bool) -> float:
    """The charge when the mains were there or away for so long: it only falls, or only grows."""
    if mains:
        return min(1.0, charge + seconds / RECHARGE_SECONDS)
    if lasts_full_seconds <= 0:
        return 0.0
    return max(0.0, charge - seconds / lasts_full_seconds)


def heat_after(heat_kelvin: float, load: float, seconds: float, *, cooled: bool) -> float:
    """How much warmer than usual a machine room is, when its cooler ran or stood for so long."""
    aim, slowness = (0.0, COOLING_SECONDS) if cooled else (HEAT_KELVIN * load, HEATING_SECONDS)
    return aim + (heat_kelvin - aim) * math.exp(-seconds / slowness)


def celsius(usual: float, load: float, heat_kelvin: float) -> float:
    return round(usual + heat_kelvin - QUIET_KELVIN * (1 - load), 1)
