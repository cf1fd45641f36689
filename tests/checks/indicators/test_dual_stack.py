"""VLANs whose hosts try both families."""

import pytest

from checks.campus import Campus, InstanceRef, Vlan
from checks.indicators.dual_stack import server_vlans
from checks.indicators.dual_stack import vlans as dual_vlans
from checks.indicators.ipv6 import vlans
from checks.verdict import CauseKind
from collectors.probe import ProbeResult
from collectors.quantities import (
    INTERFACE_IPV6_GLOBAL_ADDRESSES,
    INTERFACE_ROUTER_ADVERTISEMENTS,
    INTERFACE_UP,
    PATH_IPV4,
    PATH_IPV6,
)
from tests.builders import DEVICE_GAPS, gap, only, said, seen, told

HOST = InstanceRef(target="vantage", instance="V100")
STUDENTS = Vlan(name="students", users=True, target="core-1", interface="V100", host=HOST)
SERVERS = STUDENTS.model_copy(update={"name": "servers", "users": False, "servers": True})
GATEWAY = said(
    "core-1",
    {
        INTERFACE_UP: {"V100": True},
        INTERFACE_IPV6_GLOBAL_ADDRESSES: {"V100": 1},
        INTERFACE_ROUTER_ADVERTISEMENTS: {"V100": True},
    },
)


def host(ipv4: bool = True, ipv6: bool = True) -> ProbeResult:
    return said("vantage", {PATH_IPV4: {"V100": ipv4}, PATH_IPV6: {"V100": ipv6}})


REACHES = {
    "over both": (host(), 1, 1),
    "not over IPv4": (host(ipv4=False), 1, 0),
    "not over IPv6": (host(ipv6=False), 0, 0),
}


@pytest.mark.parametrize(("tried", "ipv6", "both"), REACHES.values(), ids=REACHES)
def test_a_host_gets_out(tried: ProbeResult, ipv6: float, both: float) -> None:
    campus = Campus(vlans=[STUDENTS, SERVERS])
    readings = seen(GATEWAY, tried)
    assert told(only(vlans(campus, readings))) == ipv6
    assert told(only(dual_vlans(campus, readings))) == both
    assert told(only(server_vlans(campus, readings))) == both


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_what_the_host_does_not_tell_is_unknown(kind: CauseKind) -> None:
    readings = seen(GATEWAY, *gap(kind, PATH_IPV6, "vantage", "V100"))
    assert told(only(vlans(Campus(vlans=[STUDENTS]), readings))) is kind


def test_a_vlan_in_which_no_host_tries_is_partly_proven() -> None:
    campus = Campus(vlans=[STUDENTS.model_copy(update={"host": None})])
    measured = only(dual_vlans(campus, seen(GATEWAY)))
    assert told(measured) is CauseKind.PARTLY_PROVEN
    assert measured.why_not is not None
    assert measured.why_not.detail == (
        "no host in students has been seen to reach an address outside"
    )


def test_a_campus_without_server_vlans_has_none_in_scope() -> None:
    assert told(only(server_vlans(Campus(vlans=[STUDENTS]), seen()))) is CauseKind.NONE_IN_SCOPE
