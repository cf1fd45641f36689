"""The scenario file: a small campus in the words of the field, checked before anything starts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property, reduce
from itertools import chain
from pathlib import Path
from typing import Any, Literal, Self, TypeGuard

import yaml
from pydantic import Field, ValidationError, model_validator

from sim.device_model import DeviceModel
from sim.facts import Facts, Model, Name, PortRef, Text, references
from sim.faults import Fault
from sim.impairment import Wire
from sim.recordings.written import Recorded
from sim.timetable import Living, Timetable

SCENARIOS = Path(__file__).parent / "scenarios"

MOST_PORTS_PER_LINE = 512

Where = tuple[int | str, ...]  # keys and places of the file, from its root


class Site(Model):
    name: Text
    name_zh: str = ""
    profiles: list[Text] = Field(min_length=1)


class Ports(Model):
    """One port, or `count` alike: GE0/0/1 with count 3 is GE0/0/1, GE0/0/2, GE0/0/3."""

    name: Name
    count: int = Field(default=1, ge=1, le=MOST_PORTS_PER_LINE)
    speed_bits_per_second: int = Field(gt=0)
    # what the port can do whatever runs now; left out: the switch has no MAU-MIB for it
    capability_bits_per_second: int | None = Field(default=None, gt=0)
    optical: bool | None = None
    up: bool = True
    admin_up: bool = True
    alias: str = ""

    def names(self) -> list[str]:
        stem = self.name.rstrip("0123456789")
        first = self.name[len(stem) :]
        if self.count == 1 or not first:
            return [self.name]
        return [f"{stem}{int(first) + step}" for step in range(self.count)]


class VlanInterface(Model):
    """The gateway of a VLAN: its addresses, and whether it sends router advertisements."""

    name: Name
    ipv4: list[str] = Field(default=[])
    ipv6: list[str] = Field(default=[])
    advertises: bool = False


class EnvironmentSensor(Model):
    """It measures one of the two."""

    name: Name
    celsius: float | None = None
    humidity_percent: float | None = Field(default=None, ge=0, le=100)


class Switch(DeviceModel):
    role: Literal["core", "aggregation", "access", "firewall", "router"] = "access"
    snmp: Literal["v2c", "v3"] = "v2c"
    description: str = "Emulated campus switch"
    ports: list[Ports] = Field(min_length=1)
    vlan_interfaces: list[VlanInterface] = Field(default=[])
    sensors: list[EnvironmentSensor] = Field(default=[])  # of the air that it takes in


class Server(DeviceModel):
    """Only tells who it is and how long it is up."""

    description: str = "Emulated server"


class SnmpUps(DeviceModel):
    minutes_remaining: int = Field(ge=0)
    charge_percent: int = Field(default=100, ge=0, le=100)
    load_percent: int = Field(default=35, ge=0, le=200)
    on_battery: bool = False
    battery_age_days: int = Field(default=0, ge=0)  # of which a living campus makes something


class NutUps(DeviceModel):
    """A UPS behind upsd; `ups` is the name that upsd gives it."""

    ups: Name
    runtime_seconds: int = Field(ge=0)
    charge_percent: int = Field(default=100, ge=0, le=100)
    load_percent: int = Field(default=35, ge=0, le=200)
    status: str = "OL"
    battery_age_days: int = Field(default=0, ge=0)


class TransferSwitch(DeviceModel):
    feed_a_live: bool = True
    feed_b_live: bool = True
    sensors: list[EnvironmentSensor] = Field(default=[])


class AccessPoint(Model):
    name: Name
    state: Literal["nor", "fault", "idle", "stdby"] = "nor"  # as the controller words it
    stations: int = Field(default=0, ge=0)


class Controller(DeviceModel):
    access_points: list[AccessPoint]


class DnsServer(DeviceModel):
    origin: Name = "example.edu"
    records: dict[Name, dict[str, list[str]]]  # A, AAAA


class Portal(DeviceModel):
    """A home page; its host name is looked up at `nameserver`, a DNS server of the scenario.
    `pages` are the paths of the site, each with those that it links to."""

    host: Name
    nameserver: Name
    pages: dict[Name, list[Name]] = Field(default={"/": []})


class Meter(Model):
    """A counter, and by how much it grows in a second; the unit is the meter's own."""

    name: Name
    total: float = Field(ge=0)
    per_second: float = Field(default=0.01, ge=0)


