"""Papouch Quido: one thermometer."""

from collectors.snmp.environment_family import (
    TENTHS_CELSIUS,
    Measured,
    Probes,
    monitor,
)
from collectors.snmp.session import Oid

TEMPERATURE: Oid = (1, 3, 6, 1, 4, 1, 18248, 16, 1, 1)

MONITORS = (monitor(18248, Probes((Measured(TEMPERATURE, TENTHS_CELSIUS),), called="probe")),)
