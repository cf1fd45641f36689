"""Lenovo servers, by their XClarity controller: LENOVO-XCC-MIB's temperatures, told as text."""

from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, temperatures
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Table

LENOVO: Oid = (*ENTERPRISES, 19046)
SENSOR: Oid = (*LENOVO, 11, 1, 1, 1, 2, 1)
NAME, NOW = (*SENSOR, 2), (*SENSOR, 3)
SENSORS = Table((NAME, NOW), only_of=(LENOVO,))


def parse(answers: Answers) -> list[Reading]:
    return temperatures(answers, SENSORS, NAME, NOW)


FAMILY = Family(parse, (SENSORS,))