class Gateway(Model):
    """Tells its state and all its meters at once, every `interval_seconds`."""

    name: Name
    silent: bool = False
    interval_seconds: float = Field(default=1.0, gt=0)
    meters: list[Meter] = Field(default=[])


class Broker(DeviceModel):
    gateways: list[Gateway]


class BackupServer(DeviceModel):
    """Jobs by name, and how long ago the newest good run of each ended."""

    jobs: dict[Name, float]


class KnownOnly(Model):
    """A device in the inventory that nothing polls: it counts in the denominator of O&M shares."""

    name: Name
    role: Text
    building: Name | None = None


class Known(Model):
    """What a platform tells of something, and what it tells when that is as bad as it gets. Of a
    moment (`…_timestamp_seconds`) how many seconds ago it was; one that `follows` the clock is
    always that long ago, as the newest of things that go on coming is. `about` is the device that
    it speaks of, where that is not the platform's own list of things."""

    quantity: Name
    about: Name | None = None
    instance: str = ""
    value: bool | int | float | str
    worst: bool | int | float | str
    follows: bool = False

    @property
    def path(self) -> str:
        """By which it is set on the platform."""
        of = f"{self.about}/{self.instance}" if self.about else self.instance
        return f"readings.{self.quantity}.{of}"


class Platform(DeviceModel):
    """Publishes a document of what it knows."""

    readings: list[Known] = Field(min_length=1)


class Cable(Model):
    """What joins two ports; each end tells of the other by LLDP while it is up."""

    near: PortRef
    far: PortRef


class Devices(Model):
    switches: list[Switch] = Field(default=[])
    snmp_ups: list[SnmpUps] = Field(default=[])
    nut_ups: list[NutUps] = Field(default=[])
    transfer_switches: list[TransferSwitch] = Field(default=[])
    controllers: list[Controller] = Field(default=[])
    dns_servers: list[DnsServer] = Field(default=[])
    portals: list[Portal] = Field(default=[])
    brokers: list[Broker] = Field(default=[])
    backup_servers: list[BackupServer] = Field(default=[])
    servers: list[Server] = Field(default=[])
    platforms: list[Platform] = Field(default=[])
    recordings: list[Recorded] = Field(default=[])
    not_polled: list[KnownOnly] = Field(default=[])
    cables: list[Cable] = Field(default=[])

    @cached_property
    def written_ports(self) -> Mapping[tuple[str, str], Ports]:
        """By switch and interface."""
        return {
            (switch.name, name): ports
            for switch in self.switches
            for ports in switch.ports
            for name in ports.names()
        }

    @cached_property
    def told(self) -> Mapping[tuple[str, str, str], tuple[str, Known]]:
        """What platforms tell, by what it is of, quantity and instance, with who tells it."""
        return {
            (known.about or platform.name, known.quantity, known.instance): (platform.name, known)
            for platform in self.platforms
            for known in platform.readings
        }

    @cached_property
    def told_at(self) -> Mapping[tuple[str, str], Known]:
        """The same by platform and path."""
        return {
            (platform.name, known.path): known
            for platform in self.platforms
            for known in platform.readings
        }

    @cached_property
    def cabled(self) -> Mapping[tuple[str, str], PortRef]:
        """By device and port, the port at the other end."""
        return {
            (here.target, here.interface): there
            for cable in self.cables
            for here, there in ((cable.near, cable.far), (cable.far, cable.near))
        }

    def running(self) -> Iterator[DeviceModel]:
        """Every device that the simulator starts, in the order of the file."""
        for group in (
            self.switches, self.snmp_ups, self.nut_ups, self.transfer_switches, self.controllers,
            self.dns_servers, self.portals, self.brokers, self.backup_servers, self.servers,
            self.platforms, self.recordings,
        ):  # fmt: skip
            yield from group


class OwnLimit(Model):
    """What the school asks of a clause itself, in the unit of the clause's quantity."""

    at_least: float | None = None
    at_most: float | None = None


