"""Rooms as such: what is read of them, which of them are metered, and their outlets."""

from collections.abc import Callable
from fractions import Fraction

from sim.campus import Campus
from sim.facts import MeterFact, Room, RoomSensor
from sim.reality.platforms import told
from sim.reality.services import alive
from sim.reality.systems import people
from sim.reality.things import Seen, any_, part, rooms_of
from sim.reality.values import Values
from sim.reality.watch import readers, watched


def signals(kind: str, *wanted: str) -> Callable[[Campus], Values]:
    """Share of the wanted readings of each room of a kind that somebody reads, whatever they say;
    nothing of a room of which the scenario does not say what is in it."""

    def shares(campus: Campus) -> Values:
        return {
            room.name: part([_read(campus, room, each) for each in wanted])
            for room in rooms_of(campus, kind)
            if room.sensors is not None
        }

    return shares


def _read(campus: Campus, room: Room, reading: str) -> Seen:
    return any_([watched(campus, name) for name in readers(campus, room, reading)])


def doors(campus: Campus) -> Values:
    """1 where a door controller of the machine room is on line: one that somebody says is not
    guards no door."""
    return {
        room.name: part([any_(_on_line(campus, s) for s in room.sensors if s.signal == "door")])
        for room in rooms_of(campus, "machine_room")
        if room.sensors is not None
    }


def _on_line(campus: Campus, sensor: RoomSensor) -> Seen:
    heard = watched(campus, sensor.target)
    return heard and told(campus, sensor.target, "door_controller_live", sensor.instance) is True


def temperatures(kind: str) -> Callable[[Campus], Values]:
    """1 where something in a room of the kind reads its temperature."""

    def values(campus: Campus) -> Values:
        return {
            room.name: part([_read(campus, room, "temperature")]) for room in rooms_of(campus, kind)
        }

    return values


def metered(campus: Campus) -> Values:
    """Share of the rooms, and of the buildings, with a meter that is read; nothing where one has
    no meter of its own and there are some of which nobody says where they are."""
    meters = campus.scenario.campus.meters or []
    places = {
        "rooms": [(room.name, "room") for room in campus.scenario.campus.rooms or []],
        "buildings": [(each.name, "building") for each in campus.scenario.campus.buildings or []],
    }
    shares: dict[str, Fraction | None] = {}
    for name, listed in places.items():
        of_places = [[m for m in meters if getattr(m, field) == at] for at, field in listed]
        if not all(of_places):
            return None
        shares[name] = part([_any_alive(campus, some) for some in of_places])
    return shares


def _any_alive(campus: Campus, meters: list[MeterFact]) -> bool:
    return any(alive(campus, meter) for meter in meters)


def outlets_per_person(campus: Campus) -> Values:
    """Outlets of the ledger per head (I-14). It is believed only if the switches have as many
    ports as it says that outlets are patched to: a switch that is not heard leaves that open."""
    facts = campus.scenario.campus
    ledger = facts.listed("outlets")
    if not ledger:
        return None
    listed = sum(entry["outlets"] for entry in ledger)
    patched = listed - sum(entry["unpatched"] for entry in ledger)
    heard = all(watched(campus, ports.target) for ports in facts.access_ports or [])
    if not heard or patched > len(campus.scenario.desktop_ports):
        return {"": None}
    return {"": Fraction(listed, people(campus, "everybody"))}
