"""The newest reading per quantity, target and instance; and an honest gap where there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from checks.interpretation import Interpretations
from checks.verdict import Cause, CauseKind
from collectors.failure import Failure
from collectors.probe import ProbeResult
from collectors.reading import Quantity, Reading, Value


@dataclass(frozen=True, slots=True)
class Observation:
    """A reading with its origin and age; `value` is never None."""

    quantity: Quantity
    target: str
    instance: str
    value: float | int | str | bool
    age_seconds: float

    @property
    def number(self) -> float:
        """The value as a number; booleans count as 0 and 1. Raises ValueError for text."""
        return float(self.value)


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a reading that an indicator asked for is not there."""

    quantity: Quantity
    target: str
    instance: str
    cause: Cause


Found = Observation | Gap


@dataclass(frozen=True, slots=True)
class _Kept:
    reading: Reading
    taken_seconds: float


@dataclass(slots=True)
class _TargetState:
    """What one target's probes have said so far, for one quantity."""

    instances: dict[str, _Kept] = field(default_factory=dict)
    answered_seconds: float | None = None
    # start of the unbroken run of answered rounds, for events: how long have we listened?
    listening_since_seconds: float | None = None
    failure: Failure | None = None
    # start of the first round since we run, whatever came of it
    asked_since_seconds: float | None = None


class Ledger:
    """Collects probe results; the only mutable thing here, owned by the daemon."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str], _TargetState] = {}

    def add(self, result: ProbeResult) -> None:
        """Take in one round. A whole answer replaces what it measures; a failure takes nothing."""
        target = result.probe.target.name
        for quantity in result.probe.collector.measures:
            state = self._states.setdefault((quantity.name, target), _TargetState())
            if state.asked_since_seconds is None:
                state.asked_since_seconds = result.taken_seconds - result.duration_seconds
            state.failure = result.failure
            if result.failure is not None:
                state.listening_since_seconds = None
                continue
            state.answered_seconds = result.taken_seconds
            if state.listening_since_seconds is None:
                state.listening_since_seconds = result.taken_seconds - result.duration_seconds
            if not quantity.event:
                state.instances.clear()
        if result.failure is None:
            for reading in result.readings:
                state = self._states[(reading.quantity.name, target)]
                state.instances[reading.instance] = _Kept(reading, result.taken_seconds)

    def state(self, quantity: Quantity, target: str) -> _TargetState | None:
        return self._states.get((quantity.name, target))


@dataclass(frozen=True, slots=True)
class Readings:
    """The ledger at one moment, seen through one freshness window and one reading of the documents.

    `now_seconds` is monotonic; `at` is aware UTC, only for values that are themselves times.
    """

    ledger: Ledger
    now_seconds: float
    at: datetime
    freshness_seconds: float
    interpretations: Interpretations = field(default_factory=Interpretations)

    def find(self, quantity: Quantity, target: str, instance: str = "") -> Found:
        """One reading, or the reason why there is none."""
        state = self.ledger.state(quantity, target)
        if state is None or (state.answered_seconds is None and state.failure is None):
            return self._gap(quantity, target, instance, CauseKind.NOT_READ, "not read yet")
        kept = state.instances.get(instance)
        if kept is None:
            return self._missing(quantity, target, instance, state)
        return self._judge_kept(quantity, target, instance, kept, state)

    def all(self, quantity: Quantity, target: str) -> Mapping[str, Found]:
        """Every instance of a quantity that the target reported; empty where none is known."""
        state = self.ledger.state(quantity, target)
        names = () if state is None else tuple(state.instances)
        return {name: self.find(quantity, target, name) for name in names}

    def answers(self, quantity: Quantity, target: str) -> Gap | None:
        """None while the target answers for this quantity freshly, else why not."""
        state = self.ledger.state(quantity, target)
        if state is None or (state.answered_seconds is None and state.failure is None):
            return self._gap(quantity, target, "", CauseKind.NOT_READ, "not read yet")
        if state.answered_seconds is None or self._old(state.answered_seconds):
            return self._silent(quantity, target, "", state)
        return None

    def asked_seconds(self, quantity: Quantity, target: str) -> float:
        """How long the target has been asked, answered or not, since we run."""
        state = self.ledger.state(quantity, target)
        if state is None or state.asked_since_seconds is None:
            return 0.0
        return self.now_seconds - state.asked_since_seconds

    def listened_seconds(self, quantity: Quantity, target: str) -> float:
        """For events: how long, without a break up to now, the target has been listened to."""
        state = self.ledger.state(quantity, target)
        if state is None or state.listening_since_seconds is None:
            return 0.0
        return self.now_seconds - state.listening_since_seconds

    def _old(self, taken_seconds: float) -> bool:
        return self.now_seconds - taken_seconds > self.freshness_seconds

    def _judge_kept(
        self, quantity: Quantity, target: str, instance: str, kept: _Kept, state: _TargetState
    ) -> Found:
        if self._old(kept.taken_seconds):
            return self._silent(quantity, target, instance, state, kept)
        if kept.reading.rejected:
            return self._gap(
                quantity, target, instance, CauseKind.IMPLAUSIBLE, kept.reading.rejected
            )
        value: Value = kept.reading.value
        if value is None:
            detail = "the device says that it has none"
            return self._gap(quantity, target, instance, CauseKind.ABSENT, detail)
        age_seconds = self.now_seconds - kept.taken_seconds
        return Observation(quantity, target, instance, value, age_seconds)

    def _missing(self, quantity: Quantity, target: str, instance: str, state: _TargetState) -> Gap:
        if state.answered_seconds is None or self._old(state.answered_seconds):
            return self._silent(quantity, target, instance, state)
        detail = f"answered, but told nothing of {instance!r}" if instance else "told nothing of it"
        return self._gap(quantity, target, instance, CauseKind.ABSENT, detail)

    def _silent(
        self,
        quantity: Quantity,
        target: str,
        instance: str,
        state: _TargetState,
        kept: _Kept | None = None,
    ) -> Gap:
        """Stale, with the failure that made it so where one is known."""
        if state.failure is not None:
            detail = f"{state.failure.kind}: {state.failure.detail}"
            return self._gap(quantity, target, instance, CauseKind.FAILED, detail)
        taken = kept.taken_seconds if kept else state.answered_seconds
        age_seconds = self.now_seconds - (taken if taken is not None else self.now_seconds)
        detail = f"last read {age_seconds:.0f} s ago, more than {self.freshness_seconds:g} s"
        return self._gap(quantity, target, instance, CauseKind.STALE, detail)

    def _gap(
        self, quantity: Quantity, target: str, instance: str, kind: CauseKind, detail: str
    ) -> Gap:
        of = f"{quantity.name} of {target}" + (f" {instance}" if instance else "")
        return Gap(quantity, target, instance, Cause(kind, f"{of}: {detail}", target))
