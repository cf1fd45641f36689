"""The real Mosquitto: gateways that live, die and left a message long ago."""

import asyncio
import getpass
import ipaddress
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from collectors.failure import FailureKind
from collectors.mqtt import MQTT
from collectors.mqtt.options import MqttOptions
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.target import Secret, Target
from tests.conftest import free_port, require_peer, wait_until

pytestmark = pytest.mark.peer

USER, PASSWORD = "auditor", "correct horse"
STATE, METER = "campus/gw-main/state", "campus/gw-main/water"
VERSIONS = ["3.1.1", "5"]


@dataclass
class Mosquitto:
    port: int
    process: Process
    log: Path

    async def subscribed(self, topic: str) -> None:
        """Return as soon as somebody, the probe, listens to the topic."""
        await wait_until(lambda: f" {topic}\n" in self.log.read_text(), what="a subscription")

    def client(self, will: aiomqtt.Will | None = None) -> aiomqtt.Client:
        """A gateway's own connection."""
        return aiomqtt.Client(
            "127.0.0.1", self.port, username=USER, password=PASSWORD, will=will, timeout=5
        )

    async def probe(self, listen_seconds: float = 0.5, **changes: Any) -> ProbeResult:  # noqa: ANN401
        options = {
            "port": self.port,
            "user": USER,
            "password": Secret(PASSWORD),
            "listen_seconds": listen_seconds,
            "gateways": [{"name": "gw-main", "topic": STATE, "offline_payload": "offline"}],
            "meters": [{"name": "water", "topic": METER, "field": "total"}],
        }
        validated = MqttOptions.model_validate(options | changes)
        target = Target("broker-1", "127.0.0.1")
        return await run_probe(Probe("p", target, MQTT, validated, 60, 10), datetime.now(UTC))


