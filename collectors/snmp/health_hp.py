"""HP ProCurve and Aruba switches of that line: HP-ICF-CHASSIS."""

from functools import partial

from collectors.quantities import FAN_OK, POWER_SUPPLY_OK
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, state
from collectors.snmp.names import label, named
from collectors.snmp.session import Identifier, Oid
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import told

HP: Oid = (*ENTERPRISES, 11)
SENSOR: Oid = (*HP, 2, 14, 11, 1, 2, 6, 1)  # hpicfSensorEntry
KIND, STATUS, DESCR = (*SENSOR, 2), (*SENSOR, 4), (*SENSOR, 7)
SENSORS = Table((KIND, STATUS, DESCR), only_of=(HP,))
#: hpicfSensorObjectId: which kind of part it watches.
KINDS: Oid = (*HP, 2, 3, 7, 8, 3)
QUANTITIES = {(*KINDS, 1): POWER_SUPPLY_OK, (*KINDS, 2): FAN_OK}

#: unknown, bad, warning, good, notPresent: the other way round than elsewhere.
STATES: dict[int, bool | None] = {1: None, 2: False, 3: False, 4: True, 5: None}


def parse(answers: Answers) -> list[Reading]:
    kinds, states = answers.column(SENSORS, KIND), answers.column(SENSORS, STATUS)
    descriptions = answers.column(SENSORS, DESCR)
    names = named({index: label(descriptions.get(index, NONE)) for index in states})
    readings = []
    for index, value in states.items():
        kind = kinds.get(index, NONE)
        quantity = QUANTITIES.get(kind.value) if isinstance(kind, Identifier) else None
        if quantity is not None:
            means = partial(state, meanings=STATES)
            readings.append(told(quantity, names.instance(index), means, value))
    return names.with_rejections(readings)


FAMILY = Family(parse, (SENSORS,))
