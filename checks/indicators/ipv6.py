"""IPv6: whether user VLANs have it, and whether the portal answers over it."""

from collections.abc import Sequence

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
    PATH_IPV6,
    WEB_IPV6_ADDRESSES,
    WEB_IPV6_OK,
)
from collectors.reading import Quantity

VLAN_IPV6 = "vlan_ipv6_ok"
HOME_PAGE = "ipv6_home_page_ok"

#: What is asked of a VLAN's gateway.
GATEWAY = (INTERFACE_UP, INTERFACE_IPV6_GLOBAL_ADDRESSES, INTERFACE_ROUTER_ADVERTISEMENTS)

#: A reading, whether it is as it should be, and what is wrong where it is not.
Condition = tuple[Found, bool, str]


def all_hold(indicator: str, subject: Subject, founds: Sequence[Condition]) -> Measured:
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


def holds(found: Found) -> bool:
    return not isinstance(found, Gap) and true(found)


def some(found: Found) -> bool:
    return not isinstance(found, Gap) and found.number >= 1


def vlans(campus: Campus, readings: Readings) -> list[Measured]:
    """Per VLAN of users, or per VLAN (I-22): its gateway is up, has a global address and
    advertises itself, and a host in it gets out over IPv6."""
    in_scope = vlans_in_scope(VLAN_IPV6, campus, readings)
    if isinstance(in_scope, Measured):
        return [in_scope]
    return [
        all_hold(
            VLAN_IPV6,
            Subject("vlan", vlan.name),
            [*gateway(vlan, readings), *gets_out(vlan, (PATH_IPV6,), readings)],
        )
        for vlan in in_scope
    ]


def vlans_in_scope(indicator: str, campus: Campus, readings: Readings) -> list[Vlan] | Measured:
    if not campus.vlans:
        return not_listed(indicator, "vlans", campus.vlans)
    every = readings.interpretations.reads("I-22", "all_vlans")
    in_scope = [vlan for vlan in campus.vlans if vlan.users or every]
    return in_scope or none_such(indicator, "VLANs of users")


def gateway(vlan: Vlan, readings: Readings) -> list[Condition]:
    """What the gateway of a VLAN must be and do for IPv6."""
    where = f"{vlan.target} {vlan.interface}"
    up = readings.find(INTERFACE_UP, vlan.target, vlan.interface)
    addresses = readings.find(INTERFACE_IPV6_GLOBAL_ADDRESSES, vlan.target, vlan.interface)
    sends = readings.find(INTERFACE_ROUTER_ADVERTISEMENTS, vlan.target, vlan.interface)
    return [
        (up, holds(up), f"{where} is down"),
        (addresses, some(addresses), f"{where} has no global IPv6 address"),
        (sends, holds(sends), f"{where} sends no router advertisements"),
    ]


def gets_out(vlan: Vlan, over: Sequence[Quantity], readings: Readings) -> list[Condition]:
    """What a host in the VLAN reaches; where none tries, what the gateway does proves a part."""
    conditions: list[Condition] = []
    for quantity in over:
        found: Found
        if vlan.host is None:
            detail = f"no host in {vlan.name} has been seen to reach an address outside"
            cause = Cause(CauseKind.PARTLY_PROVEN, detail)
            found = Gap(quantity, vlan.target, vlan.interface, cause)
        else:
            found = readings.find(quantity, vlan.host.target, vlan.host.instance)
        family = "IPv6" if quantity is PATH_IPV6 else "IPv4"
        conditions.append((found, holds(found), f"no host in {vlan.name} gets out over {family}"))
    return conditions


def home_pages(campus: Campus, readings: Readings) -> list[Measured]:
    """Per portal: its host has a global AAAA and the page answers over forced IPv6; or its host
    has a global AAAA (I-23)."""
    if not campus.portals:
        return [not_listed(HOME_PAGE, "portals", campus.portals)]
    return [home_page(HOME_PAGE, portal, readings) for portal in dict.fromkeys(campus.portals)]


def home_page(indicator: str, portal: str, readings: Readings) -> Measured:
    subject = Subject("portal", portal)
    pages = readings.all(WEB_IPV6_OK, portal)
    if not pages:
        return Measured(
            indicator, subject, None, _no_page(portal, readings), coverage=Coverage(0, 1)
        )
    conditions: list[Condition] = []
    for url, answered in pages.items():
        addresses = readings.find(WEB_IPV6_ADDRESSES, portal, url)
        conditions.append((addresses, some(addresses), f"the host of {url} has no global AAAA"))
        if readings.interpretations.reads("I-23", "aaaa_and_answer"):
            conditions.append((answered, holds(answered), f"{url} does not answer over IPv6"))
    return all_hold(indicator, subject, conditions)


def _no_page(portal: str, readings: Readings) -> Cause:
    silent = readings.answers(WEB_IPV6_OK, portal)
    if silent is not None:
        return silent.cause
    return Cause(CauseKind.ABSENT, f"the probe of {portal} told of no page", portal)


INDICATORS = (
    Indicator(
        VLAN_IPV6,
        "The gateway of a user VLAN gives its hosts IPv6, and they get out over it.",
        "1 if the gateway is up, has a global address and advertises, and a host reaches out",
        "",
        "vlan",
        (*GATEWAY, PATH_IPV6),
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
