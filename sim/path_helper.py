"""A path helper that measures nothing: it tells what there is, in the words of the real one.

One ask and one answer a connection over a Unix socket, each a length (4 bytes, network order) and
so much JSON.
"""

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sim.faults import SLOW_SECONDS, Fault
from sim.path_answers import Json, Refused, Surroundings
from sim.state import assign, split
from sim.wire import Replies, TcpServer

LENGTH: Final = struct.Struct("!I")
ASK_BYTES_AT_MOST: Final = 65_536
#: Only who runs the campus may ask.
SOCKET_MODE: Final = 0o600
#: What cannot be: a round trip longer than the ask, hops out of order, less than nothing.
LIES: Final[Mapping[str, Json]] = {
    "echo": {"sent_after_seconds": [0.0], "round_trips_seconds": [59.0]},
    "trace": {"hops": [{"limit": 2, "addresses": []}], "reached": True},
    "mtu": {"mtu_bytes": 0},
    "dhcp_servers": {"servers": [], "dropped": -1},
    "routers": {"routers": [], "dropped": -1},
    "holders": {"held": []},
}


class PathHelper:
    """set("ways.cernet.hops", ["campus", 64500]), set("segments.vlan100.routers", ["fe80::1"]).

    A fault is the helper's own: it changes nothing of what is out there.
    """

    kind = "path_helper"

    def __init__(
        self, name: str, around: Surroundings, *, slow_seconds: float = SLOW_SECONDS
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}  # it has a path in the place of one
        self.around = around
        self._replies = Replies(slow_seconds, name)
        self._server = TcpServer(self._converse)
        self._folder: TemporaryDirectory[str] | None = None

    @property
    def path(self) -> Path:
        """Of the socket, while it is started."""
        if self._folder is None:
            raise RuntimeError(f"{self.name} is not started")
        return Path(self._folder.name) / "socket"

    async def start(self) -> None:
        # a folder of its own: nobody else gets in, and sun_path has room for 107 bytes (unix(7))
        self._folder = TemporaryDirectory(prefix="path-")
        listening = socket.socket(socket.AF_UNIX)
        try:
            listening.setblocking(False)
            listening.bind(str(self.path))
            self.path.chmod(SOCKET_MODE)
        except OSError:
            listening.close()
            raise
        await self._server.listen(listening)

    async def stop(self) -> None:
        await self._server.stop()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def set(self, path: str, value: object) -> None:
        kind, name, field = split(path)
        if kind == "ways" and name in self.around.ways and field != "address":
            way = replace(self.around.ways[name])
            assign(way, field, value, path)
            self.around.check(way)
            self.around.ways[name] = way
        elif kind == "segments" and name in self.around.segments:
            segment = replace(self.around.segments[name])
            assign(segment, field, value, path)
            for address in chain(segment.dhcp_servers, segment.routers, segment.held):
                ip_address(address)  # raises ValueError
            self.around.segments[name] = segment
        else:
            raise KeyError(path)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
        if length > ASK_BYTES_AT_MOST:
            return
        body = json.dumps(await self._answer(await reader.readexactly(length))).encode()
        sent = await self._replies.played(self.fault, LENGTH.pack(len(body)) + body)
        if sent is None:
            await reader.read()  # until the client goes
            return
        writer.write(sent)
        await writer.drain()

    async def _answer(self, body: bytes) -> Json:
        try:
            ask = json.loads(body)
            return {"number": ask["number"], **await self._measured(ask["what"])}
        except (ValueError, TypeError, KeyError) as error:
            return {"number": 0, "refusal": {"cause": "bad_ask", "detail": repr(error)[:500]}}

    async def _measured(self, what: Json) -> Json:
        kind = what["kind"]
        if self.fault is Fault.WRONG_VALUE:
            return {"told": {"kind": kind, **LIES[kind]}}
        try:
            if kind == "echo":
                await asyncio.sleep(self.around.echo_seconds(what))
            return {"told": {"kind": kind, **self.around.told(what)}}
        except Refused as refused:
            return {"refusal": {"cause": "this_host", "detail": str(refused)}}
