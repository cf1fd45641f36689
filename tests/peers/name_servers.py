"""Real DNS servers, each started for one test on loopback: knotd with zones, and unbound."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from dns.rdatatype import SOA

from collectors.failure import ProbeError
from collectors.lookup import Nameserver, records
from tests.conftest import free_port, require_peer

BOTH = ("127.0.0.1", "::1")


@asynccontextmanager
async def knot(
    folder: Path,
    zones: Mapping[str, str],
    addresses: Sequence[str] = BOTH,
    lines: str = "",
) -> AsyncIterator[int]:
    """A running knotd that is authoritative for the zones, and its port on the addresses.

    `lines` is what its module geoip answers by client subnet.
    """
    port = free_port()
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240 - a test's own folder
    (folder / "lines.conf").write_text(lines)
    for name, text in zones.items():
        (folder / f"{name}.zone").write_text(text)
    by_subnet = (
        f"mod-geoip:\n  - id: lines\n    mode: subnet\n    config-file: {folder}/lines.conf\n"
    )
    listen = ", ".join(f"{address}@{port}" for address in addresses)
    (folder / "knot.conf").write_text(
        (by_subnet if lines else "") + f"server:\n  rundir: {folder}\n  listen: [{listen}]\n"
        f"  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
        f"  edns-client-subnet: {'on' if lines else 'off'}\n"
        f"database:\n  storage: {folder}\n"
        "zone:\n"
        + "".join(
            f"  - domain: {name}\n    file: {folder}/{name}.zone\n"
            + ("    module: mod-geoip/lines\n" if lines else "")
            for name in zones
        )
    )
    command = [require_peer("knotd"), "-c", str(folder / "knot.conf")]
    async with running(command, next(iter(zones)), addresses[0], port):
        yield port


@asynccontextmanager
async def unbound(
    folder: Path,
    lines: str,
    known: str,
    addresses: Sequence[str] = BOTH,
    wrapper: Sequence[str] = (),
) -> AsyncIterator[int]:
    """A running unbound that has an SOA for `known`, and its port on the addresses.

    `lines` follow its `server:` section.
    """
    port = free_port()
    (folder / "unbound.conf").write_text(
        "server:\n"
        + "".join(f"  interface: {address}@{port}\n" for address in addresses)
        + f'  username: ""\n  chroot: ""\n  directory: "{folder}"\n  pidfile: ""\n'
        "  use-syslog: no\n  do-daemonize: no\n  num-threads: 1\n  do-not-query-localhost: no\n"
        '  module-config: "iterator"\n' + lines
    )
    command = [*wrapper, require_peer("unbound"), "-d", "-c", str(folder / "unbound.conf")]
    async with running(command, known, addresses[0], port):
        yield port


@asynccontextmanager
async def running(
    command: Sequence[str], known: str, address: str, port: int
) -> AsyncIterator[None]:
    server = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await until_answering(known, address, port)
        yield
    finally:
        server.terminate()
        await server.wait()


async def until_answering(known: str, address: str, port: int) -> None:
    last = "nothing"
    for _ in range(200):
        try:
            if await records(known, SOA, Nameserver(address, port), 1.0):
                return
        except ProbeError as error:
            last = error.detail
        await asyncio.sleep(0.05)
    raise AssertionError(f"no answer for {known}: {last}")


async def dig(address: str, port: int, *arguments: str) -> list[str]:
    """The lines that dig prints of the answer, sorted."""
    program = await asyncio.create_subprocess_exec(
        *(require_peer("dig"), f"@{address}", "-p", str(port), "+short", "+tries=1", *arguments),
        stdin=DEVNULL,
        stdout=PIPE,
    )
    out, _ = await program.communicate()
    assert program.returncode == 0
    return sorted(out.decode().splitlines())
