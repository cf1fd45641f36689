"""Machine rooms and archives: the kinds of reading that a document asks to see of a room."""

from collections.abc import Mapping, Sequence

from checks.campus import Campus, Room, RoomKind
from checks.equipment import RoomSignal
from checks.indicator import Indicator
from checks.indicators.environment import TECHNICAL
from checks.indicators.environment import rooms as climate
from checks.indicators.evidence import lacking, none_such, not_listed
from checks.indicators.interfaces import true
from checks.indicators.members import Member, share
from checks.indicators.sightings import any_of
from checks.indicators.silence import covered
from checks.readings import Found, Observation, Readings
from checks.verdict import Cause, CauseKind, Evidence, Grade, Measured, Subject
from collectors.quantities import (
    AIR_QUALITY,
    ASSETS_KNOWN,
    COOLING_NORMAL,
    DOOR_LIVE,
    HUMIDITY,
    MAINS_FEEDS_LIVE,
    RACKS_FREE,
    SMOKE_NORMAL,
    TEMPERATURE,
    UPS_BATTERY_NORMAL,
    UPS_LOAD,
    WATER_DRY,
)
from collectors.reading import Quantity

WATCHED = "room_signals_read_ratio"

QUANTITY_OF: Mapping[RoomSignal, Quantity] = {
    RoomSignal.WATER: WATER_DRY,
    RoomSignal.SMOKE: SMOKE_NORMAL,
    RoomSignal.DOOR: DOOR_LIVE,
    RoomSignal.AIR: AIR_QUALITY,
    RoomSignal.COOLING: COOLING_NORMAL,
    RoomSignal.RACKS: RACKS_FREE,
    RoomSignal.ASSETS: ASSETS_KNOWN,
}

#: Kinds of reading that a document names together, and the rooms that it means.
SETS: Mapping[str, tuple[Sequence[str], Sequence[RoomKind]]] = {
    "domains": (
        ("assets", "cooling", "power", "smoke", "racks", "temperature"),
        (RoomKind.MACHINE_ROOM,),
    ),
    "door": (("door",), (RoomKind.MACHINE_ROOM,)),
    "cooling": (("cooling",), (RoomKind.MACHINE_ROOM,)),
    "weak_current_cooling": (("cooling",), (RoomKind.WEAK_CURRENT_ROOM,)),
    "archive": (("temperature", "humidity", "air"), (RoomKind.ARCHIVE_ROOM,)),
}


def signals(campus: Campus, readings: Readings) -> list[Measured]:
    """Per room and set of readings, the share of the set that is being read (I-61)."""
    if not campus.rooms:
        return [not_listed(WATCHED, "rooms", campus.rooms)]
    measured = []
    for name, (wanted, kinds) in SETS.items():
        for room in campus.rooms:
            if room.kind in kinds:
                members = [_signal(each, room, campus, readings) for each in wanted]
                labels = (("set", name), ("kind", room.kind.value))
                subject = Subject("room_signals", f"{room.name} {name}", labels)
                what = f"kinds of reading of {room.name}"
                measured.append(share(WATCHED, subject, members, what, Grade.REPORTED))
    return measured or [none_such(WATCHED, "machine rooms, weak-current rooms or archives")]


def _signal(wanted: str, room: Room, campus: Campus, readings: Readings) -> Member:
    if wanted in ("temperature", "humidity", "power"):
        return _climate(wanted, room, campus, readings)
    signal = RoomSignal(wanted)
    if room.sensors is None:
        detail = f"the inventory does not say what reads the {wanted} of {room.name}"
        return Member(wanted, Cause(CauseKind.FACT_MISSING, detail), (_unsaid(room, detail),))
    members = []
    for sensor in room.sensors:
        if sensor.signal is signal:
            found = readings.find(QUANTITY_OF[signal], sensor.target, sensor.instance)
            members.append(Member(sensor.target, _counts(signal, found, readings), (found,)))
    return any_of(wanted, members, "rooms.sensors")


def _counts(signal: RoomSignal, found: Found, readings: Readings) -> bool | Cause:
    """An alarm is a reading too; but a door whose controller is known to be off line is not
    controlled, however freshly that is known."""
    if signal is RoomSignal.DOOR and isinstance(found, Observation):
        return true(found)
    return covered(readings, found)


def _climate(wanted: str, room: Room, campus: Campus, readings: Readings) -> Member:
    """As the environment's own indicator has it, also for an archive."""
    kind = room.kind if room.kind in TECHNICAL else RoomKind.MACHINE_ROOM
    alone = campus.model_copy(update={"rooms": [room.model_copy(update={"kind": kind})]})
    one = next(m for m in climate(alone, readings) if m.subject.label("reading") == wanted)
    counts: bool | Cause = one.why_not if one.why_not is not None else one.value == 1
    return Member(wanted, counts, one.evidence)


def _unsaid(room: Room, detail: str) -> Evidence:
    return lacking("rooms.sensors", room.name, detail)


INDICATORS = (
    Indicator(
        WATCHED,
        "Share of the kinds of reading that a document names which are read of a room.",
        "kinds of reading of which one is fresh, of doors a controller on line ÷ kinds named",
        "1",
        "room_signals",
        (
            TEMPERATURE,
            HUMIDITY,
            UPS_LOAD,
            UPS_BATTERY_NORMAL,
            MAINS_FEEDS_LIVE,
            *QUANTITY_OF.values(),
        ),
        ("rooms", "power_domains"),
        signals,
    ),
)
