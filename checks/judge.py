"""The judge: from clauses, facts and readings to verdicts. Pure, and the one place that decides
what not knowing means."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import itemgetter

from checks.campus import Campus
from checks.clause import Clause, Requirement
from checks.fact_dates import list_grown_stale
from checks.indicator import Indicator
from checks.interpretation import Interpretations
from checks.ledger import Ledger
from checks.papers import (
    ClauseKey,
    Papers,
    completed_by_paper,
    document_evidence,
    judged_on_paper,
    marked,
)
from checks.readings import Readings
from checks.roll_up import roll_up
from checks.verdict import (
    CAMPUS,
    Cause,
    CauseKind,
    Grade,
    Measured,
    Outcome,
    Subject,
    Verdict,
)
from checks.workings import Basis, Workings

log = logging.getLogger(__name__)

Key = tuple[str, str, str]
Labels = dict[str, str]

#: Too little was measured only because it is too early: that heals by itself.
WAITING = frozenset({CauseKind.NOT_READ, CauseKind.NOT_LISTENED})


@dataclass(slots=True)
class Moment:
    """Everything a judgement rests on. Measured values are computed once per freshness window.

    `freshness_at_most_seconds` is the site's own, stricter window; None leaves each clause its own.
    `own_limits` are the site's own, stricter limits, in the unit of the clause's indicator.
    """

    campus: Campus
    ledger: Ledger
    now_seconds: float
    at: datetime
    indicators: Mapping[str, Indicator]
    freshness_at_most_seconds: float | None = None
    papers: Papers = field(default_factory=Papers)
    own_limits: Mapping[ClauseKey, Requirement] = field(default_factory=dict)
    interpretations: Interpretations = field(default_factory=Interpretations)
    # what an earlier judgement worked out, where it still holds
    workings: Workings = field(default_factory=Workings)
    # never taken over by a copy, whose campus or readings of the documents may differ
    _measured: dict[tuple[str, float], list[Measured]] = field(default_factory=dict, init=False)
    _readings: dict[float, Readings] = field(default_factory=dict, init=False)
    _chosen: dict[tuple[int, str], list[Measured]] = field(default_factory=dict, init=False)
    _labels: dict[int, list[Labels | None]] = field(default_factory=dict, init=False)

    def freshness_seconds(self, clause: Clause) -> float:
        if self.freshness_at_most_seconds is None:
            return clause.freshness_seconds
        return min(clause.freshness_seconds, self.freshness_at_most_seconds)

    @property
    def today(self) -> date:
        """The day, in UTC, on which attestations and waivers hold or have ended."""
        return self.at.date()

    def own_limit(self, clause: Clause) -> Requirement | None:
        """None also where the clause, read in another way, asks at least as much."""
        limit = self.own_limits.get((clause.standard, clause.id))
        if limit is not None and clause.require and limit.satisfied_by(clause.require.limit):
            return None
        return limit

    def measured(self, clause: Clause) -> list[Measured]:
        """The values of the clause's indicator, for the subjects that the clause selects."""
        measured = self.of_indicator(clause)
        if not clause.subjects:
            return measured
        key = (id(measured), repr(clause.subjects))  # many clauses select the same subjects
        chosen = self._chosen.get(key)
        if chosen is None:
            chosen = self._chosen[key] = _selected(clause, measured, self._labels_of(measured))
        return chosen

    def _labels_of(self, measured: list[Measured]) -> list[Labels | None]:
        labels = self._labels.get(id(measured))
        if labels is None:
            subjects = (each.subject for each in measured)
            labels = [None if s == CAMPUS else dict(s.labels) for s in subjects]
            self._labels[id(measured)] = labels
        return labels

    def of_indicator(self, clause: Clause) -> list[Measured]:
        """The values of the clause's indicator, for all subjects; the same list as in an earlier
        judgement where none of them is different."""
        assert clause.indicator is not None  # noqa: S101 - judge() asks only for bound clauses
        return self._through((clause.indicator, self.freshness_seconds(clause)))

    def work_out(self, clauses: Iterable[Clause]) -> None:
        """The values of all their indicators, through the narrowest window first: what is fresh
        there is fresh in the wider ones, and is not worked out again for them."""
        bound = [clause for clause in clauses if clause.indicator is not None]
        keys = {(clause.indicator or "", self.freshness_seconds(clause)) for clause in bound}
        for key in sorted(keys, key=itemgetter(1)):
            self._through(key)

    def _through(self, key: tuple[str, float]) -> list[Measured]:
        measured = self._measured.get(key)
        if measured is None:
            measured = self._measured[key] = self._compute(*key)
        return measured

    def _compute(self, name: str, freshness_seconds: float) -> list[Measured]:
        stale = list_grown_stale(self.campus.sources, self.indicators[name].facts, self.today)
        if stale is not None:
            return [Measured(name, CAMPUS, None, stale)]
        try:
            return self._seen(freshness_seconds).part(self.indicators[name].compute, self.campus)
        except Exception as error:
            log.exception("indicator %s", name)
            cause = Cause(CauseKind.ERROR, f"our error in {name}: {type(error).__name__}: {error}")
            return [Measured(name, CAMPUS, None, cause)]

    def _seen(self, freshness_seconds: float) -> Readings:
        if not self._readings:
            basis = Basis(self.ledger, self.campus, self.interpretations)
            self.workings.advance(basis, self.now_seconds, self.today)
        readings = self._readings.get(freshness_seconds)
        if readings is None:
            readings = self._readings[freshness_seconds] = Readings(
                self.ledger,
                self.now_seconds,
                self.at,
                freshness_seconds,
                self.interpretations,
                self.workings,
            )
        return readings


