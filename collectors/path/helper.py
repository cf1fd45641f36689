"""The path helper: a process of its own that measures what needs CAP_NET_RAW, and holds no more.

It listens on a Unix socket, knows its clients by their credentials, bears so many asks at a time
and so many packets in a second, and keeps nothing between two asks."""

import argparse
import asyncio
import ctypes
import logging
import os
import pwd
import resource
import signal
import socket
import struct
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from collectors.path.keeping import keep
from collectors.path.protocol import (
    FRAME_BYTES_AT_MOST,
    Answer,
    Ask,
    Cause,
    DhcpServers,
    Echo,
    FrameError,
    Holders,
    Mtu,
    Refusal,
    Routers,
    Told,
    Trace,
    What,
    frame,
    read_frame,
)
from collectors.path.routes import echo, mtu, trace
from collectors.path.segment import dhcp_servers, holders, routers
from collectors.path.wire import Pace

log = logging.getLogger(__name__)

ASKS_AT_MOST: Final = 32
PACKETS_PER_SECOND: Final = 200.0
BURST: Final = 50
#: A client that connects has its ask at hand, and room for the answer.
CLIENT_SECONDS: Final = 5.0
MEMORY_BYTES: Final = 512 * 1_048_576
CREDENTIALS: Final = struct.Struct("3i")  # pid, uid, gid: SO_PEERCRED, unix(7)

# linux/capability.h, linux/prctl.h
CAP_NET_RAW, CAPABILITY_VERSION = 13, 0x20080522
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4


@dataclass(slots=True)
class Helper:
    """Serves whoever runs as one of `users` (numbers)."""

    users: frozenset[int]
    pace: Pace
    capable: bool  # of raw sockets
    asks_at_most: int = ASKS_AT_MOST
    asks: int = field(default=0, init=False)

    async def serve(self, path: Path) -> None:
        """Until cancelled."""
        listener = listening(path)
        limit = FRAME_BYTES_AT_MOST
        server = await asyncio.start_unix_server(self.session, sock=listener, limit=limit)
        async with server:
            await server.serve_forever()

    async def session(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One ask, one answer."""
        try:
            with suppress(TimeoutError, OSError, asyncio.IncompleteReadError, FrameError):
                if self._known(writer):
                    await self._session(reader, writer)
                    writer.close()
        finally:
            if not writer.is_closing():
                writer.transport.abort()

    def _known(self, writer: StreamWriter) -> bool:
        peer: socket.socket = writer.get_extra_info("socket")
        told = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
        pid, user, _ = CREDENTIALS.unpack(told)
        if user not in self.users:
            log.warning("process %d of user %d may not ask", pid, user)
        return user in self.users

    async def _session(self, reader: StreamReader, writer: StreamWriter) -> None:
        if self.asks >= self.asks_at_most:
            detail = f"{self.asks} asks are being answered"
            answer = Answer(number=0, refusal=Refusal(cause=Cause.BUSY, detail=detail))
        else:
            self.asks += 1
            try:
                answer = await self._answer(reader)
            finally:
                self.asks -= 1
        writer.write(frame(answer))
        async with asyncio.timeout(CLIENT_SECONDS):
            await writer.drain()

    async def _answer(self, reader: StreamReader) -> Answer:
        async with asyncio.timeout(CLIENT_SECONDS):
            text = await read_frame(reader)
        try:
            ask = Ask.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            detail = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:500]
            return Answer(number=0, refusal=Refusal(cause=Cause.BAD_ASK, detail=detail))
        told = await self._while_there(reader, ask)
        if isinstance(told, Refusal):
            return Answer(number=ask.number, refusal=told)
        return Answer(number=ask.number, told=told)

    async def _while_there(self, reader: StreamReader, ask: Ask) -> Told | Refusal:
        """Nothing goes on for a client that has gone."""
        working = asyncio.create_task(self._measured(ask))
        leaving = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise ConnectionResetError("the client went away")
            return working.result()
        finally:
            for each in (working, leaving):
                each.cancel()
            await asyncio.gather(working, leaving, return_exceptions=True)

    async def _measured(self, ask: Ask) -> Told | Refusal:
        try:
            async with asyncio.timeout(ask.deadline_seconds):
                return await measure(ask.what, self.pace)
        except TimeoutError:
            detail = f"not measured within {ask.deadline_seconds:g} s"
            return Refusal(cause=Cause.DEADLINE, detail=detail)
        except OSError as error:
            lacking = isinstance(error, PermissionError) and not self.capable
            detail = f"it lacks CAP_NET_RAW: {error}" if lacking else str(error)
            cause = Cause.NOT_PERMITTED if lacking else Cause.THIS_HOST
            return Refusal(cause=cause, detail=detail[:500])


def listening(path: Path) -> socket.socket:
    """Who may not open the socket cannot even knock; the group may. It has its name only once it
    listens, so that nobody is refused in between."""
    made = path.with_name(f".{path.name}.new")
    made.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o117)
    try:
        listener.bind(str(made))
    finally:
        os.umask(before)
    listener.listen()
    made.replace(path)
    return listener


async def measure(what: What, pace: Pace) -> Told:
    """OSErrors fly: this host lacks the permission, the route, the address or the interface."""
    match what:
        case Echo():
            return await echo(what, pace)
        case Trace():
            return await trace(what, pace)
        case Mtu():
            return await mtu(what, pace)
        case DhcpServers():
            return await dhcp_servers(what, pace)
        case Routers():
            return await routers(what, pace)
        case Holders():
            return await holders(what, pace)


def keep_only_net_raw() -> bool:
    """Whatever it was started with, this process holds CAP_NET_RAW at most; whether it does."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then their upper halves
    if libc.capget(header, held):
        raise OSError(ctypes.get_errno(), "capget")
    kept = held[1] & (1 << CAP_NET_RAW)
    if libc.capset(header, (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)):
        raise OSError(ctypes.get_errno(), "capset")
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(kept)


def user_number(text: str) -> int:
    """Raises SystemExit where the system knows none of that name."""
    try:
        return int(text) if text.isdecimal() else pwd.getpwnam(text).pw_uid
    except KeyError:
        raise SystemExit(f"there is no user {text}, who is to ask the path helper") from None


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("campus-path-helper", description=__doc__)
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--user", action="append", default=[], help="who may ask, beside ourselves")
    parser.add_argument("--packets-per-second", type=float, default=PACKETS_PER_SECOND)
    parser.add_argument("--asks-at-most", type=int, default=ASKS_AT_MOST)
    parser.add_argument("--keep", action="store_true", help="start it anew whenever it ends")
    return parser.parse_args(argv)


def main() -> None:
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    given = arguments(sys.argv[1:])
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        if given.keep:
            again = [each for each in sys.argv[1:] if each != "--keep"]
            sys.exit(asyncio.run(keep([sys.executable, "-m", "collectors.path.helper", *again])))
        asyncio.run(run(given))


async def run(given: argparse.Namespace) -> None:
    capable = keep_only_net_raw()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    users = frozenset({os.getuid(), *map(user_number, given.user)})
    pace = Pace(given.packets_per_second, BURST)
    helper = Helper(users, pace, capable, given.asks_at_most)
    serving = asyncio.ensure_future(helper.serve(given.socket))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    try:
        await serving
    finally:
        given.socket.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
