"""What people have signed, and what a site asks of itself, in words beside a verdict."""

from datetime import date

from checks.attestation import Attestation, AttestationState
from checks.flapping import KEPT, Flapping
from checks.indicators.wording import plural
from checks.interpretation import InForce
from checks.verdict import Verdict
from checks.waiver import Waiver
from exporters.figures import duration, required


def limits(verdict: Verdict, unit: str) -> str:
    """`at least 1 Mbit/s; site limit at least 2 Mbit/s`; empty where neither sets one."""
    own = verdict.own_limit and f"site limit {required(verdict.own_limit, unit)}"
    return "; ".join(each for each in (required(verdict.clause.require, unit), own) if each)


def marks(verdict: Verdict, today: date) -> tuple[str, ...]:
    """Readings that are not the recommended ones, document and waiver of a verdict, and what keeps
    changing, a line each."""
    readings = (reading_words(each) for each in verdict.interpretations if not each.is_default)
    document = attestation_words(verdict.attestation, today) if verdict.attestation else ""
    waiver = waiver_words(verdict.waiver, today) if verdict.waiver else ""
    flapping = flapping_words(verdict.flapping) if verdict.flapping else ""
    return tuple(
        line for line in (*readings, document, waiver, flapping, _subjects(verdict)) if line
    )


def flapping_words(flapping: Flapping) -> str:
    changes = f"{KEPT} or more" if flapping.changes >= KEPT else str(flapping.changes)
    since = flapping.since.isoformat(timespec="seconds")
    return f"flapping since {since}: {changes} changes within {duration(flapping.window_seconds)}"


def _subjects(verdict: Verdict) -> str:
    flapping = sum(each.flapping is not None for each in verdict.subjects)
    return f"flapping: {flapping} of {plural(len(verdict.subjects), 'subject')}" if flapping else ""


def reading_words(interpretation: InForce) -> str:
    return (
        f"{interpretation.id} read as {interpretation.reading},"
        f" not as recommended ({interpretation.recommended})"
    )


def attestation_words(attestation: Attestation, today: date) -> str:
    state = attestation.state(today)
    words = {
        AttestationState.VALID: "believed until",
        AttestationState.EXPIRING_SOON: "expiring soon, believed until",
        AttestationState.EXPIRED: "expired, was believed until",
    }
    return (
        f"attested: {attestation.document}, signed by {attestation.signed_by},"
        f" {words[state]} {attestation.expires_on.isoformat()}"
    )


def waiver_words(waiver: Waiver, today: date) -> str:
    begin = "waived until" if waiver.in_force(today) else "waiver expired on"
    return f"{begin} {waiver.ends_on.isoformat()} by {waiver.owner}: {waiver.reason}"
