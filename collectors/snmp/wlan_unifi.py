"""A UniFi access point, asked itself: UBNT-UniFi-MIB. It knows of no other ones."""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Networks, Radios

#: Ubiquiti, and Frogfoot, whose number UniFi access points give as their own.
MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 41112), (1, 3, 6, 1, 4, 1, 10002))
UNIFI: Oid = (1, 3, 6, 1, 4, 1, 41112, 1, 6, 1)
RADIO: Oid = (*UNIFI, 1, 1)
RADIO_NAME, RADIO_UTILIZATION = (*RADIO, 3), (*RADIO, 6)  # unifiRadioRadio, unifiRadioCuTotal
VAP: Oid = (*UNIFI, 2, 1)  # a network on a radio
VAP_NAME, VAP_STATIONS = (*VAP, 6), (*VAP, 8)  # unifiVapEssId, unifiVapNumStations
VAP_CHANNEL, VAP_RADIO = (*VAP, 4), (*VAP, 9)  # unifiVapChannel, unifiVapRadio
MESH = "vwire-"  # the uplinks of access points without a cable

FAMILY = Family(
    radios=Radios(
        Table((RADIO_NAME, RADIO_UTILIZATION), only_of=MAKER), RADIO_UTILIZATION, radio=RADIO_NAME
    ),
    networks=Networks(
        Table((VAP_NAME, VAP_STATIONS, VAP_CHANNEL, VAP_RADIO), only_of=MAKER),
        (VAP_STATIONS,),
        VAP_NAME,
        MESH,
        VAP_RADIO,
        VAP_CHANNEL,
    ),
)