class Event(Model):
    """A value that is set, a fault or a wire, so long after the start."""

    at_seconds: float = Field(ge=0, allow_inf_nan=False)
    device: Name
    path: Name | None = None
    value: Any = None
    fault: Fault | None = Field(default=None, strict=False)
    wire: Wire | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        said = self.model_fields_set - {"at_seconds", "device"}
        if said not in ({"path", "value"}, {"fault"}, {"wire"}):
            raise ValueError("an event is `path` and `value`, or `fault`, or `wire`")
        return self


class Scenario(Model):
    site: Site
    campus: Facts
    devices: Devices
    own_limits: dict[Name, OwnLimit] = Field(default={})  # by clause
    timetable: Timetable | None = None
    living: Living | None = None  # without it what devices tell only changes when it is changed
    # Written by hand, by device: the clauses whose verdict rests on it, which a fault makes
    # unknown; and those that ask whether it is watched at all, to which silence is a no.
    needs: dict[Name, list[Name]] = Field(default={})
    watches: dict[Name, list[Name]] = Field(default={})
    timeline: list[Event] = Field(default=[])

    def wires(self) -> Mapping[str, Wire]:
        """By device, the wire at the start: clean where the timeline only spoils it later."""
        later = {event.device: Wire() for event in self.timeline if event.wire is not None}
        written = {each.name: each.wire for each in self.devices.running() if each.wire}
        return later | written

    @cached_property
    def desktop_ports(self) -> list[PortRef]:
        """Those that users plug into, as the facts have them."""
        return [
            PortRef(target=switch, interface=name)
            for switch, name in self.devices.written_ports
            if any(access.has(switch, name) for access in self.campus.access_ports or [])
        ]


class ScenarioError(Exception):
    """Every fault of the file, one per line, each with the file and its line."""


Checks = Callable[[Scenario], Iterable[tuple[Where, str]]]


def load(name: str | Path, checks: Checks = lambda _: ()) -> Scenario:
    """A scenario from a path, or by the name of one that ships (`demo`). Raises ScenarioError,
    also for what `checks` finds.

    `include: [minimal, whole/systems]` begins with what these say, one after the other: lists go
    on, an entry of a name that was there before says more of it, and of two single values the last
    counts.
    """
    path = SCENARIOS / f"{name}.yaml" if (SCENARIOS / f"{name}.yaml").is_file() else Path(name)
    root, raw = _read(path)
    if isinstance(raw, dict) and isinstance(raw.get("include"), list):
        parts = [_read(SCENARIOS / f"{part}.yaml")[1] for part in raw.pop("include")]
        raw = reduce(_merged, [*parts, raw])
    try:
        scenario = Scenario.model_validate(raw, context={"folder": path.parent})
    except ValidationError as error:
        lines = [_fault(path, root, fault["loc"], fault["msg"]) for fault in error.errors()]
        raise ScenarioError("\n".join(lines)) from None
    if faults := [*dangling(scenario)]:
        raise ScenarioError("\n".join(f"{path}: {fault}" for fault in faults))
    if lines := [_fault(path, root, *found) for found in checks(scenario)]:
        raise ScenarioError("\n".join(lines))
    return scenario


def _read(path: Path) -> tuple[yaml.Node | None, object]:
    """The file with the places of what it says, and what it says."""
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except OSError as error:
        shipped = ", ".join(sorted(found.stem for found in SCENARIOS.glob("*.yaml")))
        raise ScenarioError(f"{path}: {error.strerror}; scenarios that ship: {shipped}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: {error}") from None


def _merged(first: object, second: object) -> object:
    if isinstance(first, dict) and isinstance(second, dict):
        both = {key: _merged(first[key], second[key]) for key in first.keys() & second.keys()}
        return {**first, **second, **both}
    if isinstance(first, list) and isinstance(second, list):
        return _gone_on(first, second)
    return second


def _gone_on(first: list[object], second: list[object]) -> list[object]:
    places = {each["name"]: n for n, each in enumerate(first) if _is_named(each)}
    whole = [*first]
    for each in second:
        place = places.get(each["name"]) if _is_named(each) else None
        if place is None:
            whole.append(each)
        else:
            whole[place] = _merged(whole[place], each)
    return whole


