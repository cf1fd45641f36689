"""upsd: read by NUT's own client, and broken before a plain socket."""

import asyncio
from contextlib import suppress

import pytest

from sim.faults import Fault
from sim.upsd import Upsd
from tests.sim.commands import run
from tests.sim.running import running

LIST = b"LIST VAR cctv\nLOGOUT\n"
CCTV = {"battery.charge": "97", "battery.runtime": "1800", "ups.status": "OL", "ups.load": "31"}


def a_upsd(**options: float) -> Upsd:
    units = {"cctv": CCTV, "gate": {"ups.status": "OB", "ups.model": 'Say "3000"'}}
    return Upsd("ups-cctv", units, slow_seconds=options.get("slow_seconds", 30))


async def said(device: Upsd, request: bytes, seconds: float = 5.0) -> bytes:
    """What comes back until the peer closes, or the time is over."""
    reader, writer = await asyncio.open_connection("127.0.0.1", device.ports["nut"])
    received = bytearray()
    writer.write(request)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while chunk := await reader.read(4096):
                received += chunk
    writer.close()
    await writer.wait_closed()
    return bytes(received)


async def test_upsc_reads_every_variable_of_a_unit() -> None:
    async with running(a_upsd()) as device:
        cctv = await run("upsc", f"cctv@127.0.0.1:{device.ports['nut']}")
        gate = await run("upsc", f"gate@127.0.0.1:{device.ports['nut']}")
        units = await run("upsc", "-l", f"127.0.0.1:{device.ports['nut']}")
    for variable, text in CCTV.items():
        assert f"{variable}: {text}" in cctv.text
    assert 'ups.model: Say "3000"' in gate.text
    assert units.text.split()[:2] == ["cctv", "gate"]


async def test_upsc_is_told_of_an_unknown_unit_and_variable() -> None:
    async with running(a_upsd()) as device:
        unit = await run("upsc", f"none@127.0.0.1:{device.ports['nut']}")
        variable = await run("upsc", f"cctv@127.0.0.1:{device.ports['nut']}", "battery.age")
    assert unit.status != 0
    assert "Unknown UPS" in unit.text
    assert "not supported" in variable.text


async def test_a_change_shows_in_the_next_answer() -> None:
    async with running(a_upsd()) as device:
        device.set("cctv.battery.runtime", "600")
        device.set("cctv.ups.load", None)
        answer = await said(device, LIST)
    assert b'VAR cctv battery.runtime "600"\n' in answer
    assert b"ups.load" not in answer
    assert answer.endswith(b"OK Goodbye\n")


@pytest.mark.parametrize("path", ["none.battery.runtime", "cctv"])
async def test_a_path_that_leads_nowhere_is_named(path: str) -> None:
    with pytest.raises(KeyError, match=path):
        a_upsd().set(path, "1")


@pytest.mark.parametrize(
    ("request_line", "answer"),
    [
        (b"VER\n", b"Network UPS Tools"),
        (b"GET VAR cctv battery.charge\n", b'VAR cctv battery.charge "97"\n'),
        (b"USERNAME auditor\n", b"OK\n"),
        (b"SET VAR cctv battery.charge 1\n", b"ERR UNKNOWN-COMMAND\n"),
        (b'GET VAR "cctv\n', b"ERR INVALID-ARGUMENT\n"),
    ],
)
async def test_a_command_is_answered_by_one_line(request_line: bytes, answer: bytes) -> None:
    async with running(a_upsd()) as device:
        assert (await said(device, request_line + b"LOGOUT\n")).startswith(answer)


async def test_each_fault_shows_on_a_running_unit() -> None:
    async with running(a_upsd(slow_seconds=0.2)) as device:
        right = await said(device, LIST)
        device.fault = Fault.SILENT
        assert await said(device, LIST, seconds=0.2) == b""
        device.fault = Fault.SLOW
        assert await said(device, LIST, seconds=0.1) == b""
        assert await said(device, LIST, seconds=5) == right
        device.fault = Fault.GARBAGE
        assert not (await said(device, LIST)).startswith(b"BEGIN")
        device.fault = Fault.TRUNCATED
        # nothing after it: a server that closes on unread bytes resets the connection
        half = await said(device, b"LIST VAR cctv\n")
        assert half.startswith(b"BEGIN LIST VAR cctv")
        assert half == right[: len(half)] != right
        device.fault = Fault.WRONG_VALUE
        lies = await said(device, LIST)
        for lie in (b'charge "255"', b'runtime "-5"', b'status "OL OB"', b'load "NaN"'):
            assert lie in lies
        device.fault = Fault.NONE
        assert await said(device, LIST) == right


async def test_stopping_ends_a_conversation_that_waits() -> None:
    device = a_upsd()
    device.fault = Fault.SLOW
    async with running(device):
        reader, writer = await asyncio.open_connection("127.0.0.1", device.ports["nut"])
        writer.write(b"LIST VAR cctv\n")
        await writer.drain()
        await asyncio.sleep(0.05)
    with suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", device.ports["nut"])
