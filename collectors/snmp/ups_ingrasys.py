"""Ingrasys WebPower cards: a tree of their own (2468) laid out like RFC 1628, in other units.

Temperature and voltages are in tenths; what RFC 1628 keeps in minutes is told as NULL.
"""

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
from collectors.snmp.ups_rfc1628 import BATTERY_STATUS, OUTPUT_SOURCE

UPS: Oid = (1, 3, 6, 1, 4, 1, 2468, 1, 2, 1, 1)

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*UPS, 2, 3, 0), minutes),
    Measure(UPS_CHARGE, (*UPS, 2, 4, 0), percent),
    Column(UPS_LOAD, (*UPS, 4, 4, 1, 5), percent, max),
    State(UPS_ON_BATTERY, (*UPS, 4, 1, 0), OUTPUT_SOURCE),
    State(UPS_BATTERY_NORMAL, (*UPS, 2, 1, 0), BATTERY_STATUS),
    Column(UPS_INPUT_VOLTS, (*UPS, 3, 3, 1, 3), tenths, lowest),
    Column(UPS_OUTPUT_VOLTS, (*UPS, 4, 4, 1, 2), tenths, lowest),
    Measure(UPS_BATTERY_TEMPERATURE, (*UPS, 2, 7, 0), tenths, NO_SENSOR),
)
