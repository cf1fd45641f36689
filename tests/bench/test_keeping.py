"""The benchmark of keeping runs, on a campus so small that it takes no time."""

from checks.kept import Keeper, Limits
from tests.bench.judging import Daemon
from tests.bench.keeping import values_of
from tests.bench.test_judging import TINY


def test_all_is_kept_once_and_then_only_what_changes() -> None:
    daemon = Daemon(TINY)
    daemon.tick("first judgement", ())
    keeper, moment = Keeper(Limits(daemon.clauses, {})), daemon.moment
    values = values_of(daemon)
    kept = keeper.due(values, moment.now_seconds, moment.at)
    assert len(kept) == sum(map(len, values.values()))
    assert keeper.due(values_of(daemon), moment.now_seconds + 1, moment.at) == []
