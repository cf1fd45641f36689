"""AKCP sensorProbe: SPAGENT-MIB. Of its slots only those that are on line have a sensor."""

from collectors.snmp.environment_family import (
    CELSIUS,
    FAHRENHEIT,
    PERCENT,
    TENTHS_CELSIUS,
    TENTHS_FAHRENHEIT,
    Measured,
    Probes,
    UnitTold,
    monitor,
)
from collectors.snmp.session import Oid

TEMPERATURES: Oid = (1, 3, 6, 1, 4, 1, 3854, 1, 2, 2, 1, 16, 1)  # hhmsSensorArrayTempTable
HUMIDITIES: Oid = (1, 3, 6, 1, 4, 1, 3854, 1, 2, 2, 1, 17, 1)  # column 13 is a test value
ON_LINE = 1
UNIT: Oid = (*TEMPERATURES, 12)
TENTHS = UnitTold(UNIT, {0: TENTHS_FAHRENHEIT, 1: TENTHS_CELSIUS})
DEGREES = UnitTold(UNIT, {0: FAHRENHEIT, 1: CELSIUS})
NAME, STATE = (*TEMPERATURES, 1), ((*TEMPERATURES, 5), ON_LINE)

MONITORS = (
    monitor(
        3854,
        (
            Probes((Measured((*TEMPERATURES, 14), TENTHS),), NAME, STATE),
            Probes((Measured((*TEMPERATURES, 3), DEGREES),), NAME, STATE),
        ),
        Probes(
            (Measured((*HUMIDITIES, 3), PERCENT),), (*HUMIDITIES, 1), ((*HUMIDITIES, 5), ON_LINE)
        ),
    ),
)
