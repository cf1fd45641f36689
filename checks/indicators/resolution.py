"""Resolution on purpose: names answered by line, shared out over addresses, or filtered."""

from checks.campus import Campus
from checks.equipment import DnsLine, DnsTestName
from checks.indicator import Indicator
from checks.indicators.evidence import not_listed, read, shown
from checks.indicators.interfaces import true
from checks.indicators.members import Member
from checks.indicators.sightings import all_of, any_of
from checks.readings import Gap, Observation, Readings
from checks.verdict import CAMPUS, Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.name_quantities import (
    DNS_AUTHORITIES,
    DNS_LINE_ANSWER,
    DNS_LINE_OK,
    DNS_RESOLVES,
    DNS_ROTATED,
)

LINES = "dns_lines_told_apart_ok"
BALANCED = "dns_balanced_ok"
FILTERED = "dns_filtered_ok"

#: With fewer, there is nothing to tell apart or to share out.
SEVERAL = 2


def _yes_or_no(indicator: str, subject: Subject, member: Member, why: str) -> Measured:
    """1 or 0 of one member, or the reason why it cannot be told."""
    evidence = shown(member.evidence)
    if isinstance(member.counts, Cause):
        return Measured(indicator, subject, None, member.counts, evidence, Coverage(0, 1))
    value = float(member.counts)
    return Measured(
        indicator, subject, value, None, evidence,
        grade=Grade.DEMONSTRATED, arithmetic=f"{value:g}: {why}",
    )  # fmt: skip


def lines(campus: Campus, readings: Readings) -> list[Measured]:
    """1 where users of at least two lines are each given addresses of theirs, and not the same."""
    if not campus.dns_lines:
        return [not_listed(LINES, "dns_lines", campus.dns_lines)]
    right = all_of("lines", [_line(line, readings) for line in campus.dns_lines])
    answers = [readings.find(DNS_LINE_ANSWER, e.target, e.instance) for e in campus.dns_lines]
    known = {str(found.value) for found in answers if isinstance(found, Observation)}
    gaps = [found.cause for found in answers if isinstance(found, Gap)]
    told_apart: bool | Cause = len(known) >= SEVERAL
    if not told_apart and gaps:
        told_apart = gaps[0]
    apart = Member("answers", told_apart, tuple(read(found) for found in answers))
    why = f"{len(campus.dns_lines)} lines asked for, {len(known)} different answers"
    return [_yes_or_no(LINES, CAMPUS, all_of("lines", (right, apart)), why)]


def _line(line: DnsLine, readings: Readings) -> Member:
    found = readings.find(DNS_LINE_OK, line.target, line.instance)
    return Member(line.name, found.cause if isinstance(found, Gap) else true(found), (found,))


def balanced(campus: Campus, readings: Readings) -> list[Measured]:
    """Per server, 1 where two servers answer with authority and an answer rotates."""
    if not campus.dns_servers:
        return [not_listed(BALANCED, "dns_servers", campus.dns_servers)]
    return [_balanced(server, readings) for server in dict.fromkeys(campus.dns_servers)]


def _balanced(server: str, readings: Readings) -> Measured:
    ways = []
    for quantity in (DNS_AUTHORITIES, DNS_ROTATED):
        founds = list(readings.all(quantity, server).values()) or [readings.find(quantity, server)]
        members = [
            Member(
                found.instance,
                found.cause if isinstance(found, Gap) else found.number >= SEVERAL,
                (read(found),),
            )
            for found in founds
        ]
        ways.append(any_of(quantity.name, members, "dns_servers"))
    why = "a zone has two servers with authority, and an answer rotates"
    subject = Subject("dns_server", server)
    member = all_of(server, ways)
    return _yes_or_no(BALANCED, subject, member, why if member.counts is True else f"not so: {why}")


def filtered(campus: Campus, readings: Readings) -> list[Measured]:
    """Per server, 1 where every blocked name is refused and a control name has its address."""
    if not campus.dns_test_names:
        return [not_listed(FILTERED, "dns_test_names", campus.dns_test_names)]
    by_server: dict[str, list[DnsTestName]] = {}
    for name in campus.dns_test_names:
        by_server.setdefault(name.target, []).append(name)
    return [_filtered(server, names, readings) for server, names in by_server.items()]


def _filtered(server: str, names: list[DnsTestName], readings: Readings) -> Measured:
    """Without a name of each sort there is no test: a server that answers nothing filters all."""
    subject = Subject("dns_server", server)
    if {name.blocked for name in names} != {True, False}:
        detail = f"the inventory lacks a blocked name or a control name for {server}"
        cause = Cause(CauseKind.FACT_MISSING, detail)
        return Measured(FILTERED, subject, None, cause, coverage=Coverage(0, 1))
    members = []
    for name in names:
        found = readings.find(DNS_RESOLVES, server, name.name)
        right = found.cause if isinstance(found, Gap) else true(found) is not name.blocked
        members.append(Member(name.name, right, (found,)))
    wrong = [member.name for member in members if member.counts is False]
    why = (
        f"not as they should: {', '.join(wrong)}" if wrong else f"{len(names)} names as they should"
    )
    return _yes_or_no(FILTERED, subject, all_of(server, members), why)


INDICATORS = (
    Indicator(
        LINES,
        "Users of different lines are given addresses of their own line.",
        "1 if each line is answered with its own addresses, of which there are at least two sorts",
        "",
        "campus",
        (DNS_LINE_OK, DNS_LINE_ANSWER),
        ("dns_lines",),
        lines,
    ),
    Indicator(
        BALANCED,
        "A DNS server shares load out over servers and addresses.",
        "1 if two servers of a zone answer with authority and a repeated answer rotates",
        "",
        "dns_server",
        (DNS_AUTHORITIES, DNS_ROTATED),
        ("dns_servers",),
        balanced,
    ),
    Indicator(
        FILTERED,
        "A DNS server refuses the names that the site blocks, and only them.",
        "1 if every blocked test name is refused and the control names resolve",
        "",
        "dns_server",
        (DNS_RESOLVES,),
        ("dns_test_names",),
        filtered,
    ),
)
