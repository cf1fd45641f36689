"""An MQTT 3.1.1 broker, so that the emulated campus needs no other program.

amqtt was tried and not taken: 0.12.1 sends a new client the retained messages of every
other client's subscriptions, which would make an auditor hear what it never asked for.
"""

import asyncio
from collections.abc import Sequence

from sim.faults import SLOW_SECONDS, Fault
from sim.mqtt_gateway import MqttGateway
from sim.mqtt_packets import (
    LEVEL,
    Connect,
    Fields,
    Kind,
    Login,
    Message,
    Refusal,
    packet,
    publish,
    read_packet,
    read_publish,
)
from sim.mqtt_topics import Subscriptions, is_pattern, matches
from sim.wire import TCP4, Replies, TcpServer, bound

HIGHEST_QOS = 1
CONNECT_SECONDS = 10.0  # who has said nothing by then is no client
REFUSED_SUBSCRIPTION = 0x80


class Client:
    """One connection; what it is sent leaves in order, through the broker's fault."""

    def __init__(self, writer: asyncio.StreamWriter, *, spoilt: bool) -> None:
        self.writer = writer
        self.spoilt = spoilt  # the gateways' own connections never are
        self.subscriptions = Subscriptions()
        self.will: Message | None = None
        self.outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._identifier = 0

    def deliver(self, message: Message) -> None:
        """Once per client, at the best QoS of the subscriptions that match."""
        granted = self.subscriptions.granted(message.topic)
        if granted is not None:
            self.send(message, granted)

    def send(self, message: Message, granted_qos: int) -> None:
        qos = min(message.qos, granted_qos)
        self._identifier = self._identifier % 0xFFFF + 1
        sent = Message(message.topic, message.payload, qos, message.retain)
        self.outgoing.put_nowait(publish(sent, self._identifier))


