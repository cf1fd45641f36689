"""What one maker's wireless controllers know: which objects, and what their rows are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from collectors.snmp import wlan_values
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import chosen

State = Callable[[Value], bool | None]


def states(meanings: Mapping[int, bool | None]) -> State:
    """The access point's state as a number of the MIB."""
    return partial(chosen, meanings=meanings)


@dataclass(frozen=True, slots=True)
class Joined:
    """A column of another table, whose rows have the number that `by` tells of each of ours."""

    table: Table
    column: Oid
    by: Oid


@dataclass(frozen=True, slots=True)
class Points:
    """A row for each access point. `lists_all` unless those that are off line are left out.

    The uptime counts in `parts_of_a_second`: TimeTicks, unless a maker does otherwise.
    """

    table: Table
    name: Oid
    state: Oid | None
    meaning: State
    stations: Oid | None = None
    lists_all: bool = True
    model: Oid | None = None
    uptime: Oid | None = None
    uptime_elsewhere: Joined | None = None
    parts_of_a_second: int = 100

    @property
    def rows(self) -> tuple[Oid, ...]:
        """The columns that make an access point: others may tell of what is none any more."""
        return tuple(it for it in (self.name, self.state, self.stations) if it is not None)


@dataclass(frozen=True, slots=True)
class Radios:
    """A row for each radio: the access point's index, then the radio's number.

    `point` names the access point where its index is another one; `radio` the radio where it is
    known by more than its number, `named_in` where that stands in another table with this index.
    `channel_elsewhere` is of radios of which `channel` tells nothing. A row of a single number is
    a radio of the agent itself.
    """

    table: Table
    utilization: Oid | None = None
    stations: Oid | None = None
    point: Oid | None = None
    radio: Oid | None = None
    named_in: Table | None = None
    channel: Oid | None = None
    channel_elsewhere: Oid | None = None
    channel_meaning: Callable[[Value], int | None] = wlan_values.channel
    noise: Oid | None = None
    noise_meaning: Callable[[Value], float | None] = wlan_values.noise


@dataclass(frozen=True, slots=True)
class Networks:
    """A row for each network, or for each place where it is on the air: such rows are added up.

    Without `name` the index is the name, its length first. `hidden` begins the names of those
    that carry access points and no stations. `radio` and `channel` are where each row is on the
    air, of an agent whose radios do not tell that themselves.
    """

    table: Table
    stations: tuple[Oid, ...]
    name: Oid | None = None
    hidden: str | None = None
    radio: Oid | None = None
    channel: Oid | None = None


@dataclass(frozen=True, slots=True)
class Summed:
    """A total that is told in parts, such as by each node of a cluster."""

    table: Table
    column: Oid


@dataclass(frozen=True, slots=True)
class Family:
    """One maker's objects. Of several totals the first that is told counts."""

    known: tuple[Oid, ...] = ()
    up: tuple[Oid | Summed, ...] = ()
    stations: tuple[Oid, ...] = ()
    licensed: tuple[Oid, ...] = ()
    points: Points | None = None
    radios: Radios | None = None
    networks: Networks | None = None

    @property
    def _counts(self) -> tuple[Oid, ...]:
        return (*self.known, *(it for it in self.up if not isinstance(it, Summed)), *self.stations)

    @property
    def scalars(self) -> tuple[Oid, ...]:
        return (*self._counts, *self.licensed)

    @property
    def _own(self) -> tuple[Table, ...]:
        parts = (self.points, self.radios, self.networks)
        summed = tuple(it.table for it in self.up if isinstance(it, Summed))
        return (*(part.table for part in parts if part is not None), *summed)

    @property
    def tables(self) -> tuple[Table, ...]:
        elsewhere = self.points.uptime_elsewhere if self.points is not None else None
        joined = (elsewhere.table,) if elsewhere is not None else ()
        names = self.radios.named_in if self.radios is not None else None
        return (*self._own, *joined, *((names,) if names is not None else ()))

    def answered(self, answers: Answers) -> bool:
        """Whether the agent knows this maker's objects at all.

        Neither a licence nor a name counts: firewalls have the one, and every agent the other.
        """
        told_any = any(isinstance(answers.scalar(oid), tuple) for oid in self._counts)
        return told_any or any(
            answers.column(table, column) for table in self._own for column in table.columns
        )
