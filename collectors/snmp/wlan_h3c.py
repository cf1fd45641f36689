"""H3C's wireless controllers: HH3C-DOT11-*-MIB, and the same under Huawei's arc of old."""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Joined, Networks, Points, Radios, states

MAKER: tuple[Oid, ...] = (
    (1, 3, 6, 1, 4, 1, 25506),
    (1, 3, 6, 1, 4, 1, 2011),
)
NEW: Oid = (1, 3, 6, 1, 4, 1, 25506, 2, 75)
OLD: Oid = (1, 3, 6, 1, 4, 1, 2011, 10, 2, 75)
#: hh3cDot11APOperationStatus: joining, joinConfirm, download, config, run.
POINT_STATES: dict[int, bool | None] = {**dict.fromkeys(range(1, 5), False), 5: True}


def _family(arc: Oid) -> Family:
    state = (*arc, 2, 1, 1, 1, 4)  # index the access point's serial number
    name = (*arc, 2, 1, 1, 1, 5)
    stations = (*arc, 2, 1, 2, 1, 7)  # hh3cDot11CurrAPStationAssocCount
    model = (*arc, 2, 1, 2, 1, 9)  # hh3cDot11CurrAPModelName
    element = (*arc, 2, 1, 2, 1, 15)  # hh3cDot11CurrAPElementID
    uptime_of_element = (*arc, 2, 1, 8, 1, 1)  # hh3cDot11APSysUpTime, index the element's number
    uptime = (*arc, 2, 1, 10, 1, 1)  # hh3cDot11APSysUpTime2, of later releases
    channel = (*arc, 2, 1, 3, 1, 5)  # hh3cDot11Channel, index as above . radio
    busy = (*arc, 2, 1, 3, 1, 26)  # hh3cDot11AirPrimChnlBusy
    radio_stations = (*arc, 2, 2, 8, 1, 6)  # hh3cDot11RadioStaCurAssocSum
    network_name, network_stations = (*arc, 2, 1, 7, 1, 2), (*arc, 2, 1, 7, 1, 5)
    return Family(
        known=((*arc, 1, 1, 2, 7, 0),),
        up=((*arc, 1, 1, 2, 1, 0),),  # hh3cDot11APConnectCount
        stations=((*arc, 1, 1, 3, 6, 0), (*arc, 1, 1, 2, 2, 0)),  # hh3cDot11StationCurAssocSum
        licensed=((*arc, 1, 1, 1, 2, 0),),  # hh3cDot11MaxAPNumPermitted
        points=Points(
            Table((state, name, stations, model, uptime, element), only_of=MAKER),
            name,
            state,
            states(POINT_STATES),
            stations,
            lists_all=False,
            model=model,
            uptime=uptime,
            uptime_elsewhere=Joined(
                Table((uptime_of_element,), only_of=MAKER), uptime_of_element, element
            ),
        ),
        radios=Radios(
            Table((busy, radio_stations, channel), only_of=MAKER),
            busy,
            radio_stations,
            channel=channel,
        ),
        networks=Networks(
            Table((network_name, network_stations), only_of=MAKER),
            (network_stations,),
            network_name,
        ),
    )


FAMILIES = (_family(NEW), _family(OLD))