class MqttBroker:
    """Serves anyone, or `login` alone; runs `gateways` as clients of its own.

    set("gateways.gw-main.alive", False): the rest of the path is the gateway's.
    """

    kind = "broker"

    def __init__(
        self,
        name: str,
        gateways: Sequence[MqttGateway] = (),
        *,
        login: Login | None = None,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.ports: dict[str, int] = {}
        self.gateways = {gateway.name: gateway for gateway in gateways}
        self._fault = Fault.NONE
        self._login = login
        self._port = port
        self._replies = Replies(slow_seconds, name)
        self._clients: dict[str, Client] = {}
        self._listeners: dict[Client, None] = {}  # those that ever subscribed, in that order
        self._retained: dict[str, Message] = {}
        self._server = TcpServer(lambda reader, writer: self._serve(reader, writer, spoilt=True))
        self._inside = TcpServer(lambda reader, writer: self._serve(reader, writer, spoilt=False))

    @property
    def fault(self) -> Fault:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        """Wrong values are the gateways': the broker itself only carries them."""
        self._fault = fault
        for gateway in self.gateways.values():
            gateway.fault = fault if fault is Fault.WRONG_VALUE else Fault.NONE

    async def start(self) -> None:
        (listening,) = bound([TCP4], self._port)
        self.ports = {"mqtt": listening.getsockname()[1]}
        await self._server.listen(listening)
        (inside,) = bound([TCP4])
        await self._inside.listen(inside)
        for gateway in self.gateways.values():
            gateway.broker = inside.getsockname()
            gateway.login = self._login
            await gateway.start()

    async def stop(self) -> None:
        for gateway in self.gateways.values():
            await gateway.stop()
        await self._inside.stop()
        await self._server.stop()
        self._clients.clear()

    def set(self, path: str, value: object) -> None:
        for name, gateway in self.gateways.items():
            if path.startswith(f"gateways.{name}."):
                gateway.set(path.removeprefix(f"gateways.{name}."), value)
                return
        raise KeyError(path)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, spoilt: bool
    ) -> None:
        client = Client(writer, spoilt=spoilt)
        sending = asyncio.create_task(self._send(client))
        try:
            await self._listen(reader, client)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, client: Client) -> None:
        """Closes the connection after garbage or half a packet: the stream is lost."""
        while True:
            reply = await client.outgoing.get()
            fault = self._fault if client.spoilt else Fault.NONE
            sent = await self._replies.played(fault, reply)
            if sent is None:
                continue
            if client.writer.is_closing():  # gone in the midst of what was on its way to it
                return
            client.writer.write(sent)
            if fault in (Fault.GARBAGE, Fault.TRUNCATED):
                client.writer.close()
                return

    async def _listen(self, reader: asyncio.StreamReader, client: Client) -> None:
        connect = await self._connect(reader)
        if connect is None:
            return
        refusal = self._refusal(connect)
        client.outgoing.put_nowait(packet(Kind.CONNACK, bytes([0, refusal])))
        if refusal is not Refusal.ACCEPTED:
            await reader.read()  # the client reads why, and goes
            return
        name = connect.client_id or f"anonymous-{id(client)}"
        if name in self._clients:  # section 3.1.4: the newer connection wins
            self._clients[name].writer.transport.abort()
        self._clients[name] = client
        client.will = connect.will
        try:
            await self._converse(reader, client, connect.keep_alive_seconds * 1.5 or None)
        finally:
            if self._clients.get(name) is client:
                del self._clients[name]
            self._listeners.pop(client, None)
            if client.will is not None:
                self._publish(client.will)

    async def _connect(self, reader: asyncio.StreamReader) -> Connect | None:
        """None from who says nothing, or something else first."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                kind, _, fields = await read_packet(reader)
        except TimeoutError:
            return None
        return Connect.read(fields) if kind is Kind.CONNECT else None

    def _refusal(self, connect: Connect) -> Refusal:
        if connect.level != LEVEL:
            return Refusal.UNACCEPTABLE_VERSION
        if self._login is None or connect.login == self._login:
            return Refusal.ACCEPTED
        if connect.login is None:
            return Refusal.NOT_AUTHORIZED
        return Refusal.BAD_USER_OR_PASSWORD

    async def _converse(
        self, reader: asyncio.StreamReader, client: Client, patience_seconds: float | None
    ) -> None:
        """Until DISCONNECT, which takes the will back, or the end of patience."""
        while True:
            try:
                async with asyncio.timeout(patience_seconds):
                    kind, flags, fields = await read_packet(reader)
            except TimeoutError:
                return
            if kind is Kind.DISCONNECT:
                client.will = None
                return
            self._take(client, kind, flags, fields)

    def _take(self, client: Client, kind: Kind, flags: int, fields: Fields) -> None:
        answer = client.outgoing.put_nowait
        match kind:
            case Kind.PUBLISH:
                message, identifier = read_publish(flags, fields)
                self._publish(message)
                if message.qos:
                    acknowledged = Kind.PUBACK if message.qos == 1 else Kind.PUBREC
                    answer(packet(acknowledged, identifier.to_bytes(2, "big")))
            case Kind.PUBREL:
                answer(packet(Kind.PUBCOMP, fields.rest()))
            case Kind.SUBSCRIBE:
                self._subscribe(client, fields)
            case Kind.UNSUBSCRIBE:
                identifier = fields.number()
                while fields:
                    client.subscriptions.discard(fields.text())
                answer(packet(Kind.UNSUBACK, identifier.to_bytes(2, "big")))
            case Kind.PINGREQ:
                answer(packet(Kind.PINGRESP))
            case Kind.PUBACK:
                pass  # a lost QoS 1 message is not sent again: loopback loses none
            case _:
                raise ValueError(f"{kind.name} is not a client's to send here")

    def _subscribe(self, client: Client, fields: Fields) -> None:
        identifier, patterns = fields.number(), []
        while fields:
            patterns.append((fields.text(), min(fields.octet(), HIGHEST_QOS)))
        codes = bytes(qos if name else REFUSED_SUBSCRIPTION for name, qos in patterns)
        client.outgoing.put_nowait(packet(Kind.SUBACK, identifier.to_bytes(2, "big") + codes))
        self._listeners[client] = None
        for pattern, qos in patterns:
            client.subscriptions.add(pattern, qos)
            for message in self._kept_for(pattern):
                client.send(message, qos)

    def _kept_for(self, pattern: str) -> list[Message]:
        if is_pattern(pattern):
            return [it for topic, it in self._retained.items() if matches(pattern, topic)]
        return [self._retained[pattern]] if pattern in self._retained else []

    def _publish(self, message: Message) -> None:
        """Retained for later subscribers; present ones get it live (section 3.3.1.3)."""
        if message.retain and message.payload:
            self._retained[message.topic] = message
        elif message.retain:
            self._retained.pop(message.topic, None)
        live = Message(message.topic, message.payload, message.qos)
        for client in self._listeners:
            client.deliver(live)
