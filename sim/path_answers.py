"""What is found on the ways and segments round a path helper as they are now, in the words of its
protocol. Pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final

from sim.ways import Hop, Network

Json = dict[str, Any]

#: The addresses that packets leave from. They are for documentation (RFC 5737, RFC 3849), so that
#: no host has them: who would ask without the helper cannot send a thing.
SOURCES: Final = {4: "192.0.2.250", 6: "2001:db8::250"}
#: In no network that is listed: nobody's in particular (RFC 1918, RFC 4193), or another's.
NAMELESS: Final = {
    ("campus", 4): "10.255.0.{}",
    ("campus", 6): "fd00::{:x}",
    ("unlisted", 4): "1.1.1.{}",
    ("unlisted", 6): "2606:4700::{:x}",
}
#: RFC 791: what every link carries; the longest packet.
MTU_BYTES: Final = range(68, 65_536)
ROUTER_LIFETIME_SECONDS, ROUTER_PREFIX = 1800, "2001:db8:100::/64"


@dataclass(slots=True)
class Way:
    """A path to an address; `hops` lie before it."""

    address: str
    hops: list[Hop]
    round_trip_seconds: float = 0.004
    loss_ratio: float = 0.0
    mtu_bytes: int = 1500

    @property
    def version(self) -> int:
        return ip_address(self.address).version

    @property
    def answers(self) -> bool:
        return self.loss_ratio < 1

    def lost(self, packet: int) -> bool:
        """Spread evenly: of five packets at 0.4 the third and the fifth."""
        return int((packet + 1) * self.loss_ratio) > int(packet * self.loss_ratio)


@dataclass(slots=True)
class Segment:
    """Who speaks on it; `held` names an address once for each station that holds it."""

    dhcp_servers: list[str] = field(default_factory=list)
    routers: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


class Refused(Exception):
    """Why this host cannot ask that."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Ways by the name of the test that measures them, segments by interface."""

    networks: Mapping[int, Sequence[Network]]
    ways: dict[str, Way]
    segments: dict[str, Segment]

    def told(self, what: Json) -> Json:
        """Raises Refused; KeyError where there is no such kind of ask."""
        match what["kind"]:
            case "echo":
                return self._echo(self._way(what), what)
            case "trace":
                return self._trace(self._way(what), what["hops_at_most"])
            case "mtu":
                way = self._way(what)
                return {"mtu_bytes": way.mtu_bytes if way.answers else None}
            case "dhcp_servers":
                return {"servers": [*_servers(self._segment(what).dhcp_servers)]}
            case "routers":
                return {"routers": [*_routers(self._segment(what).routers)]}
            case "holders":
                return {"held": [*_held(self._segment(what).held, what["addresses"])]}
        raise KeyError("kind")

    def check(self, way: Way) -> None:
        """Raises ValueError for one that cannot be, or whose hops would have no addresses."""
        if not 0 <= way.loss_ratio <= 1 or way.round_trip_seconds <= 0:
            raise ValueError("a share lies between 0 and 1, and every way takes its time")
        if way.mtu_bytes not in MTU_BYTES:
            raise ValueError(f"no link takes at most {way.mtu_bytes} bytes")
        self.hop_addresses(way)

    def echo_seconds(self, what: Json) -> float:
        """How long it takes until the last packet is back, or is not waited for any longer."""
        way = self._way(what)
        last_seconds = way.round_trip_seconds if way.answers else what["wait_seconds"]
        return float((what["count"] - 1) * what["interval_seconds"] + last_seconds)

    def _way(self, what: Json) -> Way:
        way = next((each for each in self.ways.values() if each.address == what["address"]), None)
        if way is None:
            raise Refused(f"no route to {what['address']}")
        if what.get("source") not in (None, SOURCES[way.version]):
            raise Refused(f"no address {what['source']}")
        return way

    def _segment(self, what: Json) -> Segment:
        if what["interface"] not in self.segments:
            raise Refused(f"no interface {what['interface']}")
        return self.segments[what["interface"]]

    @staticmethod
    def _echo(way: Way, what: Json) -> Json:
        count = what["count"]
        return {
            "sent_after_seconds": [n * what["interval_seconds"] for n in range(count)],
            "round_trips_seconds": [
                None if way.lost(n) else way.round_trip_seconds for n in range(count)
            ],
        }

    def _trace(self, way: Way, hops_at_most: int) -> Json:
        """To where the far address answers, or as far as may be asked."""
        addresses = self.hop_addresses(way)
        addresses += [[way.address]] if way.answers else [[]] * hops_at_most
        hops = [
            {"limit": limit, "addresses": seen}
            | ({"round_trip_seconds": way.round_trip_seconds} if seen else {})
            for limit, seen in enumerate(addresses[:hops_at_most], 1)
        ]
        return {"hops": hops, "reached": way.answers and len(addresses) <= hops_at_most}

    def hop_addresses(self, way: Way) -> list[list[str]]:
        """Of each hop before the far address; none where it keeps silent. Raises ValueError where
        a network has no prefix."""
        return [
            [] if hop == "silent" else [self._address(hop, way.version, number)]
            for number, hop in enumerate(way.hops, 1)
        ]

    def _address(self, hop: Hop, version: int, number: int) -> str:
        if isinstance(hop, str):
            return NAMELESS[hop, version].format(number)
        for prefix in self.networks.get(hop, ()):
            if prefix.version == version:
                return str(prefix[number])
        raise ValueError(f"no prefix of IPv{version} is listed for {hop}")


def _servers(addresses: Sequence[str]) -> Iterator[Json]:
    for address, hardware in _stations(addresses):
        yield {"address": address, "sent_from": address, "hardware": hardware}


def _routers(addresses: Sequence[str]) -> Iterator[Json]:
    for address, hardware in _stations(addresses):
        yield {
            "address": address,
            "hardware": hardware,
            "lifetime_seconds": ROUTER_LIFETIME_SECONDS,
            "prefixes": [ROUTER_PREFIX],
        }


def _held(addresses: Sequence[str], asked: Sequence[str]) -> Iterator[Json]:
    stations = [*_stations(addresses)]
    for address in asked:
        holders = [hardware for held, hardware in stations if held == address]
        yield {"address": address, "hardware": holders, "ours": False}


def _stations(addresses: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each with a hardware address of its own, also where two speak as one."""
    for number, address in enumerate(addresses):
        digest = hashlib.sha256(f"{address} {addresses[:number].count(address)}".encode()).digest()
        yield address, "02:" + digest[:5].hex(":")  # locally administered (IEEE 802)
