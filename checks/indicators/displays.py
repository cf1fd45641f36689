"""Displays: how large the largest of a room is, seen within 30 days."""

from collections.abc import Sequence

from checks.campus import Campus, Room
from checks.equipment import Thing, ThingKind
from checks.indicator import Indicator
from checks.indicators.classrooms import CLASSROOMS, SCREENS
from checks.indicators.evidence import fact, none_such, not_listed, shown
from checks.indicators.members import Sized, largest
from checks.indicators.sightings import seen_this_month, unsaid
from checks.indicators.wording import said
from checks.readings import Readings
from checks.verdict import Cause, Coverage, Grade, Measured, Subject
from collectors.quantities import THING_HEARD, THING_LAST_SEEN, THING_LIVE

DISPLAY = "room_display_inches"
INTERACTIVE = "room_interactive_display_inches"

#: Where documents change what they ask; a room of exactly 60 seats is in both classes (I-6).
SMALL, LARGE = 50, 60


def displays(campus: Campus, readings: Readings) -> list[Measured]:
    """Per classroom, the diagonal of its largest display that was seen; without one, 0."""
    return _displays(DISPLAY, SCREENS, campus, readings)


def interactive_displays(campus: Campus, readings: Readings) -> list[Measured]:
    """The same of displays that can be written on: a projector is none."""
    return _displays(INTERACTIVE, (ThingKind.INTERACTIVE_DISPLAY,), campus, readings)


def _displays(
    indicator: str, kinds: Sequence[ThingKind], campus: Campus, readings: Readings
) -> list[Measured]:
    if not campus.rooms:
        return [not_listed(indicator, "rooms", campus.rooms)]
    if campus.things is None:
        return [not_listed(indicator, "things", None)]
    rooms = [room for room in campus.rooms if room.kind in CLASSROOMS]
    if not rooms:
        return [none_such(indicator, "classrooms")]
    by_room: dict[str, list[Thing]] = {}
    for thing in campus.things:
        if thing.kind in kinds and thing.room is not None:
            by_room.setdefault(thing.room, []).append(thing)
    return [_room(indicator, room, by_room.get(room.name, []), readings) for room in rooms]


def _subject(room: Room) -> Subject:
    """What is not said of a room is a label too: a clause takes such rooms in, not out."""
    multimedia = "unsaid" if room.multimedia is None else "yes" if room.multimedia else "no"
    labels = (
        ("kind", room.kind.value),
        ("multimedia", multimedia),
        ("seats", _seats(room.seats)),
        ("stage", said(room.stage)),
        ("specialty", said(room.specialty)),
    )
    return Subject("room", room.name, labels)


def _seats(seats: int | None) -> str:
    if seats is None:
        return "unsaid"
    if seats <= SMALL:
        return "up_to_50"
    if seats == LARGE:
        return "60"
    return "51_to_59" if seats < LARGE else "over_60"


def _room(indicator: str, room: Room, screens: Sequence[Thing], readings: Readings) -> Measured:
    subject = _subject(room)
    if not screens:
        evidence = (fact("things.room", room.name, 0),)
        why = f"the inventory lists no display of the kind in {room.name}: 0"
        return Measured(
            indicator, subject, 0.0, None, evidence, grade=Grade.DECLARED, arithmetic=why
        )
    sized = [_size(screen, readings) for screen in screens]
    known = [each.size for each in sized if not isinstance(each.size, Cause)]
    if known and not max(known) and len(known) < len(sized):
        # what is known is only that some are not there; the unknown one decides
        cause = min((e.size for e in sized if isinstance(e.size, Cause)), key=lambda c: c.detail)
        pieces = shown(piece for each in sized for piece in each.evidence)
        return Measured(indicator, subject, None, cause, pieces, Coverage(len(known), len(sized)))
    sizes = ", ".join(f"{size:g}" for size in sorted(known))
    return largest(indicator, subject, sized, f"max({sizes}) inches", Grade.DECLARED)


def _size(screen: Thing, readings: Readings) -> Sized:
    """Its diagonal while it was seen in 30 days (I-48), else 0."""
    alive = seen_this_month(screen, readings)
    if isinstance(alive.counts, Cause):
        return Sized(screen.name, alive.counts, alive.evidence)
    if not alive.counts:
        return Sized(screen.name, 0.0, alive.evidence)
    if screen.inches is None:
        detail = f"the inventory does not say how large {screen.name} is"
        missing = unsaid(screen.name, "things.inches", detail)
        assert isinstance(missing.counts, Cause)  # noqa: S101 - it is made of one
        return Sized(screen.name, missing.counts, (*alive.evidence, *missing.evidence))
    size = fact("things.inches", screen.name, screen.inches)
    return Sized(screen.name, screen.inches, (*alive.evidence, size))


INDICATORS = (
    Indicator(
        DISPLAY,
        "Diagonal of a classroom's largest display that was seen in 30 days; without one, 0.",
        "max over the room's displays seen in 30 days of their inches",
        "in",
        "room",
        (THING_HEARD, THING_LIVE, THING_LAST_SEEN),
        ("rooms", "things"),
        displays,
    ),
    Indicator(
        INTERACTIVE,
        "Diagonal of a classroom's largest interactive display seen in 30 days; without one, 0.",
        "max over the room's interactive displays seen in 30 days of their inches",
        "in",
        "room",
        (THING_HEARD, THING_LIVE, THING_LAST_SEEN),
        ("rooms", "things"),
        interactive_displays,
    ),
)
