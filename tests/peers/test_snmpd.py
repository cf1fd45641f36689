"""net-snmp's snmpd, read through the collector by both engines, every version and both families."""

import gc
import socket
from pathlib import Path
from typing import Any

import pytest

from collectors.failure import FailureKind, ProbeError
from collectors.reading import Reading, Value
from collectors.snmp.collector import ENGINES, collect
from collectors.snmp.options import WEAK, SnmpOptions
from collectors.target import Secret, Target
from tests.conftest import free_port
from tests.peers.snmpd import AUTH_KEY, COMMUNITY, PRIVACY_KEY, USER, snmpd

pytestmark = pytest.mark.peer

BY_COMMUNITY: dict[str, Any] = {"community": Secret(COMMUNITY)}
BY_VERSION_1: dict[str, Any] = {**BY_COMMUNITY, "version": "1"}
BY_USER: dict[str, Any] = {
    "version": "3",
    "user": USER,
    "auth_protocol": "sha256",
    "auth_key": Secret(AUTH_KEY),
    "privacy_protocol": "aes128",
    "privacy_key": Secret(PRIVACY_KEY),
}
EVERY_WAY = {
    "own 1": BY_VERSION_1,
    "own 2c": BY_COMMUNITY,
    "own 3": BY_USER,
    "pysnmp 2c": {**BY_COMMUNITY, "engine": "pysnmp"},
    "pysnmp 3": {**BY_USER, "engine": "pysnmp"},
}
SECONDS = {"request_timeout_seconds": 0.5, "retries": 1}


async def asked(
    port: int, credentials: dict[str, Any], address: str = "127.0.0.1"
) -> list[Reading]:
    options = SnmpOptions(port=port, **{**SECONDS, **credentials})
    return list(await collect(Target("edge-1", address), options))


def value(found: list[Reading], quantity: str, instance: str = "") -> Value:
    (one,) = [it for it in found if (it.quantity.name, it.instance) == (quantity, instance)]
    assert one.rejected == ""
    return one.value


def received_by_loopback() -> int:
    """The kernel's own count of octets, as /proc gives it also where /sys is not mounted."""
    lines = Path("/proc/net/dev").read_text(encoding="ascii").splitlines()
    (loopback,) = (line for line in lines if line.strip().startswith("lo:"))
    return int(loopback.partition(":")[2].split()[0])


@pytest.mark.parametrize("credentials", EVERY_WAY.values(), ids=EVERY_WAY)
async def test_system_and_interfaces_are_read_as_the_kernel_has_them(
    tmp_path: Path, credentials: dict[str, Any]
) -> None:
    before = received_by_loopback()
    async with snmpd(tmp_path) as port:
        found = await asked(port, {**credentials, "read": ("system", "interfaces")})
    assert value(found, "device_name") == "edge-1"
    assert value(found, "device_object_id") == "1.3.6.1.4.1.8072.3.2.10"
    uptime = value(found, "device_uptime_seconds")
    assert isinstance(uptime, float)
    assert 0 <= uptime < 60
    names = {it.instance for it in found if it.quantity.name == "interface_up"}
    assert names == {name for _, name in socket.if_nameindex()}
    assert value(found, "interface_up", "lo") is True
    assert value(found, "interface_type", "lo") == 24  # softwareLoopback
    bits = 32 if credentials.get("version") == "1" else 64  # SNMPv1 has no Counter64
    assert value(found, "interface_counter_bits", "lo") == bits
    received = value(found, "interface_receive_bytes_total", "lo")
    assert isinstance(received, int)
    # snmpd refreshes its counters every few seconds, so not before it was started; 32 bits go round
    assert (received - before) % 2**bits <= received_by_loopback() - before


@pytest.mark.parametrize("credentials", EVERY_WAY.values(), ids=EVERY_WAY)
async def test_an_agent_is_reached_over_ipv6(tmp_path: Path, credentials: dict[str, Any]) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    async with snmpd(tmp_path, ipv6=True) as port:
        found = await asked(port, credentials, address="::1")
    assert value(found, "device_name") == "edge-1"


