"""Stacks of Ruijie (VSU): RUIJIE-VSU-MIB."""

from collectors.network_quantities import STACK_MEMBER_OK, STACK_MEMBER_ROLE
from collectors.quantities import STACK_MEMBERS
from collectors.reading import Reading
from collectors.snmp.health_family import ENTERPRISES
from collectors.snmp.session import Oid
from collectors.snmp.stack_family import Family, role
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import chosen, told

RUIJIE: Oid = (*ENTERPRISES, 4881)
DEVICE: Oid = (*RUIJIE, 1, 1, 10, 2, 102, 1, 2, 2, 1)  # ruijieVsuDeviceEntry, index its number
DEVICE_STATUS = (*DEVICE, 5)
DEVICE_ROLE = (*DEVICE, 6)
DEVICES = Table((DEVICE_STATUS, DEVICE_ROLE), only_of=(RUIJIE,))

ROLES = {1: "active", 2: "standby", 3: "candidate"}
#: ok, recovery: cut off from the others, it has shut its ports.
STATUSES: dict[int, bool | None] = {1: True, 2: False}


def parse(answers: Answers) -> list[Reading]:
    rows = answers.rows(DEVICES)
    if not rows:
        return []
    readings = [Reading(STACK_MEMBERS, len(rows))]
    for index, row in rows.items():
        name = ".".join(map(str, index))
        readings += [
            told(STACK_MEMBER_ROLE, name, role, cell(row, DEVICE_ROLE), ROLES),
            told(STACK_MEMBER_OK, name, chosen, cell(row, DEVICE_STATUS), STATUSES),
        ]
    return readings


FAMILY = Family(parse, (DEVICES,))
