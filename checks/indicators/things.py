"""Things: sensors, controllers and terminals that are seen, and what of the campus they watch."""

from collections.abc import Iterable, Mapping, Sequence

from checks.campus import Campus
from checks.equipment import Hazard, Place, PlaceKind, Subsystem, Thing, ThingKind
from checks.indicator import Indicator
from checks.indicators.direct import unsaid
from checks.indicators.evidence import not_listed
from checks.indicators.members import Member, share
from checks.indicators.sightings import any_of, seen
from checks.readings import Readings
from checks.verdict import Grade, Measured, Subject
from collectors.quantities import THING_HEARD, THING_LIVE

LIVE = "things_live_ratio"
HAZARDS = "hazards_watched_ratio"
SUBSYSTEMS = "subsystems_feeding_ratio"
PLACES = "places_covered_ratio"

#: Subsystems that a document names; one that has no thing in the inventory feeds nothing.
NAMED: Mapping[str, Sequence[Subsystem]] = {
    "building": (
        Subsystem.ACCESS,
        Subsystem.AIR_CONDITIONING,
        Subsystem.FIRE,
        Subsystem.PARKING,
        Subsystem.SECURITY,
        Subsystem.INTERCOM,
    ),
    "energy": (
        Subsystem.ENERGY,
        Subsystem.LIGHTING,
        Subsystem.AIR_CONDITIONING,
        Subsystem.POWER_DISTRIBUTION,
        Subsystem.WATER,
        Subsystem.HEAT,
    ),
    "facilities": (
        Subsystem.POWER_DISTRIBUTION,
        Subsystem.WATER,
        Subsystem.AIR_CONDITIONING,
    ),
    "safety": (
        Subsystem.VIDEO,
        Subsystem.INTRUSION,
        Subsystem.ACCESS,
        Subsystem.EMERGENCY_CALL,
        Subsystem.PATROL,
        Subsystem.TRAFFIC,
        Subsystem.FIRE,
    ),
    "security_fire_broadcast_food": (
        Subsystem.SECURITY,
        Subsystem.FIRE,
        Subsystem.BROADCAST,
        Subsystem.FOOD_SAFETY,
    ),
    "supply": (Subsystem.WATER, Subsystem.POWER_DISTRIBUTION, Subsystem.HEAT),
    "sensing": (
        Subsystem.FACILITIES,
        Subsystem.EQUIPMENT,
        Subsystem.ENERGY,
        Subsystem.AIR_QUALITY,
    ),
}

#: Whose hardware bjhei-net-09-5 wants on the IoT: each of them, not whichever are listed.
PUBLIC_SERVICES = (
    Subsystem.SECURITY,
    Subsystem.ENERGY,
    Subsystem.LOGISTICS,
    Subsystem.SMART_CLASSROOM,
)
PUBLIC = ("service", "public")

#: What may cover a place; None is anything.
COVERS: Mapping[str, Sequence[ThingKind] | None] = {
    "anything": None,
    "alarm": (ThingKind.ALARM,),
    "speaker": (ThingKind.SPEAKER,),
    "entry": (ThingKind.GATE, ThingKind.TURNSTILE, ThingKind.DOOR_CONTROLLER, ThingKind.PARKING),
    "terminal": (
        ThingKind.PUBLIC_TERMINAL,
        ThingKind.SELF_SERVICE_TERMINAL,
        ThingKind.SCREEN,
        ThingKind.CLASS_BOARD,
    ),
    "learning": (ThingKind.LEARNING_DEVICE,),
}


