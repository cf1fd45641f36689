"""Eaton: XUPS-MIB (Powerware, 534.1), and MGE's MG-SNMP-UPS-MIB (705.1), often on one card."""

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
from collectors.snmp.ups import (
    Column,
    Day,
    Measure,
    Source,
    State,
    lowest,
    percent,
    tenths,
    whole,
)

XUPS: Oid = (1, 3, 6, 1, 4, 1, 534, 1)
#: xupsOutputSource: other, none, normal, bypass, battery, booster, reducer, parallelCapacity,
#: parallelRedundant, highEfficiencyMode, maintenanceBypass, essMode.
XUPS_SOURCE: dict[int, bool | None] = {**dict.fromkeys(range(2, 13), False), 1: None, 5: True}
#: xupsTestBatteryStatus: unknown, passed, failed, inProgress, notSupported, inhibited, scheduled.
XUPS_TEST = {1: None, 2: True, 3: False, 4: None, 5: None, 6: None, 7: None}
#: What ConnectUPS cards have in xupsBatteryLastReplacedDate as they come from the factory.
XUPS_UNSET = ("2001-01-01", "01/01/2001")
#: xupsBatteryFailure: one that has not failed may yet be due, which xupsBatteryAged says.
XUPS_FAILED = {1: True, 2: None}
MG: Oid = (1, 3, 6, 1, 4, 1, 705, 1)
#: Both MIBs count yes 1, no 2.
YES_NO = {1: True, 2: False}
#: upsmgTestDiagResult: success, failed, none.
MG_TEST = {1: True, 2: False, 3: None}

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*XUPS, 2, 1, 0), whole),
    Measure(UPS_CHARGE, (*XUPS, 2, 4, 0), percent),
    Measure(UPS_LOAD, (*XUPS, 4, 1, 0), percent),
    State(UPS_ON_BATTERY, (*XUPS, 4, 5, 0), XUPS_SOURCE),
    Column(UPS_INPUT_VOLTS, (*XUPS, 3, 4, 1, 2), whole, lowest),
    Column(UPS_OUTPUT_VOLTS, (*XUPS, 4, 4, 1, 2), whole, lowest),
    Day(UPS_BATTERY_REPLACED, (*XUPS, 2, 6, 0), XUPS_UNSET),
    State(UPS_BATTERY_REPLACE_NEEDED, (*XUPS, 2, 7, 0), XUPS_FAILED),
    State(UPS_BATTERY_REPLACE_NEEDED, (*XUPS, 2, 9, 0), YES_NO),
    State(UPS_TEST_PASSED, (*XUPS, 8, 2, 0), XUPS_TEST),
    Measure(UPS_RUNTIME, (*MG, 5, 1, 0), whole),
    Measure(UPS_CHARGE, (*MG, 5, 2, 0), percent),
    Column(UPS_LOAD, (*MG, 7, 2, 1, 4), percent, max),
    State(UPS_ON_BATTERY, (*MG, 7, 3, 0), YES_NO),
    Column(UPS_INPUT_VOLTS, (*MG, 6, 2, 1, 2), tenths, lowest),
    Column(UPS_OUTPUT_VOLTS, (*MG, 7, 2, 1, 2), tenths, lowest),
    State(UPS_BATTERY_REPLACE_NEEDED, (*MG, 5, 11, 0), YES_NO),  # upsmgBatteryReplacement
    State(UPS_TEST_PASSED, (*MG, 10, 3, 0), MG_TEST),
)
