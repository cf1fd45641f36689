"""Delta: DeltaUPS-MIB (2254.2.4). By the MIB alone: no recording has this tree's values."""

from collectors.quantities import (
    UPS_CHARGE,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
)
from collectors.snmp.session import Oid
from collectors.snmp.ups import Measure, Source, State, minutes, percent, tenths

UPS: Oid = (1, 3, 6, 1, 4, 1, 2254, 2, 4)
#: dupsOutputSource: normal, battery, bypass, reducing, boosting, manualBypass, other, none.
OUTPUT_SOURCE: dict[int, bool | None] = {
    **dict.fromkeys(range(8), False),
    1: True,
    6: None,
}

SOURCES: tuple[Source, ...] = (
    Measure(UPS_RUNTIME, (*UPS, 7, 5, 0), minutes),
    Measure(UPS_CHARGE, (*UPS, 7, 8, 0), percent),
    Measure(UPS_LOAD, (*UPS, 5, 7, 0), percent),
    State(UPS_ON_BATTERY, (*UPS, 5, 1, 0), OUTPUT_SOURCE),
    Measure(UPS_INPUT_VOLTS, (*UPS, 4, 3, 0), tenths),
    Measure(UPS_OUTPUT_VOLTS, (*UPS, 5, 4, 0), tenths),
)
