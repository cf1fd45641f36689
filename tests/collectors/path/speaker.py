"""What speaks on a segment, well or ill: a program that a test runs in a namespace. It shares
nothing with what it tries, so every frame is built here by hand."""

import argparse
import os
import socket
import struct
import sys
import time
from ipaddress import ip_address

ETH_IPV4, ETH_IPV6 = 0x0800, 0x86DD
ALL_NODES = bytes.fromhex("333300000001")


def checksum(data: bytes) -> int:
    total = sum(
        int.from_bytes(data[n : n + 2].ljust(2, b"\0"), "big") for n in range(0, len(data), 2)
    )
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def ipv4(source: bytes, destination: bytes, protocol: int, body: bytes) -> bytes:
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64, protocol, 0)
    head += source + destination
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def offer(request: bytes, server: bytes, hardware: bytes) -> bytes:
    """DHCPOFFER to the DISCOVER in the frame (RFC 2131, table 3)."""
    start = 14 + (request[14] & 0xF) * 4 + 8
    transaction, client = request[start + 4 : start + 8], request[start + 28 : start + 44]
    body = b"\x02\x01\x06\0" + transaction + b"\0\0\x80\0" + bytes(4)
    body += bytes([10, 0, 0, 77]) + server + bytes(4) + client + bytes(192)
    body += (
        b"\x63\x82\x53\x63" + b"\x35\x01\x02" + b"\x36\x04" + server + b"\x33\x04\0\0\x0e\x10\xff"
    )
    head = struct.pack("!HHHH", 67, 68, 8 + len(body), 0)
    pseudo = server + b"\xff" * 4 + struct.pack("!BBH", 0, 17, len(head) + len(body))
    head = head[:6] + struct.pack("!H", checksum(pseudo + head + body) or 0xFFFF)
    packet = ipv4(server, b"\xff" * 4, 17, head + body)
    return b"\xff" * 6 + hardware + struct.pack("!H", ETH_IPV4) + packet


def advertisement(source: bytes, prefix: bytes, hardware: bytes, hop_limit: int = 255) -> bytes:
    """Router Advertisement with one prefix of 64 bits (RFC 4861, sections 4.2, 4.6.2)."""
    body = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
    body += struct.pack("!BBBBIII", 3, 4, 64, 0xC0, 86_400, 14_400, 0) + prefix
    to = ip_address("ff02::1").packed
    pseudo = source + to + struct.pack("!IHBB", len(body), 0, 0, 58)
    body = body[:2] + struct.pack("!H", checksum(pseudo + body)) + body[4:]
    head = struct.pack("!IHBB", 0x60000000, len(body), 58, hop_limit) + source + to
    return ALL_NODES + hardware + struct.pack("!H", ETH_IPV6) + head + body


def damaged(frame: bytes) -> bytes:
    """One bit of the last byte fell, and the checksum stands."""
    return frame[:-1] + bytes([frame[-1] ^ 1])


def hardware(n: int) -> bytes:
    return b"\x02" + n.to_bytes(5, "big")


def flood(link: socket.socket, frames: list[bytes], rate: int, seconds: float) -> int:
    """How many were sent. A rate that this host cannot keep is not made up for."""
    start, sent = time.monotonic(), 0
    while (elapsed := time.monotonic() - start) < seconds:
        for _ in range(max(0, min(int(elapsed * rate) - sent, 500))):
            try:
                link.send(frames[sent % len(frames)])
            except OSError:  # its queue is full
                time.sleep(0.0005)
            sent += 1
        time.sleep(0.0005)
    return sent


def is_discover(frame: bytes) -> bool:
    return frame[12:14] == b"\x08\x00" and frame[23] == 17 and frame[36:38] == b"\0\x43"


def is_solicitation(frame: bytes) -> bool:
    return frame[12:14] == b"\x86\xdd" and frame[20] == 58 and frame[54] == 133


def is_echo(frame: bytes) -> bool:
    return frame[12:14] == b"\x08\x00" and frame[23] == 1 and frame[34] == 8


def replies(frame: bytes, *, late: bool) -> list[bytes]:
    """To an echo request: the true reply, late; or replies that are wrong in one way each, and
    errors that misquote."""
    ether = frame[6:12] + frame[:6] + frame[12:14]
    near, far, icmp = frame[26:30], frame[30:34], frame[34:]

    def reply(body: bytes, source: bytes = far, *, mend: bool = True) -> bytes:
        if mend:
            body = body[:2] + b"\0\0" + body[4:]
            body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
        return ether + ipv4(source, near, 1, body)

    true = b"\0\0" + icmp[2:]
    if late:
        return [reply(true)]
    quoted = frame[14:34] + icmp[:4] + b"\xde\xad" + icmp[6:]
    return [
        reply(true, mend=False),  # the request's own checksum
        reply(true[:4] + bytes([true[4] ^ 0x55]) + true[5:]),  # another identifier
        reply(true[:6] + bytes([true[6] ^ 0x55]) + true[7:]),  # another sequence
        reply(true[:-1] + bytes([true[-1] ^ 1])),  # another cookie
        reply(true[:8]),  # no cookie
        reply(true, bytes([198, 51, 100, 9])),  # another sender
        reply(b"\x0b\0\0\0\0\0\0\0" + quoted),
        reply(b"\x03\x04\0\0\0\0\x02\x40" + quoted),
    ]


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("part", choices=["dhcp", "router", "forger", "late"])
    given.add_argument("--interface", default="eth0")
    given.add_argument("--address", default="10.0.0.66")
    given.add_argument("--prefix", default="2001:db8:bad::")
    given.add_argument("--damage", action="store_true")
    given.add_argument("--hop-limit", type=int, default=255)
    given.add_argument("--flood", type=int, default=0, help="frames a second, once asked")
    given.add_argument("--seconds", type=float, default=2.0)
    told = given.parse_args()
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as link:
        link.bind((told.interface, 3))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        own = link.getsockname()[4]
        while True:
            frame, sender = link.recvfrom(65_535)
            if sender[2] == socket.PACKET_OUTGOING:
                continue
            frames = answers(told, frame, own)
            if not frames:
                continue
            if told.flood:
                sent = flood(link, frames, told.flood, told.seconds)
                sys.stdout.write(f"{sent}\n")
                sys.stdout.flush()
                continue
            for each in frames:
                link.send(each)


def answers(told: argparse.Namespace, frame: bytes, own: bytes) -> list[bytes]:
    """What is said to a frame; in a flood from a thousand hardware addresses."""
    address = ip_address(told.address).packed
    stations = [hardware(n) for n in range(1000)] if told.flood else [own]
    if told.part in ("forger", "late") and is_echo(frame):
        time.sleep(0.04 if told.part == "late" else 0)
        return replies(frame, late=told.part == "late")
    if told.part == "dhcp" and is_discover(frame):
        frames = [offer(frame, address, each) for each in stations]
    elif told.part == "router" and is_solicitation(frame):
        prefix = ip_address(told.prefix).packed
        frames = [advertisement(address, prefix, each, told.hop_limit) for each in stations]
    else:
        return []
    return [damaged(each) for each in frames] if told.damage else frames


if __name__ == "__main__":
    os.nice(5)
    main()
