"""A campus with one of everything, and the rounds in which all of it is well, or all of it ill."""

from collections.abc import Mapping

from checks.campus import (
    AccessPorts,
    Building,
    Campus,
    CircuitKind,
    DataSet,
    Device,
    Gateway,
    InstanceRef,
    Medium,
    Meter,
    PowerScope,
    Room,
    RoomKind,
    Vlan,
)
from collectors import quantities as q
from collectors.name_quantities import (
    DNS_A_OVER_IPV4,
    DNS_A_OVER_IPV6,
    DNS_AAAA_OVER_IPV4,
    DNS_AAAA_OVER_IPV6,
)
from collectors.probe import ProbeResult
from collectors.reading import Quantity
from tests import whole_equipment, whole_systems
from tests.builders import (
    AT,
    Values,
    circuit,
    listened,
    people,
    point,
    ports,
    power_domain,
    room,
    said,
)

DAY_SECONDS = 86_400.0
HOST = InstanceRef(target="vantage", instance="V100")
OUTLETS = ("GE1", "GE2", "GE3", "GE4")
INTERFACES = ("XGE1", "XGE2", "cernet", "edu", "isp", *OUTLETS)
ROLES = ("core", "router", "firewall", "wireless_controller", "server", "storage")
MEDIA = (Medium.WATER, Medium.ELECTRICITY, Medium.GAS, Medium.HEAT)
DNS = (DNS_A_OVER_IPV4, DNS_A_OVER_IPV6, DNS_AAAA_OVER_IPV4, DNS_AAAA_OVER_IPV6)


def _user_room(kind: RoomKind) -> Room:
    return room(
        kind.value, kind, seats=40, ports=ports(*OUTLETS), access_points=[point(kind.value)]
    )


def _technical_room(kind: RoomKind) -> Room:
    return room(
        kind.value,
        kind,
        ports=ports("GE1"),
        access_points=[point(kind.value)],
        temperature_sensors=[InstanceRef(target="env", instance="inlet")],
        transfer_switches=["ats"],
    )


def whole_campus() -> Campus:
    return whole_systems.furnished(whole_equipment.equipped(_network()))


def _network() -> Campus:
    users = (RoomKind.CLASSROOM, RoomKind.SMART_CLASSROOM, RoomKind.OFFICE)
    technical = (RoomKind.MACHINE_ROOM, RoomKind.WEAK_CURRENT_ROOM)
    return Campus(
        people=people().model_copy(update={"full_time_teachers": 300, "largest_class": 45}),
        buildings=[Building(name="main", uplinks=ports("XGE1", "XGE2"))],
        backbone_links=ports("XGE1"),
        access_ports=[AccessPorts(target="core-1", interfaces=["GE*"])],
        rooms=[*(_user_room(kind) for kind in users), *(_technical_room(k) for k in technical)],
        circuits=[
            circuit("cernet", 2_000_000_000),
            circuit("edu", 1_000_000_000, CircuitKind.EDUCATION_NETWORK),
            circuit("isp", 1_000_000_000, CircuitKind.INTERNET),
        ],
        vlans=[
            Vlan(name="students", users=True, target="core-1", interface="V100", host=HOST),
            Vlan(
                name="servers",
                users=False,
                servers=True,
                target="core-1",
                interface="V100",
                host=HOST,
            ),
        ],
        power_domains=[
            power_domain("ups", name="dc", room=RoomKind.MACHINE_ROOM.value),
            power_domain("ups", name="cameras", scope=PowerScope.SURVEILLANCE),
        ],
        dns_servers=["dns"],
        portals=["portal"],
        gateways=[Gateway(name="gw", target="broker", kind="energy")],
        meters=[Meter(name=medium.value, medium=medium, target="broker") for medium in MEDIA],
        data_sets=[DataSet(name="registry", important=True, backup=InstanceRef(target="backup"))],
        devices=[Device(name=role, role=role, polled=True) for role in ROLES],
    )


def each(names: tuple[str, ...], value: float | bool) -> Values:
    return dict.fromkeys(names, value)