@pytest.mark.parametrize(
    ("auth", "privacy"),
    [
        (("SHA", "sha1"), ("AES", "aes128")),
        (("SHA-224", "sha224"), ("AES-192", "aes192")),
        (("SHA-384", "sha384"), ("AES-256", "aes256")),
        (("SHA-512", "sha512"), ("AES-256", "aes256")),
        (("MD5", "md5"), ("DES", "des")),
    ],
    ids=str,
)
@pytest.mark.parametrize("engine", ENGINES)
async def test_every_protocol_is_spoken(
    tmp_path: Path, auth: tuple[str, str], privacy: tuple[str, str], engine: str
) -> None:
    protocols = {
        "auth_protocol": auth[1],
        "privacy_protocol": privacy[1],
        "allow_weak": auth[1] in WEAK,
        "engine": engine,
    }
    async with snmpd(tmp_path, auth[0], privacy[0]) as port:
        found = await asked(port, {**BY_USER, **protocols})
    assert value(found, "device_name") == "edge-1"


@pytest.mark.parametrize(
    ("credentials", "kind"),
    [
        ({"community": Secret("another")}, FailureKind.TIMEOUT),
        ({**BY_USER, "auth_key": Secret("wrong-key")}, FailureKind.AUTHENTICATION),
        ({**BY_USER, "user": "nobody"}, FailureKind.AUTHENTICATION),
        ({**BY_USER, "auth_protocol": "sha512"}, FailureKind.AUTHENTICATION),
        (
            {**BY_USER, "privacy_protocol": None, "privacy_key": None},
            FailureKind.ERROR_REPLY,  # authorizationError: this user has no right at that level
        ),
        ({**BY_USER, "privacy_key": Secret("wrong-key")}, FailureKind.TIMEOUT),
        ({**BY_USER, "context_name": "elsewhere"}, FailureKind.TIMEOUT),
    ],
    ids=[
        "wrong community",
        "wrong authentication key",
        "unknown user",
        "other digest",
        "level too low",
        "wrong privacy key",
        "unknown context",
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
async def test_credentials_that_do_not_open_it_have_their_own_name(
    tmp_path: Path, credentials: dict[str, Any], kind: FailureKind, engine: str
) -> None:
    async with snmpd(tmp_path) as port:
        with pytest.raises(ProbeError) as raised:
            await asked(port, {**credentials, "engine": engine})
    assert raised.value.kind is kind


@pytest.mark.parametrize("engine", ENGINES)
async def test_fault_s11_an_agent_that_starts_anew_is_read_at_once(
    tmp_path: Path, engine: str
) -> None:
    port = free_port()
    for _ in range(20):  # its engineBoots is one more each time
        async with snmpd(tmp_path, port=port):
            found = await asked(port, {**BY_USER, "engine": engine})
            assert value(found, "device_name") == "edge-1"


async def test_fault_s11_another_agent_at_the_same_address_gives_no_data(tmp_path: Path) -> None:
    port = free_port()
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    async with snmpd(tmp_path / "first", port=port):
        await asked(port, BY_USER)
    async with snmpd(tmp_path / "second", port=port):
        with pytest.raises(ProbeError) as raised:
            await asked(port, BY_USER)
        assert raised.value.kind is FailureKind.IDENTITY_CHANGED
        now = raised.value.detail.partition(" and is ")[2].split()[0]
        found = await asked(port, {**BY_USER, "engine_id": now})
        assert value(found, "device_name") == "edge-1"


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_conversations_leave_nothing_open(tmp_path: Path) -> None:
    async with snmpd(tmp_path) as port:
        await asked(port, BY_USER)
        gc.collect()
        before = open_descriptors()
        for _ in range(5):
            await asked(port, BY_USER)
            await asked(port, BY_COMMUNITY)
        assert open_descriptors() <= before
