"""Comet T3611 and its like: figures and units as text."""

from collectors.snmp.environment_family import (
    CELSIUS,
    FAHRENHEIT,
    PERCENT,
    Measured,
    Probes,
    UnitTold,
    monitor,
)
from collectors.snmp.session import Oid

CHANNELS: Oid = (1, 3, 6, 1, 4, 1, 22626, 1, 2, 1)
DEGREES = UnitTold((*CHANNELS, 9), {"celsius": CELSIUS, "fahrenheit": FAHRENHEIT})
HUMID = UnitTold((*CHANNELS, 10), {"percentrh": PERCENT})

MONITORS = (
    monitor(
        22626,
        Probes(
            (Measured((*CHANNELS, 1), DEGREES), Measured((*CHANNELS, 2), HUMID)), called="probe"
        ),
    ),
)
