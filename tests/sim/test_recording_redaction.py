"""What is private is nowhere in a recording, however it is spelt; what is measured stays."""

import ipaddress

import pytest

from sim.recordings.private import Kind
from sim.recordings.redaction import Orders, redacted, redacted_variables
from sim.recordings.snmprec import Row, dotted, parsed, written
from sim.recordings.substitutes import is_host

COMMUNITY, WALKED_BY, USER = "Gc7-traps", "canary-community", "canaryuser"
CONTACT, LOCATION = "Zhang San, zs@canary.edu.cn", "Canary Building 7"
NAME, DOMAIN, NEIGHBOUR, NEIGHBOUR_ZH = "lib-core-7", "campus.edu.cn", "dorm-sw-3", "图书馆交换机"
SERIAL, PHRASED_SERIAL, AP_SERIAL = "21023C4NARY", "FOC2506CNRY", "210235A0CNRY"
SSID, HIDDEN_SSID, POINT = "canary-wifi", "canary-staff", "AP-canary-12"
PUBLIC, PRIVATE, LOW = "202.112.7.130", "172.25.40.77", "10.3.0.4"
IPV6, LINK_LOCAL = "2001:da8:215:1801::130", "fe80::2e0:fcff:fe9a:bcde"
MAC, LOW_MAC, POINT_MAC = "00e0fc9abcde", "001b21137a5c", "9c713a8fee10"
ENGINE = "800007db0300e0fc9abcde"


def octets(text: str) -> str:
    return text.encode().hex()


def index(said: str | bytes) -> str:
    return dotted(tuple(said.encode() if isinstance(said, str) else said))


def packed(address: str) -> bytes:
    return ipaddress.ip_address(address).packed


def colons(mac: str) -> str:
    return ":".join(mac[place : place + 2] for place in range(0, 12, 2))


def fours(mac: str, mark: str) -> str:
    return mark.join(mac[place : place + 4] for place in range(0, 12, 4))


