"""A real agent: net-snmp's snmpd on loopback, with a community and a user of version 3."""

import asyncio
import os
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from collectors.failure import ProbeError
from collectors.snmp.engine import opened
from collectors.snmp.options import SnmpOptions
from collectors.snmp.system import SYS_UPTIME
from collectors.target import Secret
from tests.conftest import free_port, require_peer

COMMUNITY = "a-community"
USER = "auditor"
AUTH_KEY, PRIVACY_KEY = "authentication", "privacy-of-the-wire"
START_SECONDS = 10.0


@asynccontextmanager
async def snmpd(
    folder: Path,
    auth: str = "SHA-256",
    privacy: str = "AES",
    ipv6: bool = False,
    port: int | None = None,
) -> AsyncIterator[int]:
    """The port of an agent whose one user has these protocols (names of snmpd.conf).

    Its engine id and boots stay in the folder, so that the same agent can be started anew.
    """
    program, port = require_peer("snmpd"), port or free_port()
    addresses = [f"udp:127.0.0.1:{port}", *([f"udp6:[::1]:{port}"] if ipv6 else [])]
    configuration, state = folder / "snmpd.conf", folder / "state"
    lines = (
        f"agentaddress {','.join(addresses)}",
        f"rocommunity {COMMUNITY} 127.0.0.1",
        f"rocommunity6 {COMMUNITY} ::1",
        f'createUser {USER} {auth} "{AUTH_KEY}" {privacy} "{PRIVACY_KEY}"',
        f"rouser {USER} authPriv",
        "sysName edge-1",
    )
    configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        program,
        *("-f", "-Lf", str(folder / "log"), "-p", str(folder / "pid")),
        stdout=DEVNULL,
        stderr=DEVNULL,
        env={
            **os.environ,
            # not by -C and -c: then it would forget its engine id and boots
            "SNMPCONFPATH": f"{folder}:{state}",
            "SNMP_PERSISTENT_DIR": str(state),
            "MIBS": "",
        },
    )
    try:
        await until_it_answers(port)
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def until_it_answers(port: int) -> None:
    options = SnmpOptions(
        port=port, community=Secret(COMMUNITY), request_timeout_seconds=0.2, retries=0
    )
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                async with opened("127.0.0.1", options) as session:
                    await session.get([SYS_UPTIME])
                    return
            except ProbeError:  # refused while the port is not open yet
                await asyncio.sleep(0.05)
