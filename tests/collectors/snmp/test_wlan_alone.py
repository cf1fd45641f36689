"""Access points that are asked themselves: what each maker's own tables tell of their radios."""

import pytest

from collectors.reading import Value
from collectors.snmp import (
    wlan_grandstream,
    wlan_ieee80211,
    wlan_mikrotik,
    wlan_openwrt,
    wlan_unifi,
    wlan_zyxel,
)
from collectors.snmp.names import IF_NAME
from collectors.snmp.session import Absent, Number, Octets, Oid
from collectors.snmp.wlan_values import channel_at
from tests.collectors.snmp.scripted import Plain
from tests.collectors.snmp.test_wlan import KNOWN, STATIONS, UP, read
from tests.collectors.snmp.test_wlan_radios import CHANNEL, NOISE, ON_RADIO, Said, row


def script(name: str, output: Plain) -> Said:
    return {(*wlan_openwrt.OUTPUT, len(name), *name.encode()): output}


def mikrotik(number: int, name: str, *cells: tuple[Oid, Plain]) -> Said:
    return row((number,), (IF_NAME, name), (wlan_mikrotik.AP_NETWORK, "campus"), *cells)


WLAN0 = script("frequency-wlan0", "5180")


@pytest.mark.parametrize(
    ("said", "which", "expected"),
    [
        ({wlan_zyxel.STATIONS: 65}, STATIONS, 65),
        (row((1,), (wlan_zyxel.RADIO_STATIONS, 11)), (ON_RADIO, "1"), 11),
        (row((2,), (wlan_zyxel.RADIO_CHANNEL, 124)), (CHANNEL, "2"), 124),
        (row((2,), (wlan_zyxel.RADIO_CHANNEL, 0)), (CHANNEL, "2"), None),
        (
            row((1,), (wlan_grandstream.RADIO_NAME, "wifi0"), (wlan_grandstream.RADIO_CHANNEL, 11)),
            (CHANNEL, "wifi0"),
            11,
        ),
        (
            row((1,), (wlan_grandstream.RADIO_NAME, "wifi0"), (wlan_grandstream.RADIO_CHANNEL, 0)),
            (CHANNEL, "wifi0"),
            None,
        ),
        (mikrotik(1, "wlan1", (wlan_mikrotik.AP_STATIONS, 7)), (ON_RADIO, "wlan1"), 7),
        (mikrotik(1, "wlan1", (wlan_mikrotik.AP_MEGAHERTZ, 2412)), (CHANNEL, "wlan1"), 1),
        (mikrotik(1, "wlan1", (wlan_mikrotik.AP_MEGAHERTZ, 0)), (CHANNEL, "wlan1"), None),
        (mikrotik(1, "wlan1", (wlan_mikrotik.AP_NOISE, -117)), (NOISE, "wlan1"), -117),
        (mikrotik(1, "wlan1", (wlan_mikrotik.AP_NOISE, 0)), (NOISE, "wlan1"), None),
        (WLAN0, (CHANNEL, "wlan0"), 36),
        (WLAN0, (NOISE, "wlan0"), None),
        (WLAN0, (ON_RADIO, "wlan0"), None),
        (script("noise-floor-wlan0", "-90"), (NOISE, "wlan0"), -90),
        (WLAN0 | script("clients-wlan0", "2"), (ON_RADIO, "wlan0"), 2),
        (WLAN0 | script("clients-wlan0", "2"), STATIONS, 2),
        (WLAN0 | script("clients-wlan0", "2") | script("clients-wlan", "3"), STATIONS, 3),
        (WLAN0 | script("clients-wlan0", ""), (ON_RADIO, "wlan0"), None),
        (row((3,), (wlan_ieee80211.CHANNEL_2G, 6)), (CHANNEL, "3"), 6),
        (row((3,), (wlan_ieee80211.CHANNEL_5G, 36)), (CHANNEL, "3"), 36),
    ],
)
def test_an_access_point_tells_of_its_radios(
    said: Said, which: tuple[str, str], expected: Value
) -> None:
    found = read(said)
    assert (found[which].value, found[which].rejected) == (expected, "")
    assert (found[KNOWN].value, found[UP].value) == (None, None)


