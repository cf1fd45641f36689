"""From the verdicts on a clause's subjects to the one on the clause."""

from checks.clause import Clause
from checks.verdict import CAMPUS, Cause, CauseKind, Coverage, Evidence, Outcome, Verdict

#: Evidence shown with the clause itself; each subject keeps all of its own.
EVIDENCE_SHOWN = 20


def roll_up(clause: Clause, verdicts: tuple[Verdict, ...]) -> Verdict:
    """Every subject, or a share of them, must pass; those not applicable do not count.

    A fail that no unknown could undo is a fail, a pass that no unknown could undo is a
    pass; everything between is unknown, with the first reason and how many there are.
    """
    counted = tuple(v for v in verdicts if v.outcome is not Outcome.NOT_APPLICABLE)
    if not counted:
        cause = verdicts[0].cause
        return Verdict(clause, CAMPUS, Outcome.NOT_APPLICABLE, cause, subjects=verdicts)
    if counted[0].outcome is Outcome.NOT_CHECKED:
        return _summary(clause, verdicts, counted, Outcome.NOT_CHECKED, counted[0].cause)
    if clause.roll_up.share_ratio is not None:
        outcome = _share_outcome(counted, clause.roll_up.share_ratio)
    else:
        outcome = _every_outcome(counted, clause.coverage_at_least_ratio)
    return _summary(clause, verdicts, counted, outcome, _cause(outcome, counted))


def _count(verdicts: tuple[Verdict, ...], outcome: Outcome) -> int:
    return sum(1 for verdict in verdicts if verdict.outcome is outcome)


def _every_outcome(counted: tuple[Verdict, ...], coverage_at_least_ratio: float) -> Outcome:
    if _count(counted, Outcome.FAIL):
        return Outcome.FAIL
    unknown = _count(counted, Outcome.UNKNOWN)
    if unknown == len(counted) or (len(counted) - unknown) / len(counted) < coverage_at_least_ratio:
        return Outcome.UNKNOWN
    return Outcome.PASS


def _share_outcome(counted: tuple[Verdict, ...], share_ratio: float) -> Outcome:
    passed, unknown = _count(counted, Outcome.PASS), _count(counted, Outcome.UNKNOWN)
    if passed / len(counted) >= share_ratio:
        return Outcome.PASS
    if (passed + unknown) / len(counted) < share_ratio:
        return Outcome.FAIL
    return Outcome.UNKNOWN


def _cause(outcome: Outcome, counted: tuple[Verdict, ...]) -> Cause | None:
    if outcome is not Outcome.UNKNOWN:
        return next((v.cause for v in counted if v.outcome is outcome and v.cause), None)
    unknown = [verdict for verdict in counted if verdict.outcome is Outcome.UNKNOWN]
    causes = [verdict.cause for verdict in unknown if verdict.cause is not None]
    # what the clause leaves open is always so; what somebody can mend comes first
    first = min(causes, key=lambda cause: cause.kind is CauseKind.PARTLY_PROVEN)
    if len(unknown) == 1:
        return first
    detail = f"{len(unknown)} of {len(counted)} unknown; first: {first.detail}"
    return Cause(first.kind, detail, first.target)


def _summary(
    clause: Clause,
    verdicts: tuple[Verdict, ...],
    counted: tuple[Verdict, ...],
    outcome: Outcome,
    cause: Cause | None,
) -> Verdict:
    known = [verdict for verdict in counted if verdict.value is not None]
    worst = _worst(clause, known)
    deciding = [v for v in counted if v.outcome is outcome] or list(counted)
    evidence: list[Evidence] = [e for v in deciding for e in v.evidence]
    ages = [v.oldest_reading_seconds for v in counted if v.oldest_reading_seconds is not None]
    grades = [verdict.grade for verdict in known if verdict.grade is not None]
    decided = len(counted) - _count(counted, Outcome.UNKNOWN)
    return Verdict(
        clause,
        CAMPUS,
        outcome,
        cause,
        worst.value if worst else None,
        worst.margin_ratio if worst else None,
        min(grades, default=None),
        Coverage(decided, len(counted)),
        max(ages, default=None),
        tuple(evidence[:EVIDENCE_SHOWN]),
        worst.arithmetic if worst else "",
        verdicts,
    )


def _worst(clause: Clause, known: list[Verdict]) -> Verdict | None:
    """The subject that decides: the smallest value where at least is asked, else the largest."""
    at_most = clause.require is not None and clause.require.at_most is not None
    sign = -1.0 if at_most else 1.0
    return min(known, key=lambda verdict: sign * (verdict.value or 0.0), default=None)
