"""Computers that are seen: per teacher, per student, per class, and in rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter

from checks.campus import Campus, People, Room, RoomKind
from checks.equipment import Computers, ComputerUse
from checks.fact_dates import people_grown_stale
from checks.indicator import Indicator
from checks.indicators.evidence import Piece, fact, lacking, none_such, not_listed, shown
from checks.indicators.members import grouped
from checks.indicators.wording import said
from checks.readings import Gap, Readings
from checks.verdict import CAMPUS, Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.quantities import COMPUTERS_LIVE

PER_TEACHER = "computers_per_teacher_ratio"
PER_STUDENT = "terminals_per_student_ratio"
PER_CLASS = "room_computers_per_class_ratio"
IN_ROOM = "room_teacher_computers_count"

#: Rooms in which each student of the largest class has a computer.
LABORATORIES = (RoomKind.COMPUTER_CLASSROOM,)
TAUGHT_IN = (
    RoomKind.CLASSROOM,
    RoomKind.SMART_CLASSROOM,
    RoomKind.COMPUTER_CLASSROOM,
    RoomKind.RECORDING_ROOM,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Computers seen of several groups, or the first reason why that is not known."""

    computers: Fraction | Cause
    terms: str
    evidence: Sequence[Piece]
    coverage: Coverage


def _counted(groups: Sequence[Computers], readings: Readings) -> Counted:
    total, terms, gaps = Fraction(0), [], []
    evidence: list[Piece] = []
    for group in groups:
        if group.source is None:
            terms.append(f"0 (nothing counts {group.name})")
            evidence.append(fact("computers.source", group.name, False, "inventory: not counted"))
            continue
        found = readings.find(COMPUTERS_LIVE, group.source.target, group.source.instance)
        evidence.append(found)
        if isinstance(found, Gap):
            gaps.append(found.cause)
            continue
        total += Fraction(found.number)
        terms.append(f"{found.number:g} of {group.name}")
    coverage = Coverage(len(groups) - len(gaps), len(groups)) if groups else Coverage(1, 1)
    return Counted(gaps[0] if gaps else total, " + ".join(terms), evidence, coverage)


def _people(campus: Campus, field: str, readings: Readings) -> int | Cause:
    people: People | None = campus.people
    heads = None if people is None else getattr(people, field)
    if people is None or heads is None:
        return Cause(CauseKind.FACT_MISSING, f"the inventory does not say people.{field}")
    stale = people_grown_stale(people.as_of, readings.today)
    if stale is not None:
        return stale
    if not heads:
        return Cause(CauseKind.FACT_MISSING, f"the inventory says that people.{field} is 0")
    return int(heads)


def _per_head(
    indicator: str, subject: Subject, counted: Counted, field: str, heads: int | Cause
) -> Measured:
    """Computers seen over heads; a group that nothing counts is in no numerator."""
    if isinstance(heads, Cause):
        evidence = shown((lacking(f"people.{field}", "", heads.detail), *counted.evidence))
        return Measured(indicator, subject, None, heads, evidence, counted.coverage)
    evidence = shown((*counted.evidence, fact(f"people.{field}", "", heads)))
    if isinstance(counted.computers, Cause):
        cause = counted.computers
        return Measured(indicator, subject, None, cause, evidence, counted.coverage)
    value = float(counted.computers / heads)
    arithmetic = f"({counted.terms or 'none listed'}) ÷ {heads} {field} = {value:.4g}"
    return Measured(
        indicator, subject, value, None, evidence, counted.coverage, Grade.DECLARED, arithmetic
    )


def per_teacher(campus: Campus, readings: Readings) -> list[Measured]:
    """Computers of teachers that are seen, over full-time teachers."""
    if not campus.computers:
        return [not_listed(PER_TEACHER, "computers", campus.computers)]
    groups = [group for group in campus.computers if group.use is ComputerUse.TEACHER]
    if not groups:
        return [none_such(PER_TEACHER, "computers of teachers")]
    counted, heads = _counted(groups, readings), _people(campus, "full_time_teachers", readings)
    return [_per_head(PER_TEACHER, CAMPUS, counted, "full_time_teachers", heads)]


