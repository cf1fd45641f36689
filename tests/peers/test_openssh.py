"""The real OpenSSH server: its host keys, and a login that it refuses."""

import asyncio
import getpass
import os
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.failure import FailureKind
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.ssh.collector import SSH, SshOptions
from collectors.target import Secret, Target
from tests.conftest import free_port, require_peer

pytestmark = pytest.mark.peer

ALGORITHMS = {"ed25519": "ssh-ed25519", "ecdsa": "ecdsa-sha2-nistp256", "rsa": "ssh-rsa"}


@dataclass
class Sshd:
    """A running server and the fingerprint of each of its keys, as ssh-keygen prints them."""

    port: int
    fingerprints: dict[str, str]
    log: Path

    async def probe(self, host_key: str, algorithm: str | None) -> ProbeResult:
        options = SshOptions.model_validate(
            {
                "port": self.port,
                "network_os": "huawei_vrp",
                "user": getpass.getuser(),
                "password": Secret("certainly wrong"),
                "host_key": host_key,
                "host_key_algorithm": algorithm,
            }
        )
        target = Target("wlc-1", "127.0.0.1")
        return await run_probe(Probe("p", target, SSH, options, 60, 10), datetime.now(UTC))


async def ran(*command: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL)
    output, _ = await process.communicate()
    assert process.returncode == 0, command
    return output.decode()


@asynccontextmanager
async def sshd(folder: Path) -> AsyncIterator[Sshd]:
    binary, keygen, port = require_peer("sshd"), require_peer("ssh-keygen"), free_port()
    fingerprints = {}
    for kind, algorithm in ALGORITHMS.items():
        await ran(keygen, "-q", "-t", kind, "-N", "", "-f", folder / kind)
        # "256 SHA256:… comment (ED25519)"
        fingerprints[algorithm] = (await ran(keygen, "-lf", folder / kind)).split()[1]
    log, configuration = folder / "log", folder / "sshd_config"
    keys = "".join(f"HostKey {folder / kind}\n" for kind in ALGORITHMS)
    configuration.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\n{keys}PidFile none\nUsePAM no\n"
        "AuthorizedKeysFile none\nPasswordAuthentication yes\nLogLevel VERBOSE\n"
    )
    make_empty_folder()
    process = await asyncio.create_subprocess_exec(
        binary, "-D", "-f", configuration, "-E", log, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await accepting(port)
        yield Sshd(port, fingerprints, log)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def make_empty_folder() -> None:
    """Where root's sshd drops its privileges to; a container has no init that makes it."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)


async def accepting(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                await writer.wait_closed()
                return


async def test_each_pinned_key_is_known_and_the_wrong_password_refused_once(
    tmp_path: Path,
) -> None:
    async with sshd(tmp_path) as server:
        for tried, (algorithm, fingerprint) in enumerate(server.fingerprints.items(), start=1):
            result = await server.probe(fingerprint, algorithm)
            assert result.failure is not None
            assert result.failure.kind is FailureKind.AUTHENTICATION, result.failure
            assert server.log.read_text().count("Failed password") == tried


async def test_another_host_key_ends_it_before_any_login(tmp_path: Path) -> None:
    async with sshd(tmp_path) as server:
        rsa = server.fingerprints["ssh-rsa"]
        for algorithm in (None, "ssh-ed25519"):  # the server would rather show ed25519
            result = await server.probe(rsa, algorithm)
            assert result.failure is not None
            assert result.failure.kind is FailureKind.IDENTITY_CHANGED
            assert server.fingerprints["ssh-ed25519"] in result.failure.detail
        assert "password" not in server.log.read_text()
