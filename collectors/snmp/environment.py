"""Environment monitors: temperatures and humidities of rooms and racks, each maker's objects in a
module of its own; and probes that are plugged into UPS cards and power strips."""

from collectors.quantities import HUMIDITY, TEMPERATURE
from collectors.reading import Reading
from collectors.snmp import (
    environment_akcp,
    environment_apc,
    environment_avtech,
    environment_comet,
    environment_cyberpower,
    environment_eaton,
    environment_gude,
    environment_hwg,
    environment_nti,
    environment_panduit,
    environment_papouch,
    environment_raritan,
    environment_rittal,
    environment_sensatronics,
    environment_serverscheck,
    environment_vertiv,
    environment_wut,
)
from collectors.snmp.environment_family import Monitor
from collectors.snmp.subject import Answers, Subject

MONITORS: tuple[Monitor, ...] = (
    *environment_akcp.MONITORS,
    *environment_apc.MONITORS,
    *environment_avtech.MONITORS,
    *environment_comet.MONITORS,
    *environment_cyberpower.MONITORS,
    *environment_eaton.MONITORS,
    *environment_gude.MONITORS,
    *environment_hwg.MONITORS,
    *environment_nti.MONITORS,
    *environment_panduit.MONITORS,
    *environment_papouch.MONITORS,
    *environment_raritan.MONITORS,
    *environment_rittal.MONITORS,
    *environment_sensatronics.MONITORS,
    *environment_serverscheck.MONITORS,
    *environment_vertiv.MONITORS,
    *environment_wut.MONITORS,
)
TABLES = tuple(monitor.table for monitor in MONITORS)


def parse(answers: Answers) -> list[Reading]:
    return [reading for monitor in MONITORS for reading in monitor.parse(answers)]


SUBJECT = Subject("environment", (TEMPERATURE, HUMIDITY), parse, tables=TABLES, needs_whole=TABLES)
