"""The sorted table of objects that an agent answers from, with the lie beside each truth."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from pysnmp.proto.rfc1902 import Integer32, ObjectIdentifier, ObjectName, OctetString
from pysnmp.proto.rfc1905 import EndOfMibView, NoSuchInstance, NoSuchObject

Oid = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """A number that is looked up when it is asked for, and its type: a counter, an uptime."""

    kind: Callable[[int], object]
    number: Callable[[], int]

    def now(self) -> object:
        return self.kind(self.number())


@dataclass(frozen=True, slots=True)
class Lazy:
    """A value that is made when it is asked for."""

    now: Callable[[], object]


class Table:
    """Built once for each state of the device; lookups are by bisection."""

    def __init__(self) -> None:
        self._values: dict[Oid, object] = {}
        self._lies: dict[Oid, object] = {}
        self.objects: set[Oid] = set()
        self._order: list[Oid] = []

    def put(self, kind: Oid, index: Oid, value: object, lie: object = None) -> None:
        """`lie`: what cannot be true and is said in its place when the device lies; None: it
        is said truly then too."""
        name = kind + index
        self._values[name] = value
        self.objects.add(kind)
        if lie is not None:
            self._lies[name] = lie

    def scalar(self, kind: Oid, value: object, lie: object = None) -> None:
        self.put(kind, (0,), value, lie)

    def sort(self) -> None:
        self._order = sorted(self._values)

    def rows(self) -> Iterator[tuple[Oid, object]]:
        """Names in order with what stands behind them: a value, or `Live`."""
        return ((name, self._values[name]) for name in self._order)

    def value(self, name: Oid, *, lying: bool) -> object:
        """RFC 3416 section 4.2.1 tells a missing row from an object that is not known at all."""
        if name not in self._values:
            return NoSuchInstance("") if below(self.objects, name) else NoSuchObject("")
        if lying and name in self._lies:
            return self._lies[name]
        value = self._values[name]
        return value.now() if isinstance(value, Live | Lazy) else value

    def following(self, name: Oid, *, lying: bool) -> tuple[object, object]:
        """The next name in order with its value, or the name itself at the end of all."""
        place = bisect_right(self._order, name)
        if place == len(self._order):
            return ObjectName(name), EndOfMibView("")
        found = self._order[place]
        return ObjectName(found), self.value(found, lying=lying)


def below(objects: Collection[Oid], name: Oid) -> bool:
    """Whether the name is an instance of one of the objects, be it there or not."""
    return any(name[:size] in objects for size in range(len(name)))


def integer(value: int) -> object:
    return Integer32(value)


def octets(value: str | bytes) -> object:
    return OctetString(value.encode() if isinstance(value, str) else value)


def identifier(value: str | Oid) -> object:
    return ObjectIdentifier(value)
