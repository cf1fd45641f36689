"""The docket: all clauses, judged again and again, each only where its verdict may be another.

A verdict rests on the values of the clause's indicator, on the papers and the day they hold, on
how the documents are read, and, where a fail ends only past a band, on what stands. The values
are the same list as before where nothing they were worked out from is different (`workings.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from checks.clause import Clause
from checks.interpretation import Interpretations
from checks.judge import Key, Moment, judge_each
from checks.verdict import Measured, Outcome, Verdict

ClauseKey = tuple[str, str]


@dataclass(slots=True)
class _Case:
    """A clause's verdict, and what it was judged by."""

    verdict: Verdict | None = None
    measured: list[Measured] | None = None
    papers: tuple[object, ...] = ()
    failing: frozenset[Key] = frozenset()
    # what each value was judged to be, by the value's id; kept alive by `measured`
    judged: Mapping[int, Verdict] = field(default_factory=dict)


class Docket:
    """The clauses of an audit with the verdicts that still hold. One campus, one ledger."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = tuple(clauses)
        self._as_read: tuple[Clause, ...] = ()
        self._settings: tuple[object, ...] = ()
        self._cases = [_Case() for _ in self._clauses]
        self._news: dict[ClauseKey, Verdict] = {}
        self.judged = 0  # so often was a clause judged, for those who measure

    def judge(self, moment: Moment, standing: Mapping[Key, Outcome]) -> list[Verdict]:
        """Every clause, in order, as `judge_all` would have them."""
        self._read(moment)
        moment.work_out(self._as_read)
        for position, clause in enumerate(self._as_read):
            self._judge(clause, self._cases[position], moment, standing)
        return [case.verdict for case in self._cases if case.verdict is not None]

    @property
    def news(self) -> list[Verdict]:
        """Those of the clauses that were judged since `recorded` was last called."""
        return list(self._news.values())

    def recorded(self) -> None:
        """What is new so far has been stored, and is known from now on."""
        self._news.clear()

    def verdicts_of(self, keys: frozenset[ClauseKey]) -> list[Verdict]:
        """The present verdicts of these clauses, and those that are new."""
        wanted = keys | self._news.keys()
        cases = (case.verdict for case in self._cases if case.verdict is not None)
        return [verdict for verdict in cases if verdict.key[:2] in wanted]

    def _read(self, moment: Moment) -> None:
        """With other settings nothing holds; they change when a configuration does."""
        settings = (
            moment.campus,
            moment.ledger,
            moment.indicators,
            moment.own_limits,
            moment.freshness_at_most_seconds,
            moment.interpretations,
        )
        if len(settings) != len(self._settings) or not all(
            one is other or (isinstance(one, float | Interpretations) and one == other)
            for one, other in zip(settings, self._settings, strict=True)
        ):
            self._settings = settings
            self._as_read = tuple(map(moment.interpretations.as_read, self._clauses))
            self._cases = [_Case() for _ in self._clauses]

    def _judge(
        self, clause: Clause, case: _Case, moment: Moment, standing: Mapping[Key, Outcome]
    ) -> None:
        measured = moment.of_indicator(clause) if clause.indicator is not None else None
        papers = _papers(clause, moment)
        same = case.verdict is not None and case.papers == papers
        failing = _failing(clause, case.verdict, standing)
        if same and case.measured is measured and case.failing == failing:
            return
        keep = case.judged if same and case.failing == failing else {}
        case.verdict, case.judged = judge_each(clause, moment, standing, keep)
        case.measured, case.papers = measured, papers
        case.failing = _failing(clause, case.verdict, standing)
        self.judged += 1
        self._news[clause.standard, clause.id] = case.verdict


def _papers(clause: Clause, moment: Moment) -> tuple[object, ...]:
    """Those of the clause, and the day where there are any."""
    key = (clause.standard, clause.id)
    attested = moment.papers.attestations.get(key)
    waived = moment.papers.waivers.get(key)
    day: date | None = moment.today if attested or waived else None
    return (attested, waived, day)


def _failing(
    clause: Clause, verdict: Verdict | None, standing: Mapping[Key, Outcome]
) -> frozenset[Key]:
    """The subjects that stand as a fail, where it is not the limit alone that ends one."""
    if verdict is None or not clause.recover_ratio:
        return frozenset()
    each = verdict.subjects or (verdict,)
    return frozenset(v.key for v in each if standing.get(v.key) is Outcome.FAIL)
