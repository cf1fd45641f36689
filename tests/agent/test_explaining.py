"""`explain` as a user calls it: on devices, on a running daemon, with and without a history."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner

from agent.__main__ import main
from agent.explaining import (
    NotExplainedError,
    explain_from,
    find_clause,
    history_of,
    of_subject,
)
from agent.store.opening import open_store
from checks.changes import Transition
from checks.clause import Standard, load_standards
from checks.explain import Explanation, explain
from checks.flapping import Flapping
from checks.indicators import INDICATORS
from checks.judge import Moment, judge_all
from checks.ledger import Ledger
from checks.verdict import Verdict
from collectors.probe import ProbeResult
from exporters.audit_json import audit_document
from exporters.explanation import History, explanation_document
from exporters.snapshot import Snapshot
from tests.builders import AT, NOW_SECONDS
from tests.conftest import free_port
from tests.whole_campus import all_ill, whole_campus

STANDARDS = load_standards()
GJ = STANDARDS["gj"]


def judged(standard: Standard, rounds: Iterable[ProbeResult]) -> tuple[Verdict, ...]:
    ledger = Ledger()
    for result in rounds:
        ledger.add(result)
    moment = Moment(whole_campus(), ledger, NOW_SECONDS, AT, INDICATORS)
    return tuple(judge_all(standard.clauses, moment, {}))


@asynccontextmanager
async def answering(answer: object, status: int = 200) -> AsyncIterator[str]:
    """A daemon that answers /api/v1/audit with this, as JSON or as it is."""

    async def audit(_request: web.Request) -> web.Response:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return web.Response(text=text, status=status, content_type="application/json")

    app = web.Application()
    app.router.add_get("/api/v1/audit", audit)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


def audited(verdicts: tuple[Verdict, ...]) -> dict[str, Any]:
    return audit_document(Snapshot(AT, "campus", "0.1.0", (GJ,), INDICATORS, verdicts))


async def test_a_daemon_s_audit_explains_what_our_own_would() -> None:
    verdicts = judged(GJ, all_ill())
    async with answering(audited(verdicts)) as url:
        for verdict in verdicts:
            clause = verdict.clause
            told = await explain_from(url, GJ, clause, INDICATORS)
            ours = explain(GJ, verdict, INDICATORS.get(clause.indicator or ""), AT)
            assert shown(told) == shown(ours)


async def test_what_a_daemon_says_is_flapping_is_said_to_be() -> None:
    mark = Flapping(AT, 7)
    verdict = replace(judged(GJ, all_ill())[0], flapping=mark)
    async with answering(audited((verdict,))) as url:
        told = await explain_from(url, GJ, verdict.clause, INDICATORS)
    assert told.verdict.flapping == mark
    assert f"flapping since {AT.isoformat()}: 7 changes within 1 h" in shown(told)["marks"]


def shown(explanation: Explanation) -> dict[str, Any]:
    return explanation_document(explanation, History())


NO_AUDITS = {
    "another page": ("<html>", 200, "does not answer with JSON"),
    "another document": ({"a": 1}, 200, "does not answer with an audit"),
    "a list": ([1], 200, "does not answer with an audit"),
    "an error": ("starting", 503, "answers with status 503"),
    "another standard": (
        {"taken_at": "2026-10-08T12:00:00+00:00", "clauses": []},
        200,
        "does not audit gj GJ010101.4",
    ),
    "an unknown outcome": (
        {
            "taken_at": "2026-10-08T12:00:00+00:00",
            "clauses": [{"id": "GJ010101.4", "standard": "gj", "outcome": "maybe", "grade": None}],
        },
        200,
        "does not answer with an audit",
    ),
}


@pytest.mark.parametrize(("answer", "status", "why"), NO_AUDITS.values(), ids=NO_AUDITS)
async def test_what_is_no_audit_is_refused_and_says_why(
    answer: object, status: int, why: str
) -> None:
    standard, clause = find_clause(STANDARDS, "GJ010101.4")
    async with answering(answer, status) as url:
        with pytest.raises(NotExplainedError, match=why):
            await explain_from(url, standard, clause, INDICATORS)


async def test_a_daemon_that_is_not_there_is_said_to_be_silent() -> None:
    standard, clause = find_clause(STANDARDS, "GJ010101.4")
    with pytest.raises(NotExplainedError, match="does not answer"):
        await explain_from(f"http://127.0.0.1:{free_port()}", standard, clause, INDICATORS)


def test_a_clause_is_found_by_its_id_alone_or_with_its_standard() -> None:
    assert find_clause(STANDARDS, "GJ010101.4") == find_clause(STANDARDS, "gj/GJ010101.4")
    with pytest.raises(NotExplainedError, match=r"did you mean .*GJ010101\.4"):
        find_clause(STANDARDS, "GJ010101-4")
    with pytest.raises(NotExplainedError, match=r"no standard has a clause jj/GJ010101\.4"):
        find_clause(STANDARDS, "jj/GJ010101.4")
    twice = {name: GJ.model_copy(update={"id": name}) for name in ("a", "b")}
    with pytest.raises(NotExplainedError, match=r"in several standards: a/GJ010101\.4, b/"):
        find_clause(twice, "GJ010101.4")


def test_one_subject_is_shown_by_its_name_or_key() -> None:
    verdict = next(v for v in judged(GJ, all_ill()) if v.clause.id == "GJ010101.2")
    explanation = explain(GJ, verdict, INDICATORS[verdict.clause.indicator or ""], AT)
    for wanted in ("core-1 XGE1", "link/core-1 XGE1"):
        (part,) = of_subject(explanation, wanted).parts
        assert part.verdict.subject.name == "core-1 XGE1"
    with pytest.raises(NotExplainedError, match="has no subject core-2; it has 1, such as link/"):
        of_subject(explanation, "core-2")


async def test_the_history_is_what_the_store_holds_and_reading_it_makes_no_store(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/campus.db"
    verdict = next(v for v in judged(GJ, all_ill()) if v.clause.id == "GJ010101.4")
    none = await history_of(url, GJ, verdict.clause, "campus")
    assert "no store yet" in none.problem
    assert not (tmp_path / "campus.db").exists()
    store = await open_store(url)
    try:
        change = Transition(verdict, None, None, 1, AT)
        await store.record([change], [], lambda _: False, lambda _change, _identity: b"")
    finally:
        await store.close()
    history = await history_of(url, GJ, verdict.clause, "campus")
    (past,) = history.past
    assert (past.at, past.previous, past.outcome, past.value) == (AT, None, "fail", 0.0)
    assert (await history_of(url, GJ, verdict.clause, "building/B")).past == ()


async def test_a_store_that_cannot_be_read_is_a_sentence_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "campus.db").write_text("no database at all, but long enough to look like one")
    standard, clause = find_clause(STANDARDS, "GJ010101.4")
    history = await history_of(f"sqlite:///{tmp_path}/campus.db", standard, clause, "campus")
    assert history.past == ()
    assert history.problem.startswith("the store cannot be read: ")


def test_a_user_who_gives_no_source_is_told_which_there_are() -> None:
    refused = CliRunner().invoke(main, ["explain", "GJ010101.4"])
    assert refused.exit_code == 2
    assert "give --config, --url, or both" in refused.output


def test_a_user_who_misspells_a_clause_is_told_what_is_near() -> None:
    url = "http://127.0.0.1:1"
    refused = CliRunner().invoke(main, ["explain", "GJ01010.4", "--url", url])
    assert refused.exit_code == 2
    assert "no standard has a clause GJ01010.4; did you mean GJ010101.4" in refused.output
