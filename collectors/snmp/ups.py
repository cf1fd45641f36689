"""UPS: one list of sources per quantity, the vendor's own tree before RFC 1628.

One agent often answers several MIBs that disagree, and sysObjectID does not tell which (four
makers use net-snmp's). So all are asked, and per quantity the first that knows it decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from collectors import reading
from collectors.days import day
from collectors.quantities import (
    UPS_BATTERY_NORMAL,
    UPS_BATTERY_REPLACE_NEEDED,
    UPS_BATTERY_REPLACED,
    UPS_BATTERY_TEMPERATURE,
    UPS_CHARGE,
    UPS_DISAGREEMENT,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
    UPS_TEST_PASSED,
    UPS_TESTED,
)
from collectors.reading import Quantity, Reading
from collectors.snmp.sentinels import UNKNOWN
from collectors.snmp.session import Index, Octets, Oid, Value
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import Implausible, between, chosen, number, text, told

QUANTITIES = (
    UPS_RUNTIME,
    UPS_CHARGE,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_BATTERY_NORMAL,
    UPS_INPUT_VOLTS,
    UPS_OUTPUT_VOLTS,
    UPS_BATTERY_TEMPERATURE,
    UPS_BATTERY_REPLACED,
    UPS_BATTERY_REPLACE_NEEDED,
    UPS_TEST_PASSED,
    UPS_TESTED,
)
#: What can be true, in our units. A load may exceed its rating for minutes.
POSSIBLE = {
    UPS_RUNTIME: (0.0, 30 * 86_400.0, "s"),
    UPS_CHARGE: (0.0, 1.0, "of full"),
    UPS_LOAD: (0.0, 2.5, "of rated"),
    UPS_INPUT_VOLTS: (0.0, 700.0, "V"),
    UPS_OUTPUT_VOLTS: (0.0, 700.0, "V"),
    UPS_BATTERY_TEMPERATURE: (-40.0, 100.0, "degrees Celsius"),
}
#: How far apart the same value may be in two MIBs: in our units, and as a share. States not at all.
APART = {
    UPS_RUNTIME: (90.0, 0.1),
    UPS_CHARGE: (0.02, 0.0),
    UPS_LOAD: (0.03, 0.0),
    UPS_INPUT_VOLTS: (3.0, 0.02),
    UPS_OUTPUT_VOLTS: (3.0, 0.02),
    UPS_BATTERY_TEMPERATURE: (1.5, 0.0),
}
#: A battery at exactly 0 degrees is a card without a sensor; -273 is one more way to say so.
NO_SENSOR = UNKNOWN | {0, -273, -2730}
VOLTS_IN_TENTHS_FROM = 1000
#: Numbers of PowerNet-MIB, which CyberPower and Phoenixtec took over: noBatteryNeedsReplacing,
#: batteryNeedsReplacing; and ok, failed, invalidTest (the unit refused it), testInProgress.
REPLACE_INDICATOR: Mapping[int, bool | None] = {1: False, 2: True}
TEST_RESULTS: Mapping[int, bool | None] = {1: True, 2: False, 3: None, 4: None}
NO_TEXT = Octets(b"")


@dataclass(frozen=True, slots=True)
class Measure:
    """Where one MIB keeps one number; `also` is the same of the other phases."""

    quantity: Quantity
    oid: Oid
    unit: Callable[[float], float]  # from the agent's unit to ours
    unknown: frozenset[int] = UNKNOWN
    also: tuple[Oid, ...] = ()
    fold: Callable[[list[float]], float] = max


@dataclass(frozen=True, slots=True)
class Column:
    """The same where it is a table with a row per phase, or only the rows that start so."""

    quantity: Quantity
    oid: Oid
    unit: Callable[[float], float]
    fold: Callable[[list[float]], float]
    rows: Index = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where one MIB keeps one state, and which of its values mean yes, no, or nothing.

    `unless` is an object and the value of it that takes back a yes: a card that never tested
    passes no test, whatever its result stands at.
    """

    quantity: Quantity
    oid: Oid
    meanings: Mapping[int, bool | None]
    unless: tuple[Oid, Value] | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """Where one MIB keeps a day, as text; `unset` are those that say that nobody set it."""

    quantity: Quantity
    oid: Oid
    unset: tuple[str, ...] = ()


Source = Measure | Column | State | Day


def whole(raw: float) -> float:
    return raw


