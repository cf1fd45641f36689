"""Alcatel-Lucent OmniSwitch (AOS 6): ALCATEL-IND1-CHASSIS-MIB, by entPhysicalIndex."""

from collectors.quantities import TEMPERATURE
from collectors.reading import Reading
from collectors.snmp.health_family import (
    CLASSES,
    ENTERPRISES,
    Family,
    celsius,
    entity_names,
    is_there,
)
from collectors.snmp.sensors import ENTITIES
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import told

ALCATEL: Oid = (*ENTERPRISES, 6486)
BOARD_TEMPERATURE: Oid = (*ALCATEL, 800, 1, 1, 1, 3, 1, 1, 3, 1, 4)  # chasHardwareBoardTemp
CHASSIS = Table((BOARD_TEMPERATURE,), only_of=(ALCATEL,))


def parse(answers: Answers) -> list[Reading]:
    cells = answers.column(CHASSIS, BOARD_TEMPERATURE)
    hot = {index: value for index, value in cells.items() if is_there(value)}
    names = entity_names(answers, hot)
    return names.with_rejections(
        [told(TEMPERATURE, names.instance(i), celsius, value) for i, value in hot.items()]
    )


FAMILY = Family(parse, (ENTITIES, CLASSES, CHASSIS))
