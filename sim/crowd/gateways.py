"""Thousands of MQTT gateways in one event loop: a connection each, and no task of their own."""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from random import Random

from sim.composition import METER_FIELD, meter_topic, state_topic
from sim.crowd.population import gateway_name, meter_name
from sim.mqtt_gateway import OFFLINE, RECONNECT_SECONDS
from sim.mqtt_packets import Connect, Kind, Message, packet, publish
from sim.state import of_type

#: Of a broker that says yes: CONNACK without a session, return code 0.
CONNACK = packet(Kind.CONNACK, b"\x00\x00")
#: How far a gateway's clock may be off the minute. Were it exact, an auditor that listens for
#: most of each minute would never hear those that speak in the rest of it.
JITTER_RATIO = 0.1
CONNECTS_AT_ONCE = 100
METER_BEGINS_AT, METER_PER_SECOND = 1_000.0, 0.01


class LeanGateway(asyncio.Protocol):
    """Leaves a will, and publishes its state and its one meter every `interval_seconds`."""

    def __init__(self, number: int, interval_seconds: float) -> None:
        self.name = gateway_name(number)
        self.silent = False
        self._topic = state_topic(self.name)
        self._meter_topic = meter_topic(self.name, meter_name(number))
        self._interval_seconds = interval_seconds
        self._random = Random(self.name)
        self._transport: asyncio.Transport | None = None
        self._next: asyncio.TimerHandle | None = None
        will = Message(self._topic, OFFLINE, retain=True)
        self._connect = Connect(self.name, will=will).packet()
        self._begun_seconds = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of create_connection
        self._transport = transport
        transport.write(self._connect)

    def data_received(self, data: bytes) -> None:
        """At QoS 0 a broker says nothing after it has let the gateway in."""
        if self._transport is None or data != CONNACK:
            self.cut()
        elif self._next is None:
            self._later(self._random.uniform(0, self._interval_seconds))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._next is not None:
            self._next.cancel()
            self._next = None

    @property
    def connected(self) -> bool:
        return self._transport is not None

    def cut(self) -> None:
        """Without farewell, so that the broker sends the will."""
        if self._transport is not None:
            self._transport.abort()

    def leave(self) -> None:
        if self._transport is not None:
            self._transport.write(packet(Kind.DISCONNECT))
            self._transport.close()

    def _later(self, seconds: float) -> None:
        self._next = asyncio.get_running_loop().call_later(seconds, self._publish)

    def _publish(self) -> None:
        jitter = self._random.uniform(1 - JITTER_RATIO, 1 + JITTER_RATIO)
        self._later(self._interval_seconds * jitter)
        if self.silent or self._transport is None:
            return
        state = json.dumps({"state": "online", "gateway": self.name}).encode()
        passed_seconds = time.monotonic() - self._begun_seconds
        total = METER_BEGINS_AT + METER_PER_SECOND * passed_seconds
        told = json.dumps({METER_FIELD: round(total, 3)}).encode()
        self._transport.write(
            publish(Message(self._topic, state, retain=True), 0)
            + publish(Message(self._meter_topic, told), 0)
        )


class GatewayCrowd:
    """So many gateways of one broker, spread over their interval.

    set("gw-7.silent", True) keeps its connection and says nothing; set("gw-7.alive", False)
    tears it, so that the broker sends the last will.
    """

    def __init__(self, count: int, interval_seconds: float = 60.0) -> None:
        made = (LeanGateway(number, interval_seconds) for number in range(count))
        self._gateways = {gateway.name: gateway for gateway in made}
        self._dead: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self, broker: tuple[str, int]) -> None:
        """Raises OSError where the broker is not there."""
        names = list(self._gateways)
        for first in range(0, len(names), CONNECTS_AT_ONCE):
            some = names[first : first + CONNECTS_AT_ONCE]
            await asyncio.gather(*(self._dial(self._gateways[name], broker) for name in some))
        self._task = asyncio.create_task(self._mend(broker), name="gateways")

    async def stop(self) -> None:
        """They take leave of the broker, so that no will is sent."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        for gateway in self._gateways.values():
            gateway.leave()
        await asyncio.sleep(0)

    def set(self, path: str, value: object) -> None:
        name, _, what = path.partition(".")
        if name not in self._gateways or what not in ("silent", "alive"):
            raise KeyError(path)
        flag = of_type(bool, value, path)
        if what == "silent":
            self._gateways[name].silent = flag
        elif flag:
            self._dead.discard(name)
        else:
            self._dead.add(name)
            self._gateways[name].cut()

    @staticmethod
    async def _dial(gateway: LeanGateway, broker: tuple[str, int]) -> None:
        await asyncio.get_running_loop().create_connection(lambda: gateway, *broker)

    async def _mend(self, broker: tuple[str, int]) -> None:
        """Connect anew whoever has lost the connection, and is not meant to be dead."""
        while True:
            await asyncio.sleep(RECONNECT_SECONDS)
            for gateway in self._lost():
                with suppress(OSError):  # the broker is away: try again
                    await self._dial(gateway, broker)

    def _lost(self) -> Sequence[LeanGateway]:
        return [
            gateway
            for name, gateway in self._gateways.items()
            if not gateway.connected and name not in self._dead
        ]
