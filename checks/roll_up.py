"""From the verdicts on a clause's subjects to the one on the clause."""

from collections.abc import Sequence
from itertools import chain, islice

from checks.attestation import Attestation
from checks.clause import Clause, Requirement
from checks.papers import DOCUMENT, document_evidence
from checks.verdict import (
    CAMPUS,
    Cause,
    CauseKind,
    Coverage,
    Evidence,
    Outcome,
    Shown,
    Verdict,
)

#: Evidence shown with the clause itself; each subject keeps all of its own.
EVIDENCE_SHOWN = 20


def roll_up(clause: Clause, verdicts: tuple[Verdict, ...]) -> Verdict:
    """Every subject, or a share of them, must pass; those not applicable do not count.

    A fail that no unknown could undo is a fail, a pass that no unknown could undo is a
    pass; everything between is unknown, with the first reason and how many there are.
    """
    counted = tuple(v for v in verdicts if v.outcome is not Outcome.NOT_APPLICABLE)
    if not counted:
        return Verdict(
            clause,
            CAMPUS,
            Outcome.NOT_APPLICABLE,
            verdicts[0].cause,
            subjects=verdicts,
            own_limit=verdicts[0].own_limit,
        )
    if counted[0].outcome is Outcome.NOT_CHECKED:
        return _summary(clause, verdicts, counted, Outcome.NOT_CHECKED, counted[0].cause)
    if clause.roll_up.share_ratio is not None:
        outcome = _share_outcome(counted, clause.roll_up.share_ratio)
    else:
        outcome = _every_outcome(counted, clause.coverage_at_least_ratio)
    return _summary(clause, verdicts, counted, outcome, _cause(outcome, counted))


def _count(verdicts: tuple[Verdict, ...], outcome: Outcome) -> int:
    return [verdict.outcome for verdict in verdicts].count(outcome)


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
        # one that needs no words (its value is outside the limit) goes before one that does
        given = [verdict.cause for verdict in counted if verdict.outcome is outcome]
        return None if None in given else next(iter(given), None)
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
    own_limit = counted[0].own_limit  # the clause's, hence that of each of its subjects
    worst = _worst(own_limit or clause.require, known)
    deciding = [v for v in counted if v.outcome is outcome] or list(counted)
    attestation = _first_to_expire(deciding)
    grades = [verdict.grade for verdict in known if verdict.grade is not None]
    decided = len(counted) - _count(counted, Outcome.UNKNOWN)
    return Verdict(
        clause,
        CAMPUS,
        outcome,
        cause,
        worst.value if worst else None,
        min(grades, default=None),
        Coverage(decided, len(counted)),
        _evidence(deciding, attestation),
        worst.arithmetic if worst else "",
        verdicts,
        attestation,
        own_limit=own_limit,
    )


def _evidence(deciding: list[Verdict], attestation: Attestation | None) -> Sequence[Evidence]:
    """That of the first deciding subjects; the documents of all are in the one that ends first."""
    if attestation is not None:
        told = (e for v in deciding for e in v.evidence if e.source != DOCUMENT)
        return (document_evidence(attestation), *islice(told, EVIDENCE_SHOWN))
    return Shown(deciding, _written, _first_evidence)


def _first_evidence(deciding: Sequence[Verdict]) -> Sequence[Sequence[Evidence]]:
    told = (verdict.evidence for verdict in deciding if verdict.evidence)
    return tuple(islice(told, EVIDENCE_SHOWN))


def _written(evidence: Sequence[Sequence[Evidence]]) -> tuple[Evidence, ...]:
    return tuple(islice(chain.from_iterable(evidence), EVIDENCE_SHOWN))


def _first_to_expire(deciding: list[Verdict]) -> Attestation | None:
    """Of the subjects' documents the one whose end comes first; with it the clause loses proof."""
    attestations = (each.attestation for each in deciding if each.attestation is not None)
    return min(attestations, key=lambda attestation: attestation.expires_on, default=None)


def _worst(require: Requirement | None, known: list[Verdict]) -> Verdict | None:
    """The subject that decides: the smallest value where at least is asked, else the largest."""
    at_most = require is not None and require.at_most is not None
    sign = -1.0 if at_most else 1.0
    return min(known, key=lambda verdict: sign * (verdict.value or 0.0), default=None)
