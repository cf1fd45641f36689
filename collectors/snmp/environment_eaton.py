"""Eaton: the probe of a UPS card, XUPS-MIB. Without one both figures are 0."""

from collectors.snmp.environment_family import (
    CELSIUS,
    NOTHING,
    PERCENT,
    Measured,
    Probes,
    monitor,
)
from collectors.snmp.session import Oid

XUPS: Oid = (1, 3, 6, 1, 4, 1, 534, 1, 6)

MONITORS = (
    monitor(
        534,
        Probes(
            (Measured((*XUPS, 1), CELSIUS, NOTHING | {0}), Measured((*XUPS, 2), PERCENT)),
            called="ambient",
        ),
        also=705,  # MGE
    ),
)
