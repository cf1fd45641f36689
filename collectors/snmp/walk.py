"""Reading many objects: GETs that survive one bad object, and walks that always end.

Agents lie about tables in every way there is, so a walk believes nothing: an OID seen twice
ends it, one outside the column ends the column, and rows, bytes and seconds are capped. Out of
order but new is accepted: real controllers (Cisco AireOS, Ruijie) answer so.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import lt

from collectors.failure import Failure, FailureKind, ProbeError
from collectors.snmp.session import (
    NO_SUCH_NAME,
    TOO_BIG,
    Absent,
    Bulk,
    ErrorReply,
    Index,
    Oid,
    Part,
    Session,
    Value,
)

#: Objects per GET: with the longest names and small values a reply stays under one Ethernet frame.
OBJECTS_PER_GET = 20
#: The next smaller max-repetitions after a reply that was too big or did not come.
SMALLER = {25: 10, 10: 5, 5: 1}
#: So long an agent is asked for what it has borne, before it is asked for more again.
BORNE_SECONDS = 3600.0

#: After these nothing comes from this agent, and what came before may be another's.
NOTHING_MORE = (FailureKind.AUTHENTICATION, FailureKind.IDENTITY_CHANGED)

#: No true reply came, though perhaps what is none, such as an earlier one a second time.
UNANSWERED = frozenset({FailureKind.TIMEOUT, FailureKind.MALFORMED_REPLY})

Rows = Mapping[Index, Mapping[Oid, Value]]
Column = Mapping[Index, Value]


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a walk ends whatever the agent says."""

    rows: int = 20_000
    octets: int = 8 * 1024 * 1024
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Grid:
    """What an agent told of a table, by column. Whoever needs whole rows has them put together."""

    columns: Mapping[Oid, Column]

    @property
    def rows(self) -> Rows:
        """In the order in which their first cells came."""
        rows: dict[Index, dict[Oid, Value]] = {}
        for column, cells in self.columns.items():
            for index, value in cells.items():
                rows.setdefault(index, {})[column] = value
        return rows

    def complete(self) -> "Grid":
        """Those of rows that have every column seen in any row: of a cut table, what it got to."""
        seen = [cells for cells in self.columns.values() if cells]
        whole = set(seen[0]).intersection(*seen[1:]) if seen else set()
        return Grid(
            {
                column: {index: value for index, value in cells.items() if index in whole}
                for column, cells in self.columns.items()
            }
        )


NO_GRID = Grid({})


@dataclass(frozen=True, slots=True)
class Walked:
    """A table; `cut_short` says why it is not the whole."""

    cells: Grid
    cut_short: Failure | None = None
    out_of_order: int = 0

    @property
    def rows(self) -> Rows:
        return self.cells.rows

    def complete_rows(self) -> Rows:
        return self.cells.complete().rows


