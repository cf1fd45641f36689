"""What an address is good for: reached by the whole Internet, by the campus, or by nobody."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address

GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291 section 2.4; what IANA has given out of it
DOCUMENTATION = IPv6Network("3fff::/20")  # RFC 9637, younger than Python's own table

#: What no user can be sent to, by IANA's special-purpose registries (RFC 6890).
UNUSABLE = {
    "the unspecified address": ("0.0.0.0/8", "::/128"),
    "a loopback address": ("127.0.0.0/8", "::1/128"),
    "a link-local address": ("169.254.0.0/16", "fe80::/10"),
    "an IPv4-mapped address": ("::ffff:0:0/96",),
    "a documentation address": (
        *("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
        *("2001:db8::/32", str(DOCUMENTATION)),
    ),
    "a multicast address": ("224.0.0.0/4", "ff00::/8"),
    "a reserved address": ("240.0.0.0/4",),
}
NETWORKS = [(ip_network(prefix), kind) for kind, each in UNUSABLE.items() for prefix in each]


def unusable(address: Address) -> str:
    """What kind of address it is that nobody can be sent to; empty for all others."""
    for network, kind in NETWORKS:
        if address in network:  # False between the versions
            return kind
    return ""


def not_global(address: Address) -> str:
    """What kind of address it is that the Internet does not reach; empty where it does."""
    if globally_reachable(address):
        return ""
    return unusable(address) or "not a global address"


def globally_reachable(address: Address) -> bool:
    """As in IANA's special-purpose registries (RFC 6890), less what only carries IPv4."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    return (
        address in GLOBAL_UNICAST
        and address.is_global
        and address not in DOCUMENTATION
        and address.sixtofour is None
        and address.teredo is None
    )
