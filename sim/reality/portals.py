"""Portals: which of their pages IPv6 reaches (I-23), as they are; nobody crawls here."""

from collections.abc import Iterable
from fractions import Fraction
from http import HTTPStatus
from typing import Final

from sim.campus import Campus
from sim.equipment import Portal
from sim.pages import difference
from sim.reality.values import Value, Values, number

#: A page whose text differs by more from that over IPv4 is another page.
DIFFERENCE_AT_MOST: Final = Fraction(1, 10)
HOME: Final = "/"


def ipv6_support(campus: Campus) -> Values:
    """The lower of the shares of the second and third level; 0 without a home page."""
    return {portal.name: _support(campus, portal) for portal in campus.scenario.devices.portals}


def _support(campus: Campus, portal: Portal) -> Value:
    if not supported(campus, portal, HOME):
        return Fraction(0)
    shares = [
        Fraction(sum(supported(campus, portal, page) for page in level), len(level))
        for level in levels(campus, portal)
        if level
    ]
    if shares:
        return min(shares)
    # one that never led anywhere is as good as its home page; of others nobody knows
    return None if portal.pages[HOME] else Fraction(1)


def levels(campus: Campus, portal: Portal) -> tuple[set[str], set[str]]:
    """What the home page leads to, and what those pages lead to that answer: each page once."""
    second = _linked(campus, portal, [HOME]) - {HOME}
    return second, _linked(campus, portal, second) - second - {HOME}


def _linked(campus: Campus, portal: Portal, pages: Iterable[str]) -> set[str]:
    return {
        link
        for page in pages
        if (html := _over_ipv6(campus, portal, page))
        for link in portal.place.linked(page, html)
    }


def supported(campus: Campus, portal: Portal, page: str) -> bool:
    """It answers over IPv6, and with no other text than over IPv4, where that has one."""
    html = _over_ipv6(campus, portal, page)
    other = _over_ipv4(campus, portal, page)
    if html == other or not other:
        return bool(html)
    return bool(html) and difference(html, other) <= DIFFERENCE_AT_MOST


def _over_ipv6(campus: Campus, portal: Portal, page: str) -> str:
    """What stands there; nothing where nobody answers, or no good."""
    host = portal.place.host_of(page)
    path = "listen_ipv6" if host == portal.host else f"hosts.{host}.listen_ipv6"
    html = _html(campus, portal, page, "AAAA")
    if not html or not campus.now(portal.name, path, True):
        return ""
    if campus.now(portal.name, f"pages.{page}.empty_over_ipv6", False):
        return ""
    other = campus.now(portal.name, f"pages.{page}.html_over_ipv6", None)
    return html if other is None else str(other)


def _over_ipv4(campus: Campus, portal: Portal, page: str) -> str:
    return _html(campus, portal, page, "A")


def _html(campus: Campus, portal: Portal, page: str, kind: str) -> str:
    """What stands there, whoever asks, if its host has an address."""
    host = portal.place.host_of(page)
    server = next(s for s in campus.scenario.devices.dns_servers if s.name == portal.nameserver)
    written = server.records.get(host, {}).get(kind, [])
    found = campus.now(server.name, f"records.{host}.{kind}", written)
    if page not in portal.pages or not found:
        return ""
    status = number(campus.now(portal.name, f"pages.{page}.status", HTTPStatus.OK))
    if status >= HTTPStatus.BAD_REQUEST:
        return ""
    return str(campus.now(portal.name, f"pages.{page}.html", portal.html[page]))