MIB2, VENDOR = "1.3.6.1.2.1", "1.3.6.1.4.1"
RECORDING = f"""
1.0.8802.1.1.2.1.3.3.0|4|{NAME}.{DOMAIN}
1.0.8802.1.1.2.1.4.1.1.4.0.5.1|2|4
1.0.8802.1.1.2.1.4.1.1.5.0.5.1|4x|{LOW_MAC}
1.0.8802.1.1.2.1.4.1.1.9.0.5.1|4x|{octets(NEIGHBOUR)}0000
1.0.8802.1.1.2.1.4.1.1.9.0.6.1|4x|{octets(NEIGHBOUR_ZH)}
1.0.8802.1.1.2.1.4.2.1.3.0.5.1.1.4.{PUBLIC}|2|2
1.0.8802.1.1.2.1.4.2.1.3.0.6.1.2.16.{index(packed(IPV6))}|2|2
{MIB2}.1.1.0|4|Core switch of {NAME} SN: {PHRASED_SERIAL}, V200R019C10 at {PUBLIC} and {PRIVATE}
{MIB2}.1.2.0|6|1.3.6.1.4.1.2011.2.23.291
{MIB2}.1.3.0|67|281568
{MIB2}.1.4.0|4|{CONTACT}
{MIB2}.1.5.0|4|{NAME}.{DOMAIN}
{MIB2}.1.6.0|4|{LOCATION}
{MIB2}.2.2.1.2.5|4|GigabitEthernet0/0/5
{MIB2}.2.2.1.6.5|4x|{MAC}
{MIB2}.2.2.1.10.5|65|4711
{MIB2}.3.1.1.2.5.1.{LOW}|4x|{LOW_MAC}
{MIB2}.4.20.1.1.{PUBLIC}|64x|{packed(PUBLIC).hex()}
{MIB2}.4.20.1.3.{PUBLIC}|64|255.255.255.0
{MIB2}.4.22.1.2.5.{LOW}|4x|{MAC}
{MIB2}.4.24.4.1.4.10.3.0.0.255.255.255.0.0.{LOW}|64|{LOW}
{MIB2}.4.34.1.3.1.4.{PRIVATE}|2|5
{MIB2}.4.34.1.3.2.16.{index(packed(IPV6))}|2|5
{MIB2}.4.34.1.3.4.20.{index(packed(LINK_LOCAL))}.0.0.0.5|2|5
{MIB2}.4.34.1.5.2.16.{index(packed(IPV6))}|6|{MIB2}.4.32.1.5.5.2.16.{index(packed(IPV6))}.64
{MIB2}.6.13.1.1.{PUBLIC}.22.{PRIVATE}.51515|2|5
{MIB2}.17.1.1.0|4x|{MAC}
{MIB2}.17.2.5.0|4x|8000{MAC}
{MIB2}.17.4.3.1.2.{index(bytes.fromhex(LOW_MAC))}|2|5
{MIB2}.17.7.1.2.2.1.2.40.{index(bytes.fromhex(POINT_MAC))}|2|7
{MIB2}.17.7.1.4.3.1.2.40|4x|fffffe000000
{MIB2}.31.1.1.1.18.5|4|to {NEIGHBOUR} ({colons(MAC).upper()}), ssid {SSID}, [{IPV6}]
{MIB2}.31.1.1.1.18.6|4|{fours(LOW_MAC, ".")} {fours(MAC, "-")} {MAC}
{MIB2}.31.1.1.1.18.7|4|community: {COMMUNITY}, {octets(WALKED_BY).upper()}, x{WALKED_BY}x
{MIB2}.47.1.1.1.1.10.1|4|8.6.0.4
{MIB2}.47.1.1.1.1.11.1|4|{SERIAL}
1.3.6.1.6.3.10.2.1.1.0|4x|{ENGINE}
1.3.6.1.6.3.12.1.2.1.3.{index("canary-nms")}|4x|{packed(PRIVATE).hex()}00a2
1.3.6.1.6.3.15.1.2.2.1.3.11.{index(bytes.fromhex(ENGINE))}.{len(USER)}.{index(USER)}|4|{USER}
1.3.6.1.6.3.16.1.2.1.3.3.{len(USER)}.{index(USER)}|4|grp{USER}
1.3.6.1.6.3.16.1.4.1.4.{len(USER) + 3}.{index("grp" + USER)}.0.3.3|4|all
1.3.6.1.6.3.18.1.1.1.2.{index(COMMUNITY)}|4|{COMMUNITY}
1.3.6.1.6.3.18.1.1.1.4.{index(COMMUNITY)}|4x|{ENGINE}
{VENDOR}.9.9.23.1.2.1.1.4.5.1|4x|{packed(PUBLIC).hex()}
{VENDOR}.9.9.23.1.2.1.1.6.5.1|4|{NEIGHBOUR}.{DOMAIN}
{VENDOR}.2011.6.139.13.3.3.1.4.{index(bytes.fromhex(POINT_MAC))}|4|{POINT}
{VENDOR}.2011.6.139.13.3.3.1.6.{index(bytes.fromhex(POINT_MAC))}|2|8
{VENDOR}.2011.6.139.16.1.2.1.25.{index(bytes.fromhex(POINT_MAC))}.1|66|33
{VENDOR}.2011.6.139.17.1.2.1.2.{len(HIDDEN_SSID)}.{index(HIDDEN_SSID)}|66|19
{VENDOR}.14179.2.1.1.1.2.1|4|{SSID}
{VENDOR}.25506.2.75.2.1.1.1.4.{len(AP_SERIAL)}.{index(AP_SERIAL)}|2|5
{VENDOR}.99999.1.2.1.7.{PRIVATE}|66|12
{VENDOR}.99999.1.3.1.7.{index(bytes.fromhex(MAC))}.2|66|13
"""
TEXTS = (
    COMMUNITY, WALKED_BY, USER, CONTACT, "zs@canary", LOCATION, NAME, NEIGHBOUR, NEIGHBOUR_ZH,
    SERIAL, PHRASED_SERIAL, AP_SERIAL, SSID, HIDDEN_SSID, POINT, "canary-nms",
)  # fmt: skip
ADDRESSES = (PUBLIC, PRIVATE, LOW, IPV6, LINK_LOCAL)
MACS = (MAC, LOW_MAC, POINT_MAC)
ORDERS = Orders(secrets=(WALKED_BY,), users=(USER,))


def rows() -> list[Row]:
    return [parsed(line) for line in RECORDING.strip().split("\n")]


def hidden(orders: Orders = ORDERS) -> list[Row]:
    made, _ = redacted(rows(), orders)
    return made


def spellings(said: bytes) -> list[str]:
    """Of octets: as hexadecimal digits and as numbers of an index."""
    return [said.hex(), index(said)]


def text_spellings(text: str) -> list[str]:
    return [text.lower(), *spellings(text.encode()), octets(text.encode().hex())]


