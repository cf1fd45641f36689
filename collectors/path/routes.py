"""Echo, trace and path MTU: what the helper measures of a far address."""

import asyncio
import errno
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from collectors.path.icmp import (
    COOKIE_BYTES,
    HEADER_BYTES,
    ICMP,
    ICMPV6,
    UDP,
    Exchange,
    Heard,
    What,
)
from collectors.path.protocol import (
    HOPS_AT_A_TIME,
    Echo,
    EchoTold,
    Hop,
    Mtu,
    MtuTold,
    OnPath,
    Trace,
    TraceTold,
)
from collectors.path.wire import (
    NOTHING,
    Pace,
    attach,
    dropped,
    icmp_filter,
    raw,
    reading,
    source_towards,
)

# linux/in.h, linux/in6.h: set DF, and pay no heed to what the kernel remembers of the path.
IP_MTU_DISCOVER, IPV6_MTU_DISCOVER, IPV6_DONTFRAG, PMTUDISC_PROBE = 10, 23, 62, 3
#: RFC 791 and RFC 8200: what every link carries; the largest that the trial goes to.
SMALLEST_BYTES: Final = {False: 68, True: 1280}
LARGEST_BYTES: Final = 65_535
USUAL_BYTES: Final = 1500
TRIES: Final = 2  # one packet may be lost
NANO: Final = 1e-9
#: The next hop did not take the packet on: it is sent, and lost. That this host has no room for it
#: (ENOBUFS) says nothing of the path.
LOST: Final = frozenset({errno.EHOSTUNREACH, errno.ECONNREFUSED})


