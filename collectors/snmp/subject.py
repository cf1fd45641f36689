"""A subject: which objects it needs, and the pure function from their values to readings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from collectors.reading import Quantity, Reading
from collectors.snmp.session import Absent, Oid, Value
from collectors.snmp.walk import NO_GRID, Column, Grid, Rows


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that are walked together. Subjects that name the same table share one walk.

    A maker's own table is walked where sysObjectID is below one of `only_of`, or says nothing.
    """

    columns: tuple[Oid, ...]
    rows_at_once: int = 25
    only_of: tuple[Oid, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What one agent said in one round."""

    scalars: Mapping[Oid, Value]
    tables: Mapping[Table, Grid]
    cut: frozenset[Table] = frozenset()

    def scalar(self, oid: Oid) -> Value:
        return self.scalars.get(oid, Absent.NO_SUCH_OBJECT)

    def rows(self, table: Table) -> Rows:
        return self.tables.get(table, NO_GRID).rows

    def whole(self, table: Table) -> bool:
        """Whether the table's rows are all of them: what is cut short counts nothing."""
        return table in self.tables and table not in self.cut

    def column(self, table: Table, column: Oid) -> Column:
        return self.tables.get(table, NO_GRID).columns.get(column, {})


@dataclass(frozen=True, slots=True)
class Subject:
    """One entry of an inventory's `read:`.

    `needs_whole` are the tables without which no row means anything: cut short, the subject
    gives no readings at all, not even partial ones.
    """

    name: str
    measures: tuple[Quantity, ...]
    parse: Callable[[Answers], Sequence[Reading]]
    scalars: tuple[Oid, ...] = ()
    tables: tuple[Table, ...] = ()
    needs_whole: tuple[Table, ...] = ()


#: Of a cell that the agent did not tell.
NONE = Absent.NO_SUCH_INSTANCE


def cell(row: Mapping[Oid, Value], column: Oid) -> Value:
    """A row's value, or that the agent has none."""
    return row.get(column, NONE)
