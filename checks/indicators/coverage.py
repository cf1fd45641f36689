"""Coverage of places: rooms with a live port, a live access point, or both."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from checks.campus import Campus, Room, RoomKind
from checks.indicator import Indicator
from checks.indicators.evidence import Piece, fact, lacking, not_listed
from checks.indicators.interfaces import true
from checks.indicators.members import Member, share
from checks.indicators.wireless import access_point_up
from checks.readings import Gap, Readings
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

Access = Literal["wired", "wireless", "both"]
Part = tuple[bool | Cause, tuple[Piece, ...]]


def rooms(campus: Campus, readings: Readings) -> list[Measured]:
    """Per kind of access and set of places, the share of rooms that have it."""
    if not campus.rooms:
        return [not_listed(ROOMS, "rooms", campus.rooms)]
    members: dict[Access, list[Member]] = {"wired": [], "wireless": [], "both": []}
    for room in campus.rooms:
        wired, wireless = readings.part(_wired, room), readings.part(_wireless, room)
        members["wired"].append(wired)
        members["wireless"].append(wireless)
        members["both"].append(_both(room, wired, wireless))
    return [
        share(
            ROOMS, _subject(access, places), chosen, f"rooms with {access} access", Grade.DECLARED
        )
        for access, of_rooms in members.items()
        for places, kinds in PLACES.items()
        if (
            chosen := [
                m for room, m in zip(campus.rooms, of_rooms, strict=True) if room.kind in kinds
            ]
        )
    ]


def _subject(access: Access, places: str) -> Subject:
    return Subject("rooms", f"{access} {places}", (("access", access), ("places", places)))


def _wired(room: Room, readings: Readings) -> Member:
    """At least one port that leads to the room is switched on."""

    def parts() -> list[Part]:
        founds = (
            readings.find(INTERFACE_ADMIN_UP, p.target, p.interface) for p in room.ports or []
        )
        return [(f.cause if isinstance(f, Gap) else true(f), (f,)) for f in founds]

    return _any(room, "rooms.ports", room.ports, parts)


def _wireless(room: Room, readings: Readings) -> Member:
    """At least one access point that serves the room is in run state."""

    def parts() -> list[Part]:
        return [access_point_up(readings, point) for point in room.access_points or []]

    return _any(room, "rooms.access_points", room.access_points, parts)


def _any(
    room: Room, field: str, listed: Sequence[object] | None, parts: Callable[[], list[Part]]
) -> Member:
    if listed is None:
        detail = f"the inventory does not list {field} of {room.name}"
        cause = Cause(CauseKind.FACT_MISSING, detail)
        return Member(room.name, cause, (lacking(field, room.name, detail),))
    if not listed:
        return Member(room.name, False, (fact(field, room.name, 0),))
    known = parts()
    evidence = tuple(piece for _, pieces in known for piece in pieces)
    if any(counts is True for counts, _ in known):
        return Member(room.name, True, evidence)
    untold = [counts for counts, _ in known if isinstance(counts, Cause)]
    return Member(room.name, untold[0] if untold else False, evidence)


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
