"""Wireless controllers: totals, access points, radios and networks, and what is not believed."""

import pytest

from collectors.probe import PartialResult
from collectors.reading import Reading, Value
from collectors.snmp import (
    collector,
    wlan_aruba,
    wlan_cisco,
    wlan_fortinet,
    wlan_huawei,
    wlan_ruckus,
)
from collectors.snmp.session import Absent, Kind, Number, Oid
from collectors.snmp.session import Value as Sent
from collectors.snmp.subject import Answers, Table
from collectors.snmp.system import SYS_UPTIME
from collectors.snmp.walk import Conversation, Limits
from collectors.snmp.wlan_families import FAMILIES, SUBJECT, parse
from collectors.snmp.wlan_family import Family
from collectors.snmp.wlan_networks import in_index
from tests.collectors.snmp.scripted import Cells, Plain, Scripted, answers, in_order, oid, value

KNOWN = ("wireless_access_points_count", "")
UP = ("wireless_access_points_up_count", "")
STATIONS = ("wireless_stations_count", "")
LICENSED = ("wireless_access_points_licensed_count", "")
POINT_UP = "wireless_access_point_up"
POINT_STATIONS = "wireless_access_point_stations_count"
BUSY = "wireless_channel_utilization_ratio"

HUAWEI = oid("1.3.6.1.4.1.2011.6.139")
JOINED, ASSOCIATED = (*HUAWEI, 12, 1, 2, 1, 0), (*HUAWEI, 12, 1, 2, 2, 0)
CONFIGURED = (*HUAWEI, 12, 1, 5, 7, 0)
AP_MAC = (156, 113, 58, 239, 21, 0)
SSID = (6, *b"campus")


def read(
    said: dict[Oid, Plain], cut: frozenset[Table] = frozenset()
) -> dict[tuple[str, str], Reading]:
    """From scalars and cells, each by its whole name."""
    tables: dict[Table, dict[tuple[int, ...], dict[Oid, Plain]]] = {
        table: {} for table in SUBJECT.tables
    }
    for name, plain in said.items():
        for table, rows in tables.items():
            for column in table.columns:
                if name[: len(column)] == column and len(name) > len(column):
                    rows.setdefault(name[len(column) :], {})[column] = plain
    cells: dict[Table, dict[tuple[int, ...], Cells]] = {it: dict(tables[it]) for it in tables}
    whole = answers({name: said[name] for name in SUBJECT.scalars if name in said}, cells)
    found = parse(Answers(whole.scalars, whole.tables, cut))
    return {(it.quantity.name, it.instance): it for it in found}


def huawei(number: int, name: str, state: Plain, stations: Plain) -> dict[Oid, Plain]:
    return {
        (*wlan_huawei.POINT_NAME, number): name,
        (*wlan_huawei.POINT_STATE, number): state,
        (*wlan_huawei.POINT_STATIONS, number): stations,
    }


def cisco(*points: tuple[str, int]) -> dict[Oid, Plain]:
    """Access points of this name and state, each with two radios of 3 stations."""
    said: dict[Oid, Plain] = {}
    for number, (name, state) in enumerate(points):
        mac = (0, 0, 0, 0, 0, number)
        said |= {(*wlan_cisco.POINT_NAME, *mac): name, (*wlan_cisco.POINT_STATE, *mac): state}
        for slot in (0, 1):
            said |= {
                (*wlan_cisco.RADIO_UTILIZATION, *mac, slot): 27 + slot,
                (*wlan_cisco.RADIO_STATIONS, *mac, slot): 3,
            }
    return said


@pytest.mark.parametrize(
    ("said", "which", "expected"),
    [
        ({CONFIGURED: 816, JOINED: 247}, KNOWN, 816),
        ({CONFIGURED: 816, JOINED: 247}, UP, 247),
        ({JOINED: 2, ASSOCIATED: "154"}, STATIONS, 154),
        ({JOINED: 0}, UP, 0),
        (huawei(0, "ap-1", 8, 7), (POINT_UP, "ap-1"), True),
        (huawei(0, "ap-1", 8, 7), (POINT_STATIONS, "ap-1"), 7),
        (huawei(0, "ap-1", 4, 0), (POINT_UP, "ap-1"), False),
        (huawei(0, "", 8, 7), (POINT_UP, "#0"), True),
        (
            {
                (*wlan_huawei.RADIO_POINT, *AP_MAC, 1): "ap-1",
                (*wlan_huawei.RADIO_UTILIZATION, *AP_MAC, 1): 17,
            },
            (BUSY, "ap-1/1"),
            0.17,
        ),
        (
            {(*wlan_huawei.NETWORK_2G, *SSID): 19, (*wlan_huawei.NETWORK_5G, *SSID): 121},
            ("wireless_stations_count", "campus"),
            140,
        ),
        (cisco(("ap-1", 1), ("ap-2", 3)), KNOWN, 2),
        (cisco(("ap-1", 1), ("ap-2", 3)), UP, 1),
        (cisco(("ap-1", 1)), (POINT_STATIONS, "ap-1"), 6),
        (cisco(("ap-1", 1)), STATIONS, 6),
        (cisco(("ap-1", 1)), (BUSY, "ap-1/1"), 0.28),
        ({(*wlan_ruckus.SZ_STATE, 1): "Connect", (*wlan_ruckus.SZ_NAME, 1): "ap"}, UP, 1),
        ({(*wlan_ruckus.SZ_NODE_UP, 1): 30, (*wlan_ruckus.SZ_NODE_UP, 2): 6}, UP, 36),
    ],
)
def test_a_controller_is_read_in_our_units(
    said: dict[Oid, Plain], which: tuple[str, str], expected: Value
) -> None:
    assert read(said)[which].value == expected


