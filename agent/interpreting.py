"""The interpretations that a site chooses: held to the catalogue, and listed by a command."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.config_error import Faults, shown
from agent.yaml_node import Node
from checks.interpretation import Interpretation, load_interpretations

PIPE_COLUMNS: Final = 180


def check_interpretations(root: Node, faults: Faults) -> None:
    """Notes each unknown id and each choice that its interpretation does not have."""
    catalogue = load_interpretations()
    audit = root.keys.get("audit")
    chosen = audit.keys.get("interpretations") if audit is not None else None
    for name, node in (chosen.keys if chosen is not None else {}).items():
        path = f"audit.interpretations.{name}"
        one = catalogue.get(name)
        if one is None:
            hint = faults.suggestion(name, catalogue)
            known = f"they are {next(iter(catalogue))} to {list(catalogue)[-1]}"
            faults.add(node.place, path, f"no interpretation is named {shown(name)}; {known}{hint}")
        elif isinstance(node.value, str) and node.value not in one.choices:
            faults.add(node.place, path, _no_choice(one, node.value, faults))


def _no_choice(one: Interpretation, choice: str, faults: Faults) -> str:
    if len(one.choices) == 1:
        return f"{one.id} has one reading, {one.default}; leave it out"
    allowed = ", ".join(one.choices)
    hint = faults.suggestion(choice, one.choices)
    nearest = hint if "did you mean" in hint else ""
    return f"{one.id} cannot be read as {shown(choice)}; expected one of {allowed}{nearest}"


def interpretations_document(catalogue: Mapping[str, Interpretation]) -> dict[str, Any]:
    """Every interpretation as plain JSON values."""
    return {"interpretations": [_one(each) for each in catalogue.values()]}


def _one(one: Interpretation) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title.model_dump(),
        "default": one.default,
        "choices": {name: meaning.model_dump() for name, meaning in one.choices.items()},
        "effective": one.effective,
        "indicators": list(one.indicators),
        "clauses": sorted(one.clauses),
    }


def interpretations_table(catalogue: Iterable[Interpretation]) -> Table:
    """One line per choice; the recommended one is marked."""
    table = Table(title="Interpretations: set under audit.interpretations", show_lines=True)
    for column in ("id", "question", "choices (* recommended)", "takes effect in"):
        table.add_column(column, overflow="fold")
    for one in catalogue:
        choices = "\n".join(
            f"{'*' if name == one.default else ' '} {name}: {meaning.en}"
            for name, meaning in one.choices.items()
        )
        question = f"{one.title.en}\n{one.title.zh}"
        table.add_row(*(Text(cell) for cell in (one.id, question, choices, _effect(one))))
    return table


def _effect(one: Interpretation) -> str:
    if len(one.choices) == 1:
        return "one reading: nothing to switch"
    if one.result:
        return "the result of the whole audit"
    where = [*one.indicators, *sorted(one.clauses)]
    return ", ".join(where) or "nothing yet: nothing measures what it concerns"


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
def interpretations(form: str) -> None:
    """List how the documents can be read where they leave a choice, and how we recommend to."""
    catalogue = load_interpretations()
    if form == "json":
        document = interpretations_document(catalogue)
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        # a file or a pipe has no width of its own
        width = None if sys.stdout.isatty() else PIPE_COLUMNS
        Console(width=width).print(interpretations_table(catalogue.values()))