POINTS = tuple(kind.value for kind in RoomKind)
WHOLE = whole_campus()
METERS = tuple(meter.name for meter in WHOLE.meters or [])


def all_well() -> list[ProbeResult]:
    """Rounds after which every clause is met, as far as it is measured."""
    core: Mapping[Quantity, Values] = {
        q.INTERFACE_UP: each((*INTERFACES, "V100"), True),
        q.INTERFACE_ADMIN_UP: each(INTERFACES, True),
        q.INTERFACE_SPEED: each(INTERFACES, 10_000_000_000),
        q.INTERFACE_CAPABILITY: each(INTERFACES, 10_000_000_000),
        q.INTERFACE_OPTICAL: each(INTERFACES, True),
        q.INTERFACE_IPV6_GLOBAL_ADDRESSES: {"V100": 1},
        q.INTERFACE_ROUTER_ADVERTISEMENTS: {"V100": True},
    }
    ups = {
        q.UPS_RUNTIME: 28_800.0,
        q.UPS_CHARGE: 1.0,
        q.UPS_BATTERY_NORMAL: True,
        q.UPS_ON_BATTERY: False,
    }
    return [
        *whole_equipment.rounds(WHOLE, well=True),
        *whole_systems.rounds(WHOLE, well=True),
        *(said(role, {q.DEVICE_UPTIME: 3600.0}) for role in ROLES),
        said("core-1", core),
        said("ups", ups),
        said("ats", {q.MAINS_FEEDS_LIVE: 2}),
        said("env", {q.TEMPERATURE: {"inlet": 23.5}, q.HUMIDITY: {"inlet": 0.4}}),
        said("wlc-1", {q.ACCESS_POINT_UP: each(POINTS, True)}),
        said("dns", {quantity: {"www": True} for quantity in DNS}),
        said("portal", {q.WEB_IPV6_OK: {"/": True}, q.WEB_IPV6_ADDRESSES: {"/": 1}}),
        said("broker", {q.GATEWAY_HEARD: {"gw": True}, q.METER_VALUE: each(METERS, 1.0)}),
        said("backup", {q.BACKUP_FINISHED: AT.timestamp() - 3600.0}),
    ]


def all_ill(batteries_fit: bool = True, tested: bool = True) -> list[ProbeResult]:
    """Rounds in which every device answers that it does not do what it should.

    Batteries that are fit and short fail by their runtime; of unfit ones it is not to be trusted.
    Systems that are tested fail their tests; where none is, nobody watches them.
    """
    core: Mapping[Quantity, Values] = {
        q.INTERFACE_UP: each((*INTERFACES, "V100"), False),
        q.INTERFACE_ADMIN_UP: each(INTERFACES, False),
        q.INTERFACE_CAPABILITY: each(INTERFACES, 10_000_000),
        q.INTERFACE_OPTICAL: each(INTERFACES, False),
    }
    ups = {
        q.UPS_RUNTIME: 600.0,
        q.UPS_CHARGE: 1.0,
        q.UPS_BATTERY_NORMAL: batteries_fit,
        q.UPS_ON_BATTERY: False,
    }
    events = (q.GATEWAY_HEARD, q.GATEWAY_OFFLINE, q.METER_VALUE)
    return [
        *whole_equipment.rounds(WHOLE, well=False),
        *whole_systems.rounds(WHOLE, well=False, tested=tested),
        *(said(role, {q.DEVICE_UPTIME: {}}) for role in ROLES),
        said("core-1", core),
        said("ups", ups),
        said("ats", {q.MAINS_FEEDS_LIVE: 1}),
        said("env", {q.TEMPERATURE: {}, q.HUMIDITY: {}}),
        said("wlc-1", {q.ACCESS_POINT_UP: each(POINTS, False)}),
        said("dns", {quantity: {"www": False} for quantity in DNS}),
        said("portal", {q.WEB_IPV6_OK: {"/": False}, q.WEB_IPV6_ADDRESSES: {"/": 0}}),
        listened("broker", *events, for_seconds=DAY_SECONDS),
        said(
            "backup", {q.BACKUP_FINISHED: {"": AT.timestamp() - DAY_SECONDS - 1} if tested else {}}
        ),
    ]
