"""The battery's age and the self-test: each maker's own numbers, and what proves nothing."""

from datetime import UTC, datetime

import pytest

from collectors.snmp.session import Absent, Identifier, Oid
from collectors.snmp.ups_families import SCALARS
from tests.collectors.snmp.scripted import Plain
from tests.collectors.snmp.test_ups import (
    APC,
    CYBER,
    DELTA,
    MG,
    NORMAL,
    RFC1628,
    VERTIV,
    XPPC,
    XUPS,
    at,
    read,
)

REPLACED = "ups_battery_replaced_timestamp_seconds"
REPLACE = "ups_battery_replace_needed"
PASSED = "ups_test_passed"
TESTED = "ups_test_timestamp_seconds"

REPLACED_AT = [
    at(APC, "2.1.3.0"),
    at(CYBER, "2.1.3.0"),
    at(XPPC, "2.1.3.0"),
    at(XUPS, "2.6.0"),
    at(DELTA, "7.10.0"),
]
TESTED_AT = [at(APC, "7.2.4.0"), at(CYBER, "7.2.4.0"), at(XPPC, "7.2.4.0")]
DAYS = [(REPLACED, name) for name in REPLACED_AT] + [(TESTED, name) for name in TESTED_AT]


@pytest.mark.parametrize(("quantity", "name"), DAYS)
def test_a_day_is_told_by_its_start_and_an_empty_text_is_none(quantity: str, name: Oid) -> None:
    start = datetime(2025, 4, 30, tzinfo=UTC).timestamp()
    assert read({name: "04/30/25"})[quantity].value == start
    for nothing in ("", "Unknown", Absent.NULL):
        found = read({name: nothing})[quantity]
        assert (found.value, found.rejected) == (None, "")
    for nonsense, why in (("04/31/2025", "no day of any calendar"), ("soon", "no date")):
        assert why in read({name: nonsense})[quantity].rejected
    assert "number where text belongs" in read({name: 7})[quantity].rejected


@pytest.mark.parametrize("unset", ["2001-01-01", "01/01/2001"])
def test_what_connectups_cards_have_from_the_factory_is_no_day(unset: str) -> None:
    found = read({at(XUPS, "2.6.0"): unset})[REPLACED]
    assert found.rejected == f"{unset} is what the card says that was never told the day"
    assert read({at(APC, "2.1.3.0"): unset})[REPLACED].value is not None


@pytest.mark.parametrize(
    ("name", "yes", "no", "nothing"),
    [
        (at(APC, "2.2.4.0"), [2], [1], []),
        (at(CYBER, "2.2.5.0"), [2], [1], []),
        (at(XPPC, "2.2.5.0"), [2], [1], [0]),
        (at(XUPS, "2.7.0"), [1], [], [2]),
        (at(XUPS, "2.9.0"), [1], [2], []),
        (at(MG, "5.11.0"), [1], [2], []),
        (at(DELTA, "7.1.0"), [2], [0, 1], []),
    ],
)
def test_a_new_battery_is_asked_for(
    name: Oid, yes: list[int], no: list[int], nothing: list[int]
) -> None:
    for sent, meant in ((yes, True), (no, False), (nothing, None)):
        for state in sent:
            found = read({name: state})[REPLACE]
            assert (found.value, found.rejected) == (meant, "")
    assert "none of the values" in read({name: 99})[REPLACE].rejected


def test_a_failed_battery_of_eaton_wants_replacing_whatever_its_age() -> None:
    assert read({at(XUPS, "2.7.0"): 1, at(XUPS, "2.9.0"): 2})[REPLACE].value is True
    assert read({at(XUPS, "2.7.0"): 2, at(XUPS, "2.9.0"): 2})[REPLACE].value is False
    assert read({at(XUPS, "2.7.0"): 2, at(MG, "5.11.0"): 1})[REPLACE].value is True


def test_asking_for_a_battery_leaves_what_was_read_before_as_it_was() -> None:
    found = read({at(APC, "2.1.1.0"): 2, at(APC, "2.2.4.0"): 1})
    assert (found[NORMAL].value, found[REPLACE].value) == (True, False)


@pytest.mark.parametrize(
    ("name", "yes", "no", "nothing"),
    [
        (at(RFC1628, "7.3.0"), [1], [2, 3], [4, 5, 6]),
        (at(APC, "7.2.3.0"), [1], [2], [3, 4]),
        (at(CYBER, "7.2.3.0"), [1], [2], [3, 4]),
        (at(XPPC, "7.2.3.0"), [1], [2], [3, 4]),
        (at(XUPS, "8.2.0"), [2], [3], [1, 4, 5, 6, 7]),
        (at(MG, "10.3.0"), [1], [2], [3]),
        (at(DELTA, "8.2.0"), [1], [3, 4, 5], [0, 2]),
        (at(VERTIV, "8.0"), [2], [3], [1, 4, 5, 6]),
    ],
)
def test_a_self_test_has_passed_failed_or_tells_nothing(
    name: Oid, yes: list[int], no: list[int], nothing: list[int]
) -> None:
    for sent, meant in ((yes, True), (no, False), (nothing, None)):
        for result in sent:
            found = read({name: result})[PASSED]
            assert (found.value, found.rejected) == (meant, ""), result
    assert "none of the values" in read({name: 99})[PASSED].rejected
    assert read({})[PASSED].value is None


@pytest.mark.parametrize(
    ("name", "passed", "failed", "doubt"),
    [
        (at(APC, "7.2.3.0"), 1, 2, {at(APC, "7.2.4.0"): ""}),
        (at(CYBER, "7.2.3.0"), 1, 2, {at(CYBER, "7.2.4.0"): ""}),
        (at(XPPC, "7.2.3.0"), 1, 2, {at(XPPC, "7.2.4.0"): ""}),
        (at(RFC1628, "7.3.0"), 1, 3, {at(RFC1628, "7.1.0"): Identifier(at(RFC1628, "7.7.1"))}),
    ],
    ids=["APC", "CyberPower", "Phoenixtec", "RFC 1628"],
)
def test_a_card_that_never_tested_has_passed_no_test_but_may_have_failed(
    name: Oid, passed: int, failed: int, doubt: dict[Oid, Plain]
) -> None:
    assert read({name: passed, **doubt})[PASSED].value is None
    assert read({name: failed, **doubt})[PASSED].value is False
    assert doubt.keys() <= set(SCALARS)


def test_a_test_that_the_vendors_tree_does_not_know_is_rfc_1628s_to_tell() -> None:
    assert read({at(APC, "7.2.3.0"): 3, at(RFC1628, "7.3.0"): 3})[PASSED].value is False
    assert read({at(APC, "7.2.3.0"): 2, at(RFC1628, "7.3.0"): 1})[PASSED].value is False
