"""Why two audits differ: for each verdict that changed, what made it change. Pure.

Where both audits measured, it is tried: would the old value fail the new rule, would the new value
pass the old one? What alone turns the verdict is its cause; the rest that changed stands beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isclose
from typing import Final

from checks.clause import Clause, Requirement
from checks.verdict import CauseKind, Evidence, Outcome, Verdict

Key = tuple[str, str, str]

#: Sources of evidence that are no device.
INVENTORY: Final = "inventory"
#: Two values nearer than this are the same but for rounding.
SAME_RATIO: Final = 1e-9

#: Of these it is the inventory that lacks or has outgrown something, not a device.
OF_FACTS: Final = frozenset({CauseKind.FACT_MISSING, CauseKind.FACT_STALE, CauseKind.NONE_IN_SCOPE})


class Change(StrEnum):
    """What may make a verdict another one."""

    RULE = "rule"  # limit, level, reading of the document, roll-up, or the clause itself
    DENOMINATOR = "denominator"  # what is counted over: facts, members in scope
    WORLD = "world"  # what was measured
    MISSING_DATA = "missing_data"  # what was not, or no longer


@dataclass(frozen=True, slots=True)
class Difference:
    """One verdict that is another; None on a side where there is no such clause or subject."""

    key: Key
    before: Verdict | None
    after: Verdict | None
    cause: Change
    beside: tuple[Change, ...]
    words: tuple[str, ...]  # what changed, a phrase each, that of the cause first

    @property
    def clause(self) -> Clause:
        verdict = self.after or self.before
        assert verdict is not None  # noqa: S101 - one of the two is there
        return verdict.clause


def differences(
    before: Iterable[Verdict],
    after: Iterable[Verdict],
    facts: tuple[Mapping[str, object], Mapping[str, object]] | None = None,
) -> list[Difference]:
    """Every clause and subject whose outcome differs, in the order of `after`, then what is gone.

    `facts` are the campus facts of both sides, where known; else the evidence tells of facts.
    """
    old = {verdict.key: verdict for verdict in _all(before)}
    new = {verdict.key: verdict for verdict in _all(after)}
    pairs = [(key, old.get(key), verdict) for key, verdict in new.items()]
    gone = [(key, verdict, None) for key, verdict in old.items() if key not in new]
    clauses = ({key[:2] for key in old}, {key[:2] for key in new})
    return [
        _difference(key, one, other, clauses, facts)
        for key, one, other in (*pairs, *gone)
        if one is None or other is None or one.outcome is not other.outcome
    ]


def _all(verdicts: Iterable[Verdict]) -> Iterable[Verdict]:
    for verdict in verdicts:
        yield verdict
        yield from verdict.subjects


def _difference(
    key: Key,
    before: Verdict | None,
    after: Verdict | None,
    clauses: tuple[set[tuple[str, str]], set[tuple[str, str]]],
    facts: tuple[Mapping[str, object], Mapping[str, object]] | None,
) -> Difference:
    if before is None or after is None:
        known = key[:2] in clauses[0] and key[:2] in clauses[1]
        what = f"{'subject' if known else 'clause'} {'added' if before is None else 'removed'}"
        cause = Change.DENOMINATOR if known else Change.RULE
        return Difference(key, before, after, cause, (), (what,))
    found = {
        Change.RULE: _rule_words(before, after),
        Change.DENOMINATOR: _denominator_words(before, after, facts),
        Change.WORLD: _world_words(before, after),
        Change.MISSING_DATA: _missing_words(before, after),
    }
    order = _by_weight(before, after, found)
    changed = [change for change in order if found[change]]
    if not changed:  # what the audits do not tell: the document behind a pass, a band, our error
        said = after.cause or before.cause
        words = (said.detail,) if said else ("the audits do not say what",)
        return Difference(key, before, after, Change.WORLD, (), words)
    cause, *beside = changed
    return Difference(
        key, before, after, cause, tuple(beside), tuple(w for c in changed for w in found[c])
    )


def _by_weight(
    before: Verdict, after: Verdict, found: Mapping[Change, tuple[str, ...]]
) -> list[Change]:
    """The cause first: what alone makes the new outcome, the rarer before the more common."""
    if before.value is None or after.value is None:
        first = Change.MISSING_DATA if found[Change.MISSING_DATA] else Change.DENOMINATOR
        return [first, *(each for each in Change if each is not first)]
    rule_alone = _outcome(_limit(after), before.value) is after.outcome
    value_alone = _outcome(_limit(before), after.value) is after.outcome
    if found[Change.RULE] and (rule_alone or not value_alone or _inputs_stayed(before, after)):
        first = Change.RULE
    elif found[Change.DENOMINATOR] and _numerator_stayed(before, after):
        first = Change.DENOMINATOR
    elif not isclose(before.value, after.value, rel_tol=SAME_RATIO):
        first = Change.WORLD
    else:
        first = Change.MISSING_DATA if found[Change.MISSING_DATA] else Change.RULE
    return [first, *(each for each in Change if each is not first)]


def _limit(verdict: Verdict) -> Requirement | None:
    return verdict.own_limit or verdict.clause.require


def _outcome(require: Requirement | None, value: float) -> Outcome:
    if require is None:
        return Outcome.NOT_CHECKED
    return Outcome.PASS if require.satisfied_by(value) else Outcome.FAIL


def _rule_words(before: Verdict, after: Verdict) -> tuple[str, ...]:
    old, new = before.clause, after.clause
    words = []
    if _limit(before) != _limit(after):
        words.append(f"limit {_shown(_limit(before))} became {_shown(_limit(after))}")
    if old.indicator != new.indicator:
        words.append(f"measured by {new.indicator or 'nothing'}, not {old.indicator or 'nothing'}")
    if old.roll_up != new.roll_up:
        words.append("subjects are added up in another way")
    if old.subjects != new.subjects:
        words.append("other subjects are asked for")
    if (old.unproven is None) != (new.unproven is None):
        words.append(f"a pass {'now' if new.unproven else 'no longer'} leaves something unproven")
    readings = {each.id: each.reading for each in before.interpretations}
    words += [
        f"{each.id} is read as {each.reading}, not {readings[each.id]}"
        for each in after.interpretations
        if readings.get(each.id, each.reading) != each.reading
    ]
    return tuple(words)


def _shown(require: Requirement | None) -> str:
    if require is None:
        return "none"
    return f"{'≥' if require.at_least is not None else '≤'} {require.limit:.9g}"


def _denominator_words(
    before: Verdict,
    after: Verdict,
    facts: tuple[Mapping[str, object], Mapping[str, object]] | None,
) -> tuple[str, ...]:
    words = []
    if before.coverage and after.coverage and before.coverage.in_scope != after.coverage.in_scope:
        words.append(f"in scope are {after.coverage.in_scope}, not {before.coverage.in_scope}")
    for verdict, tense in ((before, "was"), (after, "is")):
        if verdict.value is None and verdict.cause and verdict.cause.kind in OF_FACTS:
            words.append(f"{tense} lacking: {verdict.cause.detail}")
    old, new = _facts_of(before), _facts_of(after)
    words += [
        f"{' '.join(name).strip()} is {new[name]}, not {old[name]}"
        for name in old.keys() & new.keys()
        if old[name] != new[name]
    ]
    if facts is not None and not old and not new:
        words += [f"{field} is {now}, not {was}" for field, was, now in _people(*facts)]
    return tuple(sorted(words, key=len))


def _facts_of(verdict: Verdict) -> dict[tuple[str, str], object]:
    return {
        (each.quantity, each.instance): each.value
        for each in verdict.evidence
        if each.source == INVENTORY and not each.problem
    }


def _people(
    before: Mapping[str, object], after: Mapping[str, object]
) -> Iterable[tuple[str, object, object]]:
    """Heads that changed: of all facts those that most values are divided by."""
    old, new = before.get("people"), after.get("people")
    if not isinstance(old, dict) or not isinstance(new, dict):
        return
    for name in sorted(old.keys() & new.keys()):
        if isinstance(new[name], int) and old[name] != new[name]:
            yield f"people.{name}", old[name], new[name]


def _inputs_stayed(before: Verdict, after: Verdict) -> bool:
    """Readings and facts are the same: the documents are read in another way."""
    readings, facts = _readings_of(before), _facts_of(before)
    return bool(readings) and (readings, facts) == (_readings_of(after), _facts_of(after))


def _numerator_stayed(before: Verdict, after: Verdict) -> bool:
    """Whether what was read is the same, so that only what it is divided by moved."""
    readings = tuple(_readings_of(each) for each in (before, after))
    if readings[0] and readings[1]:
        return readings[0] == readings[1]
    if before.coverage and after.coverage and before.value is not None and after.value is not None:
        counted = tuple(
            Fraction(verdict.value or 0) * coverage.measured
            for verdict, coverage in ((before, before.coverage), (after, after.coverage))
        )
        return before.coverage != after.coverage and isclose(*counted, rel_tol=SAME_RATIO)
    return False


def _readings_of(verdict: Verdict) -> dict[tuple[str, str, str], object]:
    return {
        (each.source, each.quantity, each.instance): each.value
        for each in verdict.evidence
        if _is_reading(each)
    }


def _is_reading(evidence: Evidence) -> bool:
    return evidence.source != INVENTORY and not evidence.problem


def _world_words(before: Verdict, after: Verdict) -> tuple[str, ...]:
    if before.value is None or after.value is None:
        return ()
    if isclose(before.value, after.value, rel_tol=SAME_RATIO):
        return ()
    return (f"measured {after.value:.9g}, not {before.value:.9g}",)


def _missing_words(before: Verdict, after: Verdict) -> tuple[str, ...]:
    """What was not measured, or not enough of it, on the one side and was on the other."""
    unmeasured = (Outcome.UNKNOWN, Outcome.NOT_CHECKED)
    return tuple(
        f"{tense} unknown: {verdict.cause.detail}"
        for verdict, tense in ((before, "was"), (after, "is"))
        if verdict.outcome in unmeasured and verdict.cause and verdict.cause.kind not in OF_FACTS
    )
