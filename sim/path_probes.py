"""The auditor's probes of paths: of far addresses, by TCP, and of what a path helper measures."""

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from sim.equipment import Vantage
from sim.path_answers import SOURCES
from sim.ways import PathHelper

Plain = dict[str, Any]

LOOPBACK: Final = {"ipv4": "127.0.0.1", "ipv6": "::1"}
#: Of the time that a probe has, that of one handshake.
HANDSHAKE_SHARE: Final = 0.4
#: And that of a segment, which the emulated helper knows at once, of a hop, and of one of 20 sizes.
LISTEN_SHARE, HOP_SHARE, SIZE_SHARE = 0.1, 0.2, 0.02
#: As the auditor allows them.
LISTEN_AT_LEAST, WAIT_AT_LEAST, WAIT_AT_MOST = 0.1, 0.05, 2.0
#: No emulated way is longer.
HOPS_AT_MOST: Final = 8
#: So that a fifth of them can be lost.
ECHOES: Final = 5
ECHO_INTERVAL_SECONDS: Final = 0.05


def far(vantage: Vantage, ports: Mapping[str, int], timeout_seconds: float) -> Plain:
    """By TCP, which needs no capability."""
    tests, hosts = list[Plain](), list[Plain]()
    for name, tried in vantage.far.items():
        once = {"name": name, "method": "tcp", "port": ports[name], "count": 1,
                "interval_seconds": ECHO_INTERVAL_SECONDS,
                "wait_seconds": timeout_seconds * HANDSHAKE_SHARE}  # fmt: skip
        if tried.over == "both":
            hosts.append(once | LOOPBACK)
        else:
            tests.append(once | {"address": LOOPBACK[tried.over]})
    return {"collector": "path", "tests": tests, "hosts": hosts}


def helped(helper: PathHelper, socket: Path, timeout_seconds: float) -> Plain:
    """Of each way what answers, the hops and the largest packet; of each segment who speaks."""

    def share(of: float, at_least: float) -> float:
        return min(max(timeout_seconds * of, at_least), WAIT_AT_MOST)

    probe = Plain(collector="path", helper=str(socket), networks=_networks(helper))
    probe |= {"tests": [], "traces": [], "mtus": [], "segments": []}
    for name, way in helper.ways.items():
        source = SOURCES[ip_address(way.address).version]
        towards = {"name": name, "address": way.address, "source": source}
        hop = towards | {"wait_seconds": share(HOP_SHARE, WAIT_AT_LEAST)}
        probe["tests"].append(hop | {"count": ECHOES, "interval_seconds": ECHO_INTERVAL_SECONDS})
        through = {} if way.through is None else {"through": way.through}
        probe["traces"].append(hop | {"hops_at_most": HOPS_AT_MOST} | through)
        probe["mtus"].append(towards | {"wait_seconds": share(SIZE_SHARE, WAIT_AT_LEAST)})
    for interface, segment in helper.segments.items():
        listed = {
            "dhcp_servers": segment.dhcp_servers,
            "routers": segment.routers,
            "addresses": segment.held,
        }
        seconds = share(LISTEN_SHARE, LISTEN_AT_LEAST)
        watch = {"interface": interface, "listen_seconds": seconds}
        probe["segments"].append(watch | {kind: them for kind, them in listed.items() if them})
    return probe


def _networks(helper: PathHelper) -> list[Plain]:
    return [
        {"as_number": number, "prefixes": prefixes} for number, prefixes in helper.networks.items()
    ]
