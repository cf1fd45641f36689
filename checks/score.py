"""What a standard's verdicts come to: points or clauses, as an interval that says what it leaves
out. Pure, and in exact fractions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from checks.clause import Clause, ScoreGroup, Standard
from checks.interpretation import OPTIONAL_CLAUSES, InForce, Interpretations
from checks.verdict import Outcome, Verdict


class Part(StrEnum):
    """What is known of a share of the whole."""

    EARNED = "earned"
    OPEN = "open"  # unknown: may still be earned or lost
    LOST = "lost"
    NOT_CHECKED = "not_checked"  # a clause is there, and nothing measures or attests it
    LEFT_OUT = "left_out"  # items of the document that no clause covers
    NOT_APPLICABLE = "not_applicable"


NOTHING: Final = Fraction(0)

PART: Final[Mapping[Outcome, Part]] = {
    Outcome.PASS: Part.EARNED,
    Outcome.UNKNOWN: Part.OPEN,
    Outcome.FAIL: Part.LOST,
    Outcome.NOT_CHECKED: Part.NOT_CHECKED,
    Outcome.NOT_APPLICABLE: Part.NOT_APPLICABLE,
}


class Unit(StrEnum):
    POINTS = "points"
    CLAUSES = "clauses"


@dataclass(frozen=True, slots=True)
class Tally:
    """A whole, divided: `parts` has every part and adds up to `total` exactly."""

    parts: Mapping[Part, Fraction]
    attested: Fraction  # of what is earned, by documents

    @property
    def total(self) -> Fraction:
        return sum(self.parts.values(), NOTHING)

    @property
    def applicable(self) -> Fraction:
        """What does not apply leaves the whole, and nobody inherits its points: the documents
        say only that such rows are not judged (I-60)."""
        return self.total - self.parts[Part.NOT_APPLICABLE]

    @property
    def at_least(self) -> Fraction:
        return self.parts[Part.EARNED]

    @property
    def at_most(self) -> Fraction:
        """Of what is judged here: the unknown may turn out well, what is not checked is no part."""
        return self.parts[Part.EARNED] + self.parts[Part.OPEN]

    @property
    def outside(self) -> Fraction:
        return self.parts[Part.NOT_CHECKED] + self.parts[Part.LEFT_OUT]

    @property
    def judged_ratio(self) -> Fraction:
        """How much of what applies is judged here at all; 0 where nothing applies."""
        inside = self.applicable - self.outside
        return inside / self.applicable if self.applicable else NOTHING


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A section or weighted group of the document with its own tally."""

    group: ScoreGroup
    tally: Tally


@dataclass(frozen=True, slots=True)
class Score:
    """The tally of one standard. `groups` are empty where only clauses are counted.

    `interpretations` are those that shape the number; `not_counted` are clauses of a level that
    never counts, or that the site does not count (I-55).
    """

    standard: Standard
    unit: Unit
    tally: Tally
    groups: tuple[GroupScore, ...]
    interpretations: tuple[InForce, ...]
    not_counted: int

    @property
    def shares_are_ours(self) -> bool:
        """No document splits a group's points among its items: that they are equal is ours."""
        return self.unit is Unit.POINTS


def score(
    standard: Standard, verdicts: Iterable[Verdict], interpretations: Interpretations
) -> Score:
    """From the verdicts of the standard's clauses, in any order; those of others are passed over.
    A clause without a verdict is not checked."""
    by_clause = {v.clause.id: v for v in verdicts if v.clause.standard == standard.id}
    levels = interpretations.counted_levels
    counted = {
        clause.id: by_clause.get(clause.id)
        for clause in standard.clauses
        if _as_judged(clause, by_clause, interpretations).level in levels
    }
    groups = _groups(standard, counted, interpretations)
    shares = standard.scoring.shares
    names = (OPTIONAL_CLAUSES, shares) if shares is not None else (OPTIONAL_CLAUSES,)
    return Score(
        standard,
        Unit.POINTS if groups else Unit.CLAUSES,
        _sum(each.tally for each in groups)
        if groups
        else _tally(_share(Fraction(1), verdict) for verdict in counted.values()),
        groups,
        tuple(interpretations.one(name) for name in names),
        len(standard.clauses) - len(counted),
    )


def _as_judged(
    clause: Clause, by_clause: Mapping[str, Verdict], interpretations: Interpretations
) -> Clause:
    """A verdict carries its clause as it was read, with the level of the readings in force."""
    verdict = by_clause.get(clause.id)
    return verdict.clause if verdict else interpretations.as_read(clause)


def _groups(
    standard: Standard, counted: Mapping[str, Verdict | None], interpretations: Interpretations
) -> tuple[GroupScore, ...]:
    """Empty where the document has no points, or the reading in force leaves them unsplit."""
    scoring = standard.scoring
    if scoring.shares is None:
        return ()
    if any(interpretations.reads(scoring.shares, each) for each in scoring.not_split):
        return ()
    weighed = [group for group in scoring.groups if group.points is not None]
    return tuple(GroupScore(group, _of_group(group, counted)) for group in weighed)


def _of_group(group: ScoreGroup, counted: Mapping[str, Verdict | None]) -> Tally:
    """Equal shares for the group's items, those that are left out among them; and of an item for
    the clauses made of it. An item none of whose clauses counts takes no share."""
    items = [[each for each in item if each in counted] for item in group.items]
    sharing = [item for item in items if item]
    number = len(sharing) + group.left_out
    points = Fraction(group.points or 0)
    if not number:
        return _tally([_Share(Part.LEFT_OUT, points)])
    of_item = points / number
    shares = [_share(of_item / len(item), counted[each]) for item in sharing for each in item]
    return _tally([*shares, _Share(Part.LEFT_OUT, of_item * group.left_out)])


class _Share(NamedTuple):
    part: Part
    amount: Fraction
    attested: bool = False


def _share(amount: Fraction, verdict: Verdict | None) -> _Share:
    if verdict is None:
        return _Share(Part.NOT_CHECKED, amount)
    return _Share(PART[verdict.outcome], amount, verdict.attested)


def _tally(shares: Iterable[_Share]) -> Tally:
    parts, attested = dict.fromkeys(Part, NOTHING), NOTHING
    for share in shares:
        parts[share.part] += share.amount
        if share.attested:
            attested += share.amount
    return Tally(parts, attested)


def _sum(tallies: Iterable[Tally]) -> Tally:
    listed = list(tallies)
    return Tally(
        {part: sum((each.parts[part] for each in listed), NOTHING) for part in Part},
        sum((each.attested for each in listed), NOTHING),
    )
