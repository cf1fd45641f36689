"""Explains one clause: from an audit of our own or from a running daemon's, with its history."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypedDict, Unpack

import aiohttp
from pydantic import ValidationError
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from agent.audit_reading import verdict_of
from agent.config import Configuration
from agent.one_shot import audit_once
from agent.reaudit import NothingKeptError, audit_at
from agent.store.moments import aware
from agent.store.opening import async_url
from agent.store.store import Store
from checks.clause import Clause, Standard, load_standards
from checks.explain import Explanation, explain
from checks.indicator import Indicator
from checks.indicators import INDICATORS
from exporters.explanation import History, Past

#: A daemon of a large campus answers with tens of megabytes, from the same room.
TIMEOUT = aiohttp.ClientTimeout(total=60)
ANSWER_AT_MOST_BYTES: Final = 256 * 1024 * 1024

NOT_ASKED: Final = History(problem="not asked for: --config says where it is kept")
NO_STORE: Final = History(problem="no store yet: the daemon has not run with this configuration")


class NotExplainedError(Exception):
    """Says for the user why there is nothing to explain."""


def find_clause(standards: Mapping[str, Standard], wanted: str) -> tuple[Standard, Clause]:
    """By id, or standard/id. Raises NotExplainedError naming the nearest where there is none."""
    standard_id, _, clause_id = wanted.rpartition("/")
    found = [
        (standard, clause)
        for standard in standards.values()
        for clause in standard.clauses
        if clause.id == clause_id and standard_id in ("", standard.id)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{standard.id}/{clause.id}" for standard, clause in found)
        raise NotExplainedError(f"{wanted} stands in several standards: {several}")
    known = [clause.id for standard in standards.values() for clause in standard.clauses]
    near = get_close_matches(clause_id, known, n=3, cutoff=0.7)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    raise NotExplainedError(f"no standard has a clause {wanted}{meant}")


class Asked(TypedDict):
    """What a user may ask besides the clause; `url` is of a running daemon."""

    url: str | None
    subject: str | None
    wait_seconds: float
    at: datetime | None  # a moment in the past, of which the store tells


async def explanation_of(
    wanted: str, configuration: Configuration | None, **asked: Unpack[Asked]
) -> tuple[Explanation, History]:
    """From the daemon at `url`, else from the devices, or from what the store knows of a moment;
    the history from the store, if known.

    One of `configuration` and `url` is given. Raises NotExplainedError, StoreError.
    """
    url, subject, wait_seconds = asked["url"], asked["subject"], asked["wait_seconds"]
    standard, clause = find_clause(load_standards(), wanted)
    if asked["at"] is not None:
        explanation = await _explain_at(configuration, asked["at"], standard, clause)
    elif url is not None:
        explanation = await explain_from(url, standard, clause, INDICATORS)
    elif configuration is not None:
        explanation = await explain_now(configuration, standard, clause, INDICATORS, wait_seconds)
    else:
        raise NotExplainedError("neither a configuration nor a daemon to ask")
    key = explanation.verdict.subject.key
    if subject is not None:
        explanation = of_subject(explanation, subject)
        key = explanation.parts[0].verdict.subject.key
    if configuration is None:
        return explanation, NOT_ASKED
    store_url = configuration.store.url.reveal()
    history = await history_of(store_url, standard, clause, key)
    at = asked["at"]
    return explanation, history if at is None else history.until(at)


async def _explain_at(
    configuration: Configuration | None, at: datetime, standard: Standard, clause: Clause
) -> Explanation:
    """Of what was kept; the inputs of that moment stand with the transitions that they caused."""
    if configuration is None:
        raise NotExplainedError("a moment in the past needs --config, which says where it is kept")
    alone = standard.model_copy(update={"clauses": [clause]})
    url = configuration.store.url.reveal()
    try:
        past = await audit_at(url, at, INDICATORS, {standard.id: standard}, [alone])
    except NothingKeptError as error:
        raise NotExplainedError(str(error)) from None
    indicator = INDICATORS.get(clause.indicator or "")
    return explain(standard, past.snapshot.verdicts[0], indicator, at)


async def explain_now(
    configuration: Configuration,
    standard: Standard,
    clause: Clause,
    indicators: Mapping[str, Indicator],
    wait_seconds: float = 0.0,
) -> Explanation:
    """Poll everything once, as `audit` does, and explain this clause."""
    alone = standard.model_copy(update={"clauses": [clause]})
    snapshot = await audit_once(configuration, [alone], indicators, wait_seconds)
    verdict = snapshot.verdicts[0]
    indicator = indicators.get(clause.indicator or "")
    return explain(standard, verdict, indicator, snapshot.taken_at)


async def explain_from(
    url: str, standard: Standard, clause: Clause, indicators: Mapping[str, Indicator]
) -> Explanation:
    """What the daemon at `url` last judged. Raises NotExplainedError where it cannot be had."""
    document = await _audit_of(url.rstrip("/") + "/api/v1/audit")
    try:
        judged_at = datetime.fromisoformat(document["taken_at"])
        of_clause = [c for c in document["clauses"] if c["id"] == clause.id]
        verdicts = [verdict_of(clause, c) for c in of_clause if c["standard"] == standard.id]
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise NotExplainedError(f"{url} does not answer with an audit: {error!r}") from None
    if not verdicts:
        raise NotExplainedError(f"the daemon at {url} does not audit {standard.id} {clause.id}")
    indicator = indicators.get(clause.indicator or "")
    return explain(standard, verdicts[0], indicator, judged_at)


async def _audit_of(url: str) -> Any:  # noqa: ANN401 - what json.loads gives, read with care
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            if response.status != 200:  # noqa: PLR2004 - RFC 9110 section 15.3.1
                raise NotExplainedError(f"{url} answers with status {response.status}")
            body = await response.content.read(ANSWER_AT_MOST_BYTES + 1)
            while not response.content.at_eof() and len(body) <= ANSWER_AT_MOST_BYTES:
                body += await response.content.readany()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise NotExplainedError(f"{url} does not answer: {str(error) or 'time-out'}") from None
    if len(body) > ANSWER_AT_MOST_BYTES:
        raise NotExplainedError(f"{url} answers with more than {ANSWER_AT_MOST_BYTES} bytes")
    try:
        return json.loads(body)
    except ValueError:
        raise NotExplainedError(f"{url} does not answer with JSON") from None


def of_subject(explanation: Explanation, wanted: str) -> Explanation:
    """Only that subject, by name or kind/name. Raises NotExplainedError naming those there are."""
    parts = tuple(
        part
        for part in explanation.parts
        if wanted in (part.verdict.subject.name, part.verdict.subject.key)
    )
    if not parts:
        names = [part.verdict.subject.key for part in explanation.parts]
        near = get_close_matches(wanted, names, n=3, cutoff=0.3) or names[:3]
        raise NotExplainedError(
            f"{explanation.clause.id} has no subject {wanted}; it has {len(names)}, "
            f"such as {', '.join(near)}"
        )
    return replace(explanation, parts=parts, remedies=parts[0].remedies)


async def history_of(url: str, standard: Standard, clause: Clause, subject: str) -> History:
    """What the store remembers of the clause. It is only read: not created, not migrated."""
    database = async_url(url)
    if not _exists(database):
        return NO_STORE
    engine = create_async_engine(database)
    try:
        rows = await Store(engine, "").transitions(standard.id, clause.id, subject)
    except SQLAlchemyError as error:
        first_line = str(error).splitlines()[0]
        return History(problem=f"the store cannot be read: {first_line}")
    finally:
        await engine.dispose()
    return History(tuple(_past(rows)))


def _exists(database: URL) -> bool:
    """A server's database is taken to exist; asking tells otherwise."""
    return database.get_backend_name() != "sqlite" or Path(database.database or "").is_file()


def _past(rows: Sequence[Any]) -> list[Past]:
    return [
        Past(aware(row.at), row.previous, row.outcome, row.cause_detail, row.value) for row in rows
    ]
