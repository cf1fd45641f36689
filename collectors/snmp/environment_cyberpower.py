"""CyberPower: the probe of a UPS card, in tenths of a degree Fahrenheit."""

from collectors.snmp.environment_family import (
    PERCENT,
    TENTHS_FAHRENHEIT,
    Measured,
    Probes,
    monitor,
)
from collectors.snmp.session import Oid

PROBE: Oid = (1, 3, 6, 1, 4, 1, 3808, 1, 1, 4)

MONITORS = (
    monitor(
        3808,
        Probes(
            (Measured((*PROBE, 2, 1), TENTHS_FAHRENHEIT), Measured((*PROBE, 3, 1), PERCENT)),
            called="probe",
        ),
    ),
)
