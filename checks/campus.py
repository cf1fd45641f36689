"""The facts that no device knows: people, places, circuits, power; and what belongs to which.

A list that is None was left out of the inventory, which is unknown; an empty list says
that the campus has none, which is an answer.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from checks import fact
from checks.equipment import (
    Computers,
    DnsLine,
    DnsTestName,
    ForbiddenFlow,
    Hazard,
    Link,
    OutletLedger,
    Place,
    Precinct,
    RoomSensor,
    SecurityDevice,
    Thing,
)
from checks.fact_dates import Dated
from checks.systems import (
    CloudSpace,
    Cluster,
    Component,
    LogSource,
    LogStore,
    Server,
    StoragePool,
    System,
)
from checks.video import Camera

#: What facts are made of, under the names by which the campus is described.
Fact = fact.Fact
Name = str
InterfaceRef = fact.InterfaceRef
InstanceRef = fact.InstanceRef


class People(Fact):
    """Heads at school on a day (I-13: one number per base, never mixed)."""

    staff: int = Field(ge=0)
    students: int = Field(ge=0)
    full_time_teachers: int | None = Field(default=None, ge=0)
    largest_class: int | None = Field(default=None, ge=0)
    # students who do experiments, the base of an experiment platform's load
    experimenting_students: int | None = Field(default=None, ge=0)
    as_of: date
    source: str = Field(min_length=1)


class Building(Fact):
    """A building and the ports that lead from it to the core, as the network's side sees them."""

    name: Name
    uplinks: list[InterfaceRef] | None = None


class AccessPorts(Fact):
    """Ports that users plug into: shell patterns on the interface names of one switch."""

    target: Name
    interfaces: list[str] = Field(min_length=1)
    except_interfaces: list[str] = Field(default=[])


class RoomKind(StrEnum):
    CLASSROOM = "classroom"
    SMART_CLASSROOM = "smart_classroom"
    OFFICE = "office"
    LABORATORY = "laboratory"
    COMPUTER_CLASSROOM = "computer_classroom"
    RECORDING_ROOM = "recording_room"
    SPECIAL_CLASSROOM = "special_classroom"
    BROADCAST_ROOM = "broadcast_room"
    TELEVISION_STUDIO = "television_studio"
    ARCHIVE_ROOM = "archive_room"
    DORMITORY = "dormitory"
    MACHINE_ROOM = "machine_room"
    WEAK_CURRENT_ROOM = "weak_current_room"
    PUBLIC = "public"
    OTHER = "other"


class Stage(StrEnum):
    """Whose lessons a room is for, where a document asks other things of each school stage."""

    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"


class Specialty(StrEnum):
    """What a special classroom is for, where a document asks other things of each."""

    INQUIRY = "inquiry"
    INNOVATION = "innovation"
    MAKER = "maker"


class RoomAccessPoint(Fact):
    """An access point that serves a room, and how many terminals it was tested or set to carry."""

    target: Name
    name: str
    stations_limit: int = Field(gt=0)


class Room(Fact):
    name: Name
    building: Name | None = None
    kind: RoomKind = Field(strict=False)
    seats: int | None = Field(default=None, gt=0)
    access_points: list[RoomAccessPoint] | None = None
    ports: list[InterfaceRef] | None = None
    temperature_sensors: list[InstanceRef] | None = None
    transfer_switches: list[Name] | None = None
    stage: Stage | None = Field(default=None, strict=False)
    specialty: Specialty | None = Field(default=None, strict=False)
    # a crowded place (library, gymnasium, hall) that needs a high-density radio plan
    high_density: bool = False
    # fitted with a projector or panel, central control and sound; None: not said
    multimedia: bool | None = None
    sensors: list[RoomSensor] | None = None


class CircuitKind(StrEnum):
    CERNET = "cernet"
    EDUCATION_NETWORK = "education_network"
    INTERNET = "internet"


class Circuit(Fact):
    """An egress line: the port it ends on and what the contract promises (smaller direction)."""

    name: Name
    kind: CircuitKind = Field(strict=False)
    target: Name
    interface: str
    contract_bits_per_second: int = Field(gt=0)
    # the other direction of an asymmetric line: shown, and never counted (I-12)
    larger_direction_bits_per_second: int | None = Field(default=None, gt=0)
    # the last day of the contract; what the line carries after it nobody has promised
    ends_on: date | None = None
    as_of: date
    source: str = Field(min_length=1)
    # the campus that it serves, where a school has several
    campus: Name | None = None
    # tests whose packets leave by this circuit, for an address that only its network reaches
    reaches: InstanceRef | None = None
    reaches_over_ipv6: InstanceRef | None = None
    # traces that leave by this circuit and are to go through its own network (AS4538, AS23910),
    # towards an address beyond that: one that lies in it is reached through it by any circuit
    crosses: InstanceRef | None = None
    crosses_over_ipv6: InstanceRef | None = None


