"""Phoenixtec and Megatec cards, also sold as Santak: XPPC-MIB (935.1.1.1)."""

from collectors.quantities import (
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
    Day,
    Measure,
    Source,
    State,
    percent,
    tenths,
    whole,
)

UPS: Oid = (1, 3, 6, 1, 4, 1, 935, 1, 1, 1)
#: upsBaseOutputStatus: unknown, onLine, onBattery, onBoost, sleeping, onBypass, rebooting,
#: standBy, onBuck.
OUTPUT_STATUS: dict[int, bool | None] = {**dict.fromkeys(range(2, 10), False), 1: None, 3: True}
#: 0 is what a card says that does not know.
REPLACE = {0: None, **REPLACE_INDICATOR}
TEST: Oid = (*UPS, 7, 2)  # upsSmartTest
TEST_DATE: Oid = (*TEST, 4, 0)

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*UPS, 2, 2, 4, 0), whole),
    Measure(UPS_CHARGE, (*UPS, 2, 2, 1, 0), percent),
    Measure(UPS_LOAD, (*UPS, 4, 2, 3, 0), percent),
    State(UPS_ON_BATTERY, (*UPS, 4, 1, 1, 0), OUTPUT_STATUS),
    Measure(UPS_INPUT_VOLTS, (*UPS, 3, 2, 1, 0), tenths),
    Measure(UPS_OUTPUT_VOLTS, (*UPS, 4, 2, 1, 0), tenths),
    Measure(UPS_BATTERY_TEMPERATURE, (*UPS, 2, 2, 3, 0), tenths, NO_SENSOR),
    Day(UPS_BATTERY_REPLACED, (*UPS, 2, 1, 3, 0)),  # upsBaseBatteryLastReplaceDate
    State(UPS_BATTERY_REPLACE_NEEDED, (*UPS, 2, 2, 5, 0), REPLACE),
    State(UPS_TEST_PASSED, (*TEST, 3, 0), TEST_RESULTS, unless=(TEST_DATE, NO_TEXT)),
    Day(UPS_TESTED, TEST_DATE),
)
