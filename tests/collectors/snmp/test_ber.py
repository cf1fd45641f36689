# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""BER: what RFC 3417 section 8 allows is read, all else is refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.codec.ber import encoder
from pyasn1.type import univ

from collectors.snmp import ber
from collectors.snmp.ber import MalformedReply
from collectors.snmp.session import Oid


@pytest.mark.parametrize(
    ("header", "start"),
    [("0403", 2), ("048103", 3), ("04820003", 4), ("048400000003", 6)],
)
def test_a_length_may_take_more_octets_than_it_needs(header: str, start: int) -> None:
    octets = bytes.fromhex(header) + b"abc"
    assert ber.element(octets, 0, len(octets)) == (ber.OCTET_STRING, start, start + 3)


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        ("", "an element is cut off"),
        ("04", "an element is cut off"),
        ("0480616200", "indefinite or huge"),
        ("0485000000000161", "indefinite or huge"),
        ("04ff" + "00" * 127, "indefinite or huge"),
        ("0482", "a length is cut off"),
        ("048200", "a length is cut off"),
        ("0402" + "61", "longer than what holds it"),
        ("0484ffffffff61", "longer than what holds it"),
        ("3000", "tag 0x30 where 0x04 belongs"),
    ],
)
def test_fault_S5_a_length_that_lies_is_refused(octets: str, message: str) -> None:
    data = bytes.fromhex(octets)
    with pytest.raises(MalformedReply, match=message):
        ber.read_octets(data, 0, len(data))


def test_fault_S5_what_follows_is_refused_where_nothing_may() -> None:
    with pytest.raises(MalformedReply, match="octets follow"):
        ber.whole(b"\x30\x00\x00", 0, 3, ber.SEQUENCE)


def test_an_element_never_reaches_behind_what_holds_it() -> None:
    octets = b"\x04\x03abc"
    with pytest.raises(MalformedReply):
        ber.element(octets, 0, 4)


@given(st.integers(-(2**31), 2**31 - 1))
def test_integers_are_written_as_pyasn1_does_and_read_back(number: int) -> None:
    octets = ber.write_integer(number)
    if number >= 0:  # below it wastes an octet, which X.690 section 8.3.2 forbids
        assert octets == encoder.encode(univ.Integer(number))
    assert ber.read_integer(octets, 0, len(octets)) == (number, len(octets))


@pytest.mark.parametrize(
    "octets", ["0200", "02050080000000", "0205ff7fffffff", "0206" + "00" * 6, "0209" + "00" * 9]
)
def test_fault_S5_an_integer_of_no_or_too_many_octets_is_refused(octets: str) -> None:
    data = bytes.fromhex(octets)
    with pytest.raises(MalformedReply, match="an Integer32 of"):
        ber.read_integer(data, 0, len(data))


@pytest.mark.parametrize(
    ("octets", "number"), [("0205ff80000000", -(2**31)), ("02050000000001", 1), ("02020001", 1)]
)
def test_an_integer_may_repeat_its_sign(octets: str, number: int) -> None:
    data = bytes.fromhex(octets)
    assert ber.read_integer(data, 0, len(data)) == (number, len(data))


@pytest.mark.parametrize(
    ("content", "octets", "number"),
    [
        ("00", 4, 0),
        ("7fffffff", 4, 2**31 - 1),
        ("00ffffffff", 4, 2**32 - 1),
        ("00ffffffffffffffff", 8, 2**64 - 1),
    ],
)
def test_unsigned_numbers_have_a_zero_before_their_highest_bit(
    content: str, octets: int, number: int
) -> None:
    assert ber.unsigned(bytes.fromhex(content), octets) == number


@pytest.mark.parametrize(
    ("content", "octets"),
    [
        ("", 4),
        ("ffffffff", 4),
        ("80", 8),
        ("0100000000", 4),
        ("000000000001", 4),
        ("010000000000000000", 8),
        ("00" * 10, 8),
    ],
)
def test_fault_S5_unsigned_numbers_that_do_not_fit_are_refused(content: str, octets: int) -> None:
    with pytest.raises(MalformedReply, match="an unsigned number"):
        ber.unsigned(bytes.fromhex(content), octets)


ROOTS = st.one_of(
    st.tuples(st.sampled_from([0, 1]), st.integers(0, 39)),
    st.tuples(st.just(2), st.integers(0, 2**32 - 1 - 80)),
)
OIDS = st.tuples(ROOTS, st.lists(st.integers(0, 2**32 - 1), max_size=126)).map(
    lambda parts: (*parts[0], *parts[1])
)


@given(OIDS)
def test_oids_are_written_as_pyasn1_does_and_read_back(oid: Oid) -> None:
    octets = ber.identifier_octets(oid)
    assert ber.write(ber.OBJECT_IDENTIFIER, octets) == encoder.encode(univ.ObjectIdentifier(oid))
    assert ber.object_identifier(octets) == oid


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty, cut off or without end"),
        ("2b86", "empty, cut off or without end"),
        ("2b" + "ff" * 5000, "empty, cut off or without end"),
        ("2b8001", "leading zeros"),
        ("2b9080808000", "more than 32 bits"),
        ("2b" + "01" * 127, "too many sub-identifiers"),
    ],
)
def test_fault_S5_oids_out_of_bounds_are_refused(content: str, message: str) -> None:
    with pytest.raises(MalformedReply, match=message):
        ber.object_identifier(bytes.fromhex(content))


@pytest.mark.parametrize("size", [0, 127, 128, 255, 256, 65_535])
def test_contents_of_any_size_are_written(size: int) -> None:
    octets = ber.write_octets(bytes(size))
    assert octets == encoder.encode(univ.OctetString(bytes(size)))
    assert ber.read_octets(octets, 0, len(octets)) == (bytes(size), len(octets))
