"""What a scenario says that no device knows: people, places, contracts, and what belongs to what.

It is written as a user writes the inventory, so that `sim/inventory.py` can pass it on as it
stands, but for `as_of_days_ago`, which becomes a date. A list that is left out stays left out,
which the auditor takes for unknown.
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Comes from a scenario file: frozen, strict, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Name = Annotated[str, Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]


class PortRef(Model):
    target: Name
    interface: str


class InstanceRef(Model):
    target: Name
    instance: str = ""


class People(Model):
    staff: int = Field(ge=0)
    students: int = Field(ge=0)
    full_time_teachers: int | None = Field(default=None, ge=0)
    largest_class: int | None = Field(default=None, ge=0)
    experimenting_students: int | None = Field(default=None, ge=0)
    as_of_days_ago: int = Field(ge=0)  # an emulated campus is of today
    source: Text


class Building(Model):
    name: Name
    uplinks: list[PortRef] | None = None


class AccessPorts(Model):
    target: Name
    interfaces: list[str] = Field(min_length=1)  # shell patterns
    except_interfaces: list[str] = []

    def has(self, switch: str, interface: str) -> bool:
        inside = any(fnmatchcase(interface, pattern) for pattern in self.interfaces)
        outside = any(fnmatchcase(interface, pattern) for pattern in self.except_interfaces)
        return self.target == switch and inside and not outside


class RoomAccessPoint(Model):
    target: Name
    name: Name
    stations_limit: int = Field(gt=0)


class RoomSensor(Model):
    """What tells of a technical room or an archive, beside its temperature and humidity."""

    signal: Literal["water", "smoke", "door", "air", "cooling", "racks", "assets"]
    target: Name
    instance: str = ""


class Room(Model):
    name: Name
    building: Name | None = None
    kind: Literal[
        "classroom", "smart_classroom", "office", "laboratory", "dormitory",
        "machine_room", "weak_current_room", "public", "other", "computer_classroom",
        "recording_room", "special_classroom", "broadcast_room", "television_studio",
        "archive_room",
    ]  # fmt: skip
    seats: int | None = Field(default=None, gt=0)
    access_points: list[RoomAccessPoint] | None = None
    ports: list[PortRef] | None = None
    temperature_sensors: list[InstanceRef] | None = None
    transfer_switches: list[Name] | None = None
    stage: Literal["primary", "junior", "senior"] | None = None
    specialty: Literal["inquiry", "innovation", "maker"] | None = None
    multimedia: bool | None = None
    high_density: bool = False
    sensors: list[RoomSensor] | None = None


class Circuit(Model):
    name: Name
    kind: Literal["cernet", "education_network", "internet"]
    target: Name
    interface: str
    contract_bits_per_second: int = Field(gt=0)
    as_of_days_ago: int = Field(ge=0)  # an emulated campus is of today
    source: Text
    campus: Name | None = None
    reaches: InstanceRef | None = None
    reaches_over_ipv6: InstanceRef | None = None
    crosses: InstanceRef | None = None
    crosses_over_ipv6: InstanceRef | None = None


class Vlan(Model):
    name: Name
    users: bool
    target: Name
    interface: str
    servers: bool = False
    host: InstanceRef | None = None


class PowerDomain(Model):
    name: Name
    scope: Literal["machine_room", "surveillance"]
    room: Name | None = None
    feed: Literal["parallel", "independent"] = "parallel"
    units: list[InstanceRef]


class GatewayFact(Model):
    name: Name
    target: Name
    kind: Text


class MeterFact(Model):
    name: Name
    medium: Literal["water", "electricity", "gas", "heat"]
    target: Name | None = None  # None: fitted, but nothing reads it
    gateway: Name | None = None
    building: Name | None = None
    room: Name | None = None


class Copy(Model):
    """One place where copies of a data set lie, and the job whose end proves them."""

    name: Name
    job: InstanceRef
    cloud: bool = False
    room: Name | None = None
    building: Name | None = None


class DataSet(Model):
    name: Name
    important: bool
    room: Name | None = None
    building: Name | None = None
    backup: InstanceRef | None = None
    copies: list[Copy] | None = None


class Facts(Model):
    """The `campus:` section of the auditor's inventory, as the scenario's user would write it."""

    people: People | None = None
    buildings: list[Building] | None = None
    backbone_links: list[PortRef] | None = None
    access_ports: list[AccessPorts] | None = None
    rooms: list[Room] | None = None
    circuits: list[Circuit] | None = None
    vlans: list[Vlan] | None = None
    power_domains: list[PowerDomain] | None = None
    dns_servers: list[Name] | None = None
    portals: list[Name] | None = None
    gateways: list[GatewayFact] | None = None
    meters: list[MeterFact] | None = None
    data_sets: list[DataSet] | None = None
    # lists of the inventory that only `sim/reality/` looks into, as the auditor's user writes them
    more: dict[Name, list[dict[str, Any]]] = {}

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """Of `more`; empty where the scenario has no such list."""
        return self.more.get(kind, [])

    @cached_property
    def having(self) -> Mapping[tuple[str, str, object], list[dict[str, Any]]]:
        """Of `more`, by the list, a field of plain text or truth, and its value."""
        found: dict[tuple[str, str, object], list[dict[str, Any]]] = {}
        for kind, listed in self.more.items():
            for each in listed:
                for field, value in each.items():
                    if isinstance(value, str | bool):
                        found.setdefault((kind, field, value), []).append(each)
        return found


def references(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Where a device is named: the place, the device, and the part of it that is meant, or ""."""
    for building in facts.buildings or []:
        place = f"building {building.name}"
        yield from ((place, port.target, port.interface) for port in building.uplinks or [])
    for link in facts.backbone_links or []:
        yield "backbone_links", link.target, link.interface
    yield from (("access_ports", ports.target, "") for ports in facts.access_ports or [])
    for line in facts.circuits or []:
        yield f"circuit {line.name}", line.target, line.interface
        tests = (line.reaches, line.reaches_over_ipv6, line.crosses, line.crosses_over_ipv6)
        for test in filter(None, tests):
            yield f"circuit {line.name}", test.target, test.instance
    for vlan in facts.vlans or []:
        yield f"VLAN {vlan.name}", vlan.target, vlan.interface
        if vlan.host is not None:
            yield f"VLAN {vlan.name}", vlan.host.target, vlan.host.instance
    for room in facts.rooms or []:
        yield from _of_room(room)
    for domain in facts.power_domains or []:
        place = f"power domain {domain.name}"
        yield from ((place, unit.target, unit.instance) for unit in domain.units)
    for name in [*(facts.dns_servers or []), *(facts.portals or [])]:
        yield "dns_servers, portals", name, ""
    yield from (("gateways", gateway.target, gateway.name) for gateway in facts.gateways or [])
    yield from (
        ("meters", meter.target, meter.name) for meter in facts.meters or [] if meter.target
    )
    for data_set in facts.data_sets or []:
        if data_set.backup is not None:
            yield f"data set {data_set.name}", data_set.backup.target, data_set.backup.instance
        for copy in data_set.copies or []:
            yield f"{copy.name} of {data_set.name}", copy.job.target, copy.job.instance


def _of_room(room: Room) -> Iterator[tuple[str, str, str]]:
    place = f"room {room.name}"
    yield from ((place, placed.target, placed.name) for placed in room.access_points or [])
    yield from ((place, port.target, port.interface) for port in room.ports or [])
    for sensor in room.temperature_sensors or []:
        yield place, sensor.target, sensor.instance
    for reader in room.sensors or []:
        yield place, reader.target, reader.instance
    yield from ((place, name, "") for name in room.transfer_switches or [])
