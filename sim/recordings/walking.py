"""Asks a real device for all that it has: an SNMP agent by GETBULK, a unit of upsd by LIST VAR."""

import asyncio
import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pysnmp.error import PySnmpError
from pysnmp.hlapi.v3arch import asyncio as hlapi
from pysnmp.proto.rfc1905 import EndOfMibView

from sim.recordings.snmprec import Oid, Row, Tag, Value, line_of

FIRST: Oid = (1, 0)  # before IEEE's tree of LLDP, which is before the Internet's
REPETITIONS = 25
REQUEST_SECONDS, RETRIES = 2.0, 2
TOO_BIG = 1  # error-status of RFC 3416
APPLICATION_TYPES = 64  # what snmpsim adds to the number of a type of SNMP's own

AUTH_PROTOCOLS = {
    "md5": hlapi.USM_AUTH_HMAC96_MD5,
    "sha1": hlapi.USM_AUTH_HMAC96_SHA,
    "sha224": hlapi.USM_AUTH_HMAC128_SHA224,
    "sha256": hlapi.USM_AUTH_HMAC192_SHA256,
    "sha384": hlapi.USM_AUTH_HMAC256_SHA384,
    "sha512": hlapi.USM_AUTH_HMAC384_SHA512,
}
#: As in the auditor's inventory: with a c the key is lengthened as Cisco, H3C and Huawei do it.
PRIVACY_PROTOCOLS = {
    "des": hlapi.USM_PRIV_CBC56_DES,
    "aes128": hlapi.USM_PRIV_CFB128_AES,
    "aes192": hlapi.USM_PRIV_CFB192_AES_BLUMENTHAL,
    "aes256": hlapi.USM_PRIV_CFB256_AES_BLUMENTHAL,
    "aes192c": hlapi.USM_PRIV_CFB192_AES,
    "aes256c": hlapi.USM_PRIV_CFB256_AES,
}


class NoRecording(Exception):
    """Why nothing could be recorded; names no secret."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends a walk that does not end by itself."""

    rows: int = 500_000
    size_bytes: int = 64 * 1024 * 1024
    seconds: float = 900.0


@dataclass(frozen=True, slots=True)
class User:
    """Of SNMPv3; without a protocol there is no key."""

    name: str
    auth_protocol: str | None = None
    auth_key: str | None = None
    privacy_protocol: str | None = None
    privacy_key: str | None = None


@dataclass(slots=True)
class Walked:
    """What came; `cut` says why the walk ended before the agent's end, None where it did not."""

    rows: dict[Oid, Row] = field(default_factory=dict)
    size_bytes: int = 0
    cut: str | None = None

    def take(self, oid: Oid, tag: Tag, value: Value, limits: Limits) -> bool:
        """False where the walk has to end with this object."""
        if oid in self.rows:
            self.cut = "the agent began to repeat itself"
            return False
        if len(self.rows) >= limits.rows:
            self.cut = f"the limit of {limits.rows} objects"
            return False
        row = self.rows[oid] = Row(oid, tag, value)
        self.size_bytes += len(line_of(row)) + 1
        if self.size_bytes > limits.size_bytes:
            self.cut = f"the limit of {limits.size_bytes} bytes"
        return self.cut is None


class Agent:
    """One agent and how it lets us in."""

    def __init__(self, engine: Any, credentials: Any, target: Any) -> None:  # noqa: ANN401 - pysnmp carries no types
        self._asked = (engine, credentials, target, hlapi.ContextData())

    async def after(self, oid: Oid, repetitions: int) -> tuple[str, int, list[tuple[Oid, Any]]]:
        """Why there is no answer, the answer's error-status, and the objects after `oid`."""
        wanted = hlapi.ObjectType(hlapi.ObjectIdentity(oid))
        try:
            failed, status, _, found = await hlapi.bulk_cmd(
                *self._asked, 0, repetitions, wanted, lookupMib=False
            )
        except PySnmpError as error:
            raise NoRecording(f"the agent cannot be asked: {type(error).__name__}") from None
        return str(failed or ""), int(status), [(tuple(name), value) for name, value in found]


