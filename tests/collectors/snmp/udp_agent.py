"""An agent of a few lines on a real socket, whose every answer a test may spoil."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto.api import v1, v2c

from tests.conftest import free_port

NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
TRUE = v2c.OctetString("edge-1")


def reply(  # noqa: PLR0913 - a forgery is known by what it changes
    request: bytes,
    *,
    community: str = "public",
    other_id: int = 0,
    value: object = TRUE,
    status: int = 0,
    name: tuple[int, ...] | None = None,
) -> bytes:
    """An answer to the request, true but for what the arguments say."""
    asked, _ = decoder.decode(request, asn1Spec=v2c.Message())
    pdu = v2c.GetResponsePDU()
    v2c.apiPDU.set_defaults(pdu)
    asked_pdu = v2c.apiMessage.get_pdu(asked)
    v2c.apiPDU.set_request_id(pdu, int(v2c.apiPDU.get_request_id(asked_pdu)) ^ other_id)
    v2c.apiPDU.set_error_status(pdu, status)
    v2c.apiPDU.set_error_index(pdu, 1 if status else 0)
    asked_name = next(iter(v2c.apiPDU.get_varbinds(asked_pdu)))[0]
    v2c.apiPDU.set_varbinds(pdu, [(name or asked_name, value)])
    message = v2c.Message()
    v2c.apiMessage.set_defaults(message)
    v2c.apiMessage.set_community(message, community)
    v2c.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def of_version_1(request: bytes) -> bytes:
    asked, _ = decoder.decode(request, asn1Spec=v2c.Message())
    pdu = v1.GetResponsePDU()
    v1.apiPDU.set_defaults(pdu)
    v1.apiPDU.set_request_id(pdu, v2c.apiPDU.get_request_id(v2c.apiMessage.get_pdu(asked)))
    v1.apiPDU.set_varbinds(pdu, [(NAME, v1.OctetString("forged"))])
    message = v1.Message()
    v1.apiMessage.set_defaults(message)
    v1.apiMessage.set_community(message, "public")
    v1.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


FORGED = v2c.OctetString("forged")
Answer = Callable[[bytes], bytes | list[bytes]]
FORGERIES: dict[str, Answer] = {
    "other id": lambda request: reply(request, other_id=1, value=FORGED),
    "other community": lambda request: reply(request, community="private", value=FORGED),
    "other version": of_version_1,
    "the request itself": lambda request: request,
    "trailing bytes": lambda request: reply(request, value=FORGED) + b"\0",
    "cut off": lambda request: reply(request, value=FORGED)[:-3],
    "text": lambda request: b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "deep nesting": lambda request: b"\x30\x80" * 8000,
    "length beyond the datagram": lambda request: b"\x30\x84\xff\xff\xff\xff" + bytes(40),
    "sub-identifiers without end": lambda request: b"\x30\x20\x06\x1e" + b"\xff" * 30,
}


class Agent(asyncio.DatagramProtocol):
    """Answers each request with what the script says, and remembers what it was asked."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.askers: list[tuple[str, int]] = []
        self.silent_requests = 0
        self.transport: asyncio.DatagramTransport | None = None
        self.stranger: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.requests.append(data)
        self.askers.append(addr)
        if len(self.requests) <= self.silent_requests:
            return
        for answer in self.answers:
            given = answer(data)
            for datagram in [given] if isinstance(given, bytes) else given:
                assert self.transport is not None
                (self.stranger or self.transport).sendto(datagram, addr)


@asynccontextmanager
async def agent(*answers: Answer) -> AsyncIterator[tuple[int, Agent]]:
    port = free_port()
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: Agent(answers), local_addr=("127.0.0.1", port)
    )
    protocol.transport = transport
    try:
        yield port, protocol
    finally:
        transport.close()
