"""Dual stack: VLANs whose hosts get out over both families."""

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.evidence import none_such, not_listed
from checks.indicators.ipv6 import GATEWAY, all_hold, gateway, gets_out, vlans_in_scope
from checks.readings import Readings
from checks.verdict import Measured, Subject
from collectors.quantities import PATH_IPV4, PATH_IPV6

DUAL_STACK = "vlan_dual_stack_ok"
SERVERS = "server_vlan_dual_stack_ok"

BOTH = (PATH_IPV4, PATH_IPV6)


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
)