def test_the_controllers_own_total_counts_before_a_sum_of_its_tables() -> None:
    networks: dict[Oid, Plain] = {(*wlan_huawei.NETWORK_2G, *SSID): 500}
    assert read(networks)[STATIONS].value == 500
    assert read({**networks, ASSOCIATED: 154})[STATIONS].value == 154


def test_a_network_that_is_on_the_air_twice_is_one() -> None:
    name, count = wlan_cisco.NETWORK_NAME, wlan_cisco.NETWORK_STATIONS
    found = read(
        {
            (*name, 1): "eduroam",
            (*count, 1): Number(4, Kind.COUNTER32),
            (*name, 2): "eduroam",
            (*count, 2): Number(14, Kind.COUNTER32),
        }
    )
    assert found["wireless_stations_count", "eduroam"].value == 18
    assert found[STATIONS].value == 18


def test_an_agent_that_is_no_controller_has_none() -> None:
    found = read({})
    assert {key: it.value for key, it in found.items()} == {KNOWN: None, UP: None, STATIONS: None}
    assert not any(it.rejected for it in found.values())


def test_what_an_access_point_off_line_says_counts_nothing() -> None:
    found = read(huawei(0, "ap-1", 4, 0))
    assert found[POINT_STATIONS, "ap-1"] == Reading(
        found[POINT_STATIONS, "ap-1"].quantity, None, "ap-1"
    )


@pytest.mark.parametrize("unknown", [-1, 2**32 - 1, 65535, Absent.NULL, Absent.NO_SUCH_INSTANCE])
def test_a_sentinel_is_no_count(unknown: Plain) -> None:
    found = read({JOINED: 5, ASSOCIATED: unknown, **huawei(0, "ap-1", 8, unknown)})
    assert found[STATIONS].value is None
    assert found[STATIONS].rejected == ""
    assert found[POINT_STATIONS, "ap-1"].value is None


def test_255_is_no_utilization() -> None:
    radio = (*AP_MAC, 0)
    said: dict[Oid, Plain] = {
        (*wlan_huawei.RADIO_POINT, *radio): "ap-1",
        (*wlan_huawei.RADIO_UTILIZATION, *radio): 255,
    }
    found = read(said)[BUSY, "ap-1/0"]
    assert (found.value, found.rejected) == (None, "")


@pytest.mark.parametrize(
    ("said", "which", "why"),
    [
        ({ASSOCIATED: -7}, STATIONS, "a count of -7, which is not within 0 to 1000000"),
        ({JOINED: 300, CONFIGURED: 247}, UP, "300 access points up of 247 known"),
        (huawei(0, "ap-1", 77, 0), (POINT_UP, "ap-1"), "77 is none of the values [1, 2, 3,"),
        (huawei(0, "ap-1", 77, 0), UP, "1 access points are in no known state"),
        (huawei(0, "ap-1", 8, 40_000), (POINT_STATIONS, "ap-1"), "a count of 40000,"),
        (
            {
                (*wlan_huawei.RADIO_POINT, *AP_MAC, 1): "ap-1",
                (*wlan_huawei.RADIO_UTILIZATION, *AP_MAC, 1): 170,
            },
            (BUSY, "ap-1/1"),
            "170 % is outside 0 to 100",
        ),
        (
            {(*wlan_ruckus.SZ_STATE, 1): "on holiday", (*wlan_ruckus.SZ_NAME, 1): "ap"},
            (POINT_UP, "ap"),
            "'on holiday' is no state of an access point",
        ),
    ],
)
def test_a_lie_is_rejected_with_the_reason(
    said: dict[Oid, Plain], which: tuple[str, str], why: str
) -> None:
    found = read(said)[which]
    assert found.value is None
    assert found.rejected.startswith(why)


def test_access_points_that_share_a_name_are_told_apart() -> None:
    found = read(huawei(0, "ap", 8, 1) | huawei(1, "ap", 4, 0))
    assert found[POINT_UP, "ap#0"].value is True
    assert found[POINT_UP, "ap#1"].value is False
    assert found[POINT_UP, "ap"].rejected == "2 rows share this name: ap#0, ap#1"


