"""Sensatronics EM1. It tells degrees and not whose: no temperature is made of them."""

from collectors.quantities import TEMPERATURE
from collectors.snmp.environment_family import (
    PERCENT,
    Measured,
    Probes,
    Unit,
    monitor,
)
from collectors.snmp.session import Oid
from collectors.snmp.values import Implausible

GROUPS: Oid = (1, 3, 6, 1, 4, 1, 16174, 1, 1, 3, 3)


def of_unknown_unit(raw: float) -> float:
    raise Implausible(f"{raw:g} degrees, and the agent does not tell whether Celsius or Fahrenheit")


DEGREES = Unit(TEMPERATURE, of_unknown_unit)
MONITORS = (
    monitor(
        16174,
        *(
            Probes(
                (Measured((*GROUPS, n, 3), DEGREES), Measured((*GROUPS, n, 6), PERCENT)),
                (*GROUPS, n, 1),
            )
            for n in range(1, 5)
        ),
        rows_at_once=1,
    ),
)
