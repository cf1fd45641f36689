"""Huawei's wireless controllers: HUAWEI-WLAN-*-MIB (2011.6.139).

Older releases (AC6605 V200R003) have no count of all stations: those of the networks are added.
hwWlanIDIndexedApRunTime counts seconds, not the ticks of which the MIB speaks: access points of
an S12704 that came up with it have its own age.
"""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Networks, Points, Radios, states

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 2011),)
WLAN: Oid = (1, 3, 6, 1, 4, 1, 2011, 6, 139)
CURRENT_JOINED = (*WLAN, 12, 1, 2, 1, 0)  # hwWlanCurJointApNum
CURRENT_STATIONS = (*WLAN, 12, 1, 2, 2, 0)  # hwWlanCurAssocStaNum
CONFIGURED = (*WLAN, 12, 1, 5, 7, 0)  # hwWlanApCount
LICENSED = (*WLAN, 12, 1, 1, 2, 0)  # hwWlanAccessMaxApNumber

POINT: Oid = (*WLAN, 13, 3, 10, 1)  # hwWlanIDIndexedApTable, index the access point's number
POINT_NAME, POINT_STATE, POINT_STATIONS = (*POINT, 5), (*POINT, 7), (*POINT, 45)
POINT_MODEL, POINT_UPTIME = (*POINT, 4), (*POINT, 19)
#: idle, autofind, typeNotMatch, fault, config, configFailed, download, normal, committing,
#: commitFailed, standby, verMismatch, nameConflicted, invalid, countryCodeMismatch.
POINT_STATES: dict[int, bool | None] = {**dict.fromkeys(range(1, 16), False), 8: True}

RADIO: Oid = (*WLAN, 16, 1, 2, 1)  # index the access point's MAC . radio; off-line ones are absent
RADIO_POINT, RADIO_UTILIZATION = (*RADIO, 3), (*RADIO, 25)  # hwWlanRadioChUtilizationRate
#: hwWlanRadioWorkingChannel, hwWlanRadioNoise, hwWlanRadioOnlineStaCnt.
RADIO_CHANNEL, RADIO_NOISE, RADIO_STATIONS = (*RADIO, 7), (*RADIO, 24), (*RADIO, 40)
RADIO_COLUMNS = (RADIO_POINT, RADIO_UTILIZATION, RADIO_CHANNEL, RADIO_NOISE, RADIO_STATIONS)

NETWORK: Oid = (*WLAN, 17, 1, 2, 1)  # index the SSID
NETWORK_2G, NETWORK_5G = (*NETWORK, 2), (*NETWORK, 3)  # hwWlanSsid2gStaCnt, hwWlanSsid5gStaCnt

FAMILY = Family(
    known=(CONFIGURED,),
    up=(CURRENT_JOINED,),
    stations=(CURRENT_STATIONS,),
    licensed=(LICENSED,),
    points=Points(
        Table((POINT_NAME, POINT_STATE, POINT_STATIONS, POINT_MODEL, POINT_UPTIME), only_of=MAKER),
        POINT_NAME,
        POINT_STATE,
        states(POINT_STATES),
        POINT_STATIONS,
        model=POINT_MODEL,
        uptime=POINT_UPTIME,
        parts_of_a_second=1,
    ),
    radios=Radios(
        Table(RADIO_COLUMNS, only_of=MAKER),
        RADIO_UTILIZATION,
        RADIO_STATIONS,
        point=RADIO_POINT,
        channel=RADIO_CHANNEL,
        noise=RADIO_NOISE,
    ),
    networks=Networks(Table((NETWORK_2G, NETWORK_5G), only_of=MAKER), (NETWORK_2G, NETWORK_5G)),
)
