"""What changes would make of the truth: asked of the model, while nothing runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sim.campus import FAULT_PATH, Campus
from sim.faults import Fault
from sim.limits import Limit
from sim.steps import Change, Key, Step, joined, touched
from sim.truth import LIMITS, of_limit
from sim.worlds import Known, known


class Supposed(Campus):
    """The campus as it would be after some changes, of which nothing runs."""

    def __init__(self, campus: Campus, changes: Iterable[Change]) -> None:
        self.__dict__.update(campus.__dict__)
        self._campus = campus
        self._values = {(each.device, each.path): each.value for each in changes}
        self._faults = {
            device: Fault(str(value))
            for (device, path), value in self._values.items()
            if path == FAULT_PATH
        }

    def now(self, name: str, path: str, written: object) -> object:
        if (name, path) in self._values:
            return self._values[name, path]
        return self._campus.now(name, path, written)

    def fault(self, name: str) -> Fault:
        return self._faults.get(name) or self._campus.fault(name)

    def seconds_since(self, name: str, path: str) -> float:
        return 0.0 if (name, path) in self._values else self._campus.seconds_since(name, path)


class Noting(Campus):
    """The campus as it is; notes what was looked at: a device, and where it was a value, which."""

    def __init__(self, campus: Campus) -> None:
        self.__dict__.update(campus.__dict__)
        self._campus = campus
        self.seen: set[str | tuple[str, str]] = set()

    def now(self, name: str, path: str, written: object) -> object:
        self.seen |= {name, (name, path)}
        if (server := self.scenario.devices.found_by.get(name)) is not None:
            self.seen.add(server)
        return self._campus.now(name, path, written)

    def fault(self, name: str) -> Fault:
        self.seen.add(name)
        return self._campus.fault(name)

    def seconds_since(self, name: str, path: str) -> float:
        self.seen |= {name, (name, path)}
        return self._campus.seconds_since(name, path)


class Supposing:
    """Answers for one state of the campus. Only those quantities are worked out anew that look at
    something which changes: what a quantity did not look at cannot have changed it."""

    def __init__(self, campus: Campus) -> None:
        self.before: Mapping[Key, Known] = known(campus)
        self._campus = campus
        self._looking: dict[str | tuple[str, str], list[Limit]] = {}
        for limit in LIMITS:
            noting = Noting(campus)
            for _ in of_limit(noting, limit):
                pass
            for seen in noting.seen:
                self._looking.setdefault(seen, []).append(limit)

    def turned(self, changes: Iterable[Change]) -> dict[Key, Known]:
        """The clauses of which something else would be known, and what."""
        several = list(changes)
        touched = [c.device if c.path == FAULT_PATH else (c.device, c.path) for c in several]
        limits = {id(limit): limit for seen in touched for limit in self._looking.get(seen, ())}
        after = known(Supposed(self._campus, several), list(limits.values()))
        return {key: outcome for key, outcome in after.items() if outcome != self.before[key]}

    def step(self, cause: str, changes: tuple[Change, ...]) -> Step:
        return Step(cause, changes, self.turned(changes))

    def together(self, steps: Sequence[Step]) -> Step:
        """Several causes at once, whatever comes of it."""
        several = joined(tuple(steps), {})
        return replace(several, turns=self.turned(several.changes))

    def side_by_side(self, steps: Iterable[Step]) -> list[Step]:
        """Few steps for many: those are played in one go that have nothing to do with one another.

        Each clause has one cause then, as if they had been played one after the other.
        """
        rows: list[list[Step]] = []
        for step in sorted(steps, key=lambda step: -len(step.turns)):
            row = next((row for row in rows if self._apart(step, row)), None)
            if row is None:
                rows.append([step])
            else:
                row.append(step)
        return [replace(self.together(row), parts=tuple(row)) for row in rows]

    def _apart(self, step: Step, row: Sequence[Step]) -> bool:
        """Whether all of them turn, together, what each of them turns alone."""
        if row[0].hides != step.hides or any(step.turns.keys() & other.turns for other in row):
            return False
        taken = {each for other in row for each in touched(other)}
        devices = {each if isinstance(each, str) else each[0] for each in taken}
        mine = set(touched(step))
        if taken & mine or (step.hides and devices & {c.device for c in step.changes}):
            return False
        alone = {key: known for each in (*row, step) for key, known in each.turns.items()}
        return self.together([*row, step]).turns == alone
