"""Names: whether the campus' DNS servers answer for both families over both families."""

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.evidence import not_listed
from checks.indicators.interfaces import true
from checks.indicators.members import Member, share
from checks.readings import Gap, Readings
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.name_quantities import (
    DNS_A_OVER_IPV4,
    DNS_A_OVER_IPV6,
    DNS_AAAA_OVER_IPV4,
    DNS_AAAA_OVER_IPV6,
)

ANSWERED = "dns_combinations_answered_ratio"

COMBINATIONS = {
    DNS_A_OVER_IPV4: "A over IPv4",
    DNS_A_OVER_IPV6: "A over IPv6",
    DNS_AAAA_OVER_IPV4: "AAAA over IPv4",
    DNS_AAAA_OVER_IPV6: "AAAA over IPv6",
}


def combinations(campus: Campus, readings: Readings) -> list[Measured]:
    """Per server, the share of (name, record type, transport) that it answered."""
    if not campus.dns_servers:
        return [not_listed(ANSWERED, "dns_servers", campus.dns_servers)]
    return [_server(server, readings) for server in dict.fromkeys(campus.dns_servers)]


def _server(server: str, readings: Readings) -> Measured:
    subject = Subject("dns_server", server)
    told = (readings.all(quantity, server) for quantity in COMBINATIONS)
    names = list(dict.fromkeys(name for asked in told for name in asked))
    if not names:
        return Measured(
            ANSWERED, subject, None, _nothing(server, readings), coverage=Coverage(0, 4)
        )
    members = []
    for name in names:
        for quantity, combination in COMBINATIONS.items():
            found = readings.find(quantity, server, name)
            counts = found.cause if isinstance(found, Gap) else true(found)
            members.append(Member(f"{name} {combination}", counts, (found,)))
    return share(ANSWERED, subject, members, "combinations answered", Grade.REPORTED)


def _nothing(server: str, readings: Readings) -> Cause:
    silent = readings.answers(DNS_A_OVER_IPV4, server)
    if silent is not None:
        return silent.cause
    return Cause(CauseKind.ABSENT, f"the probe of {server} told of no name", server)


INDICATORS = (
    Indicator(
        ANSWERED,
        "Share of record types and transports of IPv4 and IPv6 that a DNS server answers.",
        "answered (name, A or AAAA, over IPv4 or IPv6) ÷ asked",
        "1",
        "dns_server",
        tuple(COMBINATIONS),
        ("dns_servers",),
        combinations,
    ),
)
