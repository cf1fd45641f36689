"""One explained verdict, as JSON and as text."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from checks.clause import Clause, Requirement
from checks.explain import Explanation, Part
from checks.indicator import Indicator
from checks.indicators.wording import plural
from checks.remedies.remedy import Remedy
from checks.verdict import Coverage, Evidence, Verdict
from exporters.certificate import clause_sentence, shipped
from exporters.evidence import evidence_document
from exporters.figures import duration, figure
from exporters.marks import marks

#: Subjects and inputs that the text shows; JSON has all.
SUBJECTS_SHOWN = 10
REMEDIES_SHOWN = 20
INPUTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Past:
    """One transition of the clause's verdict that counted."""

    at: datetime
    previous: str | None
    outcome: str
    cause: str | None
    value: float | None


@dataclass(frozen=True, slots=True)
class History:
    """What the store remembers, oldest first; or why nothing can be told of it."""

    past: tuple[Past, ...] = ()
    problem: str = ""

    def until(self, at: datetime) -> "History":
        """What it remembered then."""
        return replace(self, past=tuple(each for each in self.past if each.at <= at))


def explanation_document(explanation: Explanation, history: History) -> dict[str, Any]:
    """All of it as plain JSON values."""
    verdict = explanation.verdict
    return {
        "judged_at": explanation.judged_at.isoformat(),
        "standard": explanation.standard.model_dump(include={"id", "title", "source", "edition"}),
        "clause": _clause(explanation.clause),
        "requirement": _requirement(explanation),
        "interpretation": [
            {"id": each.id, "reading": each.reading, "default": each.recommended}
            for each in verdict.interpretations
        ],
        "indicator": _indicator(explanation.indicator) if explanation.indicator else None,
        "outcome": verdict.outcome.value,
        "cause": _cause(verdict),
        "coverage": _coverage(verdict.coverage),
        "grade": verdict.grade.name.lower() if verdict.grade else None,
        "marks": list(marks(verdict, explanation.judged_at.date())),
        "history": [{**asdict(each), "at": each.at.isoformat()} for each in history.past],
        "history_problem": history.problem or None,
        "remedies": [asdict(each) for each in explanation.remedies],
        "subjects": [_part(explanation, part) for part in explanation.parts],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    shown = {"id", "place", "title", "level", "method", "document"}
    return clause.model_dump(mode="json", include=shown)


def _indicator(indicator: Indicator) -> dict[str, str]:
    return {
        "name": indicator.name,
        "meaning": indicator.meaning,
        "formula": indicator.formula,
        "unit": indicator.unit,
        "subject": indicator.subject,
    }


def _requirement(explanation: Explanation) -> dict[str, Any] | None:
    require = explanation.clause.require
    own = explanation.verdict.own_limit or explanation.parts[0].verdict.own_limit
    if require is None:
        return None
    return {
        "at_least": require.at_least,
        "at_most": require.at_most,
        "unit": explanation.unit,
        "text": required_of(explanation.clause, require, explanation.unit),
        "own_limit": own.model_dump() if own else None,
    }


def _part(explanation: Explanation, part: Part) -> dict[str, Any]:
    verdict = part.verdict
    return {
        "kind": verdict.subject.kind,
        "name": verdict.subject.name,
        "outcome": verdict.outcome.value,
        "cause": _cause(verdict),
        "value": verdict.value,
        "unit": explanation.unit,
        "arithmetic": verdict.arithmetic,
        "rounding": rounding(verdict, explanation.unit),
        "margin_ratio": verdict.margin_ratio,
        "coverage": _coverage(verdict.coverage),
        "grade": verdict.grade.name.lower() if verdict.grade else None,
        "marks": list(marks(verdict, explanation.judged_at.date())),
        "oldest_reading_seconds": verdict.oldest_reading_seconds,
        "inputs": [evidence_document(each) for each in verdict.evidence],
        "remedies": [asdict(each) for each in part.remedies],
    }


def _cause(verdict: Verdict) -> dict[str, str] | None:
    cause = verdict.cause
    if cause is None:
        return None
    return {"kind": cause.kind.value, "detail": cause.detail, "target": cause.target}


def _coverage(coverage: Coverage | None) -> dict[str, Any] | None:
    if coverage is None:
        return None
    text = f"{coverage.measured} of {coverage.in_scope} measured"
    return {"measured": coverage.measured, "in_scope": coverage.in_scope, "text": text}


def figure_of(clause: Clause, value: float, unit: str) -> str:
    """A number as its indicator means it: `yes`, `3`, `85 %`, `2 Gbit/s`."""
    name = clause.indicator or ""
    if name.endswith("_ok"):
        return "yes" if value == 1 else "no" if value == 0 else f"{value:g}"
    if name.endswith("_count"):
        return f"{value:g}"
    return figure(value, unit)


def required_of(clause: Clause, require: Requirement, unit: str) -> str:
    words = "at least" if require.at_least is not None else "at most"
    if (clause.indicator or "").endswith("_ok"):
        return "must hold"
    return f"{words} {figure_of(clause, require.limit, unit)}"


def rounding(verdict: Verdict, unit: str) -> str | None:
    """What is rounded: only what is written, never what is compared."""
    if verdict.value is None:
        return None
    in_unit = f" {unit}" if unit not in ("", "1") else ""
    return f"compared unrounded, as {verdict.value!r}{in_unit}; only what is written is rounded"


# --- text -----------------------------------------------------------------------------------


def explanation_text(explanation: Explanation, history: History) -> str:
    """For a terminal: the clause, what must change, then each subject, failing ones first."""
    order = {"fail": 0, "unknown": 1}
    parts = sorted(explanation.parts, key=lambda p: order.get(p.verdict.outcome.value, 2))
    lines = [*_head(explanation), *_changes(explanation.remedies), *_past(history)]
    for part in parts[:SUBJECTS_SHOWN]:
        lines += ["", *_subject(explanation, part, len(parts) > 1)]
    rest = len(parts) - SUBJECTS_SHOWN
    if rest > 0:
        lines += ["", f"and {plural(rest, 'more subject', 'more subjects')}; --subject shows one"]
    return "\n".join(printable(line) for line in lines)


def printable(line: str) -> str:
    """Text of devices cannot move the cursor or turn the line around."""
    return "".join(each if each.isprintable() else "\ufffd" for each in line)


def _row(name: str, text: str) -> str:
    return f"  {name:<12} {text}"


def _head(explanation: Explanation) -> Iterator[str]:
    clause, verdict = explanation.clause, explanation.verdict
    yield f"{clause.id}  {clause.title.en} · {clause.title.zh}"
    standard = explanation.standard
    yield _row("standard", f"{standard.title.en} · {standard.title.zh}")
    yield _row("edition", f"{standard.edition.en}; read from {standard.source.file}")
    yield _row("place", ", ".join(f"{key} {value}" for key, value in clause.place.items()))
    yield _row("level", f"{clause.level.value}, {clause.method.value}")
    if clause.document:
        yield _row("document", f"{clause.document.what.en} · {clause.document.what.zh}")
    if clause.require:
        required = required_of(clause, clause.require, explanation.unit)
        yield _row("requires", f"{required} ({clause.indicator or 'nothing measures it'})")
    own = verdict.own_limit or explanation.parts[0].verdict.own_limit
    if own:
        yield _row("site limit", required_of(clause, own, explanation.unit))
    if explanation.indicator:
        yield _row("formula", explanation.indicator.formula)
    if verdict.interpretations:
        readings = (f"{each.id} {each.reading}" for each in verdict.interpretations)
        yield _row("read as", ", ".join(readings))
    if certified := shipped().of(clause):
        yield _row("certified", clause_sentence(certified))
    because = f": {verdict.cause.detail}" if verdict.cause else ""
    yield _row("outcome", f"{verdict.outcome.value.replace('_', ' ')}{because}")
    for mark in marks(verdict, explanation.judged_at.date()):
        yield _row("mark", mark)
    yield _row("judged at", explanation.judged_at.isoformat(timespec="seconds"))
    if verdict.subjects and verdict.coverage:
        known = f"{verdict.coverage.measured} of {verdict.coverage.in_scope}"
        yield _row("coverage", f"{known} subjects decided")


def _changes(remedies: tuple[Remedy, ...]) -> Iterator[str]:
    yield "what must change to pass"
    yield from (f"  - {each.text}" for each in remedies[:REMEDIES_SHOWN])
    if len(remedies) > REMEDIES_SHOWN:
        yield f"  - and {len(remedies) - REMEDIES_SHOWN} more"


def _past(history: History) -> Iterator[str]:
    yield "history"
    if history.problem:
        yield f"  {history.problem}"
    elif not history.past:
        yield "  none"
    for each in history.past:
        because = f": {each.cause}" if each.cause else ""
        change = f"{each.previous or 'first'} -> {each.outcome}"
        yield f"  {each.at.isoformat(timespec='seconds')}  {change}{because}"


def _subject(explanation: Explanation, part: Part, several: bool) -> Iterator[str]:
    verdict, clause = part.verdict, explanation.clause
    because = f": {verdict.cause.detail}" if verdict.cause else ""
    yield f"{verdict.subject.key}: {verdict.outcome.value.replace('_', ' ')}{because}"
    if verdict.value is not None:
        margin = "" if verdict.margin_ratio is None else f", margin {verdict.margin_ratio:+.1%}"
        yield _row("value", f"{figure_of(clause, verdict.value, explanation.unit)}{margin}")
        yield _row("arithmetic", verdict.arithmetic)
        yield _row("rounding", rounding(verdict, explanation.unit) or "")
    if verdict.coverage:
        yield _row("coverage", f"{verdict.coverage.measured} of {verdict.coverage.in_scope}")
    if verdict.grade:
        yield _row("grade", verdict.grade.name.lower())
    yield from (f"  input        {_input(each)}" for each in verdict.evidence[:INPUTS_SHOWN])
    if several:
        yield from (_row("mark", each) for each in marks(verdict, explanation.judged_at.date()))
        yield from (f"  change       {each.text}" for each in part.remedies)


def _input(piece: Evidence) -> str:
    of = f"[{piece.of}] " if piece.of else ""
    what = f"{piece.quantity} {piece.instance}".rstrip()
    if piece.problem:
        return f"{of}{piece.source} {what}: none, {_short(piece)}; {piece.object}"
    age = "" if piece.age_seconds is None else f", {duration(piece.age_seconds)} old"
    value = str(piece.value).lower() if isinstance(piece.value, bool) else piece.value
    return f"{of}{piece.source} {what} = {value}{age}; {piece.object}"


def _short(piece: Evidence) -> str:
    """The problem without the name of the input, which stands before it already."""
    named = f"{piece.quantity} of {piece.source} {piece.instance}".rstrip()
    return piece.problem.removeprefix(f"{named}: ")
