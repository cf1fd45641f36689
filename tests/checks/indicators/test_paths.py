"""Egress that brings answers, and how full it is; campuses that reach each other."""

import pytest

from checks.campus import Campus, Circuit, InstanceRef
from checks.equipment import Link, Precinct
from checks.indicators.campuses import local_egress, pairs
from checks.indicators.paths import reaching, round_trips, utilisation
from checks.indicators.topology import links, virtualised
from checks.verdict import CauseKind, Outcome
from collectors.path.quantities import PATH_LOSS, PATH_THROUGH
from collectors.probe import ProbeResult
from collectors.quantities import (
    DEVICE_NAME,
    INTERFACE_BUSY,
    INTERFACE_UP,
    LLDP_NEIGHBOR,
    LLDP_NEIGHBOR_PORT,
    PATH_ANSWERS,
    PATH_ROUND_TRIP,
    STACK_MEMBERS,
    VRFS_UP,
)
from collectors.reading import Quantity, Value
from tests.builders import (
    DEVICE_GAPS,
    Rejected,
    Values,
    circuit,
    failed,
    gap,
    of_subject,
    only,
    port,
    said,
    seen,
    told,
)
from tests.checks.indicators.clauses import verdict_on


def tried(name: str = "cernet") -> Circuit:
    test = InstanceRef(target="vantage", instance=name)
    return circuit(name).model_copy(update={"reaches": test})


def ports_up(**states: bool) -> ProbeResult:
    return said("core-1", {INTERFACE_UP: states})


def busy(**rates: float) -> ProbeResult:
    return said("core-1", {INTERFACE_BUSY: rates})


@pytest.mark.parametrize(("rate", "share"), [(800e6, 0.8), (801e6, 0.801)])
def test_egress_is_as_full_as_all_circuits_together(rate: float, share: float) -> None:
    campus = Campus(circuits=[circuit("a", 500_000_000), circuit("b", 500_000_000)])
    measured = only(utilisation(campus, seen(busy(a=rate, b=0.0))))
    assert told(measured) == share


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_circuit_that_cannot_be_told_leaves_it_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, INTERFACE_BUSY, "core-1", "cernet"))
    assert told(only(utilisation(Campus(circuits=[circuit()]), readings))) is kind


REACHES = {
    "up, and the far side answers": (True, True, 1),
    "up, but nothing answers": (True, False, 0),
    "down": (False, True, 0),
}


@pytest.mark.parametrize(("up", "answers", "count"), REACHES.values(), ids=REACHES)
def test_a_circuit_reaches_its_network(up: bool, answers: bool, count: float) -> None:
    readings = seen(ports_up(cernet=up), said("vantage", {PATH_ANSWERS: {"cernet": answers}}))
    counts = reaching(Campus(circuits=[tried()]), readings)
    assert told(of_subject(counts, "cernet ipv4")) == count
    assert told(of_subject(counts, "internet ipv4")) == 0


#: What the trace tells beside a far side that answers; None: nothing reads it.
CROSSES: dict[str, tuple[bool | Rejected | None, float | CauseKind]] = {
    "through its own network": (True, 1),
    "through another's": (False, 0),
    "a hop kept silent": (Rejected("no hop in AS4538 was seen"), CauseKind.IMPLAUSIBLE),
    "not traced": (None, CauseKind.NOT_READ),
}


def traced(family: str, crosses: bool | Rejected | None) -> list[ProbeResult]:
    """An up port, a far side that answers, and what the trace of that family tells."""
    way = [] if crosses is None else [said("tracer", {PATH_THROUGH: {family: crosses}})]
    return [ports_up(cernet=True), said("vantage", {PATH_ANSWERS: {"cernet": True}}), *way]


@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
@pytest.mark.parametrize(("crosses", "count"), CROSSES.values(), ids=CROSSES)
def test_a_way_that_is_traced_must_go_through_the_network(
    family: str, crosses: bool | Rejected | None, count: float | CauseKind
) -> None:
    over = "" if family == "ipv4" else "_over_ipv6"
    test = InstanceRef(target="vantage", instance="cernet")
    way = InstanceRef(target="tracer", instance=family)
    named = circuit().model_copy(update={f"reaches{over}": test, f"crosses{over}": way})
    counts = reaching(Campus(circuits=[named]), seen(*traced(family, crosses)))
    assert told(of_subject(counts, f"cernet {family}")) == count


