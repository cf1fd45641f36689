"""The newest reading per quantity, target and instance; and an honest gap where there is none."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from checks.interpretation import Interpretations
from checks.ledger import Ledger, State
from checks.taken import Taken
from checks.verdict import Cause, CauseKind
from checks.windowed import Windowed
from checks.windows import Window
from checks.workings import Frame, Workings
from collectors.failure import Failure
from collectors.reading import Quantity, Value
from collectors.record import record

Of = TypeVar("Of")
Result = TypeVar("Result")

RECOMMENDED = Interpretations()


class Observation(NamedTuple):
    """A reading with its origin and when it was taken; `value` is never None."""

    quantity: Quantity
    target: str
    instance: str
    value: float | int | str | bool
    taken: Taken

    @property
    def number(self) -> float:
        """The value as a number; booleans count as 0 and 1. Raises ValueError for text."""
        return float(self.value)

    @property
    def age_seconds(self) -> float:
        return self.taken.age_seconds


#: What `Observation(…)` does, without its keywords: there are hundreds of thousands of them.
_new = tuple.__new__


@record
class Gap:
    """Why a reading that an indicator asked for is not there."""

    quantity: Quantity
    target: str
    instance: str
    cause: Cause
    taken: None = None  # nothing was


Found = Observation | Gap


class Readings:
    """The ledger at one moment, seen through one freshness window and one reading of the documents.

    `now_seconds` is monotonic; `at` is aware UTC, only for values that are themselves times.
    Whatever is asked here is written down, so that what was worked out from it is worked out
    again when the answer may be another (see `workings.py`). Words about a gap name moments,
    not durations: they stay true while time passes.
    """

    __slots__ = (
        "_at",
        "_frame",
        "_now_seconds",
        "_states",
        "_window_seconds",
        "_workings",
        "interpretations",
        "ledger",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - all that a reading is seen through
        self,
        ledger: Ledger,
        now_seconds: float,
        at: datetime,
        freshness_seconds: float,
        interpretations: Interpretations = RECOMMENDED,
        workings: Workings | None = None,
    ) -> None:
        ledger.now.seconds = now_seconds
        self.ledger = ledger
        self._states = ledger.states
        self._window_seconds = freshness_seconds
        self.interpretations = interpretations
        self._now_seconds = now_seconds
        self._at = at
        self._workings = Workings() if workings is None else workings
        self._frame = Frame()

    @property
    def freshness_seconds(self) -> float:
        """How old a reading may be."""
        self._frame.any_window = False
        return self._window_seconds

    @property
    def at(self) -> datetime:
        """The present moment; what reads it is worked out again at every judgement."""
        self._frame.reads_time = True
        return self._at

    @property
    def now_seconds(self) -> float:
        """As `at`, monotonic."""
        self._frame.reads_time = True
        return self._now_seconds

    @property
    def today(self) -> date:
        """The present day, in UTC."""
        self._frame.reads_day = True
        return self._at.date()

    def part(self, work_out: Callable[[Of, "Readings"], Result], of: Of) -> Result:
        """`work_out(of, readings)`, kept for every indicator that needs the same part, and until
        what it looked at says something else. `of` is a fact of the campus, some, or a name."""
        if isinstance(of, str):
            of_key: Hashable = of
        elif isinstance(of, tuple):
            of_key = tuple(map(id, of))
        else:
            of_key = id(of)
        key = (work_out, of_key)
        working = self._workings.get(key, of, self._window_seconds)
        self._frame.parts.append(working)
        if (
            working.void
            and (narrower := self._workings.of_narrower(key, self._window_seconds)) is not None
        ):
            frame = Frame()
            frame.parts.append(narrower)
            self._workings.settle(working, narrower.value, frame)
        elif working.void:
            outer, frame = self._frame, Frame()
            self._frame, ended = frame, False
            try:
                value = work_out(of, self)
                ended = True
            finally:
                self._frame = outer
                if not ended:  # it raised: its caller looked at that
                    outer.take_over(frame)
            self._workings.settle(working, value, frame)
        self._frame.any_window &= working.any_window
        result: Result = working.value
        return result

    def find(self, quantity: Quantity, target: str, instance: str = "") -> Found:
        """One reading, or the reason why there is none."""
        state = self._states.get((quantity.name, target))
        if state is None:
            state = self.ledger.state(quantity, target)
        self._frame.states.add(state)
        value = state.told.get(instance)
        if value is None and instance not in state.told:
            return self._missing(quantity, target, instance, state)
        taken = state.taken or state.heard[instance]
        if self._now_seconds - taken.seconds > self._window_seconds:
            return self._silent(quantity, target, instance, state, taken.seconds)
        if value is None:
            rejected = state.rejected.get(instance)
            detail = rejected or "the device says that it has none"
            kind = CauseKind.IMPLAUSIBLE if rejected else CauseKind.ABSENT
            return self._gap(quantity, target, instance, kind, detail)
        return _new(Observation, (quantity, target, instance, value, taken))

    def several(
        self, quantity: Quantity, target: str, instances: Iterable[str]
    ) -> tuple[Found, ...]:
        """What `find` finds of each."""
        state = self._state(quantity, target)
        told, taken = state.told, state.taken
        if taken is None or self._old(taken.seconds):
            return tuple(self.find(quantity, target, name) for name in instances)
        return tuple([
            self.find(quantity, target, name)
            if (value := told.get(name)) is None
            else _new(Observation, (quantity, target, name, value, taken))
            for name in instances
        ])  # fmt: skip

    def all(self, quantity: Quantity, target: str) -> Mapping[str, Found]:
        """Every instance of a quantity that the target reported; empty where none is known."""
        state = self._state(quantity, target)
        founds = self.several(quantity, target, state.told)
        return dict(zip(state.told, founds, strict=True))

    def names(self, quantity: Quantity, target: str) -> Mapping[str, object]:
        """The instances that the target reported, fresh or not."""
        return self._state(quantity, target).told

    def fresh(self, quantity: Quantity, target: str) -> Mapping[str, Value]:
        """What was told freshly by instance, for those who look at thousands of them; where that is
        None, or nothing, `find` tells the reason."""
        state = self._state(quantity, target)
        return {} if state.taken is None or self._old(state.taken.seconds) else state.told

    def asked(self, quantity: Quantity, target: str) -> bool:
        """Whether a probe that reads the quantity has ended a round, well or not."""
        return self._state(quantity, target).asked

    def asks(self, quantity: Quantity, target: str) -> bool:
        """The same, or a probe that is to run will read it."""
        return self.asked(quantity, target) or self.ledger.expects(quantity, target)

    def asked_anything(self, target: str) -> bool:
        """Whether any probe of the target has ended a round."""
        state = self.ledger.of_target(target)
        self._frame.states.add(state)
        return state.asked

    def failure(self, quantity: Quantity, target: str) -> Failure | None:
        """Of the last round."""
        return self._state(quantity, target).failure

    def window(self, windowed: Windowed, target: str, instance: str = "") -> Window | Gap:
        """The days behind us of one value, as long as it is told freshly; else why it is not.
        Days move slowly: what was made of them holds for some minutes, whatever rounds come."""
        window = self.ledger.windows.window(windowed, target, instance, self._at)
        if window is not None and not self._old(window.taken.seconds):
            stale_seconds = window.taken.seconds + self._window_seconds
            look_seconds = self._now_seconds + self._workings.days_seconds
            self._frame.until_seconds.append(min(look_seconds, stale_seconds))
            return window
        return self._untold(windowed, target, instance, window)

    def _untold(self, windowed: Windowed, target: str, instance: str, window: Window | None) -> Gap:
        """As of the reading that it comes from, and where that is there, of the value itself."""
        for quantity in windowed.reads:
            found = self.find(quantity, target, instance)
            if isinstance(found, Gap) and self.asked(quantity, target):
                return Gap(windowed.quantity, target, instance, found.cause)
        if window is None:
            detail = "not seen yet"
            return self._gap(windowed.quantity, target, instance, CauseKind.NOT_READ, detail)
        since = self._moment(window.taken.seconds)
        detail = f"last seen at {since}, more than {self.freshness_seconds:g} s ago"
        return self._gap(windowed.quantity, target, instance, CauseKind.STALE, detail)

    def answers(self, quantity: Quantity, target: str) -> Gap | None:
        """None while the target answers for this quantity freshly, else why not."""
        state = self._state(quantity, target)
        if state.answered_seconds is None and state.failure is None:
            return self._gap(quantity, target, "", CauseKind.NOT_READ, "not read yet")
        if state.answered_seconds is None or self._old(state.answered_seconds):
            return self._silent(quantity, target, "", state, state.answered_seconds)
        return None

    def asked_since(self, quantity: Quantity, target: str) -> "Since":
        """Since when the target has been asked, answered or not, while we run."""
        return self._since(self._state(quantity, target).asked_since_seconds)

    def listened_since(self, quantity: Quantity, target: str) -> "Since":
        """For events: since when, without a break up to now, the target has been listened to."""
        return self._since(self._state(quantity, target).listening_since_seconds)

    def _since(self, seconds: float | None) -> "Since":
        if seconds is None:
            return Since(None, enough=False)
        enough = self._now_seconds - seconds >= self.freshness_seconds
        if not enough:
            self._frame.until_seconds.append(seconds + self.freshness_seconds)
        return Since(self._moment(seconds), enough)

    def _moment(self, seconds: float) -> str:
        moment = self._at - timedelta(seconds=self._now_seconds - seconds)
        return f"{moment:%Y-%m-%d %H:%M:%S} UTC"

    def _state(self, quantity: Quantity, target: str) -> State:
        state = self._states.get((quantity.name, target)) or self.ledger.state(quantity, target)
        self._frame.states.add(state)
        return state

    def _old(self, taken_seconds: float) -> bool:
        old = self._now_seconds - taken_seconds > self._window_seconds
        if old:
            self._frame.any_window = False
        return old

    def _missing(self, quantity: Quantity, target: str, instance: str, state: State) -> Gap:
        if state.answered_seconds is None and state.failure is None:
            return self._gap(quantity, target, instance, CauseKind.NOT_READ, "not read yet")
        if state.answered_seconds is None or self._old(state.answered_seconds):
            return self._silent(quantity, target, instance, state, state.answered_seconds)
        detail = f"answered, but told nothing of {instance!r}" if instance else "told nothing of it"
        return self._gap(quantity, target, instance, CauseKind.ABSENT, detail)

    def _silent(
        self,
        quantity: Quantity,
        target: str,
        instance: str,
        state: State,
        taken_seconds: float | None,
    ) -> Gap:
        """Stale, with the failure that made it so where one is known."""
        self._frame.any_window = False
        if state.failure is not None or taken_seconds is None:
            failure = state.failure
            detail = f"{failure.kind}: {failure.detail}" if failure else "not read yet"
            return self._gap(quantity, target, instance, CauseKind.FAILED, detail)
        since = self._moment(taken_seconds)
        detail = f"last read at {since}, more than {self.freshness_seconds:g} s ago"
        return self._gap(quantity, target, instance, CauseKind.STALE, detail)

    def _gap(
        self, quantity: Quantity, target: str, instance: str, kind: CauseKind, detail: str
    ) -> Gap:
        of = f"{target} {instance}" if instance else target
        words = f"{quantity.name} of {of}: {detail}"
        return Gap(quantity, target, instance, Cause(kind, words, target))


class Since(NamedTuple):
    """A moment in words, None where there is none; `enough`: as long ago as readings are fresh."""

    moment: str | None
    enough: bool
