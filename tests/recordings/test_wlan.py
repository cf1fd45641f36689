"""Recorded wireless controllers are read as the recordings' own index says."""

from collections.abc import Iterator
from typing import Any

import pytest

from collectors.snmp.wlan_families import SUBJECT
from tests.recordings.replay import Expectation, expectations, readings

#: Where the index has one of these, ours is (quantity, instance).
TOTALS = {
    "ap_online": ("wireless_access_points_up_count", ""),
    "ap_up(1)": ("wireless_access_points_up_count", ""),
    "ap_associated(1)": ("wireless_access_points_up_count", ""),
    "ap_total": ("wireless_access_points_count", ""),
    "ap_configured": ("wireless_access_points_count", ""),
    "ap_managed": ("wireless_access_points_count", ""),
    "clients": ("wireless_stations_count", ""),
    "clients_ess_sum": ("wireless_stations_count", ""),
}
#: The index has the rows of the table for these; for them we have one reading a row.
ROWS = {
    "ap_rows": "wireless_access_point_up",
    "radios": "wireless_channel_utilization_ratio",
}


@pytest.mark.parametrize("device", expectations("wlan"), ids=lambda it: it.name)
def test_a_recorded_controller_is_read_as_the_index_says(device: Expectation) -> None:
    (expected,) = device.expected.values()
    found = readings(device.path, SUBJECT)
    values = {(it.quantity.name, it.instance): it.value for it in found}
    for key, which in TOTALS.items():
        if key in expected:
            assert values[which] == expected[key], key
    for key, quantity in ROWS.items():
        if key in expected:
            assert sum(it.quantity.name == quantity for it in found) == expected[key], key
    for name, stations in networks(expected):
        assert values["wireless_stations_count", name] == stations
    radios = [it.value for it in found if it.quantity.name == ROWS["radios"]]
    busy = [100 * value for value in radios if isinstance(value, float)]
    utilization = expected.get("radio_channel_util_pct") or expected.get("radio_channel_busy_pct")
    if utilization is not None and "values" in utilization:
        assert busy == pytest.approx(utilization["values"])
    elif utilization is not None:
        assert (min(busy), max(busy)) == pytest.approx((utilization["min"], utilization["max"]))
        assert sum(busy) / len(busy) == pytest.approx(utilization["mean"], abs=0.01)
    assert not [it for it in found if it.rejected and "share this name" not in it.rejected]


def networks(expected: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The index adds "#1" to Cisco's names, and parts Huawei's by band."""
    for name, stations in expected.get("ssids", {}).items():
        total = sum(stations.values()) if isinstance(stations, dict) else stations
        yield name.partition("#")[0], total
