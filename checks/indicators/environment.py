"""Technical rooms: are temperature, humidity, power and water leaks being read?"""

from collections.abc import Iterable, Sequence
from itertools import chain

from checks.campus import Campus, InstanceRef, PowerDomain, Room, RoomKind
from checks.equipment import RoomSignal
from checks.indicator import Indicator
from checks.indicators.evidence import fact, lacking, none_such, not_listed, shown
from checks.indicators.members import grouped
from checks.indicators.silence import covered
from checks.readings import Found, Observation, Readings
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.quantities import (
    HUMIDITY,
    MAINS_FEEDS_LIVE,
    TEMPERATURE,
    UPS_BATTERY_NORMAL,
    UPS_LOAD,
    WATER_DRY,
)

READ = "room_environment_read_ok"

TECHNICAL = (RoomKind.MACHINE_ROOM, RoomKind.WEAK_CURRENT_ROOM)


def rooms(campus: Campus, readings: Readings) -> list[Measured]:
    """Per technical room and kind of reading: 1 while it is read, 0 while it is not (I-61).

    The question here is whether somebody watches, so silence is an answer.
    """
    if not campus.rooms:
        return [not_listed(READ, "rooms", campus.rooms)]
    technical = [room for room in campus.rooms if room.kind in TECHNICAL]
    if not technical:
        return [none_such(READ, "machine rooms or weak-current rooms")]
    powered = grouped(campus.power_domains or (), lambda domain: domain.room)
    return [
        watched
        for room in technical
        for watched in (
            _climate(room, "temperature", readings),
            _climate(room, "humidity", readings),
            _power(room, campus, powered.get(room.name, ()), readings),
            _water(room, readings),
        )
    ]


def _subject(room: Room, reading: str) -> Subject:
    labels = (("kind", room.kind.value), ("reading", reading))
    return Subject("room_reading", f"{room.name} {reading}", labels)


def _climate(room: Room, reading: str, readings: Readings) -> Measured:
    """Humidity counts where the device of a temperature sensor in the room also reads it."""
    refs = room.temperature_sensors
    if refs is None:
        return _unsaid(room, reading, "temperature_sensors")
    if reading == "temperature":
        founds = [readings.find(TEMPERATURE, ref.target, ref.instance) for ref in refs]
    else:
        founds = list(chain.from_iterable(_humidity(refs, readings)))
    return _watched(room, reading, founds, readings)


def _humidity(refs: list[InstanceRef], readings: Readings) -> Iterable[Iterable[Found]]:
    for target in dict.fromkeys(ref.target for ref in refs):
        told = readings.all(HUMIDITY, target)
        yield told.values() if told else (readings.find(HUMIDITY, target),)


def _power(
    room: Room, campus: Campus, domains: Sequence[PowerDomain], readings: Readings
) -> Measured:
    """The UPS of the room's power domains, and its transfer switches."""
    if campus.power_domains is None and room.transfer_switches is None:
        return _unsaid(room, "power", "power_domains")
    founds = [
        readings.find(quantity, ref.target, ref.instance)
        for domain in domains
        for ref in domain.units
        for quantity in (UPS_LOAD, UPS_BATTERY_NORMAL)
    ]
    founds += [readings.find(MAINS_FEEDS_LIVE, name) for name in room.transfer_switches or []]
    return _watched(room, "power", founds, readings)


def _water(room: Room, readings: Readings) -> Measured:
    """Leak sensors; where none is described, the rest of the environment proves a part."""
    if room.sensors is None:
        detail = f"the inventory does not say what reads water leaks in {room.name}"
        cause = Cause(CauseKind.PARTLY_PROVEN, detail)
        evidence = (lacking("rooms.sensors", room.name, detail),)
        return Measured(READ, _subject(room, "water"), None, cause, evidence, Coverage(0, 1))
    founds = [
        readings.find(WATER_DRY, sensor.target, sensor.instance)
        for sensor in room.sensors
        if sensor.signal is RoomSignal.WATER
    ]
    return _watched(room, "water", founds, readings)


def _unsaid(room: Room, reading: str, field: str) -> Measured:
    detail = f"the inventory does not say what reads the {reading} of {room.name}"
    cause = Cause(CauseKind.FACT_MISSING, detail)
    evidence = (lacking(field, room.name, detail),)
    return Measured(READ, _subject(room, reading), None, cause, evidence, Coverage(0, 1))


def _watched(room: Room, reading: str, founds: list[Found], readings: Readings) -> Measured:
    subject, evidence = _subject(room, reading), shown(founds)
    if not founds:
        evidence = (fact("rooms", f"{room.name} {reading}", 0),)
        why = f"0: the inventory names nothing that reads the {reading} of {room.name}"
        return Measured(READ, subject, 0.0, None, evidence, grade=Grade.DECLARED, arithmetic=why)
    known = [found for found in founds if isinstance(found, Observation)]
    if known:
        arithmetic = f"1: {len(known)} of {len(founds)} readings are fresh"
        return Measured(READ, subject, 1.0, None, evidence, arithmetic=arithmetic)
    untold = [each for each in (covered(readings, found) for found in founds) if each is not False]
    for cause in untold:
        if isinstance(cause, Cause):
            return Measured(READ, subject, None, cause, evidence, Coverage(0, 1))
    arithmetic = f"0: none of {len(founds)} readings is fresh"
    return Measured(READ, subject, 0.0, None, evidence, arithmetic=arithmetic)


INDICATORS = (
    Indicator(
        READ,
        "A technical room's temperature, humidity, power or leak sensor is being read.",
        "1 if at least one reading of the kind is fresh, 0 if all that should read it are silent",
        "",
        "room_reading",
        (TEMPERATURE, HUMIDITY, UPS_LOAD, UPS_BATTERY_NORMAL, MAINS_FEEDS_LIVE, WATER_DRY),
        ("rooms", "power_domains"),
        rooms,
    ),
)
