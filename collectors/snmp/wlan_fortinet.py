"""FortiGate as a wireless controller: FORTINET-FORTIGATE-MIB, fgWc (12356.101.14).

Models, uptimes and radios are by the MIB alone.
"""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Points, Radios, states

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 12356),)
FG_WC: Oid = (1, 3, 6, 1, 4, 1, 12356, 101, 14)
MANAGED = (*FG_WC, 2, 4, 0)  # fgWcInfoWtpManaged
SESSIONS = (*FG_WC, 2, 5, 0)  # fgWcInfoWtpSessions: those on line
LICENSED = (*FG_WC, 2, 3, 0)  # fgWcInfoWtpCapacity
STATIONS = (*FG_WC, 2, 7, 0)  # fgWcInfoStationCount

SESSION: Oid = (*FG_WC, 4, 4, 1)  # fgWcWtpSessionTable
POINT_NAME, POINT_STATE, POINT_STATIONS = (*SESSION, 1), (*SESSION, 7), (*SESSION, 17)
POINT_UPTIME, POINT_MODEL = (*SESSION, 8), (*SESSION, 12)
#: other, offLine, onLine, downloadingImage, connectedImage, standby.
POINT_STATES: dict[int, bool | None] = {
    0: None, 1: False, 2: True, 3: False, 4: False, 5: False
}  # fmt: skip

RADIO: Oid = (*FG_WC, 4, 5, 1)  # fgWcWtpSessionRadioTable, index as above . radio
RADIO_CHANNEL, RADIO_STATIONS = (*RADIO, 7), (*RADIO, 9)

FAMILY = Family(
    known=(MANAGED,),
    up=(SESSIONS,),
    stations=(STATIONS,),
    licensed=(LICENSED,),
    points=Points(
        Table((POINT_NAME, POINT_STATE, POINT_STATIONS, POINT_UPTIME, POINT_MODEL), only_of=MAKER),
        POINT_NAME,
        POINT_STATE,
        states(POINT_STATES),
        POINT_STATIONS,
        lists_all=False,
        model=POINT_MODEL,
        uptime=POINT_UPTIME,
    ),
    radios=Radios(
        Table((RADIO_CHANNEL, RADIO_STATIONS), only_of=MAKER),
        stations=RADIO_STATIONS,
        channel=RADIO_CHANNEL,
    ),
)
