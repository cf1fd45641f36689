"""Plays a living campus: what its devices tell follows a clock that goes faster than ours.

All of it goes through `Campus.set_state`, so that ledger and truth know of it. What somebody else
has set stays as it was set, until it is again what the scenario says.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from sim.campus import Campus
from sim.curves import presence, rate_share, stations
from sim.facts import Room
from sim.hands import Hands
from sim.living_rooms import MachineRooms
from sim.scenario import Scenario
from sim.timetable import Living, clock_words

STEP_SECONDS: Final = 1.0
#: Of a room of which the scenario gives no seats.
PEOPLE_WITHOUT_SEATS: Final = 6
#: A meter's rate is told anew when it has changed by so much of its average.
RATE_STEP: Final = 0.1


class Clock:
    """Campus time: seconds since Monday 00:00 of the week in which the campus started."""

    def __init__(self, living: Living, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._started_seconds = now, now()
        self._ratio, self._first = living.clock_ratio, living.starts_week_seconds

    @property
    def week_seconds(self) -> float:
        return self._first + (self._now() - self._started_seconds) * self._ratio

    def __str__(self) -> str:
        return clock_words(self.week_seconds)


class LivingCampus:
    """`step` brings everything to a moment of campus time; moments only go forward."""

    def __init__(self, campus: Campus, living: Living) -> None:
        self._hands = Hands(campus)
        self._scenario = campus.scenario
        self._people = people(campus.scenario)
        self._rooms = MachineRooms(campus, self._hands, living)

    def step(self, week_seconds: float) -> None:
        self._stations(week_seconds)
        self._meters(week_seconds)
        self._rooms.step(week_seconds)

    def _stations(self, week_seconds: float) -> None:
        site, timetable = self._scenario.site.name, self._scenario.timetable
        for controller in self._scenario.devices.controllers:
            for point in controller.access_points:
                served = self._people.get((controller.name, point.name))
                if served is None:
                    continue  # of no room
                room, heads, limit = served
                share = presence(room.kind, room.name, timetable, week_seconds)
                count = stations(heads, limit, share, f"{site} {point.name}", week_seconds)
                path = f"access_points.{point.name}.stations"
                self._hands.put(controller.name, path, count, point.stations)

    def _meters(self, week_seconds: float) -> None:
        share = max(round(rate_share(week_seconds) / RATE_STEP), 1) * RATE_STEP
        for broker in self._scenario.devices.brokers:
            for gateway in broker.gateways:
                for meter in gateway.meters:
                    path = f"gateways.{gateway.name}.meters.{meter.name}.per_second"
                    rate = round(meter.per_second * share, 7)
                    self._hands.put(broker.name, path, rate, meter.per_second)


def people(scenario: Scenario) -> dict[tuple[str, str], tuple[Room, float, int]]:
    """By controller and access point: the room that it serves (the first, of several), how many
    of its people are its share, and what it carries."""
    found: dict[tuple[str, str], tuple[Room, float, int]] = {}
    for room in scenario.campus.rooms or []:
        placed = room.access_points or []
        heads = (room.seats or PEOPLE_WITHOUT_SEATS) / max(len(placed), 1)
        for point in placed:
            found.setdefault((point.target, point.name), (room, heads, point.stations_limit))
    return found


@asynccontextmanager
async def lived(
    campus: Campus, living: Living, *, step_seconds: float = STEP_SECONDS
) -> AsyncIterator[Clock]:
    """The campus lives while the block runs, from its first moment on; gives its clock.

    Raises what went wrong in playing it, at the end of the block.
    """
    clock, played = Clock(living), LivingCampus(campus, living)
    played.step(clock.week_seconds)

    async def play() -> None:
        while True:
            await asyncio.sleep(step_seconds)
            played.step(clock.week_seconds)

    playing = asyncio.create_task(play(), name="the living campus")
    try:
        yield clock
    finally:
        playing.cancel()
        (end,) = await asyncio.gather(playing, return_exceptions=True)
        if isinstance(end, Exception):
            raise end
