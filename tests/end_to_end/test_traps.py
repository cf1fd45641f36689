"""A device that sends a notice is polled at once, by the real daemon, from net-snmp's snmptrap."""

import asyncio
from asyncio.subprocess import DEVNULL
from pathlib import Path
from string import Template

import pytest

from tests.conftest import free_port, require_peer
from tests.end_to_end.daemon import Daemon, running
from tests.peers.snmpd import COMMUNITY, snmpd

pytestmark = pytest.mark.peer

#: An hour between two rounds: whatever comes sooner, the trap brought.
CONFIGURATION = Template("""\
site: {name: Traps, profiles: [gj]}
store: {url: "sqlite:///auditor.db"}
http: {port: 0}
polling: {interval_seconds: 3600}
traps: {listen: 127.0.0.1, port: $traps, again_after_seconds: 1}
campus: {}
targets:
  - name: core-1
    address: 127.0.0.1
    role: core
    probes: [{collector: snmp, port: $snmpd, community: "env:CAMPUS_COMMUNITY", read: [system]}]
""")


async def send(port: int, community: str) -> None:
    process = await asyncio.create_subprocess_exec(
        require_peer("snmptrap"),
        *("-v", "2c", "-c", community, "-M", "", "-m", "", f"127.0.0.1:{port}", ""),
        "1.3.6.1.6.3.1.1.5.3",  # linkDown
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    assert await process.wait() == 0


async def metric(daemon: Daemon, start: str) -> float | None:
    for line in (await daemon.text("/metrics")).splitlines():
        if line.startswith(start):
            return float(line.rpartition(" ")[2])
    return None


async def becomes(daemon: Daemon, start: str, value: float) -> None:
    for _ in range(200):
        if await metric(daemon, start) == value:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{start} did not become {value}")


async def test_a_trap_has_its_sender_polled_long_before_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPUS_COMMUNITY", COMMUNITY)
    traps, config = free_port(), tmp_path / "auditor.yaml"
    rounds = "campus_probe_rounds_total{"
    async with snmpd(tmp_path) as port:
        config.write_text(CONFIGURATION.substitute(traps=traps, snmpd=port))
        async with running(config) as daemon:
            await daemon.ready()
            assert await metric(daemon, rounds) == 1
            await send(traps, "another-community")
            await becomes(daemon, 'campus_traps_received_total{outcome="credentials"}', 1)
            assert await metric(daemon, rounds) == 1
            await send(traps, COMMUNITY)
            await becomes(daemon, rounds, 2)
            assert await metric(daemon, 'campus_traps_received_total{outcome="accepted"}') == 1
            assert await metric(daemon, 'campus_traps_polls_total{outcome="polled"}') == 1
