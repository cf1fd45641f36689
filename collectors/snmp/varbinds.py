"""Lists of variable bindings (RFC 3416 section 3): the part of a reply that costs the time.

Most names of a reply are a column that was asked for, then an index that the other columns
have, too. So a name is compared as octets with the column's, and each index is decoded once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

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
#: An agent may answer with names that no walk asks for; what is kept of them has an end.
INDEXES_AT_MOST = 50_000

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
#: Values that most cells of a table have: one object for all of them.
COMMON: Mapping[bytes, Value] = {
    **ABSENT,
    **{bytes((INTEGER, 1, n)): Number(n) for n in range(128)},
    **{
        bytes((tag, 1, n)): Number(n, kind)
        for tag, (_, kind) in UNSIGNED.items()
        for n in range(128)
    },
}


#: How a short binding of a column begins behind its two first octets, how many octets come
#: before the index and before the value, and the column.
Shape = tuple[bytes, int, int, Oid]


@dataclass(slots=True)
class Column:
    """The beginning of names that are expected, as octets and as numbers."""

    octets: bytes
    oid: Oid
    shapes: dict[int, Shape] = field(default_factory=dict)

    @classmethod
    def of(cls, oid: Oid) -> Self:
        return cls(identifier_octets(oid), oid)

    def shape(self, index_octets: int) -> Shape:
        """How a binding looks whose index has so many octets."""
        shape = self.shapes.get(index_octets)
        if shape is None:
            octets = (len(self.octets) + index_octets) & 0xFF  # nonsense fits no binding
            head = bytes((OBJECT_IDENTIFIER, octets)) + self.octets
            shape = self.shapes[index_octets] = (head, 2 + len(head), 4 + octets, self.oid)
        return shape


class Indexes(dict[bytes, Index]):
    """Indexes by their octets, decoded when first asked for."""

    def __missing__(self, octets: bytes) -> Index:
        index = sub_identifiers(octets)
        if len(self) < INDEXES_AT_MOST:
            self[octets] = index
        return index


@dataclass(slots=True)
class Names:
    """What one conversation knows of names: indexes, and the columns of the last request."""

    indexes: Indexes = field(default_factory=lambda: Indexes({b"": ()}))
    columns: list[Column] = field(default_factory=list)

    def asked(self, oids: Sequence[Oid]) -> tuple[list[Column], bytes]:
        """The columns that the objects belong to, and the list of bindings that asks for them.

        A walk asks for what follows an object of each column of its last request, in the same
        order, though perhaps of fewer.
        """
        columns: list[Column] = []
        bindings: list[bytes] = []
        known = iter(self.columns)
        last: Index = ()
        octets = b""
        for oid in oids:
            for column in known:
                if oid[: len(column.oid)] == column.oid:
                    break
            else:
                column = Column.of(oid)
            index = oid[len(column.oid) :]
            if index != last:  # a row's columns have the same
                last, octets = index, write_sub_identifiers(index)
            columns.append(column)
            bindings.append(_asking(column.octets + octets))
        self.columns = columns
        return columns, write(SEQUENCE, b"".join(bindings))


def _asking(name: bytes) -> bytes:
    size = len(name)
    if size + 4 < SHORT:
        return bytes((SEQUENCE, size + 4, OBJECT_IDENTIFIER, size)) + name + NO_VALUE
    return write(SEQUENCE, write(OBJECT_IDENTIFIER, name) + NO_VALUE)


def read_bindings(
    data: bytes, at: int, end: int, columns: Sequence[Column], names: Names
) -> list[VarBind]:
    """The bindings between two positions; those of `columns` come in turn, or cost more."""
    try:
        return _read_fast(data, at, end, columns, names)
    except (IndexError, KeyError):  # perhaps only unusual; who reads with care says what it is
        return _read_with_care(data, at, end)


def _read_fast(
    data: bytes, at: int, end: int, columns: Sequence[Column], names: Names
) -> list[VarBind]:
    oids: list[Oid] = []
    values: list[Value] = []
    indexes, common, readers = names.indexes, COMMON, READERS
    shapes: list[Shape] = []
    first_octets = len(columns[0].octets)
    index_octets: int | None = None
    while at < end:  # a row at a time
        if index_octets is None or index_octets != data[at + 3] - first_octets:
            index_octets = data[at + 3] - first_octets
            shapes = [column.shape(index_octets) for column in columns]
        for head, head_octets, name_octets, column in shapes:
            if at >= end:
                break
            size = data[at + 1]
            stop = at + 2 + size
            value_at = at + name_octets
            if (
                data.startswith(head, at + 2)
                and size < SHORT
                # so the lengths inside are short, too, for the last ends where the whole does
                and value_at + 2 + data[value_at + 1] == stop
                and data[at] == SEQUENCE
            ):
                oids.append(column + indexes[data[at + head_octets : value_at]])
                octets = data[value_at:stop]
                value = common.get(octets)
                if value is None:
                    value = readers[octets[0]](octets[2:])
                at = stop
            else:
                oid, value, at = _binding(data, at, end)
                oids.append(oid)
            values.append(value)
    if at != end:
        raise MalformedReply("a binding is longer than the list")
    return list(map(VarBind, oids, values))


def _read_with_care(data: bytes, at: int, end: int) -> list[VarBind]:
    varbinds: list[VarBind] = []
    while at < end:
        oid, value, at = _binding(data, at, end)
        varbinds.append(VarBind(oid, value))
    return varbinds


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
    return object_identifier(data[name_start:name_end]), value, stop


def _unsigned_reader(octets: int, kind: Kind) -> Callable[[bytes], Value]:
    from_bytes, number = int.from_bytes, Number

    def read(content: bytes) -> Value:
        if content and content[0] < SHORT and len(content) <= octets:
            return number(from_bytes(content, "big"), kind)
        return number(unsigned(content, octets), kind)

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
