"""Vertiv (Liebert): LIEBERT-GP-POWER-MIB. By the MIB alone: no recording has these two.

What else Vertiv's cards know of a UPS they tell by RFC 1628.
"""

from collectors.quantities import UPS_CHARGE, UPS_RUNTIME
from collectors.snmp.session import Oid
from collectors.snmp.ups import Measure, Source, minutes, percent

BATTERY: Oid = (1, 3, 6, 1, 4, 1, 476, 1, 42, 3, 5, 1)

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*BATTERY, 18, 0), minutes),  # lgpPwrBatteryTimeRemaining
    Measure(UPS_CHARGE, (*BATTERY, 19, 0), percent),  # lgpPwrBatteryCapacity
)
