"""Paths: what leaves by which circuit and comes back, how fast, and how full egress is."""

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from checks.campus import Campus, Circuit, CircuitKind, InstanceRef
from checks.indicator import Indicator
from checks.indicators.evidence import fact, lacking, not_listed, shown
from checks.indicators.interfaces import true
from checks.indicators.levels import Level, busy, first_untold
from checks.indicators.members import Member, count
from checks.indicators.sightings import all_of
from checks.indicators.wording import bit_rate, duration
from checks.readings import Found, Gap, Readings
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
from checks.windowed import BUSY_RATE, ROUND_TRIPS
from collectors.path.quantities import PATH_LOSS, PATH_ROUND_TRIP_NOW, PATH_THROUGH
from collectors.quantities import (
    INTERFACE_BUSY,
    INTERFACE_RECEIVE_BYTES,
    INTERFACE_TRANSMIT_BYTES,
    INTERFACE_UP,
    PATH_ANSWERS,
    PATH_ROUND_TRIP,
)

UTILISATION = "egress_utilisation_ratio"
REACHING = "egress_circuits_reaching_count"
ROUND_TRIP = "egress_round_trip_seconds"


def utilisation(campus: Campus, readings: Readings) -> list[Measured]:
    """Busy rate of all circuits over what their contracts promise."""
    if not campus.circuits:
        return [not_listed(UTILISATION, "circuits", campus.circuits)]
    levels, contracted, evidence = [], 0, []
    for circuit in campus.circuits:
        level = busy(readings, BUSY_RATE, circuit.target, circuit.interface)
        said_by = f"{circuit.source}, as of {circuit.as_of}"
        field = "circuits.contract_bits_per_second"
        contract = fact(field, circuit.name, circuit.contract_bits_per_second, said_by)
        evidence += [*level.evidence, contract]
        contracted += circuit.contract_bits_per_second
        levels.append(level)
    return [_utilisation(levels, contracted, shown(evidence))]


def _utilisation(levels: list[Level], contracted: int, evidence: Sequence[Evidence]) -> Measured:
    """A circuit that cannot be told leaves it unknown; one that was seen for too short a time may
    be busier or quieter than it was."""
    coverage = Coverage(sum(level.told for level in levels), len(levels))
    causes = [level.value for level in levels if isinstance(level.value, Cause)]
    if causes:
        return Measured(UTILISATION, CAMPUS, None, causes[0], evidence, coverage)
    total = sum((Fraction(level.value) for level in levels
                 if not isinstance(level.value, Cause)), Fraction(0))  # fmt: skip
    value = float(total / contracted)
    arithmetic = f"{bit_rate(total)} busy ÷ {bit_rate(contracted)} contracted = {value:.4g}"
    untold = first_untold(levels)
    if untold is None:
        return Measured(UTILISATION, CAMPUS, value, None, evidence, coverage, Grade.DECLARED,
                        arithmetic)  # fmt: skip
    lowest = math.fsum(level.lowest for level in levels) / contracted
    highest = math.fsum(level.highest for level in levels) / contracted
    return Measured(UTILISATION, CAMPUS, value, None, evidence, coverage, Grade.DECLARED,
                    arithmetic, lowest, highest, untold)  # fmt: skip


def reaching(campus: Campus, readings: Readings) -> list[Measured]:
    """Per kind and family, circuits that are up and bring an answer from what only they reach;
    where a trace is named, by a way through their own network."""
    if not campus.circuits:
        return [not_listed(REACHING, "circuits", campus.circuits)]
    measured = []
    for kind in CircuitKind:
        of_kind = [circuit for circuit in campus.circuits if circuit.kind is kind]
        for family in ("ipv4", "ipv6"):
            members = [_reaches(circuit, family, readings) for circuit in of_kind]
            labels = (("kind", kind.value), ("family", family))
            subject = Subject("egress", f"{kind.value} {family}", labels)
            what = f"{kind.value} circuits that bring an answer over {family}"
            measured.append(count(REACHING, subject, members, what, Grade.DEMONSTRATED))
    return measured


def _reaches(circuit: Circuit, family: str, readings: Readings) -> Member:
    """A port that is down brings nothing; one that is up needs the answer of the far side, and,
    where a trace is named, a way to it that shows its network."""
    port = holds(circuit.name, readings.find(INTERFACE_UP, circuit.target, circuit.interface))
    over = "" if family == "ipv4" else "_over_ipv6"
    test = circuit.reaches if family == "ipv4" else circuit.reaches_over_ipv6
    members = [port, answering(circuit.name, f"circuits.reaches{over}", test, readings)]
    trace = circuit.crosses if family == "ipv4" else circuit.crosses_over_ipv6
    if trace is not None:
        through = readings.find(PATH_THROUGH, trace.target, trace.instance)
        members.append(holds(circuit.name, through))
    return all_of(circuit.name, members)


