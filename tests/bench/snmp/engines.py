"""How much CPU the two SNMP engines take for a million variable bindings.

    python -m tests.bench.snmp.engines [--runs COUNT]

A fast responder in C (`../shared/bench/snmpresp.c`, compiled here) plays a switch of 52 ports on
loopback; ten columns of its interface tables are walked by GETBULK, by community and as a user
with SHA-1 and AES-128. A bare asyncio loop, which sends one ready request and decodes nothing,
runs beside them in the same minute: the ratios are what can be compared between machines.
"""

import argparse
import asyncio
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from collectors.snmp.collector import ENGINES
from collectors.snmp.message import (
    GET_BULK,
    VERSION_2C,
    community_message,
    read_community_message,
    request_pdu,
)
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Oid
from collectors.snmp.varbinds import Names
from collectors.snmp.walk import Conversation
from collectors.snmp.wire import connected
from collectors.target import Secret
from tests.conftest import free_port

SOURCE = Path(__file__).resolve().parents[4] / "shared" / "bench" / "snmpresp.c"
PORTS = 52  # of the responder's switch, hence rows of its tables
IF_ENTRY, IF_X_ENTRY = (1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
COLUMNS: tuple[Oid, ...] = (
    *((*IF_X_ENTRY, column) for column in (1, 6, 7, 10, 11, 15)),
    *((*IF_ENTRY, column) for column in (7, 8, 14, 20)),
)
REPETITIONS = 25
BY_COMMUNITY: dict[str, object] = {"community": Secret("public")}
BY_USER: dict[str, object] = {
    "version": "3",
    "user": "bench",
    "auth_protocol": "sha1",
    "auth_key": Secret("authpass123"),
    "privacy_protocol": "aes128",
    "privacy_key": Secret("privpass123"),
}
CREDENTIALS = {"v2c": BY_COMMUNITY, "v3": BY_USER}

#: Runs so many walks and returns how many bindings came.
Work = Callable[[int], Awaitable[int]]


@contextmanager
def responder(program: Path) -> Iterator[int]:
    port = free_port()
    arguments = [str(program), "-p", str(port), "-n", "1", "-m", "1400"]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE) as process:
        if process.stderr is not None:
            process.stderr.readline()  # it says so when it listens
        try:
            yield port
        finally:
            process.terminate()


def session_work(engine: str, version: str, port: int) -> Work:
    """Requests as a walk sends them, without the sorting into rows that walk.py does."""
    options = SnmpOptions.model_validate({"port": port, "engine": engine, **CREDENTIALS[version]})

    async def work(walks: int) -> int:
        count = 0
        async with ENGINES[engine]("127.0.0.1", options) as session:
            for _ in range(walks):
                oids = COLUMNS
                while oids[0][:-1] == COLUMNS[0] or oids is COLUMNS:
                    varbinds = await session.get_bulk(oids, REPETITIONS)
                    count += len(varbinds)
                    whole = len(varbinds) // len(oids) * len(oids)
                    oids = tuple(it.oid for it in varbinds[whole - len(oids) : whole])
        return count

    return work


def walking_work(engine: str, version: str, port: int) -> Work:
    """Whole walks, rows and all."""
    options = SnmpOptions.model_validate({"port": port, "engine": engine, **CREDENTIALS[version]})

    async def work(walks: int) -> int:
        count = 0
        async with ENGINES[engine]("127.0.0.1", options) as session:
            for _ in range(walks):
                walked = await Conversation(session).walk(COLUMNS)
                count += sum(len(row) for row in walked.rows.values())
        return count

    return work


def bare_work(port: int) -> Work:
    """The loop alone: one ready request, again and again, and nobody looks at the replies."""
    columns, bindings = Names().asked(COLUMNS)
    request = request_pdu(GET_BULK, 1, bindings, max_repetitions=REPETITIONS)
    ready = community_message(VERSION_2C, b"public", request)

    async def work(walks: int) -> int:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[bytes] = loop.create_future()
        async with connected("127.0.0.1", port) as wire:
            wire.hear = lambda datagram: answered.set_result(datagram)  # noqa: PLW0108 - each its own
            wire.send(ready)
            first = read_community_message(await answered, VERSION_2C, b"public")
            bindings_each = len(first.varbinds(columns, Names()))
            exchanges = walks * PORTS * len(COLUMNS) // bindings_each + 1
            for _ in range(exchanges):
                answered = loop.create_future()
                wire.send(ready)
                await answered
        return exchanges * bindings_each

    return work


def cpu_seconds_per_million(work: Work, walks: int) -> float:
    async def measured() -> float:
        await work(1)
        start = time.process_time()
        count = await work(walks)
        return (time.process_time() - start) / count * 1e6

    return asyncio.run(measured())


def measure(port: int, runs: int) -> dict[str, list[float]]:
    works: dict[str, tuple[Work, int]] = {"bare loop": (bare_work(port), 100)}
    for version in CREDENTIALS:
        works[f"{version} own"] = (session_work("own", version, port), 100)
        works[f"{version} own, walk"] = (walking_work("own", version, port), 100)
        works[f"{version} pysnmp"] = (session_work("pysnmp", version, port), 2)
    figures: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):  # interleaved, so that a busy minute is everybody's
        for name, (work, walks) in works.items():
            figures[name].append(cpu_seconds_per_million(work, walks))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    compiler = shutil.which("gcc")
    if not SOURCE.is_file() or compiler is None:
        raise SystemExit(f"needs gcc and the responder's source, ../shared/bench/{SOURCE.name}")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "snmpresp"
        command = [compiler, "-O2", "-w", "-o", str(program), str(SOURCE), "-lcrypto"]
        subprocess.run(command, check=True)
        with responder(program) as port:
            figures = measure(port, arguments.runs)
    medians = {name: statistics.median(taken) for name, taken in figures.items()}
    click.echo("CPU seconds per million bindings, medians; the last column against the bare loop")
    for name, median in medians.items():
        click.echo(f"{name:16} {median:8.2f} {median / medians['bare loop']:8.2f}")
    for version in CREDENTIALS:
        ratio = medians[f"{version} own"] / medians[f"{version} pysnmp"]
        click.echo(f"{version}: own / pysnmp = {ratio:.4f}")


if __name__ == "__main__":
    main()
