"""Interpretations: how the documents are read where they leave a choice, and what that changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, model_validator

from checks.clause import Clause, Data, Level, Number, Requirement, Text

#: The reading of optional clauses (I-55) changes no verdict, but what they come to together.
OPTIONAL_CLAUSES = "I-55"


class Interpretation(Data):
    """One question that the documents leave open, the answers, and what each answer changes.

    `indicators` have another arithmetic; the four maps, by clause and choice, replace a part of
    the clause. `result`: it decides which verdicts make up the outcome of the whole audit, `score`
    how points are shared or whether clauses are only counted.
    """

    id: str = Field(pattern=r"^I-[1-9][0-9]*$")
    title: Text
    default: str
    choices: dict[str, Text] = Field(min_length=1)
    indicators: list[str] = Field(default_factory=list)
    limits: dict[str, dict[str, Number]] = Field(default_factory=dict)
    levels: dict[str, dict[str, Annotated[Level, Field(strict=False)]]] = Field(
        default_factory=dict
    )
    subjects: dict[str, dict[str, dict[str, str | list[str]]]] = Field(default_factory=dict)
    unproven: dict[str, dict[str, Text | Literal["nothing"]]] = Field(default_factory=dict)
    result: bool = False
    score: bool = False

    @model_validator(mode="after")
    def _speaks_of_its_own_choices(self) -> Self:
        if self.default not in self.choices:
            raise ValueError(f"{self.id}: the default {self.default} is none of its choices")
        for clause, limits in self.limits.items():
            if limits.keys() != self.choices.keys():
                raise ValueError(f"{self.id}: {clause} needs a limit for every choice")
        others = self.choices.keys() - {self.default}
        for changed in (self.levels, self.subjects, self.unproven):
            for clause, by_choice in changed.items():
                if not by_choice.keys() <= others:
                    raise ValueError(f"{self.id}: {clause} is changed by what is no other choice")
        if self.effective and len(self.choices) == 1:
            raise ValueError(f"{self.id}: a single choice changes nothing")
        return self

    @property
    def clauses(self) -> frozenset[str]:
        """The clauses of which a choice replaces a part."""
        changed = (self.limits, self.levels, self.subjects, self.unproven)
        return frozenset(clause for by_clause in changed for clause in by_clause)

    @property
    def effective(self) -> bool:
        """Whether anything that is built today depends on the choice."""
        return bool(self.indicators or self.clauses or self.result or self.score)


class _Catalogue(Data):
    interpretations: list[Interpretation]


@cache
def load_interpretations() -> Mapping[str, Interpretation]:
    """All interpretations by id, in the catalogue's order. Raises ValueError where one is wrong."""
    text = files("checks").joinpath("interpretations.yaml").read_text(encoding="utf-8")
    listed = _Catalogue.model_validate(yaml.safe_load(text)).interpretations
    by_id = {each.id: each for each in listed}
    if len(by_id) != len(listed):
        raise ValueError("interpretations.yaml: an id stands there twice")
    return by_id


@cache
def _concerning() -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
    """Which interpretations change a clause, and which the values of an indicator, by their ids."""
    by_clause: dict[str, frozenset[str]] = {}
    by_indicator: dict[str, frozenset[str]] = {}
    for each in load_interpretations().values():
        for clause in each.clauses:
            by_clause[clause] = by_clause.get(clause, frozenset()) | {each.id}
        for indicator in each.indicators:
            by_indicator[indicator] = by_indicator.get(indicator, frozenset()) | {each.id}
    return by_clause, by_indicator


@dataclass(frozen=True, slots=True)
class InForce:
    """How one interpretation is read, and how it is recommended to."""

    id: str
    reading: str
    recommended: str

    @property
    def is_default(self) -> bool:
        return self.reading == self.recommended


@dataclass(frozen=True, slots=True)
class Interpretations:
    """The readings in force. `chosen` are those that the site set; the rest are recommended.

    Raises ValueError for an unknown id or choice: files are checked before, with their lines.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        catalogue = load_interpretations()
        for name, choice in self.chosen.items():
            if name not in catalogue or choice not in catalogue[name].choices:
                raise ValueError(f"{name} cannot be read as {choice}")

    def reading(self, name: str) -> str:
        """The choice in force. Raises KeyError for an id that is not in the catalogue."""
        return self.chosen.get(name) or load_interpretations()[name].default

    def reads(self, name: str, choice: str) -> bool:
        """Whether this choice is in force. Raises KeyError where there is no such choice."""
        interpretation = load_interpretations()[name]
        if choice not in interpretation.choices:
            raise KeyError(f"{name} has no choice {choice}")
        return (self.chosen.get(name) or interpretation.default) == choice

    def one(self, name: str) -> InForce:
        """How it is read. Raises KeyError for an id that is not in the catalogue."""
        return InForce(name, self.reading(name), load_interpretations()[name].default)

    def in_force(self, clause: Clause) -> tuple[InForce, ...]:
        """What the clause names, and what else its verdict depends on, in the catalogue's order."""
        by_clause, by_indicator = _concerning()
        names = {*clause.interpretation, *by_clause.get(clause.id, ())}
        names.update(by_indicator.get(clause.indicator or "", ()))
        return tuple(
            self.one(name) for name in sorted(names, key=lambda name: int(name.removeprefix("I-")))
        )

    def as_read(self, clause: Clause) -> Clause:
        """The clause itself under recommended readings, else with what the choices replace."""
        changes: dict[str, object] = {}
        for name, choice in self.chosen.items():
            one = load_interpretations()[name]
            if choice != one.default and clause.id in one.clauses:
                changes |= _changes(one, clause, choice)
        return clause.model_copy(update=changes) if changes else clause

    @property
    def counted_levels(self) -> frozenset[Level]:
        """The levels that decide the outcome of the whole (I-2, I-55); remarks never do."""
        if self.reads(OPTIONAL_CLAUSES, "counted"):
            return frozenset({Level.REQUIRED, Level.OPTIONAL})
        return frozenset({Level.REQUIRED})


def _changes(one: Interpretation, clause: Clause, choice: str) -> dict[str, object]:
    changes: dict[str, object] = {}
    limit = one.limits.get(clause.id, {}).get(choice)
    if limit is not None and clause.require is not None:
        changes["require"] = _with_limit(clause.require, limit)
    if level := one.levels.get(clause.id, {}).get(choice):
        changes["level"] = level
    if subjects := one.subjects.get(clause.id, {}).get(choice):
        changes["subjects"] = clause.subjects | subjects
    if unproven := one.unproven.get(clause.id, {}).get(choice):
        changes["unproven"] = None if unproven == "nothing" else unproven
    return changes


def _with_limit(require: Requirement, limit: float) -> Requirement:
    if require.at_least is not None:
        return Requirement(at_least=limit)
    return Requirement(at_most=limit)
