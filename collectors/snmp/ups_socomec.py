"""Socomec Net Vision: SOCOMECUPS-MIB (4555.1.1.7). By the MIB alone: no recording has this tree.

Its upsEstimatedMinutesRemaining is only worked out while the UPS is on battery; what stands there
at other times is RFC 1628's to say.
"""

from collections.abc import Mapping

from collectors.quantities import (
    UPS_BATTERY_NORMAL,
    UPS_BATTERY_TEMPERATURE,
    UPS_CHARGE,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
)
from collectors.snmp.sentinels import UNKNOWN
from collectors.snmp.session import Oid
from collectors.snmp.ups import (
    NO_SENSOR,
    Column,
    Measure,
    Source,
    State,
    lowest,
    minutes,
    percent,
    tenths,
)

UPS: Oid = (1, 3, 6, 1, 4, 1, 4555, 1, 1, 7, 1)
BATTERY, INPUT, OUTPUT = (*UPS, 2), (*UPS, 3), (*UPS, 4)
#: upsBatteryStatus: unknown, normal, charging, test, discharging, low, depleted, failure,
#: disconnected. Low and depleted tell nothing of where the load's power comes from.
STATUS: Oid = (*BATTERY, 1, 0)
DISCHARGES: Mapping[int, bool | None] = {
    **dict.fromkeys(range(1, 10)),
    2: False,
    3: False,
    5: True,
}
WORKS: Mapping[int, bool | None] = {
    1: None,
    **dict.fromkeys(range(2, 6), True),
    **dict.fromkeys(range(6, 10), False),
}

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*BATTERY, 3, 0), minutes, UNKNOWN | {0}),
    Measure(UPS_CHARGE, (*BATTERY, 4, 0), percent),
    Column(UPS_LOAD, (*OUTPUT, 4, 1, 4), percent, max),
    State(UPS_ON_BATTERY, STATUS, DISCHARGES),
    State(UPS_BATTERY_NORMAL, STATUS, WORKS),
    Column(UPS_INPUT_VOLTS, (*INPUT, 3, 1, 2), tenths, lowest),
    Column(UPS_OUTPUT_VOLTS, (*OUTPUT, 4, 1, 2), tenths, lowest),
    Measure(UPS_BATTERY_TEMPERATURE, (*BATTERY, 6, 0), tenths, NO_SENSOR),
)
