"""W&T Web-Thermo-Hygrograph 57606: row 1 is the temperature, row 2 the humidity."""

from collectors.snmp.environment_family import (
    TENTHS_CELSIUS,
    TENTHS_PERCENT,
    Measured,
    Probes,
    monitor,
)
from collectors.snmp.session import Oid

VALUES: Oid = (1, 3, 6, 1, 4, 1, 5040, 1, 2, 9, 1, 4, 1, 1)  # wtWebGraphThermHygroBinaryTempValue

MONITORS = (
    monitor(
        5040,
        Probes((Measured(VALUES, TENTHS_CELSIUS, rows=((1,),)),), called="probe"),
        Probes((Measured(VALUES, TENTHS_PERCENT, rows=((2,),)),), called="probe"),
    ),
)
