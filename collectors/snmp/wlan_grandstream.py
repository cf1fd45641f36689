"""A Grandstream GWN access point, asked itself: GRANDSTREAM-GWN-MIB.

It counts no stations, and gwnClientTable, which lists them, names people's devices.
"""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Radios

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 42397),)
RADIO: Oid = (1, 3, 6, 1, 4, 1, 42397, 1, 1, 3, 1, 1)
RADIO_NAME, RADIO_CHANNEL = (*RADIO, 2), (*RADIO, 4)  # gwnRadioName, gwnRadioChannel

FAMILY = Family(
    radios=Radios(
        Table((RADIO_NAME, RADIO_CHANNEL), only_of=MAKER), radio=RADIO_NAME, channel=RADIO_CHANNEL
    )
)
