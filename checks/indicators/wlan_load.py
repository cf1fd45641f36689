"""Load of the wireless network: what a terminal gets, and how full access points are."""

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from operator import attrgetter

from checks.campus import Campus, Room, RoomAccessPoint, RoomKind
from checks.indicator import Indicator
from checks.indicators.evidence import fact, lacking, none_such, not_listed, read, shown
from checks.indicators.levels import Level, busy_each
from checks.indicators.members import Member, Sized, grouped, largest, share
from checks.indicators.sightings import all_of, any_of, unsaid
from checks.indicators.wireless import access_point_up, capacity
from checks.indicators.wording import bit_rate
from checks.readings import Found, Gap, Observation, Readings
from checks.verdict import CAMPUS, Cause, CauseKind, Coverage, Grade, Measured, Subject
from checks.windowed import BUSY_STATIONS
from collectors.quantities import (
    ACCESS_POINT_BUSY_STATIONS,
    ACCESS_POINT_CHANNEL_USE,
    ACCESS_POINT_NEIGHBOURS,
    ACCESS_POINT_REFUSALS,
    ACCESS_POINT_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINT_WEEK_STATIONS,
    WIRELESS_TERMINAL_RATE,
    WIRELESS_USER_LIMIT,
)

PER_TERMINAL = "wireless_terminal_share_bits_per_second"
WITHIN_LIMIT = "access_points_within_limit_ratio"
ZONE_CAPACITY = "crowded_place_terminals_per_seat_ratio"
CHANNEL_USE = "crowded_place_channel_utilisation_ratio"
NEIGHBOURS = "classroom_co_channel_neighbours_count"
USED = "smart_classrooms_with_terminals_ratio"

#: I-18, the auditor's default: fuller than this, an access point is too full.
FULL_AT_MOST = Fraction(4, 5)


def _points(campus: Campus, _: Readings) -> list[RoomAccessPoint]:
    """Each access point once, in the order of the inventory."""
    points = (point for room in campus.rooms or () for point in room.access_points or ())
    return list({(point.target, point.name): point for point in points}.values())


def per_terminal(campus: Campus, readings: Readings) -> list[Measured]:
    """Per controller, the share of a terminal under load or its rate limit, the lower (I-17)."""
    if not campus.rooms:
        return [not_listed(PER_TERMINAL, "rooms", campus.rooms)]
    controllers = dict.fromkeys(point.target for point in readings.part(_points, campus))
    if not controllers:
        return [none_such(PER_TERMINAL, "access points")]
    return [_controller(target, readings) for target in controllers]


def _controller(target: str, readings: Readings) -> Measured:
    """A controller that says it sets no limit sets none; that it cannot say is not known."""
    subject = Subject("controller", target)
    share_now = readings.find(WIRELESS_TERMINAL_RATE, target)
    limit = readings.find(WIRELESS_USER_LIMIT, target)
    evidence, coverage = shown((read(share_now), read(limit))), Coverage(0, 1)
    if readings.interpretations.reads("I-17", "rate_limit"):
        return _limited(subject, limit)
    if isinstance(share_now, Gap):
        return Measured(PER_TERMINAL, subject, None, share_now.cause, evidence, coverage)
    if isinstance(limit, Gap) and limit.cause.kind is not CauseKind.ABSENT:
        return Measured(PER_TERMINAL, subject, None, limit.cause, evidence, coverage)
    value, arithmetic = share_now.number, f"{bit_rate(share_now.number)} under load, no user limit"
    if isinstance(limit, Observation):
        value = min(value, limit.number)
        under_load = bit_rate(share_now.number)
        arithmetic = f"min({under_load} under load, {bit_rate(limit.number)} user limit)"
    return Measured(PER_TERMINAL, subject, value, None, evidence, arithmetic=arithmetic)


def _limited(subject: Subject, limit: Observation | Gap) -> Measured:
    """What the network allows a terminal; where it sets no limit, that tells nothing."""
    evidence = (read(limit),)
    if isinstance(limit, Gap):
        return Measured(PER_TERMINAL, subject, None, limit.cause, evidence, Coverage(0, 1))
    arithmetic = f"{bit_rate(limit.number)} user limit (I-17)"
    return Measured(PER_TERMINAL, subject, limit.number, None, evidence, arithmetic=arithmetic)