@pytest.mark.parametrize(
    ("said", "which", "why"),
    [
        (row((2,), (wlan_zyxel.RADIO_CHANNEL, 300)), (CHANNEL, "2"), "300 is no channel:"),
        (row((2,), (wlan_zyxel.RADIO_STATIONS, -2)), (ON_RADIO, "2"), "a count of -2,"),
        (
            row(
                (1,), (wlan_grandstream.RADIO_NAME, "wifi0"), (wlan_grandstream.RADIO_CHANNEL, 900)
            ),
            (CHANNEL, "wifi0"),
            "900 is no channel:",
        ),
        (
            mikrotik(1, "wlan1", (wlan_mikrotik.AP_MEGAHERTZ, 5181)),
            (CHANNEL, "wlan1"),
            "5181 MHz is the centre of no channel",
        ),
        (
            script("frequency-wlan0", "ifconfig: not found"),
            (CHANNEL, "wlan0"),
            "text 'ifconfig: not found' where a number belongs",
        ),
        (script("noise-floor-wlan0", "12"), (NOISE, "wlan0"), "12 dBm of noise is outside"),
        (row((3,), (wlan_ieee80211.CHANNEL_5G, 5180)), (CHANNEL, "3"), "5180 is no channel:"),
    ],
)
def test_a_lie_of_an_access_point_is_rejected_with_the_reason(
    said: Said, which: tuple[str, str], why: str
) -> None:
    found = read(said)[which]
    assert found.value is None
    assert found.rejected.startswith(why)


def test_of_mikrotik_two_interfaces_with_one_network_are_one_network() -> None:
    found = read(
        mikrotik(1, "wlan1", (wlan_mikrotik.AP_STATIONS, 7))
        | mikrotik(9, "wlan4", (wlan_mikrotik.AP_STATIONS, 4))
    )
    assert found["wireless_stations_count", "campus"].value == 11
    assert found[STATIONS].value == 11


def vap(number: int, network: str, radio: str, channel: Plain, stations: Plain) -> Said:
    return row(
        (number,),
        (wlan_unifi.VAP_NAME, network),
        (wlan_unifi.VAP_RADIO, radio),
        (wlan_unifi.VAP_CHANNEL, channel),
        (wlan_unifi.VAP_STATIONS, stations),
    )


def test_of_unifi_the_networks_tell_of_the_radio_that_they_are_on() -> None:
    found = read(
        vap(1, "campus", "ng", 6, 4) | vap(2, "guest", "ng", 6, 3) | vap(3, "", "na", 0, 1)
    )
    assert found[CHANNEL, "ng"].value == 6
    assert found[ON_RADIO, "ng"].value == 7
    assert (found[CHANNEL, "na"].value, found[ON_RADIO, "na"].value) == (None, 1)


def test_of_unifi_the_uplinks_of_others_are_no_stations_of_a_radio() -> None:
    found = read(vap(1, "campus", "ng", 6, 4) | vap(2, "vwire-d4aebb", "ng", 6, 1))
    assert found[ON_RADIO, "ng"].value == 4


def test_one_radio_is_on_one_channel() -> None:
    found = read(vap(1, "campus", "ng", 6, 4) | vap(2, "guest", "ng", 11, 3))[CHANNEL, "ng"]
    assert (found.value, found.rejected) == (None, "one radio on the channels 6, 11")


def test_ports_alone_make_no_access_point() -> None:
    """Every agent has names of interfaces; only MikroTik's table of radios tells of any."""
    assert len(read({(*IF_NAME, 1): "ether1"})) == 3


def test_radios_whose_names_are_not_all_known_are_not_told() -> None:
    radios = wlan_mikrotik.FAMILY.radios
    assert radios is not None
    assert radios.named_in is not None
    said = mikrotik(1, "wlan1", (wlan_mikrotik.AP_STATIONS, 7))
    assert (ON_RADIO, "wlan1") not in read(said, frozenset({radios.named_in}))


def test_scripts_that_tell_of_no_radio_are_not_looked_at() -> None:
    """Clients may be those of anything that somebody's script counts."""
    found = read(script("clients-vpn", "12") | script("hardware", "Linksys WRT1200AC"))
    assert len(found) == 3
    assert found[STATIONS].value is None
    assert (ON_RADIO, "vpn") not in read(WLAN0 | script("clients-vpn", "12"))


def test_scripts_of_which_some_are_missing_count_nothing() -> None:
    said = WLAN0 | script("clients-wlan0", "2")
    assert read(said, frozenset({wlan_openwrt.TABLE}))[STATIONS].value is None


def test_a_makers_own_table_counts_before_that_of_ieee_802_11() -> None:
    own = row((1,), (wlan_zyxel.RADIO_CHANNEL, 4))
    found = read(own | row((7,), (wlan_ieee80211.CHANNEL_2G, 6)))
    assert [name for quantity, name in found if quantity == CHANNEL] == ["1"]


@pytest.mark.parametrize(
    ("megahertz", "channel"),
    [
        (2412, 1),
        (2472, 13),
        (2484, 14),
        (5180, 36),
        (5805, 161),
        (5955, 1),
        (7115, 233),
        (0, None),
    ],
)
def test_a_frequency_is_a_channel(megahertz: int, channel: int | None) -> None:
    assert channel_at(Number(megahertz)) == channel
    assert channel_at(Octets(str(megahertz).encode())) == channel
    assert channel_at(Absent.NO_SUCH_INSTANCE) is None
