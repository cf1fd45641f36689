"""The commands by which people sign: `attest`, `attestations`, `waive`, `waivers`."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypedDict, TypeVar, Unpack

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from agent import clock
from agent.attesting import (
    RefusedError,
    attestation,
    clause_named,
    read_paper,
    subject_named,
    waiver,
)
from agent.config import Configuration
from agent.loading import CONFIG, OUR_ERROR, USAGE, loaded
from agent.store.opening import StoreError, open_store, read_papers
from agent.store.papers import PaperStore
from checks.clause import load_standards
from checks.indicators import INDICATORS
from checks.verdict import CAMPUS
from exporters.papers import (
    attestation_document,
    attestations_table,
    waiver_document,
    waivers_table,
)

Result = TypeVar("Result")

PIPE_COLUMNS: Final = 180
DAY = click.DateTime(formats=["%Y-%m-%d"])
SUBJECT = click.option("--subject", help="Only this building, room, circuit …, by its name.")
FORMAT = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)


class Signature(TypedDict):
    """The options of `attest` besides the clause and the configuration."""

    document: Path | None
    signed_by: str | None
    expires: datetime | None
    subject: str | None
    note: str
    revoke: bool


class Exemption(TypedDict):
    """The options of `waive` besides the clause and the configuration."""

    owner: str | None
    reason: str | None
    ends: datetime | None
    subject: str | None
    revoke: bool


@click.command()
@click.argument("clause")
@CONFIG
@click.option("--document", type=click.Path(path_type=Path), help="Its hash is kept, not itself.")
@click.option("--signed-by", help="Who vouches for it.")
@click.option("--expires", type=DAY, help="The last day on which it is to be believed.")
@SUBJECT
@click.option("--note", default="", help="Whatever a later reader should know.")
@click.option("--revoke", is_flag=True, help="Take back what was attested; give no document.")
def attest(clause: str, path: Path, **given: Unpack[Signature]) -> None:
    """Vouch for CLAUSE with a document that somebody signed, until a day."""
    configuration = loaded(path)
    click.echo(_done(_attest(configuration, clause, given)))


async def _attest(configuration: Configuration, wanted: str, given: Signature) -> str:
    document, signed_by, expires = given["document"], given["signed_by"], given["expires"]
    if given["revoke"]:
        return await _revoke_attestation(configuration, wanted, given["subject"])
    if document is None or signed_by is None or expires is None:
        raise RefusedError("give --document, --signed-by and --expires, or --revoke")
    at = clock.now_utc()
    clause = clause_named(wanted, load_standards(), configuration)
    made = attestation(clause, read_paper(document), signed_by, expires.date(), at.date())
    subject = subject_named(given["subject"], clause, configuration, INDICATORS, at)
    made = replace(made, subject=subject, note=given["note"])
    async with _papers(configuration) as papers:
        await papers.add_attestation(made)
    return (
        f"{made.clause} ({made.subject}): {made.document} of {made.size_bytes} bytes, SHA-256"
        f" {made.sha256}, signed by {made.signed_by}, believed until {made.expires_on}"
    )


async def _revoke_attestation(
    configuration: Configuration, wanted: str, subject: str | None
) -> str:
    async with _papers(configuration) as papers:
        for each in await papers.attestations():
            if each.clause == wanted and _is(each.subject, subject):
                await papers.revoke_attestation(each.key, clock.now_utc())
                return f"{wanted} ({each.subject}): {each.document} is revoked"
    raise RefusedError(f"nothing is attested for {wanted} ({subject or CAMPUS.key})")


@click.command()
@CONFIG
@FORMAT
def attestations(path: Path, form: str) -> None:
    """List what was attested, and whether it still holds."""
    configuration = loaded(path)
    made, _ = _done(read_papers(configuration.store.url.reveal()))
    made = sorted(made, key=lambda each: (each.expires_on, each.key))
    today = clock.now_utc().date()
    documents = {"attestations": [attestation_document(each, today) for each in made]}
    _print(form, documents, attestations_table(made, today))


@click.command()
@click.argument("clause")
@CONFIG
@click.option("--owner", help="Who answers for it.")
@click.option("--reason", help="Why the clause is not met for now.")
@click.option("--ends", type=DAY, help="The last day of the waiver.")
@SUBJECT
@click.option("--revoke", is_flag=True, help="End it now; give nothing else.")
def waive(clause: str, path: Path, **given: Unpack[Exemption]) -> None:
    """Mark CLAUSE as a known exception until a day. It is judged all the same."""
    configuration = loaded(path)
    click.echo(_done(_waive(configuration, clause, given)))


async def _waive(configuration: Configuration, wanted: str, given: Exemption) -> str:
    owner, reason, ends = given["owner"], given["reason"], given["ends"]
    if given["revoke"]:
        return await _revoke_waiver(configuration, wanted, given["subject"])
    if owner is None or reason is None or ends is None:
        raise RefusedError("give --owner, --reason and --ends, or --revoke")
    at = clock.now_utc()
    clause = clause_named(wanted, load_standards(), configuration)
    made = waiver(clause, owner, reason, ends.date(), at.date())
    subject = subject_named(given["subject"], clause, configuration, INDICATORS, at)
    made = replace(made, subject=subject)
    async with _papers(configuration) as papers:
        await papers.add_waiver(made)
    return f"{made.clause} ({made.subject}): waived until {made.ends_on} by {made.owner}"


async def _revoke_waiver(configuration: Configuration, wanted: str, subject: str | None) -> str:
    async with _papers(configuration) as papers:
        for each in await papers.waivers():
            if each.clause == wanted and _is(each.subject, subject):
                await papers.revoke_waiver(each.key, clock.now_utc())
                return f"{wanted} ({each.subject}): the waiver of {each.owner} is revoked"
    if any(
        w.clause == wanted and _is(w.subject, subject) for w in configuration.clause_rules.waivers
    ):
        raise RefusedError(f"the waiver of {wanted} stands in the configuration; remove it there")
    raise RefusedError(f"{wanted} ({subject or CAMPUS.key}) is not waived")


@click.command()
@CONFIG
@FORMAT
def waivers(path: Path, form: str) -> None:
    """List the waivers of the configuration and of the store, and whether they have ended."""
    configuration = loaded(path)
    _, stored = _done(read_papers(configuration.store.url.reveal()))
    made = [*configuration.clause_rules.waivers, *stored]
    made.sort(key=lambda each: (each.ends_on, each.key))
    today = clock.now_utc().date()
    documents = {"waivers": [waiver_document(each, today) for each in made]}
    _print(form, documents, waivers_table(made, today))


def _is(key: str, wanted: str | None) -> bool:
    """Whether the option --subject means this key."""
    return (wanted or CAMPUS.key) in (key, key.partition("/")[2])


def _done(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What it comes to; a refusal on standard error and exit 2, a store that fails and exit 1."""
    try:
        return asyncio.run(coroutine)
    except RefusedError as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)
    except StoreError as error:
        click.echo(str(error), err=True)
        sys.exit(OUR_ERROR)


@asynccontextmanager
async def _papers(configuration: Configuration) -> AsyncIterator[PaperStore]:
    """The store's papers while the block runs; the store is made where there is none yet."""
    try:
        store = await open_store(configuration.store.url.reveal())
        try:
            yield store.papers
        finally:
            await store.close()
    except SQLAlchemyError as error:
        raise StoreError.of(error) from None


def _print(form: str, document: dict[str, Any], table: Table) -> None:
    if form == "json":
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        Console(width=None if sys.stdout.isatty() else PIPE_COLUMNS).print(table)


COMMANDS: Final = (attest, attestations, waive, waivers)
