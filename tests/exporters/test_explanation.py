"""Explanations: whoever has the printed inputs can do the arithmetic again."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from checks.clause import Clause, Standard, load_standards
from checks.explain import explain
from checks.indicators import INDICATORS
from checks.judge import Moment, judge
from collectors.probe import ProbeResult
from exporters.explanation import History, Past, explanation_document, explanation_text
from tests.builders import AT, NOW_SECONDS, failed, people, seen
from tests.exporters.recomputed import RECOMPUTED
from tests.whole_campus import all_ill, all_well, whole_campus

Json = Any  # what json.loads gives

#: The fifteen that a network operations centre would watch first, in the order of its list;
#: `*` stands for basic, vocational and higher education.
WATCHED = """
bjhei-sect-02-2a
JJ010305.2 GJ010304.2 ZJ010305.3 bjk12-14-22-8
bjhei-dc-01-3 bjhei-dc-01-4a bjhei-net-02-2 JJ010401.f6 GJ010401.f6
*010101.4 bjhei-net-05-note bjk12-1-1-1 eval-1.1-1b
bjhei-net-05-1a bjhei-net-05-1b bjhei-net-05-2 bjhei-svc-01-4
*010101.2 bjhei-net-01-2 bjhei-net-03-2a bjhei-net-03-3
bjhei-net-07-2
bjhei-net-07-1a *010101.f4 zz-6.1-1b
JJ010302.3 ZJ010302.4 GJ010302.5 bjk12-4-5-2a
*010101.5a *010101.5b bjhei-net-04-1
bjhei-svc-01-1 bjhei-svc-01-2 bjhei-svc-01-3 bjhei-svc-01-5 zz-6.1-2c
GJ010401.1 GJ010401.f1 GJ010401.f2 GJ010401.f3 GJ010401.f4 GJ010401.f5 GJ010401.f6 GJ010401.f7
GJ010401.f8 GJ010401.f9
bjhei-svc-02-3b bjhei-sect-09-2 bjhei-sect-09-4a bjhei-sect-09-4b
zz-6.2-3b zz-6.2-3c bjhei-dc-05-5 bjhei-dc-05-note ZJ020203.c
*010202.1 *010202.2 bjk12-14-22-7
"""


def watched() -> list[str]:
    return [
        f"{school}{each.removeprefix('*')}" if each.startswith("*") else each
        for each in WATCHED.split()
        for school in (("JJ", "ZJ", "GJ") if each.startswith("*") else ("",))
    ]


STANDARDS = load_standards()
CLAUSES = {c.id: (standard, c) for standard in STANDARDS.values() for c in standard.clauses}
BOUND = [
    each
    for each in watched()
    if CLAUSES[each][1].indicator and CLAUSES[each][1].require is not None
]


def moment_after(rounds: Iterable[ProbeResult]) -> Moment:
    ledger = seen(*rounds).ledger
    return Moment(whole_campus(), ledger, NOW_SECONDS, AT, INDICATORS)


def explained(
    standard: Standard, clause: Clause, moment: Moment, history: History | None = None
) -> Json:
    verdict = judge(clause, moment, {})
    indicator = INDICATORS.get(clause.indicator or "")
    explanation = explain(standard, verdict, indicator, AT)
    assert explanation_text(explanation, history or History())
    return json.loads(json.dumps(explanation_document(explanation, history or History())))


def worlds() -> Iterator[list[ProbeResult]]:
    """All well, all ill, and mixtures in which each device is well, ill or silent."""
    yield all_well()
    yield all_ill()
    yield all_ill(tested=False)
    for seed in range(12):
        order = Random(seed)
        well = {each.probe.target.name: each for each in all_well()}
        ill = {each.probe.target.name: each for each in all_ill()}
        yield [
            order.choice((ours, ill[name], failed(name, *ours.probe.collector.measures)))
            for name, ours in well.items()
        ]


ILL = moment_after(all_ill())
WORLDS = [moment_after(rounds) for rounds in worlds()]


def test_the_list_names_clauses_that_there_are() -> None:
    assert [each for each in watched() if each not in CLAUSES] == []
    assert len(BOUND) >= 35


@pytest.mark.parametrize("clause_id", BOUND)
def test_the_arithmetic_is_done_again_from_the_printed_inputs_alone(clause_id: str) -> None:
    standard, clause = CLAUSES[clause_id]
    assert clause.indicator is not None
    assert clause.indicator in RECOMPUTED, "say in tests/exporters/recomputed.py how it is done"
    outcomes, values = set(), 0
    for moment in WORLDS:
        document = explained(standard, clause, moment)
        judged_at = datetime.fromisoformat(document["judged_at"])
        for part in document["subjects"]:
            outcomes.add(part["outcome"])
            if part["value"] is None:
                assert part["cause"]["detail"]
                continue
            values += 1
            assert part["arithmetic"]
            assert RECOMPUTED[clause.indicator](part, judged_at) == part["value"], part
            assert repr(part["value"]) in part["rounding"]
            decided(document, part)
    assert values >= 2
    assert "fail" in outcomes


def decided(document: Json, part: Json) -> None:
    """What is printed bears out the outcome: value and requirement, and nothing else."""
    asked = CLAUSES[document["clause"]["id"]][1].require
    assert asked is not None
    assert document["requirement"]["at_least"] == asked.at_least
    assert document["requirement"]["at_most"] == asked.at_most
    if (
        part["outcome"] in ("pass", "fail")
        and part["coverage"]["measured"] == (part["coverage"]["in_scope"])
    ):
        assert asked.satisfied_by(part["value"]) == (part["outcome"] == "pass")
    assert part["remedies"], part
    if part["outcome"] == "fail":
        assert part["remedies"][0]["text"] != "nothing: it passes"


@pytest.mark.parametrize("indicator", RECOMPUTED)
def test_every_indicator_is_done_again_whatever_clause_asks_for_it(indicator: str) -> None:
    bound = [(s, c) for s, c in CLAUSES.values() if c.indicator == indicator]
    for standard, clause in bound:
        for moment in WORLDS:
            document = explained(standard, clause, moment)
            for part in document["subjects"]:
                if part["value"] is not None:
                    assert RECOMPUTED[indicator](part, AT) == part["value"], (clause.id, part)


def test_a_remedy_s_numbers_follow_from_the_printed_inputs() -> None:
    standard, clause = CLAUSES["GJ010101.4"]
    (part,) = explained(standard, clause, ILL)["subjects"]
    heads = sum(e["value"] for e in part["inputs"] if e["quantity"].startswith("people."))
    assert heads == people().staff + people().students
    amounts = {each["unit"]: each["amount"] for each in part["remedies"]}
    assert amounts["bit/s"] == 512_000 * heads - part["value"] * heads
    assert amounts["person"] == 0


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_every_clause_of_every_standard_can_be_explained(clause_id: str) -> None:
    standard, clause = CLAUSES[clause_id]
    document = explained(standard, clause, ILL)
    assert document["clause"]["id"] == clause_id
    assert document["remedies"], document
    assert (document["requirement"] is None) == (clause.require is None)


PAST = History(
    (
        Past(AT - timedelta(days=1), None, "pass", None, 9000.0),
        Past(AT, "pass", "fail", "x\x1b[2J", 600.0),
    )
)


def text_of(clause_id: str, history: History) -> str:
    standard, clause = CLAUSES[clause_id]
    verdict = judge(clause, ILL, {})
    explanation = explain(standard, verdict, INDICATORS[clause.indicator or ""], AT)
    return explanation_text(explanation, history)


def test_the_text_says_all_that_a_person_asks() -> None:
    text = text_of("bjhei-sect-02-2a", PAST)
    for said in (
        "requires     at least 2 h (power_runtime_p05_seconds)",
        "what must change to pass\n  - dc: 6600 s (1 h 50 min) more of battery at ups",
        "  2026-10-07T12:00:00+00:00  first -> pass",
        "  2026-10-08T12:00:00+00:00  pass -> fail: x",
        "power_domain/dc: fail",
        "arithmetic   min(ups 600 s) = 600 s (10 min)",
        "coverage     1 of 1",
        "grade        reported",
        "input        ups ups_trusted_runtime_seconds = 600.0, 0 s old; UPS-MIB::",
        "; 5% of the time at most, 30.8 of 30.8 days seen",
        "input        ups ups_battery_runtime_seconds = 600.0, 0 s old; UPS-MIB::",
    ):
        assert said in text
    assert "\x1b" not in text


def test_a_history_that_cannot_be_told_says_why() -> None:
    assert "no store yet" in text_of("bjhei-sect-02-2a", History(problem="no store yet"))
    assert "history\n  none" in text_of("bjhei-sect-02-2a", History())


def test_a_count_is_no_share_and_a_condition_no_percentage() -> None:
    assert "requires     at least 2 (room_mains_feeds_live_count)" in text_of(
        "bjhei-dc-01-4a", History()
    )
    assert "requires     must hold (vlan_ipv6_ok)" in text_of("bjhei-net-07-1a", History())


def test_json_carries_the_history_as_it_is_stored() -> None:
    standard, clause = CLAUSES["bjhei-sect-02-2a"]
    document = explained(standard, clause, ILL, PAST)
    assert document["history"][0] == {
        "at": (AT - timedelta(days=1)).astimezone(UTC).isoformat(),
        "previous": None,
        "outcome": "pass",
        "cause": None,
        "value": 9000.0,
    }
