"""A real agent for each recording: snmpsim answers from them, one community per recording."""

import asyncio
import bz2
import getpass
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from collectors.snmp.options import SnmpOptions
from collectors.snmp.pysnmp_engine import opened
from collectors.snmp.system import SYS_OBJECT_ID
from collectors.target import Secret
from tests.conftest import free_port, require_peer

RESPONDER = "snmpsim-command-responder"
INDEXING_SECONDS = 90.0


def responder() -> str:
    """snmpsim stands beside the Python that runs the tests; with its own pysnmp, if need be."""
    here = Path(sys.prefix)
    for folder in (here / "bin", here.parent / ".venv-snmpsim" / "bin"):
        if (folder / RESPONDER).exists():
            return str(folder / RESPONDER)
    return require_peer(RESPONDER)


def unpack(recordings: Iterable[tuple[str, Path]], folder: Path) -> list[str]:
    """Lay the recordings out as snmpsim wants them, and return their communities.

    Unpacked for as long as the agents run: compressed ones answer a hundred times slower,
    every step back in the file reads it anew.
    """
    data = folder / "data"
    data.mkdir()
    communities = []
    for community, recording in recordings:
        raw = recording.read_bytes()
        plain = bz2.decompress(raw) if recording.suffix == ".bz2" else raw
        (data / f"{community}.snmprec").write_bytes(plain)
        communities.append(community)
    return communities


@asynccontextmanager
async def agents(recordings: Iterable[tuple[str, Path]]) -> AsyncIterator[int]:
    """The port that answers as each of the recordings, by (community, file)."""
    program, port, user = responder(), free_port(), getpass.getuser()
    with TemporaryDirectory() as folder:
        communities = unpack(recordings, Path(folder))
        process = await asyncio.create_subprocess_exec(
            program,
            f"--data-dir={folder}/data",
            f"--cache-dir={folder}/cache",
            f"--process-user={user}",
            f"--process-group={user}",
            f"--agent-udpv4-endpoint=127.0.0.1:{port}",
            "--max-var-binds=512",
            "--logging-method=null",
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        try:
            await answers(process, port, communities[0])
            yield port
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def answers(process: asyncio.subprocess.Process, port: int, community: str) -> None:
    """Return when the responder has indexed its files and answers; fails when it has ended."""
    options = SnmpOptions(
        port=port, community=Secret(community), request_timeout_seconds=1.0, retries=0
    )
    async with asyncio.timeout(INDEXING_SECONDS):
        while True:
            assert process.returncode is None, f"{RESPONDER} ended with {process.returncode}"
            async with opened("127.0.0.1", options) as session:
                try:
                    await session.get([SYS_OBJECT_ID])
                except Exception:  # noqa: BLE001 - nobody listens there yet
                    await asyncio.sleep(0.2)
                else:
                    return
