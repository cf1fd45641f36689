"""ZTE ZXR10: ZXR10-SYSTEM-HARDWARE-MIB. By the MIB alone: no recording has these tables."""

from collections.abc import Mapping
from functools import partial

from collectors.quantities import (
    CPU_UTILIZATION,
    FAN_OK,
    MEMORY_UTILIZATION,
    POWER_SUPPLY_OK,
    TEMPERATURE,
)
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, celsius, state
from collectors.snmp.names import label, named
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import NONE, Answers, Table, cell
from collectors.snmp.values import Implausible, integer, told
from collectors.snmp.walk import Column

ZTE: Oid = (*ENTERPRISES, 3902)
HARDWARE: Oid = (*ZTE, 3, 6002, 2)
UNIT: Oid = (*HARDWARE, 1, 1)  # zxr10CpusystemEntry, index rack . shelf . slot . unit
UNIT_NAME, MEMORY, CPU_5_MINUTES = (*UNIT, 3), (*UNIT, 6), (*UNIT, 9)
UNITS = Table((UNIT_NAME, MEMORY, CPU_5_MINUTES), only_of=(ZTE,))
FAN_STATUS: Oid = (*HARDWARE, 3, 1, 7)  # index rack . shelf . tray . fan
FANS = Table((FAN_STATUS,), only_of=(ZTE,))
SHELF_TEMPERATURE: Oid = (*HARDWARE, 4, 1, 3)  # index rack . shelf
SHELVES = Table((SHELF_TEMPERATURE,), only_of=(ZTE,))
BOARD: Oid = (*HARDWARE, 5, 1)
BOARD_POINT, BOARD_TEMPERATURE = (*BOARD, 7), (*BOARD, 9)
BOARDS = Table((BOARD_POINT, BOARD_TEMPERATURE), only_of=(ZTE,))
MODULE: Oid = (*HARDWARE, 6, 2, 1)  # zxr10PowerModuleEntry, index rack . shelf . group . module
MODULE_THERE, MODULE_RUNS = (*MODULE, 4), (*MODULE, 7)
MODULES = Table((MODULE_THERE, MODULE_RUNS), only_of=(ZTE,))

FAN_STATES: Mapping[int, bool | None] = {0: False, 1: True}  # abnormal, normal
RUN_STATES: Mapping[int, bool | None] = {0: None, 1: True, 2: False}  # unknown, normal, abnormal
OFFLINE = 2  # an empty bay


def parse(answers: Answers) -> list[Reading]:
    return [*_units(answers), *_temperatures(answers), *_parts(answers)]


def _units(answers: Answers) -> list[Reading]:
    rows = answers.rows(UNITS)
    names = named({i: _name(cell(row, UNIT_NAME), "unit", i) for i, row in rows.items()})
    readings: list[Reading] = []
    for index, row in rows.items():
        name = names.instance(index)
        readings.append(told(CPU_UTILIZATION, name, percent, cell(row, CPU_5_MINUTES)))
        readings.append(told(MEMORY_UTILIZATION, name, percent, cell(row, MEMORY)))
    return names.with_rejections(readings)


def _temperatures(answers: Answers) -> list[Reading]:
    points: Column = answers.column(BOARDS, BOARD_POINT)
    shelves = answers.column(SHELVES, SHELF_TEMPERATURE)
    boards = answers.column(BOARDS, BOARD_TEMPERATURE)
    names = named(
        {
            **{index: _name(NONE, "shelf", index) for index in shelves},
            **{index: _name(points.get(index, NONE), "board", index) for index in boards},
        }
    )
    degrees = {**shelves, **boards}  # of two parts and of five
    return names.with_rejections(
        [told(TEMPERATURE, names.instance(i), celsius, value) for i, value in degrees.items()]
    )


def _parts(answers: Answers) -> list[Reading]:
    works = partial(state, meanings=FAN_STATES)
    fans = answers.column(FANS, FAN_STATUS).items()
    readings = [told(FAN_OK, _name(NONE, "fan", index), works, value) for index, value in fans]
    for index, row in answers.rows(MODULES).items():
        name = _name(NONE, "power supply", index)
        readings.append(told(POWER_SUPPLY_OK, name, _supply, *_of(row)))
    return readings


def _of(row: Mapping[Oid, Value]) -> tuple[Value, Value]:
    return cell(row, MODULE_THERE), cell(row, MODULE_RUNS)


def _supply(there: Value, runs: Value) -> bool | None:
    try:
        if integer(there) == OFFLINE:
            return None
    except Implausible:
        pass  # the other column decides
    return state(runs, RUN_STATES)


def _name(told_name: Value, kind: str, index: Index) -> str:
    return label(told_name) or f"{kind} {'.'.join(map(str, index))}"


FAMILY = Family(parse, (UNITS, FANS, SHELVES, BOARDS, MODULES))
