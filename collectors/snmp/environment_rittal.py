"""Rittal CMC III: RITTAL-CMC-III-MIB, one table of variables; a positive scale multiplies, a
negative one divides."""

from collectors.snmp.environment_family import (
    CELSIUS,
    FAHRENHEIT,
    PERCENT,
    Measured,
    Probes,
    UnitTold,
    monitor,
)
from collectors.snmp.names import label
from collectors.snmp.session import Oid, Value

VARIABLES: Oid = (1, 3, 6, 1, 4, 1, 2606, 7, 4, 2, 2, 1)  # cmcIIIVarTable
NAME, UNIT, SCALE, VALUE = (*VARIABLES, 3), (*VARIABLES, 5), (*VARIABLES, 7), (*VARIABLES, 11)
DEGREES = UnitTold(UNIT, {"degree c": CELSIUS, "degree f": FAHRENHEIT})
HUMID = UnitTold(UNIT, {"%": PERCENT})


def factor(scale: int) -> float:
    """-100 is a hundredth, 10 is ten times; 0 and 1 are the figure itself."""
    return abs(scale) if scale > 0 else 1 / abs(scale) if scale else 1


def spelled(value: Value) -> str:
    return label(value).removesuffix(".Value")


MONITORS = (
    monitor(
        2606,
        Probes(
            (Measured(VALUE, DEGREES, scale=(SCALE, factor)),),
            NAME,
            spelled=spelled,
            names_end="temperature.value",
        ),
        Probes(
            (Measured(VALUE, HUMID, scale=(SCALE, factor)),),
            NAME,
            spelled=spelled,
            names_end="humidity.value",
        ),
        rows_at_once=20,
    ),
)
