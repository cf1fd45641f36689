"""net-snmp's own snmpd, with the objects that its configuration gives it in place of the host's,
or with those of a namespace."""

import asyncio
import os
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import free_port, require_peer, wait_until

#: Parts of snmpd that are left out: tables of the host itself, which `override` would only mix
#: with, and the subagents' port, of which a host has one.
LEFT_OUT = ("ifTable", "ifXTable", "ipAddressTable", "ipv6InterfaceTable", "smux")

IF_ENTRY = ".1.3.6.1.2.1.2.2.1"  # IF-MIB (RFC 2863)
IFX_ENTRY = ".1.3.6.1.2.1.31.1.1.1"
MAU_ENTRY = ".1.3.6.1.2.1.26.2.1.1"  # MAU-MIB (RFC 4836)
MAU_TYPES = ".1.3.6.1.2.1.26.4"
ADDRESS_ENTRY = ".1.3.6.1.2.1.4.34.1"  # IP-MIB (RFC 4293)
ADVERTISEMENTS_SENT = ".1.3.6.1.2.1.4.39.1.2"

# dot3MauType (IANA-MAU-MIB)
FAST_COPPER, GIGABIT_FIBRE, GIGABIT_COPPER, TEN_GIGABIT_FIBRE = 16, 24, 30, 35


@dataclass(frozen=True, slots=True)
class Port:
    """A row of ifTable and ifXTable; with `mau_types` the MAU in use is the first of them."""

    index: int
    name: str
    megabits_per_second: int
    up: bool = True
    mau_types: tuple[int, ...] = ()


def override(oid: str, kind: str, value: object) -> str:
    """A line of snmpd.conf(5): this object has this value, whatever the host is."""
    return f"override {oid} {kind} {value}"


def interface(port: Port) -> list[str]:
    speed = min(port.megabits_per_second * 1_000_000, 2**32 - 1)  # RFC 2863: ifSpeed saturates
    return [
        override(f"{IF_ENTRY}.2.{port.index}", "octet_str", f'"{port.name}"'),
        override(f"{IF_ENTRY}.3.{port.index}", "integer", 6),  # ethernetCsmacd
        override(f"{IF_ENTRY}.5.{port.index}", "uinteger", speed),
        override(f"{IF_ENTRY}.7.{port.index}", "integer", 1),  # ifAdminStatus up
        override(f"{IF_ENTRY}.8.{port.index}", "integer", 1 if port.up else 2),
        override(f"{IFX_ENTRY}.1.{port.index}", "octet_str", f'"{port.name}"'),
        override(f"{IFX_ENTRY}.15.{port.index}", "uinteger", port.megabits_per_second),
        *(_mau(port) if port.mau_types else ()),
    ]


def _mau(port: Port) -> list[str]:
    """BITS count from the highest bit of the first octet (RFC 2578 section 7.1.4)."""
    bits = sum(1 << (63 - number) for number in port.mau_types)
    in_use = f"{MAU_TYPES}.{port.mau_types[0]}"
    return [
        override(f"{MAU_ENTRY}.3.{port.index}.1", "object_id", in_use),
        override(f"{MAU_ENTRY}.4.{port.index}.1", "integer", 3),  # operational
        override(f"{MAU_ENTRY}.13.{port.index}.1", "octet_str", f"0x{bits:016x}"),
    ]


def ipv6_gateway(index: int, last_octet: int, *, advertises: bool) -> list[str]:
    """A global address 2400:3200::<last_octet> on an interface, and whether it advertises."""
    octets = [0x24, 0x00, 0x32, 0x00, *[0] * 11, last_octet]
    address = ".".join(map(str, (2, 16, *octets)))  # InetAddressType ipv6, its length, the octets
    return [
        override(f"{ADDRESS_ENTRY}.3.{address}", "integer", index),
        override(f"{ADDRESS_ENTRY}.4.{address}", "integer", 1),  # unicast
        override(f"{ADDRESS_ENTRY}.7.{address}", "integer", 1),  # preferred
        override(f"{ADVERTISEMENTS_SENT}.{index}", "integer", 1 if advertises else 2),
    ]


@asynccontextmanager
async def snmpd(folder: Path, access: Iterable[str], objects: Iterable[str]) -> AsyncIterator[int]:
    """Run an agent: lines that say who may ask, and lines that say what is answered."""
    async with _running(folder, "127.0.0.1", [*access, *objects], LEFT_OUT) as port:
        yield port


@asynccontextmanager
async def snmpd_of(
    wrapper: Sequence[str], folder: Path, address: str, lines: Iterable[str]
) -> AsyncIterator[int]:
    """Run an agent of the namespace that the wrapper enters: it tells of what is there, its
    interfaces as they were within the last three seconds (net-snmp's cache of ifTable)."""
    async with _running(folder, address, lines, ("smux",), wrapper) as port:
        yield port


@asynccontextmanager
async def _running(
    folder: Path,
    address: str,
    lines: Iterable[str],
    left_out: Iterable[str],
    wrapper: Sequence[str] = (),
) -> AsyncIterator[int]:
    program, port = require_peer("snmpd"), free_port()
    configuration, log = _written(folder, [f"agentaddress udp:{address}:{port}", *lines])
    without = ",".join(f"-{part}" for part in left_out)
    environment = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder / "kept"), "MIBS": ""}
    process = await asyncio.create_subprocess_exec(
        *wrapper, program, "-f", "-C", "-c", configuration, "-Lf", log, "-I", without,
        stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env=environment,
    )  # fmt: skip
    try:
        await wait_until(lambda: "NET-SNMP version" in log.read_text(), 20.0, "snmpd's start")
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _written(folder: Path, lines: Iterable[str]) -> tuple[Path, Path]:
    """The configuration, and an empty log, which would tell what snmpd did not like in it."""
    folder.mkdir()
    configuration, log = folder / "snmpd.conf", folder / "log"
    configuration.write_text("\n".join(lines) + "\n")
    log.touch()
    return configuration, log
