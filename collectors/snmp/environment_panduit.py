"""Panduit (Sinetica) Eagle-i: inputs, of which type 2 is a thermometer and 3 a hygrometer."""

from collectors.snmp.environment_family import (
    TENTHS_CELSIUS,
    TENTHS_PERCENT,
    Measured,
    Probes,
    UnitTold,
    monitor,
)
from collectors.snmp.session import Oid

INPUTS: Oid = (1, 3, 6, 1, 4, 1, 3711, 24, 1, 1, 1, 2, 2, 1)
KIND = UnitTold((*INPUTS, 6), {2: TENTHS_CELSIUS, 3: TENTHS_PERCENT})

MONITORS = (monitor(3711, Probes((Measured((*INPUTS, 7), KIND),), (*INPUTS, 3))),)
