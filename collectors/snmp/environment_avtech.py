"""AVTECH Room Alert 4E, 12E and 32S: a scalar for each sensor, the same figure in C and in F."""

from collectors.snmp.environment_family import (
    CELSIUS,
    HUNDREDTHS_CELSIUS,
    HUNDREDTHS_PERCENT,
    NOTHING,
    Measured,
    Probes,
    monitor,
)
from collectors.snmp.session import Oid

AVTECH: Oid = (1, 3, 6, 1, 4, 1, 20916, 1)
#: A socket without a sensor reads 0.
EMPTY = NOTHING | {0}


def _hundredths(temperature: Oid, name: Oid, humidity: Oid) -> Probes:
    figures = (
        Measured(temperature, HUNDREDTHS_CELSIUS, EMPTY),
        Measured(humidity, HUNDREDTHS_PERCENT),
    )
    return Probes(figures, name)


ALERT_4E: Oid = (*AVTECH, 6, 1)
ALERT_12E: Oid = (*AVTECH, 10, 1)
ALERT_32S: Oid = (*AVTECH, 11, 1)

MONITORS = (
    monitor(
        20916,
        Probes((Measured((*ALERT_4E, 1, 1, 2), CELSIUS, EMPTY),), (*ALERT_4E, 1, 2, 1)),
        *(
            Probes((Measured((*ALERT_4E, 2, n, 1), CELSIUS, EMPTY),), (*ALERT_4E, 2, n, 8))
            for n in (1, 2)
        ),
        rows_at_once=1,
    ),
    monitor(
        20916,
        Probes((Measured((*ALERT_12E, 1, 1), HUNDREDTHS_CELSIUS, EMPTY),), (*ALERT_12E, 1, 3)),
        *(
            _hundredths((*ALERT_12E, n, 1), (*ALERT_12E, n, 8), (*ALERT_12E, n, 3))
            for n in (2, 3, 4)
        ),
        rows_at_once=1,
    ),
    monitor(
        20916,
        _hundredths((*ALERT_32S, 1, 1, 2), (*ALERT_32S, 4, 1, 1), (*ALERT_32S, 1, 2, 1)),
        *(
            _hundredths((*ALERT_32S, 2, n, 1), (*ALERT_32S, 4, 2, n), (*ALERT_32S, 2, n, 3))
            for n in range(1, 9)
        ),
        rows_at_once=1,
    ),
)
