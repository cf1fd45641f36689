"""One value of an indicator as JSON in the store, and back."""

import json
from dataclasses import asdict
from typing import Any

from checks.verdict import Cause, CauseKind, Coverage, Grade, InPart, Measured, Subject


def measured_json(measured: Measured) -> str:
    """Everything but the evidence, which stands with the transitions that it caused."""
    subject = measured.subject
    document = {
        "kind": subject.kind,
        "name": subject.name,
        "labels": list(subject.labels),
        "value": measured.value,
        "why_not": _cause(measured.why_not),
        "coverage": asdict(measured.coverage),
        "grade": measured.grade.name,
        "arithmetic": measured.arithmetic,
        "lowest": measured.lowest,
        "highest": measured.highest,
        "untold": _cause(measured.untold),
        "in_part": asdict(measured.in_part) if measured.in_part else None,
    }
    return json.dumps(
        {key: value for key, value in document.items() if value not in (None, "", [])},
        ensure_ascii=False,
    )


def _cause(cause: Cause | None) -> dict[str, str] | None:
    return asdict(cause) if cause is not None else None


def measured_of(indicator: str, text: str) -> Measured:
    """Raises ValueError, KeyError or TypeError where it is not what `measured_json` wrote."""
    document = json.loads(text)
    if not isinstance(document, dict):
        raise TypeError(f"a value as JSON is an object, not {type(document).__name__}")
    labels = tuple((str(key), str(value)) for key, value in document.get("labels", ()))
    return Measured(
        indicator,
        Subject(document["kind"], document.get("name", ""), labels),
        document.get("value"),
        _cause_of(document.get("why_not")),
        coverage=Coverage(**document["coverage"]),
        grade=Grade[document["grade"]],
        arithmetic=document.get("arithmetic", ""),
        lowest=document.get("lowest"),
        highest=document.get("highest"),
        untold=_cause_of(document.get("untold")),
        in_part=_in_part_of(document.get("in_part")),
    )


def _in_part_of(document: dict[str, Any] | None) -> InPart | None:
    cause = _cause_of(document["cause"]) if document is not None else None
    return InPart(document["lowest"], cause) if document is not None and cause else None


def _cause_of(document: dict[str, Any] | None) -> Cause | None:
    if document is None:
        return None
    return Cause(CauseKind(document["kind"]), document["detail"], document["target"])
