"""What tests share: real peers, free ports, and waiting for something to become true."""

import asyncio
import errno
import os
import random
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

#: Debian keeps servers where an ordinary user's PATH does not look, and NUT's drivers in /lib/nut.
PEER_FOLDERS = ("/usr/sbin", "/sbin", "/usr/local/sbin", "/lib/nut", "/usr/lib/nut")

#: Below Linux' ephemeral range (32768 and up), so that no outgoing connection takes one.
FIRST_PORT, PORTS_PER_WORKER, MOST_WORKERS = 16_000, 1_000, 16

_given_ports: set[int] = set()  # a port is not given twice, though its first user may be gone


def find_peer(binary: str) -> str | None:
    """The path of a server's program, or None where it is not installed."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *PEER_FOLDERS])
    return shutil.which(binary, path=path)


def require_peer(binary: str) -> str:
    """The path of a server's program; without it the test is skipped, and fails where CI=true."""
    found = find_peer(binary)
    if found is None:
        _cannot_run(f"{binary} is not installed (tests/peers/install.sh installs it as root)")
    return found


def require_root(what: str) -> None:
    """For `what`, which needs root; without it the test is skipped, and fails where CI=true."""
    if os.geteuid():
        _cannot_run(f"{what} needs root")


def _cannot_run(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def require_recordings() -> Path:
    """The folder of recordings of real devices, beside the repository; skipped without it."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "devices"
    if not folder.is_dir():
        pytest.skip("no recordings of real devices in ../shared/devices")
    return folder


def free_port() -> int:
    """A port free for UDP and TCP on both loopbacks, from a range that only this worker uses."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % MOST_WORKERS
    first = FIRST_PORT + worker * PORTS_PER_WORKER
    candidates = [n for n in range(first, first + PORTS_PER_WORKER) if n not in _given_ports]
    random.shuffle(candidates)
    for port in candidates:
        if _bindable(port):
            _given_ports.add(port)
            return port
    raise RuntimeError(f"no free port from {first} to {first + PORTS_PER_WORKER - 1}")


def _bindable(port: int) -> bool:
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            try:
                with socket.socket(family, kind) as probe:
                    if kind == socket.SOCK_STREAM:  # a closed connection's TIME_WAIT is no user
                        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind((address, port))
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    return False
                # anything else: this machine has no such family, so nothing is in the way there
    return True


async def wait_until(
    predicate: Callable[[], bool], seconds: float = 5.0, what: str = "the condition"
) -> None:
    """Return as soon as `predicate()` holds; an AssertionError names `what` did not come true."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not predicate():
        if loop.time() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds:g} s")
        await asyncio.sleep(0.01)
