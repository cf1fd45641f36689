"""How many terminals the access points of a room carry, and which rooms are reached at all."""

from collections.abc import Callable
from fractions import Fraction

from sim.campus import Campus
from sim.facts import Room
from sim.reality.network import switched_on
from sim.reality.values import Values


def stations(campus: Campus, room: Room) -> Fraction:
    """How many terminals a room's access points carry at once; one that is down carries none."""
    total = Fraction(0)
    for placed in room.access_points or []:
        controller = next(c for c in campus.scenario.devices.controllers
                          if c.name == placed.target)  # fmt: skip
        written = next(ap for ap in controller.access_points if ap.name == placed.name)
        state = campus.now(placed.target, f"access_points.{placed.name}.state", written.state)
        total += placed.stations_limit if state == "nor" else 0
    return total


def stations_per_seat(campus: Campus) -> Values:
    rooms = [room for room in campus.scenario.campus.rooms or [] if room.kind == "smart_classroom"]
    return {room.name: stations(campus, room) / room.seats for room in rooms if room.seats}


def stations_per_classroom(campus: Campus) -> Values:
    rooms = [room for room in campus.scenario.campus.rooms or [] if room.kind == "classroom"]
    return {room.name: stations(campus, room) for room in rooms}


TEACHING = frozenset({"classroom", "smart_classroom", "laboratory"})
OFFICE = frozenset({"office"})
ACTIVITY = frozenset({"public"})


def covered(
    kinds: frozenset[str] | None, *, wired: bool = False, wireless: bool = False
) -> Callable[[Campus], Values]:
    """Share of the rooms of these kinds (None: of all) that are reached as wanted.

    A room of which the scenario does not say how it is reached leaves no truth.
    """

    def share(campus: Campus) -> Values:
        rooms = [room for room in campus.scenario.campus.rooms or []
                 if kinds is None or room.kind in kinds]  # fmt: skip
        if not rooms or any(
            (wired and room.ports is None) or (wireless and room.access_points is None)
            for room in rooms
        ):
            return None
        reached = sum(
            (not wired or switched_on(campus, room) > 0)
            and (not wireless or stations(campus, room) > 0)
            for room in rooms
        )
        return {"": Fraction(reached, len(rooms))}

    return share


def covered_alone(campus: Campus) -> Values:
    """Share of all rooms that cables reach, and that wireless reaches, each by itself."""
    wired = covered(None, wired=True)(campus)
    by_radio = covered(None, wireless=True)(campus)
    if wired is None or by_radio is None:
        return None
    return {"wired": wired[""], "wireless": by_radio[""]}
