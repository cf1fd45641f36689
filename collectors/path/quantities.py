"""Quantities of paths, and of what else speaks on a segment; the instance is the test's name."""

from collectors.reading import Quantity

PATH_ROUND_TRIP_NOW = Quantity(
    "path_round_trip_now_seconds",
    "Median of the times to the far address and back in this round.",
    "ICMP Echo Reply (RFC 792, RFC 4443), by the helper's monotonic clock; else TCP handshake"
    " (RFC 9293) by the kernel's TCP_INFO",
)
PATH_LOSS = Quantity(
    "path_loss_ratio",
    "Share of this round's packets, or TCP handshakes, that brought no answer, 0 to 1.",
    "ICMP Echo Reply (RFC 792, RFC 4443) or TCP handshake (RFC 9293)",
)
PATH_SILENCE = Quantity(
    "path_longest_silence_seconds",
    "Longest time in this round from a packet that was lost to the next that was answered, give or"
    " take one interval; 0 where none was lost, none where the silence had no end in the round.",
    "ICMP Echo Reply (RFC 792, RFC 4443) or TCP handshake (RFC 9293)",
)
PATH_FAILOVER_NOW = Quantity(
    "path_failover_now_seconds",
    "How long, in this round, no circuit carried what any of them may carry, after one of them had"
    " fallen silent; one interval where nothing was lost, 0 where none fell silent, none where no"
    " other stood in before the round ended.",
    "ICMP Echo Reply (RFC 792, RFC 4443) or TCP handshake (RFC 9293), by each circuit's own source"
    " and by none",
)
PATH_MTU = Quantity(
    "path_mtu_bytes",
    "Largest packet, with its IP header, that was answered whole without being fragmented.",
    "Echo Reply to packets with DF set, Packet Too Big (RFC 1191, RFC 8201); by trial where routers"
    " keep silent (RFC 4821)",
)
PATH_HOPS = Quantity(
    "path_hops_count",
    "Hops to the far address; none where it was not reached.",
    "Time Exceeded (RFC 792, RFC 4443) by hop limit",
)
PATH_NETWORKS = Quantity(
    "path_networks_info",
    "Networks that the path crosses, in order: AS4538 > AS23910; ? for hops in none that is listed,"
    " * for hops that kept silent.",
    "Time Exceeded (RFC 792, RFC 4443); prefixes of each AS from the inventory",
)
PATH_THROUGH = Quantity(
    "path_through_network_ok",
    "The path crosses the network that it is meant to.",
    "Time Exceeded (RFC 792, RFC 4443); prefixes of each AS from the inventory",
)

# --- the segment; the instance is the interface that hears it -------------------------------------
ROGUE_DHCP_SERVERS = Quantity(
    "rogue_dhcp_servers_count",
    "DHCP servers that offered an address and may not; none where silence proves nothing.",
    "DHCPOFFER to a DHCPDISCOVER of ours (RFC 2131)",
)
ROGUE_DHCP_SERVERS_INFO = Quantity(
    "rogue_dhcp_servers_info",
    "Those servers: address and hardware address.",
    "DHCPOFFER: server identifier (RFC 2132), Ethernet source",
)
ROGUE_ROUTERS = Quantity(
    "rogue_routers_count",
    "Routers that advertised themselves and are not permitted; none where silence proves nothing.",
    "Router Advertisement (RFC 4861) after a Router Solicitation of ours",
)
ROGUE_ROUTERS_INFO = Quantity(
    "rogue_routers_info",
    "Those routers: address, hardware address, prefixes.",
    "Router Advertisement (RFC 4861): IPv6 source, Ethernet source, Prefix Information",
)
DUPLICATE_ADDRESSES = Quantity(
    "duplicate_addresses_count",
    "Watched addresses that more than one station holds.",
    "ARP probe (RFC 5227), Neighbor Solicitation (RFC 4862)",
)
DUPLICATE_ADDRESSES_INFO = Quantity(
    "duplicate_addresses_info",
    "Those addresses, with the hardware addresses of their holders.",
    "ARP reply (RFC 826), Neighbor Advertisement (RFC 4861)",
)

PATH_QUANTITIES = tuple(value for value in vars().values() if isinstance(value, Quantity))