UNTRIED: dict[str, tuple[ProbeResult, bool | Rejected, float | CauseKind]] = {
    "the port decides": (ports_up(cernet=False), Rejected("a silent hop"), 0),
    "the way decides": (ports_up(cernet=True), False, 0),
    "a way proves no answer": (ports_up(cernet=True), True, CauseKind.PARTLY_PROVEN),
    "neither is known": (ports_up(cernet=True), Rejected("silent"), CauseKind.IMPLAUSIBLE),
}


@pytest.mark.parametrize(("port", "crosses", "count"), UNTRIED.values(), ids=UNTRIED)
def test_a_way_without_a_test_of_the_answer(
    port: ProbeResult, crosses: bool | Rejected, count: float | CauseKind
) -> None:
    way = InstanceRef(target="tracer", instance="ipv4")
    campus = Campus(circuits=[circuit().model_copy(update={"crosses": way})])
    readings = seen(port, said("tracer", {PATH_THROUGH: {"ipv4": crosses}}))
    assert told(of_subject(reaching(campus, readings), "cernet ipv4")) == count


def test_a_way_of_one_family_says_nothing_of_the_other() -> None:
    test, way = (InstanceRef(target=name, instance="cernet") for name in ("vantage", "tracer"))
    named = circuit().model_copy(update={"reaches_over_ipv6": test, "crosses": way})
    readings = seen(*traced("cernet", False))
    assert told(of_subject(reaching(Campus(circuits=[named]), readings), "cernet ipv6")) == 1


def test_a_circuit_that_is_up_and_that_nothing_tries_is_partly_proven() -> None:
    counts = reaching(Campus(circuits=[circuit()]), seen(ports_up(cernet=True)))
    measured = of_subject(counts, "cernet ipv6")
    assert told(measured) is CauseKind.PARTLY_PROVEN
    assert measured.why_not is not None
    assert measured.why_not.detail == (
        "the inventory names no test (circuits.reaches_over_ipv6) of cernet"
    )
    down = reaching(Campus(circuits=[circuit()]), seen(ports_up(cernet=False)))
    assert told(of_subject(down, "cernet ipv6")) == 0


#: Two lines that nothing tries: up, down, or silent (None); and why the clause is not known.
TWO_LINES = {
    (True, True): CauseKind.PARTLY_PROVEN,
    (True, False): CauseKind.PARTLY_PROVEN,
    (True, None): CauseKind.PARTLY_PROVEN,
    (False, True): CauseKind.PARTLY_PROVEN,
    (None, True): CauseKind.PARTLY_PROVEN,
    (False, None): CauseKind.COVERAGE,
    (None, False): CauseKind.COVERAGE,
    (None, None): CauseKind.FAILED,
    (False, False): None,
}


@pytest.mark.parametrize(("up", "kind"), TWO_LINES.items(), ids=str)
def test_one_line_up_is_proof_in_part_whatever_the_other_does(
    up: tuple[bool | None, bool | None], kind: CauseKind | None
) -> None:
    campus = Campus(circuits=[circuit(), circuit("second", target="core-2")])
    rounds = [
        failed(target, INTERFACE_UP)
        if state is None
        else said(target, {INTERFACE_UP: {port: state}})
        for target, port, state in zip(("core-1", "core-2"), ("cernet", "second"), up, strict=True)
    ]
    verdict = verdict_on("bjhei-net-07-1b", campus, *rounds)
    assert verdict.outcome is (Outcome.FAIL if kind is None else Outcome.UNKNOWN)
    assert (verdict.cause and verdict.cause.kind) is kind


def test_the_longest_round_trip_of_a_kind_is_told() -> None:
    campus = Campus(circuits=[tried("a"), tried("b")])
    readings = seen(said("vantage", {PATH_ROUND_TRIP: {"a": 0.01, "b": 0.2}}))
    measured = of_subject(round_trips(campus, readings), "cernet")
    assert told(measured) == 0.2
    untried = round_trips(Campus(circuits=[circuit()]), readings)
    assert told(of_subject(untried, "cernet")) is CauseKind.FACT_MISSING


@pytest.mark.parametrize("value", [0.2, Rejected("our own queue was full"), None])
def test_what_is_lost_stands_beside_the_round_trip_and_decides_nothing(
    value: float | Rejected | None,
) -> None:
    lost: dict[Quantity, Values] = {} if value is None else {PATH_LOSS: {"cernet": value}}
    readings = seen(said("vantage", {PATH_ROUND_TRIP: {"cernet": 0.01}, **lost}))
    measured = of_subject(round_trips(Campus(circuits=[tried()]), readings), "cernet")
    assert told(measured) == 0.01
    shown = {piece.quantity: piece.value for piece in measured.evidence}
    beside = {PATH_LOSS.name: value} if isinstance(value, float) else {}
    assert shown == {PATH_ROUND_TRIP.name: 0.01, **beside}


