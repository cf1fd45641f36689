"""The access points of a wireless controller, each by its name."""

from functools import partial

from collectors.device_quantities import WIRELESS_POINT_MODEL, WIRELESS_POINT_UPTIME
from collectors.quantities import ACCESS_POINT_STATIONS, ACCESS_POINT_UP
from collectors.reading import Columns, Series
from collectors.snmp.names import Names, label, named
from collectors.snmp.sentinels import count
from collectors.snmp.session import Absent, Index, Number, Oid, Value
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import told_each
from collectors.snmp.wlan_family import Family, Joined, Points, Radios, State
from collectors.snmp.wlan_values import STATIONS_OF_ONE_AT_MOST, model, uptime


def added(cells: list[Value], at_most: int) -> int | None:
    """The sum of those that are told; None where none is."""
    counts = [count(cell, at_most) for cell in cells]
    told_ones = [each for each in counts if each is not None]
    return sum(told_ones) if told_ones else None


def point_indexes(points: Points, answers: Answers) -> list[Index]:
    columns = [answers.column(points.table, column) for column in points.rows]
    return list(dict.fromkeys(index for column in columns for index in column))


def point_names(points: Points, answers: Answers) -> Names:
    column, indexes = answers.column(points.table, points.name), point_indexes(points, answers)
    return named({index: label(column.get(index, NONE)) for index in indexes})


def of_points(family: Family, answers: Answers) -> Columns:
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
    return names.with_rejected([*series, *_details(points, names, ups, answers)])


def _details(points: Points, names: Names, ups: list[Value], answers: Answers) -> list[Series]:
    indexes, instances = list(names.by_index), list(names.by_index.values())
    series: list[Series] = []
    if points.model is not None:
        models = _cells(points.table, points.model, indexes, answers)
        series.append(told_each(WIRELESS_POINT_MODEL, instances, model, models))
    if points.uptime is not None or points.uptime_elsewhere is not None:
        cells = _cells(points.table, points.uptime, indexes, answers)
        if points.uptime_elsewhere is not None:
            cells = _joined(points.table, points.uptime_elsewhere, indexes, cells, answers)
        value = partial(_uptime, points)
        series.append(told_each(WIRELESS_POINT_UPTIME, instances, value, ups, cells))
    return series


def _uptime(points: Points, state: Value, cell: Value) -> float | None:
    if points.state is not None and points.meaning(state) is False:
        return None
    return uptime(cell, points.parts_of_a_second)


def _cells(table: Table, oid: Oid | None, at: list[Index], answers: Answers) -> list[Value]:
    column = answers.column(table, oid) if oid is not None else {}
    return [column.get(index, NONE) for index in at]


def _joined(
    table: Table, joined: Joined, at: list[Index], first: list[Value], answers: Answers
) -> list[Value]:
    """The cells that are told, and in place of the others those of the table joined."""
    column = answers.column(joined.table, joined.column)
    numbers = _cells(table, joined.by, at, answers)
    return [
        column.get((number.value,), NONE)
        if isinstance(cell, Absent) and isinstance(number, Number)
        else cell
        for cell, number in zip(first, numbers, strict=True)
    ]


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
