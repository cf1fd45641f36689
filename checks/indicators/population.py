"""Whom a clause divides by: each base is a number of its own, and they are never mixed (I-13)."""

from dataclasses import dataclass
from enum import StrEnum

from checks.campus import People
from checks.fact_dates import people_grown_stale
from checks.indicators.evidence import fact
from checks.readings import Readings
from checks.verdict import Cause, CauseKind, Evidence


class Base(StrEnum):
    STAFF_AND_STUDENTS = "staff_and_students"
    STAFF = "staff"
    STUDENTS = "students"
    EXPERIMENTING_STUDENTS = "experimenting_students"


@dataclass(frozen=True, slots=True)
class Heads:
    """How many, or why that is not known; in words, and with the facts that it rests on."""

    number: int | Cause
    words: str = ""
    evidence: tuple[Evidence, ...] = ()


#: The facts that a base is the sum of.
FACTS = {
    Base.STAFF_AND_STUDENTS: ("staff", "students"),
    Base.STAFF: ("staff",),
    Base.STUDENTS: ("students",),
    Base.EXPERIMENTING_STUDENTS: ("experimenting_students",),
}


def heads(people: People | None, base: Base, readings: Readings) -> Heads:
    if people is None:
        return Heads(_missing("the inventory does not say how many people there are"))
    parts = {name: _part(people, name) for name in FACTS[base]}
    known = {name: number for name, number in parts.items() if number is not None}
    said_by = f"{people.source}, as of {people.as_of}"
    evidence = tuple(fact(f"people.{name}", "", number, said_by) for name, number in known.items())
    words = " + ".join(f"{number} {_words(name)}" for name, number in known.items())
    if len(known) < len(parts):
        return Heads(_missing(f"the inventory does not say how many {_words(base)} there are"))
    stale = people_grown_stale(people.as_of, readings.today)
    if stale is not None:
        return Heads(stale, words, evidence)
    number = sum(known.values())
    if not number:
        none = _missing(f"the inventory says that there are no {_words(base)}")
        return Heads(none, words, evidence)
    return Heads(number, words, evidence)


def _part(people: People, name: str) -> int | None:
    number = getattr(people, name)
    return number if isinstance(number, int) else None


def _missing(detail: str) -> Cause:
    return Cause(CauseKind.FACT_MISSING, detail)


def _words(name: str) -> str:
    return name.replace("_", " ")
