"""Video: which cameras are live, and what places and rooms they look at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from checks.campus import Campus, Room, RoomKind, Specialty
from checks.equipment import Place, PlaceKind, ThingKind
from checks.indicator import Indicator
from checks.indicators.direct import by_ref
from checks.indicators.evidence import Piece, lacking, none_such, not_listed, read
from checks.indicators.frames import frame
from checks.indicators.interfaces import true
from checks.indicators.members import Member, count, grouped, share
from checks.indicators.sightings import any_of, seen
from checks.indicators.silence import covered
from checks.readings import Gap, Observation, Readings
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from checks.video import Camera, VideoUse
from collectors.quantities import THING_HEARD, THING_LIVE
from collectors.system_quantities import CAMERA_UP, RECORDING_SINCE, VIDEO_HEIGHT, VIDEO_WIDTH

COVERAGE = "video_coverage_ratio"
BLIND = "places_without_camera_count"
IN_ROOM = "room_cameras_live_count"

#: What bjhei-safe-02-6 and the Shandong standard call high definition (I-39).
HD_PIXELS = 720

State = Callable[[Camera, Readings], Member]
Spot = TypeVar("Spot", Place, Room)


def live(camera: Camera, readings: Readings) -> Member:
    """Its stream can be described; a silent camera watches nothing (I-61)."""
    found = readings.find(CAMERA_UP, camera.target, camera.instance)
    counts = true(found) if isinstance(found, Observation) else covered(readings, found)
    return Member(camera.name, counts, (found,))


def in_hd(camera: Camera, readings: Readings) -> Member:
    """Its picture is large enough, whether it is live or not; one that is exempt is not."""
    picture = readings.part(frame, camera)
    if picture.why_not is None:
        return Member(camera.name, (picture.value or 0) >= HD_PIXELS, picture.evidence)
    exempt = picture.why_not.kind is CauseKind.NONE_IN_SCOPE
    return Member(camera.name, False if exempt else picture.why_not, picture.evidence)


def live_in_hd(camera: Camera, readings: Readings) -> Member:
    member, picture = readings.part(live, camera), readings.part(in_hd, camera)
    if member.counts is not True:
        return member
    return Member(camera.name, picture.counts, (*member.evidence, *picture.evidence))


def recording(camera: Camera, readings: Readings) -> Member:
    """Live, and its recorder can play something of it."""
    member = readings.part(live, camera)
    if member.counts is not True:
        return member
    if camera.recording is None:
        detail = f"the inventory names no recorder of {camera.name}"
        gap = lacking("cameras.recording", camera.name, detail)
        cause = Cause(CauseKind.FACT_MISSING, detail)
        return Member(camera.name, cause, (*member.evidence, gap))
    found = by_ref(readings, RECORDING_SINCE, camera.recording)
    evidence = (*member.evidence, read(found))
    if isinstance(found, Gap):
        absent = found.cause.kind is CauseKind.ABSENT
        return Member(camera.name, False if absent else found.cause, evidence)
    return Member(camera.name, True, evidence)


#: Sets of places: which belong, how many cameras each must have, and in what state.
PLACES: Mapping[str, tuple[Callable[[Place], bool], int, State]] = {
    "places": (lambda place: True, 1, live),
    "key_places_from_two_sides": (lambda place: place.key, 2, live),
    "public_areas_in_hd": (lambda place: place.kind is PlaceKind.PUBLIC_AREA, 1, live_in_hd),
    "kitchens": (lambda place: place.kind is PlaceKind.KITCHEN, 1, live),
}
#: Covered by cameras or by alarms, as the documents have it.
KEY_PLACES = "key_places"
ALARMS = (ThingKind.ALARM, ThingKind.INTRUSION_ALARM)
CLASSROOMS = (RoomKind.CLASSROOM, RoomKind.SMART_CLASSROOM)


def _may_be(room: Room, specialty: Specialty) -> bool:
    """A special classroom of which it is not said what it is for is judged with each."""
    return room.kind is RoomKind.SPECIAL_CLASSROOM and room.specialty in (None, specialty)


#: Sets of rooms, in the same way.
ROOMS: Mapping[str, tuple[Callable[[Room], bool], int, State]] = {
    "machine_rooms_recorded": (lambda room: room.kind is RoomKind.MACHINE_ROOM, 1, recording),
    "archive_rooms": (lambda room: room.kind is RoomKind.ARCHIVE_ROOM, 1, live),
    "classrooms": (lambda room: room.kind in CLASSROOMS, 1, live),
    "multimedia_classrooms": (lambda room: room.multimedia is True, 1, live),
    "innovation_laboratories": (lambda room: _may_be(room, Specialty.INNOVATION), 1, live),
    "maker_classrooms": (lambda room: _may_be(room, Specialty.MAKER), 1, live),
}


def coverage(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of cameras that are live, and of places and rooms that live cameras look at."""
    if not campus.cameras:
        return [not_listed(COVERAGE, "cameras", campus.cameras)]
    watching = [c for c in campus.cameras if c.use is VideoUse.SURVEILLANCE]
    members = [readings.part(live, camera) for camera in watching]
    measured = list(_set("cameras", members, "cameras live"))
    held = [readings.part(in_hd, camera) for camera in watching if camera.resolution_exempt is None]
    measured += _set("cameras_in_hd", held, "cameras in high definition")
    by_place = grouped(campus.cameras, lambda camera: camera.place)
    by_room = grouped(campus.cameras, lambda camera: camera.room)
    measured += _looked_at("places", campus.places, PLACES, by_place, readings)
    measured += _guarded(campus, by_place, readings)
    measured += _looked_at("rooms", campus.rooms, ROOMS, by_room, readings)
    return measured


