"""Dual stack: VLANs whose hosts get out over both families, and pages that IPv6 reaches."""

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.evidence import none_such, not_listed, read, shown
from checks.indicators.ipv6 import GATEWAY, all_hold, gateway, gets_out, home_page, vlans_in_scope
from checks.readings import Gap, Readings
from checks.verdict import Cause, CauseKind, Coverage, Measured, Subject
from collectors.quantities import (
    PATH_IPV4,
    PATH_IPV6,
    WEB_IPV6_ADDRESSES,
    WEB_IPV6_LEVEL_2,
    WEB_IPV6_LEVEL_3,
    WEB_IPV6_OK,
)

DUAL_STACK = "vlan_dual_stack_ok"
SERVERS = "server_vlan_dual_stack_ok"
SUPPORT = "portal_ipv6_support_ratio"

BOTH = (PATH_IPV4, PATH_IPV6)
LEVELS = (WEB_IPV6_LEVEL_2, WEB_IPV6_LEVEL_3)


def vlans(campus: Campus, readings: Readings) -> list[Measured]:
    """Per VLAN of users, or per VLAN (I-22): its gateway gives IPv6, and a host in it gets out
    over both families."""
    in_scope = vlans_in_scope(DUAL_STACK, campus, readings)
    if isinstance(in_scope, Measured):
        return [in_scope]
    return [
        all_hold(
            DUAL_STACK,
            Subject("vlan", vlan.name),
            [*gateway(vlan, readings), *gets_out(vlan, BOTH, readings)],
        )
        for vlan in in_scope
    ]


def server_vlans(campus: Campus, readings: Readings) -> list[Measured]:
    """The same of VLANs of servers, which I-22 leaves out."""
    if not campus.vlans:
        return [not_listed(SERVERS, "vlans", campus.vlans)]
    of_servers = [vlan for vlan in campus.vlans if vlan.servers]
    if not of_servers:
        return [none_such(SERVERS, "VLANs of servers")]
    return [
        all_hold(
            SERVERS,
            Subject("vlan", vlan.name),
            [*gateway(vlan, readings), *gets_out(vlan, BOTH, readings)],
        )
        for vlan in of_servers
    ]


def support(campus: Campus, readings: Readings) -> list[Measured]:
    """Per portal, the lower of the shares of its second and third level; 0 where the home page
    does not answer (I-23)."""
    if not campus.portals:
        return [not_listed(SUPPORT, "portals", campus.portals)]
    return [_support(portal, readings) for portal in dict.fromkeys(campus.portals)]


def _support(portal: str, readings: Readings) -> Measured:
    home = home_page(SUPPORT, portal, readings)
    if home.value != 1:
        return home  # 0 decides whatever lies below it; what is not known leaves all unknown
    founds = [
        readings.find(level, portal, url)
        for url in readings.all(WEB_IPV6_OK, portal)
        for level in LEVELS
    ]
    evidence = shown((*home.evidence, *(read(found) for found in founds)))
    gaps = [_untried(found, readings) for found in founds if isinstance(found, Gap)]
    shares = [found.number for found in founds if not isinstance(found, Gap)]
    coverage = Coverage(len(shares), len(founds))
    subject = Subject("portal", portal)
    if not shares:
        return Measured(SUPPORT, subject, None, gaps[0], evidence, coverage)
    terms = ", ".join(f"{each:.4g}" for each in shares)
    value, arithmetic = min(shares), f"home page answers; min({terms}) of levels 2 and 3"
    if not gaps:
        return Measured(SUPPORT, subject, value, None, evidence, coverage, arithmetic=arithmetic)
    arithmetic += f"; {len(gaps)} more not known"
    return Measured(
        SUPPORT, subject, value, None, evidence, coverage,
        arithmetic=arithmetic, lowest=0.0, highest=value,
    )  # fmt: skip


def _untried(gap: Gap, readings: Readings) -> Cause:
    """Where nothing tries the pages below, the home page proves a part."""
    if readings.asked(gap.quantity, gap.target):
        return gap.cause
    detail = f"the links of {gap.target} are not tried ({gap.quantity.name})"
    return Cause(CauseKind.PARTLY_PROVEN, detail, gap.target)


INDICATORS = (
    Indicator(
        DUAL_STACK,
        "Hosts of a user VLAN get out over IPv4 and IPv6.",
        "1 if the gateway gives IPv6 and a host in the VLAN is answered over both families",
        "",
        "vlan",
        (*GATEWAY, *BOTH),
        ("vlans",),
        vlans,
    ),
    Indicator(
        SERVERS,
        "Hosts of a server VLAN get out over IPv4 and IPv6.",
        "1 if the gateway gives IPv6 and a host in the VLAN is answered over both families",
        "",
        "vlan",
        (*GATEWAY, *BOTH),
        ("vlans",),
        server_vlans,
    ),
    Indicator(
        SUPPORT,
        "Share of a portal's pages that IPv6 reaches.",
        "min of level 2 and level 3 links that answer over IPv6; 0 if the home page does not",
        "1",
        "portal",
        (WEB_IPV6_OK, WEB_IPV6_ADDRESSES, *LEVELS),
        ("portals",),
        support,
    ),
)
