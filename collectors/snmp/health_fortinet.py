"""Fortinet FortiGate: FORTINET-FORTIGATE-MIB's system figures."""

from collectors.quantities import CPU_UTILIZATION, MEMORY_UTILIZATION
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Absent, Oid
from collectors.snmp.subject import Answers
from collectors.snmp.values import told

SYSTEM: Oid = (*ENTERPRISES, 12356, 101, 4, 1)
CPU, MEMORY = (*SYSTEM, 3, 0), (*SYSTEM, 4, 0)


def parse(answers: Answers) -> list[Reading]:
    return [
        told(quantity, "", percent, answers.scalar(oid))
        for quantity, oid in ((CPU_UTILIZATION, CPU), (MEMORY_UTILIZATION, MEMORY))
        if not isinstance(answers.scalar(oid), Absent)
    ]


FAMILY = Family(parse, scalars=(CPU, MEMORY))