@dataclass(slots=True)
class Line:
    """One exchange on its own sockets: what was sent when, and what came of it."""

    exchange: Exchange
    sender: socket.socket
    pace: Pace
    sent_ns: dict[int, int] = field(default_factory=dict)
    heard: dict[int, tuple[Heard, float]] = field(default_factory=dict)
    dropped: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, sequence: int, payload: bytes, hop_limit: int | None = None) -> None:
        """OSErrors fly, but for those that say that the packet was lost on its way."""
        message = self.exchange.message(sequence, payload)
        await self.pace.take()
        if hop_limit is not None:
            ipv6 = self.exchange.ipv6
            level = socket.IPPROTO_IPV6 if ipv6 else socket.IPPROTO_IP
            option = socket.IPV6_UNICAST_HOPS if ipv6 else socket.IP_TTL
            self.sender.setsockopt(level, option, hop_limit)
        self.sent_ns[sequence] = time.monotonic_ns()
        try:
            self.sender.sendto(message, (self.exchange.address, 0))
        except OSError as error:
            if error.errno not in LOST:
                raise

    def take(
        self,
        data: bytes,
        ancillary: list[tuple[int, int, bytes]],
        sender: tuple[object, ...],
        at_ns: int,
    ) -> None:
        self.dropped = max(self.dropped, dropped(ancillary))
        heard = self.exchange.hear(data, str(sender[0]).partition("%")[0])
        if heard is None or heard.sequence not in self.sent_ns:
            return
        round_trip = max(at_ns - self.sent_ns[heard.sequence], 1) * NANO
        before = self.heard.get(heard.sequence)
        if before is None or (before[0].what is not What.REPLY and heard.what is What.REPLY):
            self.heard[heard.sequence] = heard, round_trip
            self.news.set()

    async def wait(self, sequences: range | list[int], seconds: float) -> None:
        """Until each has been answered, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.heard.keys() >= set(sequences):
                    self.news.clear()
                    await self.news.wait()

    def round_trip(self, sequence: int) -> float | None:
        """Seconds; None where the far address did not answer."""
        heard, seconds = self.heard.get(sequence, (None, 0.0))
        return seconds if heard is not None and heard.what is What.REPLY else None


@contextmanager
def line(ask: OnPath, pace: Pace, *, udp: bool = False) -> Iterator[Line]:
    """The filter in the kernel passes answers with our identifier only, and errors."""
    source = source_towards(ask.address, ask.source, ask.interface)
    identifier = 0xC000 + secrets.randbelow(0x3FFF)  # a source port for UDP: RFC 6335, dynamic
    icmp = ICMPV6 if ask.ipv6 else ICMP
    with raw(ask.address, icmp, ask.source, ask.interface) as receiver:
        attach(receiver, icmp_filter(ipv6=ask.ipv6, identifier=identifier))
        exchange = Exchange(source, ask.address, identifier, UDP if udp else icmp)
        with raw(ask.address, UDP, source, ask.interface) if udp else receiver as sender:
            if udp:
                attach(sender, NOTHING)
            found = Line(exchange, sender, pace)
            with reading(receiver, found.take):
                yield found


async def echo(ask: Echo, pace: Pace) -> EchoTold:
    """RFC 792, RFC 4443. The sequence starts anywhere: who cannot see it cannot guess it."""
    first = secrets.randbelow(0x10000 - ask.count)
    sequences = range(first, first + ask.count)
    with line(ask, pace) as found:
        for sequence in sequences:
            if sequence != first:
                await asyncio.sleep(ask.interval_seconds)
            await found.send(sequence, secrets.token_bytes(COOKIE_BYTES))
        await found.wait(sequences, ask.wait_seconds)
        sent_ns = [found.sent_ns[each] for each in sequences]
        return EchoTold(
            sent_after_seconds=[(each - sent_ns[0]) * NANO for each in sent_ns],
            round_trips_seconds=[found.round_trip(each) for each in sequences],
            ignored=found.exchange.ignored,
            dropped=found.dropped,
        )


async def trace(ask: Trace, pace: Pace) -> TraceTold:
    """Some hop limits at a time, until the far address answers."""
    hops: list[Hop] = []
    with line(ask, pace, udp=ask.method == "udp") as found:
        for low in range(1, ask.hops_at_most + 1, HOPS_AT_A_TIME):
            limits = range(low, min(low + HOPS_AT_A_TIME, ask.hops_at_most + 1))
            tried = {limit: range(limit * ask.tries, (limit + 1) * ask.tries) for limit in limits}
            for limit, sequences in tried.items():
                for sequence in sequences:
                    await found.send(sequence, secrets.token_bytes(COOKIE_BYTES), limit)
            every = [each for sequences in tried.values() for each in sequences]
            await found.wait(every, ask.wait_seconds)
            for limit, sequences in tried.items():
                answers = [found.heard[each] for each in sequences if each in found.heard]
                hops.append(_hop(limit, answers))
                if any(heard.what is not What.EXCEEDED for heard, _ in answers):
                    reached = any(heard.what is What.REPLY for heard, _ in answers)
                    return TraceTold(hops=hops, reached=reached, ignored=found.exchange.ignored)
        return TraceTold(hops=hops, reached=False, ignored=found.exchange.ignored)


def _hop(limit: int, answers: list[tuple[Heard, float]]) -> Hop:
    addresses = list(dict.fromkeys(heard.sender for heard, _ in answers))
    trips = [trip for _, trip in answers]
    return Hop(limit=limit, addresses=addresses, round_trip_seconds=min(trips, default=None))


async def mtu(ask: Mtu, pace: Pace) -> MtuTold:
    """Between what was answered and what was not. That nothing larger passes is a router's word, as
    every host takes it (RFC 1191, RFC 8201); that so much does is tried."""
    answered, unanswered, told_by = 0, LARGEST_BYTES + 1, None
    size, sequence = SMALLEST_BYTES[ask.ipv6], 0
    with line(ask, pace) as found:
        _forbid_fragments(found.sender, ipv6=ask.ipv6)
        while True:
            heard = await _try_size(found, size, sequence, ask)
            sequence += TRIES
            if heard and heard.what is What.REPLY:
                answered = size
            else:
                unanswered, told_by = size, heard.sender if heard else None
            told = heard.mtu_bytes if heard and answered <= heard.mtu_bytes < size else 0
            unanswered = told + 1 if told else unanswered
            if not answered:
                return MtuTold(mtu_bytes=None)
            if answered + 1 == unanswered:
                return MtuTold(mtu_bytes=answered, told_by=told_by)
            size = _next_size(answered, unanswered, told)


def _next_size(answered: int, unanswered: int, told: int) -> int:
    if answered < told < unanswered:
        return told
    if answered < USUAL_BYTES < unanswered:
        return USUAL_BYTES
    if answered == USUAL_BYTES and unanswered > LARGEST_BYTES:
        return answered + 1  # which this host itself mostly refuses
    return (answered + unanswered) // 2


def _forbid_fragments(sock: socket.socket, *, ipv6: bool) -> None:
    if ipv6:
        sock.setsockopt(socket.IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_PROBE)
        sock.setsockopt(socket.IPPROTO_IPV6, IPV6_DONTFRAG, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_PROBE)


async def _try_size(found: Line, size: int, first: int, ask: Mtu) -> Heard | None:
    """What came of a packet of that size; None where nothing did, or it may not leave this host."""
    filling = size - (40 if ask.ipv6 else 20) - HEADER_BYTES
    for sequence in range(first, first + TRIES):
        try:
            await found.send(sequence, secrets.token_bytes(filling))
        except OSError as error:
            if error.errno != errno.EMSGSIZE:
                raise
            return None
        await found.wait([sequence], ask.wait_seconds)
        if sequence in found.heard:
            return found.heard[sequence][0]
    return None
