"""What stands in place of the private: the same for the same, and nothing that can be undone."""

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterable, Mapping
from itertools import count

from sim.recordings.addresses import IPV4_OCTETS, MAC_OCTETS
from sim.recordings.known_texts import small
from sim.recordings.private import WORDS, Kind

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Which addresses go where. Documentation's (RFC 5737) first; those of benchmarks (RFC 2544),
#: which nobody has either, when these 768 are used up.
PRIVATE_IPV4 = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
POOLS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (PRIVATE_IPV4, ("10.0.0.0/8",)),
    (("0.0.0.0/0",), ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15")),
    (("fe80::/10",), ("fe80::/64",)),
    (("fc00::/7",), ("fd00::/8",)),
    (("::/0",), ("2001:db8::/32",)),  # RFC 3849
)
#: Of no host: this network, loopback, multicast, masks and broadcast.
NOBODY = (
    "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "::ffff:0:0/97", "ff00::/8",
)  # fmt: skip
TRIES_IN_A_POOL = 64  # before it counts as used up
HOST = re.compile(r"([\w-]{3,})(?:\.[\w-]+)+", re.ASCII)
BLANKS = " \t\r\n\0"
FIRST_OCTETS_OF_ENGINE = 5  # RFC 3411: the enterprise and what follows

_POOLS = [
    ([ipaddress.ip_network(it) for it in of], [ipaddress.ip_network(it) for it in into])
    for of, into in POOLS
]
_NOBODY = [ipaddress.ip_network(it) for it in NOBODY]


def is_host(octets: bytes) -> bool:
    """Whether an IP address is one that somebody has."""
    address = ipaddress.ip_address(octets)
    return not any(address in it for it in _NOBODY if it.version == address.version)


def is_station(octets: bytes) -> bool:
    """Whether a MAC address is one that somebody has: no group, and not all zero."""
    return not octets[0] & 1 and any(octets)


def key_of(salt: bytes | None, hidden: Iterable[bytes]) -> bytes:
    """From the salt, for several recordings; else from all that one recording hides.

    Who has the recording alone cannot try out addresses: without the rest the key is not known.
    """
    if salt is not None:
        return hashlib.sha256(salt).digest()
    digest = hashlib.sha256()
    for octets in sorted(hidden):
        digest.update(len(octets).to_bytes(4, "big") + octets)
    return digest.digest()


def numbered(texts: Mapping[str, Kind]) -> dict[str, str]:
    """`device-1` and so on, in their order; a host with and without its domain is the same."""
    numbers = {kind: count(1) for kind in WORDS}
    made: dict[tuple[Kind, str], str] = {}
    others = {}
    for text, kind in texts.items():
        same = small(text.strip(BLANKS))
        if kind is Kind.NAMES:
            same = label_of(same)
        if (kind, same) not in made:
            made[kind, same] = f"{WORDS[kind]}-{next(numbers[kind])}"
        others[text] = made[kind, same]
    return others


def label_of(name: str) -> str:
    """A host's name without its domain; all of what is no name of a host."""
    match = HOST.fullmatch(name)
    return match[1] if match and not match[1].isdigit() else name


class Substitutes:
    """Made once for all that was found; `octets` and `text` say what stands there instead."""

    def __init__(
        self, key: bytes, texts: Mapping[str, Kind], engines: set[bytes], addresses: set[bytes]
    ) -> None:
        self._key = key
        self.texts = numbered(texts)
        self.octets: dict[bytes, bytes] = {it: self._engine(it) for it in engines}
        taken = set(addresses)
        for it in sorted(addresses, key=self._hashed):
            self.octets[it] = self._mac(it, taken) if len(it) == MAC_OCTETS else self._ip(it, taken)

    def of(self, octets: bytes) -> bytes:
        return self.octets.get(octets, octets)

    def _hashed(self, octets: bytes, attempt: int = 0) -> bytes:
        return hmac.digest(self._key, attempt.to_bytes(4, "big") + octets, "sha256")

    def _engine(self, octets: bytes) -> bytes:
        head = octets[:FIRST_OCTETS_OF_ENGINE]
        return head + self._hashed(octets)[: len(octets) - len(head)]

    def _mac(self, octets: bytes, taken: set[bytes]) -> bytes:
        made = next(
            made
            for attempt in count()
            if (made := octets[:3] + self._hashed(octets, attempt)[:3]) not in taken
        )
        taken.add(made)
        return made

    def _ip(self, octets: bytes, taken: set[bytes]) -> bytes:
        address = ipaddress.ip_address(octets)
        into = next(into for of, into in _POOLS if any(_holds(it, address) for it in of))
        pools: Iterable[Network] = (pool for pool in into for _ in range(TRIES_IN_A_POOL))
        for attempt, pool in enumerate(pools):
            made = _within(pool, self._hashed(octets, attempt))
            if made not in taken:
                taken.add(made)
                return made
        raise OverflowError(f"{len(taken)} addresses are more than can be told apart")


def _holds(network: Network, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return network.version == address.version and address in network


def _within(pool: Network, hashed: bytes) -> bytes:
    """Never the network's own address, which masks and routes are told by."""
    hosts = pool.num_addresses - 2
    number = int(pool.network_address) + 1 + int.from_bytes(hashed, "big") % hosts
    return number.to_bytes(IPV4_OCTETS if pool.version == 4 else 16, "big")  # noqa: PLR2004
