"""Coverage of places: rooms with a live port, a live access point, or both."""

from collections.abc import Mapping, Sequence

from checks.campus import Campus, Room, RoomKind
from checks.indicator import Indicator
from checks.indicators.evidence import fact, lacking, not_listed
from checks.indicators.interfaces import room_ports, true
from checks.indicators.members import Member, share
from checks.indicators.wireless import access_point_up
from checks.readings import Found, Gap, Readings
from checks.verdict import Cause, CauseKind, Grade, Measured, Subject
from collectors.quantities import ACCESS_POINT_UP, INTERFACE_ADMIN_UP

ROOMS = "rooms_covered_ratio"

#: Which rooms a document means; the names are what clauses select on.
PLACES: Mapping[str, Sequence[RoomKind]] = {
    "all": tuple(RoomKind),
    "teaching": (RoomKind.CLASSROOM, RoomKind.SMART_CLASSROOM, RoomKind.LABORATORY),
    "classrooms_and_offices": (RoomKind.CLASSROOM, RoomKind.SMART_CLASSROOM, RoomKind.OFFICE),
    "teaching_office_activity": (
        RoomKind.CLASSROOM,
        RoomKind.SMART_CLASSROOM,
        RoomKind.LABORATORY,
        RoomKind.OFFICE,
        RoomKind.PUBLIC,
    ),
    "smart_classrooms": (RoomKind.SMART_CLASSROOM,),
}


def rooms(campus: Campus, readings: Readings) -> list[Measured]:
    """Per kind of access and set of places, the share of rooms that have it."""
    if not campus.rooms:
        return [not_listed(ROOMS, "rooms", campus.rooms)]
    of_rooms = [readings.part(_access, room) for room in campus.rooms]
    chosen = {
        places: [n for n, room in enumerate(campus.rooms) if room.kind in kinds]
        for places, kinds in PLACES.items()
    }
    measured = []
    for access in ("wired", "wireless", "both"):
        members = [of_room[access] for of_room in of_rooms]
        what = f"rooms with {access} access"
        measured += [
            share(ROOMS, _subject(access, places), [members[n] for n in some], what, Grade.DECLARED)
            for places, some in chosen.items()
            if some
        ]
    return measured


def _subject(access: str, places: str) -> Subject:
    return Subject("rooms", f"{access} {places}", (("access", access), ("places", places)))


def _access(room: Room, readings: Readings) -> Mapping[str, Member]:
    """By kind of access, whether the room has it."""
    wired, wireless = _wired(room, readings), _wireless(room, readings)
    return {"wired": wired, "wireless": wireless, "both": _both(room, wired, wireless)}


def _wired(room: Room, readings: Readings) -> Member:
    """At least one port that leads to the room is switched on."""
    founds = room_ports(room, readings)
    told = [found.cause if isinstance(found, Gap) else true(found) for found in founds]
    return _any(room, "rooms.ports", room.ports, told, founds)


def _wireless(room: Room, readings: Readings) -> Member:
    """At least one access point that serves the room is in run state."""
    parts = [access_point_up(readings, point) for point in room.access_points or ()]
    told, founds = [counts for counts, _ in parts], [found for _, (found,) in parts]
    return _any(room, "rooms.access_points", room.access_points, told, founds)


def _any(
    room: Room,
    field: str,
    listed: Sequence[object] | None,
    told: Sequence[bool | Cause],
    founds: Sequence[Found],
) -> Member:
    if listed is None:
        detail = f"the inventory does not list {field} of {room.name}"
        cause = Cause(CauseKind.FACT_MISSING, detail)
        return Member(room.name, cause, (lacking(field, room.name, detail),))
    if not listed:
        return Member(room.name, False, (fact(field, room.name, 0),))
    if True in told:
        return Member(room.name, True, founds)
    untold = [counts for counts in told if isinstance(counts, Cause)]
    return Member(room.name, untold[0] if untold else False, founds)


def _both(room: Room, wired: Member, wireless: Member) -> Member:
    evidence = (*wired.evidence, *wireless.evidence)
    if wired.counts is False or wireless.counts is False:
        return Member(room.name, False, evidence)
    counts = wired.counts if isinstance(wired.counts, Cause) else wireless.counts
    return Member(room.name, counts, evidence)


INDICATORS = (
    Indicator(
        ROOMS,
        "Share of rooms that have wired access, wireless access, or both.",
        "rooms with a port switched on and/or an access point in run state ÷ rooms",
        "1",
        "rooms",
        (INTERFACE_ADMIN_UP, ACCESS_POINT_UP),
        ("rooms",),
        rooms,
    ),
)
