"""Supermicro servers, by their management controller: one table of sensors of any kind, in text."""

from collectors.quantities import TEMPERATURE
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, celsius
from collectors.snmp.names import label, named
from collectors.snmp.session import Oid
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import told

SUPERMICRO: Oid = (*ENTERPRISES, 21317)
SENSOR: Oid = (*SUPERMICRO, 1, 3, 1)
NOW, NAME = (*SENSOR, 2), (*SENSOR, 13)
SENSORS = Table((NOW, NAME), only_of=(SUPERMICRO,))
#: What tells a temperature from volts, fans and states: the table has no unit that says it.
TEMPERATURE_NAME = " temp"


def parse(answers: Answers) -> list[Reading]:
    labels = {i: label(value) for i, value in answers.column(SENSORS, NAME).items()}
    hot = {i: name for i, name in labels.items() if name.lower().endswith(TEMPERATURE_NAME)}
    names, cells = named(hot), answers.column(SENSORS, NOW)
    return names.with_rejections(
        [told(TEMPERATURE, names.instance(i), celsius, cells.get(i, NONE)) for i in hot]
    )


FAMILY = Family(parse, (SENSORS,))
