"""Why a verdict is what it is, and what must change for a pass. Pure: from the verdict alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil

from checks.clause import Clause, Method, Standard
from checks.indicator import Indicator
from checks.indicators.wording import plural
from checks.remedies import solved
from checks.remedies.remedy import Remedy, Shortfall
from checks.remedies.unknown import of_clause, of_subject
from checks.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """One subject of the clause, and what must change for it."""

    verdict: Verdict
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A clause's verdict with all its subjects; `remedies` are for the clause as a whole."""

    standard: Standard
    verdict: Verdict
    indicator: Indicator | None
    judged_at: datetime
    parts: tuple[Part, ...]
    remedies: tuple[Remedy, ...]

    @property
    def clause(self) -> Clause:
        return self.verdict.clause

    @property
    def unit(self) -> str:
        return self.indicator.unit if self.indicator else self.clause.unit or ""


def explain(
    standard: Standard, verdict: Verdict, indicator: Indicator | None, judged_at: datetime
) -> Explanation:
    unit = indicator.unit if indicator else verdict.clause.unit or ""
    each = verdict.subjects or (verdict,)
    parts = tuple(Part(subject, remedies(subject, unit)) for subject in each)
    of_all = _of_all(verdict, parts) if verdict.subjects else parts[0].remedies
    return Explanation(standard, verdict, indicator, judged_at, parts, of_all)


def remedies(verdict: Verdict, unit: str) -> tuple[Remedy, ...]:
    """What must change for one subject to pass; for a pass that nothing must."""
    clause = verdict.clause
    match verdict.outcome:
        case Outcome.PASS:
            return (Remedy("nothing: it passes"),)
        case Outcome.NOT_APPLICABLE:
            return (Remedy("nothing: it does not apply"),)
        case Outcome.NOT_CHECKED:
            return _not_checked(clause, verdict)
        case Outcome.UNKNOWN:
            return of_subject(verdict)
        case Outcome.FAIL:
            return _failing(clause, verdict, unit)


def _failing(clause: Clause, verdict: Verdict, unit: str) -> tuple[Remedy, ...]:
    require, value = verdict.own_limit or clause.require, verdict.value
    if require is None or value is None or clause.indicator is None or verdict.coverage is None:
        return (Remedy(verdict.cause.detail),) if verdict.cause else ()
    if require.satisfied_by(value):  # still inside the band that ends a fail
        return (Remedy(verdict.cause.detail),) if verdict.cause else ()
    short = Shortfall(verdict.subject, value, require, unit, verdict.evidence, verdict.coverage)
    return solved(clause.indicator, short)


def _not_checked(clause: Clause, verdict: Verdict) -> tuple[Remedy, ...]:
    if clause.unmeasured is not None:
        needs = ", ".join(clause.unmeasured.needs)
        return (Remedy(f"{clause.unmeasured.reason.en} Needed: {needs}"),)
    if clause.method is Method.ATTESTED and clause.document is not None:
        document = clause.document
        days = document.valid_days
        valid = f", believed for {plural(days, 'day')}" if days else ""
        return (Remedy(f"bring the document: {document.what.en}{valid}"),)
    return (Remedy(verdict.cause.detail),) if verdict.cause else ()


def _of_all(verdict: Verdict, parts: Sequence[Part]) -> tuple[Remedy, ...]:
    """How many subjects must change, and what for each where there is one only."""
    if verdict.outcome is Outcome.UNKNOWN:
        return of_clause(verdict.clause, verdict.subjects)
    if verdict.outcome is not Outcome.FAIL:
        return remedies(verdict, "")
    counted = [p for p in parts if p.verdict.outcome is not Outcome.NOT_APPLICABLE]
    failing = [part for part in counted if part.verdict.outcome is Outcome.FAIL]
    passing = sum(1 for part in counted if part.verdict.outcome is Outcome.PASS)
    share_ratio = verdict.clause.roll_up.share_ratio
    share = Fraction(1) if share_ratio is None else Fraction(str(share_ratio))
    more = ceil(share * len(counted)) - passing
    text = f"{plural(more, 'more subject', 'more subjects')} of {len(counted)} must pass"
    return (
        *([Remedy(text, more, "subject")] if len(counted) > 1 else []),
        *(
            Remedy(f"{part.verdict.subject.name}: {each.text}", each.amount, each.unit)
            for part in failing
            for each in part.remedies
        ),
    )
