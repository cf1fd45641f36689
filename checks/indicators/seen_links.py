"""Links that devices name by LLDP or CDP, where the inventory has none written down.

What is found so is there; that nothing else is there it cannot tell, for a device may be silent
about a neighbour. So what is judged by it is judged by what it is at least.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import inf

from checks.campus import Building, Campus, Device
from checks.fact import InterfaceRef
from checks.readings import Observation, Readings
from checks.verdict import Cause, CauseKind, Measured
from collectors.quantities import DEVICE_NAME, INTERFACE_UP, LLDP_NEIGHBOR, LLDP_NEIGHBOR_PORT
from collectors.record import record

#: What a building's uplinks lead to.
NETWORK_SIDE = frozenset({"core", "aggregation", "router"})
#: What the backbone joins.
TRUNK = frozenset({"core", "aggregation"})


@record
class SeenLink:
    """A port, and the device of the inventory that it says is behind it; `far_interface` is how
    that device calls its own end, empty where nobody says."""

    near: InterfaceRef
    far_target: str
    far_interface: str


def seen_links(campus: Campus, readings: Readings) -> tuple[SeenLink, ...]:
    """All that is told freshly, between devices of the inventory."""
    names = _targets_by_name(campus, readings)
    links: list[SeenLink] = []
    for device in campus.devices:
        ports = readings.all(LLDP_NEIGHBOR_PORT, device.name) if device.polled else {}
        neighbours = readings.all(LLDP_NEIGHBOR, device.name) if device.polled else {}
        for interface, found in neighbours.items():
            target = names.get(_plain(found.value)) if isinstance(found, Observation) else None
            if target is None or target == device.name:
                continue
            port = ports.get(interface)
            far = str(port.value) if isinstance(port, Observation) else ""
            links.append(
                SeenLink(InterfaceRef(target=device.name, interface=interface), target, far)
            )
    return tuple(links)


def _targets_by_name(campus: Campus, readings: Readings) -> Mapping[str, str]:
    """By the inventory's name and by the device's own; one that two devices have is nobody's."""
    named: dict[str, set[str]] = {}
    for device in campus.devices:
        names = {_plain(device.name)}
        own = readings.find(DEVICE_NAME, device.name) if device.polled else None
        if isinstance(own, Observation):
            names.add(_plain(own.value))
        for name in names:
            named.setdefault(name, set()).add(device.name)
    return {name: targets.pop() for name, targets in named.items() if name and len(targets) == 1}


def _plain(name: object) -> str:
    return str(name).strip().casefold()


def uplinks_seen(
    building: Building, campus: Campus, readings: Readings
) -> list[InterfaceRef] | Cause:
    """Ports that lead from the network's side into the building, as either end tells. Where the
    network's side does not name a device of the building, that device's own ports stand for them.
    """
    inside = {it.name for it in campus.devices if it.building == building.name and it.polled}
    unsaid = f"the inventory does not say which uplinks {building.name} has"
    if not inside:
        return Cause(CauseKind.FACT_MISSING, f"{unsaid}, nor which devices are in it")
    outside = {it.name for it in campus.devices if _is_network_side(it, building)}
    links = readings.part(seen_links, campus)
    told = [it for it in links if it.near.target in outside and it.far_target in inside]
    reached = {it.far_target for it in told}
    refs = {it.near: None for it in told}
    for link in links:
        if link.near.target in inside - reached and link.far_target in outside:
            refs[_network_end(link, readings)] = None
    if not refs:
        return Cause(CauseKind.FACT_MISSING, f"{unsaid}, and no device names a neighbour there")
    return list(refs)


def backbone_seen(campus: Campus, readings: Readings) -> list[InterfaceRef]:
    """Ports of the links between core and aggregation devices, each link by one of its ends (I-16
    takes the backbone to be these)."""
    trunk = trunk_devices(campus)
    refs: dict[InterfaceRef, None] = {}
    for link in readings.part(seen_links, campus):
        far = InterfaceRef(target=link.far_target, interface=link.far_interface)
        if link.near.target in trunk and link.far_target in trunk and far not in refs:
            refs[link.near] = None
    return list(refs)


def trunk_devices(campus: Campus) -> list[str]:
    return [it.name for it in campus.devices if it.polled and it.role in TRUNK]


def _is_network_side(device: Device, building: Building) -> bool:
    return device.polled and device.role in NETWORK_SIDE and device.building != building.name


def _network_end(link: SeenLink, readings: Readings) -> InterfaceRef:
    """The far end, if it is a port that the device there tells of."""
    if link.far_interface in readings.names(INTERFACE_UP, link.far_target):
        return InterfaceRef(target=link.far_target, interface=link.far_interface)
    return link.near


def at_least(measured: Measured) -> Measured:
    """A largest value, or a number, of what was seen: there may be more."""
    if measured.value is None:
        return measured
    lowest = measured.value if measured.lowest is None else measured.lowest
    why = "found by LLDP, which may not show all uplinks; list them under buildings"
    untold = measured.untold or Cause(CauseKind.COVERAGE, why)
    return replace(
        measured,
        arithmetic=f"{measured.arithmetic}; found by LLDP, there may be more",
        lowest=lowest,
        highest=inf,
        untold=untold,
    )
