"""A campus from a seed and a size, in which every clause that has a truth is met at the start.

What is drawn is a scenario as a person would write it; nothing here runs. The same seed and size
make the same campus.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

import yaml

from sim.scenario import Scenario

GBIT: Final = 1_000_000_000
#: A little more than the document's 1 Mbit/s a head, so that a line may fail without a fall.
EGRESS_PER_HEAD: Final = 1_600_000
STATIONS_LIMITS: Final = (64, 96, 128)
TERMINALS_PER_SEAT: Final = 1.2
#: Each floor has one of either; the others are drawn.
ALWAYS: Final = {1: "smart_classroom", 2: "classroom"}
KINDS: Final = ("classroom", "classroom", "smart_classroom", "office", "laboratory")
PROFILES: Final = ("bjhei", "jj", "zj", "gj", "bjk12", "zz", "eval")
DOMAIN: Final = "example.edu"

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything, about; what is not said here follows from it."""

    campuses: int
    buildings: int  # each campus
    floors: int  # each building; a floor has an access switch
    rooms: int  # each floor
    heads: int
    gateways: int
    servers: int


SIZES: Final[dict[str, Size]] = {
    "school": Size(1, 1, 2, 4, 400, 2, 1),
    "college": Size(1, 3, 2, 5, 2_500, 6, 3),
    "university": Size(1, 6, 3, 6, 12_000, 20, 8),
    "campuses": Size(3, 2, 2, 4, 6_000, 9, 6),
}


@dataclass(slots=True)
class Draft:
    """The lists of a scenario as they fill."""

    dice: random.Random
    facts: Plain = field(default_factory=dict)
    devices: Plain = field(default_factory=dict)
    core_ports: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, kind: str, *entries: Plain) -> None:
        self.facts.setdefault(kind, []).extend(entries)

    def put(self, kind: str, *entries: Plain) -> None:
        self.devices.setdefault(kind, []).extend(entries)


def generated(size_name: str, seed: int) -> Scenario:
    """Raises KeyError for a size that there is not."""
    return Scenario.model_validate(drawn(size_name, seed))


def text_of(size_name: str, seed: int) -> str:
    """The scenario's file, for whoever wants to change it."""
    head = f"# campus-sim generate --size {size_name} --seed {seed}\n"
    plain = drawn(size_name, seed)
    return head + yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100)


def drawn(size_name: str, seed: int) -> Plain:
    size, draft = SIZES[size_name], Draft(random.Random(f"{size_name} {seed}"))
    heads = round(size.heads * draft.dice.uniform(0.8, 1.2))
    for number in range(1, size.campuses + 1):
        prefix = f"c{number}-" if size.campuses > 1 else ""
        _campus(draft, size, prefix, heads / size.campuses)
    _people(draft, heads)
    _services(draft, size)
    return {
        "site": {
            "name": f"Generated {size_name} {seed}",
            "name_zh": f"仿真校园 {seed}",
            "profiles": list(PROFILES),
        },
        "campus": draft.facts,
        "devices": draft.devices,
    }


def _people(draft: Draft, heads: int) -> None:
    staff = heads // 11
    draft.facts["people"] = {
        "staff": staff,
        "students": heads - staff,
        "full_time_teachers": staff * 7 // 10,
        "largest_class": draft.dice.choice((40, 45, 50)),
        "as_of_days_ago": draft.dice.randrange(1, 150),
        "source": "registry, term report",
    }


def _campus(draft: Draft, size: Size, prefix: str, heads: float) -> None:
    core, controller = f"{prefix}core", f"{prefix}wlc"
    draft.core_ports = count(1)
    core_ports: list[Plain] = []
    points: list[Plain] = []
    for number in range(1, size.buildings + 1):
        building = f"{prefix}building-{number}"
        core_ports += _building(draft, size, building, core, controller, points)
    main = f"{prefix}building-1"
    core_ports += _circuits(draft, prefix, core, heads)
    draft.put(
        "switches",
        {
            "name": core,
            "role": "core",
            "building": main,
            "description": "Emulated core switch",
            "ports": core_ports,
            "vlan_interfaces": _vlans(draft, prefix, core),
        },
    )
    _machine_room(draft, prefix, main, controller, points)
    draft.put("controllers", {"name": controller, "building": main, "access_points": points})


