"""Lighting: kinds of places whose lights a live controller regulates (I-44)."""

from checks.campus import Campus
from checks.equipment import PlaceKind, Thing, ThingKind
from checks.indicator import Indicator
from checks.indicators.classrooms import CLASSROOMS
from checks.indicators.evidence import none_such, not_listed
from checks.indicators.members import share
from checks.indicators.sightings import any_of, seen
from checks.readings import Readings
from checks.verdict import Grade, Measured, Subject
from collectors.quantities import THING_HEARD, THING_LIVE

LIGHTS = "light_place_kinds_live_ratio"

#: 走廊、教室、路灯: corridors, classrooms, road lights.
LIT = (PlaceKind.CORRIDOR, PlaceKind.CLASSROOM, PlaceKind.ROAD)


def lights(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of corridors, classrooms and roads of which a light controller is seen.

    Any controller, and apart from that those that act by themselves.
    """
    if not campus.things:
        return [not_listed(LIGHTS, "things", campus.things)]
    controllers = [each for each in campus.things if each.kind is ThingKind.LIGHT_CONTROLLER]
    if not controllers:
        return [none_such(LIGHTS, "light controllers")]
    kinds = {place.name: place.kind for place in campus.places or ()}
    classrooms = {room.name for room in campus.rooms or () if room.kind in CLASSROOMS}
    measured = []
    for mode in ("any", "automatic"):
        chosen = [each for each in controllers if mode == "any" or each.automatic is True]
        members = [
            any_of(
                kind,
                (seen(e, readings) for e in chosen if _stands_in(e, kind, kinds, classrooms)),
                "things.place",
            )
            for kind in LIT
        ]
        subject = Subject("places", mode, (("mode", mode),))
        what = "kinds of places with a light controller seen"
        measured.append(share(LIGHTS, subject, members, what, Grade.DECLARED))
    return measured


def _stands_in(
    thing: Thing, kind: PlaceKind, kinds: dict[str, PlaceKind], classrooms: set[str]
) -> bool:
    if kind is PlaceKind.CLASSROOM and thing.room in classrooms:
        return True
    return thing.place is not None and kinds.get(thing.place) is kind


INDICATORS = (
    Indicator(
        LIGHTS,
        "Share of corridors, classrooms and roads whose lights a live controller regulates.",
        "kinds of places with a light controller heard or answering ÷ 3",
        "1",
        "places",
        (THING_HEARD, THING_LIVE),
        ("things", "places", "rooms"),
        lights,
    ),
)
