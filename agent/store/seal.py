"""Rows that can be checked afterwards: a transition as stored, its hash, a notice's id."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from checks.changes import Transition
from exporters.evidence import evidence_document

#: What stands in the chain before the first transition.
GENESIS = "0" * 64


def transition_row(change: Transition) -> dict[str, Any]:
    """The columns of a transition but for the two hashes."""
    verdict = change.verdict
    standard, clause, subject = verdict.key
    return {
        "standard": standard,
        "clause": clause,
        "subject": subject,
        "number": change.number,
        "previous": change.previous.value if change.previous else None,
        "outcome": verdict.outcome.value,
        "cause_kind": verdict.cause.kind.value if verdict.cause else None,
        "cause_detail": verdict.cause.detail if verdict.cause else None,
        "value": verdict.value,
        "margin_ratio": verdict.margin_ratio,
        "grade": verdict.grade.name.lower() if verdict.grade else None,
        "at": change.at,
        "evidence": json.dumps(
            [evidence_document(e) for e in verdict.evidence], ensure_ascii=False
        ),
    }


def seal(row: Mapping[str, Any]) -> str:
    """SHA-256 over the row in canonical JSON, `previous_hash` included: the chain's next link."""
    sealed = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in row.items()
        if key not in {"id", "hash"}
    }
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def notice_identity(installation_id: str, change: Transition) -> str:
    """The same for every copy of a notice, also after a crash between send and mark."""
    parts = (installation_id, *change.verdict.key, str(change.number))
    return "evt_" + hashlib.sha256("\0".join(parts).encode()).hexdigest()
