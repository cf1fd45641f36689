"""HPE ProLiant servers, by their management controller (iLO): CPQHLTH-MIB."""

from collections.abc import Mapping

from collectors.quantities import FAN_OK, POWER_SUPPLY_OK, TEMPERATURE
from collectors.reading import Quantity, Reading
from collectors.snmp.health_family import ENTERPRISES, Family, celsius, state
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import Implausible, integer, told

HPE: Oid = (*ENTERPRISES, 232)
HEALTH: Oid = (*HPE, 6, 2)
FAN: Oid = (*HEALTH, 6, 7, 1)  # cpqHeFltTolFanEntry, index chassis . fan
FAN_PRESENT, FAN_CONDITION = (*FAN, 4), (*FAN, 9)
FANS = Table((FAN_PRESENT, FAN_CONDITION), only_of=(HPE,))
SENSOR: Oid = (*HEALTH, 6, 8, 1)  # cpqHeTemperatureEntry, index chassis . sensor
PLACE, NOW = (*SENSOR, 3), (*SENSOR, 4)
SENSORS = Table((PLACE, NOW), only_of=(HPE,))
SUPPLY: Oid = (*HEALTH, 9, 3, 1)  # cpqHeFltTolPowerSupplyEntry, index chassis . bay
SUPPLY_PRESENT, SUPPLY_CONDITION = (*SUPPLY, 3), (*SUPPLY, 4)
SUPPLIES = Table((SUPPLY_PRESENT, SUPPLY_CONDITION), only_of=(HPE,))

ABSENT = 2
#: other, ok, degraded, failed
CONDITIONS: Mapping[int, bool | None] = {1: None, 2: True, 3: False, 4: False}
#: cpqHeTemperatureLocale, as far as it says a place.
PLACES: Mapping[int, str] = {
    3: "system",
    4: "system board",
    5: "I/O board",
    6: "processor",
    7: "memory",
    8: "storage",
    9: "removable media",
    10: "power supply",
    11: "ambient",
    12: "chassis",
    13: "bridge card",
}


def parse(answers: Answers) -> list[Reading]:
    return [
        *_parts(answers, FAN_OK, "fan", FANS),
        *_parts(answers, POWER_SUPPLY_OK, "power supply", SUPPLIES),
        *(
            told(TEMPERATURE, _place(index, cell(row, PLACE)), celsius, cell(row, NOW))
            for index, row in answers.rows(SENSORS).items()
        ),
    ]


def _parts(answers: Answers, quantity: Quantity, kind: str, table: Table) -> list[Reading]:
    present, condition = table.columns
    return [
        told(quantity, f"{kind} {_dotted(index)}", _works, cell(row, present), cell(row, condition))
        for index, row in answers.rows(table).items()
    ]


def _works(present: Value, condition: Value) -> bool | None:
    try:
        if integer(present) == ABSENT:
            return None
    except Implausible:
        pass  # the condition decides
    return state(condition, CONDITIONS)


def _place(index: Index, value: Value) -> str:
    """Several sensors are in one place: the number tells them apart."""
    try:
        place = PLACES.get(integer(value) or 0, "sensor")
    except Implausible:
        place = "sensor"
    return f"{place} {_dotted(index)}"


def _dotted(index: Index) -> str:
    return ".".join(map(str, index))


FAMILY = Family(parse, (FANS, SENSORS, SUPPLIES))
