"""The audit as a person reads it: one table per standard, with units made human."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Literal

from pydantic import BaseModel, ConfigDict
from rich.table import Table
from rich.text import Text

Outcome = Literal["pass", "fail", "unknown", "not_applicable", "not_checked"]

COLOURS: dict[Outcome, str] = {
    "pass": "green",
    "fail": "bold red",
    "unknown": "yellow",
    "not_applicable": "dim",
    "not_checked": "dim",
}
#: Outcomes that a judgement led to; the others say that there was nothing to judge.
JUDGED = ("pass", "fail", "unknown")

#: Cause of a verdict whose clause asks for more than can be measured.
PARTLY_PROVEN = "partly_proven"

KILO = 1000
PREFIXES = ("", "k", "M", "G", "T")
TIMES = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
PERCENT = 100


class Answer(BaseModel):
    """Part of the auditor's JSON that is shown; what else stands there is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Title(Answer):
    en: str
    zh: str


class Cause(Answer):
    kind: str
    detail: str
    target: str = ""


class Coverage(Answer):
    measured: int
    in_scope: int


class Clause(Answer):
    standard: str
    id: str
    title: Title
    outcome: Outcome
    cause: Cause | None = None
    indicator: str | None = None
    value: float | None = None
    unit: str = ""
    required: str = ""  # in words, "at least 1 Mbit/s"
    own_limit: str = ""  # of the site
    margin_ratio: float | None = None
    grade: str | None = None
    coverage: Coverage | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.standard, self.id

    @property
    def judged(self) -> bool:
        return self.outcome in JUDGED


class Standard(Answer):
    id: str
    title: Title


class Failure(Answer):
    kind: str


class Probe(Answer):
    name: str
    rounds: int
    target: str = ""
    failure: Failure | None = None


class Audit(Answer):
    version: str = ""  # of the auditor
    standards: list[Standard] = []
    clauses: list[Clause]
    probes: list[Probe] = []


def scoreboard(audit: Audit) -> Iterable[Table]:
    """One table per standard: what was judged; its caption counts all the clauses."""
    titles = {standard.id: standard.title.en for standard in audit.standards}
    for standard, group in groupby(audit.clauses, key=lambda clause: clause.standard):
        clauses = list(group)
        title = Text(f"{standard}  {titles.get(standard, '')}".rstrip(), style="bold")
        table = Table(title=title, title_justify="left")
        table.caption, table.caption_justify = counts(clauses), "left"
        for heading in ("clause", "asks for", "outcome", "measured", "required", "margin"):
            table.add_column(heading, justify="right" if heading == "margin" else "left")
        table.add_column("evidence")
        for clause in clauses:
            if clause.judged:
                table.add_row(*row(clause))
        yield table


def row(clause: Clause) -> tuple[Text, ...]:
    return (
        Text(clause.id),  # Text: what the auditor says is no markup of ours
        Text(clause.title.en),
        outcome(clause.outcome),
        Text(quantity(clause.value, clause.unit, clause.indicator or "")),
        Text(limit(clause.required)),
        Text("" if clause.margin_ratio is None else f"{clause.margin_ratio * PERCENT:+.0f} %"),
        Text(evidence(clause)),
    )


def outcome(word: Outcome) -> Text:
    return Text(word.replace("_", " "), style=COLOURS[word])


def counts(clauses: Iterable[Clause]) -> str:
    found = Counter(clause.outcome for clause in clauses)
    return ", ".join(f"{found[word]} {word.replace('_', ' ')}" for word in COLOURS if found[word])


def evidence(clause: Clause) -> str:
    """The grade, and how much was measured; for an unknown verdict its cause."""
    if clause.outcome == "unknown" and clause.cause is not None:
        partly = clause.cause.kind == PARTLY_PROVEN
        return (
            f"met as far as measured, but: {clause.cause.detail}" if partly else clause.cause.detail
        )
    parts = [clause.grade or ""]
    if clause.coverage is not None:
        parts.append(f"{clause.coverage.measured}/{clause.coverage.in_scope}")
    return " ".join(part for part in parts if part)


def limit(required: str) -> str:
    """Signs instead of words: a table is narrow."""
    return required.replace("at least ", "≥ ").replace("at most ", "≤ ")


def quantity(value: float | None, unit: str, indicator: str) -> str:
    """750000 bit/s is 750 kbit/s, 5400 s is 1 h 30 min, a ratio is in percent."""
    if value is None:
        return ""
    if unit == "bit/s":
        return bits_per_second(value)
    if unit == "s":
        return duration(value)
    if unit == "1" and indicator.endswith("_ratio"):
        return f"{value * PERCENT:.4g} %"
    return f"{value:.6g}" if unit == "1" else f"{value:.6g} {unit}".rstrip()


def bits_per_second(value: float) -> str:
    step = 0
    while abs(value) >= KILO and step < len(PREFIXES) - 1:
        value, step = value / KILO, step + 1
    return f"{value:.4g} {PREFIXES[step]}bit/s"


def duration(seconds: float) -> str:
    """Its two largest units."""
    left, parts = abs(round(seconds)), []
    for size, name in TIMES:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {name}")
    return ("-" if seconds < 0 else "") + (" ".join(parts[:2]) or "0 s")


def change_line(before: Clause | None, after: Clause) -> Text:
    """`bjhei-net-05-note  pass -> unknown  core-1: no answer within 4 s`."""
    was = outcome(before.outcome) if before else Text("new", style="dim")
    line = Text.assemble(
        f"{after.standard} {after.id}  ", was, " → ", outcome(after.outcome), f"  {after.title.en}"
    )
    if after.cause is not None:
        line.append(f"  ({after.cause.detail})", style="dim")
    elif after.value is not None:
        shown = quantity(after.value, after.unit, after.indicator or "")
        line.append(f"  ({shown}, required {limit(after.required)})", style="dim")
    return line


def changes(before: Audit, after: Audit) -> list[Text]:
    """A line for each clause whose outcome is another now."""
    known = {clause.key: clause for clause in before.clauses}
    return [
        change_line(known.get(clause.key), clause)
        for clause in after.clauses
        if clause.key not in known or known[clause.key].outcome != clause.outcome
    ]
