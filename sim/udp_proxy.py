"""A wire between asker and device for UDP, which passes on what comes or spoils it."""

import asyncio
import socket
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sim.forgery import lied, of_another_id
from sim.impairment import Copy, Direction, Kind, Way
from sim.line import Line

LONGEST_DATAGRAM_BYTES = 65_535
STRANGER = "127.254.254.254"  # no device of ours lives there

Address = tuple[Any, ...]  # of IPv4 two things, of IPv6 four


@dataclass(slots=True, eq=False)
class Held:
    """A datagram that another one shall overtake."""

    datagram: bytes
    timer: asyncio.TimerHandle | None = None


@dataclass(slots=True, eq=False)
class Flow:
    """The datagrams of one asker; `device` is the socket that the device answers to."""

    asker: Address
    device: socket.socket
    heard_seconds: float
    held: dict[Direction, list[Held]] = field(
        default_factory=lambda: {direction: [] for direction in Direction}
    )


class UdpProxy:
    """One listening socket. Sends are tried once, as a wire does; what the kernel does not take,
    or whose asker is long gone, is lost."""

    def __init__(
        self,
        line: Line,
        protocol: str,
        device: tuple[str, int],
        listening: socket.socket,
        quiet_seconds: float,
    ) -> None:
        self._line = line
        self._protocol = protocol
        self._device = device
        self._listening = listening
        self._quiet_seconds = quiet_seconds
        self._flows: OrderedDict[Address, Flow] = OrderedDict()  # who was heard last stands last
        self._strangers: dict[Kind, socket.socket] = {}
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(listening, self._asked)

    def close(self) -> None:
        self._loop.remove_reader(self._listening)
        while self._flows:
            self._forget_first()
        for each in (self._listening, *self._strangers.values()):
            each.close()

    def _asked(self) -> None:
        with suppress(BlockingIOError):
            datagram, asker = self._listening.recvfrom(LONGEST_DATAGRAM_BYTES)
            self._pass(Direction.TO_DEVICE, datagram, self._flow(asker))

    def _answered(self, flow: Flow) -> None:
        # ConnectionError: a datagram before found nobody there
        with suppress(BlockingIOError, ConnectionError):
            datagram = flow.device.recv(LONGEST_DATAGRAM_BYTES)
            self._pass(Direction.TO_ASKER, datagram, flow)

    def _flow(self, asker: Address) -> Flow:
        now_seconds = self._loop.time()
        flow = self._flows.get(asker)
        if flow is None:
            while self._flows and self._is_quiet(next(iter(self._flows.values())), now_seconds):
                self._forget_first()
            device = socket.socket(self._listening.family, socket.SOCK_DGRAM)
            device.setblocking(False)
            device.connect(self._device)
            flow = self._flows[asker] = Flow(asker, device, now_seconds)
            self._loop.add_reader(device, self._answered, flow)
        flow.heard_seconds = now_seconds
        self._flows.move_to_end(asker)
        return flow

    def _is_quiet(self, flow: Flow, now_seconds: float) -> bool:
        return now_seconds - flow.heard_seconds > self._quiet_seconds

    def _forget_first(self) -> None:
        _, flow = self._flows.popitem(last=False)
        self._loop.remove_reader(flow.device)
        flow.device.close()

    def _pass(self, direction: Direction, datagram: bytes, flow: Flow) -> None:
        way, decided = self._line.wire.ways[direction], self._line.next_fate(direction)
        for kind in decided.forged:
            self._forge(kind, direction, datagram, flow)
        if len(decided.copies) > 1:
            self._line.count(direction, Kind.DUPLICATED)
        overtaken = tuple(flow.held[direction])
        gone = [self._send_copy(each, way, direction, datagram, flow) for each in decided.copies]
        if any(gone):
            for held in overtaken:
                self._release(held, direction, flow)

    def _send_copy(
        self, copy: Copy, way: Way, direction: Direction, datagram: bytes, flow: Flow
    ) -> bool:
        """Whether it went at once."""
        if copy.lost:
            self._line.count(direction, Kind.LOST)
            return False
        if copy.flipped_at is not None:
            self._line.count(direction, Kind.FLIPPED)
        if copy.kept_ratio is not None:
            self._line.count(direction, Kind.TRUNCATED)
        if copy.delay_seconds:
            self._line.count(direction, Kind.DELAYED)
        if copy.held:
            self._line.count(direction, Kind.REORDERED)
        sent = copy.damaged(datagram, way.flip_within_bytes)
        if copy.held:
            held = Held(sent)
            flow.held[direction].append(held)
            seconds = copy.delay_seconds + way.reorder_seconds
            held.timer = self._loop.call_later(seconds, self._release, held, direction, flow)
        elif copy.delay_seconds:
            self._loop.call_later(copy.delay_seconds, self._send, direction, sent, flow)
        else:
            self._send(direction, sent, flow)
        return not copy.held and not copy.delay_seconds

    def _release(self, held: Held, direction: Direction, flow: Flow) -> None:
        flow.held[direction].remove(held)
        if held.timer is not None:
            held.timer.cancel()
        self._send(direction, held.datagram, flow)

    def _send(self, direction: Direction, datagram: bytes, flow: Flow) -> None:
        with suppress(OSError):
            if direction is Direction.TO_ASKER:
                self._listening.sendto(datagram, flow.asker)
                return
            try:
                flow.device.send(datagram)
            except ConnectionRefusedError:  # is told of the datagram before this one
                flow.device.send(datagram)

    def _forge(self, kind: Kind, direction: Direction, datagram: bytes, flow: Flow) -> None:
        """What is made up goes out before the true one, whatever becomes of that."""
        lie = lied(datagram)
        if kind is Kind.FORGED_ID:
            lie = of_another_id(self._protocol, lie)
        elif kind is Kind.FORGED_ADDRESS and self._listening.family is socket.AF_INET6:
            lie = b""  # ::1 is the only address there
        for _ in range(self._line.wire.ways[direction].forge_count if lie else 0):
            self._line.count(direction, kind)
            if kind is Kind.FORGED_ID:
                self._send(direction, lie, flow)
            else:
                to = flow.asker if direction is Direction.TO_ASKER else self._device
                self._send_as_stranger(kind, lie, to)

    def _send_as_stranger(self, kind: Kind, datagram: bytes, to: Address) -> None:
        with suppress(OSError):
            self._stranger(kind).sendto(datagram, to)

    def _stranger(self, kind: Kind) -> socket.socket:
        """Bound when it is first wanted: to another port, or to another address and our port."""
        made = self._strangers.get(kind)
        if made is None:
            address, port, *_ = self._listening.getsockname()
            ours = (address, 0) if kind is Kind.FORGED_PORT else (STRANGER, port)
            made = self._strangers[kind] = socket.socket(self._listening.family, socket.SOCK_DGRAM)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # many wires have this one
            made.setblocking(False)
            made.bind(ours)
        return made
