"""Gude ESB 7213: temperature and humidity. Its dew points are no temperatures of the room."""

from collectors.snmp.environment_family import (
    TENTHS_CELSIUS,
    TENTHS_PERCENT,
    Measured,
    Probes,
    monitor,
)
from collectors.snmp.session import Oid

SENSORS: Oid = (1, 3, 6, 1, 4, 1, 28507, 66, 1, 6, 1, 1)

MONITORS = (
    monitor(
        28507,
        Probes(
            (Measured((*SENSORS, 2), TENTHS_CELSIUS), Measured((*SENSORS, 3), TENTHS_PERCENT)),
            (*SENSORS, 32),
            called="probe",
        ),
    ),
)
