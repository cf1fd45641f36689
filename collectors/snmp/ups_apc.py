"""APC: PowerNet-MIB. Tenths ("highPrec") on newer cards, phases on big ones, else whole units."""

from collectors.quantities import (
    UPS_BATTERY_NORMAL,
    UPS_BATTERY_REPLACE_NEEDED,
    UPS_BATTERY_REPLACED,
    UPS_BATTERY_TEMPERATURE,
    UPS_CHARGE,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
    UPS_TEST_PASSED,
    UPS_TESTED,
)
from collectors.snmp.session import Oid
from collectors.snmp.ups import (
    NO_SENSOR,
    NO_TEXT,
    REPLACE_INDICATOR,
    TEST_RESULTS,
    Column,
    Day,
    Measure,
    Source,
    State,
    hundredths,
    lowest,
    percent,
    tenths,
    tenths_of_percent,
    whole,
)

UPS: Oid = (1, 3, 6, 1, 4, 1, 318, 1, 1, 1)
#: upsBasicOutputStatus: 1 unknown, 2 onLine, 3 onBattery, 4 onSmartBoost, 5 timedSleeping,
#: 6 softwareBypass, 7 off, 8 rebooting, 9 switchedBypass, 10 hardwareFailureBypass,
#: 11 sleepingUntilPowerReturn, 12 onSmartTrim, 13 ecoMode, 14 hotStandby, 15 onBatteryTest,
#: 16 emergencyStaticBypass, and modes of bigger units up to 28. A battery test (15) is no
#: outage: the mains is there, and the unit goes back to it by itself.
OUTPUT_STATUS: dict[int, bool | None] = {
    1: None,
    **dict.fromkeys(range(2, 29), False),
    3: True,
}
#: upsBasicBatteryStatus: unknown, batteryNormal, batteryLow, batteryInFaultCondition,
#: noBatteryPresent.
BATTERY_STATUS = {1: None, 2: True, 3: False, 4: False, 5: False}
#: upsAdvBatteryReplaceIndicator: 1 noBatteryNeedsReplacing says nothing of low or faulty.
REPLACE = {1: None, 2: False}
MAINS_INPUT = (1,)  # input 2 of upsPhaseInputTable is the bypass
TEST: Oid = (*UPS, 7, 2)  # upsAdvTest
TEST_DATE: Oid = (*TEST, 4, 0)

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*UPS, 2, 2, 3, 0), hundredths),  # upsAdvBatteryRunTimeRemaining
    Measure(UPS_CHARGE, (*UPS, 2, 3, 1, 0), tenths_of_percent),
    Measure(UPS_CHARGE, (*UPS, 2, 2, 1, 0), percent),
    Column(UPS_LOAD, (*UPS, 9, 3, 3, 1, 10), percent, max),
    Measure(UPS_LOAD, (*UPS, 4, 3, 3, 0), tenths_of_percent),
    Measure(UPS_LOAD, (*UPS, 4, 2, 3, 0), percent),
    State(UPS_ON_BATTERY, (*UPS, 4, 1, 1, 0), OUTPUT_STATUS),
    State(UPS_BATTERY_NORMAL, (*UPS, 2, 2, 4, 0), REPLACE),
    State(UPS_BATTERY_NORMAL, (*UPS, 2, 1, 1, 0), BATTERY_STATUS),
    Column(UPS_INPUT_VOLTS, (*UPS, 9, 2, 3, 1, 3), whole, lowest, rows=MAINS_INPUT),
    Measure(UPS_INPUT_VOLTS, (*UPS, 3, 3, 1, 0), tenths),
    Measure(UPS_INPUT_VOLTS, (*UPS, 3, 2, 1, 0), whole),
    Column(UPS_OUTPUT_VOLTS, (*UPS, 9, 3, 3, 1, 3), whole, lowest),
    Measure(UPS_OUTPUT_VOLTS, (*UPS, 4, 3, 1, 0), tenths),
    Measure(UPS_OUTPUT_VOLTS, (*UPS, 4, 2, 1, 0), whole),
    Measure(UPS_BATTERY_TEMPERATURE, (*UPS, 2, 3, 2, 0), tenths, NO_SENSOR),
    Measure(UPS_BATTERY_TEMPERATURE, (*UPS, 2, 2, 2, 0), whole, NO_SENSOR),
    Day(UPS_BATTERY_REPLACED, (*UPS, 2, 1, 3, 0)),  # upsBasicBatteryLastReplaceDate
    State(UPS_BATTERY_REPLACE_NEEDED, (*UPS, 2, 2, 4, 0), REPLACE_INDICATOR),
    State(UPS_TEST_PASSED, (*TEST, 3, 0), TEST_RESULTS, unless=(TEST_DATE, NO_TEXT)),
    Day(UPS_TESTED, TEST_DATE),
)
