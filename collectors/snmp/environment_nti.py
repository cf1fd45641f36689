"""NTI ENVIROMUX-MICRO: sensors within and at its sockets. A dew point is no temperature here."""

from collectors.snmp.environment_family import (
    TENTHS_CELSIUS,
    TENTHS_PERCENT,
    Measured,
    Probes,
    UnitTold,
    monitor,
)
from collectors.snmp.session import Oid

SENSORS: Oid = (1, 3, 6, 1, 4, 1, 3699, 1, 1, 12, 1)
#: Types of sensors; 24 is a dew point, 36 a socket without one.
TEMPERATURES, HUMIDITIES = 1, 2


def _probes(entry: Oid) -> Probes:
    kind = UnitTold((*entry, 2), {TEMPERATURES: TENTHS_CELSIUS, HUMIDITIES: TENTHS_PERCENT})
    return Probes((Measured((*entry, 4), kind),), (*entry, 3))


MONITORS = (monitor(3699, _probes((*SENSORS, 1, 1, 1)), _probes((*SENSORS, 2, 1, 1))),)
