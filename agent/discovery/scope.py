"""Which addresses may be asked, and how fast."""

import asyncio
import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent import clock
from collectors.snmp.neighbours import IpAddress

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class TooManyError(ValueError):
    """More addresses than may be asked."""


def networks(prefixes: Sequence[str]) -> list[IpNetwork]:
    """Raises ValueError naming the first that is no prefix and no address."""
    found: list[IpNetwork] = []
    for prefix in prefixes:
        try:
            network = ipaddress.ip_network(prefix, strict=False)
        except ValueError:
            raise ValueError(
                f"{prefix!r} is no prefix (192.0.2.0/24, 2001:db8::/120) and no IP address"
            ) from None
        if network.is_multicast or network.is_unspecified:
            raise ValueError(f"{prefix}: no single device has such an address")
        found.append(network)
    return found


@dataclass(frozen=True, slots=True)
class Scope:
    """`searched` prefixes are asked address by address; in those `followed`, too, a neighbour that
    somebody names is asked. Nothing else ever is."""

    searched: Sequence[IpNetwork]
    followed: Sequence[IpNetwork] = ()

    def allows(self, address: IpAddress) -> bool:
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            return False
        return any(address in network for network in (*self.searched, *self.followed))

    def addresses(self, at_most: int) -> Iterator[IpAddress]:
        """Those of the searched prefixes, each once, without network and broadcast addresses.
        Raises TooManyError before the first."""
        count = sum(network.num_addresses for network in self.searched)
        if count > at_most:
            largest = max(self.searched, key=lambda network: network.num_addresses)
            raise TooManyError(
                f"{count} addresses, most of them in {largest}; no more than {at_most} are asked"
                " one by one. Give smaller prefixes, or a few devices, whose neighbours are found"
                " in the prefixes given by --follow"
            )
        once: dict[IpAddress, None] = {}
        for network in self.searched:
            once |= dict.fromkeys(network.hosts())
        yield from once


class Pace:
    """No more than so many requests a second, all together."""

    def __init__(self, a_second: float) -> None:
        self.sent = 0
        self._apart_seconds = 1 / a_second
        self._next_seconds = 0.0

    async def turn(self, requests: int = 1) -> None:
        """Wait until as many may be sent."""
        now_seconds = clock.now_seconds()
        mine_seconds = max(now_seconds, self._next_seconds)
        self._next_seconds = mine_seconds + requests * self._apart_seconds
        self.sent += requests
        await asyncio.sleep(mine_seconds - now_seconds)
