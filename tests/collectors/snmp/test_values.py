"""What agents send, and what it is taken for."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.quantities import DEVICE_NAME
from collectors.snmp.session import Absent, Address, Identifier, Number, Octets, Value
from collectors.snmp.values import (
    Implausible,
    chosen,
    dotted,
    integer,
    number,
    text,
    told,
)
from collectors.text import decoded


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (Number(-7), -7),
        (Octets(b"27.53"), 27.53),
        (Octets(b" 15 "), 15),
        (Octets(b"22.00 degrees Celsius"), 22.0),
        (Octets(b"18.91GB"), 18.91),
        (Octets(b"n/a"), None),
        (Octets(b"-99999"), None),
        (Octets(b"XX.X"), None),
        (Octets(b""), None),
        (Absent.NO_SUCH_OBJECT, None),
        (Absent.NULL, None),
    ],
)
def test_a_number_is_read_by_value_and_not_by_type(sent: Value, meant: float | None) -> None:
    assert number(sent) == meant


@pytest.mark.parametrize(
    ("read", "sent", "why"),
    [
        (number, Octets(b"up"), "text 'up' where a number belongs"),
        (number, Octets(b"12 of 24"), "where a number belongs"),
        (number, Octets(b"9" * 60), "where a number belongs"),
        (number, Identifier((1, 3)), "identifier where a number belongs"),
        (number, Absent.REFUSED, "an error instead of a value"),
        (integer, Octets(b"1.5"), "1.5 where a whole number belongs"),
        (text, Number(5), "number where text belongs"),
        (text, Octets(b"x" * 60_000), "a text of 60000 bytes"),
        (text, Absent.REFUSED, "an error instead of a value"),
        (dotted, Octets(b"1.3.6"), "octets where an object identifier belongs"),
        (dotted, Address(b"\x7f\0\0\1"), "address where an object identifier belongs"),
    ],
)
def test_what_cannot_be_meant_is_rejected_with_the_reason(
    read: Callable[[Value], object], sent: Value, why: str
) -> None:
    with pytest.raises(Implausible, match=why):
        read(sent)


def test_a_rejected_field_costs_only_itself() -> None:
    reading = told(DEVICE_NAME, "", lambda: text(Number(5)))
    assert reading.value is None
    assert reading.rejected == "number where text belongs"


@pytest.mark.parametrize(
    ("octets", "read"),
    [
        (b"Huawei\r\nVRP", "Huawei  VRP"),
        (b"edge-1\0\0", "edge-1"),
        ("图书馆三楼".encode(), "图书馆三楼"),
        ("图书馆三楼".encode("gb18030"), "图书馆三楼"),
        (b"caf\xe9", "café"),
        ("a\u202egpj.exe".encode(), "agpj.exe"),
        ("a\u200bb\ufeff".encode(), "ab"),
        (b"\x1b[31mred", "[31mred"),
    ],
)
def test_text_is_cleaned_once(octets: bytes, read: str) -> None:
    assert decoded(octets) == read


@given(st.binary(max_size=300))
def test_fault_s13_any_bytes_become_text_that_every_exporter_can_write(octets: bytes) -> None:
    read = decoded(octets)
    assert read.encode().decode() == read  # no lone surrogate
    assert all(character.isprintable() for character in read)


@pytest.mark.parametrize(("sent", "meant"), [(1, True), (2, False), (4, None)])
def test_an_enumerated_value_means_what_the_mib_says(sent: int, meant: bool | None) -> None:
    assert chosen(Number(sent), {1: True, 2: False, 4: None}) is meant


def test_an_enumerated_value_that_the_mib_does_not_know_is_rejected() -> None:
    with pytest.raises(Implausible, match="9 is none of the values"):
        chosen(Number(9), {1: True, 2: False})
