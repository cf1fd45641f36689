"""How much CPU the two SNMP engines take for a million variable bindings.

    python -m tests.bench.snmp.engines [--runs COUNT]

A fast responder in C (`../shared/bench/snmpresp.c`, compiled here) plays a switch of 52 ports on
loopback; ten columns of its interface tables are walked by GETBULK, by community and as a user
with SHA-1 and AES-128. A bare asyncio loop, which sends one ready request and decodes nothing,
runs beside them in the same minute: the ratios are what can be compared between machines.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

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
from collectors.snmp.session import Bulk, Index, Oid
from collectors.snmp.varbinds import asking
from collectors.snmp.walk import Conversation
from collectors.snmp.wire import connected
from collectors.target import Secret
from tests.bench.snmp.responder import Missing, responder
from tests.conftest import free_port

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


def session_work(engine: str, version: str, port: int) -> Work:
    """Requests as a walk sends them, without the sorting into rows that walk.py does."""
    options = SnmpOptions.model_validate({"port": port, "engine": engine, **CREDENTIALS[version]})

    async def work(walks: int) -> int:
        count = 0
        async with ENGINES[engine]("127.0.0.1", options) as session:
            for _ in range(walks):
                after: Sequence[Index] = ((),) * len(COLUMNS)
                while after:
                    bulk = await session.get_bulk(COLUMNS, after, REPETITIONS)
                    count += bulk.count
                    after = _next(bulk)
        return count

    return work


def _next(bulk: Bulk) -> Sequence[Index]:
    """The last index of each column; none behind the end of the table."""
    if any(part.ended for part in bulk.parts):
        return ()
    return [part.indexes[-1] for part in bulk.parts]


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
    request = request_pdu(GET_BULK, 1, asking(COLUMNS), max_repetitions=REPETITIONS)
    ready = community_message(VERSION_2C, b"public", request)

    async def work(walks: int) -> int:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[bytes] = loop.create_future()
        async with connected("127.0.0.1", port) as wire:
            wire.hear = lambda datagram: answered.set_result(datagram)  # noqa: PLW0108 - each its own
            wire.send(ready)
            first = read_community_message(await answered, VERSION_2C, b"public")
            bindings_each = len(first.varbinds())
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
    try:
        with responder(free_port()) as agent:
            figures = measure(agent.port, arguments.runs)
    except Missing as missing:
        raise SystemExit(f"cannot be measured here: {missing}") from None
    medians = {name: statistics.median(taken) for name, taken in figures.items()}
    click.echo("CPU seconds per million bindings, medians; the last column against the bare loop")
    for name, median in medians.items():
        click.echo(f"{name:16} {median:8.2f} {median / medians['bare loop']:8.2f}")
    for version in CREDENTIALS:
        ratio = medians[f"{version} own"] / medians[f"{version} pysnmp"]
        click.echo(f"{version}: own / pysnmp = {ratio:.4f}")


if __name__ == "__main__":
    main()
