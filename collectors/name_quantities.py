"""Quantities of names (DNS): what a server answers, what users of a resolver get, how a zone is
served."""

from collectors.reading import Quantity

# --- a server; the instance is the name asked -----------------------------------------------------
DNS_A_OVER_IPV4 = Quantity(
    "dns_a_over_ipv4", "The server answered A over IPv4.", "RFC 1035, query sent over IPv4"
)
DNS_A_OVER_IPV6 = Quantity(
    "dns_a_over_ipv6", "The server answered A over IPv6.", "RFC 1035, query sent over IPv6"
)
DNS_AAAA_OVER_IPV4 = Quantity(
    "dns_aaaa_over_ipv4", "The server answered AAAA over IPv4.", "RFC 3596, query sent over IPv4"
)
DNS_AAAA_OVER_IPV6 = Quantity(
    "dns_aaaa_over_ipv6", "The server answered AAAA over IPv6.", "RFC 3596, query sent over IPv6"
)

# --- a resolver: by line, filtered and balanced; the instance is the test's or the name asked -----
DNS_LINE_OK = Quantity(
    "dns_line_ok",
    "A user of the line is given an address of that line.",
    "EDNS Client Subnet (RFC 7871), or a source address on the line; answer against the line's"
    " prefixes",
)
DNS_LINE_ANSWER = Quantity(
    "dns_line_answer_info",
    "The addresses that a user of the line is given, sorted.",
    "EDNS Client Subnet (RFC 7871), or a source address on the line",
)
DNS_RESOLVES = Quantity(
    "dns_name_resolves_ok",
    "The name has an address that users can be sent to: no sinkhole, not loopback, unspecified,"
    " link-local, IPv4-mapped or of a documentation prefix. Not ok: denied with proof, filtered by"
    " the server's own word, or none of its addresses is one.",
    "A (RFC 1035) and AAAA (RFC 3596); denial by RFC 2308 section 2, filtering by RFC 8914;"
    " addresses by RFC 6890 and the inventory's sinkholes",
)
DNS_ROTATED = Quantity(
    "dns_rotated_answers_count",
    "Different addresses that stood first in repeated answers for the name.",
    "RFC 1794, repeated queries",
)
DNS_NAME_FINDING = Quantity(
    "dns_name_finding_info",
    "What is wrong with the name or its addresses, in words; none where nothing is.",
    "CNAME (RFC 1034 section 3.6.2), denial (RFC 2308), filtering (RFC 8914), addresses (RFC 6890)",
)

# --- a resolver's speed; the instance is the way, "TCP over IPv6" ---------------------------------
DNS_QUERY_SECONDS = Quantity(
    "dns_query_seconds",
    "Median time from a question to its whole answer; over TCP from the start of the handshake.",
    "RFC 1035 section 4.2 (UDP), RFC 7766 (TCP)",
)
DNS_UNANSWERED = Quantity(
    "dns_unanswered_ratio",
    "Share of the round's questions that were met by silence, nonsense or an error code.",
    "RFC 1035 section 4.1.1, RCODE other than NOERROR and NXDOMAIN",
)

# --- a zone; the instance is the zone, unless said otherwise --------------------------------------
DNS_AUTHORITIES = Quantity(
    "dns_authorities_count",
    "Name servers of the zone that answer with authority from different addresses.",
    "RFC 1035 section 4.1.1, AA bit, of every NS",
)
DNS_ZONE_SERVERS = Quantity(
    "dns_zone_servers_count",
    "Name servers that the zone's parent delegates it to.",
    "NS in the referral (RFC 1034 section 4.2.1)",
)
DNS_ZONE_IPV6_SERVERS = Quantity(
    "dns_zone_ipv6_servers_count",
    "Name servers of the delegation that IPv6 alone leads to: with a global AAAA, and with AAAA"
    " glue at the parent where they lie in the zone itself. Not whether they answer there.",
    "AAAA (RFC 3596), glue (RFC 9471), guidelines of RFC 3901",
)
DNS_ZONE_ANSWERING_SERVERS = Quantity(
    "dns_zone_answering_servers_count",
    'Name servers that answered with authority by that way; the instance is "ZONE TCP over IPv6".',
    "SOA with the AA bit over UDP (RFC 1035) and TCP (RFC 7766), to IPv4 and IPv6 addresses",
)
DNS_ZONE_SERIALS = Quantity(
    "dns_zone_serials_count",
    "Different serial numbers that the zone's servers tell; 1 where they agree.",
    "SOA (RFC 1035 section 3.3.13)",
)
DNS_DELEGATION_OK = Quantity(
    "dns_delegation_ok",
    "The parent and every server of the zone name the same name servers.",
    "NS at the parent and in the zone (RFC 1034 section 4.2.2)",
)
DNS_DELEGATION_OVER_IPV6_OK = Quantity(
    "dns_delegation_over_ipv6_ok",
    "A server of the parent zone gave the delegation over IPv6.",
    "NS of the parent zone, referral (RFC 1034) over IPv6",
)
DNS_SERVER_ANSWERS = Quantity(
    "dns_server_answers_ok",
    "That server gave the record with authority; not ok where it denied it with authority, or"
    ' answered without any (lame). The instance is "SERVER ADDRESS TCP AAAA".',
    "SOA, NS, A (RFC 1035) and AAAA (RFC 3596), AA bit",
)
DNS_SERVER_SECONDS = Quantity(
    "dns_server_answer_seconds",
    "Time from asking that server for the zone's SOA to its whole answer. The instance is"
    ' "SERVER ADDRESS TCP".',
    "SOA (RFC 1035 section 3.3.13) over UDP and TCP",
)
DNS_ZONE_FINDING = Quantity(
    "dns_zone_finding_info",
    "What is wrong with the zone, in words; none where nothing is. The instance is the zone and the"
    " kind of finding: not_delegated, missing_glue, wrong_glue, no_address, unusable_address,"
    " alias, lame, delegation_differs, serials_differ, answers_differ.",
    "RFC 1034 section 4.2, RFC 1912 section 2.8, RFC 2181 section 10.3",
)
DNS_ZONE_FINDINGS = Quantity(
    "dns_zone_findings_count",
    "Findings about the zone; at least so many where some server could not be asked.",
    "the findings of dns_zone_finding_info",
)

NAME_QUANTITIES = tuple(value for value in vars().values() if isinstance(value, Quantity))
