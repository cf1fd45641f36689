# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""A wire that loses, repeats, swaps and damages: the readings are those of a clean one."""

import asyncio

import pytest

from collectors.reading import Reading
from collectors.snmp import ber, interfaces, system
from collectors.snmp.collector import ENGINES, read
from collectors.snmp.names import IF_NAME, INTERFACE_NAMES
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Oid
from collectors.snmp.subject import Subject
from collectors.snmp.walk import Conversation
from collectors.target import Secret
from sim.impairment import Direction, Wire
from tests.collectors.snmp.many_wires import Crowd, wired
from tests.collectors.snmp.plain_agent import Agent
from tests.conftest import free_port

PORTS = 9  # more than one reply has rows for


def mib() -> dict[Oid, bytes]:
    number = ber.write_integer(7)
    cells = {
        (*column, port): ber.write_octets(f"GE{port}".encode()) if column == IF_NAME else number
        for table in (INTERFACE_NAMES, interfaces.STATE)
        for column in table.columns
        for port in range(1, PORTS + 1)
    }
    return {**cells, system.SYS_UPTIME: b"\x43\x01\x64", (2, 0): number}


async def readings(engine: str, subjects: list[Subject], address: str, port: int) -> list[Reading]:
    options = SnmpOptions(
        port=port, community=Secret("public"), request_timeout_seconds=0.3, retries=9
    )
    async with ENGINES[engine](address, options) as session:
        found = await read(Conversation(session), subjects)
        return sorted(found, key=lambda it: (it.quantity.name, it.instance))


#: Version, community and ids of the message: damage there can be told, and in a value of SNMPv2c,
#: which has no checksum but that of UDP, nobody can tell it.
HEAD_BYTES = 20
BAD = {
    "to_device": {"loss_ratio": 0.1},
    "to_asker": {
        "loss_ratio": 0.1,
        "duplicate_ratio": 0.2,
        "duplicate_count": 4,
        "reorder_ratio": 0.1,
        "flip_ratio": 0.005,
        "flip_within_bytes": HEAD_BYTES,
        "truncate_ratio": 0.005,
    },
}

#: The twenty cycles of each target, split among the seeds.
CYCLES = {1: 7, 2: 7, 3: 6}
#: What CI must have seen of faults on the wire: here each seed sees as much by itself.
FAULTS_AT_LEAST = 20_000

#: pysnmp needs 30 times as long for a table: it reads tables from few, and an uptime from all.
WIRES = {
    "own": ("own", [system.SUBJECT, interfaces.SUBJECT], 1_000, CYCLES, FAULTS_AT_LEAST),
    "pysnmp": ("pysnmp", [system.SUBJECT], 1_000, CYCLES, 0),
    "pysnmp, tables": (
        "pysnmp",
        [system.SUBJECT, interfaces.SUBJECT],
        20,
        dict.fromkeys(CYCLES, 1),
        0,
    ),
}


@pytest.mark.parametrize("seed", CYCLES)
@pytest.mark.parametrize(
    ("engine", "subjects", "targets", "cycles", "faults_at_least"), WIRES.values(), ids=WIRES
)
async def test_fault_S3_a_bad_wire_changes_no_reading(  # noqa: PLR0913, PLR0917 - a row and a seed
    engine: str,
    subjects: list[Subject],
    targets: int,
    cycles: dict[int, int],
    faults_at_least: int,
    seed: int,
) -> None:
    port = free_port()
    addresses = [f"127.3.{n // 250}.{n % 250 + 1}" for n in range(targets)]
    async with wired(Agent(mib()), port, addresses[:1]):
        clean = await readings(engine, subjects, addresses[0], port)
    ports = len([it for it in clean if it.quantity.name == "interface_up"])
    assert clean
    assert ports == (PORTS if interfaces.SUBJECT in subjects else 0)
    crowd = Crowd()

    async def ask(address: str) -> None:
        for _ in range(cycles[seed]):
            async with crowd.entered():
                assert await readings(engine, subjects, address, port) == clean

    wire = Wire.model_validate({"seed": seed, **BAD})
    async with wired(Agent(mib()), port, addresses, wire) as proxies:
        watching = asyncio.create_task(crowd.watch())
        await asyncio.gather(*map(ask, addresses))
        watching.cancel()
    tallies = [proxy.tally for proxy in proxies.values()]
    faults = sum(tally.faults for tally in tallies)
    requests = sum(tally.datagrams[Direction.TO_DEVICE] for tally in tallies)
    assert faults > 0.1 * requests
    assert faults >= faults_at_least