def _guarded(
    campus: Campus, cameras: Mapping[str, Sequence[Camera]], readings: Readings
) -> Iterator[Measured]:
    """Key places that a security device covers: a live camera, or an alarm that is seen."""
    if campus.places is None:
        yield _unlisted(KEY_PLACES, "places")
        return
    alarms = grouped(
        [thing for thing in campus.things or [] if thing.kind in ALARMS], lambda thing: thing.place
    )
    members = []
    for place in campus.places:
        if place.key:
            watched = _watched(place.name, cameras.get(place.name, ()), 1, live, readings)
            sounding = [seen(thing, readings) for thing in alarms.get(place.name, ())]
            members.append(any_of(place.name, (watched, *sounding), "cameras"))
    yield from _set(KEY_PLACES, members, "key places covered")


def blind(campus: Campus, readings: Readings) -> list[Measured]:
    """How many places no live camera looks at."""
    for field, listed in (("cameras", campus.cameras), ("places", campus.places)):
        if not listed:
            return [not_listed(BLIND, field, listed)]
    by_place = grouped(campus.cameras or [], lambda camera: camera.place)
    members = [
        _without(_watched(place.name, by_place.get(place.name, ()), 1, live, readings))
        for place in campus.places or []
    ]
    what = "places without a live camera"
    return [count(BLIND, Subject("places", "all"), members, what, Grade.DECLARED)]


def in_rooms(campus: Campus, readings: Readings) -> list[Measured]:
    """Per room in which a camera stands, and per recording room, how many are live."""
    for field, listed in (("cameras", campus.cameras), ("rooms", campus.rooms)):
        if not listed:
            return [not_listed(IN_ROOM, field, listed)]
    by_room = grouped(campus.cameras or [], lambda camera: camera.room)
    return [
        count(
            IN_ROOM, Subject("room", room.name, (("kind", room.kind.value),)),
            [readings.part(live, camera) for camera in by_room.get(room.name, ())],
            "cameras live", Grade.DECLARED,
        )
        for room in campus.rooms or []
        if room.name in by_room or room.kind is RoomKind.RECORDING_ROOM
    ] or [none_such(IN_ROOM, "rooms with a camera")]  # fmt: skip


def _without(watched: Member) -> Member:
    counts = watched.counts if isinstance(watched.counts, Cause) else not watched.counts
    return replace(watched, counts=counts)


def _looked_at(
    field: str,
    listed: Sequence[Spot] | None,
    sets: Mapping[str, tuple[Callable[[Spot], bool], int, State]],
    cameras: Mapping[str, Sequence[Camera]],
    readings: Readings,
) -> Iterator[Measured]:
    for name, (belongs, least, state) in sets.items():
        if listed is None:
            yield _unlisted(name, field)
            continue
        watched = [
            _watched(spot.name, cameras.get(spot.name, ()), least, state, readings)
            for spot in listed
            if belongs(spot)
        ]
        yield from _set(name, watched, f"{field} watched")


def _subject(name: str) -> Subject:
    return Subject("video", name, (("watched", name),))


def _set(name: str, members: Sequence[Member], what: str) -> Iterator[Measured]:
    if members:
        yield share(COVERAGE, _subject(name), members, what, Grade.DECLARED)


def _unlisted(name: str, field: str) -> Measured:
    cause = Cause(CauseKind.FACT_MISSING, f"the inventory does not list {field}")
    return Measured(COVERAGE, _subject(name), None, cause, coverage=Coverage(0, 1))


def _watched(
    name: str, cameras: Sequence[Camera], least: int, state: State, readings: Readings
) -> Member:
    """So many cameras at least are in that state; unknown where the untold could make them so."""
    members = [readings.part(state, camera) for camera in cameras]
    evidence: tuple[Piece, ...] = tuple(p for member in members for p in member.evidence)
    if not members:
        nothing = lacking("cameras", name, f"the inventory has no camera that looks at {name}")
        return Member(name, False, (nothing,))
    sure = sum(1 for member in members if member.counts is True)
    untold = [member.counts for member in members if isinstance(member.counts, Cause)]
    if sure < least <= sure + len(untold):
        return Member(name, untold[0], evidence)
    return Member(name, sure >= least, evidence)


INDICATORS = (
    Indicator(
        COVERAGE,
        "Share of cameras that are live, or of places and rooms that enough cameras look at; an "
        "alarm covers a key place as well.",
        "live cameras ÷ cameras; places or rooms with enough live cameras ÷ places or rooms",
        "1",
        "video",
        (CAMERA_UP, VIDEO_WIDTH, VIDEO_HEIGHT, RECORDING_SINCE, THING_LIVE, THING_HEARD),
        ("cameras", "places", "rooms", "things"),
        coverage,
    ),
    Indicator(
        BLIND,
        "Places that no live camera looks at.",
        "places − places with a live camera",
        "",
        "places",
        (CAMERA_UP,),
        ("cameras", "places"),
        blind,
    ),
    Indicator(
        IN_ROOM,
        "Cameras of a room that are live.",
        "cameras of the room whose stream can be described",
        "",
        "room",
        (CAMERA_UP,),
        ("cameras", "rooms"),
        in_rooms,
    ),
)
