"""What a person may sign for: attestations and waivers, made of a command's words, or refused."""

import hashlib
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

from agent.clause_rules import clauses_by_id
from agent.config import Configuration
from agent.settings import line
from checks.attestation import Attestation
from checks.clause import Clause, Standard
from checks.indicator import Indicator
from checks.judge import Moment
from checks.ledger import Ledger
from checks.verdict import CAMPUS
from checks.waiver import Waiver


class RefusedError(Exception):
    """Says for the user why it cannot be signed for."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What identifies a document that is not kept."""

    name: str
    sha256: str
    size_bytes: int


def clause_named(
    wanted: str, standards: Mapping[str, Standard], configuration: Configuration
) -> Clause:
    """Raises RefusedError for one that the site is not audited against, naming the nearest."""
    known = clauses_by_id(standards, configuration.site.profiles)
    if wanted in known:
        return known[wanted]
    for standard in standards.values():
        if any(clause.id == wanted for clause in standard.clauses):
            raise RefusedError(
                f"{wanted} stands in {standard.id}, which is none of the site's profiles"
            )
    raise RefusedError(f"no clause is named {wanted}{_meant(wanted, known)}")


def subject_named(
    wanted: str | None,
    clause: Clause,
    configuration: Configuration,
    indicators: Mapping[str, Indicator],
    at: datetime,
) -> str:
    """The key of a subject given by name or kind/name; None is the clause as a whole.

    Raises RefusedError for one that the clause does not have by the facts of the inventory.
    """
    if wanted is None or wanted == CAMPUS.key:
        return CAMPUS.key
    if clause.indicator is None:
        raise RefusedError(f"{clause.id} is judged for the campus as a whole; leave out --subject")
    moment = Moment(configuration.campus, Ledger(), 0.0, at, indicators)
    subjects = [each.subject for each in moment.measured(clause) if each.subject != CAMPUS]
    for subject in subjects:
        if wanted in (subject.key, subject.name):
            return subject.key
    kind = indicators[clause.indicator].subject
    if not subjects and wanted.startswith(f"{kind}/"):
        return wanted  # only its readings tell which there are
    names = [name for subject in subjects for name in (subject.key, subject.name)]
    raise RefusedError(f"{clause.id} has no subject {wanted}{_meant(wanted, names)}")


def _meant(wanted: str, known: Collection[str]) -> str:
    near = get_close_matches(wanted, sorted(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def read_paper(path: Path) -> Paper:
    """Name, SHA-256 and size of a document. Raises RefusedError where there is nothing to read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise RefusedError(f"{path} is no file")
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            size_bytes = stream.tell()
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror or error}") from None
    if not size_bytes:
        raise RefusedError(f"{path} is empty, which proves nothing")
    return Paper(_line("the name of the document", path.name), sha256, size_bytes)


def attestation(
    clause: Clause, paper: Paper, signed_by: str, expires_on: date, today: date
) -> Attestation:
    """One for the whole campus, without a note. Raises RefusedError."""
    if clause.document is None:
        raise RefusedError(f"no document can prove {clause.id}: {_instead(clause)}")
    _not_over("--expires", expires_on, today)
    days = clause.document.valid_days
    if days is not None and expires_on > today + timedelta(days=days):
        latest = today + timedelta(days=days)
        raise RefusedError(
            f"--expires {expires_on} is too late: a document for {clause.id} is believed for"
            f" {days} days, until {latest} at the latest"
        )
    return Attestation(
        clause.standard,
        clause.id,
        CAMPUS.key,
        paper.name,
        paper.sha256,
        paper.size_bytes,
        _line("--signed-by", signed_by),
        today,
        expires_on,
    )


def _instead(clause: Clause) -> str:
    if clause.indicator is not None:
        return f"it is measured, by {clause.indicator}"
    return clause.unmeasured.reason.en if clause.unmeasured else "it names none"


def waiver(clause: Clause, owner: str, reason: str, ends_on: date, today: date) -> Waiver:
    """One for the clause with all its subjects. Raises RefusedError."""
    _not_over("--ends", ends_on, today)
    return Waiver(
        clause.standard,
        clause.id,
        CAMPUS.key,
        _line("--owner", owner),
        _line("--reason", reason),
        ends_on,
        today,
    )


def _not_over(option: str, day: date, today: date) -> None:
    if day < today:
        raise RefusedError(f"{option} {day} is in the past; today is {today} in UTC")


def _line(what: str, text: str) -> str:
    try:
        return line(text)
    except ValueError as error:
        raise RefusedError(f"{what}: {error}") from None
