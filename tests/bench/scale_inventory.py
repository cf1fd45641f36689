"""The auditor's configuration for a crowd: every target of it, and the facts that are judged by."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checks.campus import Medium
from checks.clause import load_standards
from sim.composition import COMMUNITY, KEYS, LOGIN, METER_FIELD, meter_topic, state_topic
from sim.crowd.crowd import Told
from sim.crowd.models import ACCESS_PORTS, UPLINKS
from sim.crowd.pages import site
from sim.crowd.population import (
    Member,
    MemberKind,
    Size,
    controller_name,
    gateway_name,
    members,
    meter_name,
    point_name,
    switch_name,
)
from sim.mqtt_gateway import OFFLINE
from tests.bench.big_campus import ROOMS
from tests.conftest import free_port

SECRETS = {
    "CROWD_COMMUNITY": COMMUNITY,
    "CROWD_AUTH": KEYS.auth_key,
    "CROWD_PRIVACY": KEYS.privacy_key,
    "CROWD_SSH": LOGIN.password,
}
ROLES = {
    MemberKind.SWITCH: "access",
    MemberKind.CONTROLLER: "wireless_controller",
    MemberKind.UPS: "ups",
}
READ = {
    MemberKind.SWITCH: ("system", "interfaces"),
    MemberKind.CONTROLLER: ("system", "wlan"),
    MemberKind.UPS: ("system", "ups"),
}
BROKER, PORTAL = "broker", "portal"
#: Of the interval: as long as a round may take and end before the next is due.
LISTEN_RATIO, LISTEN_TIMEOUT_RATIO = 0.75, 0.95
SWITCHES_PER_BUILDING, POINTS_PER_ROOM, PORTS_PER_ROOM = 30, 3, 6

Plain = dict[str, Any]


def write(folder: Path, size: Size, told: Told, interval_seconds: float) -> Path:
    """The path of the main file; JSON is YAML, too."""
    below = folder / "conf.d"
    below.mkdir()
    everything = list(targets(size, told, interval_seconds))
    (below / "targets.yaml").write_text(json.dumps({"targets": everything}))
    (below / "campus.yaml").write_text(json.dumps({"campus": facts(size)}))
    main = folder / "auditor.yaml"
    main.write_text(
        json.dumps(
            {
                "site": {"name": "A crowd", "profiles": list(load_standards())},
                "store": {"url": "sqlite:///auditor.db"},
                "http": {"listen": "127.0.0.1", "port": free_port()},
                "polling": {
                    "interval_seconds": interval_seconds,
                    "timeout_seconds": min(15.0, interval_seconds),
                },
            }
        )
    )
    return main


def targets(size: Size, told: Told, interval_seconds: float) -> Iterator[Plain]:
    for member in members(size):
        probe = agent(member, told.snmp)
        yield target(member.name, member.address, ROLES[member.kind], probe)
    if size.gateways:
        yield target(BROKER, "127.0.0.1", "broker", broker(size, told.mqtt, interval_seconds))
    if size.links:
        yield target(PORTAL, "::1", "web", *pages(size, told.http))
    for name, port in told.ssh.items():
        probe = terminal(port, told.fingerprints[name])
        yield target(name, "127.0.0.1", "wireless_controller", probe)


def target(name: str, address: str, role: str, *probes: Plain) -> Plain:
    return {"name": name, "address": address, "role": role, "probes": list(probes)}


def agent(member: Member, port: int) -> Plain:
    who: Mapping[str, str] = {"community": "env:CROWD_COMMUNITY"}
    if member.access.user is not None:
        who = {
            "version": "3",
            "user": member.access.user,
            "auth_protocol": member.access.auth_protocol,
            "auth_key": "env:CROWD_AUTH",
            "privacy_protocol": KEYS.privacy_protocol,
            "privacy_key": "env:CROWD_PRIVACY",
        }
    return {"collector": "snmp", "port": port, "read": READ[member.kind], **who}


def broker(size: Size, port: int, interval_seconds: float) -> Plain:
    numbers = range(size.gateways)
    return {
        "collector": "mqtt",
        "port": port,
        "version": "3.1.1",
        "listen_seconds": interval_seconds * LISTEN_RATIO,
        "timeout_seconds": interval_seconds * LISTEN_TIMEOUT_RATIO,
        "gateways": [
            {
                "name": gateway_name(n),
                "topic": state_topic(gateway_name(n)),
                "offline_payload": OFFLINE.decode(),
            }
            for n in numbers
        ],
        "meters": [
            {
                "name": meter_name(n),
                "topic": meter_topic(gateway_name(n), meter_name(n)),
                "field": METER_FIELD,
            }
            for n in numbers
        ],
    }


def pages(size: Size, port: int) -> Iterator[Plain]:
    """The home page and the first level below it: no collector follows links by itself."""
    for path in site(size.links):
        if path.count("/") == 1:
            yield {
                "collector": "web",
                "name": f"page {path[1:]}".strip(),
                "url": f"http://[::1]:{port}{path}",
                "counts_as_global": ["::1/128"],
            }


def terminal(port: int, fingerprint: str) -> Plain:
    return {
        "collector": "ssh",
        "port": port,
        "network_os": "huawei_vrp",
        "user": LOGIN.user,
        "password": "env:CROWD_SSH",
        "host_key": fingerprint,
    }


def facts(size: Size) -> Plain:
    """What of a campus has its devices in the crowd."""
    buildings = max(size.switches // SWITCHES_PER_BUILDING, 1)
    media = list(Medium)
    return {
        "buildings": [
            {
                "name": f"building {n}",
                "uplinks": [uplink(s) for s in range(n, size.switches, buildings)][:2],
            }
            for n in range(buildings)
        ],
        "access_ports": [
            {"target": switch_name(n), "interfaces": ["GE*"]} for n in range(size.switches)
        ],
        "backbone_links": [uplink(n, UPLINKS) for n in range(0, size.switches, 30)],
        "rooms": list(rooms(size, buildings)),
        "power_domains": [
            {"name": f"domain {n}", "scope": "machine_room", "units": [{"target": f"ups-{n}"}]}
            for n in range(size.ups)
        ],
        "portals": [PORTAL] if size.links else [],
        "gateways": [
            {"name": gateway_name(n), "target": BROKER, "kind": "energy"}
            for n in range(size.gateways)
        ],
        "meters": [
            {"name": meter_name(n), "medium": media[n % len(media)], "target": BROKER}
            for n in range(size.gateways)
        ],
    }


def uplink(switch: int, number: int = 1) -> Plain:
    return {"target": switch_name(switch), "interface": f"XGE{number}"}


def rooms(size: Size, buildings: int) -> Iterator[Plain]:
    """Each with its access points, and with ports where there are switches."""
    ports = size.switches * ACCESS_PORTS
    for number, first in enumerate(range(0, size.access_points, POINTS_PER_ROOM)):
        yield {
            "name": f"room {number}",
            "building": f"building {number % buildings}",
            "kind": ROOMS[number % len(ROOMS)],
            "access_points": [
                {"target": controller_name(n), "name": point_name(n), "stations_limit": 64}
                for n in range(first, min(first + POINTS_PER_ROOM, size.access_points))
            ],
            "ports": [port((number * PORTS_PER_ROOM + n) % ports) for n in range(PORTS_PER_ROOM)]
            if ports
            else [],
        }


def port(number: int) -> Plain:
    """One of all access ports, counted over switches."""
    switch, place = divmod(number, ACCESS_PORTS)
    return {"target": switch_name(switch), "interface": f"GE{place + 1}"}
