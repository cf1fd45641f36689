"""A MikroTik router or access point with radios of its own: MIKROTIK-MIB, mtxrWlApTable.

Its rows are interfaces: a second network on a radio is a row as well, with stations of its own
and neither channel nor noise. mtxrWlApClientCount comes as a Counter32, and is those of now.
mtxrWlRtabTable beside it names people's devices.
"""

from collectors.snmp.names import IF_NAME
from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Networks, Radios
from collectors.snmp.wlan_values import channel_at

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 14988),)
AP: Oid = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 1, 3, 1)  # index the interface's ifIndex
AP_NETWORK, AP_STATIONS = (*AP, 4), (*AP, 6)  # mtxrWlApSsid, mtxrWlApClientCount
AP_MEGAHERTZ, AP_NOISE = (*AP, 7), (*AP, 9)  # mtxrWlApFreq, mtxrWlApNoiseFloor
TABLE = Table((AP_NETWORK, AP_STATIONS, AP_MEGAHERTZ, AP_NOISE), only_of=MAKER)

FAMILY = Family(
    radios=Radios(
        TABLE,
        stations=AP_STATIONS,
        radio=IF_NAME,
        named_in=Table((IF_NAME,), only_of=MAKER),
        channel=AP_MEGAHERTZ,
        channel_meaning=channel_at,
        noise=AP_NOISE,
    ),
    networks=Networks(TABLE, (AP_STATIONS,), AP_NETWORK),
)
