"""A gateway of meters: publishes its state and their counters to a broker, and leaves a will."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from sim.faults import SLOW_SECONDS, Fault
from sim.mqtt_packets import Connect, Kind, Login, Message, packet, publish, read_packet
from sim.state import assign, of_type, split
from sim.wire import Replies

RECONNECT_SECONDS = 0.5
OFFLINE = b"offline"
#: JSON texts that are no reading of a counter: no number, less than nothing, beyond a double.
LIES = ("NaN", "-1", "1e400")


@dataclass(slots=True)
class Meter:
    """A counter under `field` of the JSON on `topic`; it grows by itself."""

    topic: str
    field: str = "total"
    value: float = 0.0
    per_second: float = 0.0
    since_seconds: float = 0.0  # when `value` was so, on the monotonic clock

    def now(self) -> float:
        return self.value + self.per_second * (time.monotonic() - self.since_seconds)


class MqttGateway:
    """Publishes on `topic` and on its meters' every `interval_seconds`, to any broker.

    set("alive", False) tears the connection, so that the broker sends the last will;
    set("silent", True) keeps it open and says nothing; set("meters.water-main.value", 12.5).
    """

    kind = "gateway"

    def __init__(
        self,
        name: str,
        topic: str,
        meters: Mapping[str, Meter] | None = None,
        *,
        interval_seconds: float = 5.0,
        broker: tuple[str, int] = ("127.0.0.1", 1883),
    ) -> None:
        self.name = name
        self.topic = topic
        self.meters = {
            meter: replace(state, since_seconds=time.monotonic())
            for meter, state in (meters or {}).items()
        }
        self.interval_seconds = interval_seconds
        self.broker = broker
        self.login: Login | None = None
        self.slow_seconds = SLOW_SECONDS
        self.ports: dict[str, int] = {}  # it only calls
        self.alive, self.silent = True, False
        self._fault = Fault.NONE
        self._replies = Replies(0, name)
        self._changed = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None
        self._lies_told = 0

    @property
    def fault(self) -> Fault:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        self._fault = fault
        self._changed.set()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Takes leave of the broker, so that no will is sent."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.write(packet(Kind.DISCONNECT))
            with suppress(ConnectionError):
                await writer.drain()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def set(self, path: str, value: object) -> None:
        kind, meter, name = split(path)
        if path in ("alive", "silent"):
            setattr(self, path, of_type(bool, value, path))
        elif path == "interval_seconds":
            self.interval_seconds = of_type(float, value, path)
        elif kind == "meters" and meter in self.meters:
            state = self.meters[meter]
            state.value, state.since_seconds = state.now(), time.monotonic()
            assign(state, name, value, path)
        else:
            raise KeyError(path)
        if not self.alive and self._writer is not None:
            self._writer.transport.abort()
            self._writer = None
        self._changed.set()

    async def _run(self) -> None:
        while True:
            if self.alive:
                with suppress(OSError, EOFError, ValueError):  # the broker is away: try again
                    await self._connected()
            with suppress(TimeoutError):
                async with asyncio.timeout(RECONNECT_SECONDS):
                    await self._changed.wait()
            self._changed.clear()

    async def _connected(self) -> None:
        reader, writer = await asyncio.open_connection(*self.broker)
        gone: asyncio.Task[bytes] | None = None
        try:
            will = Message(self.topic, OFFLINE, retain=True)
            writer.write(Connect(self.name, will=will, login=self.login).packet())
            kind, _, answer = await read_packet(reader)
            if kind is not Kind.CONNACK or answer.take(2)[1]:
                raise ConnectionRefusedError(f"{self.name}: the broker does not want us")
            self._writer = writer
            gone = asyncio.create_task(reader.read())
            while self.alive and not gone.done():
                await self._publish(writer)
                await self._pause(gone)
        finally:
            self._writer = None
            writer.close()
            if gone is not None:
                gone.cancel()
                await asyncio.gather(gone, return_exceptions=True)
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _pause(self, gone: asyncio.Task[bytes]) -> None:
        """Until the next round, a change, or the end of the connection."""
        changed = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait(
                {changed, gone}, timeout=self.interval_seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            changed.cancel()
        self._changed.clear()

    async def _publish(self, writer: asyncio.StreamWriter) -> None:
        if self.silent or self._fault is Fault.SILENT:
            return
        if self._fault is Fault.SLOW:
            await asyncio.sleep(self.slow_seconds)
        for message in self._messages():
            if writer.is_closing():  # the broker has gone in the midst of the round
                return
            spoiled = self._replies.spoiled(self._fault, message.payload)
            writer.write(publish(replace(message, payload=spoiled), 0))
        await writer.drain()

    def _messages(self) -> Iterator[Message]:
        """What one round says, as yet unspoilt."""
        state = json.dumps({"state": "online", "gateway": self.name}).encode()
        yield Message(self.topic, state, retain=True)
        for meter in self.meters.values():
            yield Message(meter.topic, self._told(meter))

    def _told(self, meter: Meter) -> bytes:
        if self._fault is Fault.WRONG_VALUE:
            lie = LIES[self._lies_told % len(LIES)]
            self._lies_told += 1
            return f'{{"{meter.field}": {lie}}}'.encode()
        return json.dumps({meter.field: round(meter.now(), 3)}).encode()
