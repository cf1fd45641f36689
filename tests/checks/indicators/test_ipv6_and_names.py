"""IPv6 of user VLANs and of the home page, and what DNS servers answer."""

import pytest

from checks.campus import Campus, Vlan
from checks.indicators.ipv6 import home_pages, vlans
from checks.indicators.names import combinations
from checks.verdict import CauseKind
from collectors.failure import FailureKind
from collectors.name_quantities import (
    DNS_A_OVER_IPV4,
    DNS_A_OVER_IPV6,
    DNS_AAAA_OVER_IPV4,
    DNS_AAAA_OVER_IPV6,
)
from collectors.quantities import (
    INTERFACE_IPV6_GLOBAL_ADDRESSES,
    INTERFACE_ROUTER_ADVERTISEMENTS,
    INTERFACE_UP,
    WEB_IPV6_ADDRESSES,
    WEB_IPV6_OK,
)
from collectors.reading import Quantity, Value
from tests.builders import DEVICE_GAPS, failed, gap, only, said, seen, told

STUDENTS = Vlan(name="students", users=True, target="core-1", interface="V100")
MANAGEMENT = Vlan(name="management", users=False, target="core-1", interface="V900")
CAMPUS = Campus(vlans=[STUDENTS, MANAGEMENT], portals=["portal"], dns_servers=["dns-1"])

GATEWAY: dict[Quantity, Value] = {
    INTERFACE_UP: True,
    INTERFACE_IPV6_GLOBAL_ADDRESSES: 1,
    INTERFACE_ROUTER_ADVERTISEMENTS: True,
}
WRONG = {
    "a right gateway, but no host that tries": ({}, CauseKind.PARTLY_PROVEN),
    "a gateway that is down": ({INTERFACE_UP: False}, 0),
    "no global address": ({INTERFACE_IPV6_GLOBAL_ADDRESSES: 0}, 0),
    "no advertisements": ({INTERFACE_ROUTER_ADVERTISEMENTS: False}, 0),
}


@pytest.mark.parametrize(("changes", "value"), WRONG.values(), ids=WRONG)
def test_a_user_vlan_has_ipv6(changes: dict[Quantity, Value], value: float | CauseKind) -> None:
    gateway = {quantity: {"V100": v} for quantity, v in (GATEWAY | changes).items()}
    measured = only(vlans(CAMPUS, seen(said("core-1", gateway))))
    assert told(measured) == value
    assert measured.subject.name == "students"


@pytest.mark.parametrize("kind", DEVICE_GAPS)
@pytest.mark.parametrize("lost", GATEWAY)
def test_a_gateway_that_cannot_be_told_in_one_point_is_unknown(
    kind: CauseKind, lost: Quantity
) -> None:
    others = [said("core-1", {q: {"V100": v}}) for q, v in GATEWAY.items() if q != lost]
    readings = seen(*others, *gap(kind, lost, "core-1", "V100"))
    assert told(only(vlans(CAMPUS, readings))) is kind


def test_one_wrong_point_is_enough_whatever_is_unknown() -> None:
    readings = seen(said("core-1", {INTERFACE_IPV6_GLOBAL_ADDRESSES: {"V100": 0}}))
    measured = only(vlans(CAMPUS, readings))
    assert told(measured) == 0
    assert measured.arithmetic == "0: core-1 V100 has no global IPv6 address"


def test_a_campus_without_user_vlans_has_none_in_scope() -> None:
    assert told(only(vlans(Campus(vlans=[MANAGEMENT]), seen()))) is CauseKind.NONE_IN_SCOPE


URL = "http://www.example.edu/"
PAGES: dict[str, tuple[bool, int, float]] = {
    "an address and an answer": (True, 1, 1),
    "an answer alone came from a private address": (True, 0, 0),
    "an address that does not answer": (False, 1, 0),
    "neither": (False, 0, 0),
}


@pytest.mark.parametrize(("answered", "addresses", "value"), PAGES.values(), ids=PAGES)
def test_the_home_page_over_ipv6(answered: bool, addresses: int, value: float) -> None:
    rounds = said("portal", {WEB_IPV6_OK: {URL: answered}, WEB_IPV6_ADDRESSES: {URL: addresses}})
    assert told(only(home_pages(CAMPUS, seen(rounds)))) == value


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_page_that_cannot_be_told_is_unknown(kind: CauseKind) -> None:
    readings = seen(
        said("portal", {WEB_IPV6_ADDRESSES: {URL: 1}}), *gap(kind, WEB_IPV6_OK, "portal", URL)
    )
    assert told(only(home_pages(CAMPUS, readings))) is kind


def test_without_ipv6_of_our_own_the_page_is_unknown_and_not_wrong() -> None:
    lame = failed("portal", WEB_IPV6_OK, WEB_IPV6_ADDRESSES, kind=FailureKind.NO_ADDRESS_FAMILY)
    assert told(only(home_pages(CAMPUS, seen(lame)))) is CauseKind.FAILED


ALL_FOUR = (DNS_A_OVER_IPV4, DNS_A_OVER_IPV6, DNS_AAAA_OVER_IPV4, DNS_AAAA_OVER_IPV6)


def test_a_server_that_answers_all_four_combinations_of_every_name_has_them_all() -> None:
    rounds = said("dns-1", {quantity: {"www": True, "mail": True} for quantity in ALL_FOUR})
    measured = only(combinations(CAMPUS, seen(rounds)))
    assert told(measured) == 1
    assert measured.coverage.in_scope == 8


@pytest.mark.parametrize("silent", ALL_FOUR)
def test_each_combination_counts(silent: Quantity) -> None:
    rounds = said("dns-1", {quantity: {"www": quantity != silent} for quantity in ALL_FOUR})
    assert told(only(combinations(CAMPUS, seen(rounds)))) == 0.75


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_one_unknown_combination_leaves_bounds_on_both_sides(kind: CauseKind) -> None:
    known = [said("dns-1", {quantity: {"www": True}}) for quantity in ALL_FOUR[1:]]
    measured = only(combinations(CAMPUS, seen(*known, *gap(kind, ALL_FOUR[0], "dns-1", "www"))))
    assert (measured.lowest, measured.value, measured.highest) == (0.75, 1, 1)
    assert measured.coverage.measured == 3


@pytest.mark.parametrize("kind", [CauseKind.NOT_READ, CauseKind.FAILED, CauseKind.ABSENT])
def test_a_server_of_which_no_name_is_known_says_why(kind: CauseKind) -> None:
    assert told(only(combinations(CAMPUS, seen(*gap(kind, DNS_A_OVER_IPV4, "dns-1"))))) is kind