class Vlan(Fact):
    """A VLAN, and the gateway interface that serves it."""

    name: Name
    users: bool
    target: Name
    interface: str
    servers: bool = False
    # a test that a host in the VLAN runs towards an address outside, over both families
    host: InstanceRef | None = None


class PowerScope(StrEnum):
    MACHINE_ROOM = "machine_room"
    SURVEILLANCE = "surveillance"


class Feed(StrEnum):
    """How several UPS of one domain carry the load (I-33)."""

    PARALLEL = "parallel"  # one bus: the smallest estimate counts
    INDEPENDENT = "independent"  # A and B, every load dual-corded: the largest counts


class PowerDomain(Fact):
    """What goes dark together (I-30, I-31). No units: nothing carries it, which counts as 0 s."""

    name: Name
    scope: PowerScope = Field(strict=False)
    room: Name | None = None
    feed: Feed = Field(default=Feed.PARALLEL, strict=False)
    units: list[InstanceRef]


class Gateway(Fact):
    """An IoT gateway, heard through a broker."""

    name: Name
    target: Name
    kind: str


class Medium(StrEnum):
    WATER = "water"
    ELECTRICITY = "electricity"
    GAS = "gas"
    HEAT = "heat"


class Meter(Fact):
    name: Name
    medium: Medium = Field(strict=False)
    # None: fitted, but nothing reads it; it stays in the denominator (I-43)
    target: Name | None = None
    gateway: Name | None = None
    building: Name | None = None
    room: Name | None = None


class BackupCopy(Fact):
    """One place where copies of a data set lie, and the job whose end proves them."""

    name: Name
    job: InstanceRef
    cloud: bool = False
    room: Name | None = None
    building: Name | None = None


class DataSet(Fact):
    """Data that must survive, where it lives, and which job's end proves a copy."""

    name: Name
    important: bool
    room: Name | None = None
    building: Name | None = None
    backup: InstanceRef | None = None
    copies: list[BackupCopy] | None = None


class Device(Fact):
    """What the inventory says of a target, for shares over hardware (I-42)."""

    name: Name
    role: str
    building: Name | None = None
    in_scope: bool = True
    # measured management data, as opposed to being only known by name
    polled: bool


class Campus(Fact):
    """All facts of one campus."""

    people: People | None = None
    buildings: list[Building] | None = None
    backbone_links: list[InterfaceRef] | None = None
    access_ports: list[AccessPorts] | None = None
    rooms: list[Room] | None = None
    circuits: list[Circuit] | None = None
    vlans: list[Vlan] | None = None
    power_domains: list[PowerDomain] | None = None
    dns_servers: list[Name] | None = None
    portals: list[Name] | None = None
    gateways: list[Gateway] | None = None
    meters: list[Meter] | None = None
    data_sets: list[DataSet] | None = None
    # what stands beside the network, and how it is tested
    things: list[Thing] | None = None
    hazards: list[Hazard] | None = None
    places: list[Place] | None = None
    computers: list[Computers] | None = None
    outlets: list[OutletLedger] | None = None
    security_devices: list[SecurityDevice] | None = None
    campuses: list[Precinct] | None = None
    # of far addresses that any circuit may carry: who stands in when one fails
    failover_tests: list[InstanceRef] | None = None
    links: list[Link] | None = None
    dns_lines: list[DnsLine] | None = None
    dns_test_names: list[DnsTestName] | None = None
    forbidden_flows: list[ForbiddenFlow] | None = None
    # the data centre, what runs in it, and what it keeps
    clusters: list[Cluster] | None = None
    servers: list[Server] | None = None
    storage_pools: list[StoragePool] | None = None
    cloud_spaces: list[CloudSpace] | None = None
    systems: list[System] | None = None
    databases: list[Component] | None = None
    middleware: list[Component] | None = None
    log_stores: list[LogStore] | None = None
    log_sources: list[LogSource] | None = None
    cameras: list[Camera] | None = None
    #: When lists of the above were last looked over; one that is not named here is undated.
    sources: dict[str, Dated] = Field(default={})
    #: Filled from the targets of the inventory, not written by hand.
    devices: list[Device] = Field(default=[])
