"""UPS-MIB (RFC 1628): what nearly every card answers, and few by the letter."""

from collectors.quantities import (
    UPS_BATTERY_NORMAL,
    UPS_BATTERY_TEMPERATURE,
    UPS_CHARGE,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
    UPS_TEST_PASSED,
)
from collectors.snmp.session import Identifier, Oid
from collectors.snmp.ups import (
    NO_SENSOR,
    Column,
    Measure,
    Source,
    State,
    lowest,
    minutes,
    percent,
    volts_or_tenths,
    whole,
)

UPS: Oid = (1, 3, 6, 1, 2, 1, 33, 1)
#: upsOutputSource: other, none, normal, bypass, battery, booster, reducer. Bypass is mains
#: straight to the load: not on battery, though not protected either.
OUTPUT_SOURCE = {1: None, 2: False, 3: False, 4: False, 5: True, 6: False, 7: False}
#: upsBatteryStatus: unknown, batteryNormal, batteryLow, batteryDepleted.
BATTERY_STATUS = {1: None, 2: True, 3: False, 4: False}
TEST: Oid = (*UPS, 7)
#: upsTestResultsSummary: donePass, doneWarning, doneError, aborted, inProgress, noTestsInitiated.
#: A warning is no pass: the test came to its end, and did not find all well.
TEST_RESULTS = {1: True, 2: False, 3: False, 4: None, 5: None, 6: None}
#: upsTestNoTestsInitiated in upsTestId: some cards say this and donePass at once (Phoenixtec).
NEVER_TESTED = ((*TEST, 1, 0), Identifier((*TEST, 7, 1)))

SOURCES: tuple[Source, ...] = (
    # upsEstimatedMinutesRemaining: minutes by value, whatever type it comes in
    Measure(UPS_RUNTIME, (*UPS, 2, 3, 0), minutes),
    Measure(UPS_CHARGE, (*UPS, 2, 4, 0), percent),  # upsEstimatedChargeRemaining
    Column(UPS_LOAD, (*UPS, 4, 4, 1, 5), percent, max),  # upsOutputPercentLoad
    State(UPS_ON_BATTERY, (*UPS, 4, 1, 0), OUTPUT_SOURCE),
    State(UPS_BATTERY_NORMAL, (*UPS, 2, 1, 0), BATTERY_STATUS),
    Column(UPS_INPUT_VOLTS, (*UPS, 3, 3, 1, 3), volts_or_tenths, lowest),
    Column(UPS_OUTPUT_VOLTS, (*UPS, 4, 4, 1, 2), volts_or_tenths, lowest),
    Measure(UPS_BATTERY_TEMPERATURE, (*UPS, 2, 7, 0), whole, NO_SENSOR),
    # upsTestStartTime is the agent's uptime then, which makes no date
    State(UPS_TEST_PASSED, (*TEST, 3, 0), TEST_RESULTS, unless=NEVER_TESTED),
)
