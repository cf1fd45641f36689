"""Vertiv (Liebert) cooling units: LIEBERT-GP-ENVIRONMENTAL-MIB. What a row measures is told by an
object identifier; the table of the same figures in Fahrenheit is left alone."""

from collectors.snmp.environment_family import (
    CELSIUS,
    PERCENT,
    TENTHS_CELSIUS,
    Measured,
    Probes,
    monitor,
)
from collectors.snmp.session import Identifier, Oid, Value

ENVIRONMENT: Oid = (1, 3, 6, 1, 4, 1, 476, 1, 42, 3, 4)
DEGREES: Oid = (*ENVIRONMENT, 1, 3, 3, 1)  # lgpEnvTemperatureEntryDegC
HUMID: Oid = (*ENVIRONMENT, 2, 2, 3, 1)  # lgpEnvHumidityEntryRel
PLACES = {
    (*ENVIRONMENT, 1, 1, 1): "control",
    (*ENVIRONMENT, 1, 1, 2): "return air",
    (*ENVIRONMENT, 1, 1, 3): "supply air",
    (*ENVIRONMENT, 2, 1, 1): "control",
    (*ENVIRONMENT, 2, 1, 2): "return air",
}


def place(value: Value) -> str:
    """The words for what is measured, else the identifier itself."""
    if not isinstance(value, Identifier):
        return ""
    return PLACES.get(value.value) or ".".join(map(str, value.value))


MONITORS = (
    monitor(
        476,
        (
            Probes((Measured((*DEGREES, 50), TENTHS_CELSIUS),), (*DEGREES, 2), spelled=place),
            Probes((Measured((*DEGREES, 3), CELSIUS),), (*DEGREES, 2), spelled=place),
        ),
        Probes((Measured((*HUMID, 3), PERCENT),), (*HUMID, 2), spelled=place),
    ),
)
