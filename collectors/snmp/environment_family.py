"""Environment monitors: what their makers' MIBs have in common, and when a figure means nothing.

Everything is read by column: a scalar is a column with the one index 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from collectors.quantities import HUMIDITY, TEMPERATURE
from collectors.reading import Quantity, Reading
from collectors.snmp.names import Names, label, named
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import Implausible, between, integer, number, told

ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
SCALAR: Index = (0,)
#: "I have none" of some monitor or other, in whichever unit. A probe is not at -273 degrees.
NOTHING = frozenset(
    {-(2**31), 2**31 - 1, 2**32 - 1, 65535, -999.9, -1000, -9999, -11000, -273, -2730}
)
#: Air is never wholly dry; and humidity is told as 0 or -1 where a probe measures none.
NO_HUMIDITY = NOTHING | {0, -1, -10}


@dataclass(frozen=True, slots=True)
class Unit:
    """What is measured, and how the agent's unit becomes ours."""

    quantity: Quantity
    to_ours: Callable[[float], float]


def _fahrenheit(raw: float) -> float:
    return (raw - 32) / 1.8


CELSIUS = Unit(TEMPERATURE, float)
TENTHS_CELSIUS = Unit(TEMPERATURE, lambda raw: raw / 10)
HUNDREDTHS_CELSIUS = Unit(TEMPERATURE, lambda raw: raw / 100)
FAHRENHEIT = Unit(TEMPERATURE, _fahrenheit)
TENTHS_FAHRENHEIT = Unit(TEMPERATURE, lambda raw: _fahrenheit(raw / 10))
TENTHS_KELVIN = Unit(TEMPERATURE, lambda raw: raw / 10 - 273.15)
PERCENT = Unit(HUMIDITY, lambda raw: raw / 100)
TENTHS_PERCENT = Unit(HUMIDITY, lambda raw: raw / 1000)
HUNDREDTHS_PERCENT = Unit(HUMIDITY, lambda raw: raw / 10_000)


@dataclass(frozen=True, slots=True)
class UnitTold:
    """A unit that another object tells, by number or by words; others measure something else.

    `of_all` where one scalar tells it of the whole table; `untold` where there is no such object;
    `within` where the word is only a part of what is told.
    """

    oid: Oid
    units: Mapping[int | str, Unit]
    of_all: bool = False
    untold: Unit | None = None
    within: bool = False

    def at(self, index: Index, answers: Answers, table: Table) -> Unit | None:
        cell = answers.column(table, self.oid).get(SCALAR if self.of_all else index, NONE)
        word = label(cell).lower()
        if word in self.units:
            return self.units[word]
        if self.within:
            return next((unit for part, unit in self.units.items() if str(part) in word), None)
        try:
            plain = integer(cell)
        except Implausible:
            return None
        return self.untold if plain is None else self.units.get(plain)


@dataclass(frozen=True, slots=True)
class Measured:
    """One column of figures. `rows` are the only ones that count; `scale` is the object that tells
    by how much a figure is to be multiplied, and how it tells it."""

    oid: Oid
    unit: Unit | UnitTold
    nothing: frozenset[float] = NOTHING
    rows: tuple[Index, ...] = ()
    scale: tuple[Oid, Callable[[int], float]] | None = None


@dataclass(frozen=True, slots=True)
class Probes:
    """Rows of probes; `connected` tells by which value of which object a probe is there, and
    `names_end` that only rows with such names are probes."""

    measures: tuple[Measured, ...]
    name: Oid | None = None
    connected: tuple[Oid, int] | None = None
    called: str = ""  # what has no name
    spelled: Callable[[Value], str] = label
    names_end: str = ""

    @property
    def columns(self) -> tuple[Oid, ...]:
        told_by = [it.unit.oid for it in self.measures if isinstance(it.unit, UnitTold)]
        scales = [it.scale[0] for it in self.measures if it.scale is not None]
        others = [self.name] if self.name is not None else []
        others += [self.connected[0]] if self.connected is not None else []
        return (*(it.oid for it in self.measures), *told_by, *scales, *others)


