"""APC: probes on UPS cards, Environmental Monitors (PowerNet-MIB) and NetBotz appliances.

The Environmental Monitoring Unit tells of its probes in two tables, of which the newer one has
those of its modules, too.
"""

from collectors.snmp.environment_family import (
    CELSIUS,
    FAHRENHEIT,
    NOTHING,
    PERCENT,
    TENTHS_CELSIUS,
    Measured,
    Probes,
    Unit,
    UnitTold,
    monitor,
)
from collectors.snmp.session import Oid

POWERNET: Oid = (1, 3, 6, 1, 4, 1, 318, 1, 1)
#: -1 stands for a probe that is not there, and for what it does not measure.
ABSENT = NOTHING | {-1}
UNITS: dict[int | str, Unit] = {1: CELSIUS, 2: FAHRENHEIT}
CONNECTED = 2

EMS: Oid = (*POWERNET, 10, 3, 13, 1, 1)  # emsProbeStatusTable
EMS_UNIT = UnitTold((*POWERNET, 10, 3, 12, 11), UNITS, of_all=True, untold=CELSIUS)
MEM: Oid = (*POWERNET, 10, 4, 2, 3, 1)  # memSensorsStatusTable
MEM_UNIT = UnitTold((*POWERNET, 10, 4, 2, 1), UNITS, of_all=True, untold=CELSIUS)
UIO: Oid = (*POWERNET, 25, 1, 2, 1)  # uioSensorStatusTable
IEM: Oid = (*POWERNET, 10, 2, 3, 2, 1)  # iemStatusProbesTable
IEM_UNIT = UnitTold((*IEM, 5), UNITS)

POWERNET_MONITOR = monitor(
    318,
    (
        Probes(
            (Measured((*MEM, 5), MEM_UNIT, ABSENT), Measured((*MEM, 6), PERCENT)),
            (*MEM, 3),
            ((*MEM, 7), CONNECTED),
        ),
        Probes(
            (Measured((*EMS, 3), EMS_UNIT, ABSENT), Measured((*EMS, 6), PERCENT)),
            (*EMS, 2),
            ((*EMS, 10), CONNECTED),
        ),
    ),
    (
        Probes(
            (Measured((*UIO, 6), CELSIUS, ABSENT), Measured((*UIO, 7), PERCENT)),
            (*UIO, 3),
            called="probe",
        ),
        Probes(
            (Measured((*IEM, 4), IEM_UNIT, ABSENT), Measured((*IEM, 6), PERCENT)),
            (*IEM, 2),
            ((*IEM, 3), CONNECTED),
        ),
    ),
)

NETBOTZ: Oid = (1, 3, 6, 1, 4, 1, 52674, 500, 4, 1)
NETBOTZ_MONITOR = monitor(
    52674,
    Probes((Measured((*NETBOTZ, 1, 1, 8), CELSIUS),), (*NETBOTZ, 1, 1, 4)),  # tempSensorValueInt
    Probes((Measured((*NETBOTZ, 2, 1, 8), PERCENT),), (*NETBOTZ, 2, 1, 4)),  # humiSensorValueInt
)
OLD_NETBOTZ: Oid = (1, 3, 6, 1, 4, 1, 5528, 100, 4, 1)
OLD_NETBOTZ_MONITOR = monitor(
    5528,
    Probes((Measured((*OLD_NETBOTZ, 1, 1, 2), TENTHS_CELSIUS),), (*OLD_NETBOTZ, 1, 1, 4)),
    Probes((Measured((*OLD_NETBOTZ, 2, 1, 8), PERCENT),), (*OLD_NETBOTZ, 2, 1, 4)),
)

MONITORS = (POWERNET_MONITOR, NETBOTZ_MONITOR, OLD_NETBOTZ_MONITOR)
