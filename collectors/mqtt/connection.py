"""A connection to an MQTT broker that always ends: aiomqtt with its loose ends tied."""

import asyncio
import contextlib
import logging
import secrets
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import aiomqtt
from paho.mqtt.client import Client, DisconnectFlags
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from collectors.dial import dialled
from collectors.failure import FailureKind, ProbeError
from collectors.target import Secret

#: For each answer of the broker; the probe's deadline ends the whole round.
ANSWER_SECONDS = 5.0
PACKET_BYTES_AT_MOST = 64 * 1024
#: Some brokers limit a SUBSCRIBE packet; fifty topics pass everywhere but at AWS (eight).
TOPICS_PER_PACKET = 50
#: CONNACK codes about who we are (OASIS MQTT 5 section 3.2.2.2): bad user name or password,
#: not authorized, banned, bad authentication method. paho maps those of 3.1.1 onto them.
LOGIN_REFUSED = frozenset({0x86, 0x87, 0x8A, 0x8C})
FAILURES_FROM = 0x80
#: paho warns about what becomes a failure here anyway.
QUIET = logging.Logger("collectors.mqtt.paho", logging.CRITICAL)

Version = Literal["3.1.1", "5"]


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, and how it lets us in; `tls` None is plain TCP."""

    address: str
    port: int
    version: Version
    user: str | None
    password: Secret | None
    tls: ssl.SSLContext | None


class Connection(aiomqtt.Client):
    """aiomqtt's client on a socket that is connected already.

    aiomqtt 2.5 connects in a thread of the shared pool, for as long as a silent broker likes;
    and where entering is cancelled or not answered, socket and a task stay behind. So the
    socket is ours, entering needs no thread, and `cut` leaves nothing.
    """

    def __init__(self, broker: Broker, established: socket.socket) -> None:
        five = broker.version == "5"
        super().__init__(
            broker.address,
            broker.port,
            username=broker.user,
            password=broker.password.reveal() if broker.password else None,
            identifier=f"campus-auditor-{secrets.token_hex(4)}",
            protocol=aiomqtt.ProtocolVersion.V5 if five else aiomqtt.ProtocolVersion.V311,
            properties=_small_packets() if five else None,
            timeout=ANSWER_SECONDS,
            logger=QUIET,
        )
        paho: Any = self._client
        paho._create_socket_connection = lambda: established

    async def __aenter__(self) -> Self:
        self._client_connect()
        answers = (self._connected, self._disconnected)
        done, _ = await asyncio.wait(
            answers, timeout=ANSWER_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            raise TimeoutError(f"no CONNACK within {ANSWER_SECONDS:g} s")
        error = done.pop().exception()
        if isinstance(error, aiomqtt.MqttError):
            raise error
        if error is not None:
            raise aiomqtt.MqttError("no CONNACK") from error
        return self

    def _on_disconnect(
        self,
        client: Client,
        userdata: object,
        flags: DisconnectFlags,
        reason_code: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        if not self._connected.done():  # aiomqtt would wait on until its time-out
            self._connected.set_exception(aiomqtt.MqttError("closed before CONNACK"))
        super()._on_disconnect(client, userdata, flags, reason_code, properties)

    def cut(self) -> None:
        """Close the socket and end aiomqtt's task, whatever state they are in."""
        self._client._sock_close()
        for future in (self._connected, self._disconnected):
            if future.done():
                future.exception()  # counts as seen


def _small_packets() -> Properties:
    """Ask the broker to keep bombs to itself; only MQTT 5 can."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.MaximumPacketSize = PACKET_BYTES_AT_MOST
    return properties


@contextlib.asynccontextmanager
async def connected(broker: Broker) -> AsyncIterator[Connection]:
    """The broker after it let us in; every way out of the block closes the socket."""
    established = await dial(broker)
    with established:
        connection = Connection(broker, established)
        try:
            async with connection:
                yield connection
        except aiomqtt.MqttError as error:
            raise named(error) from error
        finally:
            connection.cut()


async def dial(broker: Broker) -> socket.socket:
    """A connected socket, after the TLS handshake where there is one; OSErrors fly."""
    plain = await dialled(broker.address, broker.port, ANSWER_SECONDS)
    if broker.tls is None:
        return plain
    try:
        wrapped = broker.tls.wrap_socket(
            plain, server_hostname=broker.address, do_handshake_on_connect=False
        )
    except BaseException:
        plain.close()
        raise
    limit = asyncio.timeout(ANSWER_SECONDS)
    try:
        async with limit:
            await shake_hands(wrapped)
    except BaseException:
        wrapped.close()
        if limit.expired():
            raise TimeoutError(f"no TLS handshake within {ANSWER_SECONDS:g} s") from None
        raise
    return wrapped


async def shake_hands(wrapped: ssl.SSLSocket) -> None:
    loop = asyncio.get_running_loop()
    while True:
        try:
            wrapped.do_handshake()
        except ssl.SSLWantReadError:
            await ready(wrapped, loop.add_reader, loop.remove_reader)
        except ssl.SSLWantWriteError:
            await ready(wrapped, loop.add_writer, loop.remove_writer)
        else:
            return


async def ready(
    wrapped: ssl.SSLSocket, add: Callable[..., None], remove: Callable[[int], bool]
) -> None:
    turn = asyncio.Event()
    add(wrapped.fileno(), turn.set)
    try:
        await turn.wait()
    finally:
        remove(wrapped.fileno())


async def subscribe(connection: Connection, topics: Sequence[str]) -> None:
    """Subscribe to exactly these topics; one that the broker refuses is an error, not silence."""
    for first in range(0, len(topics), TOPICS_PER_PACKET):
        some = topics[first : first + TOPICS_PER_PACKET]
        codes = await connection.subscribe([(topic, 0) for topic in some])
        for topic, code in zip(some, codes, strict=True):
            if number_of(code) >= FAILURES_FROM:
                detail = f"the broker refuses the topic {topic!r}: {code}"
                raise ProbeError(FailureKind.ERROR_REPLY, detail)


def named(error: aiomqtt.MqttError) -> ProbeError:
    """The failure behind aiomqtt's exception."""
    cause = error.__cause__
    if isinstance(error, aiomqtt.exceptions.MqttConnectError):
        refused = number_of(error.rc) in LOGIN_REFUSED
        kind = FailureKind.AUTHENTICATION if refused else FailureKind.ERROR_REPLY
        return ProbeError(kind, f"the broker refuses us: {error}")
    if "timed out" in str(error):
        return ProbeError(FailureKind.TIMEOUT, f"no acknowledgement within {ANSWER_SECONDS:g} s")
    if cause is None or isinstance(cause, aiomqtt.MqttError | OSError):
        return ProbeError(FailureKind.UNREACHABLE, f"connection lost: {cause or error}")
    return ProbeError(FailureKind.MALFORMED_REPLY, f"no MQTT: {type(cause).__name__}: {cause}")


def number_of(code: object) -> int:
    """The number of a reason code, which paho gives as an object of its own or as an int."""
    value = code.value if isinstance(code, ReasonCode) else code
    return value if isinstance(value, int) else 0
