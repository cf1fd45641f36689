"""The audit as a table for a terminal, with rich."""

from rich.table import Table
from rich.text import Text

from checks.clause import Standard
from checks.verdict import Outcome, Verdict
from exporters.figures import figure
from exporters.marks import limits, marks
from exporters.scores import score_sentences
from exporters.snapshot import Snapshot

STYLES = {
    Outcome.PASS: "green",
    Outcome.FAIL: "bold red",
    Outcome.UNKNOWN: "yellow",
    Outcome.NOT_APPLICABLE: "dim",
    Outcome.NOT_CHECKED: "dim",
}


def audit_tables(snapshot: Snapshot) -> list[Table]:
    """One table per standard, in its clauses' printed order."""
    return [_table(snapshot, standard) for standard in snapshot.standards]


def _table(snapshot: Snapshot, standard: Standard) -> Table:
    verdicts = [v for v in snapshot.verdicts if v.clause.standard == standard.id]
    counts = [(each, sum(v.outcome is each for v in verdicts)) for each in Outcome]
    caption = ", ".join(f"{n} {each.replace('_', ' ')}" for each, n in counts if n)
    said = (caption, *score_sentences(snapshot.score(standard)))
    edition = f"edition: {standard.edition.en}"
    table = Table(
        title=f"{standard.title.en} · {standard.title.zh}\n{edition}", caption="\n".join(said)
    )
    for column in ("clause", "outcome", "measured", "required", "margin", "grade", "because"):
        table.add_column(column, overflow="fold")
    for verdict in verdicts:
        table.add_row(*_cells(snapshot, verdict))
    return table


def _cells(snapshot: Snapshot, verdict: Verdict) -> list[Text]:
    unit = snapshot.unit(verdict.clause)
    because = verdict.cause.detail if verdict.cause else verdict.arithmetic
    outcome = verdict.outcome
    # text of devices and inventory is shown, never read as markup
    return [
        Text(verdict.clause.id),
        Text(outcome.value.replace("_", " "), style=STYLES[outcome]),
        Text(figure(verdict.value, unit)),
        Text(limits(verdict, unit)),
        Text("" if verdict.margin_ratio is None else f"{verdict.margin_ratio:+.1%}"),
        Text(verdict.grade.name.lower() if verdict.grade else ""),
        Text("\n".join(line for line in (because, *marks(verdict, snapshot.today)) if line)),
    ]
