"""Huawei UPS2000 and UPS5000: tree 2011.6.174, whose last number is the unit's (1)."""

from collectors.quantities import (
    UPS_BATTERY_NORMAL,
    UPS_CHARGE,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
)
from collectors.snmp.session import Oid
from collectors.snmp.ups import (
    Measure,
    Source,
    State,
    lowest,
    percent,
    tenths,
    tenths_of_percent,
    whole,
)

UPS: Oid = (1, 3, 6, 1, 4, 1, 2011, 6, 174, 1)
#: Supply: 1 none, 2 bypass, 3 normal, 4 battery, 5 combined (battery helps the mains), 6 eco,
#: 7 battery eco.
SUPPLY = {1: False, 2: False, 3: False, 4: True, 5: True, 6: False, 7: True}
#: Battery: 1 not connected, 2 idle, 3 hibernating, 4 floating, 5 equalising, 6 discharging.
#: Only the first tells of the battery's health.
BATTERY_STATE = {1: False, 2: None, 3: None, 4: None, 5: None, 6: None}


def _lines(group: int, first: int) -> tuple[Oid, Oid, Oid]:
    """L1, L2 and L3: one object each, one after the other."""
    l1, l2, l3 = ((*UPS, group, 100, 1, first + line, 1) for line in range(3))
    return l1, l2, l3


INPUT_L1, *INPUT_L2_L3 = _lines(3, 1)
OUTPUT_L1, *OUTPUT_L2_L3 = _lines(4, 1)
LOAD_L1, *LOAD_L2_L3 = _lines(4, 14)

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*UPS, 6, 100, 1, 4, 1), whole),
    Measure(UPS_CHARGE, (*UPS, 6, 100, 1, 3, 1), percent),
    Measure(UPS_LOAD, LOAD_L1, tenths_of_percent, also=tuple(LOAD_L2_L3)),
    State(UPS_ON_BATTERY, (*UPS, 2, 101, 1, 1, 1), SUPPLY),
    State(UPS_BATTERY_NORMAL, (*UPS, 2, 101, 1, 3, 1), BATTERY_STATE),
    Measure(UPS_INPUT_VOLTS, INPUT_L1, tenths, also=tuple(INPUT_L2_L3), fold=lowest),
    Measure(UPS_OUTPUT_VOLTS, OUTPUT_L1, tenths, also=tuple(OUTPUT_L2_L3), fold=lowest),
)
