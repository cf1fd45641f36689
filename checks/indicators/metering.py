"""Metering of every building and room: whether each has a meter or controller that is read."""

from collections.abc import Mapping, Sequence

from checks.campus import Campus, Meter
from checks.equipment import Thing, ThingKind
from checks.indicator import Indicator
from checks.indicators.evidence import not_listed
from checks.indicators.iot import meter_read
from checks.indicators.members import Member, grouped, share
from checks.indicators.sightings import any_of, seen
from checks.readings import Readings
from checks.verdict import Cause, CauseKind, Evidence, Grade, Measured, Subject
from collectors.quantities import METER_VALUE, THING_HEARD, THING_LIVE

BUILDINGS = "buildings_with_device_live_ratio"
ROOMS = "rooms_metered_ratio"

ENTRANCES = (ThingKind.DOOR_CONTROLLER, ThingKind.GATE, ThingKind.TURNSTILE)


def buildings(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of buildings with a meter that is read; a live building controller; a live door."""
    if not campus.buildings:
        return [not_listed(BUILDINGS, "buildings", campus.buildings)]
    names = [building.name for building in campus.buildings]
    measured = []
    if campus.meters is not None:
        members = _metered(names, campus.meters, "building", readings)
        measured.append(_share("meter", members))
    if campus.things is not None:
        standing = grouped(campus.things, lambda thing: thing.building)
        entrances = [_entered(name, standing, ENTRANCES, readings) for name in names]
        measured.append(_share("door", entrances))
        # only where the inventory lists one: not every building has automation
        controlled = {e.building for e in campus.things if e.kind is ThingKind.BUILDING_CONTROLLER}
        kinds = (ThingKind.BUILDING_CONTROLLER,)
        automated = [
            _entered(name, standing, kinds, readings) for name in names if name in controlled
        ]
        if automated:
            measured.append(_share("controller", automated))
    return measured or [not_listed(BUILDINGS, "meters", None)]


def _share(device: str, members: Sequence[Member]) -> Measured:
    subject = Subject("buildings", device, (("device", device),))
    return share(BUILDINGS, subject, members, f"buildings with a live {device}", Grade.DECLARED)


def _metered(
    names: Sequence[str], meters: Sequence[Meter], field: str, readings: Readings
) -> list[Member]:
    by_place = grouped(meters, lambda meter: getattr(meter, field))
    lost = [meter.name for meter in meters if getattr(meter, field) is None]
    return [_place(name, by_place.get(name, ()), lost, field, readings) for name in names]


def _place(
    name: str, of_place: Sequence[Meter], lost: Sequence[str], field: str, readings: Readings
) -> Member:
    """A meter whose place the inventory does not name may be anybody's."""
    if lost and not of_place:
        detail = f"the inventory does not say the {field} of {len(lost)} meters ({lost[0]} …)"
        problem = Evidence("inventory", f"meters.{field}", name, problem=detail)
        return Member(name, Cause(CauseKind.FACT_MISSING, detail), (problem,))
    read = (readings.part(meter_read, meter) for meter in of_place)
    return any_of(name, read, f"meters.{field}")


def _entered(
    name: str,
    standing: Mapping[str, Sequence[Thing]],
    kinds: Sequence[ThingKind],
    readings: Readings,
) -> Member:
    there = (thing for thing in standing.get(name, ()) if thing.kind in kinds)
    return any_of(name, (seen(thing, readings) for thing in there), "things.building")


def rooms(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of rooms with a meter that is read, or of buildings with one, the lower decides."""
    if not campus.rooms:
        return [not_listed(ROOMS, "rooms", campus.rooms)]
    if not campus.meters:
        return [not_listed(ROOMS, "meters", campus.meters)]
    of_rooms = _metered([room.name for room in campus.rooms], campus.meters, "room", readings)
    measured = [_of("rooms", of_rooms)]
    names = [building.name for building in campus.buildings or ()]
    of_buildings = _metered(names, campus.meters, "building", readings)
    return [*measured, _of("buildings", of_buildings)] if of_buildings else measured


def _of(what: str, members: Sequence[Member]) -> Measured:
    subject = Subject("metered", what, (("of", what),))
    return share(ROOMS, subject, members, f"{what} with a meter that is read", Grade.DECLARED)


INDICATORS = (
    Indicator(
        BUILDINGS,
        "Share of buildings with a meter that is read, a live controller, or a live door.",
        "buildings with such a device heard or answering within the window ÷ buildings",
        "1",
        "buildings",
        (METER_VALUE, THING_HEARD, THING_LIVE),
        ("buildings", "meters", "things"),
        buildings,
    ),
    Indicator(
        ROOMS,
        "Share of rooms, and of buildings, with a meter that is read.",
        "rooms (buildings) with a believable value within the window ÷ rooms (buildings)",
        "1",
        "metered",
        (METER_VALUE,),
        ("rooms", "buildings", "meters"),
        rooms,
    ),
)
