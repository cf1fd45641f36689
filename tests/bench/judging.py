"""How much CPU it takes to judge a big campus: from nothing, and after a change.

    python -m tests.bench.judging [--scale RATIO] [--runs COUNT]

A synthetic campus of 3,000 switches with 52 ports, 15,000 access points behind controllers and
500 UPS (`big_campus.py`) is judged by all clauses of all standards. Beside it runs a reference,
a bare Python pass that adds up every value the ledger holds, in the same process and minute;
all figures are given as CPU seconds and as a ratio to that pass. The ratios are what can be
compared between machines and from one day to the next.
"""

import argparse
import gc
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

import click

from agent.garbage import left_for_later
from checks.changes import Rules, State, step, with_subjects
from checks.clause import Clause, load_standards
from checks.docket import Docket
from checks.indicators import INDICATORS
from checks.judge import Moment, judge_all
from checks.ledger import Ledger
from checks.verdict import Verdict
from checks.workings import Workings
from collectors.probe import ProbeResult
from tests.bench.big_campus import FULL, Size, campus_of, rounds_of, switch_round, ups_round
from tests.builders import AT, NOW_SECONDS

MOVING_SECONDS, DAYS_SECONDS = 10.0, 300.0  # as the daemon has them


@dataclass(frozen=True, slots=True)
class Tick:
    """One judgement of the daemon: what it cost, and how much of the audit it touched."""

    what: str
    cpu_seconds: float
    workings: int
    clauses: int
    transitions: int


class Daemon:
    """What the daemon keeps between two judgements, and its clock."""

    def __init__(self, size: Size) -> None:
        self.clauses: list[Clause] = [c for s in load_standards().values() for c in s.clauses]
        self.ledger = Ledger()
        campus = campus_of(size)
        for result in rounds_of(campus, size):
            self.ledger.add(result)
        self.readings = sum(len(state.told) for state in self.ledger.touched_since(0))
        self.docket = Docket(self.clauses)
        self.moment = Moment(
            campus,
            self.ledger,
            NOW_SECONDS,
            AT,
            INDICATORS,
            workings=Workings(MOVING_SECONDS, DAYS_SECONDS),
        )
        self.state = State()
        self.rules = Rules(NOW_SECONDS)

    def from_cold(self) -> tuple[Moment, list[Verdict]]:
        """All that a judgement leaves behind, as the daemon keeps it."""
        moment = replace(self.moment, workings=Workings())
        return moment, judge_all(self.clauses, moment, {})

    def reference(self) -> float:
        """Touches every reading once, in plain Python."""
        return sum(
            float(value)
            for state in self.ledger.touched_since(0)
            for value in state.told.values()
            if isinstance(value, float | int)
        )

    def tick(self, what: str, news: Iterable[ProbeResult], passed_seconds: float = 1.0) -> Tick:
        """Time passes, rounds end, and all is judged and stepped as the daemon does."""
        now_seconds = self.moment.now_seconds + passed_seconds
        at = self.moment.at + timedelta(seconds=passed_seconds)
        self.moment = replace(self.moment, now_seconds=now_seconds, at=at)
        rounds = [replace(result, taken_seconds=now_seconds) for result in news]
        worked_out, judged = self.moment.workings.worked_out, self.docket.judged
        transitions = 0

        def judge() -> None:
            nonlocal transitions
            for result in rounds:
                self.ledger.add(result)
            self.docket.judge(self.moment, self.state.outcomes())
            verdicts = with_subjects(self.docket.verdicts_of(self.state.unsettled))
            self.state, changes = step(self.state, verdicts, now_seconds, at, self.rules)
            self.docket.recorded()
            transitions = len(changes)

        cpu_seconds = cpu_of(judge)
        return Tick(
            what,
            cpu_seconds,
            self.moment.workings.worked_out - worked_out,
            self.docket.judged - judged,
            transitions,
        )


def cpu_of(run: Callable[[], object]) -> float:
    """With the cyclic collector at rest, as the daemon judges; nor is it part of judging to throw
    away what came of it."""
    gc.collect()
    with left_for_later():
        began_seconds = time.process_time()
        kept = run()
        cpu_seconds = time.process_time() - began_seconds
        del kept
        return cpu_seconds


def median_of(run: Callable[[], object], runs: int) -> float:
    return statistics.median(cpu_of(run) for _ in range(runs))


def ticks(daemon: Daemon) -> list[Tick]:
    """The first judgement, then one change after the other, each a second after the last."""
    slow = dict.fromkeys([f"GE{n + 1}" for n in range(3)], 100_000_000)
    return [
        daemon.tick("first judgement, with its transitions", ()),
        daemon.tick("nothing is new", ()),
        daemon.tick("a switch repeats itself", [switch_round(1)]),
        daemon.tick("one runtime changes", [ups_round(1, runtime_seconds=28_000.0)]),
        daemon.tick(
            "three port speeds change", [switch_round(1, interface_speed_bits_per_second=slow)]
        ),
        daemon.tick("50 switches repeat themselves", [switch_round(n) for n in range(50, 100)]),
        daemon.tick("values that are times have moved", (), MOVING_SECONDS),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scale", type=float, default=1.0, help="of the campus; 1 is the whole")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    daemon = Daemon(FULL.scaled(given.scale))
    live = sum(1 for clause in daemon.clauses if clause.indicator is not None)
    click.echo(f"Python {platform.python_version()}, {len(daemon.clauses)} clauses, {live} live,"
          f" {daemon.readings} readings")  # fmt: skip
    reference_seconds = median_of(daemon.reference, given.runs)
    line("one pass over all readings, the reference", reference_seconds, reference_seconds)
    line("all clauses from nothing", median_of(daemon.from_cold, given.runs), reference_seconds)
    for each in ticks(daemon):
        touched = (
            f"{each.workings} workings, {each.clauses} clauses, {each.transitions} transitions"
        )
        line(each.what, each.cpu_seconds, reference_seconds, touched)
    click.echo(
        f"peak resident: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"
    )


def line(what: str, cpu_seconds: float, reference_seconds: float, touched: str = "") -> None:
    ratio = cpu_seconds / reference_seconds
    click.echo(f"{what:42} {cpu_seconds:8.4f} s {ratio:8.2f} x  {touched}")


if __name__ == "__main__":
    main()