def _selected(
    clause: Clause, measured: list[Measured], labels: list[Labels | None]
) -> list[Measured]:
    """Those whose subjects carry the labels that the clause asks for; a reason for the whole
    campus (it has no labels) concerns every clause."""
    chosen = list(zip(measured, labels, strict=True))
    for key, wanted in clause.subjects.items():
        allowed = {wanted} if isinstance(wanted, str) else set(wanted)
        chosen = [pair for pair in chosen if pair[1] is None or pair[1].get(key) in allowed]
    return [each for each, _ in chosen]


def judge_all(
    clauses: Iterable[Clause], moment: Moment, standing: Mapping[Key, Outcome]
) -> list[Verdict]:
    """Every clause, in order. `standing` are the outcomes that count now, for the recovery band."""
    clauses = list(clauses)
    moment.work_out(clauses)
    return [judge(clause, moment, standing) for clause in clauses]


def judge(clause: Clause, moment: Moment, standing: Mapping[Key, Outcome]) -> Verdict:
    """The verdict carries the clause as it is read, with the limit that was compared."""
    return judge_each(moment.interpretations.as_read(clause), moment, standing, {})[0]


def judge_each(
    as_read: Clause, moment: Moment, standing: Mapping[Key, Outcome], kept: Mapping[int, Verdict]
) -> tuple[Verdict, Mapping[int, Verdict]]:
    """The verdict, and what each value was judged to be, by the value's id.

    `kept` are such judgements of before that still hold.
    """
    verdict, judged = _judged(as_read, moment, standing, kept)
    verdict = marked(verdict, moment.papers, moment.today)
    in_force = moment.interpretations.in_force(as_read)
    return (replace(verdict, interpretations=in_force) if in_force else verdict), judged


def _judged(
    clause: Clause, moment: Moment, standing: Mapping[Key, Outcome], kept: Mapping[int, Verdict]
) -> tuple[Verdict, Mapping[int, Verdict]]:
    if clause.indicator is None:
        attestation = moment.papers.attestation(clause, CAMPUS, moment.today)
        return judged_on_paper(clause, attestation, moment.today), {}
    measured = moment.measured(clause)
    if not measured:
        return _no_subject(clause), {}
    rule = _rule(clause, moment, standing)
    judged = {id(each): kept.get(id(each)) or _judge_one(rule, each) for each in measured}
    verdicts = tuple(judged.values())
    if len(verdicts) == 1 and verdicts[0].subject == CAMPUS:
        return verdicts[0], judged
    return roll_up(clause, verdicts), judged


def _no_subject(clause: Clause) -> Verdict:
    wanted = ", ".join(f"{key} {value}" for key, value in clause.subjects.items())
    if clause.when_none == "unknown":
        cause = Cause(CauseKind.FACT_MISSING, f"the inventory lists nothing with {wanted}")
        return _unmeasured(clause, Outcome.UNKNOWN, cause)
    cause = Cause(CauseKind.NONE_IN_SCOPE, f"the campus has nothing with {wanted}")
    return _unmeasured(clause, Outcome.NOT_APPLICABLE, cause)


