"""Health of switches, routers and firewalls: processors, memory, temperatures, power and fans.

Each maker has objects of its own. One module for each, and this table names them all.
"""

from collectors.quantities import (
    CPU_UTILIZATION,
    FAN_OK,
    MEMORY_UTILIZATION,
    POWER_SUPPLY_OK,
    TEMPERATURE,
)
from collectors.reading import Reading
from collectors.snmp import (
    health_alcatel,
    health_arubacx,
    health_cisco,
    health_dell,
    health_dlink,
    health_fortinet,
    health_h3c,
    health_hp,
    health_hpe,
    health_huawei,
    health_juniper,
    health_lenovo,
    health_mikrotik,
    health_ruckus,
    health_ruijie,
    health_supermicro,
    health_tplink,
    health_zte,
)
from collectors.snmp.subject import Answers, Subject

FAMILIES = (
    health_huawei.FAMILY,
    health_h3c.FAMILY,
    health_ruijie.FAMILY,
    health_cisco.FAMILY,
    health_hp.FAMILY,
    health_arubacx.FAMILY,
    health_juniper.FAMILY,
    health_mikrotik.FAMILY,
    health_fortinet.FAMILY,
    health_zte.FAMILY,
    health_tplink.FAMILY,
    health_ruckus.FAMILY,
    health_dlink.FAMILY,
    health_alcatel.FAMILY,
    health_dell.FAMILY,
    health_hpe.FAMILY,
    health_lenovo.FAMILY,
    health_supermicro.FAMILY,
)


def parse(answers: Answers) -> list[Reading]:
    return [reading for family in FAMILIES for reading in family.parse(answers)]


TABLES = tuple(dict.fromkeys(table for family in FAMILIES for table in family.tables))

SUBJECT = Subject(
    "health",
    (CPU_UTILIZATION, MEMORY_UTILIZATION, TEMPERATURE, POWER_SUPPLY_OK, FAN_OK),
    parse,
    scalars=tuple(oid for family in FAMILIES for oid in family.scalars),
    tables=TABLES,
    needs_whole=TABLES,
)