def _building(  # noqa: PLR0913, PLR0917 - what a building hangs on
    draft: Draft, size: Size, building: str, core: str, controller: str, points: list[Plain]
) -> list[Plain]:
    """Its floors with their rooms; what it takes of the core's ports."""
    speed = draft.dice.choice((10, 10, 25, 40)) * GBIT
    names = [f"XGE1/0/{next(draft.core_ports)}" for _ in range(2)]
    uplinks = [{"target": core, "interface": name} for name in names]
    draft.add("buildings", {"name": building, "uplinks": uplinks})
    draft.add("backbone_links", uplinks[0])
    for floor in range(1, size.floors + 1):
        _floor(draft, size, f"{building}-f{floor}", building, controller, points)
    return [
        {
            "name": name,
            "speed_bits_per_second": speed,
            "capability_bits_per_second": speed,
            "optical": True,
            "alias": f"to {building}",
        }
        for name in names
    ]


def _floor(  # noqa: PLR0913, PLR0917 - what a floor hangs on
    draft: Draft, size: Size, floor: str, building: str, controller: str, points: list[Plain]
) -> None:
    switch, dice = f"{floor}-sw", draft.dice
    free = count(1)
    for number in range(1, size.rooms + 1):
        kind = ALWAYS.get(number) or dice.choice(KINDS)
        name = f"{floor}-r{number}"
        seats = dice.randrange(20, 100)
        outlets = dice.randrange(4, 7)
        room = {
            "name": name,
            "building": building,
            "kind": kind,
            "access_points": _points(draft, name, seats, controller, points),
            "ports": [
                {"target": switch, "interface": f"GE0/0/{next(free)}"} for _ in range(outlets)
            ],
        }
        draft.add("rooms", room | ({"seats": seats} if kind != "office" else {}))
    ports = next(free) - 1
    speed = dice.choice((1, 1, 10)) * GBIT
    draft.add("access_ports", {"target": switch, "interfaces": ["GE0/0/*"]})
    draft.put(
        "switches",
        {
            "name": switch,
            "role": "access",
            "building": building,
            "snmp": dice.choice(("v2c", "v3")),
            "description": "Emulated access switch",
            "ports": [
                {
                    "name": "GE0/0/1",
                    "count": ports,
                    "speed_bits_per_second": speed,
                    "capability_bits_per_second": speed,
                    "optical": False,
                }
            ],
        },
    )


