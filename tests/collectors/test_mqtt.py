"""The MQTT collector against brokers that misbehave byte by byte."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from collectors.failure import FailureKind
from collectors.mqtt import MQTT
from collectors.mqtt.options import MqttOptions
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.quantities import GATEWAY_HEARD, GATEWAY_OFFLINE, METER_VALUE
from collectors.reading import Reading
from collectors.target import Target
from tests.collectors.stream_server import Answer, serving
from tests.conftest import wait_until

# control packet types of OASIS MQTT 3.1.1 section 2.2.1, with their fixed flags
CONNECT, SUBSCRIBE, UNSUBSCRIBE, DISCONNECT = 0x10, 0x82, 0xA2, 0xE0
CONNACK = b"\x20\x02\x00\x00"
STATE, METER = "gw/state", "gw/meter"


def publish(topic: str, payload: bytes, retain: bool = False) -> bytes:
    body = len(topic).to_bytes(2, "big") + topic.encode() + payload
    return bytes([0x30 | retain]) + varint(len(body)) + body


def varint(length: int) -> bytes:
    """Remaining Length, section 2.2.3."""
    encoded = bytearray()
    while True:
        length, digit = divmod(length, 128)
        encoded.append(digit | (0x80 if length else 0))
        if not length:
            return bytes(encoded)


async def receive(reader: StreamReader) -> tuple[int, bytes]:
    kind = (await reader.readexactly(1))[0]
    length, shift = 0, 0
    while True:
        digit = (await reader.readexactly(1))[0]
        length |= (digit & 0x7F) << shift
        shift += 7
        if not digit & 0x80:
            return kind, await reader.readexactly(length)


def broker(after_suback: bytes = b"", *, suback: bytes = b"\x00\x00", stay: bool = True) -> Answer:
    """A broker that grants the topics, says `after_suback`, and acknowledges a farewell."""

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        assert (await receive(reader))[0] == CONNECT
        writer.write(CONNACK)
        kind, body = await receive(reader)
        assert kind == SUBSCRIBE
        writer.write(b"\x90" + varint(2 + len(suback)) + body[:2] + suback + after_suback)
        if not stay:
            return
        while (packet := await receive(reader))[0] != DISCONNECT:
            if packet[0] == UNSUBSCRIBE:
                writer.write(b"\xb0\x02" + packet[1][:2])

    return answer


def options(port: int, **changes: Any) -> MqttOptions:  # noqa: ANN401 - as free as a file
    given = {
        "port": port,
        "version": "3.1.1",
        "listen_seconds": 0.3,
        "gateways": [{"name": "gw", "topic": STATE, "offline_payload": "offline"}],
        "meters": [{"name": "water", "topic": METER, "field": "total"}],
    }
    return MqttOptions.model_validate(given | changes)


async def probe(port: int, timeout_seconds: float = 3.0, **changes: Any) -> ProbeResult:  # noqa: ANN401
    target = Target("broker-1", "127.0.0.1")
    planned = Probe("p", target, MQTT, options(port, **changes), 60, timeout_seconds)
    return await run_probe(planned, datetime.now(UTC))


def heard(readings: Iterable[Reading]) -> list[tuple[str, str, object]]:
    """Everything but the listening time."""
    return [
        (r.quantity.name, r.instance, r.value) for r in readings if not r.rejected and r.instance
    ]


MESSAGES: dict[str, tuple[bytes, list[tuple[str, str, object]]]] = {
    "silence gives no reading": (b"", []),
    "a live message is heard and not offline": (
        publish(STATE, b"online"),
        [(GATEWAY_HEARD.name, "gw", True), (GATEWAY_OFFLINE.name, "gw", False)],
    ),
    "a retained message proves nothing": (publish(STATE, b"online", retain=True), []),
    "a retained last will says offline": (
        publish(STATE, b"offline", retain=True),
        [(GATEWAY_OFFLINE.name, "gw", True)],
    ),
    "a live last will is the broker's word, not the gateway's": (
        publish(STATE, b"offline"),
        [(GATEWAY_OFFLINE.name, "gw", True)],
    ),
    "the newest decides: back after a retained will": (
        publish(STATE, b"offline", retain=True) + publish(STATE, b"online"),
        [(GATEWAY_HEARD.name, "gw", True), (GATEWAY_OFFLINE.name, "gw", False)],
    ),
    "the newest decides: gone after it was heard": (
        publish(STATE, b"online") + publish(STATE, b"offline"),
        [(GATEWAY_HEARD.name, "gw", True), (GATEWAY_OFFLINE.name, "gw", True)],
    ),
    "a live meter counts": (publish(METER, b'{"total": 5}'), [(METER_VALUE.name, "water", 5.0)]),
    "a retained meter value proves nothing": (publish(METER, b'{"total": 5}', retain=True), []),
    "the newest meter value decides": (
        publish(METER, b'{"total": 5}') + publish(METER, b'{"total": 6}'),
        [(METER_VALUE.name, "water", 6.0)],
    ),
    "a message of another kind takes no value back": (
        publish(METER, b'{"total": 5}') + publish(METER, b'{"state": "ON"}'),
        [(METER_VALUE.name, "water", 5.0)],
    ),
    "a message without the field says that there is none": (
        publish(METER, b'{"state": "ON"}'),
        [(METER_VALUE.name, "water", None)],
    ),
    "a bad value after a good one is not covered up": (
        publish(METER, b'{"total": 5}') + publish(METER, b'{"total": -1}'),
        [],
    ),
    "a topic that we did not ask for is nobody's": (publish("gw/other", b"online"), []),
}


@pytest.mark.parametrize("case", MESSAGES)
async def test_what_each_message_proves(case: str) -> None:
    sent, expected = MESSAGES[case]
    async with serving(broker(sent)) as port:
        result = await probe(port)
    assert result.failure is None
    assert heard(result.readings) == expected
    assert result.readings[0].quantity.name == "gateway_listened_seconds"
    assert result.readings[0].value == pytest.approx(0.3, abs=0.3)


async def test_a_bomb_is_heard_as_life_and_rejected_as_value() -> None:
    bomb = b'{"total": 1, "x": "' + b"x" * 5_000_000 + b'"}'
    async with serving(broker(publish(STATE, bomb) + publish(METER, bomb))) as port:
        result = await probe(port)
    assert (GATEWAY_HEARD.name, "gw", True) in heard(result.readings)
    (meter,) = [r for r in result.readings if r.quantity is METER_VALUE]
    assert "more than 65536" in meter.rejected


async def test_a_flood_ends_the_round_and_is_told() -> None:
    async with serving(broker(publish(STATE, b"online") * 60_000)) as port:
        result = await probe(port, timeout_seconds=15, listen_seconds=10)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TOO_LARGE
    assert result.readings == ()
    assert (GATEWAY_HEARD.name, "gw", True) in heard(result.partial)


async def test_a_broker_that_leaves_gives_a_failure_and_only_partial_readings() -> None:
    async with serving(broker(publish(STATE, b"online"), stay=False)) as port:
        result = await probe(port, listen_seconds=2)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.UNREACHABLE
    assert result.readings == ()
    assert heard(result.partial) == [
        (GATEWAY_HEARD.name, "gw", True),
        (GATEWAY_OFFLINE.name, "gw", False),
    ]


async def test_a_link_that_died_in_silence_is_not_an_idle_broker() -> None:
    async def half_open(reader: StreamReader, writer: StreamWriter) -> None:
        await receive(reader)
        writer.write(CONNACK)
        _, body = await receive(reader)
        writer.write(b"\x90\x04" + body[:2] + b"\x00\x00" + publish(STATE, b"online"))
        await reader.read()  # takes everything, acknowledges nothing

    async with serving(half_open) as port:
        result = await probe(port, timeout_seconds=12)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TIMEOUT
    assert result.readings == ()
    assert (GATEWAY_HEARD.name, "gw", True) in heard(result.partial)


async def test_a_refused_topic_is_an_error_and_no_silence() -> None:
    async with serving(broker(suback=b"\x00\x80")) as port:
        result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.ERROR_REPLY
    assert "refuses the topic 'gw/state'" in result.failure.detail


REFUSALS = {
    "protocol version": (b"\x01", FailureKind.UNREACHABLE),
    "server unavailable": (b"\x03", FailureKind.ERROR_REPLY),
    "bad user name or password": (b"\x04", FailureKind.AUTHENTICATION),
    "not authorized": (b"\x05", FailureKind.AUTHENTICATION),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_a_refused_login_says_whether_it_is_about_us(case: str) -> None:
    code, kind = REFUSALS[case]

    async def refuse(reader: StreamReader, writer: StreamWriter) -> None:
        await receive(reader)
        writer.write(b"\x20\x02\x00" + code)
        await reader.read()

    async with serving(refuse) as port:
        result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind is kind, result.failure


async def hang_up(_: StreamReader, writer: StreamWriter) -> None:
    writer.close()


async def speak_http(reader: StreamReader, writer: StreamWriter) -> None:
    await receive(reader)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" * 9)


async def acknowledge_twice_the_length(reader: StreamReader, writer: StreamWriter) -> None:
    await receive(reader)
    writer.write(b"\x20\xff\xff\xff\xff\xff\xff")  # a Remaining Length that never ends


@pytest.mark.parametrize("answer", [hang_up, speak_http, acknowledge_twice_the_length])
async def test_what_is_no_broker_is_a_failure_and_never_a_reading(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(answer) as port:
        result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind in {FailureKind.UNREACHABLE, FailureKind.MALFORMED_REPLY}
    assert (result.readings, result.partial) == ((), ())
    assert caplog.records == []


async def test_nobody_there_is_refused() -> None:
    async with serving(hang_up) as port:
        pass
    result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.REFUSED


STAGES: dict[str, tuple[int, dict[str, Any]]] = {
    "the TLS handshake": (0, {"tls": True}),
    "the login": (0, {}),
    "the subscription": (1, {}),
    "the listening": (2, {"listen_seconds": 60}),
}


@pytest.mark.parametrize("stage", STAGES)
async def test_the_deadline_leaves_neither_socket_nor_task_behind(
    stage: str, caplog: pytest.LogCaptureFixture
) -> None:
    answers, changes = STAGES[stage]
    opened = closed = 0

    async def stop_answering(reader: StreamReader, _writer: StreamWriter) -> None:
        nonlocal opened, closed
        opened += 1
        if answers > 0:
            await receive(reader)
            _writer.write(CONNACK)
        if answers > 1:
            _, body = await receive(reader)
            _writer.write(b"\x90\x04" + body[:2] + b"\x00\x00")
        await reader.read()  # until the asker closes
        closed += 1

    async with serving(stop_answering) as port:
        before = asyncio.all_tasks()
        results = await asyncio.gather(*(probe(port, 0.4, **changes) for _ in range(20)))
        await wait_until(lambda: 0 < opened == closed, what="closing of every socket")
        await wait_until(lambda: asyncio.all_tasks() <= before, what="the end of every task")
    assert {r.failure.kind for r in results if r.failure} == {FailureKind.TIMEOUT}
    assert caplog.records == []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a wildcard": ({"meters": [{"name": "a", "topic": "b/+", "field": "c"}]}, "without + and #"),
    "an empty topic": ({"gateways": [{"name": "a", "topic": ""}]}, "a topic is written out"),
    "the same gateway twice": (
        {"gateways": [{"name": "a", "topic": "b"}, {"name": "a", "topic": "c"}]},
        "the same name twice: a",
    ),
    "nothing to listen to": ({"gateways": [], "meters": []}, "nothing to listen to"),
    "a CA without TLS": ({"ca_file": "ca.pem"}, "only used with tls: true"),
    "a version that there is not": ({"version": "4"}, "'3.1.1' or '5'"),
    "an unknown key": ({"qos": 2}, "Extra inputs"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_option_is_refused_with_its_reason(case: str) -> None:
    changes, message = WRONG[case]
    with pytest.raises(ValidationError, match=message.replace("+", r"\+")):
        options(1883, **changes)
