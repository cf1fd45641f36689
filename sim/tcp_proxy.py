"""A wire between asker and device for TCP: connections come through byte for byte, or spoilt."""

import asyncio
import socket

from sim.impairment import Direction, Kind, Stream, Way
from sim.line import Line
from sim.wire import bound_socket

PIECE_BYTES = 65_536


class Ended(Exception):
    """Both directions of a connection are over."""


class TcpProxy:
    """One listening socket. Each connection is a task; stop() ends them all."""

    def __init__(self, line: Line, device: tuple[str, int], listening: socket.socket) -> None:
        self._line = line
        self._device = device
        self._listening = listening
        self._endpoint = (listening.getsockname()[0], socket.SOCK_STREAM)
        self._refusing = False
        self._connections: dict[asyncio.Task[None], socket.socket] = {}
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(listening, self._accept)

    def refuse(self, wanted: bool) -> None:
        """Take no new connection: a socket that is bound keeps the port, and does not listen."""
        if wanted and not self._refusing:
            port = self._listening.getsockname()[1]
            self._loop.remove_reader(self._listening)
            self._listening.close()
            self._listening = bound_socket(self._endpoint, port, listens=False)
        elif self._refusing and not wanted:
            self._listening.listen()
            self._loop.add_reader(self._listening, self._accept)
        self._refusing = wanted

    async def stop(self) -> None:
        self._loop.remove_reader(self._listening)
        self._listening.close()
        connections = tuple(self._connections)
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        await asyncio.sleep(0)  # an aborted transport closes its socket in the next turn

    def _accept(self) -> None:
        try:
            accepted, _ = self._listening.accept()
        except (BlockingIOError, ConnectionError):  # the asker has gone again
            return
        accepted.setblocking(False)
        task = asyncio.create_task(self._converse(accepted))
        self._connections[task] = accepted
        task.add_done_callback(lambda done: self._connections.pop(done).close())

    async def _converse(self, accepted: socket.socket) -> None:
        self._line.connections += 1
        number = self._line.connections
        asker, to_asker = await asyncio.open_connection(sock=accepted)
        writers = [to_asker]
        try:
            device, to_device = await asyncio.open_connection(*self._device)
            writers.append(to_device)
            streams = {each: Stream(self._line.name, each, number) for each in Direction}
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._carry(asker, to_device, streams[Direction.TO_DEVICE]))
                ways.create_task(self._carry(device, to_asker, streams[Direction.TO_ASKER]))
        except* (OSError, Ended):
            pass  # one of the two has gone, or the wire has cut them off from each other
        finally:
            for writer in writers:
                writer.transport.abort()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stream: Stream
    ) -> None:
        # drain() then waits until the kernel has all of it, and nothing is lost by abort()
        writer.transport.set_write_buffer_limits(high=0)
        while piece := await reader.read(PIECE_BYTES):
            await self._pass(piece, writer, stream)
        if stream.stalled:
            raise Ended  # the other end is not told, so it would wait for ever
        writer.write_eof()

    async def _pass(self, piece: bytes, writer: asyncio.StreamWriter, stream: Stream) -> None:
        if stream.stalled:
            return
        wire, before = self._line.wire, stream.passed_bytes
        way = wire.ways[stream.direction]
        self._line.tally.stream_bytes[stream.direction] += len(piece)
        if delay_seconds := stream.delay_seconds(wire):
            self._line.count(stream.direction, Kind.DELAYED)
            await asyncio.sleep(delay_seconds)
        sent, flips = stream.damaged(wire, piece)
        if flips:
            self._line.count(stream.direction, Kind.FLIPPED, flips)
        for limit, kind in (
            (way.half_open_after_bytes, Kind.HALF_OPEN),
            (way.cut_after_bytes, Kind.CUT),
        ):
            if limit is None or limit > before + len(piece):
                continue
            self._line.count(stream.direction, kind)
            await self._write(sent[: max(0, limit - before)], way, writer, stream)
            if kind is Kind.CUT:
                raise Ended
            stream.stalled = True
            return
        await self._write(sent, way, writer, stream)

    async def _write(
        self, octets: bytes, way: Way, writer: asyncio.StreamWriter, stream: Stream
    ) -> None:
        if not way.dribble_seconds:
            writer.write(octets)
            await writer.drain()
            return
        for octet in octets:
            writer.write(bytes((octet,)))
            await writer.drain()
            self._line.count(stream.direction, Kind.DRIBBLED)
            await asyncio.sleep(way.dribble_seconds)