def tenths(raw: float) -> float:
    return raw / 10


def hundredths(raw: float) -> float:
    """TimeTicks."""
    return raw / 100


def minutes(raw: float) -> float:
    return raw * 60


def percent(raw: float) -> float:
    return raw / 100


def tenths_of_percent(raw: float) -> float:
    return raw / 1000


def volts_or_tenths(raw: float) -> float:
    """RFC 1628 says volts; Delta and Huawei send tenths. No UPS takes in 1000 V."""
    return raw / 10 if raw >= VOLTS_IN_TENTHS_FROM else raw


def lowest(values: list[float]) -> float:
    """The weakest phase; a phase at 0 is one that a single-phase unit does not have."""
    return min((value for value in values if value), default=0.0)


def of_answers(sources: tuple[Source, ...], phases: Table, answers: Answers) -> list[Reading]:
    """Every UPS quantity, each from the first source that knows it.

    A source that says what cannot be true ends the search: two sources that disagree are no
    reason to believe the more pleasant one.
    """
    values = {
        quantity: told(quantity, "", partial(_first, quantity, sources, phases, answers))
        for quantity in QUANTITIES
    }
    on_battery = values[UPS_ON_BATTERY].value
    full = values[UPS_CHARGE].value == 1
    if values[UPS_RUNTIME].value == 0 and full and on_battery is not True:
        # 0 minutes with a full battery on mains: not implemented (Phoenixtec), no alarm
        values[UPS_RUNTIME] = Reading(UPS_RUNTIME, None)
    if values[UPS_INPUT_VOLTS].value == 0 and on_battery is not True:
        why = "0 V at the input of a UPS that is not on battery"
        values[UPS_INPUT_VOLTS] = Reading(UPS_INPUT_VOLTS, None, rejected=why)
    return list(values.values())


def disagreements(
    families: Mapping[str, tuple[Source, ...]], phases: Table, answers: Answers
) -> list[Reading]:
    """Where the MIBs that one card answers do not say the same, what each says."""
    found = []
    for quantity in QUANTITIES:
        said = {
            name: told(quantity, "", partial(_first, quantity, sources, phases, answers)).value
            for name, sources in families.items()
        }
        values = {name: float(value) for name, value in said.items() if value is not None}
        if values and max(values.values()) - min(values.values()) > _apart(quantity, values):
            words = ", ".join(f"{name} {value:g}" for name, value in values.items())
            found.append(Reading(UPS_DISAGREEMENT, words, quantity.name))
    return found


def _apart(quantity: Quantity, values: Mapping[str, float]) -> float:
    """So far two MIBs may differ that mean the same: they round, and are read one after another."""
    absolute, share = APART.get(quantity, (0.0, 0.0))
    return max(absolute, share * max(values.values()))


def _first(
    quantity: Quantity, sources: tuple[Source, ...], phases: Table, answers: Answers
) -> reading.Value:
    for source in sources:
        if source.quantity is quantity:
            value = _of(source, phases, answers)
            if value is not None:
                return value
    return None


def _of(source: Source, phases: Table, answers: Answers) -> reading.Value:
    if isinstance(source, Day):
        return _day(answers.scalar(source.oid), source.unset)
    if isinstance(source, State):
        return _state(source, answers)
    if isinstance(source, Column):
        cells = answers.column(phases, source.oid).items()
        raw = [number(cell) for index, cell in cells if index[: len(source.rows)] == source.rows]
        unknown = UNKNOWN
    else:
        raw = [number(answers.scalar(oid)) for oid in (source.oid, *source.also)]
        unknown = source.unknown
    limits = POSSIBLE[source.quantity]
    known = [
        between(source.unit(each), *limits)
        for each in raw
        if each is not None and each not in unknown
    ]
    return source.fold(known) if known else None


def _state(source: State, answers: Answers) -> bool | None:
    means = chosen(answers.scalar(source.oid), source.meanings)
    if means and source.unless is not None:
        oid, taken_back_by = source.unless
        return None if answers.scalar(oid) == taken_back_by else means
    return means


def _day(value: Value, unset: tuple[str, ...]) -> float | None:
    """Unix time of the day's start."""
    plain = text(value)
    if plain in unset:
        raise Implausible(f"{plain} is what the card says that was never told the day")
    try:
        return None if plain is None else day(plain)
    except ValueError as error:
        raise Implausible(str(error)) from None
