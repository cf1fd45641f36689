"""Reads verdicts back from an audit document: `/api/v1/audit`, or `audit --format json` saved."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from checks.attestation import Attestation
from checks.clause import Clause, Requirement
from checks.flapping import Flapping
from checks.interpretation import InForce
from checks.taken import taken_ago
from checks.verdict import Cause, Coverage, Evidence, Grade, Outcome, Subject, Verdict
from checks.waiver import Waiver

CAUSE = TypeAdapter[Cause | None](Cause | None)
COVERAGE = TypeAdapter[Coverage | None](Coverage | None)
FLAPPING = TypeAdapter[Flapping | None](Flapping | None)
REQUIREMENT = TypeAdapter[Requirement | None](Requirement | None)
ATTESTATION = TypeAdapter[Attestation | None](Attestation | None)
WAIVER = TypeAdapter[Waiver | None](Waiver | None)
NUMBER = TypeAdapter[float | None](float | None)


class _Piece(BaseModel):
    """One piece of evidence in an audit document, which has counted its age."""

    source: str
    quantity: str
    instance: str
    value: float | int | str | bool | None
    age_seconds: float | None
    problem: str
    object: str
    of: str
    counts: bool | None


def _evidence(told: object) -> Evidence:
    piece = _Piece.model_validate(told)
    age_seconds = piece.age_seconds
    return Evidence(
        **piece.model_dump(exclude={"age_seconds"}),
        taken=None if age_seconds is None else taken_ago(age_seconds),
    )


def verdict_of(clause: Clause, judged: Mapping[str, Any]) -> Verdict:
    """The verdict that an audit document tells of; raises KeyError, TypeError or ValueError
    where it is not what an audit says."""
    grade, compared = judged["grade"], REQUIREMENT.validate_python(judged.get("compared"))
    return Verdict(
        clause,
        Subject(judged.get("kind", "campus"), judged.get("name", "")),
        Outcome(judged["outcome"]),
        CAUSE.validate_python(judged["cause"]),
        NUMBER.validate_python(judged["value"]),
        Grade[grade.upper()] if grade else None,
        COVERAGE.validate_python(judged["coverage"]),
        tuple(_evidence(each) for each in judged["evidence"]),
        str(judged["arithmetic"]),
        tuple(verdict_of(clause, each) for each in judged.get("subjects", ())),
        ATTESTATION.validate_python(judged.get("attestation")),
        WAIVER.validate_python(judged.get("waiver")),
        # what the daemon compared with, where it is not what our own clause file says
        compared if compared != clause.require else None,
        tuple(
            InForce(each["id"], each["reading"], each["default"])
            for each in judged.get("interpretation", ())
        ),
        FLAPPING.validate_python(judged.get("flapping")),
    )
