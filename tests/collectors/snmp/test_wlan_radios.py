"""Access points and their radios: models, uptimes, channels, noise, stations, and licences."""

import pytest

from collectors.reading import Value
from collectors.snmp import (
    wlan_aruba,
    wlan_cisco,
    wlan_fortinet,
    wlan_huawei,
    wlan_ruckus,
    wlan_ruijie,
)
from collectors.snmp.session import Absent, Oid
from tests.collectors.snmp.scripted import Plain, oid
from tests.collectors.snmp.test_wlan import AP_MAC, BUSY, LICENSED, cisco, huawei, read

MODEL = "wireless_access_point_model_info"
UPTIME = "wireless_access_point_uptime_seconds"
ON_RADIO = "wireless_radio_stations_count"
CHANNEL = "wireless_channel_number"
NOISE = "wireless_noise_dbm"
MAC = (0, 11, 134, 129, 78, 168)

Said = dict[Oid, Plain]


def row(index: tuple[int, ...], *cells: tuple[Oid, Plain]) -> Said:
    return {(*column, *index): plain for column, plain in cells}


def huawei_radio(*cells: tuple[Oid, Plain]) -> Said:
    return row((*AP_MAC, 1), (wlan_huawei.RADIO_POINT, "ap-1"), *cells)


H3C = oid("1.3.6.1.4.1.25506.2.75")
H3C_OLD = oid("1.3.6.1.4.1.2011.10.2.75")
SERIAL = (3, *b"21A")


def h3c(arc: Oid, *cells: tuple[Oid, Plain], state: int = 5) -> Said:
    """An access point, with cells of its tables below `arc`."""
    said = row(SERIAL, ((*arc, 2, 1, 1, 1, 4), state), ((*arc, 2, 1, 1, 1, 5), "ap-1"))
    return said | {(*arc, *column, *SERIAL): plain for column, plain in cells}


def aruba(state: int, *cells: tuple[Oid, Plain]) -> Said:
    return row(MAC, (wlan_aruba.POINT_NAME, "ap-1"), (wlan_aruba.POINT_STATE, state), *cells)


def instant(*cells: tuple[Oid, Plain]) -> Said:
    names = row(MAC, (wlan_aruba.INSTANT_NAME, "ap-1"), (wlan_aruba.INSTANT_STATE, 1))
    return names | row((*MAC, 0), *cells)


def zone_director(*cells: tuple[Oid, Plain], state: int = 1) -> Said:
    return row(MAC, (wlan_ruckus.ZD_NAME, "ap-1"), (wlan_ruckus.ZD_STATE, state), *cells)


FORTI = (1, 4, *b"FP1A")  # the virtual domain, then the access point's serial number


def forti(*cells: tuple[Oid, Plain]) -> Said:
    return row(FORTI, (wlan_fortinet.POINT_NAME, "FP1A"), (wlan_fortinet.POINT_STATE, 2), *cells)


