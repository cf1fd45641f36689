"""The commands of `campus-auditor`."""

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any, Unpack

import click

from agent.auditing import audit, audited_standards
from agent.comparing import diff
from agent.daemon import run_daemon
from agent.discovering import discover
from agent.documenting import COMMANDS as DOCUMENTING
from agent.explaining import Asked, NotExplainedError, explanation_of
from agent.interpreting import interpretations
from agent.loading import CONFIG, OUR_ERROR, USAGE, WAIT, loaded, log_to_stderr
from agent.moment_text import MOMENT
from agent.portal_audit import ipv6
from agent.probing import parse_options, probe_document
from agent.signing import COMMANDS as SIGNING
from agent.store.opening import StoreError
from checks.indicators import INDICATORS
from collectors.catalogue import COLLECTORS
from exporters.explanation import explanation_document, explanation_text


@click.group()
@click.version_option(package_name="campus-auditor")
def main() -> None:
    """Measures a campus and says, clause by clause, whether it meets the standards."""


@main.command()
@CONFIG
def run(path: Path) -> None:
    """Run the daemon until it is told to stop."""
    log_to_stderr(logging.INFO)
    configuration = loaded(path)
    try:
        asyncio.run(run_daemon(configuration, audited_standards(configuration), INDICATORS))
    except StoreError as error:
        click.echo(str(error), err=True)
        sys.exit(OUR_ERROR)
    except OSError as error:
        click.echo(f"cannot listen on {configuration.http.listen}: {error}", err=True)
        sys.exit(OUR_ERROR)


@main.command()
@click.argument("clause")
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="The configuration: what to poll, and where the history is kept.",
)
@click.option("--url", help="Ask the daemon that runs there (http://…) instead of the devices.")
@click.option("--subject", help="Only this building, room, circuit …, by its name.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@WAIT
@click.option("--at", type=MOMENT, help="As the daemon had kept it by then: a time, or -2h.")
def explain(clause: str, path: Path | None, form: str, **asked: Unpack[Asked]) -> None:
    """Say why CLAUSE is judged so: inputs, arithmetic, and what must change to pass."""
    log_to_stderr(logging.ERROR)
    if path is None and asked["url"] is None:
        raise click.UsageError("give --config, --url, or both")
    configuration = loaded(path) if path is not None else None
    try:
        explanation, history = asyncio.run(explanation_of(clause, configuration, **asked))
    except NotExplainedError as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)
    except StoreError as error:
        click.echo(str(error), err=True)
        sys.exit(OUR_ERROR)
    if form == "json":
        document = explanation_document(explanation, history)
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(explanation_text(explanation, history))


@main.command()
@CONFIG
def check_config(path: Path) -> None:
    """Read the configuration and say everything that is wrong with it."""
    configuration = loaded(path)
    probes, targets = len(configuration.probes), len(configuration.targets)
    counted = f"{_number(targets, 'target')}, {_number(probes, 'probe')}"
    click.echo(f"{path}: good, {counted}")


def _number(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@main.command()
@click.argument("address")
@click.option("--collector", required=True, type=click.Choice(sorted(COLLECTORS)))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--port", type=click.IntRange(1, 65535))
@click.option("--community", help="SNMP v2c community, as such or by reference (env:NAME).")
@click.option("--user", help="SNMP v3, SSH, NUT or MQTT user.")
@click.option("--read", multiple=True, help="What to read; may be repeated. All where left out.")
@click.option(
    "--option",
    "-o",
    "pairs",
    multiple=True,
    metavar="KEY=VALUE",
    help="Any other option of the collector, as the inventory spells it.",
)
@click.option("--timeout", "timeout_seconds", type=click.FloatRange(min=0.1), default=60.0)
def probe(
    address: str,
    collector: str,
    form: str,
    timeout_seconds: float,
    pairs: tuple[str, ...],
    **flags: object,
) -> None:
    """Ask one device once and show what it says; nothing is stored or judged."""
    log_to_stderr(logging.ERROR)
    asked = COLLECTORS[collector]
    try:
        options = parse_options(asked, pairs, flags)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    document = asyncio.run(probe_document(asked, address, options, timeout_seconds))
    if form == "json":
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        _print_probe(document)
    sys.exit(OUR_ERROR if document["failure"] else 0)


def _print_probe(document: dict[str, Any]) -> None:
    for reading in document["readings"]:
        rejected = reading["rejected"]
        value = f"rejected: {rejected}" if rejected else reading["value"]
        click.echo(f"{reading['quantity']:45} {reading['instance']:28} {value}")
    if document["failure"]:
        click.echo(f"{document['failure']['kind']}: {document['failure']['detail']}", err=True)


for command in (audit, diff, discover, ipv6, *DOCUMENTING, *SIGNING, interpretations):
    main.add_command(command)

if __name__ == "__main__":
    main()
