"""IPv6: whether user VLANs have it, and whether the portal answers over it."""

from checks.campus import Campus, Vlan
from checks.indicator import Indicator
from checks.indicators.evidence import none_such, not_listed, read, shown
from checks.indicators.interfaces import true
from checks.readings import Found, Gap, Readings
from checks.verdict import Cause, CauseKind, Coverage, Measured, Subject
from collectors.quantities import (
    INTERFACE_IPV6_GLOBAL_ADDRESSES,
    INTERFACE_ROUTER_ADVERTISEMENTS,
    INTERFACE_UP,
    WEB_IPV6_ADDRESSES,
    WEB_IPV6_OK,
)

VLAN_IPV6 = "vlan_ipv6_ok"
HOME_PAGE = "ipv6_home_page_ok"


def _all_hold(indicator: str, subject: Subject, founds: list[tuple[Found, bool, str]]) -> Measured:
    """1 where every condition holds, 0 where one does not; else the first gap decides nothing."""
    evidence = shown(read(found) for found, _, _ in founds)
    gaps = [found.cause for found, _, _ in founds if isinstance(found, Gap)]
    coverage = Coverage(len(founds) - len(gaps), len(founds))
    wrong = [words for found, holds, words in founds if not isinstance(found, Gap) and not holds]
    if wrong:
        arithmetic = "0: " + "; ".join(wrong)
        return Measured(indicator, subject, 0.0, None, evidence, arithmetic=arithmetic)
    if gaps:
        return Measured(indicator, subject, None, gaps[0], evidence, coverage)
    arithmetic = f"1: all {len(founds)} conditions hold"
    return Measured(indicator, subject, 1.0, None, evidence, coverage, arithmetic=arithmetic)


def _holds(found: Found) -> bool:
    return not isinstance(found, Gap) and true(found)


def _some(found: Found) -> bool:
    return not isinstance(found, Gap) and found.number >= 1


def vlans(campus: Campus, readings: Readings) -> list[Measured]:
    """Per VLAN of users, or per VLAN (I-22): its gateway is up, has a global address and
    advertises itself."""
    if not campus.vlans:
        return [not_listed(VLAN_IPV6, "vlans", campus.vlans)]
    every = readings.interpretations.reads("I-22", "all_vlans")
    in_scope = [vlan for vlan in campus.vlans if vlan.users or every]
    if not in_scope:
        return [none_such(VLAN_IPV6, "VLANs of users")]
    return [_vlan(vlan, readings) for vlan in in_scope]


def _vlan(vlan: Vlan, readings: Readings) -> Measured:
    where = f"{vlan.target} {vlan.interface}"
    up = readings.find(INTERFACE_UP, vlan.target, vlan.interface)
    addresses = readings.find(INTERFACE_IPV6_GLOBAL_ADDRESSES, vlan.target, vlan.interface)
    sends = readings.find(INTERFACE_ROUTER_ADVERTISEMENTS, vlan.target, vlan.interface)
    return _all_hold(
        VLAN_IPV6,
        Subject("vlan", vlan.name),
        [
            (up, _holds(up), f"{where} is down"),
            (addresses, _some(addresses), f"{where} has no global IPv6 address"),
            (sends, _holds(sends), f"{where} sends no router advertisements"),
        ],
    )


def home_pages(campus: Campus, readings: Readings) -> list[Measured]:
    """Per portal: its host has a global AAAA and the page answers over forced IPv6; or its host
    has a global AAAA (I-23)."""
    if not campus.portals:
        return [not_listed(HOME_PAGE, "portals", campus.portals)]
    return [_portal(portal, readings) for portal in dict.fromkeys(campus.portals)]


def _portal(portal: str, readings: Readings) -> Measured:
    subject = Subject("portal", portal)
    pages = readings.all(WEB_IPV6_OK, portal)
    if not pages:
        return Measured(
            HOME_PAGE, subject, None, _no_page(portal, readings), coverage=Coverage(0, 1)
        )
    conditions: list[tuple[Found, bool, str]] = []
    for url, answered in pages.items():
        addresses = readings.find(WEB_IPV6_ADDRESSES, portal, url)
        conditions.append((addresses, _some(addresses), f"the host of {url} has no global AAAA"))
        if readings.interpretations.reads("I-23", "aaaa_and_answer"):
            conditions.append((answered, _holds(answered), f"{url} does not answer over IPv6"))
    return _all_hold(HOME_PAGE, subject, conditions)


def _no_page(portal: str, readings: Readings) -> Cause:
    silent = readings.answers(WEB_IPV6_OK, portal)
    if silent is not None:
        return silent.cause
    return Cause(CauseKind.ABSENT, f"the probe of {portal} told of no page", portal)


INDICATORS = (
    Indicator(
        VLAN_IPV6,
        "The gateway of a user VLAN gives its hosts IPv6.",
        "1 if the gateway is up, has a global IPv6 address and sends router advertisements",
        "",
        "vlan",
        (INTERFACE_UP, INTERFACE_IPV6_GLOBAL_ADDRESSES, INTERFACE_ROUTER_ADVERTISEMENTS),
        ("vlans",),
        vlans,
    ),
    Indicator(
        HOME_PAGE,
        "The home page of a portal answers over IPv6.",
        "1 if the host has a global AAAA and the page answers over a socket forced to IPv6",
        "",
        "portal",
        (WEB_IPV6_OK, WEB_IPV6_ADDRESSES),
        ("portals",),
        home_pages,
    ),
)
