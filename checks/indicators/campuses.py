"""Several campuses of one school: whether they reach each other, and have lines of their own."""

from collections.abc import Mapping
from itertools import combinations

from checks.campus import Campus, Circuit, InstanceRef
from checks.equipment import Precinct
from checks.indicator import Indicator
from checks.indicators.evidence import none_such, not_listed
from checks.indicators.members import Member, share
from checks.indicators.paths import answering, holds
from checks.indicators.sightings import all_of, any_of
from checks.readings import Readings
from checks.verdict import Grade, Measured, Subject
from collectors.quantities import INTERFACE_UP, PATH_ANSWERS

PAIRS = "campus_pairs_reachable_ratio"
LOCAL_EGRESS = "campuses_with_egress_ratio"


def pairs(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of pairs of campuses that reach each other, tried from both sides."""
    if not campus.campuses:
        return [not_listed(PAIRS, "campuses", campus.campuses)]
    if len(campus.campuses) == 1:
        return [none_such(PAIRS, "second campus")]
    members = [_pair(a, b, readings) for a, b in combinations(campus.campuses, 2)]
    subject = Subject("campuses", "all")
    return [share(PAIRS, subject, members, "pairs that reach each other", Grade.DEMONSTRATED)]


def _pair(a: Precinct, b: Precinct, readings: Readings) -> Member:
    name = " – ".join(sorted((a.name, b.name)))
    return all_of(name, (_way(a, b, readings), _way(b, a, readings)))


def _way(near: Precinct, far: Precinct, readings: Readings) -> Member:
    test = None if near.target is None else InstanceRef(target=near.target, instance=far.name)
    return answering(f"{near.name} to {far.name}", "campuses.target", test, readings)


def local_egress(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of campuses with an egress circuit of their own that is up."""
    if not campus.campuses:
        return [not_listed(LOCAL_EGRESS, "campuses", campus.campuses)]
    if len(campus.campuses) == 1:
        return [none_such(LOCAL_EGRESS, "second campus")]
    if campus.circuits is None:
        return [not_listed(LOCAL_EGRESS, "circuits", None)]
    by_campus: Mapping[str, list[Circuit]] = {
        each.name: [circuit for circuit in campus.circuits if circuit.campus == each.name]
        for each in campus.campuses
    }
    members = [
        any_of(name, (_port(circuit, readings) for circuit in circuits), "circuits.campus")
        for name, circuits in by_campus.items()
    ]
    subject = Subject("campuses", "all")
    what = "campuses with an egress of their own that is up"
    return [share(LOCAL_EGRESS, subject, members, what, Grade.DECLARED)]


def _port(circuit: Circuit, readings: Readings) -> Member:
    return holds(circuit.name, readings.find(INTERFACE_UP, circuit.target, circuit.interface))


INDICATORS = (
    Indicator(
        PAIRS,
        "Share of pairs of campuses that reach each other.",
        "pairs that answer in both directions ÷ pairs",
        "1",
        "campuses",
        (PATH_ANSWERS,),
        ("campuses",),
        pairs,
    ),
    Indicator(
        LOCAL_EGRESS,
        "Share of campuses with an egress of their own that is up.",
        "campuses with an egress circuit that is up ÷ campuses",
        "1",
        "campuses",
        (INTERFACE_UP,),
        ("campuses", "circuits"),
        local_egress,
    ),
)
