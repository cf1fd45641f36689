"""What the data centre holds, and what other systems tell of the network over days."""

from fractions import Fraction
from typing import Any, Final

from sim.campus import Campus
from sim.facts import PortRef
from sim.reality.network import port
from sim.reality.platforms import told
from sim.reality.systems import key_systems, people, systems
from sim.reality.values import Values, number
from sim.reality.watch import watched

#: I-18: fuller than this, an access point is too full.
FULL_AT_MOST: Final = Fraction(4, 5)
#: The whole window over which a replica is watched: one that is down is behind by all of it.
WEEK_SECONDS: Final = 7 * 86_400


def storage_per_person(campus: Campus) -> Values:
    """Usable bytes of all pools and contracts over everybody (I-4)."""
    pools = campus.scenario.campus.listed("storage_pools")
    if not pools:
        return None
    quantity = "storage_pool_usable_bytes"
    sizes = [number(told(campus, pool["target"], quantity, pool["instance"])) for pool in pools]
    contracts = campus.scenario.campus.listed("cloud_spaces")
    total = sum(sizes) + sum(Fraction(space["contract_bytes"]) for space in contracts)
    return {"": Fraction(total) / people(campus, "everybody")}


def controllers(campus: Campus) -> Values:
    """Share of servers whose controller answers; one that nobody hears does not (I-61)."""
    servers = campus.scenario.campus.listed("servers")
    if not servers:
        return None
    refs = [server["controller"] for server in servers]
    heard = [watched(campus, ref["target"]) for ref in refs]
    if None in heard:
        return {"": None}
    quantity = "server_controller_up"
    up = [told(campus, ref["target"], quantity, ref["instance"]) is True for ref in refs]
    answering = [both for both in zip(heard, up, strict=True) if all(both)]
    return {"": Fraction(len(answering), len(up))}


def storage_paths(campus: Campus) -> Values:
    """Line rates of a server's live paths to shared storage together; one that uses none has no
    such path to judge."""
    values = {}
    for server in campus.scenario.campus.listed("servers"):
        ends = [port(campus, PortRef(**ref)) for ref in server["storage_ports"]]
        if ends:
            values[server["name"]] = sum((e.speed for e in ends if e.up), Fraction(0))
    return values


def egress_use(campus: Campus) -> Values:
    """Busy rates of all circuits over what the contracts promise."""
    circuits = campus.scenario.campus.circuits or []
    quantity = "interface_busy_bits_per_second"
    if not circuits or told(campus, circuits[0].target, quantity, circuits[0].interface) is None:
        return None
    busy = sum(
        (number(told(campus, line.target, quantity, line.interface)) for line in circuits),
        Fraction(0),
    )
    return {"": busy / sum(line.contract_bits_per_second for line in circuits)}


def points_within_limit(campus: Campus) -> Values:
    """Share of access points that were no fuller than four fifths and refused nobody (I-18)."""
    points = _points(campus)
    if not points or told(campus, *_of_point(points[0], "busy_stations")) is None:
        return None
    good = [
        number(told(campus, *_of_point(point, "busy_stations")))
        <= FULL_AT_MOST * point["stations_limit"]
        and number(told(campus, *_of_point(point, "refusals"))) == 0
        for point in points
    ]
    return {"": Fraction(sum(good), len(good))}


def classrooms_used(campus: Campus) -> Values:
    """Share of smart classrooms with an access point that is up and carried somebody in a week."""
    rooms = [r for r in campus.scenario.campus.rooms or [] if r.kind == "smart_classroom"]
    points = {(p["target"], p["name"]): p for p in _points(campus)}
    first = next(iter(points.values()), None)
    if not rooms or first is None or told(campus, *_of_point(first, "week_stations")) is None:
        return None
    used = sum(
        any(
            _carried(campus, points[placed.target, placed.name])
            for placed in room.access_points or []
        )
        for room in rooms
    )
    return {"": Fraction(used, len(rooms))}


def _carried(campus: Campus, point: dict[str, Any]) -> bool:
    return point["up"] and number(told(campus, *_of_point(point, "week_stations"))) >= 1


def _points(campus: Campus) -> list[dict[str, Any]]:
    """Each access point of a room once, with whether it is up."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for room in campus.scenario.campus.rooms or []:
        for placed in room.access_points or []:
            controller = next(
                c for c in campus.scenario.devices.controllers if c.name == placed.target
            )
            written = next(ap for ap in controller.access_points if ap.name == placed.name)
            path = f"access_points.{placed.name}.state"
            up = campus.now(placed.target, path, written.state) == "nor"
            found[placed.target, placed.name] = {**placed.model_dump(), "up": up}
    return list(found.values())


def _of_point(point: dict[str, Any], what: str) -> tuple[str, str, str]:
    return point["target"], f"wireless_access_point_{what}_count", point["name"]


def virtualised(campus: Campus) -> Values:
    """How many devices of the backbone are a stack of at least two."""
    devices = {link.target for link in campus.scenario.campus.backbone_links or []}
    members = {name: told(campus, name, "stack_members_count") for name in devices}
    if not devices or None in members.values():
        return None
    return {"": Fraction(sum(number(count) >= 2 for count in members.values()))}  # noqa: PLR2004


def replicated(campus: Campus) -> Values:
    """Share of key systems with a replica that is up."""
    listed = key_systems(campus)
    if not listed:
        return None
    good = [any(_replica_up(campus, ref) for ref in each["replicas"]) for each in listed]
    return {"": Fraction(sum(good), len(good))}


def replication_lag(campus: Campus) -> Values:
    """How far the replicas of each key system are behind: 99th percentile of a week (I-50)."""
    values = {}
    for system in key_systems(campus):
        behind = [
            number(told(campus, ref["target"], "replication_lag_p99_seconds", ref["instance"]))
            if _replica_up(campus, ref)
            else Fraction(WEEK_SECONDS)
            for ref in system["replicas"]
        ]
        values[system["name"]] = max(behind)
    return values


def _replica_up(campus: Campus, ref: dict[str, str]) -> bool:
    return told(campus, ref["target"], "replica_up", ref["instance"]) is True


def recovery(campus: Campus) -> Values:
    """Longest outage of each key system in a year; there was no drill."""
    return {
        system["name"]: number(
            told(
                campus,
                system["outages"]["target"],
                "system_outage_longest_seconds",
                system["outages"]["instance"],
            )
        )
        for system in key_systems(campus)
    }


def page_time(campus: Campus) -> Values:
    """How long the pages of learning systems take."""
    return {
        system["name"]: number(
            told(campus, system["inside"]["target"], "system_page_p95_seconds", system["name"])
        )
        for system in systems(campus, "learning")
    }
