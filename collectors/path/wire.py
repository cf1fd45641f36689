"""Sockets of the helper: raw ones and of the link layer, each with a filter in the kernel, a queue
that is bounded, and a share of the loop that is bounded."""

import asyncio
import ctypes
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from collectors.path.icmp import (
    ECHO_REPLY,
    ECHO_REPLY_6,
    EXCEEDED,
    EXCEEDED_6,
    TOO_BIG_6,
    UNREACHABLE,
    UNREACHABLE_6,
)

# linux/socket.h, linux/if_packet.h; Python does not name them.
SO_ATTACH_FILTER, SO_RXQ_OVFL, SOL_PACKET = 26, 40, 263
PACKET_ADD_MEMBERSHIP, PACKET_AUXDATA, PACKET_MR_MULTICAST = 1, 8, 0
TP_STATUS_CSUMNOTREADY: Final = 8

#: The queue in front of the helper, in the kernel; what finds no room there is counted.
QUEUE_BYTES: Final = 262_144
#: Packets that one turn of the loop takes, so that a flood leaves room for all else.
BATCH: Final = 64
PACKET_BYTES: Final = 65_575

Instruction = tuple[int, int, int, int]  # struct sock_filter (linux/filter.h)
Take = Callable[[bytes, list[tuple[int, int, bytes]], tuple[object, ...], int], None]

LOAD_BYTE, LOAD_HALF, LOAD_BYTE_X, LOAD_HALF_X, LOAD_X = 0x30, 0x28, 0x50, 0x48, 0xB1
AND, EQUAL, RETURN = 0x54, 0x15, 0x06

NOTHING: Final[list[Instruction]] = [(RETURN, 0, 0, 0)]


class Pace:
    """So many packets in a second and no more, over all that are asked for; RFC 2697's bucket."""

    def __init__(self, packets_per_second: float, burst: int) -> None:
        self._gap_seconds = 1 / packets_per_second
        self._credit_seconds = burst * self._gap_seconds
        self._next_seconds = 0.0

    async def take(self) -> None:
        now = time.monotonic()
        self._next_seconds = max(self._next_seconds, now - self._credit_seconds)
        self._next_seconds += self._gap_seconds
        if self._next_seconds > now:
            await asyncio.sleep(self._next_seconds - now)


def attach(sock: socket.socket, program: list[Instruction]) -> None:
    code = b"".join(struct.pack("=HBBI", *each) for each in program)
    held = ctypes.create_string_buffer(code, len(code))
    pointer = struct.pack("HP", len(program), ctypes.addressof(held))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, pointer)


def all_of(*conditions: tuple[list[tuple[int, int]], int]) -> list[Instruction]:
    """Take what meets every condition: instructions that load a value, and what it must be."""
    length = sum(len(loads) + 1 for loads, _ in conditions)
    program: list[Instruction] = []
    for loads, value in conditions:
        program += [(code, 0, 0, operand) for code, operand in loads]
        program.append((EQUAL, 0, length - len(program), value))
    return [*program, (RETURN, 0, 0, 0xFFFF), (RETURN, 0, 0, 0)]


def icmp_filter(*, ipv6: bool, identifier: int) -> list[Instruction]:
    """Echo replies with the identifier, and errors."""
    byte, half = (LOAD_BYTE, LOAD_HALF) if ipv6 else (LOAD_BYTE_X, LOAD_HALF_X)
    reply = ECHO_REPLY_6 if ipv6 else ECHO_REPLY
    errors = (UNREACHABLE_6, TOO_BIG_6, EXCEEDED_6) if ipv6 else (UNREACHABLE, EXCEEDED, EXCEEDED)
    start: list[Instruction] = [] if ipv6 else [(LOAD_X, 0, 0, 0)]
    return [
        *start,
        (byte, 0, 0, 0),
        (EQUAL, 0, 2, reply),
        (half, 0, 0, 4),
        (EQUAL, 3, 4, identifier),
        (EQUAL, 2, 0, errors[0]),
        (EQUAL, 1, 0, errors[1]),
        (EQUAL, 0, 1, errors[2]),
        (RETURN, 0, 0, 0xFFFF),
        (RETURN, 0, 0, 0),
    ]


def family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def place(sock: socket.socket, source: str | None, interface: str | None) -> None:
    """Have it send from there. OSErrors fly: no such address here, no such interface."""
    if interface is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode() + b"\0")
    if source is not None:
        sock.bind((source, 0))


def source_towards(address: str, source: str | None, interface: str | None) -> str:
    """The address that a packet would leave from; OSErrors fly where there is no route."""
    with socket.socket(family(address), socket.SOCK_DGRAM) as sock:
        place(sock, source, interface)
        sock.connect((address, 9))  # nothing is sent
        return str(sock.getsockname()[0])


def raw(address: str, protocol: int, source: str | None, interface: str | None) -> socket.socket:
    sock = socket.socket(family(address), socket.SOCK_RAW, protocol)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_BYTES)
        sock.setsockopt(socket.SOL_SOCKET, SO_RXQ_OVFL, 1)
        place(sock, source, interface)
    except BaseException:
        sock.close()
        raise
    return sock


def link(interface: str, protocol: int, program: list[Instruction], group: str) -> socket.socket:
    """Frames of one Ethernet type that pass the filter, also those to the multicast group."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_BYTES)
        sock.setsockopt(socket.SOL_SOCKET, SO_RXQ_OVFL, 1)
        sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        attach(sock, program)
        index, hardware = socket.if_nametoindex(interface), bytes.fromhex(group.replace(":", ""))
        joined = struct.pack("iHH8s", index, PACKET_MR_MULTICAST, len(hardware), hardware)
        sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, joined)
        sock.bind((interface, protocol))
    except BaseException:
        sock.close()
        raise
    return sock


@contextmanager
def reading(sock: socket.socket, take: Take) -> Iterator[None]:
    """`take(data, ancillary, sender, at_nanoseconds)` all that comes; at: monotonic clock."""

    def ready() -> None:
        for _ in range(BATCH):
            try:
                data, ancillary, _, sender = sock.recvmsg(PACKET_BYTES, 256)
            except OSError:  # nothing more, or an error that an earlier packet met
                return
            take(data, ancillary, sender, time.monotonic_ns())

    loop = asyncio.get_running_loop()
    loop.add_reader(sock, ready)
    try:
        yield
    finally:
        loop.remove_reader(sock)


def dropped(ancillary: list[tuple[int, int, bytes]]) -> int:
    """Packets for which the socket's queue had no room so far."""
    for level, kind, value in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SO_RXQ_OVFL):
            return int(struct.unpack("I", value)[0])
    return 0


def unfinished(ancillary: list[tuple[int, int, bytes]]) -> bool:
    """The checksum is still to be written by a network card: the frame never left this host."""
    for level, kind, value in ancillary:
        if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
            return bool(struct.unpack_from("I", value)[0] & TP_STATUS_CSUMNOTREADY)
    return False
