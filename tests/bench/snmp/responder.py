"""The agent of the measurements: precomputed replies of a 52-port switch, on all of 127.0.0.0/8.

Its source lies outside the repository (`../shared/bench`); it needs gcc and OpenSSL's headers.
"""

import mmap
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[4] / "shared" / "bench" / "snmpresp.c"
#: Of a reply: what fits one Ethernet frame, as most agents send.
MESSAGE_BYTES = 1400
COUNTERS = struct.Struct("7Q")

COMMUNITY = "public"
USER, AUTH_KEY, PRIVACY_KEY = "bench", "authpass123", "privpass123"


class Missing(Exception):
    """Something that the measurement needs is not on this machine; says what."""


@dataclass(frozen=True, slots=True)
class Served:
    """What the agent has answered so far."""

    requests: int
    varbinds: int


class Responder:
    """A running agent."""

    def __init__(self, port: int, pid: int, counters: mmap.mmap) -> None:
        self.port = port
        self.pid = pid
        self._counters = counters

    @property
    def served(self) -> Served:
        requests, _, varbinds, *_ = COUNTERS.unpack_from(self._counters)
        return Served(requests, varbinds)


@contextmanager
def responder(port: int) -> Iterator[Responder]:
    """Raises `Missing`."""
    if not SOURCE.exists():
        raise Missing(f"{SOURCE.name} is not in ../shared/bench")
    compiler = shutil.which("gcc")
    if compiler is None:
        raise Missing("gcc is not installed")
    with tempfile.TemporaryDirectory() as folder:
        program, counted = Path(folder, "snmpresp"), Path(folder, "counters")
        built = subprocess.run(
            [compiler, "-O2", "-w", "-o", program, SOURCE, "-lcrypto"],
            capture_output=True,
            text=True,
            check=False,
        )
        if built.returncode:
            raise Missing(f"{SOURCE.name} does not compile (libssl-dev?): {built.stderr[:200]}")
        command = [str(program), "-p", str(port), "-n", "1", "-m", str(MESSAGE_BYTES)]
        command += ["-s", str(counted)]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
            try:
                # it says so once its sockets are there, or ends
                if process.stderr is None or not process.stderr.readline():
                    raise Missing("snmpresp did not start")
                with counted.open("r+b") as file, mmap.mmap(file.fileno(), 0) as counters:
                    yield Responder(port, process.pid, counters)
            finally:
                process.terminate()


def address(number: int) -> str:
    """Of the switch with this number; each address of 127.0.0.0/8 is one."""
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"
