"""The real upsd of Network UPS Tools, with units that the dummy-ups driver plays."""

import asyncio
import getpass
import os
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.failure import FailureKind
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.target import RESOLVE, Target
from collectors.ups import UPS, UpsOptions, readings
from tests.conftest import free_port, require_peer, require_recordings, wait_until

pytestmark = pytest.mark.peer

UNIT = r"""
battery.charge: 92.5
battery.runtime: 840
battery.temperature: 26.1
device.model: "Rack \"19\" \\ A"
input.voltage: 0.0
output.voltage: 229.7
ups.load: 41
ups.status: OB DISCHRG LB
"""


@dataclass
class Upsd:
    """A running upsd: its port and the drivers' processes by unit."""

    port: int
    drivers: dict[str, Process]


async def end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    await process.wait()


@asynccontextmanager
async def upsd(folder: Path, units: Mapping[str, Path]) -> AsyncIterator[Upsd]:
    """Run upsd and one dummy-ups per unit, whose files it serves."""
    server, driver = require_peer("/lib/nut/upsd"), require_peer("dummy-ups")
    port, user = free_port(), getpass.getuser()
    unit_lines = [
        f"[{name}]\n driver = dummy-ups\n port = {file}\n mode = dummy-once\n"
        for name, file in units.items()
    ]
    (folder / "ups.conf").write_text("".join(unit_lines))
    (folder / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {port}\nMAXAGE 4\nSTATEPATH {folder}\n")
    (folder / "upsd.users").write_text("[auditor]\n password = pass\\ word\n")
    environment = {**os.environ, "NUT_CONFPATH": str(folder), "NUT_STATEPATH": str(folder)}
    environment["NUT_ALTPIDPATH"] = str(folder)
    async with AsyncExitStack() as stack:

        async def run(*command: str) -> Process:
            process = await asyncio.create_subprocess_exec(
                *command, env=environment, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
            )
            stack.push_async_callback(end, process)
            return process

        drivers = {name: await run(driver, "-a", name, "-F", "-u", user) for name in units}
        for name in units:
            socket = folder / f"dummy-ups-{name}"
            await wait_until(socket.exists, 10.0, f"the driver of {name}")
        await run(server, "-F", "-u", user)
        await until_ready(port, list(units))
        yield Upsd(port, drivers)


async def until_ready(port: int, units: list[str]) -> None:
    """upsd must first meet the drivers and take over what they know."""
    results: list[ProbeResult] = []
    for _ in range(200):
        results = [await probe(port, unit) for unit in units]
        if all(result.failure is None for result in results):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"upsd does not serve: {[result.failure for result in results]}")


async def probe(port: int, unit: str, **more: object) -> ProbeResult:
    options = UpsOptions.model_validate(
        {"ups": unit, "port": port, **more}, context={RESOLVE: lambda reference: "pass word"}
    )
    made = Probe(unit, Target(unit, "127.0.0.1"), UPS, options, 60.0, 5.0)
    return await run_probe(made, datetime.now(UTC))


async def test_a_unit_on_battery_is_read_as_its_driver_says(tmp_path: Path) -> None:
    file = tmp_path / "unit.dev"
    file.write_text(UNIT)
    async with upsd(tmp_path, {"cctv": file}) as server:
        result = await probe(server.port, "cctv")
        with_login = await probe(server.port, "cctv", user="auditor", password="env:PASSWORD")
    assert result.failure is None
    assert with_login.readings == result.readings
    values = {reading.quantity.name: reading.value for reading in result.readings}
    assert values == {
        "ups_battery_runtime_seconds": 840.0,
        "ups_battery_charge_ratio": 0.925,
        "ups_load_ratio": 0.41,
        "ups_on_battery": True,
        "ups_battery_normal": False,
        "ups_input_volts": 0.0,
        "ups_output_volts": 229.7,
        "ups_battery_temperature_celsius": 26.1,
        "ups_battery_replaced_timestamp_seconds": None,
        "ups_battery_replace_needed": False,
        "ups_test_passed": None,
        "ups_test_timestamp_seconds": None,
    }


async def test_a_unit_that_upsd_does_not_know_is_an_error_reply(tmp_path: Path) -> None:
    file = tmp_path / "unit.dev"
    file.write_text(UNIT)
    async with upsd(tmp_path, {"cctv": file}) as server:
        result = await probe(server.port, "other")
    assert result.failure is not None
    assert result.failure.kind is FailureKind.ERROR_REPLY
    assert "UNKNOWN-UPS" in result.failure.detail


async def test_a_dead_driver_is_a_failure_and_not_the_last_values(tmp_path: Path) -> None:
    file = tmp_path / "unit.dev"
    file.write_text(UNIT)
    async with upsd(tmp_path, {"cctv": file}) as server:
        result = await probe(server.port, "cctv")
        assert result.failure is None
        server.drivers["cctv"].kill()
        await server.drivers["cctv"].wait()
        for _ in range(200):
            result = await probe(server.port, "cctv")
            if result.failure is not None:
                break
            await asyncio.sleep(0.05)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.ERROR_REPLY
    assert result.failure.detail.split(":")[0] in {"DRIVER-NOT-CONNECTED", "DATA-STALE"}
    assert result.readings == ()


async def test_a_driver_that_hangs_makes_the_data_stale(tmp_path: Path) -> None:
    file = tmp_path / "unit.dev"
    file.write_text(UNIT)
    async with upsd(tmp_path, {"cctv": file}) as server:
        result = await probe(server.port, "cctv")
        server.drivers["cctv"].send_signal(signal.SIGSTOP)
        for _ in range(200):
            result = await probe(server.port, "cctv")
            if result.failure is not None:
                break
            await asyncio.sleep(0.1)
        server.drivers["cctv"].send_signal(signal.SIGCONT)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.ERROR_REPLY
    assert result.failure.detail.startswith("DATA-STALE")


@pytest.mark.parametrize(
    "recording",
    [
        "APC__Smart-UPS_1000__snmp-ups__2.7.4__01.dev",
        "Eaton__5PX_2000__usbhid-ups__2.7.4__01.dev",
        "HP__RT3000_G2__snmp-ups__2.6.5__01.dev",
        "Liebert__PSA__usbhid-ups__2.8.0__01.dev",
        "Riello__MPT60__riello_ser__2.6.5__01.dev",
    ],
)
async def test_a_recorded_unit_reads_the_same_through_the_real_upsd(
    tmp_path: Path, recording: str
) -> None:
    lines = (require_recordings() / "nut" / recording).read_text().splitlines()
    pairs = [line.split("\t#")[0].split(": ", 1) for line in lines if not line.startswith("#")]
    variables = {pair[0]: pair[1].strip() for pair in pairs if len(pair) == 2}
    file = tmp_path / "unit.dev"
    file.write_text("".join(f"{name}: {value}\n" for name, value in variables.items()))
    async with upsd(tmp_path, {"cctv": file}) as server:
        result = await probe(server.port, "cctv")
    assert result.failure is None
    assert list(result.readings) == readings(variables, "cctv")
