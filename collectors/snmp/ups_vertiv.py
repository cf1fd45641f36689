"""Vertiv (Liebert): LIEBERT-GP-POWER-MIB. By the MIB alone: no recording has these.

What else Vertiv's cards know of a UPS they tell by RFC 1628.
"""

from collectors.quantities import UPS_CHARGE, UPS_RUNTIME, UPS_TEST_PASSED
from collectors.snmp.session import Oid
from collectors.snmp.ups import Measure, Source, State, minutes, percent

BATTERY: Oid = (1, 3, 6, 1, 4, 1, 476, 1, 42, 3, 5, 1)
#: lgpPwrBatteryTestResult: unknown, passed, failed, inProgress, systemFailure (which says nothing
#: of the battery), inhibited.
TEST_RESULTS = {1: None, 2: True, 3: False, 4: None, 5: None, 6: None}

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*BATTERY, 18, 0), minutes),  # lgpPwrBatteryTimeRemaining
    Measure(UPS_CHARGE, (*BATTERY, 19, 0), percent),  # lgpPwrBatteryCapacity
    State(UPS_TEST_PASSED, (*BATTERY, 8, 0), TEST_RESULTS),
)
