"""Frames of the segment: DHCP, router advertisements, ARP and neighbour discovery, by scapy. Pure;
the one module that imports scapy (GPL-2.0-only), and only the helper imports this one."""

import struct
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import (
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6ND_RA,
    ICMPv6ND_RS,
    ICMPv6NDOptPrefixInfo,
    IPv6,
)
from scapy.layers.l2 import ARP, Ether

from collectors.path.icmp import HEADER_BYTES, ICMPV6, IPV4, internet_checksum, pseudo_header
from collectors.path.icmp import UDP as UDP_PROTOCOL
from collectors.path.protocol import DhcpServer, Router

BROADCAST: Final = "ff:ff:ff:ff:ff:ff"
ALL_NODES, ALL_ROUTERS = "33:33:00:00:00:01", "33:33:00:00:00:02"  # RFC 2464
ETHERNET_BYTES: Final = 14
ETH_IPV4: Final = 0x0800
PREFIXES_AT_MOST: Final = 8
BOOTP_BYTES: Final = 236  # RFC 951, up to the vendor's area
BOOTREPLY, DHCPOFFER = 2, 2  # RFC 951; RFC 2132, section 9.6
HOP_LIMIT: Final = 255  # RFC 4861: no router has passed it on


def hardware_bytes(hardware: str) -> bytes:
    return bytes.fromhex(hardware.replace(":", ""))


def discover(hardware: str, transaction: int) -> bytes:
    """DHCPDISCOVER that asks for a broadcast answer (RFC 2131, section 4.1); nothing is taken."""
    frame = (
        Ether(src=hardware, dst=BROADCAST)
        / IP(src="0.0.0.0", dst="255.255.255.255")  # noqa: S104 - the source before any lease
        / UDP(sport=68, dport=67)
        / BOOTP(chaddr=hardware_bytes(hardware), xid=transaction, flags="B")
        / DHCP(options=[("message-type", "discover"), "end"])
    )
    return bytes(frame)


def answers_discover(frame: bytes, hardware: str, transaction: int) -> bool:
    """Cheap: a reply of BOOTP with our transaction and hardware address."""
    start = ETHERNET_BYTES + (frame[ETHERNET_BYTES] & 0xF) * 4 + 8
    if len(frame) < start + BOOTP_BYTES or frame[start] != BOOTREPLY:
        return False
    ours = struct.pack("!I", transaction) == frame[start + 4 : start + 8]
    return ours and frame[start + 28 : start + 34] == hardware_bytes(hardware)


def offer(frame: bytes) -> DhcpServer | None:
    """None where it is no whole DHCPOFFER (RFC 2131): no type, no server identifier."""
    whole = Ether(frame)
    if IP not in whole or DHCP not in whole:
        return None
    options = {each[0]: each[1] for each in whole[DHCP].options if isinstance(each, tuple)}
    server = options.get("server_id")
    if options.get("message-type") != DHCPOFFER or not isinstance(server, str):
        return None
    return DhcpServer(address=server, sent_from=whole[IP].src, hardware=whole.src)


def checksum_right(frame: bytes) -> bool:
    """Of UDP over IPv4 (0 is none: RFC 768) or of ICMPv6, with its IP header's own."""
    packet = frame[ETHERNET_BYTES:]
    if packet[:1] and packet[0] >> 4 == IPV4:
        header_bytes = (packet[0] & 0xF) * 4
        message = packet[header_bytes : int.from_bytes(packet[2:4], "big")]
        if len(message) < HEADER_BYTES or internet_checksum(packet[:header_bytes]):
            return False
        if not any(message[6:8]):
            return True
        ends, protocol = (packet[12:16], packet[16:20]), UDP_PROTOCOL
    else:
        message = packet[40 : 40 + int.from_bytes(packet[4:6], "big")]
        ends, protocol = (packet[8:24], packet[24:40]), ICMPV6
    if len(message) < HEADER_BYTES:
        return False
    return not internet_checksum(pseudo_header(*ends, protocol, len(message)) + message)


def solicit_routers(hardware: str) -> bytes:
    """From the unspecified address, so that the answer goes to all nodes (RFC 4861, 4.1, 6.2.6)."""
    return bytes(
        Ether(src=hardware, dst=ALL_ROUTERS)
        / IPv6(src="::", dst="ff02::2", hlim=HOP_LIMIT)
        / ICMPv6ND_RS()
    )


def from_the_segment(frame: bytes) -> bool:
    """Cheap: the hop limit that no router lets through (RFC 4861, section 6.1.2), and code 0."""
    return len(frame) >= ETHERNET_BYTES + 48 and frame[21] == HOP_LIMIT and frame[55] == 0


def advertisement(frame: bytes) -> Router | None:
    """None where it is no router advertisement that a host believes (RFC 4861, section 6.1.2)."""
    whole = Ether(frame)
    if ICMPv6ND_RA not in whole or not ip_address(whole[IPv6].src).is_link_local:
        return None
    return Router(
        address=whole[IPv6].src,
        hardware=whole.src,
        lifetime_seconds=whole[ICMPv6ND_RA].routerlifetime,
        prefixes=list(_prefixes(whole[ICMPv6ND_RA].payload)),
    )


def _prefixes(option: object) -> Iterator[str]:
    for _ in range(PREFIXES_AT_MOST):
        if isinstance(option, ICMPv6NDOptPrefixInfo):
            yield f"{option.prefix}/{option.prefixlen}"
        option = getattr(option, "payload", None)


def who_holds(hardware: str, address: str) -> bytes:
    """As a host that wants the address asks before it takes it, and so takes nothing: ARP probe
    (RFC 5227), neighbour solicitation from the unspecified address (RFC 4862)."""
    known = ip_address(address)
    if isinstance(known, IPv4Address):
        probe = ARP(op=1, hwsrc=hardware, psrc="0.0.0.0", pdst=address)  # noqa: S104
        return bytes(Ether(src=hardware, dst=BROADCAST) / probe)
    low = known.packed[-3:]
    group = IPv6Address(IPv6Address("ff02::1:ff00:0").packed[:13] + low)
    to = "33:33:ff:" + low.hex(":")
    packet = IPv6(src="::", dst=str(group), hlim=HOP_LIMIT) / ICMPv6ND_NS(tgt=address)
    return bytes(Ether(src=hardware, dst=to) / packet)


def holder(frame: bytes) -> tuple[str, str] | None:
    """Address and the hardware address that holds it; None where the frame claims none."""
    whole = Ether(frame)
    if ARP in whole and (whole[ARP].hwtype, whole[ARP].ptype) == (1, ETH_IPV4):
        claimed = whole[ARP].psrc
        return None if claimed == "0.0.0.0" else (claimed, whole[ARP].hwsrc)  # noqa: S104
    if ICMPv6ND_NA in whole:
        return str(ip_address(whole[ICMPv6ND_NA].tgt)), whole.src
    return None