THREE = [Precinct(name=name, target=name) for name in ("n", "s", "w")]


def answers(near: str, **far: bool) -> ProbeResult:
    return said(near, {PATH_ANSWERS: far})


def test_campuses_reach_each_other_both_ways() -> None:
    rounds = [answers("n", s=True, w=True), answers("s", n=True, w=True)]
    whole = seen(*rounds, answers("w", n=True, s=True))
    assert told(only(pairs(Campus(campuses=THREE), whole))) == 1
    one_way = seen(*rounds, answers("w", n=False, s=True))
    assert told(only(pairs(Campus(campuses=THREE), one_way))) == 2 / 3


def test_one_campus_has_no_other_to_reach() -> None:
    campus = Campus(campuses=THREE[:1])
    assert told(only(pairs(campus, seen()))) is CauseKind.NONE_IN_SCOPE
    assert told(only(local_egress(campus, seen()))) is CauseKind.NONE_IN_SCOPE


def test_a_campus_without_a_circuit_of_its_own_has_no_egress() -> None:
    own = circuit("a").model_copy(update={"campus": "n"})
    campus = Campus(campuses=THREE[:2], circuits=[own])
    assert told(only(local_egress(campus, seen(ports_up(a=True))))) == 0.5
    assert told(only(local_egress(campus, seen(ports_up(a=False))))) == 0
    nothing = Campus(campuses=THREE[:2])
    assert told(only(local_egress(nothing, seen()))) is CauseKind.FACT_MISSING


LINK = Link(name="l", near=port("X1"), far=port("G9", target="access-1"))


def neighbour(of: str, on: str, name: str, far_port: str) -> ProbeResult:
    return said(of, {LLDP_NEIGHBOR: {on: name}, LLDP_NEIGHBOR_PORT: {on: far_port}})


FOUND = {
    "named as in the inventory": ((neighbour("core-1", "X1", "access-1", "G9"),), 1),
    "named as it names itself": (
        (
            neighbour("core-1", "X1", "sw-a", "G9"),
            said("access-1", {DEVICE_NAME: "sw-a"}),
            neighbour("access-1", "G9", "other", "X1"),
        ),
        1,
    ),
    "seen from the far end alone": (
        (neighbour("core-1", "X2", "x", "y"), neighbour("access-1", "G9", "core-1", "X1")),
        1,
    ),
    "another neighbour at both ends": (
        (neighbour("core-1", "X1", "x", "G9"), neighbour("access-1", "G9", "x", "X1")),
        0,
    ),
    "another port at both ends": (
        (neighbour("core-1", "X1", "access-1", "G8"), neighbour("access-1", "G9", "core-1", "X2")),
        0,
    ),
    "no neighbour at either end": (
        (neighbour("core-1", "X2", "x", "y"), neighbour("access-1", "G1", "x", "y")),
        0,
    ),
    "never asked": ((), CauseKind.NOT_READ),
    "a name that cannot be": (
        (
            said("core-1", {LLDP_NEIGHBOR: {"X1": Rejected("17")}, LLDP_NEIGHBOR_PORT: {}}),
            neighbour("access-1", "G1", "x", "y"),
        ),
        CauseKind.IMPLAUSIBLE,
    ),
}


@pytest.mark.parametrize(("rounds", "value"), FOUND.values(), ids=FOUND)
def test_a_link_of_the_drawing(rounds: tuple[ProbeResult, ...], value: float | CauseKind) -> None:
    assert told(only(links(Campus(links=[LINK]), seen(*rounds)))) == value


BACKBONE = Campus(backbone_links=[port("X1")])
Told = dict[Quantity, Value | Rejected | Values]
VIRTUAL: dict[str, tuple[Told, float]] = {
    "a stack of two": ({STACK_MEMBERS: 2}, 1),
    "a single chassis": ({STACK_MEMBERS: 1}, 0),
    "a single chassis with a VRF": ({STACK_MEMBERS: 1, VRFS_UP: 1}, 1),
}


@pytest.mark.parametrize(("told_by", "value"), VIRTUAL.values(), ids=VIRTUAL)
def test_a_backbone_device_acts_as_one_or_as_many(
    told_by: dict[Quantity, Value | Rejected | Values], value: float
) -> None:
    assert told(only(virtualised(BACKBONE, seen(said("core-1", told_by))))) == value


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_backbone_device_that_does_not_tell_is_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, STACK_MEMBERS, "core-1"))
    assert told(only(virtualised(BACKBONE, readings))) is kind
