"""Quantities of a portal below its home page; but for the last two the instance is its URL."""

from typing import Final

from collectors.reading import Quantity

CRAWL: Final = "HTML links of the school's domains (RFC 9110 over AF_INET6), by click depth"

WEB_IPV6_LEVEL_2 = Quantity(
    "web_ipv6_level_2_supported_ratio",
    "Share of the links of the second level that answer over IPv6, of those that were tried.",
    "AAAA (RFC 3596) and RFC 9110 over AF_INET6, crawl from the home page to depth 2",
)
WEB_IPV6_LEVEL_3 = Quantity(
    "web_ipv6_level_3_supported_ratio",
    "Share of the links of the third level that answer over IPv6, of those that were tried.",
    "AAAA (RFC 3596) and RFC 9110 over AF_INET6, crawl from the home page to depth 3",
)
WEB_LEVEL_2_LINKS = Quantity(
    "web_level_2_links_count", "Unique links of the school on the home page.", CRAWL
)
WEB_LEVEL_3_LINKS = Quantity(
    "web_level_3_links_count",
    "Unique links of the school on the pages of the second level that answered over IPv6.",
    CRAWL,
)
WEB_LEVEL_2_UNTRIED = Quantity(
    "web_level_2_untried_links_count",
    "Links of the second level of which nothing is known: robots.txt (RFC 9309) forbids them, a"
    " budget was at its end, no name server answered.",
    CRAWL,
)
WEB_LEVEL_3_UNTRIED = Quantity(
    "web_level_3_untried_links_count",
    "Links of the third level of which nothing is known, for the same reasons.",
    CRAWL,
)
WEB_IPV6_SAME_TEXT = Quantity(
    "web_ipv6_same_text_ok",
    "The home page over IPv6 has the text that it has over IPv4: at most a tenth differs.",
    "RFC 9110 over AF_INET6 and AF_INET; runs of three characters of the page's text",
)
#: The instance is the level with the cause.
WEB_LINKS_BY_CAUSE = Quantity(
    "web_links_by_cause_count",
    "Links of a level that do not answer over IPv6, or were not tried, for the same cause.",
    CRAWL,
)
#: There is one instance, "".
WEB_WILDCARD_DOMAINS = Quantity(
    "web_wildcard_domains_info",
    "Domains of the school below which any name has an IPv6 address, so that names prove nothing.",
    "AAAA (RFC 3596) of a name that nobody can have chosen; RFC 4592",
)

PORTAL_QUANTITIES = tuple(value for value in vars().values() if isinstance(value, Quantity))
