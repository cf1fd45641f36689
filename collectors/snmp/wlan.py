"""Wireless controllers: what their makers' MIBs have in common, and how totals are arrived at.

Controllers count stations by themselves, by access point, by radio and by network, at different
moments: totals are the controller's own figure wherever it has one. Tables of stations name
people's devices and are never asked for.
"""

from functools import partial

from collectors.device_quantities import (
    WIRELESS_CHANNEL,
    WIRELESS_CHANNEL_UTILIZATION,
    WIRELESS_LICENSED,
    WIRELESS_NOISE,
    WIRELESS_POINT_MODEL,
    WIRELESS_POINT_UPTIME,
    WIRELESS_RADIO_STATIONS,
    WIRELESS_STATIONS,
)
from collectors.quantities import (
    ACCESS_POINT_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINTS,
    ACCESS_POINTS_UP,
)
from collectors.reading import Columns, Quantity, Reading
from collectors.snmp.sentinels import count
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers
from collectors.snmp.values import Implausible, told
from collectors.snmp.wlan_family import Family, Summed
from collectors.snmp.wlan_networks import STATIONS_AT_MOST, of_networks, on_radios
from collectors.snmp.wlan_points import added, of_points, point_indexes
from collectors.snmp.wlan_radios import of_radios

QUANTITIES = (
    ACCESS_POINTS,
    ACCESS_POINTS_UP,
    WIRELESS_LICENSED,
    WIRELESS_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINT_STATIONS,
    WIRELESS_POINT_MODEL,
    WIRELESS_POINT_UPTIME,
    WIRELESS_CHANNEL_UTILIZATION,
    WIRELESS_RADIO_STATIONS,
    WIRELESS_CHANNEL,
    WIRELESS_NOISE,
)
ACCESS_POINTS_AT_MOST = 100_000


def of_family(family: Family, answers: Answers) -> Columns:
    """All readings of one controller."""
    points = of_points(family, answers)
    networks = of_networks(family.networks, answers)
    return Columns.of(
        [
            _totals(family, answers, points, networks),
            networks,
            points,
            of_radios(family, answers, points),
            on_radios(family.networks, answers),
        ]
    )


def _totals(family: Family, answers: Answers, points: Columns, networks: Columns) -> list[Reading]:
    known = told(ACCESS_POINTS, "", partial(_known, family, answers))
    up = told(ACCESS_POINTS_UP, "", partial(_up, family, answers, points))
    stations = told(WIRELESS_STATIONS, "", partial(_stations, family, answers, points, networks))
    if isinstance(known.value, int) and isinstance(up.value, int) and up.value > known.value:
        why = f"{up.value} access points up of {known.value} known"
        up = Reading(ACCESS_POINTS_UP, None, rejected=why)
    if not family.licensed:
        return [known, up, stations]
    return [known, up, stations, told(WIRELESS_LICENSED, "", partial(_licensed, family, answers))]


def _licensed(family: Family, answers: Answers) -> int | None:
    """0 is what controllers say that do not count licences: none could serve a single one."""
    for oid in family.licensed:
        if value := count(answers.scalar(oid), ACCESS_POINTS_AT_MOST):
            return value
    return None


def _first(oids: tuple[Oid, ...], answers: Answers, at_most: int) -> int | None:
    for oid in oids:
        value = count(answers.scalar(oid), at_most)
        if value is not None:
            return value
    return None


def _known(family: Family, answers: Answers) -> int | None:
    value = _first(family.known, answers, ACCESS_POINTS_AT_MOST)
    points = family.points
    if value is None and points is not None and points.lists_all and answers.whole(points.table):
        return len(point_indexes(points, answers)) or None
    return value


def _up(family: Family, answers: Answers, points: Columns) -> int | None:
    for total in family.up:
        if not isinstance(total, Summed):
            value = count(answers.scalar(total), ACCESS_POINTS_AT_MOST)
        elif answers.whole(total.table):
            parts = answers.column(total.table, total.column).values()
            value = added(list(parts), ACCESS_POINTS_AT_MOST)
        else:
            value = None
        if value is not None:
            return value
    series = points.by_quantity.get(ACCESS_POINT_UP.name)
    if series is None:
        return None
    if series.rejected:
        raise Implausible(f"{len(series.rejected)} access points are in no known state")
    values = list(series.values.values())
    return None if None in values or not values else values.count(True)


def _stations(family: Family, answers: Answers, points: Columns, networks: Columns) -> int | None:
    """The controller's own count, else that of its networks, else that of its access points."""
    value = _first(family.stations, answers, STATIONS_AT_MOST)
    for series in (
        networks.by_quantity.get(WIRELESS_STATIONS.name),
        points.by_quantity.get(ACCESS_POINT_STATIONS.name),
    ):
        if value is None and series is not None:
            if series.rejected:
                raise Implausible(f"{len(series.rejected)} of the counts that make it up are wrong")
            told_ones = [each for each in series.values.values() if isinstance(each, int)]
            value = sum(told_ones) if told_ones else None
    return value


def none_at_all() -> list[Reading]:
    """Of an agent that is no controller."""
    totals: tuple[Quantity, ...] = (ACCESS_POINTS, ACCESS_POINTS_UP, WIRELESS_STATIONS)
    return [Reading(quantity, None) for quantity in totals]