def test_a_table_cut_short_counts_nothing_and_names_nothing() -> None:
    """Of two rows that share a name it may have but one. What is told otherwise stays."""
    said = {**cisco(("ap-1", 1), ("ap-2", 1)), wlan_cisco.JOINED_AIREOS: 226}
    points, radios = wlan_cisco.FAMILY.points, wlan_cisco.FAMILY.radios
    assert points is not None
    assert radios is not None
    found = read(said, frozenset({points.table}))
    assert (found[KNOWN].value, found[UP].value) == (None, 226)
    assert {name for name, _ in found} == {KNOWN[0], UP[0], STATIONS[0], LICENSED[0]}
    found = read(said, frozenset({radios.table}))
    assert found[POINT_UP, "ap-1"].value is True
    assert (POINT_STATIONS, "ap-1") not in found
    assert (BUSY, "ap-1/0") not in found
    assert read(said)[POINT_STATIONS, "ap-1"].value == 6


def test_a_state_that_is_not_told_makes_no_total() -> None:
    name, stations = wlan_fortinet.POINT_NAME, wlan_fortinet.POINT_STATIONS
    found = read({(*name, 1): "ap-1", (*stations, 1): 2})
    assert found[POINT_UP, "ap-1"].value is None
    assert found[UP].value is None
    assert found[POINT_STATIONS, "ap-1"].value == 2


def test_of_an_access_point_that_is_asked_itself_the_uplinks_are_no_network() -> None:
    vap = oid("1.3.6.1.4.1.41112.1.6.1.2.1")
    found = read(
        {(*vap, 6, 1): "campus", (*vap, 8, 1): 4, (*vap, 6, 2): "vwire-d4aebb", (*vap, 8, 2): 1}
    )
    assert found[STATIONS].value == 4
    assert ("wireless_stations_count", "vwire-d4aebb") not in found


def test_no_family_asks_for_a_table_of_stations() -> None:
    stations = [
        oid("1.3.6.1.4.1.2011.6.139.18"),  # hwWlanStationTable
        oid("1.3.6.1.4.1.14179.2.1.4"),  # bsnMobileStationTable
        oid("1.3.6.1.4.1.14823.2.2.1.4.1.2"),  # wlsxUserTable
        oid("1.3.6.1.4.1.14823.2.3.3.1.2.4"),  # aiClientTable
        oid("1.3.6.1.4.1.4881.1.1.10.2.56.5"),  # ruijieStaTable
        oid("1.3.6.1.4.1.12356.101.14.5"),  # fgWcStaTable
        oid("1.3.6.1.4.1.25506.2.75.3"),  # hh3cDot11StationAssociateTable and others
        oid("1.3.6.1.4.1.2011.10.2.75.3"),
        oid("1.3.6.1.4.1.25053.1.2.2.1.1.3"),  # ruckusZDWLANStaTable
        oid("1.3.6.1.4.1.890.1.15.3.5.2"),  # wlanStationTable
        oid("1.3.6.1.4.1.42397.1.1.3.3"),  # gwnClientTable
        oid("1.3.6.1.4.1.14988.1.1.1.2"),  # mtxrWlRtabTable
        oid("1.3.6.1.4.1.14988.1.1.1.5"),  # mtxrWlCMRtabTable
    ]
    asked = [column for table in SUBJECT.tables for column in table.columns]
    assert not [it for it in asked for station in stations if it[: len(station)] == station]


@pytest.mark.parametrize("family", [wlan_aruba.CONTROLLER, wlan_aruba.CLUSTER])
def test_no_two_families_share_an_object(family: Family) -> None:
    others = {it for other in FAMILIES if other is not family for it in other.scalars}
    assert not others & set(family.scalars)


@pytest.mark.parametrize(
    ("index", "name"),
    [(SSID, "campus"), ((2, 65), ""), ((1, 300), ""), ((), ""), ((0,), "")],
)
def test_a_name_in_an_index_is_read_only_if_its_length_fits(
    index: tuple[int, ...], name: str
) -> None:
    assert in_index(index) == name


async def test_a_controller_that_breaks_off_tells_what_it_counted_itself() -> None:
    objects: dict[Oid, Sent] = {SYS_UPTIME: Number(4200), wlan_cisco.JOINED_AIREOS: Number(6)}
    objects |= {name: value(plain) for name, plain in cisco(*(("ap", 1),) * 6).items()}
    agent = Scripted(in_order(objects), objects)
    with pytest.raises(PartialResult) as raised:
        await collector.read(Conversation(agent, Limits(rows=4)), [SUBJECT])
    assert {it.quantity.name: it.value for it in raised.value.readings} == {UP[0]: 6}
