"""Ruckus: ZoneDirector, SmartZone and Unleashed. The object in one place of three trees means
another thing in each: connected access points, registered ones, connected ones.

The tables of access points and their radios are by the MIBs alone: no recording has them.
"""

from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Table
from collectors.snmp.values import Implausible, text
from collectors.snmp.wlan_family import Family, Networks, Points, Radios, Summed, states

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 25053),)
RUCKUS: Oid = (1, 3, 6, 1, 4, 1, 25053, 1)

ZD_LICENSED = (*RUCKUS, 2, 1, 1, 1, 1, 12, 0)  # ruckusZDSystemLicensedAPs
ZD_TOTALS: Oid = (*RUCKUS, 2, 1, 1, 1, 15)
ZD_POINT: Oid = (*RUCKUS, 2, 2, 1, 1, 2, 1, 1)  # ruckusZDWLANAPTable
ZD_NAME, ZD_STATE, ZD_STATIONS = (*ZD_POINT, 2), (*ZD_POINT, 3), (*ZD_POINT, 15)
ZD_MODEL, ZD_UPTIME = (*ZD_POINT, 4), (*ZD_POINT, 6)
#: disconnected, connected, approvalPending, upgradingFirmware, provisioning.
ZD_STATES: dict[int, bool | None] = {**dict.fromkeys(range(5), False), 1: True}
ZD_RADIO: Oid = (*RUCKUS, 2, 2, 1, 1, 2, 2, 1)  # ruckusZDWLANAPRadioStatsTable, MAC . radio
ZD_CHANNEL, ZD_RADIO_STATIONS = (*ZD_RADIO, 4), (*ZD_RADIO, 8)
ZD_NETWORK: Oid = (*RUCKUS, 2, 2, 1, 1, 1, 1, 1)
ZD_NETWORK_NAME, ZD_NETWORK_STATIONS = (*ZD_NETWORK, 1), (*ZD_NETWORK, 12)

ZONE_DIRECTOR = Family(
    known=((*ZD_TOTALS, 15, 0),),  # ruckusZDSystemStatsNumRegisteredAP
    up=((*ZD_TOTALS, 1, 0),),  # ruckusZDSystemStatsNumAP
    stations=((*ZD_TOTALS, 2, 0),),
    licensed=(ZD_LICENSED,),
    points=Points(
        Table((ZD_NAME, ZD_STATE, ZD_STATIONS, ZD_MODEL, ZD_UPTIME), only_of=MAKER),
        ZD_NAME,
        ZD_STATE,
        states(ZD_STATES),
        ZD_STATIONS,
        model=ZD_MODEL,
        uptime=ZD_UPTIME,
    ),
    radios=Radios(
        Table((ZD_CHANNEL, ZD_RADIO_STATIONS), only_of=MAKER),
        stations=ZD_RADIO_STATIONS,
        channel=ZD_CHANNEL,
    ),
    networks=Networks(
        Table((ZD_NETWORK_NAME, ZD_NETWORK_STATIONS), only_of=MAKER),
        (ZD_NETWORK_STATIONS,),
        ZD_NETWORK_NAME,
    ),
)

SZ_TOTALS: Oid = (*RUCKUS, 4, 1, 1, 1, 15)
SZ_POINT: Oid = (*RUCKUS, 4, 2, 1, 1, 2, 2, 1)  # ruckusSZAPTable
SZ_NAME, SZ_STATIONS, SZ_STATE = (*SZ_POINT, 5), (*SZ_POINT, 15), (*SZ_POINT, 16)
SZ_UPTIME, SZ_MODEL = (*SZ_POINT, 6), (*SZ_POINT, 8)
SZ_STATES = {"connect": True, "connected": True, "disconnect": False, "disconnected": False}
SZ_NODE_UP: Oid = (*RUCKUS, 8, 1, 1, 1, 1, 1, 1, 19)  # ruckusCtrlSystemNodeNumApConnected
SZ_NETWORK: Oid = (*RUCKUS, 4, 2, 1, 1, 1, 2, 1)
SZ_NETWORK_NAME, SZ_NETWORK_STATIONS = (*SZ_NETWORK, 1), (*SZ_NETWORK, 12)


def sz_state(value: Value) -> bool | None:
    """ruckusSZAPConnStatus, which is text."""
    word = text(value)
    if not word:
        return None
    if word.lower() not in SZ_STATES:
        raise Implausible(f"{word[:40]!r} is no state of an access point")
    return SZ_STATES[word.lower()]


SMART_ZONE = Family(
    known=((*SZ_TOTALS, 1, 0),),  # ruckusSZSystemStatsNumAP: registered
    up=(Summed(Table((SZ_NODE_UP,), only_of=MAKER), SZ_NODE_UP),),
    stations=((*SZ_TOTALS, 2, 0),),
    points=Points(
        Table((SZ_NAME, SZ_STATIONS, SZ_STATE, SZ_UPTIME, SZ_MODEL), only_of=MAKER),
        SZ_NAME,
        SZ_STATE,
        sz_state,
        SZ_STATIONS,
        model=SZ_MODEL,
        uptime=SZ_UPTIME,
    ),
    networks=Networks(
        Table((SZ_NETWORK_NAME, SZ_NETWORK_STATIONS), only_of=MAKER),
        (SZ_NETWORK_STATIONS,),
        SZ_NETWORK_NAME,
    ),
)

UNLEASHED_LICENSED = (*RUCKUS, 15, 1, 1, 1, 1, 12, 0)  # ruckusUnleashedSystemLicensedAPs
UNLEASHED_TOTALS: Oid = (*RUCKUS, 15, 1, 1, 1, 15)
UNLEASHED = Family(
    up=((*UNLEASHED_TOTALS, 1, 0),),  # ruckusUnleashedSystemStatsNumAP
    stations=((*UNLEASHED_TOTALS, 2, 0),),
    licensed=(UNLEASHED_LICENSED,),
)

FAMILIES = (ZONE_DIRECTOR, SMART_ZONE, UNLEASHED)
