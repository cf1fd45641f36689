"""What an SNMP engine must give: neutral values, and one exchange at a time.

No type of any SNMP library appears above this line; another engine replaces the present one by
offering a `Session`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol

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


@record
class Octets:
    """OCTET STRING and Opaque, undecoded."""

    value: bytes


@record
class Identifier:
    """OBJECT IDENTIFIER."""

    value: Oid


@record
class Address:
    """IpAddress: four octets."""

    value: bytes


Value = Number | Octets | Identifier | Address | Absent


@record
class VarBind:
    """One object's name and value, as the agent gave them."""

    oid: Oid
    value: Value


@dataclass(frozen=True, slots=True)
class Bulk:
    """A reply to GETBULK of some columns.

    `rows` are the columns' values at each of `indexes`; `rest` is what follows in the reply from
    the first row on in which a column has ended or the agent tells of another index. `count` are
    all its bindings, `octets` how large they were.
    """

    indexes: Sequence[Index] = ()
    rows: Sequence[Sequence[Value]] = ()
    rest: Sequence[VarBind] = ()
    count: int = 0
    octets: int = 0


def unsorted(varbinds: Sequence[VarBind]) -> Bulk:
    """Of an engine that does not sort."""
    octets = sum(
        4 * len(each.oid) + (len(each.value.value) if isinstance(each.value, Octets) else 8)
        for each in varbinds
    )
    return Bulk(rest=varbinds, count=len(varbinds), octets=octets)


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