@pytest.mark.parametrize(
    ("said", "which", "expected"),
    [
        (
            huawei(0, "ap-1", 8, 7) | row((0,), (wlan_huawei.POINT_MODEL, "AP4050DN")),
            MODEL,
            "AP4050DN",
        ),
        (huawei(0, "ap-1", 8, 7) | row((0,), (wlan_huawei.POINT_UPTIME, 1063057)), UPTIME, 1063057),
        (h3c(H3C, ((2, 1, 2, 1, 9), "WA6320")), MODEL, "WA6320"),
        (h3c(H3C, ((2, 1, 10, 1, 1), 8_640_000)), UPTIME, 86400),
        (
            h3c(H3C_OLD, ((2, 1, 2, 1, 15), 136))
            | row((136,), ((*H3C_OLD, 2, 1, 8, 1, 1), 83598633)),
            UPTIME,
            835986.33,
        ),
        (
            row(MAC, (wlan_ruijie.POINT_NAME, "ap-1"), (wlan_ruijie.POINT_MODEL, "AP520")),
            MODEL,
            "AP520",
        ),
        (
            row(MAC, (wlan_ruijie.POINT_NAME, "ap-1"), (wlan_ruijie.POINT_UPTIME, 506316189)),
            UPTIME,
            5063161.89,
        ),
        (
            cisco(("ap-1", 1)) | row((0, 0, 0, 0, 0, 0), (wlan_cisco.POINT_MODEL, "AIR-LAP1242AG")),
            MODEL,
            "AIR-LAP1242AG",
        ),
        (
            cisco(("ap-1", 1)) | row((0, 0, 0, 0, 0, 0), (wlan_cisco.POINT_UPTIME, 1028087300)),
            UPTIME,
            10280873,
        ),
        (aruba(1, (wlan_aruba.POINT_MODEL, "93H")), MODEL, "93H"),
        (aruba(1, (wlan_aruba.POINT_UPTIME, 144048500)), UPTIME, 1440485),
        (instant() | row(MAC, (wlan_aruba.INSTANT_MODEL, "635")), MODEL, "635"),
        (instant() | row(MAC, (wlan_aruba.INSTANT_UPTIME, 122017800)), UPTIME, 1220178),
        (zone_director((wlan_ruckus.ZD_MODEL, "zf7372")), MODEL, "zf7372"),
        (zone_director((wlan_ruckus.ZD_UPTIME, 12345)), UPTIME, 123.45),
        (row(MAC, (wlan_ruckus.SZ_NAME, "ap-1"), (wlan_ruckus.SZ_MODEL, "R510")), MODEL, "R510"),
        (row(MAC, (wlan_ruckus.SZ_NAME, "ap-1"), (wlan_ruckus.SZ_UPTIME, 100)), UPTIME, 1),
    ],
)
def test_an_access_point_is_told_by_its_controller(said: Said, which: str, expected: Value) -> None:
    assert read(said)[which, "ap-1"].value == expected


@pytest.mark.parametrize(
    ("said", "which", "expected"),
    [
        (huawei_radio((wlan_huawei.RADIO_STATIONS, 9)), (ON_RADIO, "ap-1/1"), 9),
        (huawei_radio((wlan_huawei.RADIO_CHANNEL, 165)), (CHANNEL, "ap-1/1"), 165),
        (huawei_radio((wlan_huawei.RADIO_NOISE, -95)), (NOISE, "ap-1/1"), -95),
        (
            h3c(H3C) | row((*SERIAL, 2), ((*H3C, 2, 2, 8, 1, 6), 16)),
            (ON_RADIO, "ap-1/2"),
            16,
        ),
        (h3c(H3C) | row((*SERIAL, 2), ((*H3C, 2, 1, 3, 1, 5), 149)), (CHANNEL, "ap-1/2"), 149),
        (
            row(MAC, (wlan_ruijie.POINT_NAME, "ap-1"))
            | row((*MAC, 2), (wlan_ruijie.RADIO_CHANNEL, 149)),
            (CHANNEL, "ap-1/2"),
            149,
        ),
        (cisco(("ap-1", 1)), (ON_RADIO, "ap-1/1"), 3),
        (
            cisco(("ap-1", 1)) | row((0, 0, 0, 0, 0, 0, 1), (wlan_cisco.RADIO_CHANNEL, 161)),
            (CHANNEL, "ap-1/1"),
            161,
        ),
        (aruba(1) | row((*MAC, 1), (wlan_aruba.RADIO_STATIONS, 20)), (ON_RADIO, "ap-1/1"), 20),
        (aruba(1) | row((*MAC, 1), (wlan_aruba.RADIO_CHANNEL, 11)), (CHANNEL, "ap-1/1"), 11),
        (aruba(1) | row((*MAC, 1), (wlan_aruba.RADIO_NOISE, 95)), (NOISE, "ap-1/1"), -95),
        (instant((wlan_aruba.INSTANT_CHANNEL, "116E")), (CHANNEL, "ap-1/0"), 116),
        (instant((wlan_aruba.INSTANT_CHANNEL, "36+")), (CHANNEL, "ap-1/0"), 36),
        (instant((wlan_aruba.INSTANT_NOISE, 94)), (NOISE, "ap-1/0"), -94),
        (instant((wlan_aruba.INSTANT_STATIONS, 0)), (ON_RADIO, "ap-1/0"), 0),
        (
            zone_director() | row((*MAC, 0), (wlan_ruckus.ZD_CHANNEL, 6)),
            (CHANNEL, "ap-1/0"),
            6,
        ),
        (
            zone_director() | row((*MAC, 0), (wlan_ruckus.ZD_RADIO_STATIONS, 12)),
            (ON_RADIO, "ap-1/0"),
            12,
        ),
        (forti((wlan_fortinet.POINT_MODEL, "FP221E")), (MODEL, "FP1A"), "FP221E"),
        (forti((wlan_fortinet.POINT_UPTIME, 6000)), (UPTIME, "FP1A"), 60),
        (forti() | row((*FORTI, 1), (wlan_fortinet.RADIO_CHANNEL, 44)), (CHANNEL, "FP1A/1"), 44),
        (forti() | row((*FORTI, 1), (wlan_fortinet.RADIO_STATIONS, 5)), (ON_RADIO, "FP1A/1"), 5),
    ],
)
def test_a_radio_is_told_by_its_controller(
    said: Said, which: tuple[str, str], expected: Value
) -> None:
    assert read(said)[which].value == expected


