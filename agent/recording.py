"""Keeps what the auditor knew, so that an audit can be done again: facts, and values on change."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any, Final

from agent import clock
from agent.config import Configuration
from agent.store.history import SEEN_SECONDS
from agent.store.store import Store
from checks.clause import Clause
from checks.judge import Moment
from checks.kept import Keeper, Limits, ValueKey
from checks.verdict import Measured

#: Old values are removed so often.
PRUNE_SECONDS: Final = 6 * 3600.0


class Recorder:
    """One run of the daemon, written down as it goes."""

    def __init__(
        self, store: Store, configuration: Configuration, clauses: Iterable[Clause]
    ) -> None:
        self._store = store
        self._configuration = configuration
        self._bound = [clause for clause in clauses if clause.indicator is not None]
        limits = Limits(self._bound, configuration.clause_rules.own_limits)
        self._keeper = Keeper(limits)
        self._run: int | None = None
        self._seen_seconds = self._pruned_seconds = float("-inf")

    async def begin(self, at: datetime) -> None:
        """From now on the configuration is in force and somebody watches."""
        history = self._store.history
        await history.add_facts(facts_document(self._configuration), at)
        self._run = await history.begin_run(at, version("campus-auditor"))

    async def keep(self, moment: Moment) -> None:
        """After a judgement: the values that are due, and now and then that we still run."""
        if self._run is None:
            await self.begin(moment.at)
        assert self._run is not None  # noqa: S101 - begun above
        due = self._keeper.due(self._values(moment), moment.now_seconds, moment.at)
        if due or moment.now_seconds - self._seen_seconds >= SEEN_SECONDS:
            await self._store.history.record(self._run, moment.at, due)
            self._seen_seconds = moment.now_seconds
        if moment.now_seconds - self._pruned_seconds >= PRUNE_SECONDS:
            self._pruned_seconds = moment.now_seconds
            days = timedelta(days=self._configuration.store.values_days)
            await self._store.history.prune(moment.at - days)

    async def end(self) -> None:
        """Until now somebody watched."""
        if self._run is not None:
            await self._store.history.record(self._run, clock.now_utc(), ())

    def _values(self, moment: Moment) -> dict[ValueKey, Sequence[Measured]]:
        return {
            (str(clause.indicator), moment.freshness_seconds(clause)): moment.of_indicator(clause)
            for clause in self._bound
        }


def facts_document(configuration: Configuration) -> dict[str, Any]:
    """All that a judgement rests on beside readings and clauses, as plain JSON values."""
    audit, rules = configuration.audit, configuration.clause_rules
    return {
        "site": configuration.site.name,
        "profiles": list(configuration.site.profiles),
        "freshness_at_most_seconds": audit.freshness_at_most_seconds,
        "interpretations": dict(audit.interpretations),
        "own_limits": [
            [*key, limit.model_dump(exclude_none=True)] for key, limit in rules.own_limits.items()
        ],
        "waivers": [
            {
                "standard": each.standard,
                "clause": each.clause,
                "subject": each.subject,
                "owner": each.owner,
                "reason": each.reason,
                "ends_on": each.ends_on.isoformat(),
            }
            for each in rules.waivers
        ],
        "campus": configuration.campus.model_dump(mode="json", exclude_defaults=True),
    }
