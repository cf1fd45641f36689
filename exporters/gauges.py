"""Gauges with thousands of series as text, in the lines that both of Prometheus' formats share.

prometheus_client makes three objects and a dozen calls of each series, and a big campus has
hundreds of thousands of them: seconds of a daemon that can do nothing else meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from prometheus_client.utils import floatToGoString

from checks.indicator import Indicator
from checks.verdict import Outcome, Verdict
from exporters.snapshot import Snapshot

PREFIX = "campus_"
#: Parts of names that promtool would rather see in its base units, and how many of these they are.
BASE_UNITS = {
    "_bits_per_second": ("_bytes_per_second", 1 / 8),
    "_inches": ("_meters", 0.0254),
    "_30_days": ("_30d", 1.0),  # a window, which promtool takes for a unit
}
_go: Callable[[float], str] = floatToGoString  # has no types
#: Label values that are met again with every scrape: clauses, and subjects of many clauses.
TEXTS_AT_MOST = 65_536

#: A series: its labels as text, in the order of their names, and its value.
Series = tuple[str, float]


def family(name: str, meaning: str, series: Iterable[Series]) -> str:
    """A gauge with all of its series."""
    lines = [f"{name}{{{labels}}} {_go(value)}\n" for labels, value in series]
    return f"# HELP {name} {_help(meaning)}\n# TYPE {name} gauge\n" + "".join(lines)


@lru_cache(TEXTS_AT_MOST)
def escaped(text: str) -> str:
    """A label's value between its quotes."""
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _help(meaning: str) -> str:
    return meaning.replace("\\", r"\\").replace("\n", r"\n")


def verdict_gauges(verdicts: list[Verdict], taken_at_seconds: float) -> Iterator[str]:
    """The state set of outcomes, and for each verdict its margin, coverage and oldest reading."""
    named = [(labels_of(verdict), verdict) for verdict in verdicts]
    yield _outcomes(verdicts)
    yield family(
        PREFIX + "clause_margin_ratio",
        "How far inside the limit the value is, as a share of the limit; negative outside.",
        (
            (labels, margin)
            for labels, verdict in named
            if (margin := verdict.margin_ratio) is not None
        ),
    )
    yield family(
        PREFIX + "clause_coverage_ratio",
        "Measured out of in scope, 0 to 1.",
        (
            (labels, verdict.coverage.ratio)
            for labels, verdict in named
            if verdict.coverage is not None
        ),
    )
    yield family(
        PREFIX + "clause_oldest_reading_timestamp_seconds",
        "When the oldest reading behind the verdict was taken, Unix time.",
        (
            (labels, taken_at_seconds - age)
            for labels, verdict in named
            if (age := verdict.oldest_reading_seconds) is not None
        ),
    )


def labels_of(verdict: Verdict) -> str:
    standard, clause, subject = map(escaped, verdict.key)
    return f'clause="{clause}",standard="{standard}",subject="{subject}"'


def _outcomes(verdicts: list[Verdict]) -> str:
    """A line for each outcome that there is; all but the present one are 0."""
    name = PREFIX + "clause_verdict"
    lines: list[str] = []
    for verdict in verdicts:
        standard, clause, subject = map(escaped, verdict.key)
        level = verdict.clause.level.value
        head = f'{name}{{clause="{clause}",level="{level}",outcome="'
        tail = f'",standard="{standard}",subject="{subject}"}} '
        lines += [
            f"{head}{each}{tail}{'1.0' if each is verdict.outcome else '0.0'}\n" for each in Outcome
        ]
    meaning = "1 for the present outcome of a clause on a subject, 0 for the others."
    return f"# HELP {name} {meaning}\n# TYPE {name} gauge\n" + "".join(lines)


def indicator_gauges(verdicts: list[Verdict], snapshot: Snapshot) -> Iterator[str]:
    """One gauge per indicator. Clauses share indicators; a value is shown once per subject.

    One that decides nothing is left out: a sum without its silent members is no drop.
    """
    values: dict[str, dict[str, float]] = {}
    for verdict in verdicts:
        if verdict.subjects or verdict.outcome is Outcome.UNKNOWN:
            continue
        if verdict.clause.indicator and verdict.value is not None:
            of_indicator = values.setdefault(verdict.clause.indicator, {})
            of_indicator[verdict.subject.key] = verdict.value
    for name, by_subject in sorted(values.items()):
        indicator = snapshot.indicators[name]
        metric, factor = metric_name(indicator)
        series = (
            (f'subject="{escaped(subject)}"', value * factor)
            for subject, value in sorted(by_subject.items())
        )
        yield family(metric, indicator.meaning, series)


def metric_name(indicator: Indicator) -> tuple[str, float]:
    """The metric's name and the factor to its base unit: bits become bytes here and only here,
    and `_count` goes, which Prometheus keeps for histograms."""
    name, factor = indicator.name, 1.0
    for unit, (base, of_base) in BASE_UNITS.items():
        if unit in name:
            name, factor = name.replace(unit, base), factor * of_base
    return PREFIX + name.removesuffix("_count"), factor
