"""HW group Poseidon: POSEIDON-MIB. The unit is told in words; its number begins at 0 or at 1."""

from collectors.snmp.environment_family import (
    TENTHS_CELSIUS,
    TENTHS_FAHRENHEIT,
    TENTHS_KELVIN,
    TENTHS_PERCENT,
    Measured,
    Probes,
    UnitTold,
    monitor,
)
from collectors.snmp.session import Oid

SENSORS: Oid = (1, 3, 6, 1, 4, 1, 21796, 3, 3, 3, 1)  # sensTable
UNIT = UnitTold(
    (*SENSORS, 10),
    {
        "c": TENTHS_CELSIUS,
        "°c": TENTHS_CELSIUS,
        "f": TENTHS_FAHRENHEIT,
        "k": TENTHS_KELVIN,
        "%rh": TENTHS_PERCENT,
    },
)

MONITORS = (monitor(21796, Probes((Measured((*SENSORS, 6), UNIT),), (*SENSORS, 2))),)
