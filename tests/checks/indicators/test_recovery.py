"""Replicas, standbys, and how long key systems were away."""

from datetime import timedelta

import pytest

from checks.campus import Campus, InstanceRef
from checks.indicators.recovery import lag, recovery, replicated, standby
from checks.systems import Drill, System, SystemKind
from checks.verdict import CauseKind, Outcome
from collectors.probe import ProbeResult
from collectors.system_quantities import (
    OUTAGE_LONGEST,
    REPLICA_UP,
    REPLICATION_LAG,
    SYSTEM_ANSWERS,
)
from tests.builders import AT, failed, of_subject, only, said, seen, told
from tests.checks.indicators.clauses import outcome_on

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


def refs(*targets: str) -> list[InstanceRef]:
    return [InstanceRef(target=target) for target in targets]


def card(**more: object) -> Campus:
    """The campus card, which is a key system without being marked as one."""
    return Campus(systems=[System.model_validate({"name": "card", "kind": "card", **more})])


def replica(up: bool, lag_seconds: float, target: str = "r1") -> ProbeResult:
    return said(target, {REPLICA_UP: up, REPLICATION_LAG: lag_seconds})


ONE, TWO = card(replicas=refs("r1")), card(replicas=refs("r1", "r2"))

LAGS = {
    "a minute behind": (ONE, [replica(True, 60)], PASS),
    "a little more": (ONE, [replica(True, 60.001)], FAIL),
    "down, however little it was behind": (ONE, [replica(False, 0)], FAIL),
    "no replica at all": (card(replicas=[]), [], FAIL),
    "not said whether there is one": (card(), [], UNKNOWN),
    "one of two is down": (TWO, [replica(True, 1), replica(False, 1, "r2")], FAIL),
    "one of two is not told": (TWO, [replica(True, 1), failed("r2", REPLICA_UP)], UNKNOWN),
    "one too far, the other not told": (TWO, [replica(True, 61)], FAIL),
    "up, and its lag is not told": (ONE, [said("r1", {REPLICA_UP: True})], UNKNOWN),
}


@pytest.mark.parametrize(("of", "rounds", "outcome"), LAGS.values(), ids=LAGS)
def test_replicas_lose_a_minute_at_most(
    of: Campus, rounds: list[ProbeResult], outcome: Outcome
) -> None:
    assert outcome_on("zz-6.2-3c", of, *rounds) is outcome


def test_a_replica_that_is_down_is_behind_by_the_whole_window() -> None:
    assert told(only(lag(ONE, seen(replica(False, 0))))) == 604_800


def test_a_school_that_names_no_key_system_cannot_be_told() -> None:
    none = Campus(systems=[System(name="portal", kind=SystemKind.PORTAL)])
    assert told(only(lag(none, seen()))) is CauseKind.FACT_MISSING
    assert outcome_on("zz-6.2-3c", none) is UNKNOWN


def drilled(seconds: float, days_ago: int = 10) -> Drill:
    on = (AT - timedelta(days=days_ago)).date()
    return Drill(recovery_seconds=seconds, as_of=on, source="drill record")


def away(drill: Drill | None = None) -> Campus:
    return card(drill=drill, outages={"target": "blackbox"})


def outage(seconds: float) -> ProbeResult:
    return said("blackbox", {OUTAGE_LONGEST: seconds})


EVENTS = {
    "a drill of 15 minutes": (away(drilled(900)), outage(0), PASS),
    "a second more": (away(drilled(901)), outage(0), FAIL),
    "a good drill, and a long outage": (away(drilled(60)), outage(901), FAIL),
    "no drill, and a short outage": (away(), outage(900), PASS),
    "no drill and no outage prove nothing": (away(), outage(0), UNKNOWN),
    "a drill of last year proves nothing": (away(drilled(60, 366)), outage(0), UNKNOWN),
    "a drill 365 days ago does": (away(drilled(60, 365)), outage(0), PASS),
    "outages are not told": (away(drilled(60)), failed("blackbox", OUTAGE_LONGEST), UNKNOWN),
    "nothing tells of outages": (card(drill=drilled(60)), outage(0), UNKNOWN),
}


@pytest.mark.parametrize(("of", "round_", "outcome"), EVENTS.values(), ids=EVENTS)
def test_key_systems_are_back_within_15_minutes(
    of: Campus, round_: ProbeResult, outcome: Outcome
) -> None:
    assert outcome_on("zz-6.2-3b", of, round_) is outcome


def test_what_is_not_proven_says_so() -> None:
    measured = only(recovery(away(), seen(outage(0))))
    assert measured.why_not is not None
    assert measured.why_not.detail == "card: no drill and no outage in 12 months; not proven (I-50)"


def test_one_replica_or_standby_that_is_well_is_enough() -> None:
    both = card(replicas=refs("r1", "r2"), standbys=refs("s1", "s2"))
    readings = seen(
        said("r1", {REPLICA_UP: False}),
        said("r2", {REPLICA_UP: True}),
        said("s1", {SYSTEM_ANSWERS: True}),
    )
    assert told(only(replicated(both, readings))) == 1
    assert told(of_subject(standby(both, readings), "card")) == 1


def test_without_any_standby_the_card_fails() -> None:
    assert outcome_on("bjhei-card-07-1", card(standbys=[])) is FAIL
    assert outcome_on("bjhei-card-07-1", card()) is UNKNOWN
