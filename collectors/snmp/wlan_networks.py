"""Networks (SSIDs) on the air: their stations, and what they tell of the radios they are on."""

from functools import partial

from collectors.device_quantities import (
    WIRELESS_CHANNEL,
    WIRELESS_RADIO_STATIONS,
    WIRELESS_STATIONS,
)
from collectors.reading import Columns
from collectors.snmp.names import label
from collectors.snmp.session import Index, Value
from collectors.snmp.subject import NONE, Answers
from collectors.snmp.values import Implausible, told
from collectors.snmp.wlan_family import Networks
from collectors.snmp.wlan_points import added
from collectors.snmp.wlan_values import STATIONS_OF_ONE_AT_MOST, channel
from collectors.text import decoded

STATIONS_AT_MOST = 1_000_000


def of_networks(networks: Networks | None, answers: Answers) -> Columns:
    """Each network's stations, all its rows together."""
    if networks is None or not answers.whole(networks.table):
        return Columns({})
    by_name: dict[str, list[Value]] = {}
    for index, name in _names(networks, answers).items():
        by_name.setdefault(name, []).extend(_stations(networks, index, answers))
    value = partial(added, at_most=STATIONS_AT_MOST)
    readings = [told(WIRELESS_STATIONS, name, value, cells) for name, cells in by_name.items()]
    return Columns.of([readings])


def on_radios(networks: Networks | None, answers: Answers) -> Columns:
    """Of radios that do not tell it themselves: the networks' channel, and all their stations."""
    if networks is None or networks.radio is None or not answers.whole(networks.table):
        return Columns({})
    radios = answers.column(networks.table, networks.radio)
    counted: dict[str, list[Value]] = {}
    for index in _names(networks, answers):
        if radio := label(radios.get(index, NONE)):
            counted.setdefault(radio, []).extend(_stations(networks, index, answers))
    value = partial(added, at_most=STATIONS_OF_ONE_AT_MOST)
    readings = [told(WIRELESS_RADIO_STATIONS, it, value, cells) for it, cells in counted.items()]
    if networks.channel is not None:
        tuned: dict[str, list[Value]] = {}
        for index, cell in answers.column(networks.table, networks.channel).items():
            if radio := label(radios.get(index, NONE)):
                tuned.setdefault(radio, []).append(cell)
        readings += [told(WIRELESS_CHANNEL, it, _common, cells) for it, cells in tuned.items()]
    return Columns.of([readings])


def _common(cells: list[Value]) -> int | None:
    channels = sorted({number for cell in cells if (number := channel(cell)) is not None})
    if len(channels) > 1:
        raise Implausible(f"one radio on the channels {', '.join(map(str, channels))}")
    return channels[0] if channels else None


def _names(networks: Networks, answers: Answers) -> dict[Index, str]:
    """Index -> network, of those that carry stations."""
    columns = [answers.column(networks.table, column) for column in networks.stations]
    indexes = dict.fromkeys(index for column in columns for index in column)
    names = {index: _network(networks, index, answers) for index in indexes}
    if networks.hidden is None:
        return names
    return {at: name for at, name in names.items() if not name.startswith(networks.hidden)}


def _stations(networks: Networks, index: Index, answers: Answers) -> list[Value]:
    columns = (answers.column(networks.table, column) for column in networks.stations)
    return [column.get(index, NONE) for column in columns]


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
