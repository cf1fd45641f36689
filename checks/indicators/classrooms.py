"""Classrooms and other rooms: how many are of a kind, and what they are fitted with, seen alive."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from checks.campus import Campus, Room, RoomKind
from checks.equipment import Thing, ThingKind
from checks.indicator import Indicator
from checks.indicators.evidence import fact, is_reading, none_such, not_listed
from checks.indicators.members import Member, share
from checks.indicators.sightings import all_of, any_of, seen, seen_this_month, unsaid
from checks.indicators.wireless import access_point_up
from checks.readings import Readings
from checks.verdict import Cause, Grade, Measured, Subject
from collectors.quantities import ACCESS_POINT_UP, THING_HEARD, THING_LAST_SEEN, THING_LIVE

EQUIPPED = "rooms_equipped_ratio"
OF_KIND = "classrooms_of_kind_ratio"

#: 教室 of a school (I-48): no offices, dormitories or laboratories.
CLASSROOMS = (
    RoomKind.CLASSROOM,
    RoomKind.SMART_CLASSROOM,
    RoomKind.COMPUTER_CLASSROOM,
    RoomKind.RECORDING_ROOM,
    RoomKind.SPECIAL_CLASSROOM,
)
SCREENS = (ThingKind.DISPLAY, ThingKind.INTERACTIVE_DISPLAY)
CONTROLS = (ThingKind.ROOM_CONTROLLER, *SCREENS)

#: Sets of rooms that a document speaks of; None: those said to be multimedia classrooms.
ROOMS: Mapping[str, Sequence[RoomKind] | None] = {
    "multimedia": None,
    "smart": (RoomKind.SMART_CLASSROOM,),
    "ordinary": (RoomKind.CLASSROOM,),
    "computer": (RoomKind.COMPUTER_CLASSROOM,),
    "recording": (RoomKind.RECORDING_ROOM,),
}
#: What a room may be fitted with.
FITTED: Mapping[str, Sequence[ThingKind]] = {
    "control": CONTROLS,
    "class_board": (ThingKind.CLASS_BOARD,),
    "recorder": (ThingKind.LECTURE_RECORDER,),
    "conference": (ThingKind.CONFERENCE_TERMINAL,),
    "state": (ThingKind.ROOM_CONTROLLER, ThingKind.SENSOR),
}


def _fitted(campus: Campus, readings: Readings) -> dict[str, list[tuple[Thing, Member]]]:
    """Things by the room that they stand in, with whether they are seen now."""
    fitted: dict[str, list[tuple[Thing, Member]]] = {}
    for thing in campus.things or ():
        if thing.room is not None:
            fitted.setdefault(thing.room, []).append((thing, seen(thing, readings)))
    return fitted


def equipped(campus: Campus, readings: Readings) -> list[Measured]:
    """Per set of rooms and kind of gear, the share of rooms where such a thing is seen."""
    missing = _missing(EQUIPPED, campus)
    if missing is not None:
        return [missing]
    fitted = _fitted(campus, readings)
    measured = []
    for rooms, kinds in ROOMS.items():
        chosen = _chosen(campus.rooms or [], kinds)
        for gear, wanted in FITTED.items():
            members = [_has(room, fitted.get(room.name, []), wanted) for room in chosen]
            if members:
                subject = Subject("rooms", f"{rooms} {gear}", (("rooms", rooms), ("gear", gear)))
                what = f"{rooms} rooms with {gear} seen"
                measured.append(share(EQUIPPED, subject, members, what, Grade.DECLARED))
    return measured


def _missing(indicator: str, campus: Campus) -> Measured | None:
    if not campus.rooms:
        return not_listed(indicator, "rooms", campus.rooms)
    return not_listed(indicator, "things", None) if campus.things is None else None


def _chosen(rooms: Sequence[Room], kinds: Sequence[RoomKind] | None) -> list[Room]:
    """A classroom of which it is not said whether it is multimedia is among them: no sparing."""
    if kinds is not None:
        return [room for room in rooms if room.kind in kinds]
    return [room for room in rooms if room.kind in CLASSROOMS and room.multimedia is not False]


def _has(room: Room, fitted: Sequence[tuple[Thing, Member]], kinds: Sequence[ThingKind]) -> Member:
    return any_of(room.name, (m for thing, m in fitted if thing.kind in kinds), "things.room")


def of_kind(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of classrooms that are multimedia, smart, interactive, or lit automatically."""
    missing = _missing(OF_KIND, campus)
    if missing is not None:
        return [missing]
    classrooms = [room for room in campus.rooms or [] if room.kind in CLASSROOMS]
    if not classrooms:
        return [none_such(OF_KIND, "classrooms")]
    by_room: dict[str, list[Thing]] = {}
    for thing in campus.things or ():
        by_room.setdefault(thing.room or "", []).append(thing)
    measured = []
    for name, is_one in KINDS.items():
        members = [
            _named(room, is_one(room, by_room.get(room.name, []), readings)) for room in classrooms
        ]
        subject, what = (
            Subject("classrooms", name, (("kind", name),)),
            f"classrooms that are {name}",
        )
        of_all = share(OF_KIND, subject, members, what, Grade.DECLARED)
        measured.append(_seen_at_all(of_all, members))
    return measured


