"""What a wire is set to, and what it has done to what passed."""

from collections import Counter
from dataclasses import dataclass, field

from sim.impairment import CLEAN, Direction, Fate, Kind, Wire, fate


@dataclass(slots=True)
class Tally:
    """What came into a wire, and what was done to it, by direction."""

    datagrams: Counter[Direction] = field(default_factory=Counter)
    stream_bytes: Counter[Direction] = field(default_factory=Counter)
    done: Counter[tuple[Direction, Kind]] = field(default_factory=Counter)

    @property
    def faults(self) -> int:
        return self.done.total()

    def of(self, kind: Kind) -> int:
        """In both directions."""
        return sum(count for (_, each), count in self.done.items() if each is kind)

    def as_json(self) -> dict[str, dict[str, int]]:
        return {
            direction.value: {
                "datagrams": self.datagrams[direction],
                "stream_bytes": self.stream_bytes[direction],
                **{kind.value: self.done[direction, kind] for kind in Kind},
            }
            for direction in Direction
        }


@dataclass(slots=True)
class Line:
    """What all sockets of one wire share. Its numbers begin anew with other settings, so that
    these mean the same whatever passed before."""

    name: str
    wire: Wire = CLEAN
    tally: Tally = field(default_factory=Tally)
    connections: int = 0
    _numbers: Counter[Direction] = field(default_factory=Counter)

    def set(self, wire: Wire) -> None:
        self.wire = wire
        self.connections = 0
        self._numbers.clear()

    def next_fate(self, direction: Direction) -> Fate:
        self.tally.datagrams[direction] += 1
        self._numbers[direction] += 1
        return fate(self.wire, self.name, direction, self._numbers[direction])

    def count(self, direction: Direction, kind: Kind, times: int = 1) -> None:
        self.tally.done[direction, kind] += times
