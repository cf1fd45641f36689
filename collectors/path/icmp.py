"""Messages of ICMP and ICMPv6, and which of those that come in answer what was sent. Pure."""

import struct
from dataclasses import dataclass, field
from enum import Enum, auto
from ipaddress import ip_address
from typing import Final

ICMP, UDP, ICMPV6 = 1, 17, 58  # IANA: protocol numbers
ECHO_REPLY, UNREACHABLE, ECHO, EXCEEDED = 0, 3, 8, 11  # RFC 792
PORT_UNREACHABLE, FRAGMENTATION_NEEDED = 3, 4
UNREACHABLE_6, TOO_BIG_6, EXCEEDED_6, ECHO_6, ECHO_REPLY_6 = 1, 2, 3, 128, 129  # RFC 4443
PORT_UNREACHABLE_6 = 4
#: Traceroute's first port; the one that is asked tells the probe (RFC 1393, section 2).
FIRST_PORT: Final = 33_434
COOKIE_BYTES: Final = 16
HEADER_BYTES: Final = 8  # of ICMP echo and of UDP alike
IPV4, IPV6 = 4, 6
IPV4_BYTES: Final = 4  # of an address
IPV4_HEADER_BYTES, IPV6_HEADER_BYTES = 20, 40  # RFC 791 without options; RFC 8200
#: RFC 792: an error quotes the IP header and at least so much of what it is about.
QUOTED_AT_LEAST_BYTES: Final = 8


def internet_checksum(data: bytes) -> int:
    """RFC 1071; 0 over data that holds its own right checksum."""
    padded = data + b"\0" if len(data) % 2 else data
    total: int = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo_header(source: bytes, destination: bytes, protocol: int, length: int) -> bytes:
    """What checksums of UDP and ICMPv6 cover beside the message (RFC 768, RFC 8200)."""
    ends = source + destination
    if len(source) == IPV4_BYTES:
        return ends + struct.pack("!BBH", 0, protocol, length)
    return ends + struct.pack("!IHxB", length, 0, protocol)


class What(Enum):
    """What a message says of the packet that it answers."""

    REPLY = auto()  # the far address had it
    EXCEEDED = auto()  # its hop limit ended at the sender
    TOO_BIG = auto()
    UNREACHABLE = auto()


@dataclass(frozen=True, slots=True)
class Heard:
    """`mtu_bytes` is what a router that says TOO_BIG bears; 0 where it does not tell."""

    what: What
    sequence: int
    sender: str
    mtu_bytes: int = 0


