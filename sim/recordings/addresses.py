"""Addresses in texts: found and rewritten in the form in which they stand there."""

import ipaddress
import re
from collections.abc import Callable, Iterator
from functools import partial

MAC_OCTETS, IPV4_OCTETS, IPV6_OCTETS = 6, 4, 16
MAC_DIGITS = 2 * MAC_OCTETS
#: First octets of the IPv6 addresses that are in use: global, unique local, link-local.
IPV6_HEADS = frozenset({0x20, 0x24, 0x26, 0x28, 0x2A, 0xFC, 0xFD, 0xFE})

IPV4 = re.compile(r"(?<![0-9.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)", re.ASCII)
#: What stands before four numbers that are a version.
VERSION = re.compile(
    r"\b(?:version|release|software|firmware|ver|rev|v)\.?[\s:=(,]*$", re.IGNORECASE
)
IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?:(?:\.\d{1,3}){3})?"
                  r"(?![\w:])", re.ASCII)  # fmt: skip
MAC = re.compile(
    r"(?<![0-9A-Za-z:])(?:"
    r"[0-9A-F]{2}([-: .])(?:[0-9A-F]{2}\1){4}[0-9A-F]{2}"
    r"|[0-9A-F]{1,2}(?::[0-9A-F]{1,2}){5}"
    r"|[0-9A-F]{4}([.:-])[0-9A-F]{4}\2[0-9A-F]{4}"
    r"|[0-9A-F]{6}-[0-9A-F]{6}"
    r"|[0-9A-F]{12}"
    r")(?![0-9A-Za-z:])",
    re.ASCII | re.IGNORECASE,
)


def ipv4_of(match: re.Match[str]) -> bytes | None:
    """None where it is a version, or no address."""
    if VERSION.search(match.string, max(0, match.start() - 20), match.start()):
        return None
    numbers = [int(part) for part in match[0].split(".")]
    return bytes(numbers) if max(numbers) < 256 else None  # noqa: PLR2004 - an octet


def ipv6_of(match: re.Match[str]) -> bytes | None:
    try:
        return ipaddress.IPv6Address(match[0]).packed
    except ValueError:
        return None


def mac_of(match: re.Match[str]) -> bytes | None:
    """Twelve digits without a letter are rather a number."""
    text = match[0]
    if text.isdecimal():
        return None
    parts = re.split("[-:. ]", text)
    digits = "".join(part.zfill(2) for part in parts)
    return bytes.fromhex(digits) if len(digits) == MAC_DIGITS else None


FORMS = ((MAC, mac_of), (IPV6, ipv6_of), (IPV4, ipv4_of))


def found(text: str) -> Iterator[bytes]:
    """The octets of each address of a text: six of a MAC address, four and sixteen of IP."""
    for pattern, octets_of in FORMS:
        for match in pattern.finditer(text):
            if (octets := octets_of(match)) is not None:
                yield octets


def rewritten(text: str, other: Callable[[bytes], bytes]) -> str:
    """`other` says which address is to stand there instead."""
    for pattern, octets_of in FORMS:
        text = pattern.sub(partial(_put, octets_of, other), text)
    return text


def _put(
    octets_of: Callable[[re.Match[str]], bytes | None],
    other: Callable[[bytes], bytes],
    match: re.Match[str],
) -> str:
    octets = octets_of(match)
    if octets is None or (instead := other(octets)) == octets:
        return match[0]
    return in_form(match[0], instead)


def in_form(like: str, octets: bytes) -> str:
    """The address written as the other one was."""
    if len(octets) == IPV4_OCTETS:
        return ".".join(map(str, octets))
    if len(octets) == IPV6_OCTETS:
        return str(ipaddress.IPv6Address(octets))
    digits = octets.hex()
    if re.search("[A-F]", like):
        digits = digits.upper()
    parts = re.split("([-:. ])", like)
    size = 2 * MAC_OCTETS // len(parts[::2])
    fields = [digits[place : place + size] for place in range(0, len(digits), size)]
    marks = [*parts[1::2], ""]
    return "".join(field + mark for field, mark in zip(fields, marks, strict=True))
