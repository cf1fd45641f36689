"""Hardware under management: what answers with management data, over what there is (I-42)."""

from collections.abc import Mapping
from itertools import chain

from checks.campus import Campus, Device
from checks.indicator import Indicator
from checks.indicators.evidence import fact, lacking, none_such, not_listed
from checks.indicators.members import Member, share
from checks.indicators.silence import covered
from checks.readings import Found, Gap, Observation, Readings
from checks.verdict import Grade, Measured, Subject
from checks.windowed import MANAGEMENT
from collectors.quantities import ACCESS_POINT_UP

MONITORED = "hardware_monitored_ratio"

#: Classes of a role. Terminals, meters and bare cameras are no infrastructure (I-42); names,
#: pages and brokers are services, whose hosts stand in the inventory as servers.
CLASSES: Mapping[str, tuple[str, ...]] = {
    "core": ("network", "switch"),
    "aggregation": ("network", "switch"),
    "access": ("network", "switch"),
    "router": ("network", "router"),
    "firewall": ("network", "firewall"),
    "wireless_controller": ("network", "wireless_controller"),
    "access_point": ("access_point",),
    "server": ("server",),
    "storage": ("storage",),
    "ups": ("power",),
    "ats": ("power",),
    "environment": ("environment",),
    "recorder": ("recorder",),
}


#: Roles that are hardware too, if every device is asked.
OTHERS: Mapping[str, tuple[str, ...]] = {"camera": (), "other": ()}


def hardware(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of infrastructure that gave management data within the window, by class and in all."""
    classes = _classes(readings)
    devices = [each for each in campus.devices if each.in_scope and each.role in classes]
    if not campus.devices:
        return [not_listed(MONITORED, "devices", campus.devices)]
    sets: dict[str, list[Member]] = {}
    for device in devices:
        member = readings.part(_device, device)
        for name in ("all", *classes[device.role]):
            sets.setdefault(name, []).append(member)
    for member in _access_points(campus, devices, readings):
        for name in ("all", "access_point"):
            sets.setdefault(name, []).append(member)
    if not sets:
        return [none_such(MONITORED, "infrastructure devices")]
    return [
        share(
            MONITORED, Subject("hardware", name, (("class", name),)), members,
            "devices under management", Grade.DECLARED,
        )
        for name, members in sets.items()
    ]  # fmt: skip


def _classes(readings: Readings) -> Mapping[str, tuple[str, ...]]:
    """Roles in scope with their classes."""
    if readings.interpretations.reads("I-42", "every_device"):
        return {**CLASSES, **OTHERS}
    return CLASSES


def _device(device: Device, readings: Readings) -> Member:
    if not device.polled:
        evidence = fact("targets.probes", device.name, False, "inventory: no probe reads it")
        return Member(device.name, False, (evidence,))
    found = _management(device.name, readings)
    if isinstance(found, Gap) and _asked_for_other_things(device.name, readings):
        problem = f"no probe reads management data of {device.name}"
        return Member(device.name, False, (lacking("targets.probes", device.name, problem),))
    return Member(device.name, covered(readings, found), (found,))


def _asked_for_other_things(name: str, readings: Readings) -> bool:
    """Its probes have reported, but none of them reads management data (a backup's document)."""
    if any(readings.asked(quantity, name) for quantity in MANAGEMENT):
        return False
    return readings.asked_anything(name)


def _management(name: str, readings: Readings) -> Found:
    """A fresh reading of management data, else why there is none."""
    gaps: list[Found] = []
    for quantity in MANAGEMENT:
        if not readings.asked(quantity, name):
            continue
        for instance in readings.names(quantity, name) or ("",):
            found = readings.find(quantity, name, instance)
            if isinstance(found, Observation):
                return found
            gaps.append(found)
    return gaps[0] if gaps else readings.find(MANAGEMENT[0], name)


def _access_points(campus: Campus, devices: list[Device], readings: Readings) -> list[Member]:
    """Those that controllers list and those that serve rooms, each once."""
    known = {device.name for device in devices}
    controllers = [each.name for each in devices if each.role == "wireless_controller"]
    listed = {target: readings.part(_listed, target) for target in controllers}
    others: dict[tuple[str, str], Member] = {}
    for room in campus.rooms or ():
        for point in room.access_points or ():
            key = (point.target, point.name)
            if point.name not in listed.get(point.target, ()) and key not in others:
                found = readings.find(ACCESS_POINT_UP, *key)
                others[key] = _access_point(point.name, found, readings)
    members = chain(*(points.values() for points in listed.values()), others.values())
    return [member for member in members if member.name not in known]


def _listed(target: str, readings: Readings) -> Mapping[str, Member]:
    """The access points that a controller tells of, by name."""
    founds = readings.all(ACCESS_POINT_UP, target)
    return {name: _access_point(name, found, readings) for name, found in founds.items()}


def _access_point(name: str, found: Found, readings: Readings) -> Member:
    if isinstance(found, Observation):
        return Member(name, bool(found.value), (found,))
    return Member(name, covered(readings, found), (found,))


INDICATORS = (
    Indicator(
        MONITORED,
        "Share of infrastructure devices that give management data.",
        "devices with fresh management data ÷ devices of the inventory and access points known",
        "1",
        "hardware",
        (*MANAGEMENT, ACCESS_POINT_UP),
        ("devices", "rooms"),
        hardware,
    ),
)
