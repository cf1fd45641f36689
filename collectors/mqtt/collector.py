"""Listens to a broker for a while, then returns what gateways and meters said."""

import asyncio
import ssl
import time

from collectors.failure import Failure, FailureKind, ProbeError
from collectors.mqtt.connection import Broker, Connection, connected, subscribe
from collectors.mqtt.heard import MEASURES, Heard
from collectors.mqtt.options import MqttOptions
from collectors.probe import Collector, PartialResult
from collectors.quantities import GATEWAY_LISTENED
from collectors.reading import Reading
from collectors.target import Target


async def collect(target: Target, options: MqttOptions) -> list[Reading]:
    """What was heard in `listen_seconds`; PartialResult where the broker left before the end."""
    heard = Heard(options)
    broker = Broker(
        target.address,
        options.port,
        options.version,
        options.user,
        options.password,
        trust(options.ca_file) if options.tls else None,
    )
    try:
        async with connected(broker) as connection:
            await subscribe(connection, heard.topics)
            start_seconds = time.monotonic()
            await listen(connection, heard, options.listen_seconds)
            listened_seconds = time.monotonic() - start_seconds
    except ProbeError as error:
        if heard.readings():
            failure = Failure(error.kind, error.detail)
            raise PartialResult(failure, heard.readings()) from error
        raise
    return [Reading(GATEWAY_LISTENED, listened_seconds), *heard.readings()]


async def listen(connection: Connection, heard: Heard, seconds: float) -> None:
    """Hear messages for so long, and have the broker prove that it was there to the end.

    Half a connection is as silent as an idle broker; an acknowledgement of the farewell
    tells them apart.
    """
    messages = connection.messages
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            async for message in messages:
                heard.take(message, len(messages))
    except TimeoutError:
        if not limit.expired():
            raise
    await connection.unsubscribe(heard.topics[0])
    while len(messages):
        heard.take(await anext(messages), len(messages))


def trust(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one too
        detail = f"ca_file {ca_file} cannot be used: {error}"
        raise ProbeError(FailureKind.TLS_REJECTED, detail) from None


MQTT = Collector("mqtt", MqttOptions, (GATEWAY_LISTENED, *MEASURES), collect)
