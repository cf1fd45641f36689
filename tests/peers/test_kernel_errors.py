# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""What the kernel answers to a send, told by strace, and by routes of a network namespace."""

import asyncio
import json
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import pytest

from collectors.snmp.collector import ENGINES
from tests.conftest import require_peer, require_root
from tests.end_to_end.daemon import Json
from tests.peers.snmpd import COMMUNITY, snmpd

pytestmark = pytest.mark.peer

#: Documentation addresses (RFC 5737); in the namespace nothing else has them.
NOWHERE, FORBIDDEN, UNROUTED = "203.0.113.1", "203.0.113.2", "198.51.100.1"


async def probed(wrapper: list[str], address: str, port: int, engine: str) -> Json:
    """What the command says of one round, run under the wrapper."""
    command = [sys.executable, "-m", "agent", "probe", address, "--port", str(port)]
    command += ["--collector", "snmp", "--community", COMMUNITY, "--read", "system"]
    command += ["-o", f"engine={engine}", "-o", "request_timeout_seconds=0.5", "-o", "retries=1"]
    process = await asyncio.create_subprocess_exec(
        *wrapper, *command, "--format", "json", stdout=PIPE, stderr=DEVNULL
    )
    out, _ = await process.communicate()
    return json.loads(out)


def injecting(folder: Path, error: str, when: str = "1+") -> list[str]:
    strace = require_peer("strace")
    inject = f"inject=sendto,sendmsg:error={error}:when={when}"
    return [strace, "-f", "-qq", "-o", str(folder / "trace"), "-e", inject]


@pytest.mark.parametrize("engine", ENGINES)
async def test_fault_S14_a_full_buffer_costs_a_retry_and_no_reading(
    tmp_path: Path, engine: str
) -> None:
    wrapper = injecting(tmp_path, "ENOBUFS", when="1")
    async with snmpd(tmp_path) as port:
        found = await probed(wrapper, "127.0.0.1", port, engine)
    assert "ENOBUFS (No buffer space available) (INJECTED)" in (tmp_path / "trace").read_text()
    assert found["failure"] is None
    assert "device_name" in {reading["quantity"] for reading in found["readings"]}


@pytest.mark.parametrize("error", ["EPERM", "EHOSTUNREACH"])
@pytest.mark.parametrize("engine", ENGINES)
async def test_fault_S14_what_may_not_be_sent_is_unreachable(
    tmp_path: Path, engine: str, error: str
) -> None:
    wrapper = injecting(tmp_path, error)
    async with snmpd(tmp_path) as port:
        found = await probed(wrapper, "127.0.0.1", port, engine)
    assert f"{error} " in (tmp_path / "trace").read_text()
    assert found["failure"]["kind"] == "unreachable"
    assert found["readings"] == []


@pytest.mark.parametrize("address", [NOWHERE, FORBIDDEN, UNROUTED])
@pytest.mark.parametrize("engine", ENGINES)
async def test_fault_S14_a_route_that_ends_nowhere_is_unreachable(
    engine: str, address: str
) -> None:
    unshare, ip = require_peer("unshare"), require_peer("ip")
    require_root("a network namespace")
    routes = f"{ip} link set lo up; {ip} route add unreachable {NOWHERE}"
    routes += f"; {ip} route add prohibit {FORBIDDEN}"
    shell = shutil.which("sh") or "/bin/sh"
    wrapper = [unshare, "--net", shell, "-ec", f'{routes}; exec "$@"', shell]
    found = await probed(wrapper, address, 161, engine)
    assert found["failure"]["kind"] == "unreachable"
    assert found["readings"] == []
