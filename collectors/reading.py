"""A reading: one value that a target gave for one quantity."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from collectors.record import record

Value = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measurable thing: its name ends in the unit, its source names object and document."""

    name: str
    meaning: str
    source: str
    # An event (a gateway was heard, a backup ended) stays known when a later round does not
    # repeat it; a state (a port is up) is gone once a complete answer lacks it.
    event: bool = False
    # The time of something that is over: one that lies well after its round is rejected.
    past: bool = False


@record
class Reading:
    """What a target said.

    `value` None with an empty `rejected`: the target answered that it has none.
    `rejected` not empty: it answered something that cannot be true (255 % charge), and
    this says what and why; the value is then always None.
    """

    quantity: Quantity
    value: Value
    instance: str = ""
    rejected: str = ""

    def __post_init__(self) -> None:
        if self.rejected and self.value is not None:
            raise ValueError(f"{self.quantity.name}: a rejected reading carries no value")


@dataclass(frozen=True, slots=True)
class Series:
    """What a target said of one quantity, by instance; None as in a `Reading`, with the reason in
    `rejected` where there is one. Nobody changes it."""

    quantity: Quantity
    values: dict[str, Value] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)

    def readings(self) -> Iterator[Reading]:
        for instance, value in self.values.items():
            yield Reading(self.quantity, value, instance, self.rejected.get(instance, ""))


class Columns(Sequence[Reading]):
    """Readings that are kept by quantity: of thousands of ports hardly one is looked at alone."""

    __slots__ = ("by_quantity",)

    def __init__(self, by_quantity: Mapping[str, Series]) -> None:
        self.by_quantity = by_quantity

    @classmethod
    def of(cls, parts: Iterable[Iterable[Reading]]) -> "Columns":
        """Of one round. Of two readings of the same instance the last one counts."""
        gathered: dict[str, Series] = {}
        for part in parts:
            if isinstance(part, Columns) and not part.by_quantity.keys() & gathered.keys():
                gathered |= part.by_quantity
                continue
            for reading in part:
                series = gathered.setdefault(reading.quantity.name, Series(reading.quantity))
                series.values[reading.instance] = reading.value
                series.rejected.pop(reading.instance, None)
                if reading.rejected:
                    series.rejected[reading.instance] = reading.rejected
        return cls(gathered)

    @overload
    def __getitem__(self, index: int) -> Reading: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Reading]: ...

    def __getitem__(self, index: int | slice) -> Reading | Sequence[Reading]:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[Reading]:
        for series in self.by_quantity.values():
            yield from series.readings()

    def __len__(self) -> int:
        return sum(len(series.values) for series in self.by_quantity.values())
