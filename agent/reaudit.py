"""An audit done again as of a moment in the past, from what the store kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from agent.store.history import Past
from agent.store.opening import StoreError, reading_store
from agent.store.store import Store
from agent.store.tables import runs
from checks.campus import Campus
from checks.clause import Requirement, Standard
from checks.indicator import Indicator
from checks.interpretation import Interpretations
from checks.judge import Moment, judge_all
from checks.kept import kept_indicators
from checks.ledger import Ledger
from checks.papers import Papers, papers_of
from checks.verdict import Cause, CauseKind
from checks.waiver import Waiver
from exporters.snapshot import Snapshot


class NothingKeptError(Exception):
    """Says for the user why there is nothing to judge by."""


@dataclass(frozen=True, slots=True)
class PastAudit:
    """The audit, and the campus facts that were in force, as the store has them."""

    snapshot: Snapshot
    campus: Mapping[str, Any]


async def audit_at(
    store_url: str,
    at: datetime,
    indicators: Mapping[str, Indicator],
    known: Mapping[str, Standard],
    editions: Sequence[Standard] = (),
) -> PastAudit:
    """What was known at that moment, judged by `editions`, else by the standards that the site was
    audited against then, as they stand in this program. Facts, papers and the readings of the
    documents are those of the moment. Raises NothingKeptError, StoreError."""
    async with reading_store(store_url, runs) as store:
        if store is None:
            raise NothingKeptError("no store, or one in which no daemon has kept its history yet")
        try:
            past = await store.history.past(at)
            facts = _facts(past, at)
            profiles = [known[each] for each in facts["profiles"] if each in known]
            papers = await _papers(store, at, facts)
            before = await store.standing(at)
        except SQLAlchemyError as error:
            raise StoreError.of(error) from None
    interpretations = _interpretations(facts)
    standards = tuple(editions or profiles)
    moment = Moment(
        Campus(),
        Ledger(),
        0.0,
        at,
        kept_indicators(indicators, past.values, _silence(past, at)),
        facts["freshness_at_most_seconds"],
        papers,
        {(s, c): Requirement.model_validate(limit) for s, c, limit in facts["own_limits"]},
        interpretations=interpretations,
    )
    clauses = [clause for each in standards for clause in each.clauses]
    verdicts = judge_all(clauses, moment, {key: each.outcome for key, each in before.items()})
    snapshot = Snapshot(
        at,
        facts["site"],
        version("campus-auditor"),
        standards,
        indicators,
        tuple(verdicts),
        before,
        complete=True,
        papers=papers,
        interpretations=interpretations,
    )
    return PastAudit(snapshot, facts["campus"])


def _facts(past: Past, at: datetime) -> Mapping[str, Any]:
    if past.run is not None and past.facts is not None:
        return past.facts
    since = past.first_start.isoformat(timespec="seconds") if past.first_start else "never"
    raise NothingKeptError(
        f"nothing had been recorded by {at.isoformat(timespec='seconds')}; the first run began"
        f" {since}"
    )


def _silence(past: Past, at: datetime) -> Cause | None:
    """Why nothing is known of that moment although there is a store: nobody was watching."""
    run = past.run
    if run is None or run.covers(at):
        return None
    until = past.next_start.isoformat(timespec="seconds") if past.next_start else "now"
    since = run.seen_at.isoformat(timespec="seconds")
    detail = f"the auditor did not run between {since} and {until}; nothing was recorded"
    return Cause(CauseKind.NOT_READ, detail)


def _interpretations(facts: Mapping[str, Any]) -> Interpretations:
    try:
        return Interpretations(facts["interpretations"])
    except ValueError as error:
        raise NothingKeptError(f"this program no longer knows how it was read: {error}") from None


async def _papers(store: Store, at: datetime, facts: Mapping[str, Any]) -> Papers:
    """As they stood: what was signed later, or had been revoked, does not count."""
    of_files = [
        Waiver(**{**each, "ends_on": date.fromisoformat(each["ends_on"])})
        for each in facts["waivers"]
    ]
    papers = store.papers
    return papers_of(await papers.attestations(at), [*of_files, *await papers.waivers(at)])