@asynccontextmanager
async def agent(address: str, port: int, opened_by: str | User) -> AsyncIterator[Agent]:
    """The agent, by a community (version 2c) or a user (version 3). Raises NoRecording."""
    engine = hlapi.SnmpEngine()
    kind = hlapi.Udp6TransportTarget if ":" in address else hlapi.UdpTransportTarget
    try:
        target = await kind.create((address, port), timeout=REQUEST_SECONDS, retries=RETRIES)
    except (PySnmpError, OSError):
        raise NoRecording(f"{address} is no address that can be asked") from None
    try:
        yield Agent(engine, _credentials(opened_by), target)
    finally:
        engine.close_dispatcher()
        await asyncio.sleep(0)  # the socket closes in the next turn of the loop


def _credentials(opened_by: str | User) -> object:
    if isinstance(opened_by, str):
        return hlapi.CommunityData(opened_by, mpModel=1)  # noqa: S508 - version 2c, which many devices have alone
    return hlapi.UsmUserData(
        opened_by.name,
        authKey=opened_by.auth_key,
        privKey=opened_by.privacy_key,
        authProtocol=AUTH_PROTOCOLS.get(opened_by.auth_protocol or ""),
        privProtocol=PRIVACY_PROTOCOLS.get(opened_by.privacy_protocol or ""),
    )


async def walk(asked: Agent, limits: Limits) -> Walked:
    """All objects that the agent names, until it ends, repeats itself or meets a limit.

    Some agents give names out of order, so that only a repeated name is the end. Raises
    NoRecording where there is none at all.
    """
    walked, last, repetitions = Walked(), FIRST, REPETITIONS
    loop = asyncio.get_running_loop()
    end_seconds = loop.time() + limits.seconds
    while walked.cut is None:
        if loop.time() > end_seconds:
            walked.cut = f"the limit of {limits.seconds:g} s"
            break
        failed, status, found = await asked.after(last, repetitions)
        if status == TOO_BIG and repetitions > 1:
            repetitions //= 2
            continue
        if failed or status or not found:
            walked.cut = failed or f"error-status {status}, {len(found)} objects in the answer"
            break
        if not _taken(walked, found, limits):
            break
        last = found[-1][0]
    if not walked.rows:
        raise NoRecording(walked.cut or "the agent has no objects")
    return walked


def _taken(walked: Walked, found: list[tuple[Oid, Any]], limits: Limits) -> bool:
    """False at the end of the walk."""
    for oid, said in found:
        if isinstance(said, EndOfMibView):
            return False
        tag, value = typed(said)
        if not walked.take(oid, tag, value, limits):
            return False
    return True


def typed(said: Any) -> tuple[Tag, Value]:  # noqa: ANN401 - pysnmp carries no types
    """The type by its BER tag, whatever class pysnmp made of it."""
    ber = said.tagSet.superTags[-1]
    tag = Tag(ber.tagId + (APPLICATION_TYPES if ber.tagClass else 0))
    if tag is Tag.NULL:
        return tag, None
    if tag is Tag.OBJECT_ID:
        return tag, tuple(said)
    return tag, said.asOctets() if tag in {Tag.OCTETS, Tag.ADDRESS, Tag.OPAQUE} else int(said)


async def variables(address: str, port: int, ups: str, limits: Limits) -> dict[str, str]:
    """What upsd lists of a unit. Raises NoRecording."""
    try:
        async with asyncio.timeout(limits.seconds):
            return await _listed(address, port, ups, limits)
    except TimeoutError:
        raise NoRecording(f"upsd did not end its list in {limits.seconds:g} s") from None
    except (OSError, EOFError, ValueError) as error:
        raise NoRecording(f"upsd cannot be read: {error}") from None


async def _listed(address: str, port: int, ups: str, limits: Limits) -> dict[str, str]:
    reader, writer = await asyncio.open_connection(address, port)
    found: dict[str, str] = {}
    size_bytes = 0
    try:
        writer.write(f"LIST VAR {ups}\n".encode())
        while (line := await reader.readuntil()) != f"END LIST VAR {ups}\n".encode():
            size_bytes += len(line)
            if len(found) >= limits.rows or size_bytes > limits.size_bytes:
                raise NoRecording(f"upsd lists more than {len(found)} variables and does not end")
            match shlex.split(line.decode("utf-8", "replace")):
                case ["VAR", _, name, value]:
                    found[name] = value
                case ["BEGIN", *_]:
                    pass
                case words:
                    raise NoRecording(f"upsd answered {' '.join(words)[:80]!r}")
    finally:
        writer.close()
    return found