def mac_spellings(mac: str) -> list[str]:
    """The three last octets, by which one device is told from another."""
    last = bytes.fromhex(mac)[3:]
    pairs = [f"{octet:02x}" for octet in last]
    marks = [mark.join(pairs) for mark in (":", "-", "")]
    return [*marks, f"{mac[6:8]}.{mac[8:]}", f"{mac[6:8]}-{mac[8:]}", index(last)]


CANARIES = (
    [(text, spelling) for text in TEXTS for spelling in text_spellings(text)]
    + [
        (address, spelling)
        for address in ADDRESSES
        for spelling in [address, *spellings(packed(address))]
    ]
    + [(mac, spelling) for mac in MACS for spelling in mac_spellings(mac)]
    + [(ENGINE, spelling) for spelling in spellings(bytes.fromhex(ENGINE)[5:])]
)


def as_file(made: list[Row]) -> str:
    """The lines, and the hexadecimal ones read as text as well."""
    read = [row.value.decode("utf-8", "replace") for row in made if isinstance(row.value, bytes)]
    return "\n".join([written(made), *read]).lower()


def test_no_canary_is_in_the_file_in_any_spelling() -> None:
    before, after = as_file(rows()), as_file(hidden())
    assert {name for name, _ in CANARIES} == {
        name for name, spelling in CANARIES if spelling in before
    }
    assert [canary for canary in CANARIES if canary[1] in after] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_kept_is_in_the_file(kind: Kind) -> None:
    canaries = {
        Kind.SECRETS: [COMMUNITY, octets(WALKED_BY)],
        Kind.CONTACT: [CONTACT.lower()],
        Kind.LOCATION: [LOCATION.lower()],
        Kind.ADDRESSES: [PUBLIC, LOW, packed(PUBLIC).hex(), index(packed(IPV6))],
        Kind.MACS: [colons(MAC), f"8000{MAC}", index(bytes.fromhex(POINT_MAC))],
        Kind.SERIALS: [SERIAL, index(AP_SERIAL), PHRASED_SERIAL],
        Kind.NAMES: [f"{NAME}.{DOMAIN}", f"to {NEIGHBOUR}"],
        Kind.USERS: [index(USER), USER],
        Kind.SSIDS: [index(HIDDEN_SSID), f"ssid {SSID}"],
        Kind.ENGINE_IDS: [ENGINE],
    }
    # an engine id holds a MAC address
    keep = {kind, Kind.MACS} if kind is Kind.ENGINE_IDS else {kind}
    kept = as_file(hidden(Orders(frozenset(keep), (WALKED_BY,), (USER,))))
    assert [canary for canary in canaries[kind] if canary.lower() not in kept] == []


def test_all_that_is_measured_stays_as_it_was() -> None:
    made = {row.oid: row for row in hidden()}
    assert len(made) == len(rows())
    for before, after in zip(rows(), hidden(), strict=True):
        assert before.tag == after.tag
        if isinstance(before.value, int):
            assert before.value == after.value
    said = written(hidden())
    for line in (
        f"{MIB2}.2.2.1.2.5|4|GigabitEthernet0/0/5",
        f"{MIB2}.1.2.0|6|1.3.6.1.4.1.2011.2.23.291",
        f"{MIB2}.17.7.1.4.3.1.2.40|4x|fffffe000000",
        f"{MIB2}.47.1.1.1.1.10.1|4|8.6.0.4",
    ):
        assert f"{line}\n" in said


def test_the_same_is_replaced_by_the_same_everywhere() -> None:
    said = {dotted(row.oid): row.value for row in hidden()}
    assert said[f"{MIB2}.1.5.0"] == said["1.0.8802.1.1.2.1.3.3.0"] == b"device-1"
    neighbour = said["1.0.8802.1.1.2.1.4.1.1.9.0.5.1"]
    assert neighbour == said[f"{VENDOR}.9.9.23.1.2.1.1.6.5.1"] == b"device-2"
    assert str(said[f"{MIB2}.31.1.1.1.18.5"]).startswith("b'to device-2 (00:E0:FC:")
    mac = said[f"{MIB2}.2.2.1.6.5"]
    assert isinstance(mac, bytes)
    assert mac.startswith(bytes.fromhex(MAC[:6]))
    assert said[f"{MIB2}.17.2.5.0"] == b"\x80\x00" + mac
    assert f"{VENDOR}.99999.1.3.1.7.{index(mac)}.2" in said
    (address,) = (name for name in said if name.startswith(f"{MIB2}.4.20.1.1."))
    assert said[address] == packed(address.removeprefix(f"{MIB2}.4.20.1.1."))
    assert said[address.replace(".20.1.1.", ".20.1.3.")] == packed("255.255.255.0")
    assert said[f"{VENDOR}.9.9.23.1.2.1.1.4.5.1"] == said[address]