@pytest.mark.parametrize(
    ("on_line", "said", "expected"),
    [
        (wlan_huawei.CURRENT_JOINED, {wlan_huawei.LICENSED: 2064}, 2064),
        ((*H3C, 1, 1, 2, 1, 0), {(*H3C, 1, 1, 1, 2, 0): 256}, 256),
        (wlan_ruijie.ON_LINE, {wlan_ruijie.LICENSED: 8704}, 8704),
        (wlan_cisco.JOINED_AIREOS, {wlan_cisco.LICENSED_AIREOS: 350}, 350),
        (wlan_cisco.JOINED_9800, {wlan_cisco.LICENSED_9800: 250}, 250),
        (
            wlan_cisco.JOINED_9800,
            {wlan_cisco.LICENSED_AIREOS: 0, wlan_cisco.LICENSED_9800: 250},
            250,
        ),
        ((*wlan_ruckus.ZD_TOTALS, 1, 0), {wlan_ruckus.ZD_LICENSED: 10}, 10),
        ((*wlan_ruckus.UNLEASHED_TOTALS, 1, 0), {wlan_ruckus.UNLEASHED_LICENSED: 25}, 25),
        (wlan_fortinet.SESSIONS, {wlan_fortinet.LICENSED: 64}, 64),
        (wlan_fortinet.SESSIONS, {wlan_fortinet.LICENSED: 0}, None),
        (wlan_fortinet.SESSIONS, {wlan_fortinet.LICENSED: 2**32 - 1}, None),
        (wlan_fortinet.SESSIONS, {}, None),
    ],
)
def test_a_controller_tells_how_many_access_points_it_may_serve(
    on_line: Oid, said: Said, expected: Value
) -> None:
    found = read({on_line: 2, **said})[LICENSED]
    assert (found.value, found.rejected) == (expected, "")


def test_a_licence_alone_makes_no_controller() -> None:
    """A FortiGate that serves no access point has one, too."""
    assert LICENSED not in read({wlan_fortinet.LICENSED: 64})


def test_a_licence_that_cannot_be_is_refused() -> None:
    found = read({wlan_huawei.CURRENT_JOINED: 2, wlan_huawei.LICENSED: 2_000_000})[LICENSED]
    assert found.rejected == "a count of 2e+06, which is not within 0 to 100000"


