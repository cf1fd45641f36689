"""Models, uptimes, channels, noise and stations of radios, as the recordings have them.

The index has none of these but a few sums: what is expected here was counted in the recordings
with other tools, and where LibreNMS reads the same objects it is what LibreNMS reads.
"""

from collections import Counter
from functools import cache

import pytest

from collectors.reading import Reading, Value
from collectors.snmp.wlan_families import SUBJECT
from tests.recordings.replay import FOLDER, devices, readings

pytestmark = pytest.mark.skipif(not devices(), reason="../shared/devices is not there")

MODEL = "wireless_access_point_model_info"
UPTIME = "wireless_access_point_uptime_seconds"
STATIONS = "wireless_stations_count"
ON_RADIO = "wireless_radio_stations_count"
CHANNEL = "wireless_channel_number"
NOISE = "wireless_noise_dbm"
LICENSED = "wireless_access_points_licensed_count"


@cache
def read(device: str) -> list[Reading]:
    (file,) = [it["file"] for it in devices() if it["id"] == device]
    return readings(FOLDER / file, SUBJECT)


def told(device: str, quantity: str) -> dict[str, Value]:
    return {it.instance: it.value for it in read(device) if it.quantity.name == quantity}


SMALL: dict[tuple[str, str], dict[str, Value]] = {
    ("lnms-aruba-instant", MODEL): {
        "ECA-Ultimo-L11-AP06": "635",
        "ECA-Ultimo-L11-AP14": "635",
        "instant-ap-src-1": "225",
    },
    ("lnms-aruba-instant", UPTIME): {
        "ECA-Ultimo-L11-AP06": 1220178.0,
        "ECA-Ultimo-L11-AP14": 1646526.0,
        "instant-ap-src-1": 865175.0,
    },
    ("lnms-aruba-instant", ON_RADIO): {
        "ECA-Ultimo-L11-AP06/0": 0,
        "ECA-Ultimo-L11-AP06/1": 0,
        "ECA-Ultimo-L11-AP06/2": 0,
        "ECA-Ultimo-L11-AP14/0": 0,
        "ECA-Ultimo-L11-AP14/1": 0,
        "ECA-Ultimo-L11-AP14/2": 0,
        "instant-ap-src-1/0": 0,
        "instant-ap-src-1/1": 0,
    },
    ("lnms-aruba-instant", CHANNEL): {
        "ECA-Ultimo-L11-AP06/0": 161,
        "ECA-Ultimo-L11-AP06/1": 1,
        "ECA-Ultimo-L11-AP06/2": 53,
        "ECA-Ultimo-L11-AP14/0": 60,
        "ECA-Ultimo-L11-AP14/1": 11,
        "ECA-Ultimo-L11-AP14/2": 69,
        "instant-ap-src-1/0": 116,
        "instant-ap-src-1/1": 6,
    },
    ("lnms-aruba-instant", NOISE): {
        "ECA-Ultimo-L11-AP06/0": -94,
        "ECA-Ultimo-L11-AP06/1": -95,
        "ECA-Ultimo-L11-AP06/2": -90,
        "ECA-Ultimo-L11-AP14/0": -96,
        "ECA-Ultimo-L11-AP14/1": -95,
        "ECA-Ultimo-L11-AP14/2": -90,
        "instant-ap-src-1/0": -92,
        "instant-ap-src-1/1": -96,
    },
    ("lnms-unifi", ON_RADIO): {"ng": 4},
    ("lnms-unifi", CHANNEL): {"ng": 11},
    ("lnms-unifi_nanohd", ON_RADIO): {"ng": 4, "na": 14},
    ("lnms-unifi_nanohd", CHANNEL): {"ng": 6, "na": 157},
    ("lnms-routeros", STATIONS): {
        "": 11,
        "WARKOP-KOPIBOSS-B": 7,
        "WARKOP-KOPIBOSS-A": 0,
        "WARKOP-KOPIBOSS": 4,
    },
    ("lnms-routeros", ON_RADIO): {"wlan1": 7, "wlan2": 0, "wlan3": 0, "wlan4": 4},
    ("lnms-routeros", CHANNEL): {"wlan1": 1, "wlan2": 161, "wlan3": None, "wlan4": None},
    ("lnms-routeros", NOISE): {"wlan1": -117, "wlan2": -112, "wlan3": None, "wlan4": None},
    ("lnms-openwrt", STATIONS): {"": 3},
    ("lnms-openwrt", ON_RADIO): {"wlan0": 2, "wlan1": 1},
    ("lnms-openwrt", CHANNEL): {"wlan0": 36, "wlan1": 11},
    ("lnms-openwrt", NOISE): {"wlan0": -90, "wlan1": -65},
    ("lnms-zyxelnwa", STATIONS): {"": 65},
    ("lnms-zyxelnwa", ON_RADIO): {"1": 11, "2": 54},
    ("lnms-zyxelnwa", CHANNEL): {"1": 4, "2": 124},
    ("lnms-grandstream-ap_gwn7660", STATIONS): {"": None},
    ("lnms-grandstream-ap_gwn7660", CHANNEL): {"wifi0": 11, "wifi1": 36},
}


@pytest.mark.parametrize(("device", "quantity"), SMALL, ids="-".join)
def test_a_small_recording_is_read_to_the_last_value(device: str, quantity: str) -> None:
    assert told(device, quantity) == SMALL[device, quantity]