@dataclass(slots=True)
class Exchange:
    """What was sent to one address, and the test whether a message answers it.

    An answer repeats identifier, sequence and the whole payload with its random cookie; an error
    quotes the packet to the letter, as far as it quotes. All else counts as `ignored`.
    """

    source: str
    address: str
    identifier: int  # of ICMP; of UDP the source port
    protocol: int  # ICMP, ICMPV6 or UDP
    sent: dict[int, bytes] = field(default_factory=dict)
    ignored: int = 0

    @property
    def ipv6(self) -> bool:
        return ":" in self.address

    def message(self, sequence: int, payload: bytes) -> bytes:
        """The next packet beyond its IP header. The kernel writes the checksum of ICMPv6."""
        if self.protocol == UDP:
            message = self._datagram(FIRST_PORT + sequence, payload)
        else:
            kind = ECHO_6 if self.ipv6 else ECHO
            head = struct.pack("!HH", self.identifier, sequence)
            check = internet_checksum(bytes([kind, 0, 0, 0]) + head + payload)
            check = 0 if self.ipv6 else check
            message = struct.pack("!BBH", kind, 0, check) + head + payload
        self.sent[sequence] = message
        return message

    def _datagram(self, port: int, payload: bytes) -> bytes:
        length = HEADER_BYTES + len(payload)
        ends = ip_address(self.source).packed, ip_address(self.address).packed
        bare = struct.pack("!HHHH", self.identifier, port, length, 0) + payload
        check = internet_checksum(pseudo_header(*ends, UDP, length) + bare)
        return bare[:6] + struct.pack("!H", check or 0xFFFF) + payload

    def hear(self, packet: bytes, sender: str) -> Heard | None:
        """`packet` as a raw socket gives it: of IPv4 with its IP header, of IPv6 without, when
        the kernel has looked at its checksum (RFC 3542, section 3.1)."""
        heard = self._hear_6(packet, sender) if self.ipv6 else self._hear_4(packet, sender)
        self.ignored += heard is None
        return heard

    def _hear_4(self, packet: bytes, sender: str) -> Heard | None:
        told = beyond_ipv4(packet)
        if told is None or told.protocol != ICMP or len(told.body) < HEADER_BYTES:
            return None
        kind, code, body = told.body[0], told.body[1], told.body
        if internet_checksum(body):
            return None
        if kind == ECHO_REPLY:
            return self._reply(body, sender)
        quoted = beyond_ipv4(body[HEADER_BYTES:])
        sequence = None if quoted is None else self._quoted(quoted)
        if sequence is None or kind not in (UNREACHABLE, EXCEEDED):
            return None
        if kind == UNREACHABLE and code == FRAGMENTATION_NEEDED:
            return Heard(What.TOO_BIG, sequence, sender, int.from_bytes(body[6:8], "big"))
        arrived = (kind, code) == (UNREACHABLE, PORT_UNREACHABLE)
        return self._error(sequence, sender, arrived, exceeded=kind == EXCEEDED)

    def _hear_6(self, body: bytes, sender: str) -> Heard | None:
        if len(body) < HEADER_BYTES:
            return None
        kind, code = body[0], body[1]
        if kind == ECHO_REPLY_6:
            return self._reply(body, sender)
        quoted = beyond_ipv6(body[HEADER_BYTES:])
        sequence = None if quoted is None else self._quoted(quoted)
        if sequence is None or kind not in (UNREACHABLE_6, TOO_BIG_6, EXCEEDED_6):
            return None
        if kind == TOO_BIG_6:
            return Heard(What.TOO_BIG, sequence, sender, int.from_bytes(body[4:8], "big"))
        arrived = (kind, code) == (UNREACHABLE_6, PORT_UNREACHABLE_6)
        return self._error(sequence, sender, arrived, exceeded=kind == EXCEEDED_6)

    def _reply(self, body: bytes, sender: str) -> Heard | None:
        identifier, sequence = struct.unpack_from("!HH", body, 4)
        message = self.sent.get(sequence)
        same = message is not None and message[HEADER_BYTES:] == body[HEADER_BYTES:]
        if self.protocol == UDP or identifier != self.identifier or sender != self.address:
            return None
        return Heard(What.REPLY, sequence, sender) if same else None

    def _error(self, sequence: int, sender: str, arrived: bool, *, exceeded: bool) -> Heard:
        """A port that is unreachable at the far address is how UDP says that it got there."""
        if arrived and self.protocol == UDP and sender == self.address:
            return Heard(What.REPLY, sequence, sender)
        return Heard(What.EXCEEDED if exceeded else What.UNREACHABLE, sequence, sender)

    def _quoted(self, packet: "Packet") -> int | None:
        """The sequence of what an error quotes, where that was ours to the letter.

        RFC 4884 pads the quote and adds to it, so it may be longer than what was sent.
        """
        body = packet.body
        if (packet.protocol, packet.destination) != (self.protocol, self.address):
            return None
        if len(body) < QUOTED_AT_LEAST_BYTES:
            return None
        second, last = struct.unpack_from("!HH", body, 2)[0], struct.unpack_from("!H", body, 6)[0]
        sequence = second - FIRST_PORT if self.protocol == UDP else last
        message = self.sent.get(sequence, b"")
        skipped = slice(2, 4) if self.protocol == ICMPV6 else slice(0, 0)  # the kernel's checksum
        ours, theirs = bytearray(message), bytearray(body[: len(message)])
        del ours[skipped], theirs[skipped]
        return sequence if message and ours.startswith(theirs) else None


@dataclass(frozen=True, slots=True)
class Packet:
    """An IP packet without options or extension headers, as we send them."""

    protocol: int
    destination: str
    body: bytes


def beyond_ipv4(packet: bytes) -> Packet | None:
    """None where it is no IPv4 packet, or a later fragment. RFC 791."""
    if (
        len(packet) < IPV4_HEADER_BYTES
        or packet[0] >> 4 != IPV4
        or int.from_bytes(packet[6:8], "big") & 0x1FFF
    ):
        return None
    header_bytes = (packet[0] & 0xF) * 4
    if not IPV4_HEADER_BYTES <= header_bytes <= len(packet):
        return None
    return Packet(packet[9], str(ip_address(packet[16:20])), packet[header_bytes:])


def beyond_ipv6(packet: bytes) -> Packet | None:
    """None where it is no IPv6 packet. RFC 8200."""
    if len(packet) < IPV6_HEADER_BYTES or packet[0] >> 4 != IPV6:
        return None
    return Packet(packet[6], str(ip_address(packet[24:40])), packet[IPV6_HEADER_BYTES:])
