"""Aruba: controllers (WLSX-WLAN-MIB, WLSX-SWITCH-MIB) and Instant clusters (AI-AP-MIB)."""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Points, Radios, states

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 14823),)
ARUBA: Oid = (1, 3, 6, 1, 4, 1, 14823, 2)
STATES = states({1: True, 2: False})  # up, down

WLAN: Oid = (*ARUBA, 2, 1, 5, 2, 1)
UP = (*WLAN, 1, 0)  # wlsxWlanTotalNumAccessPoints: those that are up
STATIONS = (*WLAN, 2, 0)  # wlsxWlanTotalNumStationsAssociated
SWITCH: Oid = (*ARUBA, 2, 1, 1, 3)  # the same two in other releases
POINT_NAME, POINT_STATE = (*WLAN, 4, 1, 3), (*WLAN, 4, 1, 19)  # index the MAC
RADIO_UTILIZATION, RADIO_STATIONS = (*WLAN, 5, 1, 6), (*WLAN, 5, 1, 7)  # index the MAC . radio

CONTROLLER = Family(
    up=(UP, (*SWITCH, 1, 0)),
    stations=(STATIONS, (*SWITCH, 2, 0)),
    points=Points(Table((POINT_NAME, POINT_STATE), only_of=MAKER), POINT_NAME, POINT_STATE, STATES),
    radios=Radios(
        Table((RADIO_UTILIZATION, RADIO_STATIONS), only_of=MAKER), RADIO_UTILIZATION, RADIO_STATIONS
    ),
)

INSTANT: Oid = (*ARUBA, 3, 3, 1, 2)
INSTANT_NAME, INSTANT_STATE = (*INSTANT, 1, 1, 2), (*INSTANT, 1, 1, 11)
#: aiRadioUtilization64; column 6 beside it is the noise floor.
INSTANT_UTILIZATION, INSTANT_STATIONS = (*INSTANT, 2, 1, 8), (*INSTANT, 2, 1, 21)

CLUSTER = Family(
    points=Points(
        Table((INSTANT_NAME, INSTANT_STATE), only_of=MAKER), INSTANT_NAME, INSTANT_STATE, STATES
    ),
    radios=Radios(
        Table((INSTANT_UTILIZATION, INSTANT_STATIONS), only_of=MAKER),
        INSTANT_UTILIZATION,
        INSTANT_STATIONS,
    ),
)

FAMILIES = (CONTROLLER, CLUSTER)