def within_limit(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of access points not fuller than 80 % of their limit that refused nobody (I-18)."""
    if not campus.rooms:
        return [not_listed(WITHIN_LIMIT, "rooms", campus.rooms)]
    points = readings.part(_points, campus)
    if not points:
        return [none_such(WITHIN_LIMIT, "access points")]
    by_controller = grouped(points, attrgetter("target")).values()
    members = [m for listed in by_controller for m in readings.part(_within, tuple(listed))]
    return [share(WITHIN_LIMIT, CAMPUS, members, "access points within limit", Grade.DECLARED)]


def _within(points: tuple[RoomAccessPoint, ...], readings: Readings) -> list[Member]:
    """Access points behind one controller."""
    target = points[0].target
    names = [point.name for point in points]
    refused = readings.several(ACCESS_POINT_REFUSALS, target, names)
    levels = busy_each(readings, BUSY_STATIONS, target, names)
    return list(map(_point_within, points, refused, levels))


def _point_within(point: RoomAccessPoint, refused: Found, level: Level) -> Member:
    limit = fact("rooms.access_points.stations_limit", point.name, point.stations_limit)
    evidence = (*level.evidence, limit, refused)
    room_left = _room_left(level, point.stations_limit)
    nobody = refused.cause if isinstance(refused, Gap) else refused.number == 0
    if room_left is False or nobody is False:
        return Member(point.name, False, evidence)
    causes = [each for each in (room_left, nobody) if isinstance(each, Cause)]
    if causes:
        return Member(point.name, min(causes, key=lambda cause: cause.detail), evidence)
    return Member(point.name, True, evidence)


def _room_left(level: Level, limit: int) -> bool | Cause:
    """Certain also where little was seen, if the rest of the time could not change it."""
    if not math.isinf(level.highest) and _not_full(level.highest, limit):
        return True
    if not _not_full(level.lowest, limit) or level.cause is None:
        return False
    return level.cause


def _not_full(stations: float, limit: int) -> bool:
    """Exact, whatever a percentile's last digit is."""
    numerator, denominator = stations.as_integer_ratio()
    return numerator * FULL_AT_MOST.denominator <= FULL_AT_MOST.numerator * limit * denominator


Judged = Callable[[Subject, Room, Readings], Measured]


def _crowded(indicator: str, judged: Judged, campus: Campus, readings: Readings) -> list[Measured]:
    if not campus.rooms:
        return [not_listed(indicator, "rooms", campus.rooms)]
    rooms = [room for room in campus.rooms if room.high_density]
    if not rooms:
        return [none_such(indicator, "crowded places")]
    return [
        judged(Subject("room", room.name, (("kind", room.kind.value),)), room, readings)
        for room in rooms
    ]


def zone_capacity(campus: Campus, readings: Readings) -> list[Measured]:
    """Per crowded place, the terminals that its live access points carry over its seats."""
    return _crowded(ZONE_CAPACITY, _zone_capacity, campus, readings)


def _zone_capacity(subject: Subject, room: Room, readings: Readings) -> Measured:
    carried = readings.part(capacity, room)
    cause = carried.terminals if isinstance(carried.terminals, Cause) else None
    if room.seats is None:
        detail = f"the inventory does not say how many seats {room.name} has"
        cause = Cause(CauseKind.FACT_MISSING, detail)
        evidence = shown((lacking("rooms.seats", room.name, detail), *carried.evidence))
        return Measured(ZONE_CAPACITY, subject, None, cause, evidence, carried.coverage)
    evidence = shown((*carried.evidence, fact("rooms.seats", room.name, room.seats)))
    if isinstance(carried.terminals, Cause):
        return Measured(ZONE_CAPACITY, subject, None, cause, evidence, carried.coverage)
    value = float(Fraction(carried.terminals, room.seats))
    arithmetic = f"({carried.terms}) terminals ÷ {room.seats} seats = {value:.4g}"
    return Measured(
        ZONE_CAPACITY, subject, value, None, evidence, carried.coverage, Grade.DECLARED, arithmetic
    )


def channel_use(campus: Campus, readings: Readings) -> list[Measured]:
    """Per crowded place, how busy the busiest channel of its access points is."""
    return _crowded(CHANNEL_USE, _channel_use, campus, readings)


def _channel_use(subject: Subject, room: Room, readings: Readings) -> Measured:
    return _worst(CHANNEL_USE, subject, room, readings)


def _worst(indicator: str, subject: Subject, room: Room, readings: Readings) -> Measured:
    """The largest reading of a room's access points, or why there is none."""
    quantity = ACCESS_POINT_CHANNEL_USE if indicator == CHANNEL_USE else ACCESS_POINT_NEIGHBOURS
    if not room.access_points:
        detail = f"the inventory names no access point that serves {room.name}"
        cause = Cause(CauseKind.FACT_MISSING, detail)
        evidence = (lacking("rooms.access_points", room.name, detail),)
        return Measured(indicator, subject, None, cause, evidence, Coverage(0, 1))
    founds = [readings.find(quantity, point.target, point.name) for point in room.access_points]
    sized = [
        Sized(
            found.instance,
            found.cause if isinstance(found, Gap) else found.number,
            (found,),
        )
        for found in founds
    ]
    known = [f"{each.size:g}" for each in sized if not isinstance(each.size, Cause)]
    return largest(indicator, subject, sized, f"max({', '.join(known)})", Grade.REPORTED)


CLASSROOMS = (RoomKind.CLASSROOM, RoomKind.SMART_CLASSROOM)


def neighbours(campus: Campus, readings: Readings) -> list[Measured]:
    """Per classroom, neighbours on the same 5 GHz channel that are heard too loud (I-21)."""
    if not campus.rooms:
        return [not_listed(NEIGHBOURS, "rooms", campus.rooms)]
    rooms = [room for room in campus.rooms if room.kind in CLASSROOMS]
    if not rooms:
        return [none_such(NEIGHBOURS, "classrooms")]
    return [
        _worst(
            NEIGHBOURS, Subject("room", room.name, (("kind", room.kind.value),)), room, readings
        )
        for room in rooms
    ]  # fmt: skip


def used(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of smart classrooms whose live access points carried a terminal in 7 days."""
    if not campus.rooms:
        return [not_listed(USED, "rooms", campus.rooms)]
    rooms = [room for room in campus.rooms if room.kind is RoomKind.SMART_CLASSROOM]
    if not rooms:
        return [none_such(USED, "smart classrooms")]
    members = [_used(room, readings) for room in rooms]
    return [share(USED, CAMPUS, members, "smart classrooms with terminals", Grade.DECLARED)]


def _used(room: Room, readings: Readings) -> Member:
    if room.access_points is None:
        detail = f"the inventory does not say which access points serve {room.name}"
        return unsaid(room.name, "rooms.access_points", detail)
    return any_of(room.name, _carrying(room, readings), "rooms.access_points")


def _carrying(room: Room, readings: Readings) -> Iterable[Member]:
    for point in room.access_points or ():
        up = Member(point.name, *access_point_up(readings, point))
        found = readings.find(ACCESS_POINT_WEEK_STATIONS, point.target, point.name)
        counts = found.cause if isinstance(found, Gap) else found.number >= 1
        yield all_of(point.name, (up, Member(point.name, counts, (found,))))


INDICATORS = (
    Indicator(
        PER_TERMINAL,
        "What a connected terminal gets under load, or is limited to.",
        "min(5th percentile of min(AP uplink, half of PHY rates) ÷ stations, user rate limit)",
        "bit/s",
        "controller",
        (WIRELESS_TERMINAL_RATE, WIRELESS_USER_LIMIT),
        ("rooms",),
        per_terminal,
    ),
    Indicator(
        WITHIN_LIMIT,
        "Share of access points that have room left and refused nobody.",
        "access points with 95th percentile of stations ≤ 0.8 × limit and no refusals ÷ all",
        "1",
        "campus",
        (ACCESS_POINT_BUSY_STATIONS, ACCESS_POINT_STATIONS, ACCESS_POINT_REFUSALS),
        ("rooms",),
        within_limit,
    ),
    Indicator(
        ZONE_CAPACITY,
        "Terminals that a crowded place's live access points carry, per seat.",
        "Σ stations_limit over the place's access points in run state ÷ seats",
        "1",
        "room",
        (ACCESS_POINT_UP,),
        ("rooms",),
        zone_capacity,
    ),
    Indicator(
        CHANNEL_USE,
        "How busy the busiest radio channel of a crowded place is.",
        "max over the place's access points of the 95th percentile of channel utilisation",
        "1",
        "room",
        (ACCESS_POINT_CHANNEL_USE,),
        ("rooms",),
        channel_use,
    ),
    Indicator(
        NEIGHBOURS,
        "Radios of other rooms that disturb a classroom's.",
        "max over the room's access points of neighbours on its 5 GHz channel above -75 dBm",
        "",
        "room",
        (ACCESS_POINT_NEIGHBOURS,),
        ("rooms",),
        neighbours,
    ),
    Indicator(
        USED,
        "Share of smart classrooms that terminals of teachers and students were connected in.",
        "smart classrooms with a live access point that carried a station in 7 days ÷ all",
        "1",
        "campus",
        (ACCESS_POINT_UP, ACCESS_POINT_WEEK_STATIONS),
        ("rooms",),
        used,
    ),
)
