"""A reading: one value that a target gave for one quantity."""

from dataclasses import dataclass

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
