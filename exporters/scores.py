"""A score as JSON and in words, with what was not measured beside each number."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Any, Final

from checks.indicators.wording import plural
from checks.score import Part, Score, Tally, Unit
from exporters.marks import reading_words

#: Points are written in tenths.
STEP: Final = Fraction(1, 10)


def score_document(score: Score) -> dict[str, Any]:
    """As plain JSON values; fractions become the nearest floating-point number."""
    return {
        "unit": score.unit.value,
        **_tally(score.tally),
        "judged_ratio": float(score.tally.judged_ratio),
        "shares_are_ours": score.shares_are_ours,
        "clauses_not_counted": score.not_counted,
        "items": score.standard.scoring.items,
        "items_covered": score.standard.scoring.items_covered,
        "interpretation": [
            {"id": each.id, "reading": each.reading, "default": each.recommended}
            for each in score.interpretations
        ],
        "groups": [
            {
                "id": each.group.id,
                "heading": each.group.heading,
                "by_subtraction": each.group.by_subtraction,
                **_tally(each.tally),
            }
            for each in score.groups
        ],
        "text": " ".join(score_sentences(score)),
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "total": float(tally.total),
        "at_least": float(tally.at_least),
        "at_most": float(tally.at_most),
        "attested": float(tally.attested),
        "parts": {part.value: float(amount) for part, amount in tally.parts.items()},
    }


def score_sentences(score: Score) -> tuple[str, ...]:
    """The number with all that belongs beside it, then what it rests on, a sentence each."""
    if score.unit is Unit.POINTS:
        return (_points(score.tally), *_what_points_rest_on(score))
    return (_clauses(score.tally), *_what_counts_rest_on(score))


def shown(tally: Tally) -> Mapping[Part, str]:
    """Each part in tenths of a point, so that they add up as written."""
    return {part: _written(tenths) for part, tenths in _tenths(tally).items()}


def _tenths(tally: Tally) -> dict[Part, int]:
    """What is earned is cut and never rounded up; of the other parts those that lose most by being
    cut get the tenths that are left over."""
    cut = {part: floor(amount / STEP) for part, amount in tally.parts.items()}
    lost = {part: amount / STEP - cut[part] for part, amount in tally.parts.items()}
    left = floor(tally.total / STEP) - sum(cut.values())
    others = [part for part in Part if part is not Part.EARNED]
    for part in sorted(others, key=lambda part: -lost[part])[:left]:
        cut[part] += 1
    return cut


def _written(tenths: int) -> str:
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def _points(tally: Tally) -> str:
    tenths, parts = _tenths(tally), shown(tally)
    attested = _written(floor(tally.attested / STEP))
    by_paper = f" ({attested} by documents)" if tally.attested else ""
    outside = _written(tenths[Part.NOT_CHECKED] + tenths[Part.LEFT_OUT])
    whole = _written(sum(tenths.values()) - tenths[Part.NOT_APPLICABLE])
    return (
        f"At least {parts[Part.EARNED]} of {whole} points{by_paper};"
        f" {parts[Part.OPEN]} could still come from what is unknown,"
        f" {parts[Part.LOST]} are lost, {outside} lie in what is not checked here"
        f" ({parts[Part.LEFT_OUT]} of them in items that no clause covers)"
        f"{_not_applicable(tally, parts)}; {_judged(tally)}."
    )


def _clauses(tally: Tally) -> str:
    parts = {part: str(int(amount)) for part, amount in tally.parts.items()}
    by_paper = f" ({int(tally.attested)} by documents)" if tally.attested else ""
    return (
        f"At least {parts[Part.EARNED]} of {int(tally.applicable)} clauses that count{by_paper};"
        f" {parts[Part.OPEN]} more could come from what is unknown, {parts[Part.LOST]} failed,"
        f" {parts[Part.NOT_CHECKED]} were not checked"
        f"{_not_applicable(tally, parts)}; {_judged(tally)}."
    )


def _not_applicable(tally: Tally, parts: Mapping[Part, str]) -> str:
    """What does not apply has left the whole, which is marked."""
    amount = parts[Part.NOT_APPLICABLE]
    return f"; {amount} more do not apply" if tally.parts[Part.NOT_APPLICABLE] else ""


def _judged(tally: Tally) -> str:
    return f"{floor(tally.judged_ratio * 100)} % can be judged here"


def _what_points_rest_on(score: Score) -> Iterator[str]:
    yield "Equal shares inside a group are the auditor's; the document does not split its points."
    subtracted = [each.group.id for each in score.groups if each.group.by_subtraction]
    if subtracted:
        yield f"Points by subtraction, not printed: {', '.join(subtracted)}."
    yield from _not_counted(score)
    yield _readings(score)


def _what_counts_rest_on(score: Score) -> Iterator[str]:
    scoring = score.standard.scoring
    yield f"Clauses cover {scoring.items_covered} of the document's {scoring.items} items."
    yield from _not_counted(score)
    yield _readings(score)


def _not_counted(score: Score) -> Iterator[str]:
    if score.not_counted:
        clauses = plural(
            score.not_counted, "optional clause or remark", "optional clauses and remarks"
        )
        yield f"Not in the score: {clauses}."


def _readings(score: Score) -> str:
    """The readings behind the number, and which are not the recommended ones."""
    words = (
        f"{each.id} read as {each.reading}" if each.is_default else reading_words(each)
        for each in score.interpretations
    )
    return f"{'; '.join(words)}."
