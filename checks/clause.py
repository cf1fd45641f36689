"""A clause: one testable sentence of a standard, as data. Read from `standards/*.yaml`."""

from collections import Counter
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

#: libyaml's where it is built in: 803 clauses are read with every command.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Level(StrEnum):
    REQUIRED = "required"
    OPTIONAL = "optional"
    REMARK = "remark"


class Method(StrEnum):
    MEASURED = "measured"
    DERIVED = "derived"
    ATTESTED = "attested"


class Data(BaseModel):
    """Comes from a file: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Text(Data):
    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]


class Requirement(Data):
    """What is asked of the indicator's value, in the indicator's unit. "以上" and "不低于" include
    the number itself (I-5)."""

    at_least: Number | None = None
    at_most: Number | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("require exactly one of at_least, at_most")
        return self

    @property
    def limit(self) -> float:
        limit = self.at_least if self.at_least is not None else self.at_most
        assert limit is not None  # noqa: S101 - the validator above
        return limit

    def satisfied_by(self, value: float) -> bool:
        """The limit itself satisfies (I-5)."""
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most

    def margin_ratio(self, value: float) -> float | None:
        """How far inside (positive) the limit, as a share of it; None where there is no limit
        but 0."""
        limit = self.limit
        if limit == 0:
            return None
        return (value - limit if self.at_least is not None else limit - value) / abs(limit)


class Document(Data):
    """What a person brings as evidence, and how long it may be believed.

    `valid_days` None: the document does not grow old by itself (a drawing until the works).
    """

    what: Text
    valid_days: int | None = Field(default=None, gt=0)


class Unmeasured(Data):
    """Why no reading decides a clause that could be measured or derived, and what would.

    `needs` are telemetry tags of the clause catalogue (IDP, CAM, VIRT …), `reason` is what a
    reader of the report is told.
    """

    reason: Text
    needs: list[str] = Field(min_length=1)


class RollUp(Data):
    """How subjects make one outcome: every one of them, or a share of them at least."""

    kind: Literal["every", "share_at_least"] = "every"
    share_ratio: Number | None = Field(default=None, gt=0, le=1)

    @model_validator(mode="after")
    def _share_where_it_belongs(self) -> Self:
        if (self.kind == "share_at_least") != (self.share_ratio is not None):
            raise ValueError("share_ratio belongs to share_at_least, and only there")
        return self


class Clause(Data):
    """See `design.md`: never code. `standard` is filled from the file it stands in."""

    standard: str
    id: str = Field(min_length=1)
    place: dict[str, str | int]
    title: Text
    level: Level = Field(strict=False)
    method: Method = Field(strict=False)
    indicator: str | None = None
    # evidence a person may bring: for attested clauses always, for others beside the probe
    document: Document | None = None
    unmeasured: Unmeasured | None = None
    # unit of `require` where no indicator gives it
    unit: str | None = None
    # labels a subject must carry to count: {scope: machine_room}, or a list of allowed values
    subjects: dict[str, str | list[str]] = {}
    # what it means that the inventory lists no such subject
    when_none: Literal["not_applicable", "unknown"] = "not_applicable"
    require: Requirement | None = None
    roll_up: RollUp = RollUp()
    # share of the subjects in scope that must be measured before a pass is believed
    coverage_at_least_ratio: Number = Field(default=1.0, gt=0, le=1)
    freshness_seconds: Number = Field(default=900, gt=0)
    sustain_seconds: Number = Field(default=60, ge=0)
    # having failed, the value must pass the limit by this share of it to come back
    recover_ratio: Number = Field(default=0, ge=0)
    interpretation: list[str] = []
    # what a pass of the measured part leaves unproven; the verdict is then unknown, not pass
    unproven: Text | None = None

    @model_validator(mode="after")
    def _has_exactly_one_way_to_be_decided(self) -> Self:
        ways = [self.indicator is not None, self.unmeasured is not None]
        if self.method is Method.ATTESTED:
            if self.document is None:
                raise ValueError(f"{self.id}: an attested clause says which document proves it")
            if any(ways):
                raise ValueError(f"{self.id}: an attested clause is decided by its document")
        elif sum(ways) != 1:
            raise ValueError(f"{self.id}: either an indicator or the reason why there is none")
        if self.unit is not None and self.indicator is not None:
            raise ValueError(f"{self.id}: the indicator gives the unit")
        return self


class ScoreGroup(Data):
    """A section or weighted group of the document: its points, and the items that share them.

    An item lists the clauses that were made of it. `left_out` items are none that could be measured
    or attested: no clause covers them. `points` None: the group adds or takes points of its own,
    outside of the total, and is never in the score.
    """

    id: str = Field(min_length=1)
    heading: str = ""  # as printed
    points: int | None = Field(gt=0)
    by_subtraction: bool = False  # the points are not printed: what the total leaves
    left_out: int = Field(ge=0)
    items: list[Annotated[list[str], Field(min_length=1)]] = []


class Scoring(Data):
    """What a document counts. Groups where it has points or weights; without any, its clauses.

    `shares` is the interpretation under which the items of a group share its points equally, and
    `not_split` those of its choices under which they do not, and only clauses are counted.
    """

    items: int = Field(gt=0)  # the document's own numbered items, also those that no clause covers
    items_covered: int = Field(gt=0)
    total_points: int | None = None
    shares: str | None = None
    not_split: list[str] = []
    groups: list[ScoreGroup] = []

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        points = sum(group.points or 0 for group in self.groups)
        if points != (self.total_points or 0):
            raise ValueError(f"the groups have {points} points, not {self.total_points}")
        if bool(self.groups) != (self.shares is not None):
            raise ValueError("groups and the interpretation that splits them go together")
        if self.items_covered > self.items:
            raise ValueError("more items are covered than there are")
        return self

    @property
    def listed(self) -> list[str]:
        """The clauses of all groups, in their order."""
        return [clause for group in self.groups for item in group.items for clause in item]


class Edition(Text):
    """What is known of the document's date or version; `known` false: not which edition it is."""

    known: bool


class Source(Data):
    """The document, and the file whose text the clauses were read from."""

    document: Text
    file: str = Field(min_length=1)


class Standard(Data):
    """What we audit against: a document or a part of it, its clauses in printed order."""

    id: str
    title: Text
    edition: Edition
    source: Source
    scoring: Scoring
    clauses: list[Clause]

    @model_validator(mode="after")
    def _weighs_each_clause_once(self) -> Self:
        listed = Counter(self.scoring.listed)
        for clause in self.clauses if self.scoring.groups else ():
            if listed[clause.id] != 1:
                raise ValueError(f"{clause.id} stands in {listed[clause.id]} groups of the score")
        if unknown := listed.keys() - {clause.id for clause in self.clauses}:
            raise ValueError(f"the score speaks of what is no clause: {', '.join(sorted(unknown))}")
        return self


def load_standard(path: Path) -> Standard:
    """One standard from its file. Raises ValueError naming the file and the clause."""
    raw = yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506 - both are safe loaders
    for clause in raw.get("clauses", []):
        clause.setdefault("standard", raw.get("id"))
    standard = Standard.model_validate(raw)
    seen: set[str] = set()
    for clause in standard.clauses:
        if clause.id in seen:
            raise ValueError(f"{path.name}: clause {clause.id} stands there twice")
        seen.add(clause.id)
    return standard


def load_standards() -> dict[str, Standard]:
    """All standards that ship with the product, by id."""
    folder = Path(str(files("checks"))) / "standards"
    standards = [load_standard(path) for path in sorted(folder.glob("*.yaml"))]
    return {standard.id: standard for standard in standards}
