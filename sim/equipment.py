"""What a scenario says of its devices: those that are started, and those that it only names."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from sim.device_model import DeviceModel
from sim.facts import Model, Name, PortRef, Text
from sim.pages import Place
from sim.recordings.written import Recorded
from sim.ways import PathHelper, Way

MOST_PORTS_PER_LINE = 512


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


class DnsView(Model):
    """A line's users, what A records they are given in place of those of everybody, and where
    addresses of their line lie."""

    subnet: str
    prefixes: list[str] = Field(min_length=1)
    addresses: list[str] = Field(min_length=1)


class NameBeyond(Model):
    """A name of others, which a server looks up for its users, or filters."""

    addresses: list[str] = Field(min_length=1)
    filtered: bool = False


class DnsServer(DeviceModel):
    """With authority for `origin`. `views` are by "owner/line"; `second_address` is that of another
    name server of the zone, which tells the same."""

    origin: Name = "example.edu"
    records: dict[Name, dict[str, list[str]]]  # A, AAAA
    views: dict[Name, DnsView] = Field(default={})
    beyond: dict[Name, NameBeyond] = Field(default={})
    second_address: str | None = None


class FarAddress(Model):
    """An address behind a circuit, and by which family it is tried; both, for a host of a VLAN."""

    over: Literal["ipv4", "ipv6", "both"] = "ipv4"


class Vantage(DeviceModel):
    """A place from which far addresses are tried, by the name of the test."""

    far: dict[Name, FarAddress] = Field(min_length=1)


class Portal(DeviceModel):
    """A home page; its host name is looked up at `nameserver`, a DNS server of the scenario.
    `pages` are the paths of the site, each with those that it links to; `//lib.example.edu/` is one
    on another host, with an IPv6 side of its own. A link with a scheme leads away."""

    host: Name
    nameserver: Name
    pages: dict[Name, list[Name]] = Field(default={"/": []})

    @cached_property
    def place(self) -> Place:
        return Place(self.host)

    @cached_property
    def hosts(self) -> list[str]:
        """Those besides that of the home page."""
        found = dict.fromkeys(map(self.place.host_of, self.pages))
        return [host for host in found if host != self.host]

    @cached_property
    def html(self) -> Mapping[str, str]:
        """By page, what stands there at the start."""
        return {page: self.place.html_of(page, links) for page, links in self.pages.items()}


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
    vantages: list[Vantage] = Field(default=[])
    path_helpers: list[PathHelper] = Field(default=[])
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
    def found_by(self) -> Mapping[str, str]:
        """By device, the name server without which nobody finds it."""
        return {portal.name: portal.nameserver for portal in self.portals}

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
    def ways(self) -> Mapping[tuple[str, str], Way]:
        """By path helper and the name of the test."""
        return {
            (helper.name, name): way
            for helper in self.path_helpers
            for name, way in helper.ways.items()
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
            self.dns_servers, self.portals, self.vantages, self.path_helpers, self.brokers,
            self.backup_servers, self.servers, self.platforms, self.recordings,
        ):  # fmt: skip
            yield from group
