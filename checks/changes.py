"""When a judged outcome counts: sustain, transitions and their numbers, flapping. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from checks.flapping import Flapping, Unrest
from checks.verdict import CauseKind, Outcome, Verdict

Key = tuple[str, str, str]
ClauseKey = tuple[str, str]

#: Reasons that, just after a start, only say that we have just started.
NOT_YET = frozenset({CauseKind.NOT_READ, CauseKind.NOT_LISTENED})

#: So soon after a start a device that fails has not answered once; before it, it may have.
NOT_SINCE = NOT_YET | {CauseKind.FAILED, CauseKind.COVERAGE}


@dataclass(frozen=True, slots=True)
class Rules:
    """When the daemon started (monotonic), and the site's own, stricter windows if it has any."""

    started_seconds: float
    sustain_at_most_seconds: float | None = None
    freshness_at_most_seconds: float | None = None

    def sustain_seconds(self, verdict: Verdict) -> float:
        return _least(verdict.clause.sustain_seconds, self.sustain_at_most_seconds)

    def freshness_seconds(self, verdict: Verdict) -> float:
        return _least(verdict.clause.freshness_seconds, self.freshness_at_most_seconds)


def _least(seconds: float, at_most_seconds: float | None) -> float:
    return seconds if at_most_seconds is None else min(seconds, at_most_seconds)


@dataclass(frozen=True, slots=True)
class Standing:
    """The outcome that counts for one clause and subject, since when, and its running number."""

    outcome: Outcome
    since: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Transition:
    """A change that counts: stored once, with the verdict that caused it."""

    verdict: Verdict
    previous: Outcome | None
    previous_since: datetime | None
    number: int
    at: datetime

    @property
    def standing(self) -> Standing:
        return Standing(self.verdict.outcome, self.at, self.number)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A different outcome that has not lasted long enough to count."""

    outcome: Outcome
    since_seconds: float


@dataclass(frozen=True, slots=True)
class State:
    """All that `step` remembers between two judgements. `unrest` has only what changed lately."""

    standing: Mapping[Key, Standing] = field(default_factory=dict)
    waiting: Mapping[Key, Waiting] = field(default_factory=dict)
    unrest: Mapping[Key, Unrest] = field(default_factory=dict)
    # clauses some of whose verdicts are not what stands: they are stepped also without news
    unsettled: frozenset[ClauseKey] = frozenset()

    def outcomes(self) -> Mapping[Key, Outcome]:
        return Outcomes(self.standing)


class Outcomes(Mapping[Key, Outcome]):
    """Only the outcomes of what stands."""

    def __init__(self, standing: Mapping[Key, Standing]) -> None:
        self._standing = standing

    def __getitem__(self, key: Key) -> Outcome:
        return self._standing[key].outcome

    def __iter__(self) -> Iterator[Key]:
        return iter(self._standing)

    def __len__(self) -> int:
        return len(self._standing)


def with_subjects(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The clauses' verdicts and, after each, those of its subjects."""
    return [each for verdict in verdicts for each in (verdict, *verdict.subjects)]


def step(
    state: State, verdicts: Iterable[Verdict], now_seconds: float, at: datetime, rules: Rules
) -> tuple[State, list[Transition]]:
    """One judgement further: the new state, and the transitions that count from now on.

    The first verdict on a subject counts at once; later ones when they have lasted the
    clause's sustain. `verdicts` holds clauses and subjects alike (see `with_subjects`); those of
    a clause that was not judged anew may be left out, unless the state says it is unsettled.
    """
    standing, waiting = state.standing, dict(state.waiting)
    unrest = {key: left for key, each in state.unrest.items() if (left := each.at(at)).changes}
    transitions = []
    stepped, unsettled = set(), set()
    for verdict in verdicts:
        key = verdict.key
        stepped.add(key[:2])
        now_standing = standing.get(key)
        stands = now_standing is not None and now_standing.outcome is verdict.outcome
        if _just_started(verdict, now_standing, now_seconds, rules):
            if not stands or key in waiting:
                unsettled.add(key[:2])
            continue
        last_judged = waiting.get(key) or now_standing
        if last_judged is not None and last_judged.outcome is not verdict.outcome:
            unrest[key] = unrest.get(key, Unrest()).changed(at)
        if stands:
            waiting.pop(key, None)
            continue
        pending = waiting.get(key)
        if pending is None or pending.outcome is not verdict.outcome:
            pending = waiting[key] = Waiting(verdict.outcome, now_seconds)
        lasted_seconds = now_seconds - pending.since_seconds
        if now_standing is None or lasted_seconds >= rules.sustain_seconds(verdict):
            number = now_standing.number + 1 if now_standing else 1
            previous = now_standing.outcome if now_standing else None
            since = now_standing.since if now_standing else None
            transitions.append(Transition(verdict, previous, since, number, at))
            waiting.pop(key, None)
        else:
            unsettled.add(key[:2])
    if transitions:
        standing = {**standing, **{t.verdict.key: t.standing for t in transitions}}
    unsettled |= state.unsettled - stepped
    return State(standing, waiting, unrest, frozenset(unsettled)), transitions


def _just_started(
    verdict: Verdict, standing: Standing | None, now_seconds: float, rules: Rules
) -> bool:
    """What stood before a restart goes on standing while its readings could still be fresh."""
    if verdict.outcome is not Outcome.UNKNOWN or verdict.cause is None:
        return False
    reasons = NOT_YET if standing is None else NOT_SINCE
    running_seconds = now_seconds - rules.started_seconds
    return verdict.cause.kind in reasons and running_seconds < rules.freshness_seconds(verdict)


def with_flapping(verdicts: Sequence[Verdict], state: State) -> Sequence[Verdict]:
    """The clauses' verdicts, marked where they or their subjects are flapping; no outcome changes.
    It is the outcome as judged that flaps: sustain may keep all of it from ever counting."""
    flapping = {key: mark for key, each in state.unrest.items() if (mark := each.flapping)}
    if not flapping:
        return verdicts
    restless = {key[:2] for key in flapping}
    return [_marked(v, flapping) if v.key[:2] in restless else v for v in verdicts]


def _marked(verdict: Verdict, flapping: Mapping[Key, Flapping]) -> Verdict:
    mark = flapping.get(verdict.key)
    subjects = verdict.subjects
    if any(each.key in flapping for each in subjects):
        subjects = tuple(_marked(each, flapping) for each in subjects)
    if mark is None and subjects is verdict.subjects:
        return verdict
    return replace(verdict, flapping=mark, subjects=subjects)
