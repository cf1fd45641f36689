"""What a port could do, and whether it is fibre, by IANA-MAU-MIB's numbers."""

import pytest

from collectors.snmp import mau
from collectors.snmp.mau import (
    AUTO_NEGOTIATION,
    DOT3_MAU_TYPE,
    IF_MAU_AUTO_NEG_CAPABILITY_BITS,
    IF_MAU_STATUS,
    IF_MAU_TYPE,
    IF_MAU_TYPE_LIST_BITS,
    MAU,
)
from collectors.snmp.names import IF_NAME, INTERFACE_NAMES
from collectors.snmp.session import Absent, Identifier, Index, Number, Octets, Value
from tests.collectors.snmp.scripted import Cells, answers

MEGABIT = 1_000_000


def bits(*numbers: int) -> Octets:
    """BITS: number 0 is the highest bit of the first octet (RFC 2578 section 7.1.4)."""
    octets = bytearray(max(numbers, default=0) // 8 + 1)
    for number in numbers:
        octets[number // 8] |= 0x80 >> number % 8
    return Octets(bytes(octets))


def kind(number: int) -> Identifier:
    return Identifier((*DOT3_MAU_TYPE, number))


def read(*maus: Cells) -> dict[str, object]:
    rows: dict[Index, Cells] = {(7, place): row for place, row in enumerate(maus, start=1)}
    said = answers(tables={MAU: rows, INTERFACE_NAMES: {(7,): {IF_NAME: "GE7"}}})
    found = mau.parse(said)
    assert {it.instance for it in found} <= {"GE7"}
    return {it.quantity.name: it.rejected or it.value for it in found}


@pytest.mark.parametrize(
    ("listed", "rate"),
    [
        (bits(10, 11, 15, 16, 29, 30), 1_000 * MEGABIT),  # 10/100/1000BASE-T
        (Octets(bytes.fromhex("001b0006")), 1_000 * MEGABIT),
        (bits(16), 100 * MEGABIT),
        (bits(18, 26), 1_000 * MEGABIT),
        (bits(30, 103), 2_500 * MEGABIT),
        (bits(104, 30), 5_000 * MEGABIT),
        (bits(35, 36), 10_000 * MEGABIT),
        (bits(93), 25_000 * MEGABIT),
        (bits(72), 40_000 * MEGABIT),
        (bits(77, 102), 100_000 * MEGABIT),
        (bits(0), None),  # "other"
        (bits(30, 109), 2_500 * MEGABIT),
        (bits(114), 25_000 * MEGABIT),
        (bits(118), 50_000 * MEGABIT),
        (bits(98, 145), 100_000 * MEGABIT),
        (bits(102, 133), 200_000 * MEGABIT),
        (bits(137, 16), 400_000 * MEGABIT),
        (bits(200, 16), 100 * MEGABIT),  # a number that nobody has given out yet
        (Octets(b"\0\0\0\0"), None),
        (Octets(b""), None),
        (Absent.NO_SUCH_INSTANCE, None),
    ],
)
def test_the_fastest_listed_type_is_what_the_port_can_do(listed: Value, rate: int | None) -> None:
    found = read({IF_MAU_TYPE: kind(16), IF_MAU_TYPE_LIST_BITS: listed})
    assert found["interface_capability_bits_per_second"] == rate


@pytest.mark.parametrize(
    ("number", "optical"),
    [
        (16, False),
        (30, False),
        (54, False),  # 10GBASE-T
        (28, False),  # 1000BASE-CX: copper
        (41, False),  # 10GBASE-CX4
        (58, False),  # 10GBASE-KR: backplane
        (71, False),  # 40GBASE-CR4
        (103, False),
        (18, True),
        (24, True),
        (26, True),
        (35, True),
        (36, True),
        (49, True),
        (74, True),
        (93, True),
        (102, True),
        (111, False),  # 5GBASE-KR: backplane
        (114, True),
        (117, False),  # 50GBASE-CR
        (119, True),
        (124, False),  # 100GBASE-KR2
        (130, True),
        (131, False),  # 200GBASE-CR4
        (139, True),
        (147, True),
        (110, None),  # 2.5GBASE-X
        (135, None),  # 400GBASE-R
        (22, None),  # 1000BASE-X: the medium is not said
        (33, None),  # 10GBASE-R
        (1, None),  # AUI
        (4711, None),
    ],
)
def test_optical_says_what_the_type_says(number: int, optical: bool | None) -> None:
    assert read({IF_MAU_TYPE: kind(number)})["interface_optical"] is optical


@pytest.mark.parametrize(
    "value", [Identifier((0, 0)), Identifier((1, 3, 6, 1, 4, 1, 9, 1)), Absent.NO_SUCH_INSTANCE]
)
def test_an_unknown_or_private_type_is_no_medium(value: Value) -> None:
    assert read({IF_MAU_TYPE: value})["interface_optical"] is None


@pytest.mark.parametrize(
    ("listed", "negotiable", "rate"),
    [
        (bits(), bits(5, 15), 1_000 * MEGABIT),
        (bits(16), bits(1, 2, 4, 5), 100 * MEGABIT),
        (bits(16), bits(1, 2, 4, 5, 14, 15), 1_000 * MEGABIT),
        (bits(30), bits(5), 1_000 * MEGABIT),
        (bits(30), bits(16), 10_000 * MEGABIT),
        (bits(), bits(8, 9, 10, 11), None),
        (bits(), Octets(bytes(2)), None),
    ],
    ids=[
        "without a list",
        "both agree",
        "a list of what runs now",
        "negotiation that was cut down",
        "10GBASE-T",
        "pauses only",
        "cannot negotiate",
    ],
)
def test_what_a_port_could_negotiate_counts_as_what_it_can_do(
    listed: Octets, negotiable: Octets, rate: int | None
) -> None:
    rows: dict[Index, Cells] = {(7, 1): {IF_MAU_TYPE: kind(16), IF_MAU_TYPE_LIST_BITS: listed}}
    could: dict[Index, Cells] = {(7, 1): {IF_MAU_AUTO_NEG_CAPABILITY_BITS: negotiable}}
    found = mau.parse(answers(tables={MAU: rows, AUTO_NEGOTIATION: could}))
    assert [it.value for it in found if "capability" in it.quantity.name] == [rate]


def test_of_a_combo_port_the_operational_mau_counts() -> None:
    copper: Cells = {
        IF_MAU_TYPE: kind(30),
        IF_MAU_STATUS: Number(4),
        IF_MAU_TYPE_LIST_BITS: bits(30),
    }
    found = read(
        copper,
        {IF_MAU_TYPE: kind(26), IF_MAU_STATUS: Number(3), IF_MAU_TYPE_LIST_BITS: bits(26)},
    )
    assert found == {
        "interface_capability_bits_per_second": 1_000 * MEGABIT,
        "interface_optical": True,
    }


def test_two_maus_that_disagree_say_nothing() -> None:
    assert read({IF_MAU_TYPE: kind(30)}, {IF_MAU_TYPE: kind(26)})["interface_optical"] is None


def test_what_is_no_type_is_rejected() -> None:
    assert read({IF_MAU_TYPE: Octets(b"fibre")})["interface_optical"] == (
        "ifMauType is no object identifier"
    )


def test_an_agent_without_the_mib_has_no_readings() -> None:
    assert mau.parse(answers()) == []
