"""FortiGate as a wireless controller: FORTINET-FORTIGATE-MIB, fgWc (12356.101.14)."""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Points, states

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 12356),)
FG_WC: Oid = (1, 3, 6, 1, 4, 1, 12356, 101, 14)
MANAGED = (*FG_WC, 2, 4, 0)  # fgWcInfoWtpManaged
SESSIONS = (*FG_WC, 2, 5, 0)  # fgWcInfoWtpSessions: those on line
STATIONS = (*FG_WC, 2, 7, 0)  # fgWcInfoStationCount

SESSION: Oid = (*FG_WC, 4, 4, 1)  # fgWcWtpSessionTable
POINT_NAME, POINT_STATE, POINT_STATIONS = (*SESSION, 1), (*SESSION, 7), (*SESSION, 17)
#: other, offLine, onLine, downloadingImage, connectedImage, standby.
POINT_STATES: dict[int, bool | None] = {
    0: None, 1: False, 2: True, 3: False, 4: False, 5: False
}  # fmt: skip

FAMILY = Family(
    known=(MANAGED,),
    up=(SESSIONS,),
    stations=(STATIONS,),
    points=Points(
        Table((POINT_NAME, POINT_STATE, POINT_STATIONS), only_of=MAKER),
        POINT_NAME,
        POINT_STATE,
        states(POINT_STATES),
        POINT_STATIONS,
        lists_all=False,
    ),
)
