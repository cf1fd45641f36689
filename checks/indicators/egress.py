"""Egress: how much of it, over which circuits, and for how many people."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from checks.campus import Campus, Circuit, CircuitKind, People
from checks.fact_dates import people_grown_stale
from checks.indicator import Indicator
from checks.indicators.evidence import fact, not_listed, read, shown
from checks.indicators.interfaces import line_rate, true
from checks.indicators.members import Member, count
from checks.indicators.wording import bit_rate, some
from checks.readings import Gap, Readings
from checks.verdict import (
    CAMPUS,
    Cause,
    CauseKind,
    Coverage,
    Evidence,
    Grade,
    Measured,
    Subject,
)
from collectors.quantities import INTERFACE_OPTICAL, INTERFACE_SPEED, INTERFACE_UP

PER_PERSON = "egress_bits_per_second_per_person"
ACCESS_LINE = "access_line_bits_per_second"
CIRCUITS_UP = "egress_circuits_up_count"
OPTICAL_UP = "egress_optical_circuits_up_count"


@dataclass(frozen=True, slots=True)
class Usable:
    """What the circuits that can be told carry together now, in bit/s; None where none can.

    Those that cannot be told, `untold` says why of the first, make it no more than `highest`.
    """

    bits_per_second: Fraction | None
    highest: Fraction | float
    untold: Cause | None
    terms: str
    evidence: Sequence[Evidence]
    coverage: Coverage


def usable(circuits: Sequence[Circuit], readings: Readings) -> Usable:
    """What the circuits carry together, as I-12 is read."""
    interpretations = readings.interpretations
    if interpretations.reads("I-12", "contract_only"):
        return _promised(circuits, readings)
    if interpretations.reads("I-12", "internet_only"):
        circuits = [each for each in circuits if each.kind is CircuitKind.INTERNET]
    if not circuits:
        none = (fact("circuits", CircuitKind.INTERNET.value, 0),)
        terms = "0 (no circuit of an operator)"
        return Usable(Fraction(0), Fraction(0), None, terms, none, Coverage(1, 1))
    return _carried(circuits, readings, interpretations.reads("I-12", "port_only"))


def _ended(circuit: Circuit, readings: Readings) -> Cause | None:
    """Why the contract promises nothing any more; None while it does."""
    if circuit.ends_on is None or readings.today <= circuit.ends_on:
        return None
    detail = f"the contract of {circuit.name} ended on {circuit.ends_on} ({circuit.source})"
    return Cause(CauseKind.FACT_STALE, detail)


class _Sum:
    """Circuit by circuit: what is known, and what those that are not could add."""

    def __init__(self) -> None:
        self.known = Fraction(0)
        self.terms: list[str] = []
        self.unknown: list[str] = []
        self.gaps: list[Cause] = []
        self.more: Fraction | float = Fraction(0)

    def add(self, bits_per_second: Fraction, term: str) -> None:
        self.known += bits_per_second
        self.terms.append(term)

    def miss(self, circuit: Circuit, cause: Cause, at_most: Fraction | float) -> None:
        self.unknown.append(circuit.name)
        self.gaps.append(cause)
        self.more += at_most

    def usable(self, evidence: Iterable[Evidence]) -> Usable:
        told, untold = len(self.terms), len(self.gaps)
        terms = " + ".join(self.terms)
        if untold:
            terms += f" + what of {some(self.unknown)} is not known"
        return Usable(
            self.known if told else None,
            self.known + self.more,
            self.gaps[0] if untold else None,
            terms,
            shown(evidence),
            Coverage(told, told + untold),
        )


def _promised(circuits: Sequence[Circuit], readings: Readings) -> Usable:
    """The contracts alone: no port is looked at, and a dead line counts."""
    together = _Sum()
    for circuit in circuits:
        ended = _ended(circuit, readings)
        if ended is not None:
            together.miss(circuit, ended, math.inf)
            continue
        promised = circuit.contract_bits_per_second
        together.add(Fraction(promised), f"{bit_rate(promised)} contract")
    return together.usable(replace(_contract(each), of=each.name) for each in circuits)


def _carried(circuits: Sequence[Circuit], readings: Readings, port_only: bool) -> Usable:
    """Sum of min(contract, port), or of the ports, over circuits that are up.

    Circuits that share a port share its speed. One circuit that cannot be told leaves the sum
    open between nothing of it and its contract: a dead line must not pass for a quiet one, nor
    a quiet one for a dead. After its contract the port alone says how much it could be.
    """
    together, evidence = _Sum(), []
    left: dict[tuple[str, str], Fraction] = {}
    for circuit in circuits:
        rate = line_rate(readings, circuit.target, circuit.interface)
        evidence += [replace(e, of=circuit.name) for e in (*rate.evidence, _contract(circuit))]
        ended = None if port_only else _ended(circuit, readings)
        contract = Fraction(circuit.contract_bits_per_second)
        if isinstance(rate.bits_per_second, Cause):
            at_most = math.inf if port_only or ended is not None else contract
            together.miss(circuit, rate.bits_per_second, at_most)
            continue
        port = (circuit.target, circuit.interface)
        room = left.setdefault(port, Fraction(rate.bits_per_second))
        if ended is not None and rate.bits_per_second:
            together.miss(circuit, ended, room)
            continue
        carried = room if port_only else min(contract, room)
        left[port] = room - carried
        together.add(carried, _term(circuit, rate.bits_per_second, port_only))
    return together.usable(evidence)


def _contract(circuit: Circuit) -> Evidence:
    said_by = f"{circuit.source}, as of {circuit.as_of}"
    if circuit.larger_direction_bits_per_second is not None:
        said_by += f"; {bit_rate(circuit.larger_direction_bits_per_second)} the other way"
    field = "circuits.contract_bits_per_second"
    return fact(field, circuit.name, circuit.contract_bits_per_second, said_by)


def _term(circuit: Circuit, port_bits_per_second: float, port_only: bool) -> str:
    if not port_bits_per_second:
        return f"0 ({circuit.name} is down)"
    if port_only:
        return f"{bit_rate(port_bits_per_second)} port"
    contract = bit_rate(circuit.contract_bits_per_second)
    return f"min({contract} contract, {bit_rate(port_bits_per_second)} port)"


def access_line(campus: Campus, readings: Readings) -> list[Measured]:
    """Usable egress of the whole campus (I-26), in bit/s."""
    if not campus.circuits:
        return [not_listed(ACCESS_LINE, "circuits", campus.circuits)]
    egress = usable(campus.circuits, readings)
    total = egress.bits_per_second
    arithmetic = "" if total is None else f"{egress.terms} = {_at_least(egress)}{bit_rate(total)}"
    return [_measured(ACCESS_LINE, egress, 1, egress.evidence, arithmetic)]


def _at_least(egress: Usable) -> str:
    return "" if egress.untold is None else "at least "


def _measured(
    indicator: str, egress: Usable, heads: int, evidence: Sequence[Evidence], arithmetic: str
) -> Measured:
    """The egress over so many, with the bounds that circuits which cannot be told leave open."""
    total, untold = egress.bits_per_second, egress.untold
    if total is None:
        return Measured(indicator, CAMPUS, None, untold, evidence, egress.coverage)
    value = float(total / heads)
    if untold is None:
        return Measured(indicator, CAMPUS, value, None, evidence, egress.coverage,
                        Grade.DECLARED, arithmetic)  # fmt: skip
    highest = float(egress.highest / heads)
    return Measured(indicator, CAMPUS, value, None, evidence, egress.coverage,
                    Grade.DECLARED, arithmetic, value, highest, untold)  # fmt: skip


def per_person(campus: Campus, readings: Readings) -> list[Measured]:
    """Usable egress over staff and students at school (I-1, I-2), in bit/s."""
    if not campus.circuits:
        return [not_listed(PER_PERSON, "circuits", campus.circuits)]
    egress = usable(campus.circuits, readings)
    no_people = _no_people(campus.people, readings)
    evidence = shown((*egress.evidence, *_heads(campus.people)))
    if no_people is not None or campus.people is None:
        cause = egress.untold if egress.bits_per_second is None else no_people
        return [Measured(PER_PERSON, CAMPUS, None, cause, evidence, egress.coverage)]
    staff, students = campus.people.staff, campus.people.students
    total, arithmetic = egress.bits_per_second, ""
    if total is not None:
        each = f"{_at_least(egress)}{bit_rate(total / (staff + students))}"
        heads = f"{staff} staff + {students} students"
        arithmetic = f"({egress.terms}) ÷ ({heads}) = {each} per person"
    return [_measured(PER_PERSON, egress, staff + students, evidence, arithmetic)]


def _no_people(people: People | None, readings: Readings) -> Cause | None:
    """Why there is nobody to divide by, if that is so."""
    if people is None:
        return Cause(CauseKind.FACT_MISSING, "the inventory does not say how many people there are")
    stale = people_grown_stale(people.as_of, readings.today)
    if stale is not None:
        return stale
    if not people.staff + people.students:
        return Cause(CauseKind.FACT_MISSING, "the inventory says that there is nobody at school")
    return None


def _heads(people: People | None) -> Sequence[Evidence]:
    if people is None:
        return ()
    said_by = f"{people.source}, as of {people.as_of}"
    return (
        fact("people.staff", "", people.staff, said_by),
        fact("people.students", "", people.students, said_by),
    )


def circuits_up(campus: Campus, readings: Readings) -> list[Measured]:
    """Circuits whose port is up, by kind; a kind that the inventory does not list counts 0."""
    if not campus.circuits:
        return [not_listed(CIRCUITS_UP, "circuits", campus.circuits)]
    of_kind: dict[CircuitKind, list[Member]] = {kind: [] for kind in CircuitKind}
    for circuit in campus.circuits:
        of_kind[circuit.kind].append(_up(circuit, readings))
    return [
        count(
            CIRCUITS_UP, Subject("egress", kind.value, (("kind", kind.value),)), members,
            f"{kind.value} circuits up", Grade.REPORTED,
        )
        for kind, members in of_kind.items()
    ]  # fmt: skip


def _up(circuit: Circuit, readings: Readings) -> Member:
    found = readings.find(INTERFACE_UP, circuit.target, circuit.interface)
    counts = found.cause if isinstance(found, Gap) else true(found)
    return Member(circuit.name, counts, (found,))


def optical_circuits_up(campus: Campus, readings: Readings) -> list[Measured]:
    """Circuits that are up and come in on fibre, by the MAU in use on the egress port."""
    if not campus.circuits:
        return [not_listed(OPTICAL_UP, "circuits", campus.circuits)]
    members = [_optical_up(circuit, readings) for circuit in campus.circuits]
    return [count(OPTICAL_UP, CAMPUS, members, "circuits up on fibre", Grade.REPORTED)]


def _optical_up(circuit: Circuit, readings: Readings) -> Member:
    up = _up(circuit, readings)
    if up.counts is not True:
        return up
    optical = readings.find(INTERFACE_OPTICAL, circuit.target, circuit.interface)
    counts = optical.cause if isinstance(optical, Gap) else true(optical)
    return Member(circuit.name, counts, (*up.evidence, read(optical)))


INDICATORS = (
    Indicator(
        PER_PERSON,
        "Usable egress per person at school.",
        "Σ min(contract, ifHighSpeed) over circuits that are up ÷ (staff + students)",
        "bit/s",
        "campus",
        (INTERFACE_UP, INTERFACE_SPEED),
        ("circuits", "people"),
        per_person,
    ),
    Indicator(
        ACCESS_LINE,
        "Usable egress of the whole campus.",
        "Σ min(contract, ifHighSpeed) over circuits that are up",
        "bit/s",
        "campus",
        (INTERFACE_UP, INTERFACE_SPEED),
        ("circuits",),
        access_line,
    ),
    Indicator(
        CIRCUITS_UP,
        "Egress circuits that are up, by kind.",
        "number of circuits of the kind whose port is up",
        "",
        "egress",
        (INTERFACE_UP,),
        ("circuits",),
        circuits_up,
    ),
    Indicator(
        OPTICAL_UP,
        "Egress circuits that are up and come in on fibre.",
        "number of circuits whose port is up with an optical MAU",
        "",
        "campus",
        (INTERFACE_UP, INTERFACE_OPTICAL),
        ("circuits",),
        optical_circuits_up,
    ),
)
