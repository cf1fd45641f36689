"""Devices of a campus behind their wires: where they are asked, and how wires are changed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import dns.asyncquery
import dns.message
import pytest
import yaml
from aiohttp import ClientSession

from collectors.snmp.collector import ENGINES
from collectors.snmp.options import SnmpOptions
from collectors.target import Secret
from sim import inventory
from sim.campus import Campus, running
from sim.composition import COMMUNITY
from sim.impairment import Direction, Kind, Wire
from sim.scenario import load
from tests.conftest import wait_until

SYS_NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
SITE = "site: {name: A, profiles: [bjhei]}\ncampus: {}\n"
WIRED = SITE + (
    "devices:\n"
    "  nut_ups:\n"
    "    - {name: ups-1, ups: u, runtime_seconds: 60, wire: {loss_ratio: 0.25, seed: 3,\n"
    "       to_asker: {cut_after_bytes: 5}}}\n"
    "    - {name: ups-2, ups: u, runtime_seconds: 60}\n"
    "    - {name: ups-3, ups: u, runtime_seconds: 60}\n"
    "timeline: [{at_seconds: 60, device: ups-2, wire: {refuse: true}}]\n"
)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wired") / "a.yaml"
    path.write_text(WIRED, encoding="utf-8")
    return path


@pytest.fixture
async def campus() -> AsyncIterator[Campus]:
    async with running(load("minimal"), wires=True) as campus:
        yield campus


async def ask(campus: Campus, name: str) -> None:
    """By every protocol and address that the device has."""
    (protocol, port), *_ = campus.ports(name).items()
    if protocol == "snmp":
        options = SnmpOptions(port=port, community=Secret(COMMUNITY), retries=0)
        async with ENGINES["own"]("127.0.0.1", options) as session:
            assert await session.get([SYS_NAME])
    elif protocol == "dns":
        question = dns.message.make_query("www.example.edu", "A")
        for address in ("127.0.0.1", "::1"):
            for query in (dns.asyncquery.udp, dns.asyncquery.tcp):
                assert (await query(question, address, port=port, timeout=5)).id == question.id
    elif protocol == "http":
        for host in ["127.0.0.1", "[::1]"][: 2 if campus.devices[name].kind == "web" else 1]:
            async with ClientSession() as web, web.get(f"http://{host}:{port}/") as response:
                assert response.status < 500
    else:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"LIST UPS\n")
        await wait_until(lambda: campus.proxies[name].tally.stream_bytes.total() > 0)
        writer.close()


async def test_every_device_answers_through_its_wire_and_its_own_port_is_told_nobody(
    campus: Campus, tmp_path: Path
) -> None:
    by_v3 = {each.name for each in campus.scenario.devices.switches if each.snmp == "v3"}
    assert campus.proxies.keys() == campus.devices.keys()
    for name, device in campus.devices.items():
        assert campus.ports(name).keys() == device.ports.keys()
        assert set(campus.ports(name).values()).isdisjoint(device.ports.values())
        if name not in by_v3:
            await ask(campus, name)
            tally = campus.proxies[name].tally
            assert tally.datagrams.total() + tally.stream_bytes.total() > 0
            assert tally.faults == 0
    inventory.write(campus, tmp_path, inventory.Settings())
    written = (tmp_path / "conf.d" / "targets.yaml").read_text(encoding="utf-8")
    told = {
        probe.get("port") for target in yaml.safe_load(written)["targets"]
        for probe in target["probes"]
    } - {None}  # fmt: skip
    assert told <= {port for name in campus.devices for port in campus.ports(name).values()}


async def test_a_scenario_says_which_devices_have_a_wire_and_what_it_does(scenario: Path) -> None:
    async with running(load(scenario)) as campus:
        assert {name: proxy.wire.as_json() for name, proxy in campus.proxies.items()} == {
            "ups-1": {"loss_ratio": 0.25, "seed": 3, "to_asker": {"cut_after_bytes": 5}},
            "ups-2": {},  # the timeline spoils it later
        }
        reader, writer = await asyncio.open_connection("127.0.0.1", campus.ports("ups-1")["nut"])
        writer.write(b"LIST UPS\n")
        assert await reader.read() == b"BEGIN"
        writer.close()
        assert campus.proxies["ups-1"].tally.done == {(Direction.TO_ASKER, Kind.CUT): 1}
        assert campus.ports("ups-3") == campus.devices["ups-3"].ports


async def test_a_wire_that_is_changed_stands_in_the_ledger(campus: Campus) -> None:
    wire = Wire.model_validate({"loss_ratio": 1, "to_asker": {"delay_seconds": 3}})
    change = campus.set_wire("dns-1", wire)
    assert campus.ledger == [change]
    assert (change.device, change.path) == ("dns-1", "wire")
    assert change.value == {"loss_ratio": 1, "to_asker": {"delay_seconds": 3}}
    question = dns.message.make_query("www.example.edu", "A")
    with pytest.raises(dns.exception.Timeout):
        await dns.asyncquery.udp(
            question, "127.0.0.1", port=campus.ports("dns-1")["dns"], timeout=0.2
        )
    assert campus.proxies["dns-1"].tally.of(Kind.LOST) == 1
    campus.set_wire("dns-1", Wire())
    await ask(campus, "dns-1")
