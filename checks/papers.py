"""What people have signed for, and what a judgement makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from checks.attestation import Attestation
from checks.clause import Clause, Document
from checks.verdict import CAMPUS, Cause, CauseKind, Evidence, Grade, Outcome, Subject, Verdict
from checks.waiver import Waiver

#: Source of the evidence that a document is; the others are targets and the inventory.
DOCUMENT: Final = "document"

#: Standard and clause id.
ClauseKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Papers:
    """Attestations and waivers by clause, then by the key of their subject (see `papers_of`)."""

    attestations: Mapping[ClauseKey, Mapping[str, Attestation]] = field(default_factory=dict)
    waivers: Mapping[ClauseKey, Mapping[str, Waiver]] = field(default_factory=dict)

    @property
    def all_attestations(self) -> list[Attestation]:
        return [each for of_clause in self.attestations.values() for each in of_clause.values()]

    @property
    def all_waivers(self) -> list[Waiver]:
        return [each for of_clause in self.waivers.values() for each in of_clause.values()]

    def attestation(self, clause: Clause, subject: Subject, today: date) -> Attestation | None:
        """The subject's own, else the campus's; one that holds goes before one that has expired."""
        of_clause = self.attestations.get((clause.standard, clause.id))
        if of_clause is None or clause.document is None:
            return None
        found = (of_clause.get(subject.key), of_clause.get(CAMPUS.key))
        made = [each for each in found if each is not None and each.attested_on <= today]
        return next((each for each in made if each.holds(today)), made[0] if made else None)

    def waiver(self, clause: Clause, subject: Subject, today: date) -> Waiver | None:
        """The one in force, if any: the subject's own, else that of the whole clause."""
        of_clause = self.waivers.get((clause.standard, clause.id), {})
        found = (of_clause.get(subject.key), of_clause.get(CAMPUS.key))
        return next((each for each in found if each is not None and each.in_force(today)), None)


def papers_of(attestations: Iterable[Attestation], waivers: Iterable[Waiver]) -> Papers:
    """Of several attestations of one subject the last counts, of waivers the one that ends last."""
    attested: dict[ClauseKey, dict[str, Attestation]] = {}
    for each in attestations:
        attested.setdefault((each.standard, each.clause), {})[each.subject] = each
    waived: dict[ClauseKey, dict[str, Waiver]] = {}
    for waiver in sorted(waivers, key=lambda waiver: waiver.ends_on):
        waived.setdefault((waiver.standard, waiver.clause), {})[waiver.subject] = waiver
    return Papers(attested, waived)


def judged_on_paper(clause: Clause, attestation: Attestation | None, today: date) -> Verdict:
    """A clause that no reading decides: its document does, or it is not checked and says why."""
    if attestation is None:
        return Verdict(clause, CAMPUS, Outcome.NOT_CHECKED, _not_checked(clause))
    evidence = (document_evidence(attestation),)
    if attestation.holds(today):
        return Verdict(
            clause,
            CAMPUS,
            Outcome.PASS,
            None,
            grade=Grade.ATTESTED,
            evidence=evidence,
            attestation=attestation,
        )
    cause = _expired(attestation)
    return Verdict(
        clause, CAMPUS, Outcome.UNKNOWN, cause, evidence=evidence, attestation=attestation
    )


def completed_by_paper(
    clause: Clause, unproven: str, attestation: Attestation | None, today: date
) -> tuple[Outcome, Cause | None]:
    """What becomes of a pass that leaves something unproven, which a document may prove."""
    if attestation is None:
        way = f" A document may: {clause.document.what.en}" if clause.document else ""
        return Outcome.UNKNOWN, Cause(CauseKind.PARTLY_PROVEN, unproven + way)
    if attestation.holds(today):
        return Outcome.PASS, None
    return Outcome.UNKNOWN, _expired(attestation)


def document_evidence(attestation: Attestation) -> Evidence:
    """The document as one input of the verdict, so that its hash stands in the history."""
    return Evidence(
        DOCUMENT,
        "attestation",
        attestation.document,
        f"sha256:{attestation.sha256}",
        object=f"signed by {attestation.signed_by} on {attestation.attested_on.isoformat()},"
        f" believed until {attestation.expires_on.isoformat()}",
    )


def marked(verdict: Verdict, papers: Papers, today: date) -> Verdict:
    """The same verdict with the waivers in force on it and on its subjects."""
    clause = verdict.clause
    if (clause.standard, clause.id) not in papers.waivers:
        return verdict
    return replace(
        verdict,
        waiver=papers.waiver(clause, verdict.subject, today),
        subjects=tuple(marked(each, papers, today) for each in verdict.subjects),
    )


def _expired(attestation: Attestation) -> Cause:
    detail = (
        f"the document {attestation.document}, signed by {attestation.signed_by},"
        f" was believed until {attestation.expires_on.isoformat()}; a new one is needed"
    )
    return Cause(CauseKind.ATTESTATION_EXPIRED, detail)


def _not_checked(clause: Clause) -> Cause:
    if clause.unmeasured is not None:
        needs = ", ".join(clause.unmeasured.needs)
        detail = f"{clause.unmeasured.reason.en} Needed: {needs}{_or_document(clause.document)}"
        return Cause(CauseKind.NO_INDICATOR, detail)
    if clause.document is not None:
        detail = f"no document has been attested: {clause.document.what.en}"
        return Cause(CauseKind.NOT_ATTESTED, detail)
    return Cause(CauseKind.NO_INDICATOR, "nothing measures this clause yet")


def _or_document(document: Document | None) -> str:
    return f"; or, attested: {document.what.en}" if document else ""
