"""The scoreboard: every clause of every standard on one page."""

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from checks.attestation import AttestationState
from checks.clause import Standard
from checks.score import GroupScore, Part
from checks.verdict import CauseKind, Outcome, Verdict
from exporters.certificate import certificate_sentence, shipped
from exporters.figures import duration, figure
from exporters.marks import attestation_words, limits, marks, waiver_words
from exporters.scores import score_sentences, shown
from exporters.snapshot import Snapshot

#: How often an open page asks again.
REFRESH_SECONDS = 10

TEMPLATES = Environment(
    loader=PackageLoader("exporters.pages", "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One clause, in the words of the page."""

    id: str
    title_en: str
    title_zh: str
    level: str
    outcome: str
    measured: str
    required: str
    margin: str
    grade: str
    coverage: str
    age: str
    because: str
    arithmetic: str
    marks: tuple[str, ...] = ()
    subjects: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A section or weighted group of the document: its points, part by part, in tenths."""

    name: str
    points: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One standard."""

    standard: Standard
    counts: tuple[tuple[str, int], ...]
    score: tuple[str, ...]
    groups: tuple["Group", ...]
    rows: tuple[Row, ...]


def scoreboard(snapshot: Snapshot) -> str:
    """The whole page as HTML."""
    sections = [_section(snapshot, standard) for standard in snapshot.standards]
    failing = [probe for probe in snapshot.probes if probe.failure]
    template = TEMPLATES.get_template("scoreboard.html")
    return template.render(
        snapshot=snapshot,
        taken_at=snapshot.taken_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        sections=sections,
        failing=failing,
        untold=_untold(snapshot),
        ending=_ending(snapshot),
        totals=_counts(list(snapshot.verdicts)),
        parts=[part.value for part in Part],
        refresh_seconds=REFRESH_SECONDS,
        certificate=certificate_sentence(shipped(), snapshot.version),
    )


def _untold(snapshot: Snapshot) -> list[str]:
    """Receivers that take no notices, and those for which some were given up."""
    return [
        f"{each.name}: {each.waiting} notices wait, {each.dead} given up"
        + (f"; {each.refusing}" if each.refusing else "")
        for each in snapshot.receivers
        if each.refusing or each.dead
    ]


def _ending(snapshot: Snapshot) -> list[str]:
    """Documents that have expired or soon will, and waivers that have: what is to be renewed."""
    today, papers = snapshot.today, snapshot.papers
    documents = [
        f"{each.clause} ({each.subject}): {attestation_words(each, today)}"
        for each in papers.all_attestations
        if each.state(today) is not AttestationState.VALID
    ]
    waivers = [
        f"{each.clause} ({each.subject}): {waiver_words(each, today)}"
        for each in papers.all_waivers
        if each.ends_on < today
    ]
    return documents + waivers


def _section(snapshot: Snapshot, standard: Standard) -> Section:
    verdicts = [v for v in snapshot.verdicts if v.clause.standard == standard.id]
    rows = tuple(row(snapshot, verdict) for verdict in verdicts)
    score = snapshot.score(standard)
    groups = tuple(_group(each) for each in score.groups)
    return Section(standard, _counts(verdicts), score_sentences(score), groups, rows)


def _group(scored: GroupScore) -> Group:
    group, parts = scored.group, shown(scored.tally)
    by = ", by subtraction" if group.by_subtraction else ""
    return Group(f"{group.id} {group.heading}{by}", group.points or 0, tuple(parts.values()))


def _counts(verdicts: list[Verdict]) -> tuple[tuple[str, int], ...]:
    return tuple((each.value, sum(v.outcome is each for v in verdicts)) for each in Outcome)


def row(snapshot: Snapshot, verdict: Verdict) -> Row:
    """One verdict in words and figures, its subjects below it."""
    unit = snapshot.unit(verdict.clause)
    coverage = verdict.coverage
    age_seconds = verdict.oldest_reading_seconds
    return Row(
        id=verdict.subject.name or verdict.clause.id,
        title_en=verdict.clause.title.en,
        title_zh=verdict.clause.title.zh,
        level=verdict.clause.level.value,
        outcome=verdict.outcome.value,
        measured=figure(verdict.value, unit),
        required=limits(verdict, unit),
        margin="" if verdict.margin_ratio is None else f"{verdict.margin_ratio:+.1%}",
        grade=verdict.grade.name.lower() if verdict.grade else "",
        coverage=f"{coverage.measured} of {coverage.in_scope}" if coverage else "",
        age="" if age_seconds is None else duration(age_seconds),
        because=_because(verdict),
        arithmetic=verdict.arithmetic,
        marks=marks(verdict, snapshot.today),
        subjects=tuple(row(snapshot, each) for each in verdict.subjects),
    )


def _because(verdict: Verdict) -> str:
    """The cause; of what is met as far as it is measured, that too: it is no bad news."""
    if verdict.cause is None:
        return ""
    if verdict.cause.kind is CauseKind.PARTLY_PROVEN:
        return f"Met as far as it is measured. {verdict.cause.detail}"
    return verdict.cause.detail
