"""The outcome of a clause as it stands in its file, over a campus and what its devices said."""

from checks.campus import Campus
from checks.clause import load_standards
from checks.indicators import INDICATORS
from checks.judge import Moment, judge
from checks.verdict import Outcome, Verdict
from collectors.probe import ProbeResult
from tests.builders import seen

CLAUSES = {clause.id: clause for each in load_standards().values() for clause in each.clauses}


def verdict_on(clause: str, campus: Campus, *rounds: ProbeResult) -> Verdict:
    readings = seen(*rounds)
    moment = Moment(campus, readings.ledger, readings.now_seconds, readings.at, INDICATORS)
    return judge(CLAUSES[clause], moment, {})


def outcome_on(clause: str, campus: Campus, *rounds: ProbeResult) -> Outcome:
    return verdict_on(clause, campus, *rounds).outcome
