"""Evidence as JSON has it: with its age instead of the moment that it counts from."""

from typing import Any

from checks.verdict import Evidence


def evidence_document(piece: Evidence) -> dict[str, Any]:
    return {
        "source": piece.source,
        "quantity": piece.quantity,
        "instance": piece.instance,
        "value": piece.value,
        "age_seconds": piece.age_seconds,
        "problem": piece.problem,
        "object": piece.object,
        "of": piece.of,
        "counts": piece.counts,
    }
