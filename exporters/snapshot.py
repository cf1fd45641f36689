"""The audit at one moment: all that an exporter is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from checks.changes import Key, Standing
from checks.clause import Clause, Standard
from checks.indicator import Indicator
from checks.interpretation import Interpretations
from checks.papers import Papers
from checks.score import Score, score
from checks.verdict import Verdict
from collectors.failure import Failure


@dataclass(frozen=True, slots=True)
class ProbeView:
    """How one probe is doing."""

    name: str
    target: str
    collector: str
    interval_seconds: float
    rounds: int
    failure: Failure | None
    failures: Mapping[str, int]  # by kind, since the start
    duration_seconds: float
    lag_seconds: float
    restarts: int | None  # of the device, since the start; None where the probe cannot tell
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceiverView:
    """How one receiver's notices are doing."""

    name: str
    waiting: int
    delivered: int
    dead: int
    refusing: str = ""  # why it takes no notices; empty while it does


@dataclass(frozen=True, slots=True)
class TrapsView:
    """What became of datagrams where traps are listened for, and of the early polls they wanted."""

    received: Mapping[str, int]
    polls: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`verdicts` are as judged at `taken_at`; `standing` are those that count, after sustain."""

    taken_at: datetime
    site: str
    version: str
    standards: tuple[Standard, ...]
    indicators: Mapping[str, Indicator]
    verdicts: tuple[Verdict, ...]
    standing: Mapping[Key, Standing] = field(default_factory=dict)
    probes: tuple[ProbeView, ...] = ()
    receivers: tuple[ReceiverView, ...] = ()
    traps: TrapsView | None = None  # None where nobody listens
    complete: bool = False  # every probe has ended a round, so every clause had its chance
    papers: Papers = field(default_factory=Papers)  # those that were judged with, also expired
    interpretations: Interpretations = field(default_factory=Interpretations)

    @property
    def today(self) -> date:
        """The day, in UTC, on which attestations and waivers hold or have ended."""
        return self.taken_at.date()

    def score(self, standard: Standard) -> Score:
        """What the verdicts of one standard come to."""
        return score(standard, self.verdicts, self.interpretations)

    def unit(self, clause: Clause) -> str:
        """The unit of a clause's value and limit; empty where it has none."""
        indicator = self.indicators.get(clause.indicator or "")
        return indicator.unit if indicator else clause.unit or ""
