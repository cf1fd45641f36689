"""HUAWEI-WLAN-*-MIB of an emulated wireless controller: access points, radios, networks."""

from functools import partial

from pysnmp.proto.rfc1902 import Gauge32, Integer32, TimeTicks, Unsigned32

from sim.snmp.clock import Growth
from sim.snmp.models import AccessPointModel, ControllerModel
from sim.snmp.table import Live, Oid, Table, integer, octets

WLAN = (1, 3, 6, 1, 4, 1, 2011, 6, 139)
POINT_ENTRY = (*WLAN, 13, 3, 10, 1)  # hwWlanIDIndexedApEntry
RADIO_ENTRY = (*WLAN, 16, 1, 2, 1)  # hwWlanRadioInfoEntry
NETWORK_ENTRY = (*WLAN, 17, 1, 2, 1)  # hwWlanSsidEntry

NORMAL, FAULT = 8, 4  # hwWlanIDIndexedApRunState
NO_STATE = 99
IMPOSSIBLE_COUNT, IMPOSSIBLE_PERCENT = -7, 250
BANDS = (2, 5)  # a radio of each, in GHz; radio 0 and radio 1
CHANNELS = {2: (1, 6, 11), 5: (36, 40, 44, 48, 149, 153, 157, 161)}
NOISE_DBM = -94
LICENCES = 2_048


def put_controller(table: Table, controller: ControllerModel, growth: Growth) -> None:
    points = controller.access_points
    up = sum(point.up for point in points)
    stations = partial(_stations_of_all, points, growth)

    def scalar(group: Oid, value: object, lie: object = None) -> None:
        table.scalar((*WLAN, 12, 1, *group), value, lie)

    scalar((1, 2), Unsigned32(LICENCES))  # hwWlanAccessMaxApNumber
    scalar((2, 1), Unsigned32(up), integer(IMPOSSIBLE_COUNT))  # hwWlanCurJointApNum
    # hwWlanCurAssocStaNum
    scalar((2, 2), Live(Unsigned32, stations), integer(IMPOSSIBLE_COUNT))
    scalar((5, 7), Unsigned32(len(points)), integer(IMPOSSIBLE_COUNT))  # hwWlanApCount
    for number, point in enumerate(points):
        _put_point(table, number, point, growth)
        if point.up:
            for radio in range(len(BANDS)):
                _put_radio(table, (number, radio), point, growth)
    index = (len(controller.network), *controller.network.encode())
    for column, part in ((2, 0), (3, 1)):  # hwWlanSsid2gStaCnt, hwWlanSsid5gStaCnt
        half = partial(_half, stations, part)
        table.put((*NETWORK_ENTRY, column), index, Live(Gauge32, half), integer(IMPOSSIBLE_COUNT))


def _put_point(table: Table, number: int, point: AccessPointModel, growth: Growth) -> None:
    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*POINT_ENTRY, column), (number,), value, lie)

    put(2, octets(_mac(number)))  # hwWlanIDIndexedApMac
    put(4, octets(point.model))  # hwWlanIDIndexedApTypeInfo
    put(5, octets(point.name))  # hwWlanIDIndexedApName
    put(7, integer(NORMAL if point.up else FAULT), integer(NO_STATE))  # …RunState
    # hwWlanIDIndexedApRunTime: seconds, whatever the type says
    run_seconds = (lambda: int(growth.uptime_seconds())) if point.up else (lambda: 0)
    put(19, Live(TimeTicks, run_seconds), octets("long"))
    stations = partial(_stations, point, number, growth)
    put(45, Live(Gauge32, stations), integer(IMPOSSIBLE_COUNT))  # …OnlineUserNum


def _put_radio(
    table: Table, place: tuple[int, int], point: AccessPointModel, growth: Growth
) -> None:
    number, radio = place
    index = (*_mac(number), radio)
    stations = partial(_half, partial(_stations, point, number, growth), radio)

    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*RADIO_ENTRY, column), index, value, lie)

    put(3, octets(point.name))  # hwWlanRadioApName
    channels = CHANNELS[BANDS[radio]]
    put(7, Unsigned32(channels[number % len(channels)]), integer(999))  # …WorkingChannel
    put(24, integer(NOISE_DBM))  # hwWlanRadioNoise
    use = partial(_use_percent, stations)
    put(25, Live(Integer32, use), integer(IMPOSSIBLE_PERCENT))  # …ChUtilizationRate
    put(40, Live(Gauge32, stations), integer(IMPOSSIBLE_COUNT))  # hwWlanRadioOnlineStaCnt


def _stations_of_all(points: list[AccessPointModel], growth: Growth) -> int:
    return sum(_stations(point, number, growth) for number, point in enumerate(points))


def _stations(point: AccessPointModel, number: int, growth: Growth) -> int:
    """People come and go: one more or less every minute, no two access points alike."""
    if not point.up:
        return 0
    minutes = int(growth.uptime_seconds() // 60)
    return point.stations + (minutes + number) % (point.stations_swing + 1)


def _half(whole: partial[int], part: int) -> int:
    """Of the two bands 5 GHz (part 1) has the larger share."""
    return (whole() + part) // 2


def _use_percent(stations: partial[int]) -> int:
    return min(10 + stations(), 90)


def _mac(number: int) -> bytes:
    return bytes((0, 0xE0, 0xFC, number >> 16 & 0xFF, number >> 8 & 0xFF, number & 0xFF))
