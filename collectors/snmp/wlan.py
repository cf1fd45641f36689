"""Wireless controllers: what their makers' MIBs have in common, and how totals are arrived at.

Controllers count stations by themselves, by access point, by radio and by network, at different
moments: totals are the controller's own figure wherever it has one. Tables of stations name
people's devices and are never asked for.
"""

from collections.abc import Mapping
from functools import partial

from collectors.device_quantities import WIRELESS_CHANNEL_UTILIZATION, WIRELESS_STATIONS
from collectors.quantities import (
    ACCESS_POINT_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINTS,
    ACCESS_POINTS_UP,
)
from collectors.reading import Columns, Quantity, Reading, Series
from collectors.snmp.names import Names, label, named
from collectors.snmp.sentinels import count, percent
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import Implausible, told, told_each
from collectors.snmp.wlan_family import Family, Networks, Points, Radios, State, Summed
from collectors.text import decoded

QUANTITIES = (
    ACCESS_POINTS,
    ACCESS_POINTS_UP,
    WIRELESS_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINT_STATIONS,
    WIRELESS_CHANNEL_UTILIZATION,
)
ACCESS_POINTS_AT_MOST = 100_000
STATIONS_AT_MOST = 1_000_000
#: Far above the association identifiers of one radio (2007, IEEE 802.11) times its radios.
STATIONS_OF_ONE_AT_MOST = 10_000


def of_family(family: Family, answers: Answers) -> Columns:
    """All readings of one controller."""
    points = _points(family, answers)
    networks = _networks(family.networks, answers)
    return Columns.of(
        [
            _totals(family, answers, points, networks),
            networks,
            points,
            _radios(family, answers),
        ]
    )


def _totals(family: Family, answers: Answers, points: Columns, networks: Columns) -> list[Reading]:
    known = told(ACCESS_POINTS, "", partial(_known, family, answers))
    up = told(ACCESS_POINTS_UP, "", partial(_up, family, answers, points))
    stations = told(WIRELESS_STATIONS, "", partial(_stations, family, answers, points, networks))
    if isinstance(known.value, int) and isinstance(up.value, int) and up.value > known.value:
        why = f"{up.value} access points up of {known.value} known"
        up = Reading(ACCESS_POINTS_UP, None, rejected=why)
    return [known, up, stations]


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
        return len(_indexes(points, answers)) or None
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


def added(cells: list[Value], at_most: int) -> int | None:
    """The sum of those that are told; None where none is."""
    counts = [count(cell, at_most) for cell in cells]
    told_ones = [each for each in counts if each is not None]
    return sum(told_ones) if told_ones else None


def _indexes(points: Points, answers: Answers) -> list[Index]:
    columns = [answers.column(points.table, column) for column in points.table.columns]
    return list(dict.fromkeys(index for column in columns for index in column))


def point_names(points: Points, answers: Answers) -> Names:
    column = answers.column(points.table, points.name)
    return named({index: label(column.get(index, NONE)) for index in _indexes(points, answers)})


def _points(family: Family, answers: Answers) -> Columns:
    points = family.points
    if points is None or not answers.whole(points.table):
        return Columns({})  # without all names no row can be told from another
    names = point_names(points, answers)
    indexes = list(names.by_index)
    instances = [names.by_index[index] for index in indexes]
    ups = _cells(points.table, points.state, indexes, answers)
    series = [told_each(ACCESS_POINT_UP, instances, points.meaning, ups)] if points.state else []
    if points.stations is not None:
        cells = [[cell] for cell in _cells(points.table, points.stations, indexes, answers)]
    else:
        cells = _by_point(family.radios, indexes, answers)
    if cells:
        counted = partial(_of_one, points.meaning if points.state else None)
        series.append(told_each(ACCESS_POINT_STATIONS, instances, counted, ups, cells))
    return names.with_rejected(series)


def _cells(table: Table, oid: Oid | None, at: list[Index], answers: Answers) -> list[Value]:
    column = answers.column(table, oid) if oid is not None else {}
    return [column.get(index, NONE) for index in at]


def _by_point(radios: Radios | None, points: list[Index], answers: Answers) -> list[list[Value]]:
    """The stations of each access point's radios; empty where they are not told, or not whole."""
    if radios is None or radios.stations is None or not answers.whole(radios.table):
        return []
    by_point: dict[Index, list[Value]] = {}
    for index, cell in answers.column(radios.table, radios.stations).items():
        by_point.setdefault(index[:-1], []).append(cell)
    return [by_point.get(index, []) for index in points]


def _of_one(meaning: State | None, state: Value, cells: list[Value]) -> int | None:
    """Stations of one access point: the 0 that is told of one that is off line counts nothing."""
    if meaning is not None and meaning(state) is False:
        return None
    return added(cells, STATIONS_OF_ONE_AT_MOST)


def _radios(family: Family, answers: Answers) -> Columns:
    radios = family.radios
    if radios is None or radios.utilization is None or not answers.whole(radios.table):
        return Columns({})
    of_points: Mapping[Index, str] = {}
    if family.points is not None and radios.point is None:
        if not answers.whole(family.points.table):
            return Columns({})
        of_points = point_names(family.points, answers).by_index
    cells = answers.column(radios.table, radios.utilization)
    names = named({index: _radio(radios, of_points, index, answers) for index in cells})
    instances = [names.by_index[index] for index in cells]
    found: Series = told_each(
        WIRELESS_CHANNEL_UTILIZATION, instances, percent, list(cells.values())
    )
    return names.with_rejected([found])


def _radio(radios: Radios, of_points: Mapping[Index, str], index: Index, answers: Answers) -> str:
    point = of_points.get(index[:-1], "")
    if radios.point is not None:
        point = label(answers.column(radios.table, radios.point).get(index, NONE))
    radio = ""
    if radios.radio is not None:
        radio = label(answers.column(radios.table, radios.radio).get(index, NONE))
    if len(index) <= 1:
        return radio
    number = radio or str(index[-1])
    return f"{point}/{number}" if point else ""


def _networks(networks: Networks | None, answers: Answers) -> Columns:
    """Each network's stations, all its rows together."""
    if networks is None or not answers.whole(networks.table):
        return Columns({})
    columns = [answers.column(networks.table, column) for column in networks.stations]
    by_name: dict[str, list[Value]] = {}
    for index in dict.fromkeys(index for column in columns for index in column):
        name = _network(networks, index, answers)
        if networks.hidden is None or not name.startswith(networks.hidden):
            cells = (column.get(index, NONE) for column in columns)
            by_name.setdefault(name, []).extend(cells)
    value = partial(added, at_most=STATIONS_AT_MOST)
    readings = [told(WIRELESS_STATIONS, name, value, cells) for name, cells in by_name.items()]
    return Columns.of([readings])


def _network(networks: Networks, index: Index, answers: Answers) -> str:
    if networks.name is not None:
        name = label(answers.column(networks.table, networks.name).get(index, NONE))
    else:
        name = in_index(index)
    return name or f"#{'.'.join(map(str, index))}"


def in_index(index: Index) -> str:
    """The text that an index is: its length, then its octets (RFC 2578 section 7.7)."""
    length, *octets = index or (0,)
    if length != len(octets) or not all(0 <= octet <= 255 for octet in octets):  # noqa: PLR2004
        return ""
    return decoded(bytes(octets))


def none_at_all() -> list[Reading]:
    """Of an agent that is no controller."""
    totals: tuple[Quantity, ...] = (ACCESS_POINTS, ACCESS_POINTS_UP, WIRELESS_STATIONS)
    return [Reading(quantity, None) for quantity in totals]
