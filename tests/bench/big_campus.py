"""A synthetic campus of any size: facts, and the rounds in which nearly all of it is well.

It starts from the campus with one of everything, so that no live clause is without a reading,
and multiplies what a big campus has thousands of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from random import Random

from checks.campus import (
    AccessPorts,
    Building,
    Campus,
    Device,
    Gateway,
    InstanceRef,
    InterfaceRef,
    Medium,
    Meter,
    Room,
    RoomAccessPoint,
    RoomKind,
)
from checks.equipment import Link, OutletLedger, Place, PlaceKind, Thing, ThingKind
from checks.systems import Server, System, SystemKind
from checks.video import Camera
from collectors import quantities as q
from collectors import system_quantities as sq
from collectors.probe import ProbeResult
from collectors.reading import Quantity
from tests.builders import AT, Values, power_domain, said
from tests.whole_campus import WHOLE, all_well, each

PORTS = 48
UPLINKS = 4
#: As collectors tell them (`label` in collectors/snmp/names.py): equal names are one text.
ACCESS_NAMES = [f"GE{n + 1}" for n in range(PORTS)]
UPLINK_NAMES = [f"XGE{n + 1}" for n in range(UPLINKS)]
POINTS_PER_CONTROLLER = 1_000
GIGABIT = 1_000_000_000
DAY_SECONDS = 86_400.0

#: Rooms of a big campus, most of them where people sleep and work.
ROOMS = (
    *(RoomKind.CLASSROOM,) * 4,
    *(RoomKind.SMART_CLASSROOM,) * 2,
    *(RoomKind.LABORATORY,) * 2,
    *(RoomKind.OFFICE,) * 5,
    *(RoomKind.DORMITORY,) * 5,
    RoomKind.PUBLIC,
    RoomKind.WEAK_CURRENT_ROOM,
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; what is not said here follows from these.

    Switches, access points, UPS and gateways are what the auditor is built for. Cameras, meters
    and links are a guess of ours at what a campus of that size has beside them.
    """

    switches: int = 3_000
    access_points: int = 15_000
    ups: int = 500
    gateways: int = 5_000
    links: int = 2_000
    cameras: int = 1_000
    meters: int = 2_000

    def scaled(self, ratio: float) -> "Size":
        """At least two of each."""
        counts = {field.name: getattr(self, field.name) for field in fields(self)}
        return Size(**{name: max(round(count * ratio), 2) for name, count in counts.items()})

    @property
    def rooms(self) -> int:
        return max(self.access_points // 3, 1)


FULL = Size()


def switch_name(number: int) -> str:
    return f"sw-{number:04}"


def _port(number: int) -> InterfaceRef:
    """One of all access ports, counted over switches."""
    switch, port = divmod(number, PORTS)
    return InterfaceRef(target=switch_name(switch), interface=f"GE{port + 1}")


def _uplink(switch: int, number: int = 1) -> InterfaceRef:
    return InterfaceRef(target=switch_name(switch), interface=f"XGE{number}")


def _controller(point: int) -> str:
    return f"wlc-{point // POINTS_PER_CONTROLLER + 2}"


def _room(number: int, size: Size, buildings: int) -> Room:
    kind = ROOMS[number % len(ROOMS)]
    points = range(number, size.access_points, size.rooms)
    technical = kind is RoomKind.WEAK_CURRENT_ROOM
    ports = size.switches * PORTS
    return Room(
        name=f"room {number}",
        building=f"building {number % buildings}",
        kind=kind,
        seats=60 if kind in (RoomKind.CLASSROOM, RoomKind.SMART_CLASSROOM) else None,
        access_points=[
            RoomAccessPoint(target=_controller(n), name=f"ap-{n}", stations_limit=64)
            for n in points
        ],
        ports=[_port((number * 6 + n) % ports) for n in range(6)],
        temperature_sensors=[InstanceRef(target=f"env-{number}")] if technical else None,
        high_density=kind is RoomKind.PUBLIC,
        multimedia=kind is RoomKind.SMART_CLASSROOM,
    )


def campus_of(size: Size = FULL) -> Campus:
    """The campus with one of everything, and beside it so many of what a campus has many of."""
    buildings = max(size.switches // 30, 1)
    rooms = [_room(number, size, buildings) for number in range(size.rooms)]
    return WHOLE.model_copy(
        update={
            "buildings": [*(WHOLE.buildings or []), *_buildings(size, buildings)],
            "backbone_links": [*(WHOLE.backbone_links or []), *_core_links(size)],
            "access_ports": [*(WHOLE.access_ports or []), *_access_ports(size)],
            "rooms": [*(WHOLE.rooms or []), *rooms],
            "power_domains": [
                *(WHOLE.power_domains or []),
                *(power_domain(f"ups-{n}", name=f"domain {n}") for n in range(size.ups)),
            ],
            "gateways": [*(WHOLE.gateways or []), *_gateways(size)],
            "meters": [*(WHOLE.meters or []), *_meters(size)],
            "things": [*(WHOLE.things or []), *_things(rooms)],
            "links": [*(WHOLE.links or []), *_links(size)],
            "outlets": [*(WHOLE.outlets or []), *_outlets(buildings)],
            "places": [*(WHOLE.places or []), *_places(size)],
            "cameras": [*(WHOLE.cameras or []), *_cameras(size, rooms)],
            "servers": [*(WHOLE.servers or []), *_servers(size)],
            "systems": [*(WHOLE.systems or []), *_systems(size)],
            "devices": [*WHOLE.devices, *_devices(size)],
        }
    )


def _buildings(size: Size, buildings: int) -> list[Building]:
    return [
        Building(
            name=f"building {n}",
            uplinks=[_uplink(s) for s in range(n, size.switches, buildings)][:2],
        )
        for n in range(buildings)
    ]


def _core_links(size: Size) -> list[InterfaceRef]:
    return [_uplink(s, 2) for s in range(0, size.switches, 30)]


def _access_ports(size: Size) -> list[AccessPorts]:
    return [AccessPorts(target=switch_name(n), interfaces=["GE*"]) for n in range(size.switches)]


def _links(size: Size) -> list[Link]:
    return [
        Link(
            name=f"link {n}",
            near=_uplink(n % size.switches, 1 + n // size.switches),
            far=InterfaceRef(target="core-1", interface=f"D{n}"),
        )
        for n in range(size.links)
    ]


def _outlets(buildings: int) -> list[OutletLedger]:
    return [
        OutletLedger(
            building=f"building {n}",
            outlets=PORTS,
            as_of=date(2026, 9, 1),
            source="ledger",
        )
        for n in range(buildings)
    ]


def _gateways(size: Size) -> list[Gateway]:
    return [
        Gateway(name=f"gw-{n}", target="broker", kind=("energy", "access", "water")[n % 3])
        for n in range(size.gateways)
    ]


def _meters(size: Size) -> list[Meter]:
    media = tuple(Medium)
    return [
        Meter(name=f"meter-{n}", medium=media[n % len(media)], target="broker")
        for n in range(size.meters)
    ]


def _things(rooms: list[Room]) -> list[Thing]:
    kinds = {
        RoomKind.CLASSROOM: (ThingKind.ROOM_CONTROLLER, ThingKind.DISPLAY),
        RoomKind.SMART_CLASSROOM: (ThingKind.ROOM_CONTROLLER, ThingKind.INTERACTIVE_DISPLAY),
        RoomKind.WEAK_CURRENT_ROOM: (ThingKind.DOOR_CONTROLLER,),
    }
    return [
        Thing(
            name=f"{kind} of {room.name}",
            kind=kind,
            target="platform",
            room=room.name,
            protocol="MQTT",
            interval_seconds=60.0,
            inches=86.0,
            automatic=True,
        )
        for room in rooms
        for kind in kinds.get(room.kind, ())
    ]


def _places(size: Size) -> list[Place]:
    kinds = tuple(PlaceKind)
    return [
        Place(name=f"place {n}", kind=kinds[n % len(kinds)], key=n % 10 == 0)
        for n in range(size.cameras // 10)
    ]


def _cameras(size: Size, rooms: list[Room]) -> list[Camera]:
    """A third in rooms, the rest outside."""
    places = max(size.cameras // 10, 1)
    return [
        Camera(
            name=f"camera {n}",
            target=f"nvr-{n // 64}",
            instance=f"{n}",
            recording=InstanceRef(target=f"nvr-{n // 64}", instance=f"{n}"),
            room=rooms[n % len(rooms)].name if n % 3 == 0 else None,
            place=f"place {n % places}" if n % 3 else None,
        )
        for n in range(size.cameras)
    ]


def _servers(size: Size) -> list[Server]:
    return [
        Server(name=f"host {n}", device=f"host {n}", operating_system="Linux")
        for n in range(size.ups // 2)
    ]


def _systems(size: Size) -> list[System]:
    kinds = tuple(SystemKind)
    return [
        System(
            name=f"system {n}",
            kind=kinds[n % len(kinds)],
            inside=InstanceRef(target="inside", instance=f"system {n}"),
            outside=InstanceRef(target="outside", instance=f"system {n}"),
        )
        for n in range(size.ups // 2)
    ]


def _devices(size: Size) -> list[Device]:
    controllers = sorted({_controller(n) for n in range(size.access_points)})
    return [
        *(Device(name=switch_name(n), role="access", polled=True) for n in range(size.switches)),
        *(Device(name=name, role="wireless_controller", polled=True) for name in controllers),
        *(Device(name=f"ups-{n}", role="ups", polled=True) for n in range(size.ups)),
        *(Device(name=f"host {n}", role="server", polled=True) for n in range(size.ups // 2)),
    ]


def switch_round(number: int, age_seconds: float = 0.0, **told: Values) -> ProbeResult:
    """Ten columns of a 52-port switch: half of its ports in use, all able to do 1 Gbit/s."""
    access, uplinks = ACCESS_NAMES, UPLINK_NAMES
    names = (*access, *uplinks)
    able = {**dict.fromkeys(access, GIGABIT), **dict.fromkeys(uplinks, 10 * GIGABIT)}
    up = {name: n % 2 == 0 or name in uplinks for n, name in enumerate(names)}
    columns: dict[Quantity, Values] = {
        q.INTERFACE_UP: up,
        q.INTERFACE_ADMIN_UP: each(names, True),
        q.INTERFACE_SPEED: able,
        q.INTERFACE_CAPABILITY: {name: able[name] for name in access if name not in access[::16]},
        q.INTERFACE_OPTICAL: {name: name in uplinks for name in names},
        q.LLDP_NEIGHBOR: dict.fromkeys(uplinks, "core-1"),
        q.LLDP_NEIGHBOR_PORT: dict.fromkeys(uplinks, f"D{number}"),
        q.DEVICE_UPTIME: {"": 3600.0},
        q.STACK_MEMBERS: {"": 1},
    }
    columns |= {q.QUANTITIES[name]: values for name, values in told.items()}
    return said(switch_name(number), columns, age_seconds=age_seconds)


def ups_round(
    number: int, runtime_seconds: float = 28_800.0, age_seconds: float = 0.0
) -> ProbeResult:
    told = {
        q.UPS_RUNTIME: runtime_seconds,
        q.UPS_CHARGE: 1.0,
        q.UPS_BATTERY_NORMAL: True,
        q.UPS_ON_BATTERY: False,
        q.UPS_LOAD: 0.4,
    }
    return said(f"ups-{number}", told, age_seconds=age_seconds)


def _controller_round(target: str, points: list[str], random: Random) -> ProbeResult:
    return said(
        target,
        {
            q.ACCESS_POINT_UP: {name: random.random() > 0.001 for name in points},
            q.ACCESS_POINTS: len(points),
            q.DEVICE_UPTIME: 3600.0,
            q.WIRELESS_TERMINAL_RATE: 8e6,
            q.WIRELESS_USER_LIMIT: 8e6,
            q.ACCESS_POINT_BUSY_STATIONS: {name: random.randrange(60) for name in points},
            q.ACCESS_POINT_REFUSALS: dict.fromkeys(points, 0),
            q.ACCESS_POINT_CHANNEL_USE: {name: random.random() / 2 for name in points},
            q.ACCESS_POINT_NEIGHBOURS: dict.fromkeys(points, 0),
            q.ACCESS_POINT_WEEK_STATIONS: dict.fromkeys(points, 30),
        },
        age_seconds=random.uniform(0, 50),
    )


def rounds_of(campus: Campus, size: Size = FULL) -> Iterator[ProbeResult]:
    """A first round of every probe, spread over the last 50 s, as it is in a minute's rhythm."""
    random = Random(3)
    yield from all_well()
    for number in range(size.switches):
        yield switch_round(number, random.uniform(0, 50))
    for number in range(size.ups):
        yield ups_round(number, age_seconds=random.uniform(0, 50))
    behind: dict[str, list[str]] = {}
    for number in range(size.access_points):
        behind.setdefault(_controller(number), []).append(f"ap-{number}")
    for target, points in behind.items():
        yield _controller_round(target, points, random)
    yield from _things_rounds(campus, size)
    yield from _video_rounds(campus)
    yield from _system_rounds(campus, size)


def _things_rounds(campus: Campus, size: Size) -> Iterator[ProbeResult]:
    names = [thing.name for thing in campus.things or []]
    meters = [meter.name for meter in campus.meters or []]
    gateways = [gateway.name for gateway in campus.gateways or []]
    yield said(
        "platform",
        {
            q.THING_LIVE: dict.fromkeys(names, True),
            q.THING_LAST_SEEN: dict.fromkeys(names, AT.timestamp()),
            q.THING_GAP: dict.fromkeys(names, 60.0),
            q.THING_DELAY: dict.fromkeys(names, 1.0),
            q.THING_MESSAGES_VALID: dict.fromkeys(names, 1.0),
            q.BROKER_DROPPED: 0,
        },
    )
    yield said(
        "broker",
        {q.GATEWAY_HEARD: dict.fromkeys(gateways, True), q.METER_VALUE: dict.fromkeys(meters, 1.0)},
    )
    for room in campus.rooms or []:
        for ref in room.temperature_sensors or []:
            if ref.target.startswith("env-"):
                yield said(ref.target, {q.TEMPERATURE: 23.5, q.HUMIDITY: 0.4})
    far = {f"D{n}": switch_name(n % size.switches) for n in range(size.links)}
    there = {f"D{n}": f"XGE{1 + n // size.switches}" for n in range(size.links)}
    yield said(
        "core-1",
        {
            q.LLDP_NEIGHBOR: {**far, "XGE1": "access-1"},
            q.LLDP_NEIGHBOR_PORT: {**there, "XGE1": "GE9"},
        },
    )


def _video_rounds(campus: Campus) -> Iterator[ProbeResult]:
    by_target: dict[str, list[str]] = {}
    for camera in campus.cameras or []:
        by_target.setdefault(camera.target, []).append(camera.instance)
    for target, names in by_target.items():
        yield said(
            target,
            {
                sq.CAMERA_UP: dict.fromkeys(names, True),
                sq.VIDEO_WIDTH: dict.fromkeys(names, 1920),
                sq.VIDEO_HEIGHT: dict.fromkeys(names, 1080),
                sq.RECORDING_SINCE: dict.fromkeys(names, AT.timestamp() - 100 * DAY_SECONDS),
                sq.RECORDING_CONFIGURED: dict.fromkeys(names, 100 * DAY_SECONDS),
                sq.CAMERA_CLOCK_OFFSET: dict.fromkeys(names, -0.5),
            },
        )


def _system_rounds(campus: Campus, size: Size) -> Iterator[ProbeResult]:
    names = [system.name for system in campus.systems or []]
    for target in ("inside", "outside"):
        yield said(target, {sq.SYSTEM_ANSWERS: dict.fromkeys(names, True)})
    for number in range(size.ups // 2):
        yield said(f"host {number}", {q.DEVICE_UPTIME: 3600.0})
