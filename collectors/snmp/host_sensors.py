"""Temperatures inside a host: LM-SENSORS-MIB, which net-snmp answers where lm_sensors is fitted."""

from collectors.quantities import TEMPERATURE
from collectors.reading import Reading
from collectors.snmp.names import label, named
from collectors.snmp.sentinels import known
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import between, told

ENTRY: Oid = (1, 3, 6, 1, 4, 1, 2021, 13, 16, 2, 1)  # lmTempSensorsEntry
DEVICE, MILLI_DEGREES = (*ENTRY, 2), (*ENTRY, 3)
SENSORS = Table((DEVICE, MILLI_DEGREES))
#: A Gauge32: what is below zero comes as what is left of 2^32.
BELOW_ZERO_FROM, WRAP = 2**31, 2**32


def temperatures(answers: Answers) -> list[Reading]:
    cells = answers.column(SENSORS, MILLI_DEGREES)
    devices = answers.column(SENSORS, DEVICE)
    names = named({index: label(devices.get(index, NONE)) for index in cells})
    return names.with_rejections(
        [told(TEMPERATURE, names.instance(i), celsius, value) for i, value in cells.items()]
    )


def celsius(value: Value) -> float | None:
    """Thousandths of a degree; 0 is an input that nothing is connected to."""
    plain = known(value)
    if not plain:
        return None
    if plain >= BELOW_ZERO_FROM:
        plain -= WRAP
    return between(plain / 1000, -50, 150, "degrees Celsius")
