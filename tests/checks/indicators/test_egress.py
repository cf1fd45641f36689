"""Egress per person, the access line, and circuits that are up."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from checks.campus import Campus, Circuit, CircuitKind, People
from checks.indicators.egress import access_line, circuits_up, optical_circuits_up, per_person
from checks.interpretation import Interpretations
from checks.readings import Readings
from checks.verdict import CauseKind, Grade, Outcome
from collectors.probe import ProbeResult
from collectors.quantities import INTERFACE_OPTICAL, INTERFACE_SPEED, INTERFACE_UP
from collectors.reading import Quantity
from tests.builders import (
    AT,
    DEVICE_GAPS,
    NOW_SECONDS,
    Rejected,
    Values,
    circuit,
    failed,
    gap,
    of_subject,
    only,
    people,
    said,
    seen,
    told,
)
from tests.checks.indicators.clauses import outcome_on

GIGABIT = 1_000_000_000
FOUR_THOUSAND = people()


def ports_up(**speeds: int) -> ProbeResult:
    """Ports of core-1 that are up at these speeds; 0 is a port that is down."""
    up = {name: speed > 0 for name, speed in speeds.items()}
    return said("core-1", {INTERFACE_UP: up, INTERFACE_SPEED: dict(speeds)})


@dataclass(frozen=True, slots=True)
class Case:
    """Circuits by name and contract, ports of the same names, people; and what it comes to."""

    ports: ProbeResult
    value: float | CauseKind
    contracts: tuple[tuple[str, int], ...] = (("cernet", 2 * GIGABIT),)
    people: People | None = FOUR_THOUSAND


PER_PERSON = {
    "the contract caps a faster port": Case(ports_up(cernet=10 * GIGABIT), 500_000),
    "the port caps a larger contract": Case(ports_up(cernet=GIGABIT), 250_000),
    "the limit itself is exact": Case(
        ports_up(cernet=10 * GIGABIT), 512_000, (("cernet", 2_048_000_000),)
    ),
    "a bit less is less": Case(
        ports_up(cernet=10 * GIGABIT), 511_999.75, (("cernet", 2_047_999_000),)
    ),
    "circuits add up": Case(
        ports_up(cernet=10 * GIGABIT, isp=GIGABIT),
        750_000,
        (("cernet", 2 * GIGABIT), ("isp", GIGABIT)),
    ),
    "a circuit that is down counts nothing": Case(
        ports_up(cernet=10 * GIGABIT, isp=0), 500_000, (("cernet", 2 * GIGABIT), ("isp", GIGABIT))
    ),
    "with all circuits down nothing is left, and that is known": Case(ports_up(cernet=0), 0),
    "people that nobody counted": Case(
        ports_up(cernet=GIGABIT), CauseKind.FACT_MISSING, people=None
    ),
    "nobody at school": Case(ports_up(cernet=GIGABIT), CauseKind.FACT_MISSING, people=people(0, 0)),
    "as many staff as students are not nobody": Case(
        ports_up(cernet=GIGABIT), 5_000_000, people=people(100, 100)
    ),
    "people counted 200 days ago still count": Case(
        ports_up(cernet=10 * GIGABIT), 500_000, people=people(as_of=date(2026, 3, 22))
    ),
    "people counted 201 days ago do not": Case(
        ports_up(cernet=GIGABIT), CauseKind.FACT_STALE, people=people(as_of=date(2026, 3, 21))
    ),
}


@pytest.mark.parametrize("case", PER_PERSON.values(), ids=PER_PERSON)
def test_egress_per_person(case: Case) -> None:
    campus = Campus(circuits=[circuit(*each) for each in case.contracts], people=case.people)
    assert told(only(per_person(campus, seen(case.ports)))) == case.value


@pytest.mark.parametrize("kind", DEVICE_GAPS)
@pytest.mark.parametrize("lost", [INTERFACE_UP, INTERFACE_SPEED])
def test_a_circuit_that_cannot_be_told_leaves_the_sum_open_up_to_its_contract(
    kind: CauseKind, lost: Quantity
) -> None:
    circuits = [circuit("isp", GIGABIT, target="core-2"), circuit()]
    campus = Campus(circuits=circuits, people=people())
    told_of: dict[Quantity, Values] = {
        INTERFACE_UP: {"cernet": True},
        INTERFACE_SPEED: {"cernet": GIGABIT},
    }
    readings = seen(
        said("core-2", {INTERFACE_UP: {"isp": True}, INTERFACE_SPEED: {"isp": GIGABIT}}),
        *(
            said("core-1", {quantity: told_of[quantity]})
            for quantity in told_of
            if quantity != lost
        ),
        *gap(kind, lost, "core-1", "cernet"),
    )
    for measured, heads in (
        (only(per_person(campus, readings)), 4_000),
        (only(access_line(campus, readings)), 1),
    ):
        assert (measured.value, measured.lowest) == (GIGABIT / heads, GIGABIT / heads)
        assert measured.highest == 3 * GIGABIT / heads
        assert measured.untold is not None
        assert (measured.untold.kind, measured.untold.target) == (kind, "core-1")
        assert measured.coverage.measured == 1
        assert measured.evidence[0].problem
        assert "what of cernet is not known" in measured.arithmetic
        assert "at least " in measured.arithmetic


def test_of_circuits_none_of_which_can_be_told_the_sum_is_not_known() -> None:
    campus = Campus(circuits=[circuit(), circuit("isp")], people=people())
    readings = seen(failed("core-1", INTERFACE_UP))
    for measured in (only(per_person(campus, readings)), only(access_line(campus, readings))):
        assert told(measured) is CauseKind.FAILED


DECIDED = {
    "the known circuit carries what is asked": ("bjk12-1-1-1", GIGABIT, 1, Outcome.PASS),
    "both together lack what is asked": ("eval-1.1-1b", 100, 100, Outcome.FAIL),
    "the other may make it enough": ("eval-1.1-1b", 100, GIGABIT, Outcome.UNKNOWN),
}


@pytest.mark.parametrize(("clause", "known", "silent", "outcome"), DECIDED.values(), ids=DECIDED)
def test_a_silent_circuit_matters_only_where_it_could_turn_the_verdict(
    clause: str, known: int, silent: int, outcome: Outcome
) -> None:
    circuits = [circuit(contract_bits_per_second=known), circuit("isp", silent, target="core-2")]
    rounds = (ports_up(cernet=10 * GIGABIT), failed("core-2", INTERFACE_UP))
    assert outcome_on(clause, Campus(circuits=circuits), *rounds) is outcome


def test_the_arithmetic_shows_every_number_with_its_unit() -> None:
    campus = Campus(circuits=[circuit(), circuit("isp", GIGABIT)], people=people())
    measured = only(per_person(campus, seen(ports_up(cernet=10 * GIGABIT, isp=0))))
    assert measured.arithmetic == (
        "(min(2 Gbit/s contract, 10 Gbit/s port) + 0 (isp is down)) "
        "÷ (400 staff + 3600 students) = 500 kbit/s per person"
    )
    assert measured.grade is Grade.DECLARED
    facts = {e.quantity: e.value for e in measured.evidence if e.source == "inventory"}
    assert facts["people.students"] == 3_600


def test_two_circuits_on_one_port_share_it() -> None:
    both = [circuit("a", GIGABIT, interface="XGE1"), circuit("b", GIGABIT, interface="XGE1")]
    measured = only(access_line(Campus(circuits=both), seen(ports_up(XGE1=GIGABIT))))
    assert told(measured) == GIGABIT


def test_the_access_line_needs_no_people() -> None:
    campus = Campus(circuits=[circuit(contract_bits_per_second=100_000_000)])
    measured = only(access_line(campus, seen(ports_up(cernet=GIGABIT))))
    assert told(measured) == 100_000_000


def test_circuits_up_are_counted_by_kind_and_a_kind_that_is_not_listed_is_none() -> None:
    circuits = [circuit(), circuit("isp-1", kind=CircuitKind.INTERNET)]
    circuits.append(circuit("isp-2", kind=CircuitKind.INTERNET))
    counts = circuits_up(
        Campus(circuits=circuits), seen(ports_up(cernet=0, **{"isp-1": 1, "isp-2": 1}))
    )
    assert told(of_subject(counts, "cernet")) == 0
    assert told(of_subject(counts, "internet")) == 2
    none = of_subject(counts, "education_network")
    assert (told(none), none.grade) == (0, Grade.DECLARED)


def test_one_circuit_up_is_certain_though_another_is_unknown() -> None:
    circuits: list[Circuit] = [circuit(), circuit("second", target="core-2")]
    readings = seen(ports_up(cernet=GIGABIT), failed("core-2", INTERFACE_UP))
    measured = of_subject(circuits_up(Campus(circuits=circuits), readings), "cernet")
    assert (measured.lowest, measured.value, measured.highest) == (1, 1, 2)
    assert (measured.coverage.measured, measured.coverage.in_scope) == (1, 2)


OPTICAL = {
    "up on fibre counts": (True, {"cernet": True}, 1),
    "up on copper does not": (True, {"cernet": False}, 0),
    "fibre that is down does not": (False, {"cernet": True}, 0),
    "without MAU the medium is not known": (True, {}, CauseKind.ABSENT),
    "an unbelievable MAU neither": (True, {"cernet": Rejected("type 0")}, CauseKind.IMPLAUSIBLE),
}


@pytest.mark.parametrize(("up", "optical", "value"), OPTICAL.values(), ids=OPTICAL)
def test_circuits_on_fibre(
    up: bool, optical: dict[str, bool | Rejected], value: float | CauseKind
) -> None:
    rounds = said("core-1", {INTERFACE_UP: {"cernet": up}, INTERFACE_OPTICAL: optical})
    measured = only(optical_circuits_up(Campus(circuits=[circuit()]), seen(rounds)))
    assert told(measured) == value


@pytest.mark.parametrize(
    ("ends_on", "speed", "value"),
    [
        (AT.date(), 10 * GIGABIT, 2 * GIGABIT),  # the last day counts
        (AT.date() - timedelta(days=1), 10 * GIGABIT, CauseKind.FACT_STALE),
        (AT.date() - timedelta(days=1), 0, 0),  # a line that is down carries nothing either way
    ],
)
def test_what_a_line_carries_after_its_contract_nobody_has_promised(
    ends_on: date, speed: int, value: float | CauseKind
) -> None:
    line = circuit().model_copy(update={"ends_on": ends_on})
    measured = only(access_line(Campus(circuits=[line]), seen(ports_up(cernet=speed))))
    assert told(measured) == value
    if measured.why_not is not None:
        assert measured.why_not.detail.startswith("the contract of cernet ended on 2026-10-07")


def test_what_a_line_carries_after_its_contract_is_at_most_its_port() -> None:
    ended = circuit().model_copy(update={"ends_on": AT.date() - timedelta(days=1)})
    campus = Campus(circuits=[ended, circuit("isp", GIGABIT)])
    measured = only(access_line(campus, seen(ports_up(cernet=10 * GIGABIT, isp=GIGABIT))))
    assert (measured.value, measured.highest) == (GIGABIT, 11 * GIGABIT)
    silent = seen(ports_up(isp=GIGABIT), failed("core-1", INTERFACE_SPEED))
    assert only(access_line(campus, silent)).highest == math.inf
    by_contract = Interpretations({"I-12": "contract_only"})
    read_so = Readings(silent.ledger, NOW_SECONDS, AT, 900, by_contract)
    measured = only(access_line(campus, read_so))
    assert (measured.value, measured.highest) == (GIGABIT, math.inf)


def test_of_an_asymmetric_line_the_smaller_direction_counts_and_both_are_shown() -> None:
    line = circuit().model_copy(update={"larger_direction_bits_per_second": 8 * GIGABIT})
    measured = only(access_line(Campus(circuits=[line]), seen(ports_up(cernet=10 * GIGABIT))))
    assert told(measured) == 2 * GIGABIT
    assert any("8 Gbit/s the other way" in piece.object for piece in measured.evidence)
