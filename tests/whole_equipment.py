"""What stands beside the whole campus' network, and rounds in which it is well, or ill."""

from datetime import date

from checks.campus import Campus, InstanceRef, Meter, Room, RoomKind
from checks.equipment import (
    Computers,
    ComputerUse,
    DnsLine,
    DnsTestName,
    FlowScope,
    ForbiddenFlow,
    Hazard,
    HazardKind,
    Link,
    OutletLedger,
    Place,
    PlaceKind,
    Precinct,
    RoomSensor,
    RoomSignal,
    SecurityDevice,
    SecurityRole,
    Subsystem,
    Thing,
    ThingKind,
)
from collectors import name_quantities as n
from collectors import quantities as q
from collectors.path.quantities import PATH_THROUGH
from collectors.portal_quantities import WEB_IPV6_LEVEL_2, WEB_IPV6_LEVEL_3
from collectors.probe import ProbeResult
from tests.builders import AT, Values, point, port, ports, room, said

DAY_SECONDS = 86_400.0
YEAR_SECONDS = 366 * DAY_SECONDS

LESSONS = (
    RoomKind.CLASSROOM,
    RoomKind.SMART_CLASSROOM,
    RoomKind.COMPUTER_CLASSROOM,
    RoomKind.RECORDING_ROOM,
    RoomKind.SPECIAL_CLASSROOM,
)
STUDIOS = (RoomKind.BROADCAST_ROOM, RoomKind.TELEVISION_STUDIO)
#: What each room is fitted with, so that every share of rooms has a whole.
FITTINGS = (
    ThingKind.ROOM_CONTROLLER,
    ThingKind.INTERACTIVE_DISPLAY,
    ThingKind.CLASS_BOARD,
    ThingKind.LECTURE_RECORDER,
    ThingKind.CONFERENCE_TERMINAL,
    ThingKind.LIGHT_CONTROLLER,
    ThingKind.DOOR_CONTROLLER,
)
#: What each place is covered by.
COVERS = (
    ThingKind.ALARM,
    ThingKind.SPEAKER,
    ThingKind.GATE,
    ThingKind.PUBLIC_TERMINAL,
    ThingKind.LEARNING_DEVICE,
    ThingKind.LIGHT_CONTROLLER,
)
SIGNALS = {
    RoomSignal.WATER: q.WATER_DRY,
    RoomSignal.SMOKE: q.SMOKE_NORMAL,
    RoomSignal.DOOR: q.DOOR_LIVE,
    RoomSignal.AIR: q.AIR_QUALITY,
    RoomSignal.COOLING: q.COOLING_NORMAL,
    RoomSignal.RACKS: q.RACKS_FREE,
    RoomSignal.ASSETS: q.ASSETS_KNOWN,
}


def _thing(name: str, kind: ThingKind, **more: object) -> Thing:
    ordinary = {"name": name, "kind": kind, "target": "platform", "protocol": "MQTT"}
    return Thing.model_validate({**ordinary, **more})


def things(rooms: list[Room]) -> list[Thing]:
    return [
        *(_thing(f"a {kind}", kind, interval_seconds=60) for kind in ThingKind),
        *(
            _thing(f"{subsystem} feed", ThingKind.SENSOR, subsystem=subsystem, interval_seconds=60)
            for subsystem in Subsystem
        ),
        *(
            _thing(f"{kind} in {each.name}", kind, room=each.name, inches=120, automatic=True)
            for each in rooms
            for kind in FITTINGS
        ),
        *(
            _thing(f"{kind} at {place}", kind, place=place, automatic=True)
            for place in PlaceKind
            for kind in COVERS
        ),
        *(
            _thing(f"sensor of {kind}", ThingKind.SENSOR, hazard=kind, interval_seconds=60)
            for kind in HazardKind
        ),
        _thing("automation", ThingKind.BUILDING_CONTROLLER, building="main"),
        _thing("door", ThingKind.DOOR_CONTROLLER, building="main"),
    ]


