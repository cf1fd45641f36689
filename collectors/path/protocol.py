"""What the daemon and the path helper say to each other: one ask and one answer a connection, each
a length (4 bytes, network order) and so much JSON, validated by both sides."""

import struct
from asyncio import StreamReader
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

LENGTH: Final = struct.Struct("!I")
FRAME_BYTES_AT_MOST: Final = 65_536
#: Senders that one answer names; a flood has more, and then `more` says so.
HEARD_AT_MOST: Final = 64
DEADLINE_AT_MOST_SECONDS: Final = 60.0
PACKETS_AT_MOST: Final = 500
#: Hop limits that are tried together before the next ones are.
HOPS_AT_A_TIME: Final = 8


def literal(text: str) -> str:
    """An address as it is written everywhere; a zone (RFC 4007) is what `interface` is for."""
    if "%" in text:
        raise ValueError(f"{text} names a zone; interface does that")
    return str(ip_address(text))


def unicast(text: str) -> str:
    """One host's: nobody is asked on behalf of many."""
    known = ip_address(literal(text))
    if known.is_multicast or known.is_unspecified or text == "255.255.255.255":
        raise ValueError(f"{text} is not the address of one host")
    return str(known)


#: IFNAMSIZ is 16 with the NUL (linux/if.h).
Interface = Annotated[str, Field(pattern=r"^[^\s/]{1,15}$")]
Literals = Annotated[str, Field(max_length=45), AfterValidator(literal)]
FarAddress = Annotated[str, Field(max_length=45), AfterValidator(unicast)]
Hardware = Annotated[str, Field(pattern=r"^[0-9a-f]{2}(:[0-9a-f]{2}){5}$")]
RoundTrip = Annotated[float, Field(gt=0, le=DEADLINE_AT_MOST_SECONDS, allow_inf_nan=False)]
After = Annotated[float, Field(ge=0, le=DEADLINE_AT_MOST_SECONDS, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=2**63)]
Wait = Annotated[float, Field(ge=0.05, le=10)]


