"""What the makers' health modules have in common: which objects, and how figures are believed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from collectors.quantities import CPU_UTILIZATION, MEMORY_UTILIZATION, TEMPERATURE
from collectors.reading import Reading
from collectors.snmp.names import Names, label, named
from collectors.snmp.sensors import ENTITIES, ENTITY_DESCR, ENTITY_NAME
from collectors.snmp.sentinels import UNKNOWN, percent
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import Implausible, between, integer, number, told

ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
ENTITY_CLASS: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 5)  # entPhysicalClass (RFC 6933)
CLASSES = Table((ENTITY_CLASS,))
POWER_SUPPLY, FAN, SENSOR = 6, 7, 8
#: What else stands for "none" in makers' tables.
NO_TEMPERATURE = UNKNOWN | {0, 255, -255}


@dataclass(frozen=True, slots=True)
class Family:
    """One maker's objects; a new maker is a new module with one."""

    parse: Callable[[Answers], Iterable[Reading]]
    tables: tuple[Table, ...] = ()
    scalars: tuple[Oid, ...] = ()


def celsius(value: Value) -> float | None:
    """Degrees; None for a sensor that is not there, which makers tell in many ways."""
    plain = number(value)
    if plain is None or plain in NO_TEMPERATURE:
        return None
    return between(plain, -50, 150, "degrees Celsius")


def temperatures(
    answers: Answers,
    table: Table,
    name: Oid,
    now: Oid,
    degrees: Callable[[Value], float | None] = celsius,
) -> list[Reading]:
    """Of a table with the name of each sensor beside what it reads; without a name, its number."""
    labels, cells = answers.column(table, name), answers.column(table, now)
    names = named({index: label(labels.get(index, NONE)) for index in cells})
    return names.with_rejections(
        [told(TEMPERATURE, names.instance(i), degrees, value) for i, value in cells.items()]
    )


def tenths_celsius(value: Value) -> float | None:
    """Tenths of a degree; 0 where there is no sensor."""
    plain = number(value)
    if not plain or plain in UNKNOWN:
        return None
    return between(plain / 10, -50, 150, "degrees Celsius")


def state(value: Value, meanings: Mapping[int, bool | None]) -> bool | None:
    """Whether a part works; None for an empty bay, and where the device cannot tell."""
    plain = integer(value)
    if plain is None:
        return None
    if plain not in meanings:
        raise Implausible(f"{plain} is none of the states {sorted(meanings)}")
    return meanings[plain]


def entity_names(answers: Answers, indexes: Iterable[Index]) -> Names:
    """By entPhysicalName, else entPhysicalDescr; the index's first part is entPhysicalIndex."""
    names = answers.column(ENTITIES, ENTITY_NAME)
    descriptions = answers.column(ENTITIES, ENTITY_DESCR)
    return named(
        {
            index: label(names.get(index[:1], NONE), descriptions.get(index[:1], NONE))
            for index in indexes
        }
    )


def boards(
    answers: Answers, table: Table, cpu: Oid, memory: Oid, temperature: Oid
) -> list[Reading]:
    """Of a table with one row for each entity: processors and memory where there is a board,
    which has some memory in use, and temperatures where there is a sensor."""
    used, busy = answers.column(table, memory), answers.column(table, cpu)
    degrees = answers.column(table, temperature)
    hot = {index: value for index, value in degrees.items() if is_there(value)}
    is_board = [index for index, value in used.items() if is_there(value)]
    names = entity_names(answers, dict.fromkeys([*is_board, *hot]))
    readings = [told(TEMPERATURE, names.instance(i), celsius, hot[i]) for i in hot]
    for index in is_board:
        name = names.instance(index)
        readings.append(told(CPU_UTILIZATION, name, percent, busy.get(index, NONE)))
        readings.append(told(MEMORY_UTILIZATION, name, percent, used[index]))
    return names.with_rejections(readings)


def is_there(value: Value) -> bool:
    """Whether an entity has what the column tells of: 0 stands for all that have not."""
    try:
        plain = number(value)
    except Implausible:
        return True  # the reading says what is wrong
    return plain is not None and plain not in NO_TEMPERATURE
