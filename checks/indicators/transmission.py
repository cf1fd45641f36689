"""Transmission: whether sensors are all heard, in time, in the form they promised."""

from collections.abc import Callable, Sequence

from checks.campus import Campus
from checks.equipment import Thing, ThingKind
from checks.indicator import Indicator
from checks.indicators.evidence import fact, none_such, not_listed, read
from checks.indicators.members import Member, Sized, largest, share
from checks.indicators.sightings import all_of, seen, unsaid
from checks.indicators.wording import duration
from checks.readings import Gap, Readings
from checks.verdict import CAMPUS, Cause, Grade, Measured
from collectors.quantities import (
    BROKER_DROPPED,
    THING_DELAY,
    THING_GAP,
    THING_HEARD,
    THING_LIVE,
    THING_MESSAGES_VALID,
)

IN_TIME = "sensors_in_time_ratio"
CARRIED = "sensors_carried_ratio"
DELAY = "sensor_delay_seconds"
WELL_FORMED = "sensors_well_formed_ratio"
STANDARD = "things_on_standard_protocol_ratio"

#: The auditor's default: a sensor may miss one of its messages, not two.
INTERVALS_AT_MOST = 2


def _sensors(
    indicator: str,
    of: Callable[[Thing, Readings], Member],
    what: str,
    campus: Campus,
    readings: Readings,
) -> list[Measured]:
    sensors = _of_sensors(indicator, campus)
    if isinstance(sensors, Measured):
        return [sensors]
    members = [of(sensor, readings) for sensor in sensors]
    return [share(indicator, CAMPUS, members, what, Grade.DECLARED)]


def _of_sensors(indicator: str, campus: Campus) -> Sequence[Thing] | Measured:
    if not campus.things:
        return not_listed(indicator, "things", campus.things)
    sensors = [thing for thing in campus.things if thing.kind is ThingKind.SENSOR]
    return sensors or none_such(indicator, "sensors")


def _unread(thing: Thing) -> Member:
    evidence = fact("things.target", thing.name, False, "inventory: fitted, nothing reads it")
    return Member(thing.name, False, (evidence,))


def in_time(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of sensors whose longest silence of a day is at most twice their interval."""
    return _sensors(IN_TIME, _in_time, "sensors in time", campus, readings)


def _in_time(thing: Thing, readings: Readings) -> Member:
    if thing.target is None:
        return _unread(thing)
    if thing.interval_seconds is None:
        detail = f"the inventory does not say how often {thing.name} sends"
        return unsaid(thing.name, "things.interval_seconds", detail)
    found = readings.find(THING_GAP, thing.target, thing.name)
    declared = fact("things.interval_seconds", thing.name, thing.interval_seconds)
    counts = (
        found.cause
        if isinstance(found, Gap)
        else found.number <= INTERVALS_AT_MOST * thing.interval_seconds
    )
    return Member(thing.name, counts, (read(found), declared))


def carried(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of sensors that are heard through a broker that drops nothing."""
    return _sensors(CARRIED, _carried, "sensors carried without loss", campus, readings)


def _carried(thing: Thing, readings: Readings) -> Member:
    if thing.target is None:
        return _unread(thing)
    found = readings.find(BROKER_DROPPED, thing.target)
    none_lost = found.cause if isinstance(found, Gap) else found.number == 0
    return all_of(thing.name, (seen(thing, readings), Member(thing.name, none_lost, (found,))))


def well_formed(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of sensors all of whose messages of a day keep to their schema."""
    return _sensors(
        WELL_FORMED, _well_formed, "sensors that keep to their schema", campus, readings
    )


def _well_formed(thing: Thing, readings: Readings) -> Member:
    if thing.target is None:
        return _unread(thing)
    found = readings.find(THING_MESSAGES_VALID, thing.target, thing.name)
    counts = found.cause if isinstance(found, Gap) else found.number >= 1
    return Member(thing.name, counts, (found,))


def delay(campus: Campus, readings: Readings) -> list[Measured]:
    """The longest delay of a sensor's messages, in seconds."""
    sensors = _of_sensors(DELAY, campus)
    if isinstance(sensors, Measured):
        return [sensors]
    read_of = [thing for thing in sensors if thing.target is not None]
    if not read_of:
        return [none_such(DELAY, "sensors that something reads")]
    sized = [_delay(thing, readings) for thing in read_of]
    known = [each.size for each in sized if not isinstance(each.size, Cause)]
    arithmetic = f"slowest sensor: {duration(max(known))}" if known else ""
    return [largest(DELAY, CAMPUS, sized, arithmetic, Grade.DEMONSTRATED)]


def _delay(thing: Thing, readings: Readings) -> Sized:
    found = readings.find(THING_DELAY, thing.target or "", thing.name)
    size = found.cause if isinstance(found, Gap) else found.number
    return Sized(thing.name, size, (read(found),))


def standard(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of things that are seen through a standard protocol which the inventory names."""
    if not campus.things:
        return [not_listed(STANDARD, "things", campus.things)]
    members = [_standard(thing, readings) for thing in campus.things]
    what = "things seen through a standard protocol"
    return [share(STANDARD, CAMPUS, members, what, Grade.DECLARED)]


def _standard(thing: Thing, readings: Readings) -> Member:
    if thing.protocol is None:
        detail = f"the inventory does not say which protocol {thing.name} speaks"
        return unsaid(thing.name, "things.protocol", detail)
    alive = seen(thing, readings)
    evidence = (*alive.evidence, fact("things.protocol", thing.name, thing.protocol))
    return Member(thing.name, alive.counts, evidence)


INDICATORS = (
    Indicator(
        IN_TIME,
        "Share of sensors that are never silent for longer than they may be.",
        "sensors with a longest silence of at most 2 × their interval ÷ sensors",
        "1",
        "campus",
        (THING_GAP,),
        ("things",),
        in_time,
    ),
    Indicator(
        CARRIED,
        "Share of sensors that are heard through a broker without loss.",
        "sensors heard within the window whose broker dropped no message ÷ sensors",
        "1",
        "campus",
        (THING_HEARD, THING_LIVE, BROKER_DROPPED),
        ("things",),
        carried,
    ),
    Indicator(
        WELL_FORMED,
        "Share of sensors whose messages keep to their schema.",
        "sensors of which every message of a day is valid ÷ sensors",
        "1",
        "campus",
        (THING_MESSAGES_VALID,),
        ("things",),
        well_formed,
    ),
    Indicator(
        DELAY,
        "Longest delay between a sensor's measurement and its arrival.",
        "max over sensors of the 95th percentile of arrival − time stamp",
        "s",
        "campus",
        (THING_DELAY,),
        ("things",),
        delay,
    ),
    Indicator(
        STANDARD,
        "Share of things that are seen through a standard protocol.",
        "things heard or answering whose protocol the inventory names ÷ things",
        "1",
        "campus",
        (THING_HEARD, THING_LIVE),
        ("things",),
        standard,
    ),
)