class Words(BaseModel):
    """One message, or a part of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class OnPath(Words):
    """What leaves for a far address: from `source`, by `interface`, or as the kernel routes it."""

    address: FarAddress
    source: Literals | None = None
    interface: Interface | None = None
    wait_seconds: Wait = 2.0

    @model_validator(mode="after")
    def _one_family(self) -> Self:
        if self.source and ip_address(self.source).version != ip_address(self.address).version:
            raise ValueError(f"{self.source} and {self.address} are not of one family")
        return self

    @property
    def ipv6(self) -> bool:
        return ":" in self.address


class Echo(OnPath):
    kind: Literal["echo"] = "echo"
    count: Annotated[int, Field(ge=1, le=PACKETS_AT_MOST)] = 5
    interval_seconds: Annotated[float, Field(ge=0.01, le=1)] = 0.2


class Trace(OnPath):
    kind: Literal["trace"] = "trace"
    method: Literal["icmp", "udp"] = "icmp"
    hops_at_most: Annotated[int, Field(ge=1, le=64)] = 30
    tries: Annotated[int, Field(ge=1, le=3)] = 2


class Mtu(OnPath):
    kind: Literal["mtu"] = "mtu"


class OnSegment(Words):
    interface: Interface
    listen_seconds: Annotated[float, Field(ge=0.1, le=30)] = 5.0


class DhcpServers(OnSegment):
    kind: Literal["dhcp_servers"] = "dhcp_servers"


class Routers(OnSegment):
    kind: Literal["routers"] = "routers"


class Holders(OnSegment):
    kind: Literal["holders"] = "holders"
    addresses: Annotated[list[Literals], Field(min_length=1, max_length=32)]


What = Annotated[
    Echo | Trace | Mtu | DhcpServers | Routers | Holders, Field(discriminator="kind")
]  # fmt: skip


class Ask(Words):
    """`number` is drawn anew for each ask, and its answer repeats it."""

    number: Count
    deadline_seconds: Annotated[float, Field(gt=0, le=DEADLINE_AT_MOST_SECONDS)]
    what: What


class EchoTold(Words):
    """When each packet was sent, counted from the first, and the time to its answer; None where
    none came. `ignored` ones were not to what was sent, or damaged; `dropped` ones found no room.
    """

    kind: Literal["echo"] = "echo"
    sent_after_seconds: Annotated[list[After], Field(max_length=PACKETS_AT_MOST)]
    round_trips_seconds: Annotated[list[RoundTrip | None], Field(max_length=PACKETS_AT_MOST)]
    ignored: Count = 0
    dropped: Count = 0

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        after = self.sent_after_seconds
        if len(after) != len(self.round_trips_seconds) or after != sorted(after):
            raise ValueError("packets and their round trips do not go together")
        return self

    @property
    def sent(self) -> int:
        return len(self.sent_after_seconds)

    @property
    def answers(self) -> list[float]:
        return [each for each in self.round_trips_seconds if each is not None]


class Hop(Words):
    """What answered at one hop limit: nobody, one router, or several that share the load."""

    limit: Annotated[int, Field(ge=1, le=64)]
    addresses: Annotated[list[Literals], Field(max_length=3)]
    round_trip_seconds: RoundTrip | None = None


class TraceTold(Words):
    kind: Literal["trace"] = "trace"
    hops: Annotated[list[Hop], Field(max_length=64)]
    reached: bool
    ignored: Count = 0


class MtuTold(Words):
    """`mtu_bytes` None: not even the smallest packet was answered. `told_by` is the router that
    said Packet Too Big to the next size; None where that vanished, or may not leave this host."""

    kind: Literal["mtu"] = "mtu"
    mtu_bytes: Annotated[int, Field(ge=68, le=65_575)] | None
    told_by: Literals | None = None


class Heard(Words):
    """`dropped` frames found no room in the queue; `more` senders are not named."""

    ignored: Count = 0
    dropped: Count = 0
    more: Count = 0


class DhcpServer(Words):
    address: Literals  # its server identifier
    sent_from: Literals
    hardware: Hardware


class DhcpServersTold(Heard):
    kind: Literal["dhcp_servers"] = "dhcp_servers"
    servers: Annotated[list[DhcpServer], Field(max_length=HEARD_AT_MOST)]


class Router(Words):
    address: Literals
    hardware: Hardware
    lifetime_seconds: Annotated[int, Field(ge=0, le=65_535)]
    prefixes: Annotated[list[Annotated[str, Field(max_length=49)]], Field(max_length=8)]


class RoutersTold(Heard):
    kind: Literal["routers"] = "routers"
    routers: Annotated[list[Router], Field(max_length=HEARD_AT_MOST)]


class Held(Words):
    """`ours`: this host holds the address too, and answers nobody on the same interface."""

    address: Literals
    hardware: Annotated[list[Hardware], Field(max_length=HEARD_AT_MOST)]
    ours: bool


class HoldersTold(Heard):
    kind: Literal["holders"] = "holders"
    held: Annotated[list[Held], Field(max_length=32)]


Told = Annotated[
    EchoTold | TraceTold | MtuTold | DhcpServersTold | RoutersTold | HoldersTold,
    Field(discriminator="kind"),
]


class Cause(StrEnum):
    """Why the helper did not measure."""

    BAD_ASK = "bad_ask"
    BUSY = "busy"
    DEADLINE = "deadline"
    NOT_PERMITTED = "not_permitted"  # the helper lacks CAP_NET_RAW
    THIS_HOST = "this_host"  # no route, no such source address, no such interface


class Refusal(Words):
    cause: Cause
    detail: Annotated[str, Field(max_length=500)]


class Answer(Words):
    number: Count
    told: Told | None = None
    refusal: Refusal | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.told is None) == (self.refusal is None):
            raise ValueError("an answer either tells or refuses")
        return self


class FrameError(ValueError):
    """What came is no frame of ours."""


def frame(message: Words) -> bytes:
    body = message.model_dump_json().encode()
    if len(body) > FRAME_BYTES_AT_MOST:
        raise FrameError(f"a message of {len(body)} bytes")
    return LENGTH.pack(len(body)) + body


async def read_frame(reader: StreamReader) -> bytes:
    """The JSON of one message. Raises FrameError, or IncompleteReadError where the peer went."""
    (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
    if not 0 < length <= FRAME_BYTES_AT_MOST:
        raise FrameError(f"a message of {length} bytes is announced")
    return await reader.readexactly(length)


def misfit(what: What, told: Told, took_seconds: float) -> str:
    """In which way the answer is none to what was asked, so long ago; empty where it is one."""
    if what.kind != told.kind:
        return f"asked for {what.kind}, told of {told.kind}"
    if isinstance(what, Echo) and isinstance(told, EchoTold):
        if told.sent > what.count:
            return f"{told.sent} packets, where {what.count} were asked for"
        if max([*told.answers, *told.sent_after_seconds], default=0.0) > took_seconds:
            return "a round trip longer than the ask itself"
    if isinstance(what, Trace) and isinstance(told, TraceTold):
        limits = [hop.limit for hop in told.hops]
        if limits != list(range(1, len(limits) + 1)) or len(limits) > what.hops_at_most:
            return "hops out of order"
    if isinstance(what, Holders) and isinstance(told, HoldersTold):
        same = [held.address for held in told.held] == what.addresses
        return "" if same else "told of other addresses than were asked for"
    return ""
