"""D-Link switches: EQUIPMENT-MIB of the older lines, DLINKSW-ENTITY-EXT-MIB of the newer ones."""

from collections.abc import Mapping
from functools import partial

from collectors.quantities import FAN_OK, TEMPERATURE
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, celsius, state, temperatures
from collectors.snmp.names import label, named
from collectors.snmp.session import Oid
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import told

D_LINK: Oid = (*ENTERPRISES, 171)
UNIT_TEMPERATURE: Oid = (*D_LINK, 12, 11, 1, 8, 1, 2)  # swTemperatureCurrent, index: the unit
UNITS = Table((UNIT_TEMPERATURE,), only_of=(D_LINK,))
EXTENSION: Oid = (*D_LINK, 14, 5, 1, 1)
SENSOR_NAME, SENSOR_NOW = (*EXTENSION, 1, 1, 3), (*EXTENSION, 1, 1, 4)
SENSORS = Table((SENSOR_NAME, SENSOR_NOW), only_of=(D_LINK,))
FAN_NAME, FAN_STATE = (*EXTENSION, 2, 1, 3), (*EXTENSION, 2, 1, 4)
FANS = Table((FAN_NAME, FAN_STATE), only_of=(D_LINK,))
FAN_STATES: Mapping[int, bool | None] = {1: True, 2: False}  # ok, fault


def parse(answers: Answers) -> list[Reading]:
    units = answers.column(UNITS, UNIT_TEMPERATURE)
    readings = [
        told(TEMPERATURE, f"unit {'.'.join(map(str, index))}", celsius, value)
        for index, value in units.items()
    ]
    readings += temperatures(answers, SENSORS, SENSOR_NAME, SENSOR_NOW)
    labels, fans = answers.column(FANS, FAN_NAME), answers.column(FANS, FAN_STATE)
    names = named({index: label(labels.get(index, NONE)) for index in fans})
    works = partial(state, meanings=FAN_STATES)
    readings += names.with_rejections(
        [told(FAN_OK, names.instance(index), works, value) for index, value in fans.items()]
    )
    return readings


FAMILY = Family(parse, (UNITS, SENSORS, FANS))