@dataclass(frozen=True, slots=True)
class Monitor:
    """One maker's monitors. Of places that tell of the same probes, in order of belief, the first
    that has any counts."""

    table: Table
    places: tuple[tuple[Probes, ...], ...]

    def parse(self, answers: Answers) -> list[Reading]:
        readings: list[Reading] = []
        for alternatives in self.places:
            found = (_of(probes, self.table, answers) for probes in alternatives)
            readings += next((each for each in found if each), [])
        return readings


def monitor(
    number_of_maker: int, *places: tuple[Probes, ...] | Probes, rows_at_once: int = 4, also: int = 0
) -> Monitor:
    """A maker's, by the number below 1.3.6.1.4.1, which is where its agents' sysObjectID is; `also`
    is that of another one, whose agents have the same objects."""
    groups = tuple(it if isinstance(it, tuple) else (it,) for it in places)
    columns = dict.fromkeys(
        column for group in groups for probes in group for column in probes.columns
    )
    only_of = tuple((*ENTERPRISES, number) for number in (number_of_maker, also) if number)
    return Monitor(Table(tuple(columns), rows_at_once, only_of), groups)


def _of(probes: Probes, table: Table, answers: Answers) -> list[Reading]:
    readings: list[Reading] = []
    for measure in probes.measures:
        cells = {
            index: cell
            for index, cell in answers.column(table, measure.oid).items()
            if (not measure.rows or index in measure.rows)
            and _is_probe(probes, index, answers, table)
        }
        names = _names(probes, list(cells), answers, table)
        found: list[Reading] = []
        for index, cell in cells.items():
            unit = _unit(measure.unit, index, answers, table)
            if unit is not None:
                factor = _factor(measure, index, answers, table)
                value = partial(measured, measure.nothing, unit, factor)
                found.append(told(unit.quantity, names.instance(index), value, cell))
        present = [it for it in found if it.value is not None or it.rejected]
        readings += names.with_rejections(present)
    return readings


def _unit(unit: Unit | UnitTold, index: Index, answers: Answers, table: Table) -> Unit | None:
    return unit if isinstance(unit, Unit) else unit.at(index, answers, table)


def _factor(measure: Measured, index: Index, answers: Answers, table: Table) -> float:
    if measure.scale is None:
        return 1
    oid, factor = measure.scale
    try:
        plain = integer(answers.column(table, oid).get(index, NONE))
    except Implausible:
        plain = None
    return 1 if plain is None else factor(plain)


def _is_probe(probes: Probes, index: Index, answers: Answers, table: Table) -> bool:
    if probes.names_end and probes.name is not None:
        name = label(answers.column(table, probes.name).get(index, NONE))
        if not name.lower().endswith(probes.names_end):
            return False
    if probes.connected is None:
        return True
    oid, expected = probes.connected
    try:
        return integer(answers.column(table, oid).get(index, NONE)) == expected
    except Implausible:
        return False


def _names(probes: Probes, indexes: list[Index], answers: Answers, table: Table) -> Names:
    column = answers.column(table, probes.name) if probes.name is not None else {}
    spelled = {index: probes.spelled(column.get(index, NONE)) for index in indexes}
    return named({index: name or probes.called for index, name in spelled.items()})


def measured(nothing: frozenset[float], unit: Unit, factor: float, cell: Value) -> float | None:
    """In our unit; None where there is no probe, or none that measures this."""
    raw = number(cell)
    if raw is None or raw in (NO_HUMIDITY if unit.quantity is HUMIDITY else nothing):
        return None
    value = unit.to_ours(raw * factor)
    if unit.quantity is TEMPERATURE:
        return round(between(value, -60, 150, "degrees Celsius"), 4)
    return between(value * 100, 0, 100, "% relative humidity") / 100