def things(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of things that are seen: all of them, of each kind, and of each subsystem."""
    if not campus.things:
        return [not_listed(LIVE, "things", campus.things)]
    sets: dict[tuple[str, str], list[Member]] = {}
    for thing in campus.things:
        member = seen(thing, readings)
        sets.setdefault(("scope", "all"), []).append(member)
        sets.setdefault(("kind", thing.kind.value), []).append(member)
        if thing.subsystem is not None:
            sets.setdefault(("subsystem", thing.subsystem.value), []).append(member)
    listed = [
        share(LIVE, _things(label), members, "things seen", Grade.DECLARED)
        for label, members in sets.items()
    ]
    absent = [each for each in PUBLIC_SERVICES if ("subsystem", each.value) not in sets]
    return [*listed, *(_nothing_of(each) for each in absent)]


def _things(label: tuple[str, str]) -> Subject:
    public = label in [("subsystem", each.value) for each in PUBLIC_SERVICES]
    return Subject("things", " ".join(label), (label, *((PUBLIC,) if public else ())))


def _nothing_of(service: Subsystem) -> Measured:
    """Unknown, but only to the clause that names all public services."""
    subject = Subject("things", f"subsystem {service.value}", (PUBLIC,))
    detail = f"the inventory lists nothing of the subsystem {service.value}"
    return unsaid(LIVE, subject, "things.subsystem", detail)


def hazards(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of hazardous items with a sensor that is seen (I-47): all, main ones, of each kind."""
    if not campus.hazards:
        return [not_listed(HAZARDS, "hazards", campus.hazards)]
    if campus.things is None:
        return [not_listed(HAZARDS, "things", campus.things)]
    sets: dict[str, list[Member]] = {}
    for hazard in campus.hazards:
        watching = (seen(thing, readings) for thing in campus.things if thing.hazard == hazard.name)
        member = any_of(hazard.name, watching, "things.hazard")
        for name in _sets_of(hazard):
            sets.setdefault(name, []).append(member)
    return [
        share(
            HAZARDS, Subject("hazards", name, (("hazards", name),)), members,
            "hazardous items watched", Grade.DECLARED,
        )
        for name, members in sets.items()
    ]  # fmt: skip


def _sets_of(hazard: Hazard) -> tuple[str, ...]:
    return ("all", hazard.kind.value, *(("main",) if hazard.main else ()))


def subsystems(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of subsystems of which at least one thing is seen: those listed, those named."""
    if not campus.things:
        return [not_listed(SUBSYSTEMS, "things", campus.things)]
    by_subsystem: dict[Subsystem, list[Member]] = {}
    for thing in campus.things:
        if thing.subsystem is not None:
            by_subsystem.setdefault(thing.subsystem, []).append(seen(thing, readings))
    sets = {"listed": tuple(by_subsystem), **NAMED}
    return [
        share(
            SUBSYSTEMS, Subject("subsystems", name, (("set", name),)),
            [any_of(each, by_subsystem.get(each, ()), "things.subsystem") for each in wanted],
            "subsystems with a thing that is seen", Grade.DECLARED,
        )
        for name, wanted in sets.items()
        if wanted
    ]  # fmt: skip


def places(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of places, key ones and those of each kind, where a thing that covers is seen."""
    if not campus.places:
        return [not_listed(PLACES, "places", campus.places)]
    if campus.things is None:
        return [not_listed(PLACES, "things", campus.things)]
    standing = _standing(campus.things, readings)
    measured = []
    for of in ("key", *PlaceKind):
        chosen = [place for place in campus.places if _is_of(place, of)]
        for by, kinds in COVERS.items():
            members = [_place(place, standing.get(place.name, []), kinds) for place in chosen]
            if members:
                labels = (("of", str(of)), ("by", by))
                subject = Subject("places", f"{of} by {by}", labels)
                what = "places where one is seen"
                measured.append(share(PLACES, subject, members, what, Grade.DECLARED))
    return measured


def _is_of(place: Place, of: str) -> bool:
    return place.key if of == "key" else place.kind == of


def _standing(listed: Iterable[Thing], readings: Readings) -> dict[str, list[tuple[Thing, Member]]]:
    standing: dict[str, list[tuple[Thing, Member]]] = {}
    for thing in listed:
        if thing.place is not None:
            standing.setdefault(thing.place, []).append((thing, seen(thing, readings)))
    return standing


def _place(
    place: Place, standing: Sequence[tuple[Thing, Member]], kinds: Sequence[ThingKind] | None
) -> Member:
    covering = (member for thing, member in standing if kinds is None or thing.kind in kinds)
    return any_of(place.name, covering, "things.place")


INDICATORS = (
    Indicator(
        LIVE,
        "Share of sensors, controllers and terminals that are seen.",
        "things heard or answering within the window ÷ things",
        "1",
        "things",
        (THING_HEARD, THING_LIVE),
        ("things",),
        things,
    ),
    Indicator(
        HAZARDS,
        "Share of hazardous items with a sensor that is seen.",
        "items with a thing heard or answering within the window ÷ items of the ledger",
        "1",
        "hazards",
        (THING_HEARD, THING_LIVE),
        ("hazards", "things"),
        hazards,
    ),
    Indicator(
        SUBSYSTEMS,
        "Share of subsystems that send in data.",
        "subsystems with a thing heard or answering within the window ÷ subsystems",
        "1",
        "subsystems",
        (THING_HEARD, THING_LIVE),
        ("things",),
        subsystems,
    ),
    Indicator(
        PLACES,
        "Share of places where a thing that covers them is seen.",
        "places with a thing heard or answering within the window ÷ places",
        "1",
        "places",
        (THING_HEARD, THING_LIVE),
        ("places", "things"),
        places,
    ),
)
