"""Eaton: XUPS-MIB (Powerware, 534.1), and MGE's MG-SNMP-UPS-MIB (705.1), often on one card."""

from collectors.quantities import (
    UPS_CHARGE,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
)
from collectors.snmp.session import Oid
from collectors.snmp.ups import (
    Column,
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
MG: Oid = (1, 3, 6, 1, 4, 1, 705, 1)
#: This MIB counts yes 1, no 2.
MG_YES_NO = {1: True, 2: False}

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*XUPS, 2, 1, 0), whole),
    Measure(UPS_CHARGE, (*XUPS, 2, 4, 0), percent),
    Measure(UPS_LOAD, (*XUPS, 4, 1, 0), percent),
    State(UPS_ON_BATTERY, (*XUPS, 4, 5, 0), XUPS_SOURCE),
    Column(UPS_INPUT_VOLTS, (*XUPS, 3, 4, 1, 2), whole, lowest),
    Column(UPS_OUTPUT_VOLTS, (*XUPS, 4, 4, 1, 2), whole, lowest),
    Measure(UPS_RUNTIME, (*MG, 5, 1, 0), whole),
    Measure(UPS_CHARGE, (*MG, 5, 2, 0), percent),
    Column(UPS_LOAD, (*MG, 7, 2, 1, 4), percent, max),
    State(UPS_ON_BATTERY, (*MG, 7, 3, 0), MG_YES_NO),
    Column(UPS_INPUT_VOLTS, (*MG, 6, 2, 1, 2), tenths, lowest),
    Column(UPS_OUTPUT_VOLTS, (*MG, 7, 2, 1, 2), tenths, lowest),
)
