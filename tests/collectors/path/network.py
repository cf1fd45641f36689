"""Networks of namespaces and veth pairs that a test makes, and a helper of the product in one."""

import asyncio
import ctypes
import json
import os
import subprocess
import sys
import uuid
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from collectors.path.collector import PATH
from collectors.path.options import PathOptions
from collectors.reading import Reading
from collectors.target import Target
from tests.conftest import require_peer, require_root, wait_until

ROOT = Path(__file__).resolve().parents[3]
HELPER = (sys.executable, "-m", "collectors.path.helper")
SPEAKER = (sys.executable, "-m", "tests.collectors.path.speaker")
VANTAGE = Target("vantage", "127.0.0.1")
CLONE_NEWNET = 0x4000_0000  # sched.h


class Network:
    """Namespaces by short names; all go with the block."""

    def __init__(self) -> None:
        self.ip = require_peer("ip")
        self._run = f"c{uuid.uuid4().hex[:6]}"
        self.names: list[str] = []

    def full(self, name: str) -> str:
        return f"{self._run}-{name}"

    def add(self, *names: str) -> None:
        for name in names:
            self._ip("netns", "add", self.full(name))
            self.names.append(name)
            self(name, "link set lo up")
            for each in ("all", "default"):  # addresses are there at once
                self.shell(name, f"echo 0 > /proc/sys/net/ipv6/conf/{each}/accept_dad")

    def __call__(self, name: str, command: str) -> str:
        """`ip` in the namespace."""
        return self._ip("-n", self.full(name), *command.split())

    def shell(self, name: str, command: str) -> str:
        return self._ip("netns", "exec", self.full(name), "sh", "-ec", command)

    def inside(self, name: str, *command: str) -> list[str]:
        return [self.ip, "netns", "exec", self.full(name), *command]

    def join(self, a: str, a_end: str, b: str, b_end: str) -> None:
        """A cable between two namespaces."""
        self._ip(
            *("link", "add", a_end, "netns", self.full(a), "type", "veth"),
            *("peer", "name", b_end, "netns", self.full(b)),
        )
        for name, end in ((a, a_end), (b, b_end)):
            self(name, f"link set {end} up")

    def address(self, name: str, interface: str, *addresses: str) -> None:
        for each in addresses:
            nodad = " nodad" if ":" in each else ""
            self(name, f"address add {each} dev {interface}{nodad}")

    def _ip(self, *arguments: str) -> str:
        done = subprocess.run([self.ip, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout

    def remove(self) -> None:
        for name in self.names:
            subprocess.run([self.ip, "netns", "del", self.full(name)], check=False)


@contextmanager
def network(*names: str) -> Iterator[Network]:
    require_root("a network namespace")
    made = Network()
    try:
        made.add(*names)
        yield made
    finally:
        made.remove()


@contextmanager
def standing_in(made: Network, name: str) -> Iterator[None]:
    """This thread, and what it starts; a socket stays in the namespace where it was opened."""
    ours, other = Path("/proc/thread-self/ns/net"), Path("/run/netns", made.full(name))
    with ours.open("rb") as home, other.open("rb") as there:
        _go(there.fileno())
        try:
            yield
        finally:
            _go(home.fileno())


def _go(namespace: int) -> None:
    """As os.setns of Python 3.12."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@contextmanager
def pair() -> Iterator[Network]:
    """`near` and `far` on one cable: 192.0.2.1 and .2, 2001:db8::1 and ::2 (RFC 5737, RFC 3849)."""
    with network("near", "far") as made:
        made.join("near", "eth0", "far", "eth0")
        made.address("near", "eth0", "192.0.2.1/24", "2001:db8::1/64")
        made.address("far", "eth0", "192.0.2.2/24", "2001:db8::2/64")
        yield made


async def started(command: Sequence[str], socket: Path) -> Process:
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=PIPE)
    try:
        await wait_until(socket.exists, 20, "the helper's socket")
    except AssertionError:
        await ended(process)
        raise
    return process


async def ended(process: Process) -> str:
    """What it wrote."""
    if process.returncode is None:
        process.terminate()
    _, errors = await process.communicate()
    return errors.decode()


@asynccontextmanager
async def helper(
    socket: Path, wrapper: Sequence[str] = (), arguments: Sequence[str] = ()
) -> AsyncIterator[Process]:
    """The helper for the length of the block; it must not have told of any fault."""
    process = await started([*wrapper, *HELPER, "--socket", str(socket), *arguments], socket)
    try:
        yield process
    finally:
        told = await ended(process)
    assert "Traceback" not in told, told


@asynccontextmanager
async def speaking(made: Network, name: str, *part: str) -> AsyncIterator[asyncio.StreamReader]:
    """What the speaker writes, from its first word on."""
    process = await asyncio.create_subprocess_exec(
        *made.inside(name, *SPEAKER, *part), cwd=ROOT, stdout=PIPE
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"ready\n"
        yield process.stdout
    finally:
        process.kill()
        await process.communicate()


def options(socket: Path, **given: object) -> PathOptions:
    return PathOptions.model_validate({"helper": str(socket), **given})


async def read(wanted: PathOptions) -> dict[str, Reading]:
    """By quantity and instance: `path_loss_ratio far`."""
    readings = await PATH.collect(VANTAGE, wanted)
    return {f"{each.quantity.name} {each.instance}": each for each in readings}


#: A round in another process, which may be another namespace's or without capabilities.
ELSEWHERE = """
import asyncio, json, sys
from pathlib import Path
from collectors.path.collector import PATH
from collectors.path.options import PathOptions
from collectors.target import Target
options = PathOptions.model_validate_json(sys.argv[1])
readings = asyncio.run(PATH.collect(Target("vantage", "::1"), options))
status = dict(line.split(":\\t") for line in Path("/proc/self/status").read_text().splitlines())
told = {f"{r.quantity.name} {r.instance}": [r.value, r.rejected] for r in readings}
print(json.dumps({"effective": status["CapEff"], "scapy": "scapy" in sys.modules, "told": told}))
"""


async def read_elsewhere(wrapper: Sequence[str], wanted: PathOptions) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        *wrapper, sys.executable, "-c", ELSEWHERE, wanted.model_dump_json(), cwd=ROOT, stdout=PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    told: dict[str, Any] = json.loads(out)
    return told
