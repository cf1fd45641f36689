"""Recorded wireless controllers are read as the recordings' own index says."""

from collections.abc import Iterator
from typing import Any

import pytest

from collectors.snmp.wlan_families import SUBJECT
from tests.recordings.replay import Expectation, expectations, readings
from tests.recordings.test_recordings import Pair, Read, same

#: Where the index has one of these, ours is (quantity, instance).
TOTALS = {
    "ap_online": ("wireless_access_points_up_count", ""),
    "ap_up(1)": ("wireless_access_points_up_count", ""),
    "ap_associated(1)": ("wireless_access_points_up_count", ""),
    "ap_total": ("wireless_access_points_count", ""),
    "ap_configured": ("wireless_access_points_count", ""),
    "ap_managed": ("wireless_access_points_count", ""),
    "ap_capacity": ("wireless_access_points_licensed_count", ""),
    "clients": ("wireless_stations_count", ""),
    "clients_ess_sum": ("wireless_stations_count", ""),
}
#: The index has the rows of the table for these; for them we have one reading a row.
ROWS = {
    "ap_rows": "wireless_access_point_up",
    "radios": "wireless_channel_utilization_ratio",
}
ON_RADIO = "wireless_radio_stations_count"


@pytest.mark.parametrize("device", expectations("wlan"), ids=lambda it: it.name)
def test_a_recorded_controller_is_read_as_the_index_says(device: Expectation) -> None:
    (expected,) = device.expected.values()
    read = Read(readings(device.path, SUBJECT))
    assert [pair for pair in of_controller(expected, read) if not same(pair[1], pair[2])] == []
    rejected = [it for it in read.readings if it.rejected]
    assert not [it for it in rejected if "share this name" not in it.rejected]


def of_controller(expected: dict[str, Any], read: Read) -> Iterator[Pair]:
    for key, which in TOTALS.items():
        if key in expected:
            yield key, read.get(*which), expected[key]
    for key, quantity in ROWS.items():
        if key in expected:
            yield key, sum(it.quantity.name == quantity for it in read.readings), expected[key]
    if "radio_clients_sum" in expected:
        yield "stations of radios", sum(values(read, ON_RADIO)), expected["radio_clients_sum"]
    for name, stations in networks(expected):
        yield f"stations of {name}", read.get("wireless_stations_count", name), stations
    busy = [100 * value for value in values(read, ROWS["radios"])]
    utilization = expected.get("radio_channel_util_pct") or expected.get("radio_channel_busy_pct")
    if utilization is not None and "values" in utilization:
        yield "channels", busy == pytest.approx(utilization["values"]), True
    elif utilization is not None:
        least, most = utilization["min"], utilization["max"]
        yield "channels", (min(busy), max(busy)) == pytest.approx((least, most)), True
        mean = sum(busy) / len(busy)
        yield "channels' mean", mean == pytest.approx(utilization["mean"], abs=0.01), True


def values(read: Read, quantity: str) -> list[float]:
    told = (it.value for it in read.readings if it.quantity.name == quantity)
    return [value for value in told if isinstance(value, int | float)]


def networks(expected: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The index adds "#1" to Cisco's names, and parts Huawei's by band."""
    for name, stations in expected.get("ssids", {}).items():
        total = sum(stations.values()) if isinstance(stations, dict) else stations
        yield name.partition("#")[0], total
