"""The commands by which the auditor documents itself; they read nothing but the program."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from checks.clause import Standard, load_standards
from checks.indicators import INDICATORS
from checks.interpretation import load_interpretations
from collectors.catalogue import COLLECTORS
from collectors.quantities import QUANTITIES
from exporters.catalogue import (
    clauses_document,
    indicators_document,
    quantities_document,
    standards_document,
)
from exporters.catalogue_tables import (
    clauses_table,
    indicators_table,
    quantities_table,
    standards_table,
)
from exporters.manual import clauses_page, indicators_page, quantities_page

OUT_OF_DATE: Final = 1
PIPE_COLUMNS: Final = 180

FORMAT = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)


def _print(form: str, document: dict[str, Any], table: Table) -> None:
    if form == "json":
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        # a file or a pipe has no width of its own
        Console(width=None if sys.stdout.isatty() else PIPE_COLUMNS).print(table)


@click.command()
@FORMAT
def standards(form: str) -> None:
    """List the standards: how many clauses, by level and method, and how many are live."""
    document = standards_document(load_standards().values())
    _print(form, document, standards_table(document))


@click.command()
@click.argument("standard")
@FORMAT
def clauses(standard: str, form: str) -> None:
    """List every clause of STANDARD: what it asks and what decides it."""
    known = load_standards()
    if standard not in known:
        raise click.UsageError(f"no standard {standard}; there are {', '.join(known)}")
    document = clauses_document(known[standard], INDICATORS)
    _print(form, document, clauses_table(document))


@click.command()
@FORMAT
def quantities(form: str) -> None:
    """List what can be read from devices, who reads it and what it is used for."""
    document = _quantities()
    _print(form, document, quantities_table(document))


@click.command()
@FORMAT
def indicators(form: str) -> None:
    """List the numbers that decide clauses: formula, inputs, and the clauses of each."""
    document = _indicators(load_standards())
    _print(form, document, indicators_table(document))


def _quantities() -> dict[str, Any]:
    return quantities_document(QUANTITIES.values(), COLLECTORS.values(), INDICATORS.values())


def _indicators(known: Mapping[str, Standard]) -> dict[str, Any]:
    return indicators_document(INDICATORS.values(), known.values(), load_interpretations())


def pages() -> dict[str, str]:
    """The generated pages of the manual, by file name."""
    known = load_standards()
    of_standards = {
        f"clauses-{standard.id}.md": clauses_page(clauses_document(standard, INDICATORS))
        for standard in known.values()
    }
    return {
        **of_standards,
        "indicators.md": indicators_page(_indicators(known)),
        "quantities.md": quantities_page(_quantities()),
    }


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a page is out of date.")
def docs(directory: Path, check: bool) -> None:
    """Write the pages on standards, indicators and quantities into DIRECTORY."""
    written = pages()
    if check:
        old = [name for name, text in written.items() if not _is(directory / name, text)]
        for name in old:
            click.echo(f"{directory / name}: out of date; write it anew with `make docs`", err=True)
        sys.exit(OUT_OF_DATE if old else 0)
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        (directory / name).write_text(text, encoding="utf-8")


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


COMMANDS: Final = (standards, clauses, quantities, indicators, docs)
