"""Fortinet FortiGate: FORTINET-FORTIGATE-MIB's system figures and its table of sensors."""

import re
from functools import partial

from collectors.quantities import CPU_UTILIZATION, FAN_OK, MEMORY_UTILIZATION, POWER_SUPPLY_OK
from collectors.reading import Quantity, Reading
from collectors.snmp.health_family import ENTERPRISES, Family
from collectors.snmp.names import label, named
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Absent, Oid, Value
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import chosen, number, told

FORTINET: Oid = (*ENTERPRISES, 12356)
FORTIGATE: Oid = (*FORTINET, 101)
SYSTEM: Oid = (*FORTIGATE, 4, 1)
CPU, MEMORY = (*SYSTEM, 3, 0), (*SYSTEM, 4, 0)
SENSOR: Oid = (*FORTIGATE, 4, 3, 2, 1)  # fgHwSensorEntry
NAME, NOW, ALARM = (*SENSOR, 2), (*SENSOR, 3), (*SENSOR, 4)
SENSORS = Table((NAME, NOW, ALARM), only_of=(FORTINET,))
#: fgHwSensorEntAlarmStatus: false, true.
ALARMS: dict[int, bool | None] = {0: False, 1: True}
#: By the sensor's name in small letters: the table tells no kind. FAN_TMP_3 is a temperature.
KINDS: tuple[tuple[re.Pattern[str], Quantity, int], ...] = (
    (re.compile(r"(?:.*[ _])?fan(?:[ _-]?[a-z]?[ _-]?\d+)?(?:[ _-]\d+)?"), FAN_OK, 0),
    # bits since FortiOS 7.2.6: there, failure, predicted failure, input lost
    (re.compile(r"(?:ps|psu)[ _]?\d+[ _]status"), POWER_SUPPLY_OK, 0b1110),
)


def parse(answers: Answers) -> list[Reading]:
    figures = [
        told(quantity, "", percent, answers.scalar(oid))
        for quantity, oid in ((CPU_UTILIZATION, CPU), (MEMORY_UTILIZATION, MEMORY))
        if not isinstance(answers.scalar(oid), Absent)
    ]
    return [*figures, *_parts(answers)]


def _parts(answers: Answers) -> list[Reading]:
    rows = answers.rows(SENSORS)
    labels = {index: label(cell(row, NAME)) for index, row in rows.items()}
    readings: list[Reading] = []
    for kind, quantity, faults in KINDS:
        names = named({i: it for i, it in labels.items() if kind.fullmatch(it.lower())})
        means = partial(works, faults=faults)
        readings += names.with_rejections(
            [
                told(quantity, names.instance(i), means, cell(rows[i], NOW), cell(rows[i], ALARM))
                for i in names.by_index
            ]
        )
    return readings


def works(now: Value, alarm: Value, faults: int) -> bool | None:
    """The device's own alarm decides; without one, 0 proves nothing.

    A fan at 0 may be one that is not needed, and a supply at 0 is one that works up to
    FortiOS 7.2.5 and an empty bay after it.
    """
    alarmed, plain = chosen(alarm, ALARMS), number(now)
    if alarmed:
        return False
    if alarmed is None or not plain:
        return None
    return not int(plain) & faults


FAMILY = Family(parse, (SENSORS,), (CPU, MEMORY))
