"""What sensors send, which buildings and rooms are metered and controlled, and computers."""

from fractions import Fraction

from sim.campus import Campus
from sim.facts import MeterFact
from sim.reality.platforms import told
from sim.reality.services import alive
from sim.reality.things import (
    CLASSROOMS,
    Quantity,
    Seen,
    Thing,
    all_,
    any_,
    is_for,
    live,
    part,
    rooms_of,
    things,
)
from sim.reality.values import Values, number

#: A sensor may miss one of its messages, not two.
INTERVALS_AT_MOST = 2


def sensed(campus: Campus, sensor: Thing, quantity: str, instance: str) -> Fraction | None:
    value = told(campus, sensor["target"], quantity, instance)
    return None if value is None else number(value)


def in_time(campus: Campus) -> Values:
    """Share of sensors that are never silent for more than twice as long as they say."""
    sensors = things(campus, "sensor")
    return {"": part(_in_time(campus, each) for each in sensors)} if sensors else None


def _in_time(campus: Campus, sensor: Thing) -> Seen:
    gap = sensed(campus, sensor, "thing_message_gap_seconds", sensor["name"])
    return None if gap is None else gap <= INTERVALS_AT_MOST * sensor["interval_seconds"]


def carried(campus: Campus) -> Values:
    """Share of sensors on line whose broker loses nothing."""
    sensors = things(campus, "sensor")
    seen = (all_((live(campus, each), _lossless(campus, each))) for each in sensors)
    return {"": part(seen)} if sensors else None


def _lossless(campus: Campus, sensor: Thing) -> Seen:
    dropped = sensed(campus, sensor, "broker_messages_dropped_count", "")
    return None if dropped is None else dropped == 0


def well_formed(campus: Campus) -> Values:
    """Share of sensors all of whose messages keep to their schema."""
    sensors = things(campus, "sensor")
    return {"": part(_well_formed(campus, each) for each in sensors)} if sensors else None


def _well_formed(campus: Campus, sensor: Thing) -> Seen:
    valid = sensed(campus, sensor, "thing_messages_valid_ratio", sensor["name"])
    return None if valid is None else valid >= 1


def on_standard_protocol(campus: Campus) -> Values:
    """Share of all things that are on line through a protocol that has a name."""
    listed = campus.scenario.campus.listed("things")
    seen = (all_((bool(each.get("protocol")), live(campus, each))) for each in listed)
    return {"": part(seen)} if listed else None


def buildings_with(*kinds: str, where_listed: bool = False) -> Quantity:
    """Share of the buildings, or of those that have such a thing, where one is on line."""

    def share(campus: Campus) -> Values:
        if not campus.scenario.campus.listed("things"):
            return None
        found = [things(campus, *kinds, building=building.name)
                 for building in campus.scenario.campus.buildings or []]  # fmt: skip
        chosen = [each for each in found if each or not where_listed]
        if not chosen:
            return None
        return {"": part(any_(live(campus, each) for each in some) for some in chosen)}

    return share


def buildings_metered(campus: Campus) -> Values:
    """Share of buildings with a meter that is read."""
    meters = [m for m in campus.scenario.campus.meters or [] if m.building is not None]
    names = [building.name for building in campus.scenario.campus.buildings or []]
    if not meters or not names:
        return None
    return {"": part(_metered(campus, [m for m in meters if m.building == n]) for n in names)}


def _metered(campus: Campus, meters: list[MeterFact]) -> Seen:
    return any(alive(campus, meter) for meter in meters)


def lights(*, automatic: bool) -> Quantity:
    """Of corridors, classrooms and roads, the share of kinds with a light controller on line:
    any, or one that acts by itself."""

    def share(campus: Campus) -> Values:
        controllers = things(campus, "light_controller")
        chosen = [each for each in controllers if each.get("automatic") or not automatic]
        if not controllers:
            return None
        kinds = {each["name"]: each["kind"] for each in campus.scenario.campus.listed("places")}
        rooms = {room.name for room in rooms_of(campus, *CLASSROOMS)}
        found: dict[str, list[Seen]] = {"corridor": [], "classroom": [], "road": []}
        for each in chosen:
            in_room = each.get("room") in rooms
            kind = "classroom" if in_room else kinds.get(each.get("place", ""), "")
            found.get(kind, []).append(live(campus, each))
        return {"": part(any_(seen) for seen in found.values())}

    return share


def computers(campus: Campus, use: str, room: str | None = None) -> Fraction | None:
    """How many of a use were seen in 30 days, in a room or anywhere; what nothing counts is 0."""
    total = Fraction(0)
    for group in campus.scenario.campus.listed("computers"):
        if group["use"] == use and room in (None, group.get("room")) and "source" in group:
            source = group["source"]
            seen = told(campus, source["target"], "computers_live_count", source["instance"])
            if seen is None:
                return None
            total += number(seen)
    return total


def per_head(use: str, heads: str) -> Quantity:
    """Computers of a use that were seen, per full-time teacher or per student."""

    def ratio(campus: Campus) -> Values:
        people = campus.scenario.campus.people
        if people is None or not campus.scenario.campus.listed("computers"):
            return None
        return {"": over(computers(campus, use), getattr(people, heads))}

    return ratio


def teachers_computers(kind: str, **of: str) -> Quantity:
    """How many computers of the teacher's were seen, in each room of a kind."""

    def count(campus: Campus) -> Values:
        if not campus.scenario.campus.listed("computers"):
            return None
        rooms = [room for room in rooms_of(campus, kind) if is_for(room, **of)]
        return {room.name: computers(campus, "teacher", room.name) for room in rooms}

    return count


def computers_per_class(stage: str) -> Quantity:
    """Of each computer classroom, the students' computers that were seen per student of the
    largest class (I-13)."""

    def ratio(campus: Campus) -> Values:
        people = campus.scenario.campus.people
        if people is None or not campus.scenario.campus.listed("computers"):
            return None
        rooms = [room for room in rooms_of(campus, "computer_classroom")
                 if is_for(room, stage=stage)]  # fmt: skip
        return {
            room.name: over(computers(campus, "student", room.name), people.largest_class)
            for room in rooms
        }

    return ratio


def over(seen: Fraction | None, heads: int | None) -> Fraction | None:
    return None if seen is None or not heads else seen / heads
