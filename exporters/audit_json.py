"""The audit as JSON, for `audit --format json` and `/api/v1/audit`; see `audit.schema.json`."""

from enum import StrEnum
from typing import Any

from checks.clause import Standard
from checks.flapping import Flapping
from checks.verdict import Cause, Coverage, Grade, Outcome, Verdict
from exporters.certificate import shipped
from exporters.evidence import evidence_document
from exporters.figures import required
from exporters.papers import attestation_document, waiver_document
from exporters.scores import score_document
from exporters.snapshot import ProbeView, Snapshot


class Depth(StrEnum):
    """How much of the audit is told: nearly all of its length is evidence."""

    CLAUSES = "clauses"  # each with its verdict, neither its subjects nor what it rests on
    EVIDENCE = "evidence"


def audit_document(snapshot: Snapshot, depth: Depth = Depth.EVIDENCE) -> dict[str, Any]:
    """The audit as plain JSON values; the whole of it validates against `audit.schema.json`."""
    clause = _clause if depth is Depth.EVIDENCE else _clause_alone
    return {
        "taken_at": snapshot.taken_at.isoformat(),
        "site": snapshot.site,
        "version": snapshot.version,
        "complete": snapshot.complete,
        "certificate": shipped().as_json(),
        "standards": [_standard(snapshot, standard) for standard in snapshot.standards],
        "clauses": [clause(snapshot, verdict) for verdict in snapshot.verdicts],
        "attestations": [
            attestation_document(each, snapshot.today) for each in snapshot.papers.all_attestations
        ],
        "waivers": [waiver_document(each, snapshot.today) for each in snapshot.papers.all_waivers],
        "probes": [_probe(probe) for probe in snapshot.probes],
    }


def _standard(snapshot: Snapshot, standard: Standard) -> dict[str, Any]:
    verdicts = [v for v in snapshot.verdicts if v.clause.standard == standard.id]
    counts = {each.value: sum(v.outcome is each for v in verdicts) for each in Outcome}
    return {
        "id": standard.id,
        "title": standard.title.model_dump(),
        "source": standard.source.model_dump(),
        "edition": standard.edition.model_dump(),
        "counts": counts,
        "score": score_document(snapshot.score(standard)),
    }


def _clause(snapshot: Snapshot, verdict: Verdict) -> dict[str, Any]:
    return {
        **_clause_alone(snapshot, verdict),
        **_grounds(snapshot, verdict),
        "subjects": [_subject(snapshot, each) for each in verdict.subjects],
    }


def _clause_alone(snapshot: Snapshot, verdict: Verdict) -> dict[str, Any]:
    clause = verdict.clause
    standing = snapshot.standing.get(verdict.key)
    certified = shipped().of(clause)
    return {
        "standard": clause.standard,
        "id": clause.id,
        "title": clause.title.model_dump(),
        "level": clause.level.value,
        "method": clause.method.value,
        "interpretation": [
            {"id": each.id, "reading": each.reading, "default": each.recommended}
            for each in verdict.interpretations
        ],
        **_outcome(snapshot, verdict),
        "certified": certified.model_dump() if certified else None,
        "since": standing.since.isoformat() if standing else None,
    }


def _subject(snapshot: Snapshot, verdict: Verdict) -> dict[str, Any]:
    return {
        "kind": verdict.subject.kind,
        "name": verdict.subject.name,
        **_outcome(snapshot, verdict),
        **_grounds(snapshot, verdict),
    }


def _grounds(snapshot: Snapshot, verdict: Verdict) -> dict[str, Any]:
    """What a verdict rests on."""
    return {
        "oldest_reading_seconds": verdict.oldest_reading_seconds,
        "arithmetic": verdict.arithmetic,
        "evidence": [evidence_document(each) for each in verdict.evidence],
        "attestation": verdict.attestation
        and attestation_document(verdict.attestation, snapshot.today),
        "waiver": verdict.waiver and waiver_document(verdict.waiver, snapshot.today),
    }


def _outcome(snapshot: Snapshot, verdict: Verdict) -> dict[str, Any]:
    """What clauses and their subjects have in common."""
    unit = snapshot.unit(verdict.clause)
    return {
        "outcome": verdict.outcome.value,
        "cause": _cause(verdict.cause),
        "indicator": verdict.clause.indicator,
        "value": verdict.value,
        "unit": unit,
        "required": required(verdict.clause.require, unit),
        "own_limit": required(verdict.own_limit, unit),
        "compared": _compared(verdict),
        "margin_ratio": verdict.margin_ratio,
        "grade": _grade(verdict.grade),
        "coverage": _coverage(verdict.coverage),
        "attested": verdict.attested,
        "flapping": _flapping(verdict.flapping),
    }


def _compared(verdict: Verdict) -> dict[str, float | None] | None:
    """The limit in force, in the unit: the site's own, else the document's as it is read."""
    limit = verdict.own_limit or verdict.clause.require
    return limit.model_dump() if limit else None


def _flapping(flapping: Flapping | None) -> dict[str, Any] | None:
    if flapping is None:
        return None
    return {
        "since": flapping.since.isoformat(),
        "changes": flapping.changes,
        "window_seconds": flapping.window_seconds,
    }


def _cause(cause: Cause | None) -> dict[str, str] | None:
    if cause is None:
        return None
    return {"kind": cause.kind.value, "detail": cause.detail, "target": cause.target}


def _grade(grade: Grade | None) -> str | None:
    return grade.name.lower() if grade is not None else None


def _coverage(coverage: Coverage | None) -> dict[str, int] | None:
    if coverage is None:
        return None
    return {"measured": coverage.measured, "in_scope": coverage.in_scope}


def _probe(probe: ProbeView) -> dict[str, Any]:
    failure = probe.failure
    return {
        "name": probe.name,
        "target": probe.target,
        "collector": probe.collector,
        "rounds": probe.rounds,
        "failure": {"kind": failure.kind.value, "detail": failure.detail} if failure else None,
        "duration_seconds": probe.duration_seconds,
        "ended_at": probe.ended_at.isoformat() if probe.ended_at else None,
    }
