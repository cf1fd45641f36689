"""What the judge says: outcomes, causes, evidence, grades, coverage."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from enum import IntEnum, StrEnum
from typing import Any, overload

from checks.attestation import Attestation
from checks.clause import Clause, Requirement
from checks.flapping import Flapping
from checks.interpretation import InForce
from checks.taken import Taken
from checks.waiver import Waiver
from collectors.record import record


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - the word of the standards, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"


class CauseKind(StrEnum):
    """Why there is no value, in the order of the chain: asked, answered, believed, enough."""

    NOT_READ = "not_read"  # no round has ended since the start
    FAILED = "failed"  # the probe fails, and what it read before is too old
    STALE = "stale"
    ABSENT = "absent"  # the device answered that it has none
    IMPLAUSIBLE = "implausible"  # it answered what cannot be true
    CONFLICT = "conflict"  # two sources disagree
    NOT_LISTENED = "not_listened"  # an event may have been missed: we listen too short a time
    FACT_MISSING = "fact_missing"  # the inventory does not say
    FACT_STALE = "fact_stale"
    COVERAGE = "coverage"  # too few of those in scope were measured
    PARTLY_PROVEN = "partly_proven"  # what was measured passes, but the clause asks for more
    NONE_IN_SCOPE = "none_in_scope"  # the inventory says that the campus has none
    RECOVERING = "recovering"  # back inside the limit, not yet past the band that ends a fail
    NO_INDICATOR = "no_indicator"  # nothing measures this clause yet
    NOT_ATTESTED = "not_attested"  # a document would prove it, and nobody has brought one
    ATTESTATION_EXPIRED = "attestation_expired"
    SITE_LIMIT = "site_limit"  # the document asks for less; the site's own limit is not met
    NO_LIMIT = "no_limit"  # the document sets none: the figure is shown, not judged
    ERROR = "error"  # ours


@record
class Cause:
    """Kind for machines, detail for people, and the target to look at where there is one."""

    kind: CauseKind
    detail: str
    target: str = ""


class Grade(IntEnum):
    """How good the evidence is; the lowest input decides."""

    ATTESTED = 1
    DECLARED = 2
    REPORTED = 3
    DEMONSTRATED = 4


@record
class Subject:
    """What a value is about. Labels are what a clause selects on (scope, kind)."""

    kind: str  # campus, building, room, circuit, power_domain, gateway …
    name: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    def label(self, key: str) -> str | None:
        for name, value in self.labels:
            if name == key:
                return value
        return None

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.name}" if self.name else self.kind


CAMPUS = Subject("campus")


@record
class Evidence:
    """One input: a reading with its age, a fact of the inventory, or the gap in its place."""

    source: str  # target, or "inventory"
    quantity: str
    instance: str = ""
    value: float | int | str | bool | None = None
    # when a reading was; None for facts and gaps
    taken: Taken | None = field(default=None, compare=False)
    problem: str = ""
    object: str = ""  # MIB object, RFC, or the fact's own source
    of: str = ""  # the member of a set that it speaks of: a circuit, a room, a meter
    # whether that member counts; None where that is not known, or where no set is counted
    counts: bool | None = None

    @property
    def age_seconds(self) -> float | None:
        return None if self.taken is None else self.taken.age_seconds


class Shown(Sequence[Evidence]):
    """Evidence that is written down where somebody looks at it: of thousands of subjects few are.

    `source` is what it is made of. `choose` picks the pieces of it that are shown, evidence or
    readings, each with `taken`, where these are not the source itself; `write` makes evidence of
    them. The same source makes the same evidence.
    """

    __slots__ = ("_choose", "_source", "_write")

    def __init__(
        self,
        source: Sequence[Any],
        write: "Callable[[Any], tuple[Evidence, ...]]",
        choose: "Callable[[Any], Sequence[Any]] | None" = None,
    ) -> None:
        self._source = source
        self._write = write
        self._choose = choose

    @property
    def pieces(self) -> Sequence[Any]:
        if self._choose is not None:
            self._source, self._choose = self._choose(self._source), None
        return self._source

    @property
    def written(self) -> tuple[Evidence, ...]:
        return self._write(self.pieces)

    @overload
    def __getitem__(self, index: int) -> Evidence: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Evidence, ...]: ...

    def __getitem__(self, index: int | slice) -> Evidence | tuple[Evidence, ...]:
        return self.written[index]

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self.written)

    def __len__(self) -> int:
        return len(self.written)

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Shown):
            return self.pieces == other.pieces or self.written == other.written
        return isinstance(other, tuple) and self.written == other

    def __hash__(self) -> int:
        return hash(self.written)

    def __repr__(self) -> str:
        return repr(self.written)


@record
class Coverage:
    """Measured out of in scope, always shown with its denominator."""

    measured: int
    in_scope: int

    @property
    def ratio(self) -> float:
        return self.measured / self.in_scope if self.in_scope else 0.0


@record
class InPart:
    """The least that a value comes to if members count of which a part is proven, and why no more
    than a part is."""

    lowest: float
    cause: Cause


@record
class Measured:
    """One value of an indicator for one subject: exactly one of `value` and `why_not` is set.

    `arithmetic` is the sum as a person would write it, with units. A share some of whose
    members could not be measured has bounds: `lowest` if none of those members counted,
    `highest` if all did. Where both lie on one side of the limit, the verdict is certain;
    `untold` says why the first of those members could not be measured; `in_part` what holds as
    far as was measured, where of some members a part was.
    """

    indicator: str
    subject: Subject
    value: float | None
    why_not: Cause | None
    evidence: Sequence[Evidence] = ()
    coverage: Coverage = Coverage(1, 1)
    grade: Grade = Grade.REPORTED
    arithmetic: str = ""
    lowest: float | None = None
    highest: float | None = None
    untold: Cause | None = None
    in_part: InPart | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.why_not is None):
            raise ValueError(f"{self.indicator}: either a value or a reason")


@record
class Verdict:
    """The outcome of one clause for one subject, or rolled up over its subjects."""

    clause: Clause
    subject: Subject
    outcome: Outcome
    cause: Cause | None
    value: float | None = None
    grade: Grade | None = None
    coverage: Coverage | None = None
    evidence: Sequence[Evidence] = ()
    arithmetic: str = ""
    subjects: tuple["Verdict", ...] = field(default=())
    attestation: Attestation | None = None  # shown also where it decides nothing, or has expired
    waiver: Waiver | None = None  # the one in force; it changes no outcome
    own_limit: Requirement | None = None  # the site's own; judged instead of the document's
    # how what the document leaves open was read; with the clause, its subjects share it
    interpretations: tuple[InForce, ...] = ()
    flapping: Flapping | None = None  # its outcome keeps changing; it changes no outcome

    @property
    def margin_ratio(self) -> float | None:
        """How far inside (positive) or outside (negative) the limit that was judged the value is,
        as a share of the limit; None where there is no value, or no limit but 0."""
        require = self.own_limit or self.clause.require
        return None if self.value is None or require is None else require.margin_ratio(self.value)

    @property
    def oldest_reading_seconds(self) -> float | None:
        """At the latest judgement; None where no reading was needed."""
        if self.subjects:
            counted = (v for v in self.subjects if v.outcome is not Outcome.NOT_APPLICABLE)
            oldest = (each.oldest_reading_seconds for each in counted)
            ages = (age for age in oldest if age is not None)
        else:
            evidence = self.evidence
            pieces = evidence.pieces if isinstance(evidence, Shown) else evidence
            taken = (piece.taken for piece in pieces)
            ages = (each.age_seconds for each in taken if each is not None)
        return max(ages, default=None)

    @property
    def attested(self) -> bool:
        """A pass that rests on a document: alone, or for what was left unproven."""
        by_document = self.clause.indicator is None or self.clause.unproven is not None
        return self.outcome is Outcome.PASS and self.attestation is not None and by_document

    @property
    def key(self) -> tuple[str, str, str]:
        """What a verdict is about, stable across restarts: standard, clause, subject."""
        return (self.clause.standard, self.clause.id, self.subject.key)
