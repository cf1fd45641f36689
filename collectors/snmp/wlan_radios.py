"""The radios of access points: who is on them, and what the air is like."""

from collections.abc import Callable, Mapping

from collectors.device_quantities import (
    WIRELESS_CHANNEL,
    WIRELESS_CHANNEL_UTILIZATION,
    WIRELESS_NOISE,
    WIRELESS_RADIO_STATIONS,
)
from collectors.quantities import ACCESS_POINT_UP
from collectors.reading import Columns, Quantity, Series, Value
from collectors.snmp import session
from collectors.snmp.names import label, named
from collectors.snmp.sentinels import percent
from collectors.snmp.session import Index
from collectors.snmp.subject import NONE, Answers
from collectors.snmp.values import told_each
from collectors.snmp.walk import Column
from collectors.snmp.wlan_family import Family, Radios
from collectors.snmp.wlan_points import point_names
from collectors.snmp.wlan_values import stations

Meaning = Callable[[session.Value], Value]


def of_radios(family: Family, answers: Answers, points: Columns) -> Columns:
    """`points` are the access points' readings: radios of those that are off line tell nothing."""
    radios = family.radios
    if radios is None or not all(
        map(answers.whole, (radios.table, radios.named_in or radios.table))
    ):
        return Columns({})
    of_points: Mapping[Index, str] = {}
    if family.points is not None and radios.point is None:
        if not answers.whole(family.points.table):
            return Columns({})
        of_points = point_names(family.points, answers).by_index
    columns = _columns(radios, answers)
    indexes = dict.fromkeys(index for cells, _, _ in columns for index in cells)
    names = named({index: _radio(radios, of_points, index, answers) for index in indexes})
    ups = points.by_quantity.get(ACCESS_POINT_UP.name, Series(ACCESS_POINT_UP)).values
    off_line = {index for index, name in of_points.items() if ups.get(name) is False}
    series = []
    for cells, quantity, meaning in columns:
        silent = off_line if quantity is not WIRELESS_CHANNEL_UTILIZATION else ()
        if cells:
            instances = [names.by_index[index] for index in cells]
            said = [NONE if index[:-1] in silent else cell for index, cell in cells.items()]
            series.append(told_each(quantity, instances, meaning, said))
    return names.with_rejected(series)


def _columns(radios: Radios, answers: Answers) -> list[tuple[Column, Quantity, Meaning]]:
    columns = (
        (radios.utilization, WIRELESS_CHANNEL_UTILIZATION, percent),
        (radios.stations, WIRELESS_RADIO_STATIONS, stations),
        (radios.channel, WIRELESS_CHANNEL, radios.channel_meaning),
        (radios.noise, WIRELESS_NOISE, radios.noise_meaning),
    )
    found: list[tuple[Column, Quantity, Meaning]] = []
    for oid, quantity, meaning in columns:
        if oid is not None:
            cells = answers.column(radios.table, oid)
            if oid == radios.channel and radios.channel_elsewhere is not None:
                cells = {**answers.column(radios.table, radios.channel_elsewhere), **cells}
            found.append((cells, quantity, meaning))
    return found


def _radio(radios: Radios, of_points: Mapping[Index, str], index: Index, answers: Answers) -> str:
    point = of_points.get(index[:-1], "")
    if radios.point is not None:
        point = label(answers.column(radios.table, radios.point).get(index, NONE))
    radio = ""
    if radios.radio is not None:
        names = answers.column(radios.named_in or radios.table, radios.radio)
        radio = label(names.get(index, NONE))
    if len(index) <= 1:
        return radio if radios.radio is not None else ".".join(map(str, index))
    number = radio or str(index[-1])
    return f"{point}/{number}" if point else ""
