"""What the inventory says of paths: far addresses, ways there, who may speak on a segment."""

import math
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from collectors.path.networks import Listed, as_number
from collectors.path.protocol import HOPS_AT_A_TIME, PACKETS_AT_MOST, Interface, literal, unicast
from collectors.probe import Options
from collectors.tcp import Port

#: The helper gives an ask a minute at most, with all waits.
SENDING_AT_MOST_SECONDS: Final = 45.0
#: Asks of one round at a time: fewer than the helper bears, for there may be other rounds.
AT_A_TIME: Final = 8
#: What an ask may take beyond its own waits, to have its turn among the packets of others.
SPARE_SECONDS: Final = 2.0
#: Trials of sizes between the usual ones, each twice.
MTU_WAITS: Final = 20
HELPER_SOCKET: Final = "/run/campus-path-helper/socket"


def _prefix(text: str) -> str:
    return str(ip_network(text))


Address = Annotated[str, AfterValidator(literal)]
FarAddress = Annotated[str, AfterValidator(unicast)]
Prefix = Annotated[str, AfterValidator(_prefix)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
AsNumber = Annotated[int, Field(ge=1, le=4_294_967_295)]


class Towards(Options):
    """A far address, and the way: from `source`, by `interface`, else as the kernel routes."""

    name: Name
    address: FarAddress
    source: Address | None = None
    interface: Interface | None = None
    wait_seconds: Annotated[float, Field(ge=0.05, le=10)] = 2.0

    @model_validator(mode="after")
    def _one_family(self) -> Self:
        if self.source and ip_address(self.source).version != ip_address(self.address).version:
            raise ValueError(f"{self.source} and {self.address} are not of one family")
        return self


class Sending(Options):
    """What is sent, and how often; `port` is TCP's."""

    method: Literal["icmp", "tcp"] = "icmp"
    port: Port | None = None
    count: Annotated[int, Field(ge=1, le=PACKETS_AT_MOST)] = 5
    interval_seconds: Annotated[float, Field(ge=0.05, le=1)] = 0.2

    @model_validator(mode="after")
    def _port_of_tcp(self) -> Self:
        if (self.method == "tcp") != (self.port is not None):
            raise ValueError("port is given with method tcp, and only then")
        if self.sending_seconds > SENDING_AT_MOST_SECONDS:
            raise ValueError(f"count times interval_seconds is over {SENDING_AT_MOST_SECONDS:g} s")
        return self

    @property
    def sending_seconds(self) -> float:
        return self.count * self.interval_seconds


class PathTest(Towards, Sending):
    """Does the far address answer, and how fast?"""

    def longest_seconds(self) -> float:
        return self.sending_seconds + self.wait_seconds


class Failover(Options):
    """Who stands in when a circuit fails: each of `circuits` is a test that leaves by one circuit
    alone, `test` one that may leave by any of them. They run side by side."""

    test: Name
    circuits: Annotated[list[Name], Field(min_length=1, max_length=AT_A_TIME - 1)]

    def checked(self, tests: Mapping[str, PathTest]) -> None:
        """Raises ValueError: what falls silent after `test` has ended would be no failover."""
        _once([self.test, *self.circuits])
        for name in (self.test, *self.circuits):
            if name not in tests:
                raise ValueError(f"failover: there is no test {name}")
            if tests[name].sending_seconds > tests[self.test].sending_seconds:
                raise ValueError(f"failover: the test {name} lasts longer than {self.test}")


class HostTest(Sending):
    """What a host in a VLAN reaches outside: this one, where it has an `interface` in it."""

    name: Name
    interface: Interface | None = None
    ipv4: FarAddress | None = None
    ipv6: FarAddress | None = None
    source_ipv4: Address | None = None
    source_ipv6: Address | None = None
    wait_seconds: Annotated[float, Field(ge=0.05, le=10)] = 2.0

    @model_validator(mode="after")
    def _families(self) -> Self:
        if self.ipv4 is None and self.ipv6 is None:
            raise ValueError("an address outside is given as ipv4, ipv6 or both")
        given = ((4, self.ipv4), (4, self.source_ipv4), (6, self.ipv6), (6, self.source_ipv6))
        for version, address in given:
            if address is not None and ip_address(address).version != version:
                raise ValueError(f"{address} is no address of IPv{version}")
        return self

    def over_ipv4(self) -> PathTest | None:
        return self._test(self.ipv4, self.source_ipv4)

    def over_ipv6(self) -> PathTest | None:
        return self._test(self.ipv6, self.source_ipv6)

    def _test(self, address: str | None, source: str | None) -> PathTest | None:
        if address is None:
            return None
        shared = {"name", "interface", "wait_seconds", *Sending.model_fields}
        return PathTest(address=address, source=source, **self.model_dump(include=shared))


class TraceTest(Towards):
    """Which networks lie on the way; `through` is the AS that must."""

    method: Literal["icmp", "udp"] = "icmp"
    hops_at_most: Annotated[int, Field(ge=1, le=64)] = 30
    through: AsNumber | None = None

    def longest_seconds(self) -> float:
        return math.ceil(self.hops_at_most / HOPS_AT_A_TIME) * self.wait_seconds


class MtuTest(Towards):
    """How large a packet gets through unfragmented?"""

    wait_seconds: Annotated[float, Field(ge=0.05, le=2)] = 1.0

    def longest_seconds(self) -> float:
        return MTU_WAITS * self.wait_seconds


class NetworkPrefixes(Options):
    """An autonomous system by its number, and what it announces: CERNET is 4538, CERNET2 23910."""

    as_number: AsNumber
    prefixes: Annotated[list[Prefix], Field(min_length=1, max_length=10_000)]

    def listed(self) -> Listed:
        prefixes: list[IPv4Network | IPv6Network] = [ip_network(each) for each in self.prefixes]
        return Listed(self.as_number, tuple(prefixes))


class SegmentWatch(Options):
    """Who speaks on the segment of an interface. A list of those permitted has it watched for
    others of their kind; it is never empty, for where nobody may answer silence proves nothing.
    Offers of a DHCP server come from its relay: both stand in the list. Of `addresses`, each is to
    have one holder."""

    interface: Interface
    dhcp_servers: Annotated[list[Address], Field(min_length=1, max_length=32)] | None = None
    routers: Annotated[list[Address], Field(min_length=1, max_length=32)] | None = None
    addresses: Annotated[list[Address], Field(min_length=1, max_length=32)] | None = None
    listen_seconds: Annotated[float, Field(ge=0.1, le=30)] = 5.0

    def longest_seconds(self) -> float:
        return self.listen_seconds


class PathOptions(Options):
    """`helper` is the socket of the process that holds CAP_NET_RAW; what it alone can measure is
    unknown without it."""

    helper: str = HELPER_SOCKET
    tests: list[PathTest] = Field(default_factory=list, max_length=200)
    failover: Failover | None = None
    hosts: list[HostTest] = Field(default_factory=list, max_length=200)
    traces: list[TraceTest] = Field(default_factory=list, max_length=50)
    mtus: list[MtuTest] = Field(default_factory=list, max_length=50)
    networks: list[NetworkPrefixes] = Field(default_factory=list, max_length=100)
    segments: list[SegmentWatch] = Field(default_factory=list, max_length=50)

    @model_validator(mode="after")
    def _something_once(self) -> Self:
        lists = (self.tests, self.hosts, self.traces, self.mtus)
        if not any((*lists, self.segments)):
            raise ValueError("tests, hosts, traces, mtus or segments name what is measured")
        for names in ([each.name for each in of] for of in lists):
            _once(names)
        _once([each.interface for each in self.segments])
        if self.failover is not None:
            self.failover.checked({test.name: test for test in self.tests})
        known = {each.as_number for each in self.networks}
        listed = [each.listed() for each in self.networks]
        for trace in self.traces:
            if trace.through is not None and trace.through not in known:
                raise ValueError(f"networks lists no prefix of AS{trace.through}")
            if trace.through is not None and trace.through == as_number(trace.address, listed):
                within = f"{trace.address} lies in AS{trace.through} itself"
                raise ValueError(f"{within}: whatever way leads there ends in it; trace beyond it")
        return self

    def least_seconds(self) -> float:
        """With nobody answering: a time-out that is shorter would lose the round just then."""
        hosts = [
            test for host in self.hosts for test in (host.over_ipv4(), host.over_ipv6()) if test
        ]
        takers: list[PathTest | TraceTest | MtuTest | SegmentWatch] = [*self.tests, *hosts]
        takers += [*self.traces, *self.mtus, *self.segments]
        seconds = [each.longest_seconds() for each in takers]
        return max(*seconds, math.fsum(seconds) / AT_A_TIME, 0.0)


def _once(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{name} stands twice")
        seen.add(name)
