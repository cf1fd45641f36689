"""Topology: links as drawn, and devices that act as one or as many."""

from checks.campus import Campus
from checks.equipment import Link
from checks.fact import InterfaceRef
from checks.indicator import Indicator
from checks.indicators.evidence import not_listed
from checks.indicators.members import Member, count, share
from checks.indicators.sightings import any_of
from checks.readings import Gap, Observation, Readings
from checks.verdict import CAMPUS, Cause, CauseKind, Grade, Measured
from collectors.quantities import (
    DEVICE_NAME,
    LLDP_NEIGHBOR,
    LLDP_NEIGHBOR_PORT,
    STACK_MEMBERS,
    VRFS_UP,
    VXLANS_UP,
)

LINKS = "links_found_ratio"
VIRTUAL = "backbone_devices_virtualised_count"


def links(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of the links of the drawing of which one end names the other."""
    if not campus.links:
        return [not_listed(LINKS, "links", campus.links)]
    members = [_link(link, readings) for link in campus.links]
    return [share(LINKS, CAMPUS, members, "documented links found", Grade.REPORTED)]


def _link(link: Link, readings: Readings) -> Member:
    """Either end suffices: some devices hear LLDP and do not speak it."""
    ends = (_end(link.near, link.far, readings), _end(link.far, link.near, readings))
    return any_of(link.name, ends, "links")


def _end(here: InterfaceRef, there: InterfaceRef, readings: Readings) -> Member:
    device = readings.find(LLDP_NEIGHBOR, here.target, here.interface)
    port = readings.find(LLDP_NEIGHBOR_PORT, here.target, here.interface)
    name = f"{here.target} {here.interface}"
    evidence = (device, port)
    if isinstance(device, Gap) or isinstance(port, Gap):
        gap = device if isinstance(device, Gap) else port
        assert isinstance(gap, Gap)  # noqa: S101 - one of the two is
        return Member(name, _no_neighbour(gap, readings), evidence)
    own_name = readings.find(DEVICE_NAME, there.target)
    names = {there.target}
    if isinstance(own_name, Observation):
        names.add(str(own_name.value))
    return Member(name, device.value in names and port.value == there.interface, evidence)


def _no_neighbour(gap: Gap, readings: Readings) -> bool | Cause:
    """A device that tells of its neighbours and names none here has none here; one that names
    what cannot be has somebody."""
    if gap.cause.kind is CauseKind.IMPLAUSIBLE:
        return gap.cause
    silent = readings.answers(gap.quantity, gap.target)
    return gap.cause if silent is not None else False


def virtualised(campus: Campus, readings: Readings) -> list[Measured]:
    """Devices with backbone ports that act as a stack, or carry VRFs or VXLANs."""
    if not campus.backbone_links:
        return [not_listed(VIRTUAL, "backbone_links", campus.backbone_links)]
    targets = dict.fromkeys(ref.target for ref in campus.backbone_links)
    members = [_virtual(target, readings) for target in targets]
    what = "backbone devices that are virtualised"
    return [count(VIRTUAL, CAMPUS, members, what, Grade.REPORTED)]


def _virtual(target: str, readings: Readings) -> Member:
    ways = []
    for quantity, least in ((STACK_MEMBERS, 2), (VRFS_UP, 1), (VXLANS_UP, 1)):
        if not readings.asked(quantity, target):
            continue
        found = readings.find(quantity, target)
        counts = found.cause if isinstance(found, Gap) else found.number >= least
        ways.append(Member(quantity.name, counts, (found,)))
    if not ways:
        found = readings.find(STACK_MEMBERS, target)
        assert isinstance(found, Gap)  # noqa: S101 - nothing was read of it
        return Member(target, found.cause, (found,))
    return any_of(target, ways, "backbone_links")


INDICATORS = (
    Indicator(
        LINKS,
        "Share of the links of the drawing that the devices confirm.",
        "documented links whose neighbour is found ÷ documented links",
        "1",
        "campus",
        (LLDP_NEIGHBOR, LLDP_NEIGHBOR_PORT, DEVICE_NAME),
        ("links",),
        links,
    ),
    Indicator(
        VIRTUAL,
        "Backbone devices that act as a stack or carry virtual networks.",
        "number of devices with 2 stack members, a VRF or a VXLAN tunnel that is up",
        "",
        "campus",
        (STACK_MEMBERS, VRFS_UP, VXLANS_UP),
        ("backbone_links",),
        virtualised,
    ),
)
