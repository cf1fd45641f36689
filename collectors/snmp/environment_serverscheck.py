"""ServersCheck gateways: scalars of text in fours, and only the name tells what is measured."""

from collectors.snmp.environment_family import (
    CELSIUS,
    PERCENT,
    Measured,
    Probes,
    UnitTold,
    monitor,
)
from collectors.snmp.session import Oid

SENSORS: Oid = (1, 3, 6, 1, 4, 1, 17095, 3)
SENSOR_COUNT = 10


def _sensor(number: int) -> Probes:
    name = (*SENSORS, 4 * number + 1)
    kind = UnitTold(name, {"temp": CELSIUS, "humid": PERCENT}, within=True)
    return Probes((Measured((*SENSORS, 4 * number + 2), kind),), name)


MONITORS = (monitor(17095, *map(_sensor, range(SENSOR_COUNT)), rows_at_once=1),)