def _seen_at_all(of_all: Measured, members: Sequence[Member]) -> Measured:
    """A share that the inventory alone makes, while its devices are unknown, is no value yet."""
    causes = [member.counts for member in members if isinstance(member.counts, Cause)]
    told = (member for member in members if isinstance(member.counts, bool))
    if not causes or any(is_reading(e) for member in told for e in member.evidence):
        return of_all
    cause = min(causes, key=lambda each: each.detail)
    return replace(of_all, value=None, why_not=cause, arithmetic="")


def _named(room: Room, member: Member) -> Member:
    return Member(room.name, member.counts, member.evidence)


def _seen_of(
    room: Room, things: Sequence[Thing], kinds: Sequence[ThingKind], readings: Readings
) -> Member:
    wanted = (seen_this_month(thing, readings) for thing in things if thing.kind in kinds)
    return any_of(room.name, wanted, "things.room")


def _multimedia(room: Room, things: Sequence[Thing], readings: Readings) -> Member:
    """Said to be one, and its control or display seen in 30 days (I-48)."""
    if room.multimedia is None:
        detail = f"the inventory does not say whether {room.name} is a multimedia classroom"
        return unsaid(room.name, "rooms.multimedia", detail)
    said = Member(
        room.name, room.multimedia, (fact("rooms.multimedia", room.name, room.multimedia),)
    )
    return all_of(room.name, (said, _seen_of(room, things, CONTROLS, readings)))


def _smart(room: Room, things: Sequence[Thing], readings: Readings) -> Member:
    """Typed so, an access point in run state, and its controller seen in 30 days (I-48)."""
    typed = room.kind is RoomKind.SMART_CLASSROOM
    said = Member(room.name, typed, (fact("rooms.kind", room.name, room.kind.value),))
    if not typed:
        return said
    if room.access_points is None:
        detail = f"the inventory does not say which access points serve {room.name}"
        return unsaid(room.name, "rooms.access_points", detail)
    points = (Member(point.name, *access_point_up(readings, point)) for point in room.access_points)
    wireless = any_of(room.name, points, "rooms.access_points")
    control = _seen_of(room, things, CONTROLS, readings)
    return all_of(room.name, (said, wireless, control))


def _interactive(room: Room, things: Sequence[Thing], readings: Readings) -> Member:
    kinds = (ThingKind.INTERACTIVE_DISPLAY, ThingKind.LECTURE_RECORDER)
    return _seen_of(room, things, kinds, readings)


def _lit(room: Room, things: Sequence[Thing], readings: Readings) -> Member:
    """At least one live automatic controller (I-44)."""
    lights = (seen(thing, readings) for thing in things if _is_automatic_light(thing))
    return any_of(room.name, lights, "things.room")


def _is_automatic_light(thing: Thing) -> bool:
    return thing.kind is ThingKind.LIGHT_CONTROLLER and thing.automatic is True


KINDS: Mapping[str, Callable[[Room, Sequence[Thing], Readings], Member]] = {
    "multimedia": _multimedia,
    "smart": _smart,
    "interactive": _interactive,
    "lit_automatically": _lit,
}


SEEN = (THING_HEARD, THING_LIVE)
INDICATORS = (
    Indicator(
        EQUIPPED,
        "Share of rooms where a thing of the kind is seen.",
        "rooms with such a thing heard or answering within the window ÷ rooms",
        "1",
        "rooms",
        SEEN,
        ("rooms", "things"),
        equipped,
    ),
    Indicator(
        OF_KIND,
        "Share of classrooms that are multimedia, smart, interactive, or lit automatically.",
        "classrooms said to be so whose gear was seen ÷ classrooms",
        "1",
        "classrooms",
        (*SEEN, THING_LAST_SEEN, ACCESS_POINT_UP),
        ("rooms", "things"),
        of_kind,
    ),
)