def _is_named(entry: object) -> TypeGuard[dict[str, object]]:
    return isinstance(entry, dict) and isinstance(entry.get("name"), str)


def _fault(path: Path, root: yaml.Node | None, where: Where, message: str) -> str:
    line, place = _line(root, where), ".".join(str(part) for part in where)
    return f"{path}:{line}: {place}: {message}"


def _line(node: yaml.Node | None, where: Where) -> int:
    """Line of the deepest part of `where` that the file has: a missing key has no line itself."""
    if node is None:
        return 1
    line = node.start_mark.line + 1
    for part in where:
        below = None
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(part)]
            line, below = (found[0][0].start_mark.line + 1, found[0][1]) if found else (line, None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):  # it stands in a file that is included
                break
            below = node.value[part]
            line = below.start_mark.line + 1
        if below is None:
            break
        node = below
    return line


def dangling(scenario: Scenario) -> Iterator[str]:
    """What is named but not there, and what is there twice."""
    names = [device.name for device in scenario.devices.running()]
    names += [device.name for device in scenario.devices.not_polled]
    for name, times in Counter(names).items():
        if times > 1:
            yield f"device {name} stands there {times} times"
    known, parts = set(names), set(_parts(scenario.devices))
    recorded = {device.name for device in scenario.devices.recordings}
    for place, target, part in references(scenario.campus):
        if target not in known:
            yield f"{place}: there is no device {target}"
        elif target in recorded:
            yield f"{place}: {target} is a recording, of which the simulator knows no truth"
        elif part and (target, part) not in parts:
            yield f"{place}: {target} has no {part}"
    yield from _plugged_wrongly(scenario.devices, parts)
    yield from _not_on_the_web(scenario.devices)
    yield from _nowhere(scenario)
    for name in (scenario.needs.keys() | scenario.watches.keys()) - known:
        yield f"needs, watches: there is no device {name}"


def _plugged_wrongly(devices: Devices, parts: AbstractSet[tuple[str, str]]) -> Iterator[str]:
    ends = [end for cable in devices.cables for end in (cable.near, cable.far)]
    for (target, port), times in Counter((end.target, end.interface) for end in ends).items():
        if (target, port) not in parts:
            yield f"cables: {target} has no {port}"
        elif times > 1:
            yield f"cables: {times} of them end at {target} {port}"


def _not_on_the_web(devices: Devices) -> Iterator[str]:
    servers = {server.name for server in devices.dns_servers}
    for portal in devices.portals:
        if portal.nameserver not in servers:
            yield f"portal {portal.name}: there is no DNS server {portal.nameserver}"
        for page in sorted({"/", *chain(*portal.pages.values())} - portal.pages.keys()):
            yield f"portal {portal.name}: there is no page {page}"


def _nowhere(scenario: Scenario) -> Iterator[str]:
    rooms = {room.name for room in scenario.campus.rooms or []}
    named = set(scenario.timetable.rooms) if scenario.timetable else set()
    named |= {event.room for event in scenario.living.events} if scenario.living else set()
    for name in sorted(named - rooms):
        yield f"timetable, living: there is no room {name}"


def _parts(devices: Devices) -> Iterator[tuple[str, str]]:
    """Each device and a thing of it that facts may name."""
    for switch in devices.switches:
        yield from ((switch.name, name) for ports in switch.ports for name in ports.names())
        yield from ((switch.name, vlan.name) for vlan in switch.vlan_interfaces)
        yield from ((switch.name, sensor.name) for sensor in switch.sensors)
    for ats in devices.transfer_switches:
        yield from ((ats.name, sensor.name) for sensor in ats.sensors)
    yield from ((unit.name, unit.ups) for unit in devices.nut_ups)
    for controller in devices.controllers:
        yield from ((controller.name, point.name) for point in controller.access_points)
    for broker in devices.brokers:
        yield from ((broker.name, gateway.name) for gateway in broker.gateways)
        yield from ((broker.name, meter.name) for one in broker.gateways for meter in one.meters)
    for server in devices.backup_servers:
        yield from ((server.name, job) for job in server.jobs)
    for platform in devices.platforms:
        yield from ((platform.name, reading.instance) for reading in platform.readings)
