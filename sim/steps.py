"""What is done to a campus in one go, and what is known to turn by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sim.campus import FAULT_PATH, Campus
from sim.faults import Fault
from sim.worlds import Known

Key = tuple[str, str]

CAUSES_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happens to a device, and what the scenario says there; `path` is "fault"
    where it stops to answer."""

    device: str
    path: str
    value: object
    written: object

    def __str__(self) -> str:
        return f"{self.device} {self.path} = {self.value}"

    @property
    def undone(self) -> "Change":
        return Change(self.device, self.path, self.written, self.value)


@dataclass(frozen=True, slots=True)
class Step:
    """Changes that have one cause, and the clauses that they turn over, with what is known then.

    Where several steps are played side by side, `parts` are those: no two of them turn the same
    clause, so that each clause still has one cause.
    """

    cause: str
    changes: tuple[Change, ...]
    turns: Mapping[Key, Known]
    parts: tuple["Step", ...] = ()

    @property
    def hides(self) -> bool:
        """Whether something is not heard any more, which shows when the last word is too old. Of a
        gateway that is gone the broker tells at once, of its meters nobody."""
        return any(
            change.path == FAULT_PATH or change.path.endswith((".silent", ".alive"))
            for change in self.changes
        )

    def cause_of(self, key: Key) -> str:
        """Of the part that turns the clause; of a clause that nothing turns, all of them."""
        return next((part.cause for part in self.parts if key in part.turns), self.cause)


def touched(step: Step) -> Iterator[str | tuple[str, str]]:
    """What only one step may change at a time: a value, and of a fault the device."""
    for change in step.changes:
        yield change.device if change.path == FAULT_PATH else (change.device, change.path)


def joined(steps: tuple[Step, ...], turns: Mapping[Key, Known]) -> Step:
    """Several causes at once; of two that change the same thing the first counts."""
    several = {(c.device, c.path): c for step in reversed(steps) for c in step.changes}
    cause = " and ".join(step.cause for step in steps[:CAUSES_NAMED])
    if len(steps) > CAUSES_NAMED:
        cause += f" and {len(steps) - CAUSES_NAMED} more"
    return Step(cause, tuple(several.values()), turns)


def made(campus: Campus, change: Change) -> None:
    if change.path == FAULT_PATH:
        campus.set_fault(change.device, Fault(str(change.value)))
    else:
        campus.set_state(change.device, change.path, change.value)