def answering(name: str, field: str, test: InstanceRef | None, readings: Readings) -> Member:
    """Whether the far address of a test answers."""
    if test is None:
        return _untried(name, field)
    return holds(name, readings.find(PATH_ANSWERS, test.target, test.instance))


def holds(name: str, found: Found) -> Member:
    """A member that counts where the reading says yes."""
    return Member(name, found.cause if isinstance(found, Gap) else true(found), (found,))


def _untried(name: str, field: str) -> Member:
    """Nothing tries it; what else is seen of the circuit or the campus proves a part."""
    detail = f"the inventory names no test ({field}) of {name}"
    return Member(name, Cause(CauseKind.PARTLY_PROVEN, detail), (lacking(field, name, detail),))


def round_trips(campus: Campus, readings: Readings) -> list[Measured]:
    """Per kind, the longest time to the far side and back over circuits that have a test."""
    if not campus.circuits:
        return [not_listed(ROUND_TRIP, "circuits", campus.circuits)]
    by_kind: dict[str, list[Circuit]] = {}
    for circuit in campus.circuits:
        by_kind.setdefault(circuit.kind.value, []).append(circuit)
    return [_longest(kind, circuits, readings) for kind, circuits in by_kind.items()]


def _longest(kind: str, circuits: Sequence[Circuit], readings: Readings) -> Measured:
    subject = Subject("egress", kind, (("kind", kind),))
    levels = [_round_trip(circuit, readings) for circuit in circuits]
    evidence = shown(piece for level in levels for piece in level.evidence)
    known = [level.value for level in levels if not isinstance(level.value, Cause)]
    coverage = Coverage(sum(level.told for level in levels), len(levels))
    untold = first_untold(levels)
    if not known:
        return Measured(ROUND_TRIP, subject, None, untold, evidence, coverage)
    arithmetic = f"longest: max({', '.join(map(duration, known))})"
    if untold is None:
        return Measured(ROUND_TRIP, subject, max(known), None, evidence, coverage,
                        Grade.DEMONSTRATED, arithmetic)  # fmt: skip
    lowest = max(level.lowest for level in levels)
    highest = max(level.highest for level in levels)
    return Measured(ROUND_TRIP, subject, max(known), None, evidence, coverage,
                    Grade.DEMONSTRATED, arithmetic, lowest, highest, untold)  # fmt: skip


def _round_trip(circuit: Circuit, readings: Readings) -> Level:
    if circuit.reaches is None:
        detail = f"the inventory names no test for circuits.reaches of {circuit.name}"
        cause = Cause(CauseKind.FACT_MISSING, detail)
        missing = (lacking("circuits.reaches", circuit.name, detail),)
        return Level(cause, 0.0, math.inf, missing, cause)
    level = busy(readings, ROUND_TRIPS, circuit.reaches.target, circuit.reaches.instance)
    # the document asks for both, and no limit for either: what is lost now stands beside it
    lost = readings.find(PATH_LOSS, circuit.reaches.target, circuit.reaches.instance)
    if isinstance(lost, Gap):
        return level
    return replace(level, evidence=(*level.evidence, lost))


INDICATORS = (
    Indicator(
        UTILISATION,
        "How full the egress is in busy hours, of what the contracts promise.",
        "Σ 95th percentile of school hours ÷ Σ contract",
        "1",
        "campus",
        (INTERFACE_BUSY, INTERFACE_RECEIVE_BYTES, INTERFACE_TRANSMIT_BYTES),
        ("circuits",),
        utilisation,
    ),
    Indicator(
        REACHING,
        "Egress circuits that bring an answer from what only their network reaches.",
        "number of circuits of the kind whose port is up and whose far address answers, and, where"
        " `crosses` names a trace, whose path goes through their network",
        "",
        "egress",
        (INTERFACE_UP, PATH_ANSWERS, PATH_THROUGH),
        ("circuits",),
        reaching,
    ),
    Indicator(
        ROUND_TRIP,
        "Longest time to the far side and back over the circuits of a kind; the share of packets"
        " that is lost on it stands beside.",
        "max over circuits of the 95th percentile of the round trip",
        "s",
        "egress",
        (PATH_ROUND_TRIP, PATH_ROUND_TRIP_NOW, PATH_LOSS),
        ("circuits",),
        round_trips,
    ),
)
