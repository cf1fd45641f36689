"""Asks a real device for all that it has: an SNMP agent by GETBULK, a unit of upsd by LIST VAR."""

import asyncio
import shlex
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pyasn1.error import PyAsn1Error
from pysnmp.carrier.asyncio.dgram import udp, udp6
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413.cmdgen import BulkCommandGeneratorSingleRun
from pysnmp.error import PySnmpError
from pysnmp.proto.rfc1905 import EndOfMibView

from sim.recordings.snmprec import Oid, Row, Tag, Value, line_of

FIRST: Oid = (1, 0)  # before IEEE's tree of LLDP, which is before the Internet's
REPETITIONS = 25
REQUEST_SECONDS, RETRIES = 2.0, 2
PYSNMP_TICKS = 100  # in a second, in which pysnmp counts the time-out of a target
PEER = "peer"  # the agent, in pysnmp's own tables
V2C, V3 = 1, 3  # message processing models (RFC 3411)
TOO_BIG = 1  # error-status of RFC 3416
APPLICATION_TYPES = 64  # what snmpsim adds to the number of a type of SNMP's own

AUTH_PROTOCOLS = {
    "md5": config.USM_AUTH_HMAC96_MD5,
    "sha1": config.USM_AUTH_HMAC96_SHA,
    "sha224": config.USM_AUTH_HMAC128_SHA224,
    "sha256": config.USM_AUTH_HMAC192_SHA256,
    "sha384": config.USM_AUTH_HMAC256_SHA384,
    "sha512": config.USM_AUTH_HMAC384_SHA512,
}
#: As in the auditor's inventory: with a c the key is lengthened as Cisco, H3C and Huawei do it.
PRIVACY_PROTOCOLS = {
    "des": config.USM_PRIV_CBC56_DES,
    "aes128": config.USM_PRIV_CFB128_AES,
    "aes192": config.USM_PRIV_CFB192_AES_BLUMENTHAL,
    "aes256": config.USM_PRIV_CFB256_AES_BLUMENTHAL,
    "aes192c": config.USM_PRIV_CFB192_AES,
    "aes256c": config.USM_PRIV_CFB256_AES,
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


@dataclass(frozen=True, slots=True)
class Answer:
    """To one GETBULK: why there is none, or its error-status, or objects."""

    failed: str
    error_status: int
    found: list[tuple[Oid, Any]]


class Agent:
    """One agent, to be asked one question at a time."""

    def __init__(self, engine: SnmpEngine) -> None:
        self._engine = engine

    async def after(self, oid: Oid, repetitions: int) -> Answer:
        """The objects after `oid`."""
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def take(  # noqa: PLR0913, PLR0917 - as pysnmp calls it
            engine: object,
            handle: object,
            failed: object,
            status: int,
            place: object,
            found: Iterable[tuple[Oid, Any]],
            context: object,
        ) -> None:
            if not answered.done():
                objects = [(tuple(name), value) for name, value in found]
                answered.set_result(Answer(str(failed or ""), int(status), objects))

        try:
            BulkCommandGeneratorSingleRun().send_varbinds(
                self._engine, PEER, None, b"", 0, repetitions, [(oid, None)], take
            )
        except PySnmpError as error:
            raise NoRecording(f"the agent cannot be asked: {type(error).__name__}") from None
        return await answered


@asynccontextmanager
async def agent(address: str, port: int, opened_by: str | User) -> AsyncIterator[Agent]:
    """The agent, by a community (version 2c) or a user (version 3). Raises NoRecording."""
    loop = asyncio.get_running_loop()
    try:
        (family, *_, peer), *_ = await loop.getaddrinfo(address, port, type=socket.SOCK_DGRAM)
    except OSError as error:
        raise NoRecording(f"{address}: {error.strerror}") from None
    carrier = udp6 if family is socket.AF_INET6 else udp
    transport = (udp6.Udp6AsyncioTransport if carrier is udp6 else udp.UdpAsyncioTransport)()
    await loop.create_datagram_endpoint(lambda: transport, family=family, local_addr=None)
    engine = SnmpEngine()
    try:
        config.add_transport(engine, carrier.DOMAIN_NAME, transport)
        try:
            config.add_target_parameters(engine, PEER, *_admitted(engine, opened_by))
        except (PySnmpError, PyAsn1Error):  # their text may show the key
            raise NoRecording("pysnmp takes no such community, user or key") from None
        ticks = REQUEST_SECONDS * PYSNMP_TICKS
        config.add_target_address(engine, PEER, carrier.DOMAIN_NAME, peer[:2], PEER, ticks, RETRIES)
        yield Agent(engine)
    finally:
        engine.close_dispatcher()
        await asyncio.sleep(0)  # the socket closes, and the dispatcher's task ends,
        await asyncio.sleep(0)  # in the next turns of the loop


def _admitted(engine: SnmpEngine, opened_by: str | User) -> tuple[str, str, int]:
    """Who asks, how securely, and by which version as RFC 3411 counts them."""
    if isinstance(opened_by, str):
        config.add_v1_system(engine, PEER, opened_by)
        return PEER, "noAuthNoPriv", V2C
    config.add_v3_user(
        engine,
        opened_by.name,
        AUTH_PROTOCOLS.get(opened_by.auth_protocol or "", config.USM_AUTH_NONE),
        opened_by.auth_key,
        PRIVACY_PROTOCOLS.get(opened_by.privacy_protocol or "", config.USM_PRIV_NONE),
        opened_by.privacy_key,
    )
    level = "authPriv" if opened_by.privacy_key else "authNoPriv"
    return opened_by.name, level if opened_by.auth_key else "noAuthNoPriv", V3


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
        answer = await asked.after(last, repetitions)
        if answer.error_status == TOO_BIG and repetitions > 1:
            repetitions //= 2
            continue
        if answer.failed or answer.error_status:
            walked.cut = answer.failed or f"the agent answers error-status {answer.error_status}"
            break
        if not _taken(walked, answer.found, limits):
            break
        last = answer.found[-1][0]
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
