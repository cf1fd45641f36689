"""Things in rooms and places: whether they are on line, when they were last in use, and what of
the campus they equip, watch and light."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from sim.campus import Campus
from sim.facts import Room
from sim.reality.network import switched_on
from sim.reality.platforms import age, told
from sim.reality.values import Values, number
from sim.reality.wireless import stations

Thing = Mapping[str, Any]
Seen = bool | None  # None: nobody can say
Quantity = Callable[[Campus], Values]

#: 教室总数: no offices, no dormitories, and no laboratories (I-48).
CLASSROOMS = (
    "classroom", "smart_classroom", "computer_classroom", "recording_room", "special_classroom",
)  # fmt: skip
SCREENS = ("display", "interactive_display")
CONTROLS = ("room_controller", *SCREENS)
DAY_SECONDS = 86_400
MONTH_SECONDS = 30 * DAY_SECONDS


def live(campus: Campus, thing: Thing) -> Seen:
    """On line as its platform says; what nothing reads is not (I-61)."""
    if thing.get("target") is None:
        return False
    on_line = told(campus, thing["target"], "thing_live", thing["name"])
    return None if on_line is None else bool(on_line)


def live_this_month(campus: Campus, thing: Thing) -> Seen:
    """On line, or in use within 30 days (I-48)."""
    now = live(campus, thing)
    if now is True or thing.get("target") is None:
        return now
    ago = age(campus, thing["target"], "thing_last_seen_timestamp_seconds", thing["name"])
    return None if ago is None else ago <= MONTH_SECONDS


def any_(seen: Iterable[Seen]) -> Seen:
    listed = list(seen)
    if True in listed:
        return True
    return None if None in listed else False


def all_(seen: Iterable[Seen]) -> Seen:
    listed = list(seen)
    if False in listed:
        return False
    return None if None in listed else True


def part(seen: Iterable[Seen]) -> Fraction | None:
    """Share of those that are seen; `seen` is not empty."""
    listed = list(seen)
    return None if None in listed else Fraction(listed.count(True), len(listed))


def things(campus: Campus, *kinds: str, **where: object) -> list[Thing]:
    """Of these kinds, or of all; with these fields."""
    having = campus.scenario.campus.having
    if not where:
        return [thing for kind in kinds for thing in having.get(("things", "kind", kind), [])]
    (field, value), *rest = where.items()
    return [
        thing
        for thing in having.get(("things", field, value), [])
        if (not kinds or thing["kind"] in kinds)
        and all(thing.get(field) == value for field, value in rest)
    ]


def live_of(field: str, *names: str) -> Quantity:
    """Share of things that are on line: of each kind, or of each subsystem."""

    def share(campus: Campus) -> Values:
        found = {name: things(campus, **{field: name}) for name in names}
        return {name: part(live(campus, e) for e in some) for name, some in found.items() if some}

    return share


def kinds(*names: str) -> Quantity:
    return live_of("kind", *names)


def subsystems_live(*names: str) -> Quantity:
    return live_of("subsystem", *names)


def rooms_of(campus: Campus, *kinds: str) -> list[Room]:
    return [room for room in campus.scenario.campus.rooms or [] if room.kind in kinds]


def multimedia(campus: Campus) -> list[Room]:
    """Classrooms that are said to be multimedia ones, or of which nothing is said."""
    return [room for room in rooms_of(campus, *CLASSROOMS) if room.multimedia is not False]


def multimedia_with(*gear: str) -> Quantity:
    """Share of multimedia classrooms where such a thing is on line."""
    return lambda campus: equipped(campus, multimedia(campus), gear)


def rooms_with(kind: str, *gear: str) -> Quantity:
    return lambda campus: equipped(campus, rooms_of(campus, kind), gear)


def equipped(campus: Campus, rooms: list[Room], gear: tuple[str, ...]) -> Values:
    if not campus.scenario.campus.listed("things") or not rooms:
        return None
    return {"": part(any_(live(campus, each) for each in things(campus, *gear, room=room.name))
                     for room in rooms)}  # fmt: skip


def places_with(of: tuple[str, ...], *gear: str) -> Quantity:
    """Of each kind of place, or of key places, the share where such a thing is on line; no gear:
    anything."""

    def share(campus: Campus) -> Values:
        listed = campus.scenario.campus.listed("places")
        values = {}
        for kind in of:
            chosen = [p for p in listed if (p.get("key") if kind == "key" else p["kind"] == kind)]
            if chosen:
                values[kind] = part(
                    any_(live(campus, each) for each in things(campus, *gear, place=place["name"]))
                    for place in chosen
                )
        return values

    return share


def multimedia_inches(*, seats_at_least: int = 0, seats_at_most: int = 10**6) -> Quantity:
    """Of each multimedia classroom of a size, or of which the size is not said."""

    def sizes(campus: Campus) -> Values:
        rooms = [
            room
            for room in multimedia(campus)
            if room.seats is None or seats_at_least <= room.seats <= seats_at_most
        ]
        return sized(campus, rooms, SCREENS)

    return sizes


def inches(kind: str, **of: str) -> Quantity:
    """Of each room of a kind; 交互式: what only shows is not meant."""

    def sizes(campus: Campus) -> Values:
        rooms = [room for room in rooms_of(campus, kind) if is_for(room, **of)]
        return sized(campus, rooms, ("interactive_display",))

    return sizes


def sized(campus: Campus, rooms: list[Room], screens: tuple[str, ...]) -> Values:
    """Per room the largest display that was in use within 30 days (I-48); without one 0."""
    if not campus.scenario.campus.listed("things"):
        return None
    return {room.name: largest(campus, things(campus, *screens, room=room.name)) for room in rooms}


def largest(campus: Campus, screens: list[Thing]) -> Fraction | None:
    size = Fraction(0)
    for screen in screens:
        seen = live_this_month(campus, screen)
        if seen is None:
            return None
        size = max(size, number(screen["inches"]) if seen else size)
    return size


def classrooms(is_one: Callable[[Campus, Room], Seen]) -> Quantity:
    """Share of all classrooms that are of a sort."""

    def share(campus: Campus) -> Values:
        if not campus.scenario.campus.listed("things"):
            return None
        return {"": part(is_one(campus, room) for room in rooms_of(campus, *CLASSROOMS))}

    return share


def used(campus: Campus, room: Room, *gear: str) -> Seen:
    return any_(live_this_month(campus, each) for each in things(campus, *gear, room=room.name))


def is_multimedia(campus: Campus, room: Room) -> Seen:
    return all_((room.multimedia, used(campus, room, *CONTROLS)))


def is_smart(campus: Campus, room: Room) -> Seen:
    """Typed so, reached by radio, its control in use within 30 days (I-48)."""
    if room.kind != "smart_classroom":
        return False
    return all_((stations(campus, room) > 0, used(campus, room, *CONTROLS)))


def is_interactive(campus: Campus, room: Room) -> Seen:
    return used(campus, room, "interactive_display", "lecture_recorder")


def is_lit(campus: Campus, room: Room) -> Seen:
    """By at least one automatic controller that is on line (I-44)."""
    lights = things(campus, "light_controller", room=room.name, automatic=True)
    return any_(live(campus, each) for each in lights)


def subsystems_feeding(*names: str) -> Quantity:
    """Share of the named subsystems, or of those listed, of which something is on line."""

    def share(campus: Campus) -> Values:
        listed = campus.scenario.campus.listed("things")
        wanted = names or sorted({each["subsystem"] for each in listed if "subsystem" in each})
        if not listed:
            return None
        return {"": part(any_(live(campus, each) for each in things(campus, subsystem=name))
                         for name in wanted)}  # fmt: skip

    return share


def hazards_watched(*kinds: str) -> Quantity:
    """Of each kind of hazardous items (I-47), or of the main ones, the share with a thing that is
    on line."""

    def share(campus: Campus) -> Values:
        values = {}
        for kind in kinds:
            chosen = [
                each
                for each in campus.scenario.campus.listed("hazards")
                if (each.get("main") if kind == "main" else each["kind"] == kind)
            ]
            if chosen:
                values[kind] = part(
                    any_(live(campus, thing) for thing in things(campus, hazard=hazard["name"]))
                    for hazard in chosen
                )
        return values

    return share


def outlets(kind: str, **of: str) -> Quantity:
    """How many ports of each room of a kind are switched on (I-27)."""

    def count(campus: Campus) -> Values:
        rooms = [room for room in rooms_of(campus, kind) if is_for(room, **of)]
        return {room.name: Fraction(switched_on(campus, room)) for room in rooms}

    return count


def is_for(room: Room, **of: str) -> bool:
    """For a stage or specialty; a room of which it is not said is for any."""
    return all(getattr(room, field) in (None, value) for field, value in of.items())