@pytest.mark.parametrize(
    ("said", "which"),
    [
        (huawei(0, "ap-1", 8, 7), (MODEL, "ap-1")),
        (huawei(0, "ap-1", 8, 7), (UPTIME, "ap-1")),
        (huawei(0, "ap-1", 8, 7) | row((0,), (wlan_huawei.POINT_MODEL, "")), (MODEL, "ap-1")),
        (huawei(0, "ap-1", 8, 7) | row((0,), (wlan_huawei.POINT_UPTIME, 0)), (UPTIME, "ap-1")),
        (h3c(H3C), (UPTIME, "ap-1")),
        (h3c(H3C, ((2, 1, 2, 1, 15), 136)), (UPTIME, "ap-1")),
        (aruba(1, (wlan_aruba.POINT_UPTIME, 2**32 - 1)), (UPTIME, "ap-1")),
        (huawei_radio((wlan_huawei.RADIO_STATIONS, 2**32 - 1)), (ON_RADIO, "ap-1/1")),
        (huawei_radio((wlan_huawei.RADIO_STATIONS, Absent.NULL)), (ON_RADIO, "ap-1/1")),
        (huawei_radio((wlan_huawei.RADIO_CHANNEL, 0)), (CHANNEL, "ap-1/1")),
        (huawei_radio((wlan_huawei.RADIO_CHANNEL, 255)), (CHANNEL, "ap-1/1")),
        (huawei_radio((wlan_huawei.RADIO_NOISE, 0)), (NOISE, "ap-1/1")),
        (huawei_radio((wlan_huawei.RADIO_NOISE, -1)), (NOISE, "ap-1/1")),
        (instant((wlan_aruba.INSTANT_CHANNEL, "")), (CHANNEL, "ap-1/0")),
        (instant((wlan_aruba.INSTANT_NOISE, 0)), (NOISE, "ap-1/0")),
    ],
)
def test_what_is_not_told_is_no_number(said: Said, which: tuple[str, str]) -> None:
    found = read(said)[which]
    assert (found.value, found.rejected) == (None, "")


@pytest.mark.parametrize(
    ("said", "which", "why"),
    [
        (
            huawei(0, "ap-1", 8, 7) | row((0,), (wlan_huawei.POINT_UPTIME, 2_000_000_000)),
            (UPTIME, "ap-1"),
            "2e+09 s is outside 0 to 6.32448e+08",
        ),
        (huawei_radio((wlan_huawei.RADIO_NOISE, 40)), (NOISE, "ap-1/1"), "40 dBm of noise is"),
        (huawei_radio((wlan_huawei.RADIO_NOISE, -128)), (NOISE, "ap-1/1"), "-128 dBm of noise"),
        (instant((wlan_aruba.INSTANT_NOISE, 9)), (NOISE, "ap-1/0"), "-9 dBm of noise is outside"),
        (
            huawei_radio((wlan_huawei.RADIO_CHANNEL, 5180)),
            (CHANNEL, "ap-1/1"),
            "5180 is no channel: they go from 1 to 233",
        ),
        (instant((wlan_aruba.INSTANT_CHANNEL, "auto!")), (CHANNEL, "ap-1/0"), "text 'auto!'"),
        (
            huawei_radio((wlan_huawei.RADIO_STATIONS, 40_000)),
            (ON_RADIO, "ap-1/1"),
            "a count of 40000,",
        ),
        (
            aruba(1, (wlan_aruba.POINT_MODEL, 225)),
            (MODEL, "ap-1"),
            "number where text belongs",
        ),
    ],
)
def test_a_lie_about_a_radio_is_rejected_with_the_reason(
    said: Said, which: tuple[str, str], why: str
) -> None:
    found = read(said)[which]
    assert found.value is None
    assert found.rejected.startswith(why)


def test_an_access_point_off_line_has_a_model_and_no_uptime_and_its_radios_tell_nothing() -> None:
    radio = row((*MAC, 1), (wlan_aruba.RADIO_STATIONS, 0), (wlan_aruba.RADIO_CHANNEL, 11))
    details = ((wlan_aruba.POINT_MODEL, "93H"), (wlan_aruba.POINT_UPTIME, 500))
    found = read(aruba(2, *details) | radio)
    assert found[MODEL, "ap-1"].value == "93H"
    assert found[UPTIME, "ap-1"].value is None
    assert (found[ON_RADIO, "ap-1/1"].value, found[CHANNEL, "ap-1/1"].value) == (None, None)


def test_what_tells_of_no_access_point_makes_none() -> None:
    """An uptime may be left over from one that was taken off the controller."""
    gone = (0, 0, 0, 0, 0, 9)
    found = read(cisco(("ap-1", 1)) | row(gone, (wlan_cisco.POINT_UPTIME, 100)))
    assert [name for quantity, name in found if quantity == UPTIME] == ["ap-1"]
    assert found["wireless_access_points_count", ""].value == 1


def test_radios_of_access_points_that_are_not_all_known_have_no_name() -> None:
    points = wlan_cisco.FAMILY.points
    assert points is not None
    found = read(cisco(("ap-1", 1)), frozenset({points.table}))
    assert {name for name, _ in found}.isdisjoint({MODEL, UPTIME, ON_RADIO, CHANNEL, BUSY})
