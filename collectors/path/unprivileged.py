"""What needs no capability: echo over ICMP datagram sockets, where the kernel lets our group, and
TCP handshakes."""

import asyncio
import errno
import secrets
import socket
import struct
import time
from contextlib import suppress
from typing import Final

from collectors.path.client import Unmeasured
from collectors.path.icmp import (
    COOKIE_BYTES,
    ECHO,
    ECHO_6,
    ECHO_REPLY,
    ECHO_REPLY_6,
    HEADER_BYTES,
    ICMP,
    ICMPV6,
)
from collectors.path.protocol import Echo, EchoTold
from collectors.path.wire import BATCH, family, place

#: linux/tcp.h: struct tcp_info, tcpi_rtt in microseconds.
TCP_INFO_BYTES, TCP_INFO_RTT = 104, 68
MICRO, NANO = 1e-6, 1e-9
#: The packet was lost, or somebody on its way said that it would be.
LOST: Final = frozenset({errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.ETIMEDOUT, errno.EHOSTDOWN})


async def echo(ask: Echo) -> EchoTold:
    """Raises Unmeasured. The kernel draws the identifier and looks at checksums (icmp(7))."""
    try:
        sock = socket.socket(family(ask.address), socket.SOCK_DGRAM, ICMPV6 if ask.ipv6 else ICMP)
    except PermissionError:
        why = "ICMP needs the helper, or our group in net.ipv4.ping_group_range"
        raise Unmeasured(why) from None
    with sock:
        try:
            sock.setblocking(False)
            place(sock, ask.source, ask.interface)
            sock.connect((ask.address, 0))
            return await _echo(sock, ask)
        except OSError as error:
            raise Unmeasured(f"this host cannot ask: {error}", helper_lacks=False) from None


async def _echo(sock: socket.socket, ask: Echo) -> EchoTold:
    sent: dict[int, tuple[bytes, int]] = {}
    trips: dict[int, float] = {}
    loop, whole, ignored = asyncio.get_running_loop(), asyncio.Event(), 0
    reply = ECHO_REPLY_6 if ask.ipv6 else ECHO_REPLY

    def ready() -> None:
        nonlocal ignored
        for _ in range(BATCH):
            try:
                body = sock.recv(1024)
            except OSError:
                return
            sequence = int.from_bytes(body[6:8], "big")
            cookie, sent_ns = sent.get(sequence, (b"", 0))
            if body[:1] == bytes([reply]) and cookie and body[HEADER_BYTES:] == cookie:
                trips.setdefault(sequence, (time.monotonic_ns() - sent_ns) * NANO)
            else:
                ignored += 1
        if len(trips) == ask.count:
            whole.set()

    loop.add_reader(sock, ready)
    try:
        for sequence in range(1, ask.count + 1):
            cookie = secrets.token_bytes(COOKIE_BYTES)
            kind = ECHO_6 if ask.ipv6 else ECHO
            message = struct.pack("!BBHHH", kind, 0, 0, 0, sequence) + cookie
            sent[sequence] = cookie, time.monotonic_ns()
            _send(sock, message)
            await asyncio.sleep(ask.interval_seconds if sequence < ask.count else 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(ask.wait_seconds):
                await whole.wait()
    finally:
        loop.remove_reader(sock)
    sent_ns = [at_ns for _, at_ns in sent.values()]
    return EchoTold(
        sent_after_seconds=[(each - sent_ns[0]) * NANO for each in sent_ns],
        round_trips_seconds=[trips.get(sequence) for sequence in sent],
        ignored=ignored,
    )


def _send(sock: socket.socket, message: bytes) -> None:
    try:
        sock.send(message)
    except OSError as error:
        if error.errno not in LOST:
            raise


async def handshakes(ask: Echo, port: int) -> EchoTold:
    """Raises Unmeasured where a refusal came: any firewall may send one, so it is neither the far
    address's answer nor its silence (RFC 9293, section 3.5.2)."""
    after_seconds = [turn * ask.interval_seconds for turn in range(ask.count)]
    outcomes = await asyncio.gather(*(_outcome(ask, port, each) for each in after_seconds))
    trips = []
    for outcome in outcomes:
        if isinstance(outcome, Unmeasured):
            raise outcome
        trips.append(outcome)
    return EchoTold(sent_after_seconds=after_seconds, round_trips_seconds=trips)


async def _outcome(ask: Echo, port: int, after_seconds: float) -> float | Unmeasured | None:
    """None where nothing came back."""
    await asyncio.sleep(after_seconds)
    try:
        return await _handshake(ask, port)
    except ConnectionRefusedError:
        why = f"port {port} refuses, which a firewall on the way may say as well"
        return Unmeasured(why, helper_lacks=False)
    except TimeoutError:
        return None
    except OSError as error:
        if error.errno in LOST:
            return None
        return Unmeasured(f"this host cannot ask: {error}", helper_lacks=False)


async def _handshake(ask: Echo, port: int) -> float:
    """Seconds that the kernel measured: our own loop may be busy with other things."""
    with socket.socket(family(ask.address), socket.SOCK_STREAM) as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        place(sock, ask.source, ask.interface)
        async with asyncio.timeout(ask.wait_seconds):
            await asyncio.get_running_loop().sock_connect(sock, (ask.address, port))
        told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_BYTES)
        return max(int(struct.unpack_from("I", told, TCP_INFO_RTT)[0]), 1) * MICRO
