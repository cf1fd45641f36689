"""Cameras and their recordings."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, Final

from sim.campus import Campus
from sim.facts import Room
from sim.faults import Fault
from sim.reality.platforms import age, told
from sim.reality.values import Values, number, share_of

Fact = dict[str, Any]
#: Whether a camera is in the state that is asked for.
State = Callable[[Campus, Fact], bool]

DAY_SECONDS = 86_400
#: How long the rules keep recordings (I-38): of key targets, and of the rest.
KEY_SECONDS, RULE_SECONDS = 90 * DAY_SECONDS, 30 * DAY_SECONDS
HD_WIDTH, HD_HEIGHT = 1280, 720
ALARMS = ("alarm", "intrusion_alarm")
SURVEILLANCE: Final = "surveillance"


def cameras(campus: Campus, use: str | None = None) -> list[Fact]:
    """Of one use, or all."""
    listed = campus.scenario.campus.listed("cameras")
    return [each for each in listed if use in (None, each.get("use", SURVEILLANCE))]


def live(campus: Campus, camera: Fact) -> bool:
    """On line, and heard: here a fault is part of the truth, for a camera that is not heard covers
    nothing (I-61). Of one whose platform lies nobody knows."""
    if campus.fault(camera["target"]) not in (Fault.NONE, Fault.WRONG_VALUE):
        return False
    return told(campus, camera["target"], "camera_up", camera.get("instance", "")) is True


def size(campus: Campus, camera: Fact) -> tuple[Fraction, Fraction]:
    """Width and height of the main stream, in pixels."""
    width, height = (
        number(told(campus, camera["target"], f"video_{side}_pixels", camera.get("instance", "")))
        for side in ("width", "height")
    )
    return width, height


def in_hd(campus: Campus, camera: Fact) -> bool:
    width, height = size(campus, camera)
    return width >= HD_WIDTH and height >= HD_HEIGHT


def live_in_hd(campus: Campus, camera: Fact) -> bool:
    return live(campus, camera) and in_hd(campus, camera)


def since(campus: Campus, camera: Fact) -> Fraction | None:
    """How many seconds ago its oldest recording was made."""
    channel = camera.get("recording")
    if channel is None:
        return None
    quantity = "recording_since_timestamp_seconds"
    seconds = age(campus, channel["target"], quantity, channel.get("instance", ""))
    return None if seconds is None else Fraction(seconds)


# --- what is looked at --------------------------------------------------------------------


def places(
    *, kind: str | None = None, key: bool = False, least: int = 1, state: State = live
) -> Callable[[Campus], Values]:
    """Share of the places, of a kind or of the key ones, that so many cameras look at."""

    def share(campus: Campus) -> Values:
        names = [
            each["name"]
            for each in campus.scenario.campus.listed("places")
            if kind in (None, each["kind"]) and (each.get("key", False) or not key)
        ]
        return share_of(f"places {kind} {key} {least}", _seen(campus, "place", names, least, state))

    return share


def key_places(campus: Campus) -> Values:
    """Share of the key places with a camera or an alarm that is on line."""
    facts = campus.scenario.campus
    if not cameras(campus):
        return None
    watched = [each["place"] for each in cameras(campus) if "place" in each and live(campus, each)]
    watched += [
        thing["place"]
        for thing in facts.listed("things")
        if thing["kind"] in ALARMS
        and "place" in thing
        and told(campus, thing["target"], "thing_live", thing["name"]) is True
    ]
    keys = [each["name"] for each in facts.listed("places") if each.get("key")]
    return share_of("key places", [name in watched for name in keys])


def rooms(belongs: Callable[[Room], bool]) -> Callable[[Campus], Values]:
    """Share of these rooms with a camera that is on line."""

    def share(campus: Campus) -> Values:
        if not cameras(campus):
            return None
        names = [room.name for room in campus.scenario.campus.rooms or [] if belongs(room)]
        return share_of("rooms", _seen(campus, "room", names, 1, live))

    return share


def _seen(
    campus: Campus, field: str, names: Iterable[str], least: int, state: State
) -> Iterator[bool]:
    for name in names:
        there = [each for each in cameras(campus) if each.get(field) == name]
        yield sum(state(campus, each) for each in there) >= least


def recorded(campus: Campus) -> Values:
    """Per machine room, 1 where a camera is on line and its recorder has something of it; a
    recorder that is not heard leaves that open."""
    if not cameras(campus):
        return None
    values: dict[str, Fraction | None] = {}
    for room in campus.scenario.campus.rooms or []:
        if room.kind == "machine_room":
            there = [c for c in cameras(campus) if c.get("room") == room.name and live(campus, c)]
            heard = [c for c in there if campus.fault(c["recording"]["target"]) is Fault.NONE]
            proven = any(since(campus, camera) is not None for camera in heard)
            values[room.name] = None if heard != there and not proven else Fraction(proven)
    return values


def of_kind(*kinds: str) -> Callable[[Room], bool]:
    return lambda room: room.kind in kinds


def multimedia(room: Room) -> bool:
    return room.multimedia is True


def special(specialty: str) -> Callable[[Room], bool]:
    return lambda room: room.kind == "special_classroom" and room.specialty == specialty


def surveyed(state: State) -> Callable[[Campus], Values]:
    """Share of the surveillance cameras in that state."""

    def share(campus: Campus) -> Values:
        return share_of("cameras", [state(campus, each) for each in cameras(campus, SURVEILLANCE)])

    return share


def together(*quantities: Callable[[Campus], Values]) -> Callable[[Campus], Values]:
    """Several shares of which each is asked for by itself; nothing where one has no subject."""

    def shares(campus: Campus) -> Values:
        told_of = [quantity(campus) for quantity in quantities]
        if not all(told_of):
            return None
        return {
            f"{name} {place}": value
            for place, values in enumerate(told_of)
            for name, value in (values or {}).items()
        }

    return shares


def blind(campus: Campus) -> Values:
    """Places without a camera that is on line."""
    names = [each["name"] for each in campus.scenario.campus.listed("places")]
    if not names:
        return None
    return {"places": Fraction([*_seen(campus, "place", names, 1, live)].count(False))}


def in_rooms(kind: str) -> Callable[[Campus], Values]:
    """Cameras on line in each room of a kind."""

    def count(campus: Campus) -> Values:
        if not cameras(campus):
            return None
        return {
            room.name: Fraction(
                sum(live(campus, each) for each in cameras(campus) if each.get("room") == room.name)
            )
            for room in campus.scenario.campus.rooms or []
            if room.kind == kind
        }

    return count


# --- cameras one by one -------------------------------------------------------------------


def lines(use: str) -> Callable[[Campus], Values]:
    """Of each source of such video: the height of the picture, or of as much of it as its width
    would fill at 16:9 (I-39: 1920 x 1080 is both)."""

    def heights(campus: Campus) -> Values:
        sizes = {each["name"]: size(campus, each) for each in cameras(campus, use)}
        return {name: min(height, width * 9 / 16) for name, (width, height) in sizes.items()}

    return heights


def kept(campus: Campus) -> Values:
    """How many seconds back the recordings of each surveillance camera go."""
    return {each["name"]: since(campus, each) for each in cameras(campus, SURVEILLANCE)}


def kept_of_rule(campus: Campus) -> Values:
    """That, as a share of what the rules ask of the camera."""
    values = {}
    for each in cameras(campus, SURVEILLANCE):
        seconds = since(campus, each)
        rule = KEY_SECONDS if each.get("key_target") else RULE_SECONDS
        values[each["name"]] = None if seconds is None else seconds / rule
    return values


def clock_errors(campus: Campus) -> Values:
    """How far each surveillance camera's clock is off, in seconds, either way."""
    quantity = "camera_clock_offset_seconds"
    return {
        each["name"]: abs(number(told(campus, each["target"], quantity, each["instance"])))
        for each in cameras(campus, SURVEILLANCE)
    }
