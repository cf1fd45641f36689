"""The ledger: what every target has said so far of every quantity, and what of it is new."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from checks.taken import Now, Taken
from checks.windows import Windows
from collectors.failure import Failure
from collectors.probe import Probe, ProbeResult
from collectors.reading import Quantity, Series, Value

Told = dict[str, Value]


@dataclass(slots=True, eq=False)
class State:
    """What one target's probes have said so far of one quantity.

    `told` are the newest values by instance, None where the target has none or what it said was
    `rejected`. Of a state they all come from the last answered round, `taken`; of an event each
    from its own, in `heard`. A campus has a million: they are kept bare.
    """

    event: bool = False
    told: Told = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)  # by instance, why
    taken: Taken | None = None
    heard: dict[str, Taken] = field(default_factory=dict)
    answered_seconds: float | None = None
    # start of the unbroken run of answered rounds, for events: how long have we listened?
    listening_since_seconds: float | None = None
    failure: Failure | None = None
    # start of the first round since we run, whatever came of it; None: nothing asks for it
    asked_since_seconds: float | None = None
    # numbers of the rounds that last touched it, and last made it say something else
    touched: int = 0
    changed: int = 0

    @property
    def asked(self) -> bool:
        return self.asked_since_seconds is not None


class Ledger:
    """Collects probe results; the only thing here that readings change, owned by the daemon."""

    def __init__(self) -> None:
        self.now = Now()
        self.rounds = 0
        self.states: dict[tuple[str, str], State] = {}
        self.windows = Windows(self.now)
        self._touched: dict[State, None] = {}  # oldest first
        self._expected: set[tuple[str, str]] = set()

    def expect(self, probes: Iterable[Probe]) -> None:
        """These will run: what they measure is not read yet, which is not the same as never."""
        self._expected |= {
            (quantity.name, probe.target.name) for probe in probes for quantity in probe.measures
        }

    def expects(self, quantity: Quantity, target: str) -> bool:
        return (quantity.name, target) in self._expected

    def add(self, result: ProbeResult) -> None:
        """Take in one round. A whole answer replaces what it measures; a failure takes nothing."""
        self.rounds += 1
        self.windows.add(result)
        target = result.probe.target.name
        self._note(self.of_target(target), changed=not self.of_target(target).asked)
        self.of_target(target).asked_since_seconds = result.taken_seconds
        for quantity in result.probe.measures:
            state = self.state(quantity, target)
            series = result.told.get(quantity.name) or Series(quantity)
            self._note(state, self._take(state, result, series))

    def _note(self, state: State, changed: bool) -> None:
        state.touched = self.rounds
        if changed:
            state.changed = self.rounds
        self._touched.pop(state, None)
        self._touched[state] = None

    def _take(self, state: State, result: ProbeResult, series: Series) -> bool:
        """Whether the state says anything else than before, but for when it said so."""
        event, told, rejected = series.quantity.event, series.values, series.rejected
        began_seconds = result.taken_seconds - result.duration_seconds
        changed = not state.asked or state.failure != result.failure
        if state.asked_since_seconds is None:
            state.asked_since_seconds, state.event = began_seconds, event
        state.failure = result.failure
        if result.failure is not None:
            state.listening_since_seconds = None
            return changed
        state.answered_seconds = result.taken_seconds
        if state.listening_since_seconds is None:
            state.listening_since_seconds = began_seconds
        if event:
            state.told.update(told)
            state.rejected = {n: why for n, why in state.rejected.items() if n not in told}
            state.rejected |= rejected
            for instance in told:
                state.heard.setdefault(
                    instance, Taken(0.0, self.now)
                ).seconds = result.taken_seconds
            return changed or bool(told)  # when an event came is what it says
        first = state.taken is None
        if state.taken is None:
            state.taken = Taken(0.0, self.now)
        state.taken.seconds = result.taken_seconds
        same = not first and state.told == told and state.rejected == rejected
        # also where it is the same: whoever remembers the round has it already, and once is enough
        state.told, state.rejected = told, rejected
        return changed or not same

    def state(self, quantity: Quantity, target: str) -> State:
        """One that nothing asks for is empty, and becomes another when something does."""
        return self._state((quantity.name, target))

    def of_target(self, target: str) -> State:
        """Asked as soon as a probe of the target has ended a round, whatever it reads."""
        return self._state(("", target))

    def _state(self, key: tuple[str, str]) -> State:
        state = self.states.get(key)
        if state is None:
            state = self.states[key] = State()
        return state

    def touched_since(self, rounds: int) -> Iterator[State]:
        """States of which a round after that many has spoken, the newest first."""
        for state in reversed(self._touched):
            if state.touched <= rounds:
                return
            yield state
