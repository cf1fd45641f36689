"""An agent in memory: a `Session` whose GETBULK follows a script instead of a MIB."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.session import (
    TOO_BIG,
    Absent,
    Bulk,
    ErrorReply,
    Index,
    Number,
    Octets,
    Oid,
    Value,
    VarBind,
    by_column,
)
from collectors.snmp.subject import Answers, Table
from collectors.snmp.walk import Grid


def oid(dotted: str) -> Oid:
    return tuple(int(part) for part in dotted.split("."))


Plain = int | str | bytes | Value
Cells = Mapping[Oid, Plain]


def value(plain: Plain) -> Value:
    """A neutral value of the obvious type."""
    match plain:
        case int():
            return Number(plain)
        case str():
            return Octets(plain.encode())
        case bytes():
            return Octets(plain)
        case _:
            return plain


def answers(
    scalars: Cells | None = None,
    tables: Mapping[Table, Mapping[Index, Cells]] | None = None,
) -> Answers:
    """What an agent said, from plain values."""
    return Answers(
        {name: value(plain) for name, plain in (scalars or {}).items()},
        {
            table: Grid(
                {
                    column: {i: value(row[column]) for i, row in rows.items() if column in row}
                    for column in table.columns
                }
            )
            for table, rows in (tables or {}).items()
        },
    )


#: From the OID asked to the one that follows it; None at the end of the MIB.
Successor = Callable[[Oid], Oid | None]


def in_order(oids: Iterable[Oid]) -> Successor:
    """An honest agent."""
    ordered = sorted(oids)
    return lambda asked: next((oid for oid in ordered if oid > asked), None)


def in_this_order(*oids: Oid) -> Successor:
    """An agent that answers its objects in the order given, whatever their names."""
    following = dict(pairwise(oids))
    return lambda asked: following.get(asked, None if asked in oids else oids[0])


@dataclass
class Scripted:
    """A session with the agent that `successor` describes."""

    successor: Successor
    scalars: Mapping[Oid, Value] = field(default_factory=dict)
    objects_at_most: int = 10_000  # per reply: more is cut off, as agents may (RFC 3416)
    too_big_above: int = 10_000  # repetitions that it answers with tooBig
    silent_above: int = 10_000  # and that it does not answer
    status: ErrorReply | None = None
    empty: bool = False
    asked: list[tuple[int, int]] = field(default_factory=list)  # (columns, repetitions)

    async def get(self, oids: Sequence[Oid]) -> list[VarBind]:
        self.asked.append((len(oids), 0))
        if self.status is not None:
            raise self.status
        return [VarBind(oid, self.scalars.get(oid, Absent.NO_SUCH_OBJECT)) for oid in oids]

    async def get_bulk(
        self, columns: Sequence[Oid], after: Sequence[Index], max_repetitions: int
    ) -> Bulk:
        oids = [column + index for column, index in zip(columns, after, strict=True)]
        return by_column(columns, self._following(oids, max_repetitions))

    def _following(self, oids: Sequence[Oid], max_repetitions: int) -> list[VarBind]:
        self.asked.append((len(oids), max_repetitions))
        if self.status is not None:
            raise self.status
        if self.empty:
            return []
        if max_repetitions > self.too_big_above:
            raise ErrorReply(TOO_BIG, 0)
        if max_repetitions > self.silent_above:
            raise ProbeError(FailureKind.TIMEOUT, "no answer")
        varbinds: list[VarBind] = []
        at = list(oids)
        for _ in range(max_repetitions):
            for place, asked in enumerate(at):
                following = self.successor(asked)
                if following is None:
                    varbinds.append(VarBind(asked, Absent.END_OF_MIB_VIEW))
                    continue
                invented = Number(sum(following))
                varbinds.append(VarBind(following, self.scalars.get(following, invented)))
                at[place] = following
        return varbinds[: self.objects_at_most]
