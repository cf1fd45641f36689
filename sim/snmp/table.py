"""The sorted table of objects that an agent answers from, with the lie beside each truth."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from pysnmp.proto.rfc1902 import Integer32, ObjectIdentifier, OctetString

Oid = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """A number that is looked up when it is asked for, and its type: a counter, an uptime."""

    kind: Callable[[int], object]
    number: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Lazy:
    """A value that is made when it is asked for the first time."""

    now: Callable[[], object]


class Table:
    """Built once for each state of the device; lookups are by bisection."""

    def __init__(self) -> None:
        self._values: dict[Oid, object] = {}
        self._lies: dict[Oid, object] = {}
        self._objects: set[Oid] = set()
        self._order: list[Oid] = []

    def put(self, kind: Oid, index: Oid, value: object, lie: object = None) -> None:
        """`lie`: what cannot be true and is said in its place when the device lies; None: it
        is said truly then too."""
        name = kind + index
        self._values[name] = value
        self._objects.add(kind)
        if lie is not None:
            self._lies[name] = lie

    def scalar(self, kind: Oid, value: object, lie: object = None) -> None:
        self.put(kind, (0,), value, lie)

    def sort(self) -> None:
        self._order = sorted(self._values)

    def value(self, name: Oid, *, lying: bool) -> object | None:
        """One of pysnmp's values, `Live` or `Lazy`; None where there is none of this name."""
        value = self._values.get(name)
        return self._lies.get(name, value) if lying else value

    def following(self, name: Oid) -> Oid | None:
        """The next name in order; None at the end of all."""
        place = bisect_right(self._order, name)
        return self._order[place] if place < len(self._order) else None

    def has_object(self, name: Oid) -> bool:
        """Whether the name is an instance of one of the objects, be it there or not."""
        return any(name[:size] in self._objects for size in range(len(name)))


def integer(value: int) -> object:
    return Integer32(value)


def octets(value: str | bytes) -> object:
    return OctetString(value.encode() if isinstance(value, str) else value)


def identifier(value: str | Oid) -> object:
    return ObjectIdentifier(value)
