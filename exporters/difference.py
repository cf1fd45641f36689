"""What differs between two audits, as JSON and as a table for a terminal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from checks.difference import Change, Difference
from checks.indicator import Indicator
from checks.verdict import Verdict
from exporters.figures import figure
from exporters.table import STYLES


def difference_document(before: str, after: str, found: Sequence[Difference]) -> dict[str, Any]:
    """As plain JSON values; `causes` counts the main ones."""
    causes = Counter(each.cause for each in found)
    return {
        "before": before,
        "after": after,
        "causes": {change.value: causes[change] for change in Change},
        "differences": [
            {
                "standard": each.key[0],
                "clause": each.key[1],
                "subject": each.key[2],
                "title": each.clause.title.model_dump(),
                "before": _side(each.before),
                "after": _side(each.after),
                "cause": each.cause.value,
                "beside": [change.value for change in each.beside],
                "words": list(each.words),
            }
            for each in found
        ],
    }


def _side(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {"outcome": verdict.outcome.value, "value": verdict.value}


def difference_table(
    before: str,
    after: str,
    found: Sequence[Difference],
    indicators: Mapping[str, Indicator],
) -> Table:
    """A row per verdict that differs; subjects below their clause."""
    counted = Counter(each.cause for each in found)
    causes = ", ".join(
        f"{number} by {change.value.replace('_', ' ')}" for change, number in counted.most_common()
    )
    table = Table(title=f"{before} → {after}", caption=causes or "no verdict differs")
    for column in ("clause", "subject", "before", "after", "cause", "what changed"):
        table.add_column(column, overflow="fold")
    for each in found:
        indicator = indicators.get(each.clause.indicator or "")
        unit = indicator.unit if indicator else each.clause.unit or ""
        also = [change.value.replace("_", " ") for change in each.beside]
        cause = each.cause.value.replace("_", " ")
        table.add_row(
            Text(each.key[1]),
            Text("" if each.key[2] == "campus" else each.key[2]),
            _shown(each.before, unit),
            _shown(each.after, unit),
            Text(f"{cause} (also {', '.join(also)})" if also else cause),
            Text("; ".join(each.words)),
        )
    return table


def _shown(verdict: Verdict | None, unit: str) -> Text:
    if verdict is None:
        return Text("–", style="dim")
    value = figure(verdict.value, unit)
    outcome = verdict.outcome.value.replace("_", " ")
    return Text(f"{outcome} {value}".strip(), style=STYLES[verdict.outcome])
