"""Dell servers, by their management controller (iDRAC): IDRAC-MIB-SMIv2's temperature probes."""

from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family, temperatures, tenths_celsius
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Table

DELL: Oid = (*ENTERPRISES, 674)
PROBE: Oid = (*DELL, 10892, 5, 4, 700, 20, 1)  # temperatureProbeTableEntry, index chassis . probe
NOW, NAME = (*PROBE, 6), (*PROBE, 8)
PROBES = Table((NOW, NAME), only_of=(DELL,))


def parse(answers: Answers) -> list[Reading]:
    return temperatures(answers, PROBES, NAME, NOW, tenths_celsius)


FAMILY = Family(parse, (PROBES,))
