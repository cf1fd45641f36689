"""What an SNMP engine must give: neutral values, and one exchange at a time.

No type of any SNMP library appears above this line; another engine replaces the present one by
offering a `Session`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple, Protocol

from collectors.failure import FailureKind, ProbeError
from collectors.record import record

Oid = tuple[int, ...]
#: What follows the column in an instance's name.
Index = tuple[int, ...]


class Kind(Enum):
    """The type that the agent gave a number. A hint only: agents send gauges as counters."""

    INTEGER = "INTEGER"
    COUNTER32 = "Counter32"
    GAUGE32 = "Gauge32"
    TIME_TICKS = "TimeTicks"
    COUNTER64 = "Counter64"


class Absent(Enum):
    """Why there is no value (RFC 3416 section 3; NULL is what some agents send instead)."""

    NO_SUCH_OBJECT = "noSuchObject"
    NO_SUCH_INSTANCE = "noSuchInstance"
    END_OF_MIB_VIEW = "endOfMibView"
    NULL = "NULL"
    REFUSED = "refused"  # the whole request failed, and the error-index named this object


class Number(NamedTuple):
    """A number of any of the integer types. Of these a campus tells millions in an hour."""

    value: int
    kind: Kind = Kind.INTEGER


class Octets(NamedTuple):
    """OCTET STRING and Opaque, undecoded."""

    value: bytes


class Identifier(NamedTuple):
    """OBJECT IDENTIFIER."""

    value: Oid


class Address(NamedTuple):
    """IpAddress: four octets. Never equal to octets that are the same."""

    value: bytes
    kind: Literal["IpAddress"] = "IpAddress"


Value = Number | Octets | Identifier | Address | Absent


@record
class VarBind:
    """One object's name and value, as the agent gave them."""

    oid: Oid
    value: Value


@dataclass(slots=True)
class Part:
    """What a reply tells of one column, in the order in which it came. A column has `ended` where
    the agent went on to another, or says that there is no more; what follows is of no use."""

    indexes: list[Index] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Bulk:
    """A reply to GETBULK, by column; `count` are all its bindings, `octets` how large they were."""

    parts: Sequence[Part]
    count: int
    octets: int


def by_column(columns: Sequence[Oid], varbinds: Sequence[VarBind]) -> Bulk:
    """Bindings of some columns in turn."""
    parts = [Part() for _ in columns]
    octets = 0
    for position, varbind in enumerate(varbinds):
        oid, value = varbind.oid, varbind.value
        octets += 4 * len(oid) + (len(value.value) if isinstance(value, Octets) else 8)
        column, part = columns[position % len(columns)], parts[position % len(columns)]
        no_more = isinstance(value, Absent) and value is not Absent.NULL
        if no_more or oid[: len(column)] != column:
            part.ended = True
        elif not part.ended:
            part.indexes.append(oid[len(column) :])
            part.values.append(value)
    return Bulk(parts, len(varbinds), octets)


#: Names of error-status (RFC 3416 section 3), for people.
ERROR_STATUS = (
    "noError",
    "tooBig",
    "noSuchName",
    "badValue",
    "readOnly",
    "genErr",
    "noAccess",
    "wrongType",
    "wrongLength",
    "wrongEncoding",
    "wrongValue",
    "noCreation",
    "inconsistentValue",
    "resourceUnavailable",
    "commitFailed",
    "undoFailed",
    "authorizationError",
    "notWritable",
    "inconsistentName",
)
TOO_BIG = 1
NO_SUCH_NAME = 2

#: How often a big request is sent: a walk asks for less after a time-out, which is a retry, too.
BULK_ATTEMPTS = 2


class ErrorReply(ProbeError):
    """The agent answered with an error-status; `index` counts the request's objects from 1."""

    def __init__(self, status: int, index: int) -> None:
        name = ERROR_STATUS[status] if 0 <= status < len(ERROR_STATUS) else "unknown status"
        super().__init__(
            FailureKind.ERROR_REPLY, f"the agent answered {name} ({status}) for object {index}"
        )
        self.status = status
        self.index = index


class Session(Protocol):
    """One conversation with one agent. Each call is one request, retried until it is answered.

    Both raise `ErrorReply` for an error-status, else `ProbeError` with kind timeout, refused,
    unreachable, authentication or malformed_reply.
    """

    async def get(self, oids: Sequence[Oid]) -> list[VarBind]:
        """The objects' values, in the order asked."""
        ...

    async def get_bulk(
        self, columns: Sequence[Oid], after: Sequence[Index], max_repetitions: int
    ) -> Bulk:
        """What follows the index `after[n]` of each of `columns`, one row after the other, as far
        as the reply reaches; the empty index stands before a column's first."""
        ...