def per_student(campus: Campus, readings: Readings) -> list[Measured]:
    """Terminals of students that are seen, over all students."""
    if not campus.computers:
        return [not_listed(PER_STUDENT, "computers", campus.computers)]
    groups = [group for group in campus.computers if group.use is ComputerUse.STUDENT]
    if not groups:
        return [none_such(PER_STUDENT, "terminals of students")]
    counted, heads = _counted(groups, readings), _people(campus, "students", readings)
    return [_per_head(PER_STUDENT, CAMPUS, counted, "students", heads)]


def _by_room(campus: Campus, use: ComputerUse) -> dict[str, list[Computers]]:
    used = (each for each in campus.computers or () if each.use is use)
    return grouped(used, attrgetter("room"))


def _room_subject(room: Room) -> Subject:
    """A room for whose lessons no stage is named is judged with every stage."""
    labels = (("kind", room.kind.value), ("stage", said(room.stage)))
    return Subject("room", room.name, labels)


def per_class(campus: Campus, readings: Readings) -> list[Measured]:
    """Per computer classroom, its computers that are seen over the largest class."""
    listed = _rooms(PER_CLASS, campus, LABORATORIES)
    if isinstance(listed, Measured):
        return [listed]
    heads = _people(campus, "largest_class", readings)
    by_room = _by_room(campus, ComputerUse.STUDENT)
    counted = [_counted(by_room.get(room.name, ()), readings) for room in listed]
    return [
        _per_head(PER_CLASS, _room_subject(room), each, "largest_class", heads)
        for room, each in zip(listed, counted, strict=True)
    ]


def in_room(campus: Campus, readings: Readings) -> list[Measured]:
    """Per room that is taught in, how many computers of the teacher's are seen."""
    listed = _rooms(IN_ROOM, campus, TAUGHT_IN)
    if isinstance(listed, Measured):
        return [listed]
    measured, by_room = [], _by_room(campus, ComputerUse.TEACHER)
    for room in listed:
        counted = _counted(by_room.get(room.name, ()), readings)
        cause = counted.computers if isinstance(counted.computers, Cause) else None
        value = None if isinstance(counted.computers, Cause) else float(counted.computers)
        evidence = shown(counted.evidence or (fact("computers", room.name, 0),))
        arithmetic = "" if value is None else f"{counted.terms or 'none listed'} = {value:g}"
        measured.append(
            Measured(
                IN_ROOM, _room_subject(room), value, cause, evidence,
                counted.coverage, Grade.DECLARED, arithmetic,
            )
        )  # fmt: skip
    return measured


def _rooms(indicator: str, campus: Campus, kinds: Sequence[RoomKind]) -> list[Room] | Measured:
    if not campus.rooms:
        return not_listed(indicator, "rooms", campus.rooms)
    if campus.computers is None:
        return not_listed(indicator, "computers", None)
    rooms = [room for room in campus.rooms if room.kind in kinds]
    return rooms or none_such(indicator, "rooms of this kind")


INDICATORS = (
    Indicator(
        PER_TEACHER,
        "Computers of teachers that are seen, per full-time teacher.",
        "Σ computers seen in 30 days ÷ full-time teachers",
        "1",
        "campus",
        (COMPUTERS_LIVE,),
        ("computers", "people"),
        per_teacher,
    ),
    Indicator(
        PER_STUDENT,
        "Terminals for students that are seen, per student.",
        "Σ terminals seen in 30 days ÷ students",
        "1",
        "campus",
        (COMPUTERS_LIVE,),
        ("computers", "people"),
        per_student,
    ),
    Indicator(
        PER_CLASS,
        "Computers of a computer classroom that are seen, per student of the largest class.",
        "computers seen in 30 days ÷ largest class",
        "1",
        "room",
        (COMPUTERS_LIVE,),
        ("computers", "rooms", "people"),
        per_class,
    ),
    Indicator(
        IN_ROOM,
        "Computers of the teacher's in a room that are seen.",
        "Σ computers seen in 30 days",
        "",
        "room",
        (COMPUTERS_LIVE,),
        ("computers", "rooms"),
        in_room,
    ),
)