def test_public_addresses_become_those_of_documentation() -> None:
    (public,) = (row.value for row in hidden() if row.oid[:10] == parsed_column("4.20.1.1"))
    assert isinstance(public, bytes)
    pools = [
        ipaddress.ip_network(it) for it in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
    ]
    assert any(ipaddress.ip_address(public) in pool for pool in pools)
    said = written(hidden())
    assert f"{MIB2}.4.34.1.3.2.16.32.1.13.184." in said  # 2001:db8::/32
    assert f"{MIB2}.4.34.1.3.1.4.10." in said  # a private one stays private


def parsed_column(of_mib2: str) -> tuple[int, ...]:
    return parsed(f"{MIB2}.{of_mib2}|5|").oid


def test_the_same_input_gives_the_same_output_and_a_salt_another() -> None:
    salted = Orders(secrets=(WALKED_BY,), users=(USER,), salt=b"spring")
    assert hidden() == hidden()
    assert hidden(salted) == hidden(salted) != hidden()


def test_by_one_salt_the_same_address_is_the_same_in_several_recordings() -> None:
    salted = Orders(salt=b"spring")
    one, _ = redacted([parsed(f"{MIB2}.2.2.1.6.1|4x|{MAC}")], salted)
    two = [parsed(f"{MIB2}.2.2.1.6.1|4x|{LOW_MAC}"), parsed(f"{MIB2}.2.2.1.6.2|4x|{MAC}")]
    another, _ = redacted(two, salted)
    assert one[0].value == another[1].value
    assert redacted(two, Orders())[0][1].value != another[1].value


def test_a_thousand_public_addresses_stay_apart() -> None:
    many = [parsed(f"{MIB2}.4.20.1.1.61.{n >> 8}.{n & 255}.9|64|61.{n >> 8}.{n & 255}.9")
            for n in range(1000)]  # fmt: skip
    made, counts = redacted(many, Orders())
    values = {row.value for row in made}
    assert len({row.oid for row in made}) == len(values) == counts[Kind.ADDRESSES] == 1000
    assert not values & {row.value for row in many}
    assert all(isinstance(value, bytes) and is_host(value) for value in values)


def test_words_that_are_no_names_are_left_in_texts() -> None:
    view = "1.3.6.1.6.3.16.1.5.2.1.4.8"
    lines = [
        f"{view}.{index('internet')}.1.1|2|1",
        f"{MIB2}.1.5.0|4|Switch",
        f"{MIB2}.31.1.1.1.18.1|4|Switch to the internet, password encryption on, Serial interface",
    ]
    made, _ = redacted([parsed(line) for line in lines], Orders())
    assert written([made[2]]) == f"{lines[2]}\n"
    assert index("internet") not in written(made)


def test_the_host_in_the_description_of_a_kernel_is_a_name() -> None:
    lines = [f"{MIB2}.1.1.0|4|Linux {NEIGHBOUR} 6.1.0-18-amd64 #1 SMP", f"{MIB2}.1.5.0|4|{NAME}"]
    made, _ = redacted([parsed(line) for line in lines], Orders())
    assert [row.value for row in made] == [b"Linux device-2 6.1.0-18-amd64 #1 SMP", b"device-1"]


def test_what_upsd_lists_is_hidden_by_the_names_of_its_variables() -> None:
    variables = {
        "battery.charge": "97",
        "device.mfr": "EATON",
        "device.serial": SERIAL,
        "device.location": LOCATION,
        "device.contact": CONTACT,
        "driver.parameter.port": PUBLIC,
        "driver.parameter.community": COMMUNITY,
        "driver.parameter.desc": f"{SERIAL} in {LOCATION}",
        "device.macaddr": colons(MAC),
        "ups.id": NAME,
        "ups.firmware": "FW: v5.0.1",
    }
    made, counts = redacted_variables(variables, Orders())
    said = "\n".join(made.values()).lower()
    for text in (SERIAL, LOCATION, CONTACT, PUBLIC, COMMUNITY, colons(MAC)[9:], NAME):
        assert text.lower() not in said
    assert made["driver.parameter.desc"] == "serial-1 in location-1"
    assert (made["battery.charge"], made["device.mfr"]) == ("97", "EATON")
    assert made["ups.firmware"] == "FW: v5.0.1"
    assert counts[Kind.SECRETS] == counts[Kind.NAMES] == 1