@asynccontextmanager
async def mosquitto(folder: Path, lines: str = "") -> AsyncIterator[Mosquitto]:
    """Run a broker that knows one user; `lines` are added to its configuration."""
    binary, port = require_peer("mosquitto"), free_port()
    users, configuration, log = folder / "users", folder / "mosquitto.conf", folder / "log"
    log.touch()
    maker = await asyncio.create_subprocess_exec(
        require_peer("mosquitto_passwd"), "-b", "-c", users, USER, PASSWORD, stderr=DEVNULL
    )
    assert await maker.wait() == 0
    configuration.write_text(
        f"user {getpass.getuser()}\nlistener {port} 127.0.0.1\nallow_anonymous false\n"
        f"password_file {users}\nmax_packet_size 200000\n"
        f"log_dest file {log}\nlog_type subscribe\n{lines}\n"
    )
    process = await asyncio.create_subprocess_exec(
        binary, "-c", configuration, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await accepting(port)
        yield Mosquitto(port, process, log)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def accepting(port: int, address: str = "127.0.0.1") -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection(address, port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                await writer.wait_closed()
                return


def by_name(result: ProbeResult) -> dict[str, object]:
    assert result.failure is None, result.failure
    return {r.quantity.name: r.value for r in result.readings if r.instance}


async def publish_while_listening(
    broker: Mosquitto, messages: dict[str, bytes], version: str
) -> ProbeResult:
    """Publish over and over, so that some of it falls into the listening."""

    async def speak() -> None:
        async with broker.client() as gateway:
            while True:
                for topic, payload in messages.items():
                    await gateway.publish(topic, payload)
                await asyncio.sleep(0.05)

    speaking = asyncio.create_task(speak())
    try:
        return await broker.probe(version=version)
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_live_gateway_and_its_meter_are_read(tmp_path: Path, version: str) -> None:
    async with mosquitto(tmp_path) as broker:
        messages = {STATE: b"online", METER: b'{"total": 1234.5}'}
        result = await publish_while_listening(broker, messages, version)
    assert by_name(result) == {
        "gateway_heard": True,
        "gateway_offline": False,
        "meter_value": 1234.5,
    }


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_the_broker_only_remembers_proves_nothing(tmp_path: Path, version: str) -> None:
    async with mosquitto(tmp_path) as broker:
        async with broker.client() as gateway:
            await gateway.publish(STATE, b"online", qos=1, retain=True)
            await gateway.publish(METER, b'{"total": 1}', qos=1, retain=True)
        result = await broker.probe(version=version)
    assert by_name(result) == {}
    assert [r.quantity.name for r in result.readings] == ["gateway_listened_seconds"]


@pytest.mark.parametrize("retain", [True, False])
async def test_a_gateway_that_dies_is_offline_by_its_last_will(
    tmp_path: Path, retain: bool
) -> None:
    async with mosquitto(tmp_path) as broker:
        listening = asyncio.create_task(broker.probe(listen_seconds=1.5))
        await dying_gateway(broker, retain)
        assert by_name(await listening)["gateway_offline"] is True
        later = by_name(await broker.probe())
    # only a retained will is still there for who comes later
    assert later == ({"gateway_offline": True} if retain else {})


async def dying_gateway(broker: Mosquitto, retain: bool) -> None:
    """Speak once, then cut the connection without DISCONNECT."""
    reader, writer = await asyncio.open_connection("127.0.0.1", broker.port)
    fields = (b"dying", STATE.encode(), b"offline", USER.encode(), PASSWORD.encode())
    # OASIS MQTT 3.1.1 section 3.1: user, password, will and clean session, keep-alive 60 s
    flags = 0b1100_0110 | (0b0010_0000 if retain else 0)
    head = b"\x00\x04MQTT\x04" + bytes([flags]) + b"\x00\x3c"
    body = head + b"".join(len(field).to_bytes(2, "big") + field for field in fields)
    writer.write(bytes([0x10, len(body)]) + body)
    assert await reader.readexactly(4) == b"\x20\x02\x00\x00"
    await broker.subscribed(STATE)
    writer.transport.abort()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("who", [{"password": Secret("wrong")}, {"user": None, "password": None}])
async def test_a_refused_login_is_an_authentication_failure(
    tmp_path: Path, version: str, who: dict[str, Any]
) -> None:
    async with mosquitto(tmp_path) as broker:
        result = await broker.probe(version=version, **who)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.AUTHENTICATION
    assert "wrong" not in result.failure.detail


async def test_a_broker_that_is_killed_while_we_listen_is_a_failure(tmp_path: Path) -> None:
    async with mosquitto(tmp_path) as broker:
        listening = asyncio.create_task(broker.probe(listen_seconds=5))
        async with broker.client() as gateway:
            await broker.subscribed(METER)
            await gateway.publish(METER, b'{"total": 7}', qos=1)
        broker.process.kill()
        result = await listening
    assert result.failure is not None
    assert result.failure.kind is FailureKind.UNREACHABLE
    assert result.readings == ()
    assert [(r.instance, r.value) for r in result.partial] == [("water", 7.0)]


async def test_a_broker_that_is_stopped_in_order_is_a_failure_too(tmp_path: Path) -> None:
    async with mosquitto(tmp_path) as broker:
        listening = asyncio.create_task(broker.probe(listen_seconds=5))
        await broker.subscribed(METER)
        broker.process.terminate()
        result = await listening
    assert result.failure is not None
    assert result.failure.kind is FailureKind.UNREACHABLE


async def test_a_bomb_stays_with_the_broker_where_it_speaks_mqtt_5(tmp_path: Path) -> None:
    async with mosquitto(tmp_path) as broker:
        bomb = {METER: b'{"total": 1, "x": "' + b"x" * 100_000 + b'"}'}
        kept = await publish_while_listening(broker, bomb, "5")
        rejected = await publish_while_listening(broker, bomb, "3.1.1")
    assert by_name(kept) == {}
    assert by_name(rejected) == {"meter_value": None}
    assert "more than 65536" in rejected.readings[-1].rejected


async def test_thousands_of_retained_messages_and_topics_fit_into_a_round(tmp_path: Path) -> None:
    gateways = [
        {"name": f"gw-{n}", "topic": f"gw/{n}", "offline_payload": "offline"} for n in range(3000)
    ]
    async with mosquitto(tmp_path) as broker:
        async with broker.client() as publisher:
            for gateway in gateways:
                await publisher.publish(str(gateway["topic"]), b"offline", retain=True)
        result = await broker.probe(listen_seconds=2, gateways=gateways)
    assert result.failure is None
    assert len([r for r in result.readings if r.quantity.name == "gateway_offline"]) == 3000


@dataclass
class Certificates:
    """An authority and a server certificate for 127.0.0.1, as PEM files."""

    authority: Path
    server: Path
    key: Path


def certificates(folder: Path, valid_days: int) -> Certificates:
    folder.mkdir()
    authority_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = signed("authority", authority_key, authority_key, 10, authority=True)
    server = signed("server", server_key, authority_key, valid_days, authority=False)
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    pem = serialization.Encoding.PEM
    made.authority.write_bytes(authority.public_bytes(pem))
    made.server.write_bytes(server.public_bytes(pem))
    made.key.write_bytes(
        server_key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return made


def signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    valid_days: int,
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=20))
        .not_valid_after(now + timedelta(days=valid_days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


async def test_tls_is_believed_only_from_the_authority_that_the_site_names(tmp_path: Path) -> None:
    ours, other = certificates(tmp_path / "ours", 5), certificates(tmp_path / "other", 5)
    lines = f"certfile {ours.server}\nkeyfile {ours.key}"
    async with mosquitto(tmp_path, lines) as broker:
        good = await broker.probe(tls=True, ca_file=str(ours.authority))
        forged = await broker.probe(tls=True, ca_file=str(other.authority))
        missing = await broker.probe(tls=True, ca_file=str(tmp_path / "none.pem"))
    assert by_name(good) == {}
    for result in (forged, missing):
        assert result.failure is not None
        assert result.failure.kind is FailureKind.TLS_REJECTED
    assert missing.failure is not None
    assert "none.pem cannot be used" in missing.failure.detail


async def test_an_expired_certificate_is_no_broker_of_ours(tmp_path: Path) -> None:
    expired = certificates(tmp_path / "expired", -1)
    lines = f"certfile {expired.server}\nkeyfile {expired.key}"
    async with mosquitto(tmp_path, lines) as broker:
        result = await broker.probe(tls=True, ca_file=str(expired.authority))
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TLS_REJECTED
    assert "expired" in result.failure.detail
