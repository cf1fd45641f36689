"""Lists of variable bindings (RFC 3416 section 3): the part of a reply that costs the time.

A walk's replies are rows: the same index in each column. So a binding's name is compared as
octets with what it must be, and neither it nor a value that came before is decoded again.
"""

from collections.abc import Callable, Mapping, Sequence
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
    Part,
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
COLUMNS_AT_MOST, INDEXES_AT_MOST, NAMES_AT_MOST = 512, 20_000, 8_192
#: Of one column: bindings, and requests for what follows.
BINDINGS_AT_MOST, REQUESTS_AT_MOST = 4_096, 2_048
KEPT_OCTETS_AT_MOST = 100  # of a binding
#: Fits no binding.
NO_SHAPE = (b"\xff", 2, 2)

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
#: Numbers that are hardly ever the same again, unless they are small (errors).
COUNTING = frozenset({COUNTER32, TIME_TICKS, COUNTER64})
SMALL_OCTETS = 2
#: How the binding of a column begins behind its two first octets, and how many octets come before
#: the index and before the value.
Shape = tuple[bytes, int, int]


class Column(dict[int, Shape]):
    """A column's bindings, by the octets of their names."""

    def __init__(self, oid: Oid) -> None:
        super().__init__()
        self.oid = oid
        self.octets = identifier_octets(oid)
        # whole bindings that are likely to come again, of this device or one like it
        self.known: dict[bytes, tuple[Index, Value]] = {}
        self._asking: dict[Index, bytes] = {}

    def __missing__(self, octets: int) -> Shape:
        shape = NO_SHAPE
        if len(self.octets) <= octets < SHORT:
            head = bytes((OBJECT_IDENTIFIER, octets)) + self.octets
            shape = (head, 2 + len(head), 4 + octets)
        self[octets] = shape
        return shape

    def keep(self, binding: bytes, cell: tuple[Index, Value]) -> None:
        """Until there are too many; then only what still comes is kept."""
        if len(self.known) >= BINDINGS_AT_MOST:
            self.known.clear()
        self.known[binding] = cell

    def asking(self, after: Index) -> bytes:
        """The binding that asks for what follows the index."""
        binding = self._asking.get(after)
        if binding is None:
            binding = _asking(self.octets + write_sub_identifiers(after))
            if len(self._asking) < REQUESTS_AT_MOST and len(binding) < SHORT:
                self._asking[after] = binding
        return binding


class Indexes(dict[bytes, Index]):
    """Indexes by their octets, decoded when first met."""

    def __missing__(self, octets: bytes) -> Index:
        index = sub_identifiers(octets)
        if len(self) < INDEXES_AT_MOST and len(octets) <= KEPT_OCTETS_AT_MOST:
            self[octets] = index
        return index


INDEXES = Indexes({b"": ()})


@lru_cache(COLUMNS_AT_MOST)
def column(oid: Oid) -> Column:
    return Column(oid)


def asking_after(columns: Sequence[Column], after: Sequence[Index]) -> bytes:
    """The list of bindings that asks for what follows an index of each column."""
    bindings = (each.asking(index) for each, index in zip(columns, after, strict=True))
    return write(SEQUENCE, b"".join(bindings))


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


def read_bulk(data: bytes, at: int, end: int, columns: Sequence[Column]) -> Bulk:
    """The bindings between two positions, those of the columns in turn. Raises MalformedReply."""
    parts = [Part() for _ in columns]
    try:
        skipped = _read_in_turn(data, at, end, columns, parts)
    except IndexError:
        raise MalformedReply("a binding is cut off") from None
    return Bulk(parts, skipped + sum(len(part.values) for part in parts), end - at)


def _read_in_turn(
    data: bytes, at: int, end: int, columns: Sequence[Column], parts: Sequence[Part]
) -> int:
    """How many bindings were of no use. The hot path: what came before is known whole, and of
    what is usual lengths are short; all else is read by `_read_one`. Where what is inside reaches
    behind the end, the last binding does, too."""
    lanes = [
        (each, each.known.get, part, part.indexes.append, part.values.append)
        for each, part in zip(columns, parts, strict=True)
    ]
    left, skipped = len(lanes), 0
    while at < end and left:
        for column, known, part, add_index, add_value in lanes:
            if at >= end:
                break
            stop = at + 2 + data[at + 1]
            if part.ended:
                at = enter(data, at, end, SEQUENCE)[1]
                skipped += 1
                continue
            cell = known(data[at:stop]) or _usual(data, at, stop, column)
            if cell is not None:
                add_index(cell[0])
                add_value(cell[1])
                at = stop
                continue
            at = _read_one(data, at, end, column.oid, part)
            left -= part.ended
            skipped += part.ended
    while at < end:  # nobody asks what these say
        stop = at + 2 + data[at + 1]
        if data[at] != SEQUENCE or data[at + 1] >= SHORT:
            stop = enter(data, at, end, SEQUENCE)[1]
        at = stop
        skipped += 1
    if at != end:
        raise MalformedReply("a binding is longer than the list")
    return skipped


def _usual(data: bytes, at: int, stop: int, column: Column) -> tuple[Index, Value] | None:
    """A binding of the column that has short lengths, and a value; None for any other."""
    head, before_index, before_value = column[data[at + 3]]
    value_at = at + before_value
    if (
        not data.startswith(head, at + 2)
        # the last inside ends where the whole does
        or value_at + 2 + data[value_at + 1] != stop
        or data[at + 1] >= SHORT
        or data[at] != SEQUENCE
    ):
        return None
    reader = USUAL.get(data[value_at])
    if reader is None:
        return None
    cell = INDEXES[data[at + before_index : value_at]], reader(data[value_at + 2 : stop])
    seldom = data[value_at] not in COUNTING or data[value_at + 1] <= SMALL_OCTETS
    if seldom and stop - at <= KEPT_OCTETS_AT_MOST:
        column.keep(data[at:stop], cell)
    return cell


def _read_one(data: bytes, at: int, end: int, column: Oid, part: Part) -> int:
    """A binding of any kind; the position behind it."""
    oid, value, stop = _binding(data, at, end)
    no_more = isinstance(value, Absent) and value is not Absent.NULL
    if no_more or oid[: len(column)] != column:
        part.ended = True
    else:
        part.indexes.append(oid[len(column) :])
        part.values.append(value)
    return stop


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
#: Readers of what may stand in a cell; exceptions end a column.
USUAL = {tag: reader for tag, reader in READERS.items() if tag not in ENDS}
