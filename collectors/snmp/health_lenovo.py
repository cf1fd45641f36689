"""Lenovo servers, by their XClarity controller: LENOVO-XCC-MIB, which tells all of it as text.

Temperatures and fans were seen on a ThinkSystem SR665; power supplies are by the MIB alone.
"""

from collections.abc import Callable, Mapping

from collectors.quantities import FAN_OK, POWER_SUPPLY_OK
from collectors.reading import Quantity, Reading
from collectors.snmp.health_family import ENTERPRISES, Family, temperatures
from collectors.snmp.names import label, named
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Answers, Table, cell
from collectors.snmp.values import Implausible, text, told

LENOVO: Oid = (*ENTERPRISES, 19046)
CONTROLLER: Oid = (*LENOVO, 11, 1, 1)
SENSOR: Oid = (*CONTROLLER, 1, 2, 1)
NAME, NOW = (*SENSOR, 2), (*SENSOR, 3)
SENSORS = Table((NAME, NOW), only_of=(LENOVO,))
FAN: Oid = (*CONTROLLER, 3, 2, 1)  # fanDescr, fanSpeed ("38% of maximum"), fanHealthStatus
FAN_NAME, FAN_SPEED, FAN_HEALTH = (*FAN, 2), (*FAN, 3), (*FAN, 10)
FANS = Table((FAN_NAME, FAN_HEALTH, FAN_SPEED), only_of=(LENOVO,))
SUPPLY: Oid = (*CONTROLLER, 11, 2, 1)  # powerFruName, powerHealthStatus
SUPPLY_NAME, SUPPLY_HEALTH = (*SUPPLY, 2), (*SUPPLY, 6)
SUPPLIES = Table((SUPPLY_NAME, SUPPLY_HEALTH), only_of=(LENOVO,))

#: Health in small letters.
HEALTH: Mapping[str, bool | None] = {
    "normal": True,
    **dict.fromkeys(("warning", "non-critical", "critical", "non-recoverable"), False),
    **dict.fromkeys(("", "n/a", "unknown"), None),
}
#: Of a fan that does not run, or whose speed the controller cannot tell.
OFFLINE = "offline"


def parse(answers: Answers) -> list[Reading]:
    return [
        *temperatures(answers, SENSORS, NAME, NOW),
        *_parts(answers, FAN_OK, FANS, fan),
        *_parts(answers, POWER_SUPPLY_OK, SUPPLIES, works),
    ]


def _parts(
    answers: Answers, quantity: Quantity, table: Table, means: Callable[..., bool | None]
) -> list[Reading]:
    """Of a table whose columns are the part's name, then what `means` makes of it."""
    name, *told_by = table.columns
    rows = answers.rows(table)
    names = named({index: label(cell(row, name)) for index, row in rows.items()})
    return names.with_rejections(
        [
            told(quantity, names.instance(i), means, *(cell(row, it) for it in told_by))
            for i, row in rows.items()
        ]
    )


def works(health: Value) -> bool | None:
    plain = text(health)
    if plain is None:
        return None
    if plain.lower() not in HEALTH:
        raise Implausible(f"{plain[:40]!r} is no health that Lenovo tells")
    return HEALTH[plain.lower()]


def fan(health: Value, speed: Value) -> bool | None:
    """A fan that is off line is no fan that works, whatever its health."""
    plain = works(health)
    if plain and (text(speed) or "").lower() == OFFLINE:
        return None
    return plain


FAMILY = Family(parse, (SENSORS, FANS, SUPPLIES))
