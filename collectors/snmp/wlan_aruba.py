"""Aruba: controllers (WLSX-WLAN-MIB, WLSX-SWITCH-MIB) and Instant clusters (AI-AP-MIB).

Noise comes without its sign: 94 is -94 dBm. A controller's is by the MIB alone.
"""

from collectors.snmp.session import Oid
from collectors.snmp.subject import Table
from collectors.snmp.wlan_family import Family, Points, Radios, states
from collectors.snmp.wlan_values import noise_without_sign

MAKER: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 14823),)
ARUBA: Oid = (1, 3, 6, 1, 4, 1, 14823, 2)
STATES = states({1: True, 2: False})  # up, down

WLAN: Oid = (*ARUBA, 2, 1, 5, 2, 1)
UP = (*WLAN, 1, 0)  # wlsxWlanTotalNumAccessPoints: those that are up
STATIONS = (*WLAN, 2, 0)  # wlsxWlanTotalNumStationsAssociated
SWITCH: Oid = (*ARUBA, 2, 1, 1, 3)  # the same two in other releases
POINT_NAME, POINT_STATE = (*WLAN, 4, 1, 3), (*WLAN, 4, 1, 19)  # index the MAC
POINT_UPTIME, POINT_MODEL = (*WLAN, 4, 1, 12), (*WLAN, 4, 1, 13)
RADIO_UTILIZATION, RADIO_STATIONS = (*WLAN, 5, 1, 6), (*WLAN, 5, 1, 7)  # index the MAC . radio
RADIO_CHANNEL = (*WLAN, 5, 1, 3)
RADIO_NOISE: Oid = (*ARUBA, 2, 1, 5, 3, 1, 6, 1, 9)  # wlanAPChNoise, the same index

CONTROLLER = Family(
    up=(UP, (*SWITCH, 1, 0)),
    stations=(STATIONS, (*SWITCH, 2, 0)),
    points=Points(
        Table((POINT_NAME, POINT_STATE, POINT_UPTIME, POINT_MODEL), only_of=MAKER),
        POINT_NAME,
        POINT_STATE,
        STATES,
        model=POINT_MODEL,
        uptime=POINT_UPTIME,
    ),
    radios=Radios(
        Table((RADIO_UTILIZATION, RADIO_STATIONS, RADIO_CHANNEL, RADIO_NOISE), only_of=MAKER),
        RADIO_UTILIZATION,
        RADIO_STATIONS,
        channel=RADIO_CHANNEL,
        noise=RADIO_NOISE,
        noise_meaning=noise_without_sign,
    ),
)

INSTANT: Oid = (*ARUBA, 3, 3, 1, 2)
INSTANT_NAME, INSTANT_STATE = (*INSTANT, 1, 1, 2), (*INSTANT, 1, 1, 11)
INSTANT_MODEL, INSTANT_UPTIME = (*INSTANT, 1, 1, 6), (*INSTANT, 1, 1, 9)
INSTANT_CHANNEL, INSTANT_NOISE = (*INSTANT, 2, 1, 4), (*INSTANT, 2, 1, 6)  # the channel is text
#: aiRadioUtilization64; column 6 before it is the noise floor.
INSTANT_UTILIZATION, INSTANT_STATIONS = (*INSTANT, 2, 1, 8), (*INSTANT, 2, 1, 21)
INSTANT_RADIO = (INSTANT_UTILIZATION, INSTANT_STATIONS, INSTANT_CHANNEL, INSTANT_NOISE)

CLUSTER = Family(
    points=Points(
        Table((INSTANT_NAME, INSTANT_STATE, INSTANT_MODEL, INSTANT_UPTIME), only_of=MAKER),
        INSTANT_NAME,
        INSTANT_STATE,
        STATES,
        model=INSTANT_MODEL,
        uptime=INSTANT_UPTIME,
    ),
    radios=Radios(
        Table(INSTANT_RADIO, only_of=MAKER),
        INSTANT_UTILIZATION,
        INSTANT_STATIONS,
        channel=INSTANT_CHANNEL,
        noise=INSTANT_NOISE,
        noise_meaning=noise_without_sign,
    ),
)

FAMILIES = (CONTROLLER, CLUSTER)
