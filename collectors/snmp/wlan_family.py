"""What one maker's wireless controllers know: which objects, and what their rows are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import chosen

State = Callable[[Value], bool | None]


def states(meanings: Mapping[int, bool | None]) -> State:
    """The access point's state as a number of the MIB."""
    return partial(chosen, meanings=meanings)


@dataclass(frozen=True, slots=True)
class Points:
    """A row for each access point. `lists_all` unless those that are off line are left out."""

    table: Table
    name: Oid
    state: Oid | None
    meaning: State
    stations: Oid | None = None
    lists_all: bool = True


@dataclass(frozen=True, slots=True)
class Radios:
    """A row for each radio: the access point's index, then the radio's number.

    `point` names the access point where its index is another one; `radio` the radio where it is
    known by more than its number. A row of a single number is a radio of the agent itself.
    """

    table: Table
    utilization: Oid | None
    stations: Oid | None = None
    point: Oid | None = None
    radio: Oid | None = None


@dataclass(frozen=True, slots=True)
class Networks:
    """A row for each network, or for each place where it is on the air: such rows are added up.

    Without `name` the index is the name, its length first. `hidden` begins the names of those
    that carry access points and no stations.
    """

    table: Table
    stations: tuple[Oid, ...]
    name: Oid | None = None
    hidden: str | None = None


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
    points: Points | None = None
    radios: Radios | None = None
    networks: Networks | None = None

    @property
    def scalars(self) -> tuple[Oid, ...]:
        return (*self.known, *(it for it in self.up if not isinstance(it, Summed)), *self.stations)

    @property
    def tables(self) -> tuple[Table, ...]:
        parts = (self.points, self.radios, self.networks)
        summed = tuple(it.table for it in self.up if isinstance(it, Summed))
        return (*(part.table for part in parts if part is not None), *summed)

    def answered(self, answers: Answers) -> bool:
        """Whether the agent knows this maker's objects at all."""
        told_any = any(isinstance(answers.scalar(oid), tuple) for oid in self.scalars)
        return told_any or any(
            answers.column(table, column) for table in self.tables for column in table.columns
        )
