"""The command `audit`: of now or a moment in the past, by the site's standards or by others."""

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click
from rich.console import Console

from agent.config import Configuration
from agent.editions import EditionError, load_edition
from agent.loading import CONFIG, OUR_ERROR, USAGE, WAIT, loaded, log_to_stderr
from agent.moment_text import MOMENT
from agent.one_shot import audit_exit_code, audit_once
from agent.reaudit import NothingKeptError, audit_at
from agent.store.opening import StoreError
from checks.clause import Standard, load_standards
from checks.indicators import INDICATORS
from exporters.audit_json import audit_document
from exporters.certificate import certificate_sentence, shipped
from exporters.snapshot import Snapshot
from exporters.table import audit_tables


class Asked(TypedDict):
    """What a user may ask of an audit besides its form."""

    at: datetime | None
    editions: tuple[Path, ...]
    wait_seconds: float


def audited_standards(configuration: Configuration) -> list[Standard]:
    known = load_standards()
    return [known[profile] for profile in configuration.site.profiles]


@click.command()
@CONFIG
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@WAIT
@click.option(
    "--at",
    type=MOMENT,
    help="Judge what the daemon had kept by then: 2026-11-27T08:00 (local or with a zone), -2h.",
)
@click.option(
    "--standard",
    "editions",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Judge by the clauses of this file instead; may be repeated.",
)
def audit(path: Path, form: str, **asked: Unpack[Asked]) -> None:
    """Poll once, judge, print; with --at, judge again what was known then.

    Exit 0: every required clause passes, 3: one fails, 4: none fails but some are unknown;
    1: the auditor failed, 2: wrong usage or configuration.
    """
    log_to_stderr(logging.ERROR)
    configuration = loaded(path)
    try:
        snapshot = asyncio.run(_snapshot(configuration, asked))
    except (EditionError, NothingKeptError) as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)
    except StoreError as error:
        click.echo(str(error), err=True)
        sys.exit(OUR_ERROR)
    if form == "json":
        click.echo(json.dumps(audit_document(snapshot), ensure_ascii=False, allow_nan=False))
    else:
        console = Console()
        for table in audit_tables(snapshot):
            console.print(table)
        console.print(certificate_sentence(shipped(), snapshot.version))
    sys.exit(audit_exit_code(snapshot))


async def _snapshot(configuration: Configuration, asked: Asked) -> Snapshot:
    editions: Sequence[Standard] = [load_edition(path) for path in asked["editions"]]
    if asked["at"] is not None:
        url = configuration.store.url.reveal()
        return (await audit_at(url, asked["at"], INDICATORS, load_standards(), editions)).snapshot
    standards = editions or audited_standards(configuration)
    return await audit_once(configuration, standards, INDICATORS, asked["wait_seconds"])
