"""An OpenWrt access point, asked itself: scripts that its net-snmp runs (NET-SNMP-EXTEND-MIB).

The names are those of the scripts that LibreNMS distributes for OpenWrt: `frequency-wlan0`,
`noise-floor-wlan0`, `clients-wlan0`, and `clients-wlan` of all radios together. Other scripts'
output is not looked at, though asking makes the agent run all of them: leave wlan out of `read:`
of hosts that are no access points.
"""

from collections.abc import Sequence
from functools import partial

from collectors.device_quantities import (
    WIRELESS_CHANNEL,
    WIRELESS_NOISE,
    WIRELESS_RADIO_STATIONS,
    WIRELESS_STATIONS,
)
from collectors.reading import Reading
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import told
from collectors.snmp.wlan_networks import STATIONS_AT_MOST, in_index
from collectors.snmp.wlan_points import added
from collectors.snmp.wlan_values import channel_at, noise, stations

NET_SNMP: Oid = (1, 3, 6, 1, 4, 1, 8072)
OUTPUT: Oid = (*NET_SNMP, 1, 3, 2, 3, 1, 1)  # nsExtendOutput1Line, index the script's name
TABLE = Table((OUTPUT,), only_of=(NET_SNMP,))

FREQUENCY, NOISE, CLIENTS = "frequency-", "noise-floor-", "clients-"
ALL_CLIENTS = "clients-wlan"


def radios_of(answers: Answers) -> list[str]:
    """Those whose frequency or noise is told; empty where the agent is no such access point."""
    names = [in_index(index) for index in answers.column(TABLE, OUTPUT)]
    of_air = (name[len(it) :] for it in (FREQUENCY, NOISE) for name in names if name.startswith(it))
    return list(dict.fromkeys(of_air))


def readings(answers: Answers) -> Sequence[Reading]:
    outputs = {in_index(at): cell for at, cell in answers.column(TABLE, OUTPUT).items()}
    radios = radios_of(answers)
    if not radios or not answers.whole(TABLE):
        return []
    clients = [outputs.get(CLIENTS + radio, NONE) for radio in radios]
    total: list[Value] = [outputs[ALL_CLIENTS]] if ALL_CLIENTS in outputs else clients
    found = [told(WIRELESS_STATIONS, "", partial(added, at_most=STATIONS_AT_MOST), total)]
    for radio, cell in zip(radios, clients, strict=True):
        found += [
            told(WIRELESS_RADIO_STATIONS, radio, stations, cell),
            told(WIRELESS_CHANNEL, radio, channel_at, outputs.get(FREQUENCY + radio, NONE)),
            told(WIRELESS_NOISE, radio, noise, outputs.get(NOISE + radio, NONE)),
        ]
    return found
