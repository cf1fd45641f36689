"""A campus of real servers on loopback, and what each is configured to say.

What follows from it, with the facts of `real_inventory.py`, is worked out in the test.
"""

import asyncio
import json
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import free_port, require_peer
from tests.end_to_end.real_inventory import INVENTORY
from tests.end_to_end.real_snmpd import (
    FAST_COPPER,
    GIGABIT_COPPER,
    GIGABIT_FIBRE,
    TEN_GIGABIT_FIBRE,
    Port,
    interface,
    ipv6_gateway,
    override,
    snmpd,
)
from tests.peers.name_servers import knot
from tests.peers.test_mosquitto import PASSWORD, USER, Mosquitto, accepting, mosquitto
from tests.peers.test_upsd import Upsd, end, upsd

COMMUNITY, AUTH_KEY, PRIVACY_KEY = "campus-ro", "auth of campus", "privacy of campus"
SECRETS = {
    "CAMPUS_COMMUNITY": COMMUNITY,
    "CAMPUS_AUTH_KEY": AUTH_KEY,
    "CAMPUS_PRIVACY_KEY": PRIVACY_KEY,
    "CAMPUS_MQTT_PASSWORD": PASSWORD,
}
V2C = (f"rocommunity {COMMUNITY} 127.0.0.1",)
V3 = (
    f'createUser auditor SHA-256 "{AUTH_KEY}" AES "{PRIVACY_KEY}"',
    "rouser auditor priv",  # without authentication and privacy nothing is answered
)

CORE_PORTS = (
    Port(1, "XGE1/0/1", 10_000, mau_types=(TEN_GIGABIT_FIBRE,)),  # to the main building
    Port(2, "XGE1/0/2", 10_000, mau_types=(TEN_GIGABIT_FIBRE,)),  # and its second fibre
    Port(3, "GE1/0/3", 1_000, mau_types=(GIGABIT_FIBRE,)),  # to the library
    Port(4, "XGE1/0/4", 10_000, up=False, mau_types=(TEN_GIGABIT_FIBRE,)),  # never lit
    Port(24, "XGE1/0/24", 10_000, mau_types=(TEN_GIGABIT_FIBRE,)),  # CERNET
    Port(25, "GE1/0/25", 1_000, mau_types=(GIGABIT_COPPER,)),  # the operator's line
    Port(26, "GE1/0/26", 1_000, up=False, mau_types=(GIGABIT_FIBRE,)),  # the education network
    Port(100, "Vlanif100", 1_000),
    Port(101, "Vlanif101", 1_000),
)
ACCESS_PORTS = (
    # a slow printer on a port that can do 1 Gbit/s
    Port(1, "GE0/0/1", 100, mau_types=(FAST_COPPER, GIGABIT_COPPER)),
    *(Port(n, f"GE0/0/{n}", 1_000, mau_types=(GIGABIT_COPPER,)) for n in range(2, 9)),
    Port(9, "FE0/0/9", 100, mau_types=(FAST_COPPER,)),
)

CORE = [
    "sysname core-1",
    *(line for port in CORE_PORTS for line in interface(port)),
    *ipv6_gateway(100, 1, advertises=True),
    *ipv6_gateway(101, 2, advertises=False),
]
ACCESS = ["sysname access-1", *(line for port in ACCESS_PORTS for line in interface(port))]

UPS_MIB = ".1.3.6.1.2.1.33.1"  # RFC 1628
MACHINE_ROOM_UPS = [
    "sysname ups-dc",
    override(f"{UPS_MIB}.2.1.0", "integer", 2),  # upsBatteryStatus normal
    override(f"{UPS_MIB}.2.3.0", "integer", 135),  # upsEstimatedMinutesRemaining
    override(f"{UPS_MIB}.2.4.0", "integer", 100),  # upsEstimatedChargeRemaining
    override(f"{UPS_MIB}.3.3.1.3.1", "integer", 231),  # upsInputVoltage
    override(f"{UPS_MIB}.4.1.0", "integer", 3),  # upsOutputSource normal: on mains
    override(f"{UPS_MIB}.4.4.1.5.1", "integer", 40),  # upsOutputPercentLoad
]