def _unmeasured(
    clause: Clause, outcome: Outcome, cause: Cause, subject: Subject = CAMPUS
) -> Verdict:
    return Verdict(clause, subject, outcome, cause)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is the same for all subjects of a clause."""

    clause: Clause
    own_limit: Requirement | None
    require: Requirement | None  # the site's own limit, else the clause's
    satisfied_by: Callable[[float], bool]
    moment: Moment
    standing: Mapping[Key, Outcome]
    # what becomes of a pass that leaves something unproven, where no document says otherwise
    unproven: tuple[Outcome, Cause | None] | None


def _rule(clause: Clause, moment: Moment, standing: Mapping[Key, Outcome]) -> _Rule:
    own_limit = moment.own_limit(clause)
    require = own_limit or clause.require
    unproven = None
    if clause.unproven is not None:
        unproven = completed_by_paper(clause, clause.unproven.en, None, moment.today)
    satisfied_by = require.satisfied_by if require else _unasked
    return _Rule(clause, own_limit, require, satisfied_by, moment, standing, unproven)


def _unasked(value: float) -> bool:
    raise ValueError(f"nothing is asked of {value}")


def _judge_one(rule: _Rule, measured: Measured) -> Verdict:
    """One subject's verdict; `None` never reaches a comparison. A document decides nothing here
    but what a pass leaves unproven."""
    clause, moment, value = rule.clause, rule.moment, measured.value
    outcome, cause = _outcome(rule, measured)
    grade = measured.grade if value is not None else None
    evidence = measured.evidence
    attestation = None
    if moment.papers.attestations:
        attestation = moment.papers.attestation(clause, measured.subject, moment.today)
    if attestation is not None:
        evidence = (*evidence, document_evidence(attestation))
    if outcome is Outcome.FAIL and cause is None and rule.own_limit is not None:
        cause = _own_limit_missed(clause, measured)
    if outcome is Outcome.PASS and rule.unproven is not None:
        outcome, cause = rule.unproven
        if attestation is not None and clause.unproven is not None:
            what = clause.unproven.en
            outcome, cause = completed_by_paper(clause, what, attestation, moment.today)
        grade = Grade.ATTESTED if outcome is Outcome.PASS else grade
    return Verdict(
        clause,
        measured.subject,
        outcome,
        cause,
        value,
        grade,
        measured.coverage,
        evidence,
        measured.arithmetic,
        (),
        attestation,
        None,
        rule.own_limit,
    )


def _outcome(rule: _Rule, measured: Measured) -> tuple[Outcome, Cause | None]:
    clause, require = rule.clause, rule.require
    if require is not None and _met_in_part(rule, measured):
        assert measured.in_part is not None  # noqa: S101 - it is met
        return Outcome.UNKNOWN, measured.in_part.cause
    if measured.why_not is not None:
        if measured.why_not.kind is CauseKind.NONE_IN_SCOPE:
            return Outcome.NOT_APPLICABLE, measured.why_not
        return Outcome.UNKNOWN, measured.why_not
    if require is None:
        return Outcome.NOT_CHECKED, Cause(CauseKind.NO_LIMIT, "the document sets no limit")
    assert measured.value is not None  # noqa: S101 - Measured has exactly one of the two
    outcome, cause = _compare(clause, rule.satisfied_by, measured, measured.value)
    if outcome is Outcome.PASS and clause.recover_ratio:
        key = (clause.standard, clause.id, measured.subject.key)
        if rule.standing.get(key) is Outcome.FAIL:
            return _recovered(clause, require, measured.value)
    return outcome, cause


def _met_in_part(rule: _Rule, measured: Measured) -> bool:
    """What could be measured passes, and the rest cannot turn it, but some of it is no proof."""
    if measured.in_part is None or measured.lowest is None or measured.highest is None:
        return False
    met, part = rule.satisfied_by, measured.in_part.lowest
    return met(part) and met(measured.highest) and not met(measured.lowest)


def _own_limit_missed(clause: Clause, measured: Measured) -> Cause | None:
    """A fail that only the site's own limit makes says so; one of the document's needs no word."""
    if clause.require is None:
        detail = "the document sets no limit; judged by the site limit"
        return Cause(CauseKind.SITE_LIMIT, detail)
    assert measured.value is not None  # noqa: S101 - what has none does not fail
    satisfied_by = clause.require.satisfied_by
    if _compare(clause, satisfied_by, measured, measured.value)[0] is not Outcome.PASS:
        return None
    return Cause(CauseKind.SITE_LIMIT, "the document's limit is met, the site limit is not")


def _compare(
    clause: Clause, satisfied_by: Callable[[float], bool], measured: Measured, value: float
) -> tuple[Outcome, Cause | None]:
    """A share with bounds is certain when both bounds say the same; else it needs its coverage."""
    if measured.lowest is not None and measured.highest is not None:
        at_worst = satisfied_by(measured.lowest)
        if at_worst == satisfied_by(measured.highest):
            return (Outcome.PASS if at_worst else Outcome.FAIL), None
        return Outcome.UNKNOWN, _too_little(measured)
    if measured.coverage.ratio < clause.coverage_at_least_ratio:
        return Outcome.UNKNOWN, _too_little(measured)
    return (Outcome.PASS if satisfied_by(value) else Outcome.FAIL), None


def _too_little(measured: Measured) -> Cause:
    coverage = f"{measured.coverage.measured} of {measured.coverage.in_scope} measured"
    if measured.untold is not None:
        kind = measured.untold.kind
        kind = kind if kind in WAITING else CauseKind.COVERAGE
        return Cause(kind, f"{coverage}; {measured.untold.detail}", measured.untold.target)
    first = next((each for each in measured.evidence if each.problem), None)
    detail = f"{coverage}; {first.problem}" if first else coverage
    return Cause(CauseKind.COVERAGE, detail, first.source if first else "")


def _recovered(clause: Clause, require: Requirement, value: float) -> tuple[Outcome, Cause | None]:
    """After a fail the value must pass the limit by the clause's band before it is a pass again."""
    margin = require.margin_ratio(value)
    if clause.recover_ratio and margin is not None and margin < clause.recover_ratio:
        detail = f"inside the limit by {margin:.1%}; a fail ends at {clause.recover_ratio:.1%}"
        return Outcome.FAIL, Cause(CauseKind.RECOVERING, detail)
    return Outcome.PASS, None
