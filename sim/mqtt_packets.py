"""Packets of MQTT 3.1.1 (OASIS standard), as far as a small broker and its gateways need them."""

import asyncio
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

LONGEST_PACKET_BYTES = 1 << 18
PROTOCOL, LEVEL = "MQTT", 4  # level 4 is version 3.1.1
#: Bits of the connect flags (section 3.1.2.3).
CLEAN, WILL, WILL_RETAIN, PASSWORD, USER = 0x02, 0x04, 0x20, 0x40, 0x80


class Kind(IntEnum):
    """Control packet types (section 2.2.1)."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class Refusal(IntEnum):
    """Return codes of CONNACK (section 3.2.2.3)."""

    ACCEPTED = 0
    UNACCEPTABLE_VERSION = 1
    BAD_USER_OR_PASSWORD = 4
    NOT_AUTHORIZED = 5


@dataclass(frozen=True, slots=True)
class Message:
    """What is published."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Login:
    """Who may come in."""

    user: str
    password: str


class Fields:
    """Reads a packet's body from the left; ValueError where it is too short."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __bool__(self) -> bool:
        return bool(self._body)

    def take(self, size: int) -> bytes:
        if size > len(self._body):
            raise ValueError("the packet ends in the middle of a field")
        taken, self._body = self._body[:size], self._body[size:]
        return taken

    def octet(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def binary(self) -> bytes:
        return self.take(self.number())

    def text(self) -> str:
        return self.binary().decode()  # UnicodeDecodeError is a ValueError

    def rest(self) -> bytes:
        return self.take(len(self._body))


@dataclass(frozen=True, slots=True)
class Connect:
    """What a client says of itself (section 3.1)."""

    client_id: str
    keep_alive_seconds: int = 0
    will: Message | None = None
    login: Login | None = None
    level: int = LEVEL

    @classmethod
    def read(cls, fields: Fields) -> Self:
        fields.text()
        level, flags, keep_alive = fields.octet(), fields.octet(), fields.number()
        client_id = fields.text()
        will = None
        if flags & WILL:
            qos, retain = flags >> 3 & 3, bool(flags & WILL_RETAIN)
            will = Message(fields.text(), fields.binary(), qos, retain)
        user = fields.text() if flags & USER else None
        password = fields.binary().decode("utf-8", "replace") if flags & PASSWORD else ""
        login = None if user is None else Login(user, password)
        return cls(client_id, keep_alive, will, login, level)

    def packet(self) -> bytes:
        flags, tail = CLEAN, text(self.client_id)
        if self.will is not None:
            flags |= WILL | self.will.qos << 3 | (WILL_RETAIN if self.will.retain else 0)
            tail += text(self.will.topic) + binary(self.will.payload)
        if self.login is not None:
            flags |= USER | PASSWORD
            tail += text(self.login.user) + text(self.login.password)
        head = text(PROTOCOL) + struct.pack("!BBH", self.level, flags, self.keep_alive_seconds)
        return packet(Kind.CONNECT, head + tail)


def read_publish(flags: int, fields: Fields) -> tuple[Message, int]:
    """The message and its packet identifier, 0 at QoS 0."""
    topic, qos = fields.text(), flags >> 1 & 3
    identifier = fields.number() if qos else 0
    return Message(topic, fields.rest(), qos, bool(flags & 1)), identifier


def publish(message: Message, identifier: int) -> bytes:
    number = struct.pack("!H", identifier) if message.qos else b""
    body = text(message.topic) + number + message.payload
    return packet(Kind.PUBLISH, body, message.qos << 1 | message.retain)


def packet(kind: Kind, body: bytes = b"", flags: int = 0) -> bytes:
    """The length stands in groups of seven bits, lowest first (section 2.2.3)."""
    size, length = len(body), bytearray()
    while True:
        size, group = divmod(size, 128)
        length.append(group | (0x80 if size else 0))
        if not size:
            return bytes([kind << 4 | flags]) + bytes(length) + body


def text(given: str) -> bytes:
    return binary(given.encode())


def binary(given: bytes) -> bytes:
    return struct.pack("!H", len(given)) + given


async def read_packet(reader: asyncio.StreamReader) -> tuple[Kind, int, Fields]:
    """Kind, flags and body; ValueError for what is no packet, EOFError at the end."""
    (first,) = await reader.readexactly(1)
    size = 0
    for shift in (0, 7, 14, 21):
        (group,) = await reader.readexactly(1)
        size |= (group & 0x7F) << shift
        if group < 0x80:  # noqa: PLR2004 - the bit that says that the length goes on
            break
    if size > LONGEST_PACKET_BYTES:
        raise ValueError(f"a packet of {size} bytes")
    return Kind(first >> 4), first & 0x0F, Fields(await reader.readexactly(size))
