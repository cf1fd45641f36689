"""Lists of variable bindings (RFC 3416 section 3): the part of a reply that costs the time.

A walk's replies are rows: the same index in each column. So a binding's name is compared as
octets with what it must be, and neither it nor a value that came before is decoded again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from collectors.snmp.ber import (
    INTEGER,
    NULL,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    MalformedReply,
    element,
    enter,
    identifier_octets,
    integer32,
    object_identifier,
    sub_identifiers,
    unsigned,
    write,
    write_sub_identifiers,
)
from collectors.snmp.session import (
    Absent,
    Address,
    Bulk,
    Identifier,
    Index,
    Kind,
    Number,
    Octets,
    Oid,
    Value,
    VarBind,
)

IP_ADDRESS, COUNTER32, GAUGE32, TIME_TICKS, OPAQUE, COUNTER64 = (*range(0x40, 0x45), 0x46)
#: Tags that came with SNMPv2: an SNMPv1 message has none of them (RFC 3584 section 2.1.1).
NEWER_THAN_V1 = frozenset({COUNTER64, 0x80, 0x81, 0x82})
IP_ADDRESS_OCTETS = 4
SHORT = 0x80  # the first length that does not fit into one octet
NO_VALUE = bytes((NULL, 0))
#: What is kept of what agents told has an end, however many there are and whatever they tell.
LAYOUTS_AT_MOST, ROWS_AT_MOST, VALUES_AT_MOST, NAMES_AT_MOST = 64, 1_024, 50_000, 8_192
KEPT_OCTETS_AT_MOST = 64  # of an index or a value
#: Fits no binding: a name that is too long for a short length.
NO_HEAD: "Head" = (b"\xff", 2)

ABSENT: Mapping[bytes, Absent] = {
    NO_VALUE: Absent.NULL,
    b"\x80\x00": Absent.NO_SUCH_OBJECT,
    b"\x81\x00": Absent.NO_SUCH_INSTANCE,
    b"\x82\x00": Absent.END_OF_MIB_VIEW,
}
UNSIGNED = {
    COUNTER32: (4, Kind.COUNTER32),
    GAUGE32: (4, Kind.GAUGE32),
    TIME_TICKS: (4, Kind.TIME_TICKS),
    COUNTER64: (8, Kind.COUNTER64),
}
#: Exceptions instead of a value, which end a column (RFC 3416 section 4.2.3).
ENDS = frozenset({0x80, 0x81, 0x82})
#: Numbers that are hardly ever the same again.
COUNTING = frozenset({COUNTER32, TIME_TICKS, COUNTER64})
#: Values that many cells have: one object for all of them.
VALUES: dict[bytes, Value] = {
    bytes((tag, 1, n)): Number(n, kind) for tag, (_, kind) in UNSIGNED.items() for n in range(128)
}


#: How the binding of a column at some index begins behind its two first octets, and how many
#: octets come before the value.
Head = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Row:
    """An index of some columns: how bindings look that have it."""

    index: Index
    heads: tuple[Head, ...]


class Layout:
    """Some columns that are walked together, as octets.

    The same switches tell of the same rows in every round, and those of one model have the same
    indexes: what a row's bindings look like is worked out once.
    """

    def __init__(self, columns: tuple[Oid, ...]) -> None:
        self._names = [identifier_octets(column) for column in columns]
        self._asking: dict[Index, bytes] = {}
        self.first_octets = len(self._names[0])
        self.columns = columns
        self.rows: dict[bytes, Row] = {}

    def asking(self, after: Sequence[Index]) -> bytes:
        """The list of bindings that asks for what follows these indexes."""
        same = len(set(after)) == 1
        asking = self._asking.get(after[0]) if same else None
        if asking is None:
            names = zip(self._names, map(write_sub_identifiers, after), strict=True)
            asking = write(SEQUENCE, b"".join(_asking(name + octets) for name, octets in names))
            if same and len(self._asking) < ROWS_AT_MOST:
                self._asking[after[0]] = asking
        return asking

    def row(self, octets: bytes) -> Row:
        """Of an index as octets, for the first time. Raises MalformedReply."""
        heads = tuple(_head(name + octets) for name in self._names)
        row = Row(sub_identifiers(octets), heads)
        if len(octets) <= KEPT_OCTETS_AT_MOST and len(self.rows) < ROWS_AT_MOST:
            self.rows[octets] = row
        return row


def _head(name: bytes) -> Head:
    if len(name) >= SHORT:
        return NO_HEAD
    return bytes((OBJECT_IDENTIFIER, len(name))) + name, 4 + len(name)


@lru_cache(LAYOUTS_AT_MOST)
def layout(columns: tuple[Oid, ...]) -> Layout:
    return Layout(columns)


def asking(oids: Sequence[Oid]) -> bytes:
    """The list of bindings that asks for these objects."""
    return write(SEQUENCE, b"".join(_asking(identifier_octets(oid)) for oid in oids))


def _asking(name: bytes) -> bytes:
    size = len(name)
    if size + 4 < SHORT:
        return bytes((SEQUENCE, size + 4, OBJECT_IDENTIFIER, size)) + name + NO_VALUE
    return write(SEQUENCE, write(OBJECT_IDENTIFIER, name) + NO_VALUE)


def read_bindings(data: bytes, at: int, end: int) -> list[VarBind]:
    """The bindings between two positions."""
    varbinds: list[VarBind] = []
    while at < end:
        oid, value, at = _binding(data, at, end)
        varbinds.append(VarBind(oid, value))
    return varbinds


def read_bulk(data: bytes, at: int, end: int, columns: Layout) -> Bulk:
    """The bindings between two positions, those of the columns in turn."""
    indexes, rows, start = _read_rows(data, at, end, columns)
    rest, count = _read_rest(data, start, end, columns.columns)
    count += len(rows) * len(columns.columns)
    return Bulk(indexes, rows, rest, count, end - at)


def _read_rows(
    data: bytes, at: int, end: int, columns: Layout
) -> tuple[list[Index], list[list[Value]], int]:
    """Whole rows, as long as every column has one, and the position behind the last.

    What is not as expected is left to who reads with care, and says what is wrong.
    """
    indexes: list[Index] = []
    rows: list[list[Value]] = []
    first_octets, known, get, cached = columns.first_octets, columns.rows, VALUES.get, _cached
    start = at
    try:
        while start < end:
            octets = data[at + 4 + first_octets : at + 4 + data[at + 3]]
            row = known.get(octets) or columns.row(octets)
            values: list[Value] = []
            for head, before_value in row.heads:
                size = data[at + 1]
                stop = at + 2 + size
                value_at = at + before_value
                # lengths are short: the last inside ends where the whole does
                if (
                    not data.startswith(head, at + 2)
                    or value_at + 2 + data[value_at + 1] != stop
                    or size >= SHORT
                    or data[at] != SEQUENCE
                ):
                    return indexes, rows, start
                octets = data[value_at:stop]
                value = get(octets) or cached(octets)
                if value is None:
                    return indexes, rows, start
                values.append(value)
                at = stop
            if at > end:
                break
            rows.append(values)
            indexes.append(row.index)
            start = at
    except (IndexError, MalformedReply):
        pass
    return indexes, rows, start


def _cached(octets: bytes) -> Value | None:
    """A value; None for one that ends a column. What is no counter is likely to come again."""
    tag = octets[0]
    if tag in ENDS:
        return None
    value = READERS[tag](octets[2:]) if tag in READERS else None
    small = len(octets) <= KEPT_OCTETS_AT_MOST
    if value is not None and small and tag not in COUNTING and len(VALUES) < VALUES_AT_MOST:
        VALUES[octets] = value
    return value


def _read_rest(data: bytes, at: int, end: int, columns: Sequence[Oid]) -> tuple[list[VarBind], int]:
    """Bindings until every column has ended, and how many there are in all."""
    varbinds: list[VarBind] = []
    left = dict(enumerate(columns))
    count = 0
    while at < end:
        if left:
            oid, value, at = _binding(data, at, end)
            varbinds.append(VarBind(oid, value))
            column = left.get(count % len(columns))
            ends = isinstance(value, Absent) and value is not Absent.NULL
            if column is not None and (ends or oid[: len(column)] != column):
                del left[count % len(columns)]
        else:  # nobody asks what they say
            at = enter(data, at, end, SEQUENCE)[1]
        count += 1
    return varbinds, count


def _binding(data: bytes, at: int, end: int) -> tuple[Oid, Value, int]:
    """One binding of any size, and the position behind it."""
    start, stop = enter(data, at, end, SEQUENCE)
    name_start, name_end = enter(data, start, stop, OBJECT_IDENTIFIER)
    tag, value_start, value_end = element(data, name_end, stop)
    if value_end != stop:
        raise MalformedReply("octets follow a binding's value")
    reader = READERS.get(tag)
    if reader is None:
        raise MalformedReply(f"a value of the unknown type {tag:#04x}")
    value = reader(data[value_start:value_end])
    return _name(data[name_start:name_end]), value, stop


@lru_cache(NAMES_AT_MOST)
def _name(octets: bytes) -> Oid:
    return object_identifier(octets)


def _unsigned_reader(octets: int, kind: Kind) -> Callable[[bytes], Value]:
    from_bytes, new = int.from_bytes, tuple.__new__

    def read(content: bytes) -> Value:
        if content and content[0] < SHORT and len(content) <= octets:
            return new(Number, (from_bytes(content, "big"), kind))
        return Number(unsigned(content, octets), kind)

    return read


def _absent_reader(absent: Absent) -> Callable[[bytes], Value]:
    def read(content: bytes) -> Value:
        if content:
            raise MalformedReply(f"{absent.value} with contents")
        return absent

    return read


def _address(content: bytes) -> Value:
    if len(content) != IP_ADDRESS_OCTETS:
        raise MalformedReply(f"an IpAddress of {len(content)} octets")
    return Address(content)


READERS: Mapping[int, Callable[[bytes], Value]] = {
    INTEGER: lambda content: Number(integer32(content)),
    OCTET_STRING: Octets,
    OPAQUE: Octets,
    OBJECT_IDENTIFIER: lambda content: Identifier(object_identifier(content)),
    IP_ADDRESS: _address,
    **{tag: _unsigned_reader(octets, kind) for tag, (octets, kind) in UNSIGNED.items()},
    **{octets[0]: _absent_reader(absent) for octets, absent in ABSENT.items()},
}
