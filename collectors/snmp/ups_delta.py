"""Delta: DeltaUPS-MIB (2254.2.4). By the MIB alone: no recording has this tree's values."""

from collectors.quantities import (
    UPS_BATTERY_REPLACE_NEEDED,
    UPS_BATTERY_REPLACED,
    UPS_CHARGE,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
    UPS_TEST_PASSED,
)
from collectors.snmp.session import Oid
from collectors.snmp.ups import Day, Measure, Source, State, minutes, percent, tenths

UPS: Oid = (1, 3, 6, 1, 4, 1, 2254, 2, 4)
#: dupsOutputSource: normal, battery, bypass, reducing, boosting, manualBypass, other, none.
OUTPUT_SOURCE: dict[int, bool | None] = {
    **dict.fromkeys(range(8), False),
    1: True,
    6: None,
}
#: dupsBatteryCondiction: good, weak, replace.
CONDITION: dict[int, bool | None] = {0: False, 1: False, 2: True}
#: dupsTestResultsSummary: noTestsInitiated, donePass, inProgress, generalTestFail,
#: batteryTestFail, deepBatteryTestFail.
TEST_RESULTS: dict[int, bool | None] = {
    0: None,
    1: True,
    2: None,
    **dict.fromkeys(range(3, 6), False),
}

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*UPS, 7, 5, 0), minutes),
    Measure(UPS_CHARGE, (*UPS, 7, 8, 0), percent),
    Measure(UPS_LOAD, (*UPS, 5, 7, 0), percent),
    State(UPS_ON_BATTERY, (*UPS, 5, 1, 0), OUTPUT_SOURCE),
    Measure(UPS_INPUT_VOLTS, (*UPS, 4, 3, 0), tenths),
    Measure(UPS_OUTPUT_VOLTS, (*UPS, 5, 4, 0), tenths),
    Day(UPS_BATTERY_REPLACED, (*UPS, 7, 10, 0)),  # dupsLastReplaceDate
    State(UPS_BATTERY_REPLACE_NEEDED, (*UPS, 7, 1, 0), CONDITION),
    State(UPS_TEST_PASSED, (*UPS, 8, 2, 0), TEST_RESULTS),
)
