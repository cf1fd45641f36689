"""TP-Link switches: TPLINK-SYSMONITOR-MIB. By the MIB alone: no recording has these tables."""

from collectors.quantities import CPU_UTILIZATION, MEMORY_UTILIZATION
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES, Family
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Index, Oid
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import told

TP_LINK: Oid = (*ENTERPRISES, 11863)
MONITOR: Oid = (*TP_LINK, 6, 4, 1)
CPU_5_MINUTES: Oid = (*MONITOR, 1, 1, 1, 4)  # index: the unit of a stack
MEMORY: Oid = (*MONITOR, 2, 1, 1, 2)
PROCESSORS = Table((CPU_5_MINUTES,), only_of=(TP_LINK,))
MEMORIES = Table((MEMORY,), only_of=(TP_LINK,))


def parse(answers: Answers) -> list[Reading]:
    return [
        told(quantity, _unit(index), percent, value)
        for quantity, table, column in (
            (CPU_UTILIZATION, PROCESSORS, CPU_5_MINUTES),
            (MEMORY_UTILIZATION, MEMORIES, MEMORY),
        )
        for index, value in answers.column(table, column).items()
    ]


def _unit(index: Index) -> str:
    return f"unit {'.'.join(map(str, index))}"


FAMILY = Family(parse, (PROCESSORS, MEMORIES))
