"""What is being watched. Here alone a fault is part of the truth: a silent device is not watched.

A device that lies leaves no truth: nobody can say from outside whether it is watched.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from sim.campus import Campus
from sim.facts import Room
from sim.faults import Fault
from sim.reality.values import Values

SWITCHES = ("core", "aggregation", "access")
#: The roles of each class of hardware (I-42); names, pages, brokers and a backup system's
#: document are services, whose hosts are servers.
CLASSES: dict[str, tuple[str, ...]] = {
    "network": (*SWITCHES, "router", "firewall", "wireless_controller"),
    "switch": SWITCHES,
    "router": ("router",),
    "firewall": ("firewall",),
    "server": ("server",),
    "storage": ("storage",),
    "all": (
        *SWITCHES, "router", "firewall", "wireless_controller", "access_point", "server",
        "storage", "ups", "ats", "environment", "recorder",
    ),
}  # fmt: skip


def watched(campus: Campus, name: str) -> bool | None:
    """None where the device lies."""
    fault = campus.fault(name)
    return None if fault is Fault.WRONG_VALUE else fault is Fault.NONE


def hardware(*classes: str) -> Callable[[Campus], Values]:
    """Share of the devices of each class that give management data; of an empty class nothing."""

    def shares(campus: Campus) -> Values:
        values = {}
        for name in classes:
            told = [seen for role, seen in inventory(campus) if role in CLASSES[name]]
            if None in told:
                return None
            if told:
                values[name] = Fraction(told.count(True), len(told))
        return values

    return shares


def inventory(campus: Campus) -> Iterator[tuple[str, bool | None]]:
    """The role of each device, and whether it is watched; an access point is while its
    controller is, and has it in normal state."""
    devices = campus.scenario.devices
    roles = {switch.name: str(switch.role) for switch in devices.switches}
    roles |= {unit.name: "ups" for unit in (*devices.snmp_ups, *devices.nut_ups)}
    roles |= {switch.name: "ats" for switch in devices.transfer_switches}
    roles |= {server.name: "server" for server in devices.servers}
    yield from ((role, watched(campus, name)) for name, role in roles.items())
    for controller in devices.controllers:
        seen = watched(campus, controller.name)
        yield "wireless_controller", seen
        for point in controller.access_points:
            path = f"access_points.{point.name}.state"
            up = campus.now(controller.name, path, point.state) == "nor"
            yield "access_point", seen and up
    yield from ((known.role, False) for known in devices.not_polled)


def environment(*readings: str) -> Callable[[Campus], Values]:
    """1 where something in a machine room reads temperature, humidity, power or leaks of water;
    of leaks only where the scenario says what else there is in the room."""

    def seen(campus: Campus) -> Values:
        values = {}
        rooms = [r for r in campus.scenario.campus.rooms or [] if r.kind == "machine_room"]
        for room in rooms:
            for reading in readings:
                if reading == "water" and room.sensors is None:
                    continue
                told = [watched(campus, name) for name in readers(campus, room, reading)]
                if True not in told and None in told:
                    return None
                values[f"{room.name} {reading}"] = Fraction(True in told)
        return values

    return seen


def readers(campus: Campus, room: Room, reading: str) -> list[str]:
    """The devices that read it in the room."""
    if reading not in ("temperature", "humidity", "power"):
        return [sensor.target for sensor in room.sensors or [] if sensor.signal == reading]
    sensors = [sensor.target for sensor in room.temperature_sensors or []]
    if reading == "temperature":
        return sensors
    if reading == "humidity":
        return [name for name in sensors if measures_humidity(campus, name)]
    domains = [d for d in campus.scenario.campus.power_domains or [] if d.room == room.name]
    units = [unit.target for domain in domains for unit in domain.units]
    return [*units, *(room.transfer_switches or [])]


def measures_humidity(campus: Campus, name: str) -> bool:
    devices = campus.scenario.devices
    return (
        any(
            sensor.humidity_percent is not None
            for sensing in devices.switches
            if sensing.name == name
            for sensor in sensing.sensors
        )
        or any(
            sensor.humidity_percent is not None
            for ats in devices.transfer_switches
            if ats.name == name
            for sensor in ats.sensors
        )
        or any(
            known.quantity == "humidity_ratio"
            for platform in devices.platforms
            if platform.name == name
            for known in platform.readings
        )
    )
