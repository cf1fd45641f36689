"""A subject: which objects it needs, and the pure function from their values to readings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from collectors.reading import Quantity, Reading
from collectors.snmp.session import Absent, Index, Oid, Value
from collectors.snmp.walk import Rows


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that are walked together. Subjects that name the same table share one walk."""

    columns: tuple[Oid, ...]
    rows_at_once: int = 25


@dataclass(frozen=True, slots=True)
class Answers:
    """What one agent said in one round."""

    scalars: Mapping[Oid, Value]
    tables: Mapping[Table, Rows]

    def scalar(self, oid: Oid) -> Value:
        return self.scalars.get(oid, Absent.NO_SUCH_OBJECT)

    def rows(self, table: Table) -> Rows:
        return self.tables.get(table, {})

    def column(self, table: Table, column: Oid) -> dict[Index, Value]:
        return {index: row[column] for index, row in self.rows(table).items() if column in row}


@dataclass(frozen=True, slots=True)
class Subject:
    """One entry of an inventory's `read:`.

    `needs_whole` are the tables without which no row means anything: cut short, the subject
    gives no readings at all, not even partial ones.
    """

    name: str
    measures: tuple[Quantity, ...]
    parse: Callable[[Answers], list[Reading]]
    scalars: tuple[Oid, ...] = ()
    tables: tuple[Table, ...] = ()
    needs_whole: tuple[Table, ...] = ()


def cell(row: Mapping[Oid, Value], column: Oid) -> Value:
    """A row's value, or that the agent has none."""
    return row.get(column, Absent.NO_SUCH_INSTANCE)
