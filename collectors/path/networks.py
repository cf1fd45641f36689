"""Which network an address is in, by the prefixes that the inventory lists of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from collectors.path.protocol import Hop, TraceTold

SILENT, UNLISTED = "*", "?"


@dataclass(frozen=True, slots=True)
class Listed:
    """An autonomous system, and prefixes that it originates."""

    as_number: int
    prefixes: tuple[IPv4Network | IPv6Network, ...]


def as_number(address: str, listed: Sequence[Listed]) -> int | None:
    """The one whose prefix is the longest that holds the address."""
    known = ip_address(address)
    found = [
        (prefix.prefixlen, each.as_number)
        for each in listed
        for prefix in each.prefixes
        if known.version == prefix.version and known in prefix
    ]
    return max(found)[1] if found else None


def crossed(told: TraceTold, listed: Sequence[Listed]) -> str:
    """`AS64512 > * > AS4538`: networks in order, what repeats written once."""
    names = [_network(hop, listed) for hop in told.hops]
    kept = [name for name, before in zip(names, ["", *names], strict=False) if name != before]
    return " > ".join(kept)


def _network(hop: Hop, listed: Sequence[Listed]) -> str:
    numbers = [as_number(each, listed) for each in hop.addresses]
    known = sorted({number for number in numbers if number is not None})
    if known:
        return "/".join(f"AS{number}" for number in known)
    return UNLISTED if numbers else SILENT


def goes_through(told: TraceTold, wanted: int, listed: Sequence[Listed]) -> bool | str:
    """True with one hop in the network. False only where every hop to the far address answered and
    is in another that is listed, or in none at all (RFC 1918); else why it cannot be told."""
    hops = {address: as_number(address, listed) for hop in told.hops for address in hop.addresses}
    if wanted in hops.values():
        return True
    silent = sum(not hop.addresses for hop in told.hops)
    unlisted = [each for each, number in hops.items() if number is None and _routed(each)]
    if not told.reached:
        return f"no hop in AS{wanted} was seen, and the far address was not reached"
    if silent:
        return f"no hop in AS{wanted} was seen, but {silent} of {len(told.hops)} kept silent"
    if unlisted:
        return f"no hop in AS{wanted} was seen, but {unlisted[0]} is in no network that is listed"
    return False


def _routed(address: str) -> bool:
    return ip_address(address).is_global