#: How often each value was told.
COUNTED: dict[tuple[str, str], dict[Value, int]] = {
    ("sim-huawei-s12704", MODEL): {
        "AP2050DN": 381, "AP4050DN": 10, "AP4051DN": 158, "AP4051TN": 248, "AP8050DN": 19,
    },
    ("sim-huawei-s12704", CHANNEL): {
        1: 77, 6: 83, 11: 87, 36: 106, 149: 53, 153: 47, 157: 42, 161: 52, 165: 53,
    },
    ("sim-huawei-s12704", NOISE): {
        -85: 2, -86: 1, -87: 5, -88: 4, -89: 12, -90: 4, -91: 13, -92: 10, -93: 49, -94: 149,
        -95: 339, -96: 12,
    },
    ("sim-h3c-comware-lsq1wcmd0-2509p61", MODEL): {
        "WA2610E-GNP": 7, "WA2610H-GN": 11, "WA2620X-AGNP": 10, "WA2620i-AGN": 25,
        "WA3620i-AGN": 118,
    },
    ("sim-h3c-comware-lsq1wcmd0-2509p61", CHANNEL): {
        1: 49, 6: 64, 11: 58, 149: 27, 153: 11, 157: 45, 161: 70,
    },
    ("sim-ruijie-m18000", MODEL): {
        "AP130(W)": 9, "AP130(W2)": 2665, "AP320-I": 38, "AP520": 324, "AP520(W2)": 3,
        "AP630(IDA)": 16, "AP740-I": 184,
    },
    ("sim-cisco-controller", MODEL): {
        "AIR-CAP1602I-C-K9": 141, "AIR-CAP2602I-C-K9": 7, "AIR-LAP1142N-C-K9": 70,
        "AIR-LAP1242AG-C-K9": 2, "AIR-LAP1262N-C-K9": 6,
    },
    ("sim-cisco-controller", CHANNEL): {1: 86, 6: 71, 11: 69, 149: 68, 153: 46, 157: 52, 161: 60},
    ("sim-aruba-7210", MODEL): {"103": 1, "115": 1, "225": 9, "93": 1, "93H": 1},
    ("sim-aruba-7210", CHANNEL): {
        1: 3, 11: 5, 36: 2, 44: 1, 52: 1, 60: 1, 149: 1, 157: 1, 161: 1,
    },
}  # fmt: skip


@pytest.mark.parametrize(("device", "quantity"), COUNTED, ids="-".join)
def test_of_a_large_recording_each_value_is_read_as_often_as_it_stands_there(
    device: str, quantity: str
) -> None:
    assert Counter(told(device, quantity).values()) == COUNTED[device, quantity]


@pytest.mark.parametrize(
    ("device", "on_line_and_off", "least_and_most", "total"),
    [
        ("sim-huawei-s12704", (247, 569), (1054574, 1146198), 266737355),
        ("sim-h3c-comware-lsq1wcmd0-2509p61", (171, 0), (7479.52, 1780258.89), 186453017.72),
        ("sim-ruijie-m18000", (3239, 0), (6093.65, 5066162.58), 12428874404.76),
        ("sim-cisco-controller", (226, 0), (591743, 10293904), 796978214),
        ("sim-aruba-7210", (9, 4), (1440485, 5307560), 43900899),
    ],
)
def test_access_points_that_are_on_line_have_an_uptime_and_no_others(
    device: str, on_line_and_off: tuple[int, int], least_and_most: tuple[float, float], total: float
) -> None:
    values = list(told(device, UPTIME).values())
    seconds = [value for value in values if isinstance(value, float)]
    assert (len(seconds), values.count(None)) == on_line_and_off
    assert (min(seconds), max(seconds)) == least_and_most
    assert sum(seconds) == pytest.approx(total, abs=0.01)


def test_an_uptime_is_that_of_the_access_point_whose_name_it_bears() -> None:
    """H3C's stands in another table, by a number that a third one tells."""
    h3c = told("sim-h3c-comware-lsq1wcmd0-2509p61", UPTIME)
    assert h3c["jiao4-shiwai-ap02"] == 835986.33
    assert h3c["zhulou-shiwai-ap01"] == 1779558.25
    assert told("sim-ruijie-m18000", UPTIME)["W_KeYan_1223"] == 5063161.89
    assert told("sim-cisco-controller", UPTIME)["erjiao_sw"] == 10280873


@pytest.mark.parametrize(
    ("device", "radios", "stations"),
    [
        ("sim-huawei-s12704", 600, 143),
        ("sim-h3c-comware-lsq1wcmd0-2509p61", 324, 1717),
        ("sim-cisco-controller", 452, 153),
        ("sim-aruba-7210", 16, 69),
    ],
)
def test_every_radio_counts_its_stations(device: str, radios: int, stations: int) -> None:
    values = [value for value in told(device, ON_RADIO).values() if isinstance(value, int)]
    assert (len(values), sum(values)) == (radios, stations)


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ("sim-huawei-s12704", {"": 2064}),
        ("sim-h3c-comware-lsq1wcmd0-2509p61", {"": 256}),
        ("sim-ruijie-m18000", {"": 8704}),
        ("sim-cisco-controller", {"": 350}),
        ("lnms-ruckuswireless_zd1200", {"": 10}),
        ("lnms-ruckuswireless-sz", {}),
        ("lnms-fortigate_60f3g4g", {"": None}),
        ("sim-aruba-7210", {}),
    ],
)
def test_a_controller_tells_its_licence_or_that_it_has_none(
    device: str, expected: dict[str, Value]
) -> None:
    assert told(device, LICENSED) == expected


def test_nothing_of_these_is_refused() -> None:
    names = (MODEL, UPTIME, ON_RADIO, CHANNEL, NOISE, LICENSED)
    for device in {device for device, _ in (*SMALL, *COUNTED)}:
        rejected = [it for it in read(device) if it.rejected and it.quantity.name in names]
        assert not [it for it in rejected if "share this name" not in it.rejected]