def _points(
    draft: Draft, room: str, seats: int, controller: str, points: list[Plain]
) -> list[Plain]:
    """As many as carry the seats, and fifty terminals at the least."""
    placed: list[Plain] = []
    needed = max(seats * TERMINALS_PER_SEAT, 50)
    while needed > 0:
        name, limit = f"AP-{room}-{len(placed) + 1}", draft.dice.choice(STATIONS_LIMITS)
        placed.append({"target": controller, "name": name, "stations_limit": limit})
        points.append({"name": name, "stations": draft.dice.randrange(0, limit // 2)})
        needed -= limit
    return placed


def _circuits(draft: Draft, prefix: str, core: str, heads: float) -> list[Plain]:
    """Three lines that together give every head what is asked, and more."""
    total = heads * EGRESS_PER_HEAD
    ports = []
    for kind, share in (("cernet", 0.4), ("education_network", 0.3), ("internet", 0.3)):
        interface = f"XGE1/0/{next(draft.core_ports)}"
        contract = max(round(total * share / GBIT, 1) * GBIT, GBIT)
        draft.add(
            "circuits",
            {
                "name": f"{prefix}{kind}",
                "kind": kind,
                "target": core,
                "interface": interface,
                "contract_bits_per_second": int(contract),
                "as_of_days_ago": draft.dice.randrange(1, 300),
                "source": f"contract {prefix}{kind}",
            },
        )
        ports.append(
            {
                "name": interface,
                "speed_bits_per_second": 100 * GBIT,
                "capability_bits_per_second": 100 * GBIT,
                "optical": True,
                "alias": f"egress {kind}",
            }
        )
    return ports


def _vlans(draft: Draft, prefix: str, core: str) -> list[Plain]:
    interfaces = []
    for number, users in ((100, "students"), (200, "staff")):
        name = f"Vlanif{number}"
        draft.add(
            "vlans",
            {"name": f"{prefix}{users}", "users": True, "target": core, "interface": name},
        )
        interfaces.append(
            {
                "name": name,
                "ipv4": [f"10.{number}.0.1"],
                "ipv6": [f"2001:da8:{number}::1"],
                "advertises": True,
            }
        )
    return interfaces


def _machine_room(
    draft: Draft, prefix: str, building: str, controller: str, points: list[Plain]
) -> None:
    room, ats, dice = f"{prefix}dc", f"{prefix}ats", draft.dice
    switch = f"{building}-f1-sw"
    draft.add(
        "rooms",
        {
            "name": room,
            "building": building,
            "kind": "machine_room",
            "access_points": _points(draft, room, 10, controller, points),
            "ports": [{"target": switch, "interface": "GE0/0/1"}],
            "temperature_sensors": [{"target": ats, "instance": "inlet"}],
            "transfer_switches": [ats],
        },
    )
    draft.put(
        "transfer_switches",
        {
            "name": ats,
            "building": building,
            "sensors": [
                {"name": "inlet", "celsius": round(dice.uniform(20, 26), 1)},
                {"name": "humidity", "humidity_percent": round(dice.uniform(40, 55), 1)},
            ],
        },
    )
    units = [f"{prefix}ups-{number + 1}" for number in range(dice.choice((1, 2)))]
    draft.add(
        "power_domains",
        {
            "name": f"{prefix}machine room",
            "scope": "machine_room",
            "room": room,
            "feed": "parallel",
            "units": [{"target": unit} for unit in units],
        },
        {
            "name": f"{prefix}cameras",
            "scope": "surveillance",
            "feed": "parallel",
            "units": [{"target": f"{prefix}ups-cctv", "instance": "cctv"}],
        },
    )
    draft.put(
        "snmp_ups",
        *(
            {"name": unit, "building": building, "minutes_remaining": dice.randrange(125, 400)}
            for unit in units
        ),
    )
    draft.put(
        "nut_ups",
        {
            "name": f"{prefix}ups-cctv",
            "building": building,
            "ups": "cctv",
            "runtime_seconds": dice.randrange(29_000, 60_000),
        },
    )


def _services(draft: Draft, size: Size) -> None:
    """What the whole site has once: names, the portal, things behind a broker, backups."""
    dice, building = draft.dice, draft.facts["buildings"][0]["name"]
    hosts = ["www", *dice.sample(("portal", "library", "mail", "sso", "news"), 2)]
    records = {f"{host}.{DOMAIN}": {"A": ["127.0.0.1"], "AAAA": ["::1"]} for host in hosts}
    draft.put("dns_servers", {"name": "dns", "building": building, "records": records})
    draft.put(
        "portals",
        {"name": "portal", "building": building, "host": f"www.{DOMAIN}", "nameserver": "dns"},
    )
    draft.facts["dns_servers"], draft.facts["portals"] = ["dns"], ["portal"]
    _things(draft, size, building)
    jobs = {name: dice.randrange(1_000, 60_000) for name in ("registry", "archive", "mail")}
    draft.put("backup_servers", {"name": "backup", "building": building, "jobs": jobs})
    for job in jobs:
        ref = {"target": "backup", "instance": job}
        draft.add(
            "data_sets",
            {
                "name": job,
                "important": job != "archive",
                "building": building,
                "backup": ref,
                "copies": [{"name": f"cloud copy of {job}", "cloud": True, "job": ref}],
            },
        )
    draft.put(
        "servers",
        *({"name": f"server-{n + 1}", "building": building} for n in range(size.servers)),
    )


def _things(draft: Draft, size: Size, building: str) -> None:
    """Gateways with the meters behind them; each medium is metered somewhere."""
    dice, gateways = draft.dice, []
    media = ["water", "electricity", "gas", "heat"]
    for number in range(1, size.gateways + 1):
        name, kind = f"gw-{number}", dice.choice(("energy", "energy", "access", "environment"))
        kind = "energy" if number == 1 else kind
        medium = media[(number - 1) % len(media)]
        meter = f"{medium}-{number}"
        gateways.append(
            {
                "name": name,
                "interval_seconds": 0.5,
                "meters": [{"name": meter, "total": round(dice.uniform(100, 90_000), 1)}],
            }
        )
        draft.add("gateways", {"name": name, "target": "broker", "kind": kind})
        draft.add("meters", {"name": meter, "medium": medium, "target": "broker", "gateway": name})
    draft.put("brokers", {"name": "broker", "building": building, "gateways": gateways})
