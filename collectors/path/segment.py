"""The segment: which DHCP servers offer, which routers advertise, who holds an address."""

import asyncio
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final, Generic, TypeVar

from collectors.path import packets
from collectors.path.protocol import (
    HEARD_AT_MOST,
    DhcpServer,
    DhcpServers,
    DhcpServersTold,
    Held,
    Holders,
    HoldersTold,
    Router,
    Routers,
    RoutersTold,
)
from collectors.path.wire import (
    AND,
    LOAD_BYTE,
    LOAD_HALF,
    LOAD_HALF_X,
    LOAD_X,
    Instruction,
    Pace,
    all_of,
    dropped,
    family,
    link,
    reading,
    unfinished,
)

ETH_IPV4, ETH_ARP, ETH_IPV6 = 0x0800, 0x0806, 0x86DD  # IANA: EtherTypes
PACKET_OUTGOING: Final = 4  # linux/if_packet.h
ADVERTISED_ROUTER, ADVERTISED_NEIGHBOUR = 134, 136  # RFC 4861
TIMES: Final = 2  # one question may be lost

DHCP_CLIENTS: Final = all_of(
    ([(LOAD_HALF, 12)], ETH_IPV4),
    ([(LOAD_BYTE, 23)], 17),
    ([(LOAD_HALF, 20), (AND, 0x1FFF)], 0),  # no later fragment
    ([(LOAD_X, 14), (LOAD_HALF_X, 16)], 68),
)
ARP: Final = all_of(([(LOAD_HALF, 12)], ETH_ARP))

Heard = TypeVar("Heard")


def neighbour_discovery(kind: int) -> list[Instruction]:
    return all_of(([(LOAD_HALF, 12)], ETH_IPV6), ([(LOAD_BYTE, 20)], 58), ([(LOAD_BYTE, 54)], kind))


@dataclass(slots=True)
class Ear(Generic[Heard]):
    """Who was heard: what is `wanted` (cheap), under its `key` (cheap) for the first time, and
    `read` (dear, None where it cannot be). So a flood costs little more than to count it."""

    wanted: Callable[[bytes], bool]
    key: slice  # of the frame, beside its Ethernet source
    read: Callable[[bytes], Heard | None]
    heard: dict[bytes, Heard] = field(default_factory=dict)
    ignored: int = 0
    dropped: int = 0
    more: int = 0

    def take(
        self,
        frame: bytes,
        ancillary: list[tuple[int, int, bytes]],
        sender: tuple[object, ...],
        _at_ns: int,
    ) -> None:
        if sender[2] == PACKET_OUTGOING:
            return
        self.dropped = max(self.dropped, dropped(ancillary))
        key = frame[6:12] + frame[self.key]
        if not self.wanted(frame):
            self.ignored += 1
        elif key in self.heard:
            pass
        elif len(self.heard) >= HEARD_AT_MOST:
            self.more += 1
        elif (found := self._whole(frame, ancillary)) is None:
            self.ignored += 1
        else:
            self.heard[key] = found

    def _whole(self, frame: bytes, ancillary: list[tuple[int, int, bytes]]) -> Heard | None:
        is_arp = int.from_bytes(frame[12:14], "big") == ETH_ARP  # which has no checksum
        right = is_arp or unfinished(ancillary) or packets.checksum_right(frame)
        return self.read(frame) if right else None


@contextmanager
def listening(
    interface: str, protocol: int, program: list[Instruction], ear: Ear[Heard]
) -> Iterator[socket.socket]:
    with (
        link(interface, protocol, program, packets.ALL_NODES) as sock,
        reading(sock, ear.take),
    ):
        yield sock


def hardware_of(sock: socket.socket) -> str:
    address: bytes = sock.getsockname()[4]
    return address[:6].hex(":")


async def ask_all(
    questions: Sequence[tuple[socket.socket, bytes]], seconds: float, pace: Pace
) -> None:
    """Each question twice, and then silence, so that all have been heard who speak within it."""
    for _ in range(TIMES):
        for sock, frame in questions:
            await pace.take()
            sock.send(frame)
        await asyncio.sleep(seconds / TIMES)


async def dhcp_servers(ask: DhcpServers, pace: Pace) -> DhcpServersTold:
    transaction = secrets.randbits(32)
    hardware = ""

    def wanted(frame: bytes) -> bool:
        return packets.answers_discover(frame, hardware, transaction)

    ear: Ear[DhcpServer] = Ear(wanted, slice(26, 30), packets.offer)
    with listening(ask.interface, ETH_IPV4, DHCP_CLIENTS, ear) as sock:
        hardware = hardware_of(sock)
        question = packets.discover(hardware, transaction)
        await ask_all([(sock, question)], ask.listen_seconds, pace)
    return DhcpServersTold(
        servers=list(ear.heard.values()),
        ignored=ear.ignored,
        dropped=ear.dropped,
        more=ear.more,
    )


async def routers(ask: Routers, pace: Pace) -> RoutersTold:
    ear: Ear[Router] = Ear(packets.from_the_segment, slice(22, 38), packets.advertisement)
    program = neighbour_discovery(ADVERTISED_ROUTER)
    with listening(ask.interface, ETH_IPV6, program, ear) as sock:
        question = packets.solicit_routers(hardware_of(sock))
        await ask_all([(sock, question)], ask.listen_seconds, pace)
    return RoutersTold(
        routers=list(ear.heard.values()),
        ignored=ear.ignored,
        dropped=ear.dropped,
        more=ear.more,
    )


async def holders(ask: Holders, pace: Pace) -> HoldersTold:
    asked = {ip_address(each).packed for each in ask.addresses}
    by_arp: Ear[tuple[str, str]] = Ear(
        lambda frame: frame[28:32] in asked, slice(28, 32), packets.holder
    )
    by_neighbours: Ear[tuple[str, str]] = Ear(
        lambda frame: packets.from_the_segment(frame) and frame[62:78] in asked,
        slice(62, 78),
        packets.holder,
    )
    program = neighbour_discovery(ADVERTISED_NEIGHBOUR)
    with (
        listening(ask.interface, ETH_ARP, ARP, by_arp) as arp,
        listening(ask.interface, ETH_IPV6, program, by_neighbours) as neighbours,
    ):
        hardware = hardware_of(arp)
        questions = [
            (neighbours if ":" in each else arp, packets.who_holds(hardware, each))
            for each in ask.addresses
        ]
        await ask_all(questions, ask.listen_seconds, pace)
    ears = (by_arp, by_neighbours)
    found = {pair for ear in ears for pair in ear.heard.values()}
    return HoldersTold(
        held=[
            Held(
                address=address,
                hardware=sorted(mac for held, mac in found if held == address)[:HEARD_AT_MOST],
                ours=_is_ours(address),
            )
            for address in ask.addresses
        ],
        dropped=sum(ear.dropped for ear in ears),
        more=sum(ear.more for ear in ears),
    )


def _is_ours(address: str) -> bool:
    with socket.socket(family(address), socket.SOCK_DGRAM) as sock:
        try:
            sock.bind((address, 0))
        except OSError:
            return False
    return True
