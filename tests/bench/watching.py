"""What a daemon's own metrics and the kernel say of it, minute by minute."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: Only these lines are parsed: of a big campus the exposition has hundreds of thousands.
PROBE_LINE = re.compile(
    r"campus_probe_(rounds_total|failures_total|lag_seconds|duration_seconds)"
    r'\{[^}]*\bprobe="((?:[^"\\]|\\.)*)"[^}]*\} (\S+)'
)
LOOP_LAG_LINE = re.compile(r"campus_\w*loop_lag\w*(?:\{[^}]*\})? (\S+)")


@dataclass(frozen=True, slots=True)
class Scrape:
    """One look at /metrics, by probe; the event loop's lag is None where the daemon tells none."""

    rounds: Mapping[str, float]
    failures: Mapping[str, float]
    lag_seconds: Mapping[str, float]
    took_seconds: Mapping[str, float]
    loop_lag_seconds: float | None

    @classmethod
    def of(cls, exposition: str) -> "Scrape":
        found: dict[str, dict[str, float]] = {}
        for name, probe, value in PROBE_LINE.findall(exposition):
            of_name = found.setdefault(name, {})
            of_name[probe] = of_name.get(probe, 0.0) + float(value)  # failures: of all kinds
        loop_lags = [float(value) for value in LOOP_LAG_LINE.findall(exposition)]
        return cls(
            found.get("rounds_total", {}),
            found.get("failures_total", {}),
            found.get("lag_seconds", {}),
            found.get("duration_seconds", {}),
            max(loop_lags, default=None),
        )


@dataclass(slots=True)
class Window:
    """What became of the probes between its first scrape and its last."""

    before: Scrape
    interval_seconds: float
    seconds: float = 0.0
    last: Scrape | None = None
    late_seconds: dict[str, float] = field(default_factory=dict)  # began so late, at most
    took_seconds: dict[str, float] = field(default_factory=dict)
    ended_seconds: dict[str, float] = field(default_factory=dict)  # after they were due
    loop_lag_seconds: float | None = None

    def add(self, scrape: Scrape, seconds: float) -> None:
        """`seconds` have passed since the beginning."""
        self.last, self.seconds = scrape, seconds
        for probe, late in scrape.lag_seconds.items():
            if scrape.rounds[probe] == self.before.rounds.get(probe):
                continue  # a round of before
            took = scrape.took_seconds[probe]
            for most, value in (
                (self.late_seconds, late),
                (self.took_seconds, took),
                (self.ended_seconds, late + took),
            ):
                most[probe] = max(value, most.get(probe, 0.0))
        if scrape.loop_lag_seconds is not None:
            self.loop_lag_seconds = max(scrape.loop_lag_seconds, self.loop_lag_seconds or 0.0)

    @property
    def done(self) -> float:
        """Rounds that ended."""
        return 0.0 if self.last is None else more(self.before.rounds, self.last.rounds)

    @property
    def failed(self) -> float:
        return 0.0 if self.last is None else more(self.before.failures, self.last.failures)

    @property
    def outside(self) -> list[str]:
        """Probes that ended a round after the next was due, or missed one. A round at each edge
        may count on the other side of it."""
        rounds = self.last.rounds if self.last is not None else {}
        at_least = self.seconds // self.interval_seconds - 1
        return [
            probe
            for probe, count in rounds.items()
            if self.ended_seconds.get(probe, 0.0) > self.interval_seconds
            or count - self.before.rounds.get(probe, 0.0) < at_least
        ]


def more(before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """By how much the counts of all have grown."""
    return sum(value - before.get(probe, 0.0) for probe, value in after.items())


def at_ratio(values: Iterable[float], ratio: float) -> float:
    """The value below which so many lie; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * ratio), len(ordered) - 1)] if ordered else 0.0
