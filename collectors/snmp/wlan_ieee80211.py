"""Any maker's access point, asked itself: the channels of IEEE802dot11-MIB.

It comes last, for makers' own tables tell more. By the MIB alone: no recording has these.
"""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Radios

PHY: Oid = (1, 2, 840, 10036, 4)
CHANNEL_2G: Oid = (*PHY, 5, 1, 1)  # dot11CurrentChannel, index the interface's ifIndex
CHANNEL_5G: Oid = (*PHY, 11, 1, 1)  # dot11CurrentFrequency, which is a channel's number, too

FAMILY = Family(
    radios=Radios(Table((CHANNEL_2G, CHANNEL_5G)), channel=CHANNEL_2G, channel_elsewhere=CHANNEL_5G)
)
