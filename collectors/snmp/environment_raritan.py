"""Raritan PX power strips with probes: PDU2-MIB. Each figure has its own decimal point."""

from collectors.snmp.environment_family import (
    CELSIUS,
    PERCENT,
    Measured,
    Probes,
    UnitTold,
    monitor,
)
from collectors.snmp.session import Oid

CONFIGURED: Oid = (1, 3, 6, 1, 4, 1, 13742, 6, 3, 6, 3, 1)  # externalSensorConfigurationTable
MEASURED: Oid = (1, 3, 6, 1, 4, 1, 13742, 6, 5, 5, 3, 1)  # externalSensorMeasurementsTable
KIND = UnitTold((*CONFIGURED, 2), {10: CELSIUS, 11: PERCENT})  # 28 is absolute humidity
DIGITS: Oid = (*CONFIGURED, 17)  # externalSensorDecimalDigits
AVAILABLE = 1  # measurementsExternalSensorIsAvailable, a TruthValue


def _scale(digits: int) -> float:
    return float(10**-digits)


MONITORS = (
    monitor(
        13742,
        Probes(
            (Measured((*MEASURED, 4), KIND, scale=(DIGITS, _scale)),),
            (*CONFIGURED, 4),
            ((*MEASURED, 2), AVAILABLE),
        ),
    ),
)
