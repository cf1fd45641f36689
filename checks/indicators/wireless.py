"""Wireless capacity of rooms: how many terminals their live access points carry."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from checks.campus import Campus, Room, RoomAccessPoint, RoomKind
from checks.indicator import Indicator
from checks.indicators.evidence import Piece, fact, lacking, none_such, not_listed, shown
from checks.indicators.interfaces import true
from checks.readings import Found, Gap, Readings
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.quantities import ACCESS_POINT_UP
from collectors.record import record

PER_SEAT = "room_wireless_terminals_per_seat_ratio"
TERMINALS = "room_wireless_terminals_count"

CLASSROOMS = (RoomKind.CLASSROOM, RoomKind.SMART_CLASSROOM)


def access_point_up(
    readings: Readings, point: RoomAccessPoint
) -> tuple[bool | Cause, tuple[Found]]:
    """Whether the controller has the access point in run state.

    One that is missing from a list of others is not in run state there; an empty list tells
    nothing.
    """
    found = readings.find(ACCESS_POINT_UP, point.target, point.name)
    if not isinstance(found, Gap):
        return true(found), (found,)
    others = readings.names(ACCESS_POINT_UP, point.target)
    if found.cause.kind is CauseKind.ABSENT and others and point.name not in others:
        return False, (found,)
    return found.cause, (found,)


@record
class Capacity:
    """Terminals that a room's live access points carry together, or why that is not known."""

    terminals: int | Cause
    terms: str
    evidence: Sequence[Piece]
    coverage: Coverage


def capacity(room: Room, readings: Readings) -> Capacity:
    """Sum of the limits of access points in run state (I-19); one that is down counts 0, unless
    all that is installed is asked."""
    if room.access_points is None:
        detail = f"the inventory does not say which access points serve {room.name}"
        missing = lacking("rooms.access_points", room.name, detail)
        return Capacity(Cause(CauseKind.FACT_MISSING, detail), "", (missing,), Coverage(0, 1))
    points = {(point.target, point.name): point for point in room.access_points}
    if not points:
        return Capacity(
            0, "no access point", (fact("rooms.access_points", room.name, 0),), Coverage(1, 1)
        )
    installed = readings.interpretations.reads("I-19", "installed_capacity")
    terminals, terms, gaps = 0, [], []
    evidence: list[Piece] = []
    for point in points.values():
        up, seen = (True, ()) if installed else access_point_up(readings, point)
        limit = fact("rooms.access_points.stations_limit", point.name, point.stations_limit)
        evidence += [*seen, limit]
        if isinstance(up, Cause):
            gaps.append(up)
            continue
        terminals += point.stations_limit if up else 0
        terms.append(f"{point.stations_limit}" if up else f"0 ({point.name} is down)")
    coverage = Coverage(len(points) - len(gaps), len(points))
    return Capacity(gaps[0] if gaps else terminals, " + ".join(terms), evidence, coverage)


Judged = Callable[[Subject, Room, Readings], Measured]


def _per_classroom(
    indicator: str, judged: Judged, campus: Campus, readings: Readings
) -> list[Measured]:
    if not campus.rooms:
        return [not_listed(indicator, "rooms", campus.rooms)]
    rooms = [room for room in campus.rooms if room.kind in CLASSROOMS]
    if not rooms:
        return [none_such(indicator, "classrooms")]
    return [
        judged(Subject("room", room.name, (("kind", room.kind.value),)), room, readings)
        for room in rooms
    ]


def _terminals(subject: Subject, room: Room, readings: Readings) -> Measured:
    carried = readings.part(capacity, room)
    evidence = shown(carried.evidence)
    if isinstance(carried.terminals, Cause):
        return Measured(TERMINALS, subject, None, carried.terminals, evidence, carried.coverage)
    arithmetic = f"{carried.terms} = {carried.terminals} terminals"
    return Measured(
        TERMINALS, subject, float(carried.terminals), None, evidence, carried.coverage,
        Grade.DECLARED, arithmetic,
    )  # fmt: skip


def _per_seat(subject: Subject, room: Room, readings: Readings) -> Measured:
    """Exact for every limit of two decimals: 54 terminals on 45 seats are 1.2, not less."""
    carried = readings.part(capacity, room)
    if room.seats is None:
        detail = f"the inventory does not say how many seats {room.name} has"
        evidence = shown((lacking("rooms.seats", room.name, detail), *carried.evidence))
        cause = Cause(CauseKind.FACT_MISSING, detail)
        return Measured(PER_SEAT, subject, None, cause, evidence, carried.coverage)
    evidence = shown((*carried.evidence, fact("rooms.seats", room.name, room.seats)))
    if isinstance(carried.terminals, Cause):
        return Measured(PER_SEAT, subject, None, carried.terminals, evidence, carried.coverage)
    value = float(Fraction(carried.terminals, room.seats))
    arithmetic = f"({carried.terms}) terminals ÷ {room.seats} seats = {value:.4g}"
    return Measured(
        PER_SEAT, subject, value, None, evidence, carried.coverage, Grade.DECLARED, arithmetic
    )


def terminals(campus: Campus, readings: Readings) -> list[Measured]:
    """Per classroom, the terminals that its live access points carry (I-20)."""
    return _per_classroom(TERMINALS, _terminals, campus, readings)


def terminals_per_seat(campus: Campus, readings: Readings) -> list[Measured]:
    """Per classroom, the terminals that its live access points carry over its seats (I-19)."""
    return _per_classroom(PER_SEAT, _per_seat, campus, readings)


INDICATORS = (
    Indicator(
        PER_SEAT,
        "Terminals that a classroom's live access points carry, per seat.",
        "Σ stations_limit over the room's access points in run state ÷ seats",
        "1",
        "room",
        (ACCESS_POINT_UP,),
        ("rooms",),
        terminals_per_seat,
    ),
    Indicator(
        TERMINALS,
        "Terminals that a classroom's live access points carry.",
        "Σ stations_limit over the room's access points in run state",
        "",
        "room",
        (ACCESS_POINT_UP,),
        ("rooms",),
        terminals,
    ),
)
