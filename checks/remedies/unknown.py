"""What to mend first where nothing can be said: the device and the cause, in words."""

import re
from collections.abc import Mapping, Sequence
from math import ceil

from checks.clause import Clause, Document
from checks.indicators.wording import plural, some
from checks.remedies.remedy import Remedy
from checks.verdict import Cause, CauseKind, Outcome, Verdict
from collectors.failure import FailureKind

WORDS: Mapping[CauseKind, str] = {
    CauseKind.NOT_READ: "wait for the first round: {detail}",
    CauseKind.FAILED: "make {target} answer: {detail}",
    CauseKind.STALE: "have {target} read again: {detail}",
    CauseKind.ABSENT: "let {target} tell it, or correct the inventory: {detail}",
    CauseKind.IMPLAUSIBLE: "look at what {target} says, it cannot be relied on: {detail}",
    CauseKind.CONFLICT: "find out which of two sources is right: {detail}",
    CauseKind.NOT_LISTENED: "wait: {detail}",
    CauseKind.FACT_MISSING: "write it into the inventory: {detail}",
    CauseKind.FACT_STALE: "renew it in the inventory: {detail}",
    CauseKind.COVERAGE: "measure more of them: {detail}",
    CauseKind.PARTLY_PROVEN: "what is measured passes; prove the rest otherwise: {detail}",
    CauseKind.ATTESTATION_EXPIRED: "renew the document: {detail}",
    CauseKind.ERROR: "report a fault of the auditor: {detail}",
}

#: What a failure kind usually means on the spot.
HINTS: Mapping[FailureKind, str] = {
    FailureKind.TIMEOUT: "is it switched on, reachable, and does it let us ask?",
    FailureKind.NAME_NOT_FOUND: "correct its address in the inventory or the name server",
    FailureKind.TLS_REJECTED: "look at its certificate",
    FailureKind.REFUSED: "its service does not listen on that port",
    FailureKind.UNREACHABLE: "look at the route to it",
    FailureKind.AUTHENTICATION: "correct the credentials in the configuration",
    FailureKind.IDENTITY_CHANGED: "confirm its new key or engine id before it is believed",
    FailureKind.MALFORMED_REPLY: "its answer cannot be read; look at its firmware",
    FailureKind.ERROR_REPLY: "it refuses the question; look at what our user may read",
    FailureKind.LOOPING: "its table has no end; look at its firmware",
    FailureKind.TOO_LARGE: "its answer is beyond our limits",
    FailureKind.NO_ADDRESS_FAMILY: "our own host lacks that address family",
    FailureKind.BUG: "a fault of the auditor; report it",
}

FAILURE = re.compile(rf": ({'|'.join(HINTS)}): ")


def mend(cause: Cause, document: Document | None = None) -> str:
    """What to do about one cause; `document` is what may prove the clause beside the probe."""
    words = WORDS.get(cause.kind, "look at this: {detail}")
    target = cause.target or "the device"
    text = words.replace("{target}", target).replace("{detail}", cause.detail)
    if cause.kind is CauseKind.PARTLY_PROVEN and document is not None:
        return f"{text} It may be proven by {document.what.en}."
    kind = FAILURE.search(cause.detail) if cause.kind is CauseKind.FAILED else None
    return f"{text}; {HINTS[FailureKind(kind[1])]}" if kind else text


def of_subject(verdict: Verdict) -> tuple[Remedy, ...]:
    """For one unknown subject: its cause, and where too little is known, which inputs lack."""
    if verdict.cause is None:
        return ()
    if verdict.cause.kind is not CauseKind.COVERAGE or verdict.coverage is None:
        return (Remedy(mend(verdict.cause, verdict.clause.document)),)
    untold = verdict.coverage.in_scope - verdict.coverage.measured
    problems = list(dict.fromkeys(e.problem for e in verdict.evidence if e.problem))
    text = f"measure {untold} more of {verdict.coverage.in_scope}"
    return (Remedy(f"{text}: {some(problems)}" if problems else text, untold, "input"),)


def of_clause(clause: Clause, verdicts: Sequence[Verdict]) -> tuple[Remedy, ...]:
    """For a clause with several subjects: the causes by how many subjects wait for them."""
    unknown = [each for each in verdicts if each.outcome is Outcome.UNKNOWN and each.cause]
    if len(unknown) == len(verdicts) == 1:
        return of_subject(unknown[0])
    by_cause: dict[tuple[CauseKind, str], list[Verdict]] = {}
    for each in unknown:
        assert each.cause is not None  # noqa: S101 - only those with a cause were taken
        by_cause.setdefault((each.cause.kind, each.cause.target), []).append(each)
    ordered = sorted(
        by_cause.values(),
        key=lambda of: (of[0].cause is not None and _cannot_be_mended(of[0].cause), -len(of)),
    )
    remedies = [_first_of(waiting, rank == 0) for rank, waiting in enumerate(ordered)]
    return (*_coverage(clause, verdicts, len(unknown)), *remedies)


def _cannot_be_mended(cause: Cause) -> bool:
    return cause.kind is CauseKind.PARTLY_PROVEN


def _first_of(waiting: Sequence[Verdict], first: bool) -> Remedy:
    cause = waiting[0].cause
    assert cause is not None  # noqa: S101 - only those with a cause were taken
    names = some([each.subject.name or each.subject.kind for each in waiting])
    order = "first" if first else "then"
    subjects = f"{plural(len(waiting), 'subject')} ({names})"
    words = mend(cause, waiting[0].clause.document)
    return Remedy(f"{order}, for {subjects}: {words}", len(waiting), "subject")


def _coverage(clause: Clause, verdicts: Sequence[Verdict], unknown: int) -> tuple[Remedy, ...]:
    counted = sum(1 for each in verdicts if each.outcome is not Outcome.NOT_APPLICABLE)
    needed = ceil(clause.coverage_at_least_ratio * counted) - (counted - unknown)
    if needed <= 0 or counted <= 1:
        return ()
    text = f"{plural(needed, 'more subject', 'more subjects')} of {counted} must be known"
    return (Remedy(text, needed, "subject"),)