class Cut(Exception):
    """The walk ends here, though the table does not."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.failure = Failure(kind, detail)


@dataclass(slots=True)
class Progress:
    """How far each column of one walk has come."""

    columns: Sequence[Oid]
    limits: Limits
    cells: dict[Oid, dict[Index, Value]] = field(default_factory=dict)
    at: dict[Oid, Index] = field(default_factory=dict)  # only columns that are not at their end
    octets: int = 0
    out_of_order: int = 0
    # most columns of a reply have the same indexes: whether those looked at last are rising
    _checked: Sequence[Index] = ()
    _rising: bool = True

    def __post_init__(self) -> None:
        self.at = dict.fromkeys(self.columns, ())
        self.cells = {column: {} for column in self.columns}

    def take(self, bulk: Bulk, repetitions: int) -> None:
        """Sort one reply into the columns; raises `Cut`, after what it has of other columns."""
        asked = tuple(self.at)
        if not bulk.count:
            raise Cut(FailureKind.MALFORMED_REPLY, "an empty reply to GETBULK")
        if bulk.count > len(asked) * repetitions:
            raise Cut(FailureKind.MALFORMED_REPLY, "more objects than were asked for")
        cut: Cut | None = None
        for column, part in zip(asked, bulk.parts, strict=True):
            try:
                self._take(column, part)
            except Cut as reason:
                cut = cut or reason
        if cut is not None:
            raise cut
        self.octets += bulk.octets
        if self.octets > self.limits.octets:
            raise Cut(FailureKind.TOO_LARGE, f"more than {self.limits.octets} bytes")

    def _take(self, column: Oid, part: Part) -> None:
        indexes, cells = part.indexes, self.cells[column]
        if indexes:
            if indexes is not self._checked and indexes != self._checked:
                self._rising = all(map(lt, indexes, indexes[1:]))
                self._checked = indexes
            goes_on = self._rising and self.at[column] < indexes[0] and not self.out_of_order
            if goes_on and len(cells) + len(indexes) <= self.limits.rows:
                cells.update(zip(indexes, part.values, strict=True))
            else:
                self._take_each(column, part)
            self.at[column] = indexes[-1]
        if part.ended:
            del self.at[column]

    def _take_each(self, column: Oid, part: Part) -> None:
        """What may have come before, or be too much."""
        at, cells = self.at[column], self.cells[column]
        for index, value in zip(part.indexes, part.values, strict=True):
            if not index or index in cells:
                dotted = ".".join(map(str, column + index))
                raise Cut(FailureKind.LOOPING, f"the agent answered {dotted} a second time")
            if len(cells) >= self.limits.rows:
                raise Cut(FailureKind.TOO_LARGE, f"more than {self.limits.rows} rows")
            cells[index] = value
            self.out_of_order += index < at
            at = index


class Conversation:
    """All that is read from one agent in one round; remembers how much it bears at a time."""

    def __init__(
        self, session: Session, limits: Limits | None = None, max_repetitions: int = 25
    ) -> None:
        self._session = session
        self._limits = limits or Limits()
        self.max_repetitions = max_repetitions

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Value]:
        """Every object's value; one that the agent fails on does not cost the others theirs."""
        values: dict[Oid, Value] = {}
        for start in range(0, len(oids), OBJECTS_PER_GET):
            values |= await self._get(oids[start : start + OBJECTS_PER_GET])
        return values

    async def _get(self, oids: Sequence[Oid]) -> dict[Oid, Value]:
        if not oids:
            return {}
        try:
            varbinds = await self._session.get(oids)
        except ErrorReply as error:
            if error.status == TOO_BIG and len(oids) > 1:
                middle = len(oids) // 2
                return await self._get(oids[:middle]) | await self._get(oids[middle:])
            if error.status == TOO_BIG or not 1 <= error.index <= len(oids):
                raise
            bad = error.index - 1
            refused = Absent.REFUSED
            if error.status == NO_SUCH_NAME:
                refused = Absent.NO_SUCH_OBJECT
            return {oids[bad]: refused} | await self._get([*oids[:bad], *oids[bad + 1 :]])
        if [varbind.oid for varbind in varbinds] != list(oids):
            raise ProbeError(FailureKind.MALFORMED_REPLY, "the reply names other objects")
        return {varbind.oid: varbind.value for varbind in varbinds}

    async def walk(self, columns: Sequence[Oid], rows_at_once: int = 25) -> Walked:
        """All rows of some columns of one table, all columns in each request.

        What an agent's fault leaves of the table comes back with `cut_short`; a rejected
        key or another identity is raised, for nothing more will come from this agent.
        """
        progress = Progress(columns, self._limits)
        cut: Failure | None = None
        try:
            async with asyncio.timeout(self._limits.seconds):
                while progress.at:
                    await self._step(progress, rows_at_once)
        except TimeoutError:
            cut = Failure(FailureKind.TIMEOUT, f"a walk of more than {self._limits.seconds:g} s")
        except Cut as error:
            cut = error.failure
        except ProbeError as error:
            if error.kind in NOTHING_MORE:
                raise
            cut = Failure(error.kind, error.detail)
        return Walked(Grid(progress.cells), cut, progress.out_of_order)

    async def _step(self, progress: Progress, rows_at_once: int) -> None:
        repetitions = min(rows_at_once, self.max_repetitions)
        try:
            at = progress.at
            bulk = await self._session.get_bulk(tuple(at), tuple(at.values()), repetitions)
        except ErrorReply as error:
            if error.status == TOO_BIG and self._shrink(repetitions):
                return
            if error.status != NO_SUCH_NAME:
                raise
            # the end of the MIB as SNMPv1 agents say it (RFC 1157), behind some v2c front ends
            _close(progress, error.index)
            return
        except ProbeError as error:
            if error.kind in UNANSWERED and self._shrink(repetitions):
                return
            raise
        progress.take(bulk, repetitions)

    def _shrink(self, repetitions: int) -> bool:
        """Ask for less from now on; False when it was the least already."""
        if repetitions <= 1:
            return False
        steps: Iterable[int] = (small for large, small in SMALLER.items() if large <= repetitions)
        self.max_repetitions = next(iter(steps), 1)
        return True


@dataclass(slots=True)
class Borne:
    """How many rows at a time agents bear that did not bear what they were asked for.

    It is forgotten after a while: a lost packet or two looked the same, and devices are replaced.
    """

    clock: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, int], tuple[int, float]] = field(default_factory=dict)

    def get(self, peer: tuple[str, int], most: int) -> int:
        """Repetitions to begin with, no more than `most`."""
        repetitions, until_seconds = self._kept.get(peer, (most, math.inf))
        if self.clock() >= until_seconds:
            del self._kept[peer]
            return most
        return min(repetitions, most)

    def keep(self, peer: tuple[str, int], repetitions: int, most: int) -> None:
        """What a conversation came to. What it began with stays for as long as it had."""
        known = self._kept.get(peer)
        if repetitions < (most if known is None else min(known[0], most)):
            self._kept[peer] = (repetitions, self.clock() + BORNE_SECONDS)


def _close(progress: Progress, error_index: int) -> None:
    columns = list(progress.at)
    for column in columns[error_index - 1 : error_index] if error_index else columns:
        del progress.at[column]
