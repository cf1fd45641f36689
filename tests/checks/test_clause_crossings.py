"""Every limit is reached through the indicator's own arithmetic, from readings and facts.

For each clause the whole campus is made ill reading by reading up to the one that turns the
verdict; where that is a number, it is narrowed to its neighbour. So nothing that a device can say
lies between the two verdicts, and rounding, units and counting stand the test at the limit itself.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from math import ceil

import pytest

from checks.campus import Campus
from checks.clause import Clause
from checks.systems import LoadTest
from checks.verdict import Outcome, Verdict
from collectors.system_quantities import SESSIONS_PEAK as PEAK
from tests.builders import AT
from tests.checks.crossing import Cells, cells, crossing, verdict
from tests.checks.test_clause_limits import LIMITED
from tests.checks.test_standards import FAIL_UNTESTED
from tests.whole_campus import all_ill, all_well, whole_campus

#: Clauses that measure and ask the same turn at the same reading: the first stands for all.
SAME = {
    (clause.indicator, str(clause.subjects), str(clause.require)): clause
    for clause in reversed(LIMITED.values())
}
#: No reading turns these: a ledger or a report of a load test decides.
BY_FACTS = {"outlets_per_person_ratio", "concurrent_users_per_person_ratio"}
BY_READINGS = {c.id: c for c in SAME.values() if c.indicator not in BY_FACTS}
FACTS_DECIDE = {c.id: c for c in LIMITED.values() if c.indicator in BY_FACTS}


@cache
def _well() -> Cells:
    return cells(all_well())


@cache
def _ill(batteries_fit: bool, tested: bool) -> Cells:
    return cells(all_ill(batteries_fit=batteries_fit, tested=tested))


def _limit_between(clause: Clause, inside: Verdict, outside: Verdict) -> None:
    assert clause.require is not None
    assert (inside.outcome, outside.outcome) == (Outcome.PASS, Outcome.FAIL)
    assert inside.value is not None
    assert outside.value is not None
    assert clause.require.satisfied_by(inside.value), inside.arithmetic
    assert not clause.require.satisfied_by(outside.value), outside.arithmetic


@pytest.mark.parametrize("clause", BY_READINGS.values(), ids=BY_READINGS)
def test_the_clause_turns_at_its_limit_and_nowhere_else(clause: Clause) -> None:
    ill = _ill(
        batteries_fit=clause.indicator != "power_units_normal_count",
        tested=clause.indicator not in FAIL_UNTESTED,
    )
    found = crossing(clause, whole_campus(), _well(), ill)
    assert found is not None, "no reading makes it fail"
    _limit_between(clause, found.inside, found.outside)


def _outlets(campus: Campus, number: int) -> Campus:
    (ledger,) = campus.outlets or []
    return campus.model_copy(
        update={"outlets": [ledger.model_copy(update={"outlets": number, "unpatched": number})]}
    )


def _tested_users(campus: Campus, number: int) -> Campus:
    test = LoadTest(users=number, error_ratio=0.0, as_of=AT.date(), source="report")
    systems = [each.model_copy(update={"load_test": test}) for each in campus.systems or []]
    return campus.model_copy(update={"systems": systems})


CHANGES: Mapping[str, Callable[[Campus, int], Campus]] = {
    "outlets_per_person_ratio": _outlets,
    "concurrent_users_per_person_ratio": _tested_users,
}


def _heads(clause: Clause, campus: Campus) -> int:
    """The base that the clause divides by (I-13), added up here once more."""
    assert campus.people is not None
    bases = {
        "staff_and_students": campus.people.staff + campus.people.students,
        "staff": campus.people.staff,
        "students": campus.people.students,
        "experimenting_students": campus.people.experimenting_students,
    }
    return bases[str(clause.subjects.get("base", "staff_and_students"))] or 0


@pytest.mark.parametrize("clause", FACTS_DECIDE.values(), ids=FACTS_DECIDE)
def test_the_number_that_is_needed_is_enough_and_one_less_is_not(clause: Clause) -> None:
    assert clause.require is not None
    campus, change = whole_campus(), CHANGES[str(clause.indicator)]
    need = ceil(Fraction(str(clause.require.limit)) * _heads(clause, campus))
    # a peak that was seen would prove more than the report does
    quiet = {
        **_well(),
        **{cell: told for cell, told in _ill(True, True).items() if cell[1] is PEAK},
    }
    enough, short = (verdict(clause, change(campus, n), quiet) for n in (need, need - 1))
    _limit_between(clause, enough, short)
