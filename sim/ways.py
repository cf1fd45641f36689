"""What a scenario says of paths that are traced, and of who speaks on a segment."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.device_model import DeviceModel
from sim.facts import Model, Name

Network = IPv4Network | IPv6Network
#: The AS that a router on the way is in; or it has an address of the campus alone (RFC 1918), keeps
#: silent, or is in a network that nobody has listed.
Hop = int | Literal["campus", "silent", "unlisted"]


class Way(Model):
    """A path: the hops before the far address. It is meant to go `through` an AS; where something
    is wrong it goes `around` it."""

    address: Name
    hops: list[Hop] = Field(min_length=1)
    through: int | None = None
    around: list[Hop] = Field(default=[])
    round_trip_seconds: float = Field(default=0.004, gt=0)
    loss_ratio: float = Field(default=0.0, ge=0, le=1)
    mtu_bytes: int = Field(default=1500, ge=1280)

    @model_validator(mode="after")
    def _two_ways(self) -> Self:
        if self.through is not None and (
            self.through not in self.hops or not self.around or self.through in self.around
        ):
            raise ValueError("hops lead through the network that is meant, and around leads past")
        return self

    @property
    def unseen(self) -> list[Hop]:
        """The same way, whose routers there keep silent."""
        return ["silent" if hop == self.through else hop for hop in self.hops]


class Segment(Model):
    """Who speaks on the segment of an interface, and who holds an address on it. At the start all
    of them may."""

    dhcp_servers: list[str] = Field(default=[])
    routers: list[str] = Field(default=[])
    held: list[str] = Field(default=[])


class PathHelper(DeviceModel):
    """Measures paths from where it stands; `networks` are prefixes by the AS that has them."""

    networks: dict[int, list[str]] = Field(default={})
    ways: dict[Name, Way] = Field(default={})
    segments: dict[Name, Segment] = Field(default={})

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.wire is not None:
            raise ValueError("it is asked over a Unix socket, which is no wire")
        if len({way.address for way in self.ways.values()}) < len(self.ways):
            raise ValueError("of two ways to one address only one can be told")
        return self

    @model_validator(mode="after")
    def _listed(self) -> Self:
        for name, way in self.ways.items():
            version = ip_address(way.address).version
            for number in {hop for hop in [*way.hops, *way.around] if isinstance(hop, int)}:
                if not any(prefix.version == version for prefix in self.prefixes(number)):
                    raise ValueError(f"{name}: networks has no prefix of IPv{version} for {number}")
            if way.through is not None and any(
                ip_address(way.address) in prefix for prefix in self.prefixes(way.through)
            ):
                raise ValueError(f"{name}: any way to {way.address} goes through {way.through}")
        return self

    def prefixes(self, number: int) -> Iterator[Network]:
        return map(ip_network, self.networks.get(number, []))
