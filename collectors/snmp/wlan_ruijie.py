"""Ruijie's wireless controllers: RUIJIE-AC-MGMT-MIB. Only access points on line have rows.

ruijieApUptimeMs is in hundredths of a second, its name notwithstanding: it is what ruijieApUptime
says in words. The radios' channel is by the MIB alone.
"""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Points, Radios, states

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 4881),)
CONTROLLER: Oid = (1, 3, 6, 1, 4, 1, 4881, 1, 1, 10, 2, 56, 1, 1)
ON_LINE = (*CONTROLLER, 11, 0)  # ruijieAcApNum
STATIONS = (*CONTROLLER, 15, 0)  # ruijieAcStaNum
KNOWN = (*CONTROLLER, 81, 0)  # ruijieAcTotalApNum
LICENSED = (*CONTROLLER, 67, 0)  # ruijieAcWtpLimitLicense; 2.0 is what somebody configured

POINT: Oid = (1, 3, 6, 1, 4, 1, 4881, 1, 1, 10, 2, 56, 2, 1, 1, 1)  # index the MAC
POINT_NAME, POINT_STATIONS, POINT_STATE = (*POINT, 2), (*POINT, 34), (*POINT, 48)
POINT_MODEL, POINT_UPTIME = (*POINT, 39), (*POINT, 52)  # ruijieApPID, ruijieApUptimeMs
POINT_STATES: dict[int, bool | None] = {1: True, 2: False}  # on line, off line
RADIO_CHANNEL: Oid = (1, 3, 6, 1, 4, 1, 4881, 1, 1, 10, 2, 56, 2, 1, 2, 1, 11)  # ruijieApCurChan

FAMILY = Family(
    known=(KNOWN,),
    up=(ON_LINE,),
    stations=(STATIONS,),
    licensed=(LICENSED,),
    points=Points(
        Table((POINT_NAME, POINT_STATIONS, POINT_STATE, POINT_MODEL, POINT_UPTIME), only_of=MAKER),
        POINT_NAME,
        POINT_STATE,
        states(POINT_STATES),
        POINT_STATIONS,
        lists_all=False,
        model=POINT_MODEL,
        uptime=POINT_UPTIME,
    ),
    radios=Radios(Table((RADIO_CHANNEL,), only_of=MAKER), channel=RADIO_CHANNEL),
)
