"""The certificate as JSON, of one run or of many: what other programs read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from sim.certificate import Certificate, Finding
from sim.steps import Key

FORMAT: Final = "campus-certificate/2"
SUMMARY_FORMAT: Final = "campus-certificate-summary/1"
#: Exit code: nothing was wrong, and not every live clause could be tried.
NOT_ALL_TRIED: Final = 3
#: Of a clause that was broken on one campus and well on another, and rightly judged on both.
BOTH_WAYS: Final = {("pass", "pass"), ("fail", "fail")}


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cell(Part):
    """How often one thing was right and one was said."""

    right: str
    said: str
    times: int


class ClauseTold(Part):
    standard: str
    id: str
    broken_and_mended: bool
    confusion: tuple[Cell, ...]


class Run(Part):
    """One campus with one seed. `failed` says why there is no certificate of it."""

    scenario: str
    seed: int
    faults: bool
    took_seconds: float
    judgements: int = 0
    wrong: int = 0
    #: From a change until all was right again.
    waited_median_seconds: float | None = None
    waited_longest_seconds: float | None = None
    #: Steps that were played again because the machine was too busy for the devices to answer.
    repeated: int = 0
    failed: str | None = None


class WrongTold(Part):
    scenario: str
    seed: int
    finding: Finding
    standard: str
    id: str
    during: str
    right: str
    said: str
    because: str


class Document(Part):
    """What was tried in all runs together. A clause counts as live where the auditor judges it in
    any of them, as tried where the simulator knew its truth in any, as broken likewise."""

    format: Literal["campus-certificate/2"] = FORMAT
    made_at: datetime
    version: str  # of the auditor; empty where none came to an end
    runs: tuple[Run, ...]
    clauses: tuple[ClauseTold, ...]
    wrong: tuple[WrongTold, ...]
    without_truth: tuple[str, ...]

    @property
    def judgements(self) -> int:
        return sum(run.judgements for run in self.runs)

    @property
    def confusion(self) -> Counter[tuple[str, str]]:
        """Over all clauses: what was right, what was said, and how often."""
        return _counted(cell for clause in self.clauses for cell in clause.confusion)

    @property
    def never_broken(self) -> list[str]:
        return [f"{c.standard}/{c.id}" for c in self.clauses if not c.broken_and_mended]

    @property
    def live(self) -> int:
        return len(self.clauses) + len(self.without_truth)

    @property
    def repeated(self) -> int:
        return sum(run.repeated for run in self.runs)

    @property
    def failed(self) -> list[Run]:
        return [run for run in self.runs if run.failed is not None]

    def count(self, finding: Finding) -> int:
        return sum(each.finding is finding for each in self.wrong)

    def summary(self) -> dict[str, object]:
        """What the auditor ships of it: totals, and of each clause how often it was right."""
        wrong = Counter((each.standard, each.id) for each in self.wrong)
        return {
            "format": SUMMARY_FORMAT,
            "made_at": self.made_at.isoformat(),
            "version": self.version,
            "runs": len(self.runs),
            "runs_with_faults": sum(run.faults for run in self.runs),
            "played_again": self.repeated,
            "judgements": self.judgements,
            "findings": {finding.value: self.count(finding) for finding in Finding},
            "live": self.live,
            "clauses": {
                f"{clause.standard}/{clause.id}": {
                    "judgements": sum(cell.times for cell in clause.confusion),
                    "wrong": wrong[clause.standard, clause.id],
                    "broken_and_mended": clause.broken_and_mended,
                }
                for clause in self.clauses
            },
        }

    @property
    def exit_code(self) -> int:
        """0 where all was right and each live clause was broken and mended; 1 where something was
        wrong or a run failed; 3 where nothing was, and not every live clause could be tried."""
        if self.wrong or self.failed:
            return 1
        return NOT_ALL_TRIED if self.without_truth or self.never_broken else 0


def of_run(
    certificate: Certificate, scenario: str, *, faults: bool, took_seconds: float
) -> Document:
    waited = sorted(certificate.waited_seconds)
    run = Run(
        scenario=scenario,
        seed=certificate.seed,
        faults=faults,
        took_seconds=round(took_seconds, 1),
        judgements=sum(sum(each.values()) for each in certificate.confusion.values()),
        wrong=len(certificate.wrong),
        waited_median_seconds=round(waited[len(waited) // 2], 2) if waited else None,
        waited_longest_seconds=round(waited[-1], 2) if waited else None,
        repeated=certificate.repeated,
    )
    return Document(
        made_at=datetime.now(UTC).replace(microsecond=0),
        version=certificate.version,
        runs=(run,),
        clauses=tuple(
            ClauseTold(
                standard=key[0],
                id=key[1],
                broken_and_mended=key in certificate.turned,
                confusion=_cells(counted),
            )
            for key, counted in sorted(certificate.confusion.items())
        ),
        wrong=tuple(
            WrongTold(
                scenario=scenario,
                seed=certificate.seed,
                finding=wrong.finding,
                standard=wrong.key[0],
                id=wrong.key[1],
                during=wrong.during,
                right=wrong.right,
                said=wrong.said,
                because=wrong.because,
            )
            for wrong in certificate.wrong
        ),
        without_truth=tuple(f"{key[0]}/{key[1]}" for key in sorted(certificate.without_truth)),
    )


def failed_run(
    scenario: str, seed: int, why: str, *, faults: bool, took_seconds: float
) -> Document:
    run = Run(
        scenario=scenario,
        seed=seed,
        faults=faults,
        took_seconds=round(took_seconds, 1),
        failed=why,
    )
    made_at = datetime.now(UTC).replace(microsecond=0)
    return Document(
        made_at=made_at, version="", runs=(run,), clauses=(), wrong=(), without_truth=()
    )


def merged(documents: Sequence[Document]) -> Document:
    """All runs as one; of no documents there is none."""
    by_key: dict[Key, list[ClauseTold]] = {}
    for document in documents:
        for clause in document.clauses:
            by_key.setdefault((clause.standard, clause.id), []).append(clause)
    tried = {f"{standard}/{clause}" for standard, clause in by_key}
    open_ = {key for document in documents for key in document.without_truth}
    return Document(
        made_at=max(document.made_at for document in documents),
        version=max(document.version for document in documents),
        runs=tuple(run for document in documents for run in document.runs),
        clauses=tuple(_one(key, told) for key, told in sorted(by_key.items())),
        wrong=tuple(wrong for document in documents for wrong in document.wrong),
        without_truth=tuple(sorted(open_ - tried)),
    )


def _one(key: Key, told: Sequence[ClauseTold]) -> ClauseTold:
    """What no device could say breaks a clause on one campus by its facts, and not on another."""
    both = _counted(cell for each in told for cell in each.confusion)
    return ClauseTold(
        standard=key[0],
        id=key[1],
        broken_and_mended=any(each.broken_and_mended for each in told) or both.keys() >= BOTH_WAYS,
        confusion=_cells(both),
    )


def _counted(cells: Iterable[Cell]) -> Counter[tuple[str, str]]:
    total: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        total[cell.right, cell.said] += cell.times
    return total


def _cells(counted: Counter[tuple[str, str]]) -> tuple[Cell, ...]:
    return tuple(
        Cell(right=right, said=said, times=times)
        for (right, said), times in sorted(counted.items())
    )