ATS_STATUS = ".1.3.6.1.4.1.318.1.1.8.5.1"  # PowerNet-MIB
SENSOR = ".1.3.6.1.2.1.99.1.1.1"  # ENTITY-SENSOR-MIB (RFC 3433)
TRANSFER_SWITCH = [
    "sysname ats-dc",
    override(f"{ATS_STATUS}.2.0", "integer", 1),  # fed from source A
    override(f"{ATS_STATUS}.3.0", "integer", 2),  # fully redundant: both feeds are alive
    override(".1.3.6.1.2.1.47.1.1.1.1.7.1", "octet_str", '"inlet"'),  # entPhysicalName
    override(f"{SENSOR}.1.1", "integer", 8),  # celsius
    override(f"{SENSOR}.2.1", "integer", 9),  # units
    override(f"{SENSOR}.3.1", "integer", 1),  # one decimal
    override(f"{SENSOR}.4.1", "integer", 235),  # 23.5
    override(f"{SENSOR}.5.1", "integer", 1),  # ok
]

CAMERA_UPS = """\
battery.charge: 100
battery.runtime: 25200
ups.load: 30
ups.status: OL
"""

ZONE = """\
$ORIGIN example.edu.
$TTL 60
@ SOA ns hostmaster 1 60 60 60 60
@ NS ns
ns A 127.0.0.1
www A 127.0.0.1
www AAAA ::1
old A 127.0.0.1
"""

HOUR_SECONDS = 3600
BACKUP_HOURS_AGO = {"registry": 1, "library": 30}

#: What the one gateway that lives says, over and over; the other says nothing at all.
SPOKEN = {
    "campus/gw-main/state": "online",
    "campus/gw-main/water": '{"total": 1234.5}',
    "campus/gw-main/power": '{"total": 99}',
}
SPEAK_EVERY_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class RealCampus:
    """The running servers: where each listens, and the drivers of upsd by unit."""

    ports: dict[str, int]
    ups: Upsd

    def inventory(self, folder: Path, profiles: str) -> Path:
        """Write the auditor's configuration for these standards."""
        config = folder / f"{profiles.replace(', ', '-')}.yaml"
        today = datetime.now(UTC).date()
        config.write_text(INVENTORY.substitute(self.ports, profiles=profiles, today=today))
        return config


@asynccontextmanager
async def real_campus(folder: Path) -> AsyncIterator[RealCampus]:
    agents = {
        "core": (V2C, CORE),
        "access": (V3, ACCESS),
        "ups": (V2C, MACHINE_ROOM_UPS),
        "ats": (V2C, TRANSFER_SWITCH),
    }
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        ports = {
            name: await enter(snmpd(folder / name, access, objects))
            for name, (access, objects) in agents.items()
        }
        unit = folder / "cctv.dev"
        unit.write_text(CAMERA_UPS)
        ups = await enter(upsd(folder, {"cctv": unit}))
        broker = await enter(mosquitto(folder))
        await enter(gateway(broker))
        ports |= {"upsd": ups.port, "broker": broker.port}
        ports["dns"] = await enter(knot(folder, {"example.edu": ZONE}))
        ports["web"] = await enter(web_server(folder))
        yield RealCampus(ports, ups)


@asynccontextmanager
async def web_server(folder: Path) -> AsyncIterator[int]:
    """Python's own server on ::1 alone: the portal, and when the backups have ended."""
    port, pages = free_port(), folder / "pages"
    pages.mkdir()
    (pages / "index.html").write_text("<title>Example University</title>")
    now = time.time()
    ended = {name: now - hours * HOUR_SECONDS for name, hours in BACKUP_HOURS_AGO.items()}
    (pages / "backups.json").write_text(json.dumps(ended))
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "http.server", str(port), "--bind", "::1", "--directory", pages,
        stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    try:
        await accepting(port, "::1")
        yield port
    finally:
        await end(server)


@asynccontextmanager
async def gateway(broker: Mosquitto) -> AsyncIterator[None]:
    """Publish what the live gateway says until the block ends, by mosquitto_pub."""
    program = require_peer("mosquitto_pub")
    async with AsyncExitStack() as stack:
        speakers: list[tuple[Process, bytes]] = []
        for topic, payload in SPOKEN.items():
            speaker = await asyncio.create_subprocess_exec(
                program, "-p", str(broker.port), "-u", USER, "-P", PASSWORD, "-t", topic, "-l",
                stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL,
            )  # fmt: skip
            stack.push_async_callback(end, speaker)
            speakers.append((speaker, payload.encode() + b"\n"))
        speaking = asyncio.create_task(_speak(speakers))
        try:
            yield
        finally:
            speaking.cancel()
            with suppress(asyncio.CancelledError):
                await speaking


async def _speak(speakers: list[tuple[Process, bytes]]) -> None:
    while True:
        for speaker, line in speakers:
            assert speaker.stdin is not None
            speaker.stdin.write(line)
            await speaker.stdin.drain()
        await asyncio.sleep(SPEAK_EVERY_SECONDS)