def _more_rooms() -> list[Room]:
    lessons = [
        room(
            kind.value, kind, seats=40, ports=ports("GE1", "GE2", "GE3", "GE4"),
            access_points=[point(kind.value)],
        )
        for kind in (*LESSONS[2:], *STUDIOS)
    ]  # fmt: skip
    sensors = [InstanceRef(target="env", instance="inlet")]
    smart = [
        room(
            name, RoomKind.SMART_CLASSROOM, seats=40, ports=ports("GE1", "GE2", "GE3", "GE4"),
            access_points=[point("smart_classroom")],
        )
        for name in ("smart 2", "smart 3")
    ]  # fmt: skip
    return [
        *lessons,
        *smart,
        room(
            "hall", RoomKind.CLASSROOM, seats=60, ports=ports("GE1", "GE2", "GE3", "GE4"),
            access_points=[point("classroom", 128)],
        ),
        room(
            "archive", RoomKind.ARCHIVE_ROOM, temperature_sensors=sensors,
            ports=ports("GE1"), access_points=[point("archive_room")],
        ),
    ]  # fmt: skip


def _equipped(each: Room) -> Room:
    """More of what a room is said to have: seats that take a screen of every size."""
    update: dict[str, object] = {
        "sensors": [
            RoomSensor(signal=signal, target="room", instance=f"{signal}") for signal in SIGNALS
        ],
        "high_density": each.kind is RoomKind.SMART_CLASSROOM,
    }
    if each.kind in LESSONS:
        update |= {"multimedia": True}
    return each.model_copy(update=update)


def equipped(campus: Campus) -> Campus:
    """The campus with everything that stands beside its network."""
    rooms = [_equipped(each) for each in [*(campus.rooms or []), *_more_rooms()]]
    metered = [
        *(campus.meters or []),
        Meter.model_validate(
            {"name": "main", "medium": "electricity", "target": "broker", "building": "main"}
        ),
        *(
            Meter.model_validate(
                {"name": f"meter of {each.name}", "medium": "electricity",
                 "target": "broker", "room": each.name}
            )
            for each in rooms
        ),
    ]  # fmt: skip
    circuits = [
        each.model_copy(
            update={
                "campus": "north" if each.name == "cernet" else "south",
                "reaches": InstanceRef(target="vantage", instance=each.name),
                "reaches_over_ipv6": InstanceRef(target="vantage", instance=f"{each.name} 6"),
                "crosses": InstanceRef(target="vantage", instance=each.name),
                "crosses_over_ipv6": InstanceRef(target="vantage", instance=f"{each.name} 6"),
            }
        )
        for each in campus.circuits or []
    ]
    return campus.model_copy(
        update={
            "rooms": rooms,
            "meters": metered,
            "circuits": circuits,
            "things": things(rooms),
            "hazards": [Hazard(name=kind, kind=kind, main=True) for kind in HazardKind],
            "places": [Place(name=kind, kind=kind, key=True) for kind in PlaceKind],
            "computers": _computers(rooms),
            "outlets": [
                OutletLedger(
                    building="main", outlets=6000, unpatched=5998,
                    as_of=date(2026, 9, 1), source="ledger",
                )
            ],
            "security_devices": [
                SecurityDevice(
                    name=role, role=role, target=role, circuits=["cernet", "edu", "isp"]
                )
                for role in SecurityRole
            ],
            "failover_tests": [InstanceRef(target="vantage", instance="any")],
            "campuses": [Precinct(name=n, target=n) for n in ("north", "south")],
            "links": [Link(name="l", near=port("XGE1"), far=port("GE9", target="access-1"))],
            "dns_lines": [
                DnsLine(name=line, target="dns", instance=line) for line in ("cernet", "isp")
            ],
            "dns_test_names": [
                DnsTestName(name="blocked", target="dns", blocked=True),
                DnsTestName(name="control", target="dns", blocked=False),
            ],
            "forbidden_flows": [
                ForbiddenFlow(
                    name=scope, scope=scope, test=InstanceRef(target="vantage", instance=scope)
                )
                for scope in FlowScope
            ],
        }
    )  # fmt: skip


def _computers(rooms: list[Room]) -> list[Computers]:
    def of(name: str, use: ComputerUse, in_room: str | None = None) -> Computers:
        source = InstanceRef(target="agent", instance=name)
        return Computers(name=name, use=use, room=in_room, source=source)

    return [
        of("teachers", ComputerUse.TEACHER),
        of("students", ComputerUse.STUDENT),
        *(of(f"teacher {e.name}", ComputerUse.TEACHER, e.name) for e in rooms),
        *(of(f"class {e.name}", ComputerUse.STUDENT, e.name) for e in rooms),
    ]


