"""Messages by community, SNMPv1 (RFC 1157) and SNMPv2c (RFC 1901), and the PDU of all versions.

Only what a manager sends and hears: there is no SET, and no reader of requests.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from collectors.snmp.ber import (
    SEQUENCE,
    MalformedReply,
    element,
    enter,
    read_integer,
    read_octets,
    whole,
    write,
    write_integer,
    write_octets,
)
from collectors.snmp.session import ERROR_STATUS, Bulk, VarBind
from collectors.snmp.varbinds import NEWER_THAN_V1, Column, read_bindings, read_bulk

GET, GET_NEXT, RESPONSE, GET_BULK, REPORT = 0xA0, 0xA1, 0xA2, 0xA5, 0xA8
VERSION_1, VERSION_2C = 0, 1
NO_ERROR = 0


class Ignored(Exception):
    """A message, but no answer to our request; the argument says in a few words why."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """A Response or Report whose bindings have not been read yet: they end the message."""

    tag: int
    request_id: int
    error_status: int
    error_index: int
    data: bytes
    bindings_start: int
    bindings_end: int

    def varbinds(self) -> list[VarBind]:
        return read_bindings(self.data, self.bindings_start, self.bindings_end)

    def bulk(self, columns: Sequence[Column]) -> Bulk:
        return read_bulk(self.data, self.bindings_start, self.bindings_end, columns)


def request_pdu(
    tag: int, request_id: int, bindings: bytes, non_repeaters: int = 0, max_repetitions: int = 0
) -> bytes:
    """GET, GETNEXT or GETBULK; the two last numbers are error fields of the other two, and 0."""
    numbers = map(write_integer, (request_id, non_repeaters, max_repetitions))
    return write(tag, b"".join(numbers) + bindings)


def read_pdu(data: bytes, at: int, end: int) -> Pdu:
    """The PDU that takes up the place between two positions."""
    tag, start, stop = element(data, at, end)
    if stop != end:
        raise MalformedReply("octets follow where the message ends")
    if tag not in (RESPONSE, REPORT):
        raise Ignored("another type of PDU")
    request_id, start = read_integer(data, start, stop)
    error_status, start = read_integer(data, start, stop)
    error_index, start = read_integer(data, start, stop)
    if not NO_ERROR <= error_status < len(ERROR_STATUS) or error_index < 0:
        raise MalformedReply("an error-status or error-index that does not exist")
    start, stop = whole(data, start, stop, SEQUENCE)
    return Pdu(tag, request_id, error_status, error_index, data, start, stop)


def community_message(version: int, community: bytes, pdu: bytes) -> bytes:
    return write(SEQUENCE, write_integer(version) + write_octets(community) + pdu)


def read_community_message(data: bytes, version: int, community: bytes) -> Pdu:
    """The Response in a message of our version and community; raises `Ignored` for others."""
    at, end = whole(data, 0, len(data), SEQUENCE)
    found, at = read_integer(data, at, end)
    if found != version:
        raise Ignored("another version")
    name, at = read_octets(data, at, end)
    if name != community:
        raise Ignored("another community")
    pdu = read_pdu(data, at, end)
    if pdu.tag != RESPONSE:
        raise Ignored("another type of PDU")
    if version == VERSION_1:
        _check_types_of_version_1(pdu)
    return pdu


def _check_types_of_version_1(pdu: Pdu) -> None:
    at = pdu.bindings_start
    while at < pdu.bindings_end:
        name, stop = enter(pdu.data, at, pdu.bindings_end, SEQUENCE)
        value = element(pdu.data, name, stop)[2]
        if element(pdu.data, value, stop)[0] in NEWER_THAN_V1:
            raise MalformedReply("a type that SNMPv1 does not have")
        at = stop
