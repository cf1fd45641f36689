"""The benchmark of judging runs, on a campus so small that it takes no time."""

from checks.judge import judge_all
from checks.verdict import CauseKind, Outcome
from tests.bench.big_campus import Size
from tests.bench.judging import Daemon, ticks

TINY = Size(switches=3, access_points=6, ups=2, gateways=4, links=2, cameras=8)


def test_the_campus_gives_every_live_clause_what_it_reads() -> None:
    daemon = Daemon(TINY)
    verdicts = judge_all(daemon.clauses, daemon.moment, {})
    live = [verdict for verdict in verdicts if verdict.clause.indicator is not None]
    assert len(live) > 500
    kinds = {verdict.cause.kind for verdict in live if verdict.cause is not None}
    assert not kinds & {CauseKind.NOT_READ, CauseKind.ERROR, CauseKind.FAILED, CauseKind.STALE}
    assert sum(verdict.outcome is Outcome.PASS for verdict in live) > len(live) / 2


def test_only_what_depends_on_a_reading_is_judged_again() -> None:
    first, nothing, repeated, runtime, speeds, many, times = ticks(Daemon(TINY))
    assert first.clauses == len(Daemon(TINY).clauses)
    assert first.transitions > first.clauses
    for quiet in (nothing, repeated):
        assert (quiet.workings, quiet.clauses, quiet.transitions) == (0, 0, 0)
    assert 0 < runtime.clauses < 10
    assert 0 < speeds.clauses < 20
    assert many.clauses < first.clauses / 10
    assert 0 < times.clauses < first.clauses / 10