def rounds(campus: Campus, well: bool) -> list[ProbeResult]:
    """One answer of everything: each as it should be, or each as it should not."""
    listed = campus.things or []
    seen = AT.timestamp() - (0 if well else YEAR_SECONDS)
    names = [each.name for each in listed]
    points = [p.name for r in campus.rooms or [] for p in r.access_points or []]

    def every(instances: list[str], value: float | bool) -> Values:
        return dict.fromkeys(instances, value)

    tests = [*(f"{e.name}" for e in campus.circuits or []), *(s for s in FlowScope)]
    tests += [f"{e.name} 6" for e in campus.circuits or []]
    groups = [each.name for each in campus.computers or []]
    platform = {
        q.THING_LIVE: every(names, well),
        q.THING_LAST_SEEN: every(names, seen),
        q.THING_GAP: every(names, 60.0 if well else 3600.0),
        q.THING_DELAY: every(names, 1.0 if well else 3600.0),
        q.THING_MESSAGES_VALID: every(names, 1.0 if well else 0.5),
        q.BROKER_DROPPED: every([""], 0 if well else 9),
    }
    wireless = {
        q.WIRELESS_TERMINAL_RATE: every([""], 8e6 if well else 1e6),
        q.WIRELESS_USER_LIMIT: every([""], 8e6 if well else 1e6),
        q.ACCESS_POINT_BUSY_STATIONS: every(points, 10 if well else 64),
        q.ACCESS_POINT_REFUSALS: every(points, 0 if well else 5),
        q.ACCESS_POINT_CHANNEL_USE: every(points, 0.2 if well else 0.9),
        q.ACCESS_POINT_NEIGHBOURS: every(points, 0 if well else 3),
        q.ACCESS_POINT_WEEK_STATIONS: every(points, 30 if well else 0),
    }
    paths = {
        q.PATH_ANSWERS: every(tests, well),
        PATH_THROUGH: every(tests, well),
        q.PATH_ROUND_TRIP: every(tests, 0.02 if well else 2.0),
        q.PATH_FAILOVER: every(["any"], 1.5 if well else 40.0),
        q.FLOW_REFUSED: every(tests, well),
        q.PATH_IPV4: every(["V100"], well),
        q.PATH_IPV6: every(["V100"], well),
    }
    core = {
        q.INTERFACE_BUSY: every(["cernet", "edu", "isp"], 1e8 if well else 3e9),
        q.LLDP_NEIGHBOR: {"XGE1": "access-1" if well else "other"},
        q.LLDP_NEIGHBOR_PORT: {"XGE1": "GE9"},
        q.STACK_MEMBERS: every([""], 2 if well else 1),
        q.VRFS_UP: every([""], 1 if well else 0),
        q.VXLANS_UP: every([""], 0),
    }
    dns = {
        n.DNS_LINE_OK: every(["cernet", "isp"], well),
        n.DNS_LINE_ANSWER: {"cernet": "192.0.2.1", "isp": "192.0.2.2" if well else "192.0.2.1"},
        n.DNS_RESOLVES: {"blocked": not well, "control": well},
        n.DNS_AUTHORITIES: every(["zone"], 2 if well else 1),
        n.DNS_ROTATED: every(["www"], 2 if well else 1),
    }
    pages = {
        WEB_IPV6_LEVEL_2: {"/": 0.95 if well else 0.5},
        WEB_IPV6_LEVEL_3: {"/": 0.92 if well else 0.3},
    }
    far = {
        q.LLDP_NEIGHBOR: {"GE9": "core-1" if well else "x"},
        q.LLDP_NEIGHBOR_PORT: {"GE9": "XGE1"},
    }
    signals = {quantity: {f"{s}": 1.0} if well else {} for s, quantity in SIGNALS.items()}
    return [
        said("platform", platform),
        said("wlc-1", wireless),
        said("vantage", paths),
        said("north", {q.PATH_ANSWERS: {"south": well}}),
        said("south", {q.PATH_ANSWERS: {"north": well}}),
        said("core-1", core),
        said("access-1", far),
        said("dns", dns),
        said("portal", pages),
        said("room", signals),
        said("agent", {q.COMPUTERS_LIVE: every(groups, 4000 if well else 0)}),
        *(
            said(role, {q.THING_LIVE: well, q.SIGNATURES_UPDATED: seen})
            for role in SecurityRole
        ),
    ]  # fmt: skip
