"""Recorded SNMP agents, in the format that snmpsim reads: OID|tag|value, one object a line."""

import string
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from sim.recordings.source import RecordingError, numbered_lines, wrong_line

Oid = tuple[int, ...]
Value = int | bytes | Oid | None

SUB_IDENTIFIER_MOST = 0xFFFF_FFFF
SHORTEST_OID = 2
IPV4_OCTETS = 4


class Tag(IntEnum):
    """Of the BER of SNMP's types (RFC 2578), as snmpsim counts them."""

    INTEGER = 2
    OCTETS = 4
    NULL = 5
    OBJECT_ID = 6
    ADDRESS = 64
    COUNTER32 = 65
    GAUGE32 = 66
    TIME_TICKS = 67
    OPAQUE = 68
    COUNTER64 = 70


#: Least and most of what is a number.
RANGES = {
    Tag.INTEGER: (-(1 << 31), (1 << 31) - 1),
    Tag.COUNTER32: (0, (1 << 32) - 1),
    Tag.GAUGE32: (0, (1 << 32) - 1),
    Tag.TIME_TICKS: (0, (1 << 32) - 1),
    Tag.COUNTER64: (0, (1 << 64) - 1),
}
#: What can stand in a line as it is; all else is written as hexadecimal digits.
PLAIN = frozenset(string.ascii_letters + string.digits + string.punctuation + " ")


@dataclass(frozen=True, slots=True)
class Row:
    """One object: a number, octets, or of OBJECT_ID an Oid; None is NULL."""

    oid: Oid
    tag: Tag
    value: Value


def read(path: Path) -> list[Row]:
    """All objects in the file's order. Raises RecordingError that names the line.

    Of the name that stands there twice the last counts, as when an agent changes under a walk.
    """
    rows: dict[Oid, Row] = {}
    for number, line in numbered_lines(path):
        if line.strip() and not line.startswith("#"):
            try:
                row = parsed(line)
            except ValueError as error:
                raise wrong_line(path, number, line, error) from None
            rows[row.oid] = row
    if not rows:
        raise RecordingError(f"{path}: the recording has no objects")
    return list(rows.values())


def parsed(line: str) -> Row:
    """ValueError says what is wrong with the line."""
    name, tag, text = (*line.split("|", 2), "", "")[:3]
    if line.count("|") < 2:  # noqa: PLR2004 - the format's own
        raise ValueError("not OID|tag|value")
    form = tag[-1:] if tag[-1:] in {"x", "e"} else ""
    try:
        kind = Tag(int(tag.removesuffix(form)))
    except ValueError:
        raise ValueError(f"the tag {tag!r} is none of {', '.join(str(it.value) for it in Tag)},"
                         " with x for hexadecimal") from None  # fmt: skip
    return Row(oid_of(name), kind, value_of(kind, form, text))


def oid_of(text: str) -> Oid:
    parts = text.strip().lstrip(".").split(".")
    if len(parts) < SHORTEST_OID or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(f"{text!r} is no object identifier")
    oid = tuple(map(int, parts))
    if max(oid) > SUB_IDENTIFIER_MOST:
        raise ValueError(f"{text!r} has a number beyond 32 bits")
    return oid


def value_of(tag: Tag, form: str, text: str) -> Value:
    """`form` says that the octets are hexadecimal (x) or escaped as in Python (e)."""
    octets = text.encode("latin-1")
    if form == "x":
        octets = bytes.fromhex(text)
    elif form == "e":
        octets = octets.decode("unicode_escape").encode("latin-1")
    if tag in RANGES:
        return number_of(tag, octets.decode("latin-1"))
    if tag is Tag.OBJECT_ID:
        return oid_of(octets.decode("latin-1"))
    if tag is Tag.ADDRESS:
        return octets if form else address_of(text)
    return None if tag is Tag.NULL else octets


def number_of(tag: Tag, text: str) -> int:
    least, most = RANGES[tag]
    number = int(text)
    if not least <= number <= most:
        raise ValueError(f"{number} is no {tag.name}")
    return number


def address_of(text: str) -> bytes:
    parts = text.strip().split(".")
    if len(parts) != IPV4_OCTETS:
        raise ValueError(f"{text!r} is no IPv4 address")
    return bytes(map(int, parts))


def written(rows: Iterable[Row]) -> str:
    """The lines in the order of the names, each ended."""
    return "".join(f"{line_of(row)}\n" for row in sorted(rows, key=lambda row: row.oid))


def line_of(row: Row) -> str:
    name = dotted(row.oid)
    if isinstance(row.value, bytes):
        text = row.value.decode("latin-1")
        if row.tag is Tag.OCTETS and PLAIN.issuperset(text):
            return f"{name}|{row.tag}|{text}"
        return f"{name}|{row.tag}x|{row.value.hex()}"
    value = dotted(row.value) if isinstance(row.value, tuple) else row.value
    return f"{name}|{row.tag}|{'' if value is None else value}"


def dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))
