"""Cisco's wireless controllers, AireOS and Catalyst 9800: AIRESPACE-WIRELESS-MIB (14179).

bsnDot11EssNumberOfMobileStations comes as a Counter32, and is the number of stations now.
"""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Networks, Points, Radios, states

MAKER: tuple[Oid, ...] = (
    (1, 3, 6, 1, 4, 1, 9),
    (1, 3, 6, 1, 4, 1, 14179),
)
AIRESPACE: Oid = (1, 3, 6, 1, 4, 1, 14179, 2)
JOINED_AIREOS: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 618, 1, 8, 4, 0)  # clsSysApConnectCount
JOINED_9800: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 513, 1, 3, 35, 0)  # cLApGlobalAPConnectCount

#: agentInventoryMaxNumberOfAPsSupported (AIRESPACE-SWITCHING-MIB), cLApGlobalMaxApsSupported.
LICENSED_AIREOS: Oid = (1, 3, 6, 1, 4, 1, 14179, 1, 1, 1, 18, 0)
LICENSED_9800: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 513, 1, 3, 28, 0)

NETWORK: Oid = (*AIRESPACE, 1, 1, 1)  # bsnDot11EssTable
NETWORK_NAME, NETWORK_STATIONS = (*NETWORK, 2), (*NETWORK, 38)

POINT: Oid = (*AIRESPACE, 2, 1, 1)  # bsnAPTable, index the base radio MAC
POINT_NAME, POINT_STATE, POINT_MODEL = (*POINT, 3), (*POINT, 6), (*POINT, 16)
POINT_UPTIME: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 513, 1, 1, 1, 1, 6)  # cLApUpTime, the same index
#: bsnAPOperationStatus: associated, disassociating, downloading.
POINT_STATES: dict[int, bool | None] = {1: True, 2: False, 3: False}

RADIO: Oid = (*AIRESPACE, 2, 13, 1)  # bsnAPIfLoadParametersTable, index MAC . slot
RADIO_UTILIZATION, RADIO_STATIONS = (*RADIO, 3), (*RADIO, 4)
RADIO_CHANNEL: Oid = (*AIRESPACE, 2, 2, 1, 4)  # bsnAPIfPhyChannelNumber, the same index

FAMILY = Family(
    up=(JOINED_AIREOS, JOINED_9800),
    licensed=(LICENSED_AIREOS, LICENSED_9800),
    points=Points(
        Table((POINT_NAME, POINT_STATE, POINT_MODEL, POINT_UPTIME), only_of=MAKER),
        POINT_NAME,
        POINT_STATE,
        states(POINT_STATES),
        model=POINT_MODEL,
        uptime=POINT_UPTIME,
    ),
    radios=Radios(
        Table((RADIO_UTILIZATION, RADIO_STATIONS, RADIO_CHANNEL), only_of=MAKER),
        RADIO_UTILIZATION,
        RADIO_STATIONS,
        channel=RADIO_CHANNEL,
    ),
    networks=Networks(
        Table((NETWORK_NAME, NETWORK_STATIONS), only_of=MAKER), (NETWORK_STATIONS,), NETWORK_NAME
    ),
)
