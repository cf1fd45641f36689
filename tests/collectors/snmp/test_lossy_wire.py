# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""A wire that loses, repeats, swaps and damages: the readings are those of a clean one."""

import asyncio
import random

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
from tests.collectors.snmp.bad_wire import Agent, listening
from tests.conftest import free_port

PORTS = 9  # more than one reply has rows for
AT_ONCE = 500


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
        port=port, community=Secret("public"), request_timeout_seconds=0.2, retries=9
    )
    async with ENGINES[engine](address, options) as session:
        found = await read(Conversation(session), subjects)
        return sorted(found, key=lambda it: (it.quantity.name, it.instance))


#: pysnmp needs 30 times as long for a table: it reads tables from few, and an uptime from all.
WIRES = {
    "own": ("own", [system.SUBJECT, interfaces.SUBJECT], 1_000, 20),
    "pysnmp": ("pysnmp", [system.SUBJECT], 1_000, 20),
    "pysnmp, tables": ("pysnmp", [system.SUBJECT, interfaces.SUBJECT], 20, 3),
}


@pytest.mark.parametrize(("engine", "subjects", "targets", "cycles"), WIRES.values(), ids=WIRES)
async def test_fault_S3_a_bad_wire_changes_no_reading(
    engine: str, subjects: list[Subject], targets: int, cycles: int
) -> None:
    port = free_port()
    addresses = [f"127.3.{n // 250}.{n % 250 + 1}" for n in range(targets)]
    async with listening(Agent(mib()), port, addresses[:1]):
        clean = await readings(engine, subjects, addresses[0], port)
    ports = len([it for it in clean if it.quantity.name == "interface_up"])
    assert clean
    assert ports == (PORTS if interfaces.SUBJECT in subjects else 0)
    slots = asyncio.Semaphore(AT_ONCE)

    async def ask(address: str) -> None:
        async with slots:
            assert await readings(engine, subjects, address, port) == clean

    agent = Agent(mib(), random.Random(3))
    async with listening(agent, port, addresses):
        for _ in range(cycles):
            await asyncio.gather(*map(ask, addresses))
    assert agent.faults > 0.1 * agent.requests
