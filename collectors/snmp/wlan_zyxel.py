"""A Zyxel NWA or WAX access point, asked itself: ZYXEL-ES-WIRELESS. It knows of no other ones.

wlanStationTable beside these names people's devices.
"""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Radios

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 890),)
WIRELESS: Oid = (1, 3, 6, 1, 4, 1, 890, 1, 15, 3, 5)
STATIONS = (*WIRELESS, 15, 0)  # wlanTotalStationCount
RADIO: Oid = (*WIRELESS, 1, 1)
RADIO_CHANNEL, RADIO_STATIONS = (*RADIO, 1), (*RADIO, 2)  # wlanCurrentChannel, wlanStationCount

FAMILY = Family(
    stations=(STATIONS,),
    radios=Radios(
        Table((RADIO_CHANNEL, RADIO_STATIONS), only_of=MAKER),
        stations=RADIO_STATIONS,
        channel=RADIO_CHANNEL,
    ),
)
