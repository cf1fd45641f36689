"""What devices of one kind answer: bindings encoded once, replies planned once, shared by all."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from pyasn1.type import univ

from sim.crowd import ber
from sim.snmp.described import Described
from sim.snmp.table import Live, Oid, below

GET, GET_NEXT, RESPONSE, GET_BULK, REPORT = 0xA0, 0xA1, 0xA2, 0xA5, 0xA8

#: Of a reply to GETBULK: what fits one Ethernet frame, as most agents send.
BINDINGS_OCTETS_AT_MOST = 1_300
#: What is kept of the questions that were asked of a kind.
PLANS_AT_MOST = 4_096

NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW = b"\x80\x00", b"\x81\x00", b"\x82\x00"
SYS_NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
ENGINE_ID: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 1, 0)
ENGINE_BOOTS: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0)

#: Tags of RFC 3416, by the names of pysnmp's types; a type's own class comes first.
TAGS = {
    "Integer32": ber.INTEGER,
    "OctetString": ber.OCTET_STRING,
    "ObjectIdentifier": ber.OBJECT_IDENTIFIER,
    "Counter32": 0x41,
    "Gauge32": 0x42,
    "Unsigned32": 0x42,
    "TimeTicks": 0x43,
    "Counter64": 0x46,
}


class Who(Protocol):
    """What one device of a kind has of its own."""

    name: str
    engine_id: bytes
    boots: int


#: A binding, or how it is made when it is asked for.
Cell = bytes | Callable[[Who], bytes]
OWN: dict[Oid, Callable[[Who], bytes]] = {
    SYS_NAME: lambda who: ber.write(ber.OCTET_STRING, who.name.encode()),
    ENGINE_ID: lambda who: ber.write(ber.OCTET_STRING, who.engine_id),
    ENGINE_BOOTS: lambda who: ber.write_integer(who.boots),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The bindings of one reply, those that never change put together."""

    parts: tuple[Cell, ...]

    def bindings(self, who: Who) -> bytes:
        """The whole list, as it is now."""
        told = [part if isinstance(part, bytes) else part(who) for part in self.parts]
        return ber.write(ber.SEQUENCE, b"".join(told))


class Kind:
    """One description of a device, in the octets of its replies."""

    def __init__(self, described: Described) -> None:
        self._described = described
        table = described.table(b"", 0)
        self._objects = frozenset(table.objects)
        self._names: list[Oid] = []
        self._cells: list[Cell] = []
        for name, value in table.rows():
            self._names.append(name)
            self._cells.append(cell(name, value, own=self._is_own(name)))
        self._plans: dict[tuple[int, bytes], Plan] = {}

    def changed(self, path: str, value: object) -> "Kind":
        """Another kind, of a device to which this was done. Raises KeyError, ValueError."""
        other = deepcopy(self._described)
        other.set(path, value)
        return Kind(other)

    def uptime_seconds(self) -> int:
        return int(self._described.growth.uptime_seconds())

    def plan(self, tag: int, asked: bytes) -> Plan:
        """`asked` is a request's PDU from behind its request-id. Raises Malformed."""
        found = self._plans.get((tag, asked))
        if found is None:
            if len(self._plans) >= PLANS_AT_MOST:
                self._plans.clear()
            found = self._plans[tag, asked] = Plan(tuple(merged(self._planned(tag, asked))))
        return found

    def _is_own(self, name: Oid) -> bool:
        return name in OWN and not (name == SYS_NAME and self._described.model.system_name)

    def _planned(self, tag: int, asked: bytes) -> Iterator[Cell]:
        first, at = ber.read_integer(asked, 0)
        second, at = ber.read_integer(asked, at)
        names = list(names_of(asked, at))
        if tag == GET:
            return (self._exact(name) for name in names)
        if tag == GET_NEXT:
            return (self._following(name)[0] for name in names)
        singles = max(first, 0)
        once = [self._following(name)[0] for name in names[:singles]]
        return fitting((*once, *self._repeated(names[singles:], second)))

    def _exact(self, name: Oid) -> Cell:
        place = bisect_right(self._names, name) - 1
        if place >= 0 and self._names[place] == name:
            return self._cells[place]
        return absent(name, NO_SUCH_INSTANCE if below(self._objects, name) else NO_SUCH_OBJECT)

    def _following(self, name: Oid) -> tuple[Cell, Oid]:
        place = bisect_right(self._names, name)
        if place == len(self._names):
            return absent(name, END_OF_MIB_VIEW), name
        return self._cells[place], self._names[place]

    def _repeated(self, names: list[Oid], times: int) -> Iterator[Cell]:
        """RFC 3416 section 4.2.3: one row after the other, until all are at the end."""
        for _ in range(times):
            row = [self._following(name) for name in names]
            yield from (told for told, _ in row)
            after = [name for _, name in row]
            if after == names:
                return
            names = after


def cell(name: Oid, value: object, *, own: bool) -> Cell:
    written = ber.write_identifier(name)
    if own:
        made = OWN[name]
        return lambda who: ber.write(ber.SEQUENCE, written + made(who))
    if isinstance(value, Live):
        return moving(written, tag_of(value.kind), value.number)
    return ber.write(ber.SEQUENCE, written + encoded(value))


def moving(name: bytes, tag: int, number: Callable[[], int]) -> Cell:
    """The binding of a number that is looked up each time; most of a switch's are such."""
    size = len(name) + 2

    def made(_: Who) -> bytes:
        value = number()
        octets = value.bit_length() // 8 + 1
        head = bytes((ber.SEQUENCE, size + octets))
        return head + name + bytes((tag, octets)) + value.to_bytes(octets, "big")

    return made


def encoded(value: object) -> bytes:
    """One of pysnmp's values as an element."""
    tag = tag_of(type(value))
    if isinstance(value, univ.OctetString):
        return ber.write(tag, bytes(value))
    if isinstance(value, univ.ObjectIdentifier):
        return ber.write_identifier(tuple(value))
    if isinstance(value, univ.Integer):
        return ber.write_integer(int(value), tag)
    raise TypeError(f"a value of {type(value).__name__}")


def tag_of(kind: object) -> int:
    return TAGS[getattr(kind, "__name__", "")]


def absent(name: Oid, why: bytes) -> bytes:
    return ber.write(ber.SEQUENCE, ber.write_identifier(name) + why)


def names_of(asked: bytes, at: int) -> Iterator[Oid]:
    at, end = ber.enter(asked, at, ber.SEQUENCE)
    while at < end:
        start, at = ber.enter(asked, at, ber.SEQUENCE)
        start, stop = ber.enter(asked, start, ber.OBJECT_IDENTIFIER)
        yield ber.read_identifier(asked[start:stop])


def fitting(cells: Iterable[Cell]) -> Iterator[Cell]:
    """As many as one message takes, and one at least."""
    left = BINDINGS_OCTETS_AT_MOST
    for number, each in enumerate(cells):
        left -= len(each) if isinstance(each, bytes) else len(each(NOBODY))
        if left < 0 and number:
            return
        yield each


@dataclass(slots=True)
class _Nobody:
    """With names as long as any, to see how much room they take."""

    name: str = "a-name-of-a-device"
    engine_id: bytes = bytes(32)
    boots: int = 1


NOBODY: Who = _Nobody()


def merged(cells: Iterable[Cell]) -> Iterator[Cell]:
    for fixed, run in groupby(cells, lambda each: isinstance(each, bytes)):
        if fixed:
            yield b"".join(each for each in run if isinstance(each, bytes))
        else:
            yield from run
