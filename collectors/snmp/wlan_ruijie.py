"""Ruijie's wireless controllers: RUIJIE-AC-MGMT-MIB. Only access points on line have rows."""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Points, states

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 4881),)
CONTROLLER: Oid = (1, 3, 6, 1, 4, 1, 4881, 1, 1, 10, 2, 56, 1, 1)
ON_LINE = (*CONTROLLER, 11, 0)  # ruijieAcApNum
STATIONS = (*CONTROLLER, 15, 0)  # ruijieAcStaNum
KNOWN = (*CONTROLLER, 81, 0)  # ruijieAcTotalApNum

POINT: Oid = (1, 3, 6, 1, 4, 1, 4881, 1, 1, 10, 2, 56, 2, 1, 1, 1)  # index the MAC
POINT_NAME, POINT_STATIONS, POINT_STATE = (*POINT, 2), (*POINT, 34), (*POINT, 48)
POINT_STATES: dict[int, bool | None] = {1: True, 2: False}  # on line, off line

FAMILY = Family(
    known=(KNOWN,),
    up=(ON_LINE,),
    stations=(STATIONS,),
    points=Points(
        Table((POINT_NAME, POINT_STATIONS, POINT_STATE), only_of=MAKER),
        POINT_NAME,
        POINT_STATE,
        states(POINT_STATES),
        POINT_STATIONS,
        lists_all=False,
    ),
)
