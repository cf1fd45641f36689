"""The command `diff`: which verdicts differ between two audits, and why."""

import asyncio
import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
from pydantic import ValidationError
from rich.console import Console

from agent.audit_reading import verdict_of
from agent.auditing import audited_standards
from agent.config import Configuration
from agent.loading import OUR_ERROR, USAGE, loaded, log_to_stderr
from agent.moment_text import MOMENT
from agent.one_shot import audit_once
from agent.reaudit import NothingKeptError, audit_at
from agent.store.opening import StoreError
from checks.clause import Clause, Standard, Text, load_standards
from checks.difference import differences
from checks.indicators import INDICATORS
from checks.verdict import Verdict
from exporters.difference import difference_document, difference_table

#: Exit code where the audits differ.
THEY_DIFFER: Final = 3
NOW: Final = "now"
#: A file larger than this is no audit of a campus.
FILE_AT_MOST_BYTES: Final = 256 * 1024 * 1024


class NoAuditError(Exception):
    """Says for the user why there is no audit where one was named."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two audits; `facts` of the campus where they are known."""

    name: str
    verdicts: list[Verdict]
    facts: Mapping[str, Any] | None = None


@click.command()
@click.argument("before")
@click.argument("after")
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="The configuration: where the store is, and what `now` polls.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def diff(before: str, after: str, path: Path | None, form: str) -> None:
    """Say for every verdict that differs from BEFORE to AFTER what made it another one.

    Each is a file of `audit --format json`, a TIME (2026-11-27T08:00, -2h) of which the store
    knows, or `now`, which polls once. Put `--` before a TIME that begins with a minus.

    Exit 0: no verdict differs, 3: some do; 1: the auditor failed, 2: wrong usage.
    """
    log_to_stderr(logging.ERROR)
    configuration = loaded(path) if path is not None else None
    try:
        files = {name: Side(name, _of_file(Path(name))) for name in (before, after) if _saved(name)}
        one, other = asyncio.run(_sides((before, after), files, configuration))
    except (NoAuditError, NothingKeptError) as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)
    except StoreError as error:
        click.echo(str(error), err=True)
        sys.exit(OUR_ERROR)
    facts = None if one.facts is None or other.facts is None else (one.facts, other.facts)
    found = differences(one.verdicts, other.verdicts, facts)
    if form == "json":
        document = difference_document(one.name, other.name, found)
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        Console().print(difference_table(one.name, other.name, found, INDICATORS))
    sys.exit(THEY_DIFFER if found else 0)


def _saved(name: str) -> bool:
    return name != NOW and Path(name).is_file()


async def _sides(
    names: tuple[str, str], files: Mapping[str, Side], configuration: Configuration | None
) -> list[Side]:
    return [files.get(name) or await _side(name, configuration) for name in names]


async def _side(wanted: str, configuration: Configuration | None) -> Side:
    if configuration is None:
        raise NoAuditError(f"{wanted} is no file; for a TIME and for `now` give --config")
    if wanted == NOW:
        standards = audited_standards(configuration)
        snapshot = await audit_once(configuration, standards, INDICATORS)
        facts = configuration.campus.model_dump(mode="json", exclude_defaults=True)
        return Side(NOW, list(snapshot.verdicts), facts)
    at = MOMENT.convert(wanted, None, None)
    past = await audit_at(configuration.store.url.reveal(), at, INDICATORS, load_standards())
    return Side(at.isoformat(timespec="seconds"), list(past.snapshot.verdicts), past.campus)


def _of_file(path: Path) -> list[Verdict]:
    """The verdicts of an audit that was saved. Raises NoAuditError."""
    try:
        if path.stat().st_size > FILE_AT_MOST_BYTES:
            raise NoAuditError(f"{path} is larger than {FILE_AT_MOST_BYTES} bytes")
        document = json.loads(path.read_bytes())
        known = load_standards()
        return [_of_clause(judged, known) for judged in document["clauses"]]
    except OSError as error:
        raise NoAuditError(f"{path} cannot be read: {error.strerror}") from None
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise NoAuditError(
            f"{path} is no audit as `audit --format json` prints: {error!r}"
        ) from None


def _of_clause(judged: Mapping[str, Any], known: Mapping[str, Standard]) -> Verdict:
    """Under the clause of this program; one that it does not have is known by name only."""
    standard = known.get(judged["standard"])
    for clause in standard.clauses if standard is not None else ():
        if clause.id == judged["id"]:
            return verdict_of(clause, judged)
    unknown = Clause.model_construct(
        standard=str(judged["standard"]),
        id=str(judged["id"]),
        title=Text.model_validate(judged["title"]),
        indicator=judged["indicator"],
    )
    return verdict_of(unknown, judged)
