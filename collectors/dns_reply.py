"""What a DNS reply proves: records, their absence, a filter at work, or nothing."""

import ipaddress

import dns.exception
import dns.flags
import dns.message
import dns.rcode
from dns.edns import ECSOption, EDECode, EDEOption
from dns.message import Message
from dns.name import Name
from dns.rdataclass import IN
from dns.rdatatype import CNAME, NS, SOA, RdataType
from dns.rrset import RRset

from collectors.failure import FailureKind, ProbeError

ALIASES_LIMIT = 10  # RFC 1034 section 3.6.2 asks for none at all behind an alias

#: Codes that answer a question; every other one says why there is no answer.
ANSWERS = (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)

#: By these a server says that it gave another answer than the true one (RFC 8914 section 4). Not
#: Prohibited (18): that is about who asks, not about the name.
FILTERED = {
    EDECode.FORGED_ANSWER: "forged on purpose",
    EDECode.BLOCKED: "blocked",
    EDECode.CENSORED: "censored",
    EDECode.FILTERED: "filtered",
}


def parsed(wire: bytes) -> Message:
    """A whole message, or as much as there is of one that says that it was cut.

    Raises DNSException for all that is no message.
    """
    try:
        return dns.message.from_wire(wire, raise_on_truncation=True)
    except dns.message.Truncated as error:
        cut: Message = error.message()  # type: ignore[no-untyped-call]  # dnspython leaves it so
        return cut


def fits(query: Message, reply: Message) -> bool:
    """The reply is to this query, and for its client subnet (RFC 7871: any other is dropped)."""
    if not query.is_response(reply):
        return False
    asked, told = client_subnet(query), client_subnet(reply)
    if asked is None or told is None:
        return True
    return (asked.family, asked.srclen, asked.addrdata) == (told.family, told.srclen, told.addrdata)


def client_subnet(message: Message) -> ECSOption | None:
    return next((option for option in message.options if isinstance(option, ECSOption)), None)


def proven(reply: Message, owner: Name, kind: RdataType) -> tuple[str, ...]:
    """What a reply proves: the records, or none of them where the denial is authoritative."""
    last = aliases(reply, [owner])[-1]
    found = rrset(reply, last, kind)
    if found is not None:
        return tuple(sorted(record.to_text() for record in found))
    if denied(reply, owner, last):
        return ()
    raise nothing_proven(reply, owner, kind, last)


def rrset(reply: Message, owner: Name, kind: RdataType) -> RRset | None:
    """The records of exactly that name; ProbeError where the reply's code says why none is told."""
    code = reply.rcode()
    if code not in ANSWERS:
        asked = f"{dns.rcode.to_text(code)} for {kind.name} {owner.to_text(True)}"
        raise ProbeError(FailureKind.ERROR_REPLY, asked)
    return None if code == dns.rcode.NXDOMAIN else reply.get_rrset(reply.answer, owner, IN, kind)


def nothing_proven(reply: Message, owner: Name, kind: RdataType, last: Name) -> ProbeError:
    asked = f"{dns.rcode.to_text(reply.rcode())} for {kind.name} {owner.to_text(True)}"
    detail = f"{asked}, with neither records nor proof that {last.to_text(True)} has none"
    return ProbeError(FailureKind.ERROR_REPLY, detail)


def denied(reply: Message, owner: Name, last: Name) -> bool:
    """The zone itself says that `last` has nothing.

    That is: the AA bit, or the zone's SOA from a server that recurses (RFC 2308 section 2).
    A referral or a lame server looks the same but for these.
    """
    authoritative = bool(reply.flags & dns.flags.AA)
    recursing = bool(reply.flags & dns.flags.RA)
    zones = [each.name for each in reply.authority if each.rdtype == SOA]
    if any(last.is_subdomain(zone) for zone in zones):
        return authoritative or recursing
    referral = any(each.rdtype == NS for each in reply.authority)
    return authoritative and last == owner and not referral


def aliases(reply: Message, names: list[Name]) -> list[Name]:
    """`names`, and behind their last one the aliases (CNAME) that the reply leads it through.

    Raises ProbeError for a loop, and for more than ten.
    """
    names = list(names)
    while alias := reply.get_rrset(reply.answer, names[-1], IN, CNAME):
        target = alias[0].target
        first = names[0].to_text(True)
        if target in names:
            detail = f"{first} is an alias in a loop, by way of {target.to_text(True)}"
            raise ProbeError(FailureKind.LOOPING, detail)
        names.append(target)
        if len(names) > ALIASES_LIMIT + 1:
            detail = f"{first} is an alias of an alias, more than {ALIASES_LIMIT} deep"
            raise ProbeError(FailureKind.LOOPING, detail)
    return names


def filtered(reply: Message) -> str:
    """How the server says that it filters the name; empty where it does not say so.

    By an Extended DNS Error (RFC 8914), or by the SOA of its policy zone beside an empty answer: in
    the additional section, where no other reply has one (draft-vixie-dnsop-dns-rpz; BIND 9.18).
    """
    for option in reply.options:
        if isinstance(option, EDEOption) and option.code in FILTERED:
            return f"the server says that it is {FILTERED[option.code]} (RFC 8914)"
    policies = [each.name for each in reply.additional if each.rdtype == SOA]
    if policies and not reply.answer and not reply.authority and reply.rcode() in ANSWERS:
        return f"denied by the server's policy zone {policies[0].to_text(True)}"
    return ""


def addresses(found: RRset) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Of A or AAAA records, in the order of the reply."""
    return [ipaddress.ip_address(record.address) for record in found]
