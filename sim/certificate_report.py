"""The certificate as a person reads it: in a terminal, and as a page."""

from collections import Counter
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.certificate import Finding
from sim.certificate_document import Document

RIGHT_COLUMNS = ("pass", "fail", "unknown")
CLAUSES_NAMED = 8
SHOWN_AT_MOST = 40  # of what was wrong, in a terminal; JSON and page have all


def page(told: Document) -> str:
    """A page of its own: no script, nothing from elsewhere."""
    environment = Environment(
        loader=PackageLoader("sim"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    template = environment.get_template("certificate.html")
    return template.render(told=told, columns=RIGHT_COLUMNS, findings=list(Finding))


def printed(told: Document, console: Console) -> None:
    console.print(_table(told.confusion))
    for wrong in told.wrong[:SHOWN_AT_MOST]:
        words = f"{wrong.id}: said {wrong.said}, right is {wrong.right}; during: {wrong.during}"
        where = f" [{wrong.scenario}, seed {wrong.seed}]" if len(told.runs) > 1 else ""
        because = f" ({wrong.because})" if wrong.because else ""
        line = Text(f"{wrong.finding}  {words}{because}{where}", style="red")
        console.print(line, soft_wrap=True)
    if len(told.wrong) > SHOWN_AT_MOST:
        console.print(f"and {len(told.wrong) - SHOWN_AT_MOST} more, in the document")
    for run in told.failed:
        line = Text(f"no certificate  {run.scenario}, seed {run.seed}: {run.failed}", style="red")
        console.print(line, soft_wrap=True)
    counts = ", ".join(f"{told.count(finding)} {finding}" for finding in Finding)
    console.print(f"wrong: {counts}")
    broken = len(told.clauses) - len(told.never_broken)
    console.print(
        f"{broken} of {told.live} live clauses were broken and mended; {told.judgements} judgements"
        f" in {_runs(told)}"
    )
    if told.repeated:
        console.print(
            f"played again: {told.repeated} steps in which the machine was too busy, so that "
            "devices which were well did not answer in time"
        )
    _print_keys(console, "no change breaks", told.never_broken)
    _print_keys(console, "the simulator knows no truth of", told.without_truth)


def _runs(told: Document) -> str:
    if len(told.runs) == 1:
        return f"one run, seed {told.runs[0].seed}"
    return f"{len(told.runs)} runs"


def _print_keys(console: Console, words: str, keys: Sequence[str]) -> None:
    if keys:
        more = f" and {len(keys) - CLAUSES_NAMED} more" if len(keys) > CLAUSES_NAMED else ""
        first = ", ".join(keys[:CLAUSES_NAMED])
        console.print(f"{words} {len(keys)}: {first}{more}", soft_wrap=True)


def _table(total: Counter[tuple[str, str]]) -> Table:
    table = Table(title="what was right, and what the auditor said", title_justify="left")
    table.add_column("right")
    said = list(dict.fromkeys([*RIGHT_COLUMNS, *(said for _, said in sorted(total))]))
    for column in said:
        table.add_column(f"said {column}", justify="right")
    for right in RIGHT_COLUMNS:
        cells = [
            Text(f"{total[right, each]}", style="green" if right == each else "bold red")
            if total[right, each]
            else Text("0", style="dim")
            for each in said
        ]
        table.add_row(right, *cells)
    return table
