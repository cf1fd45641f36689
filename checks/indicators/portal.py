"""A portal below its home page: the share of its links that IPv6 reaches, level by level."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.evidence import not_listed, read, shown
from checks.indicators.interfaces import true
from checks.indicators.ipv6 import Condition, all_hold, home_page
from checks.indicators.wording import plural
from checks.readings import Found, Gap, Readings
from checks.verdict import Cause, CauseKind, Coverage, Measured, Subject
from collectors.portal_quantities import (
    WEB_IPV6_LEVEL_2,
    WEB_IPV6_LEVEL_3,
    WEB_IPV6_SAME_TEXT,
    WEB_LEVEL_2_LINKS,
    WEB_LEVEL_2_UNTRIED,
    WEB_LEVEL_3_LINKS,
    WEB_LEVEL_3_UNTRIED,
)
from collectors.quantities import WEB_IPV6_ADDRESSES, WEB_IPV6_OK
from collectors.reading import Quantity
from collectors.record import record

SUPPORT: Final = "portal_ipv6_support_ratio"


class Told(NamedTuple):
    """What a crawl tells of a level: the share of what it tried, all links, those not tried."""

    share: Quantity
    links: Quantity
    untried: Quantity


LEVELS: Final = {
    2: Told(WEB_IPV6_LEVEL_2, WEB_LEVEL_2_LINKS, WEB_LEVEL_2_UNTRIED),
    3: Told(WEB_IPV6_LEVEL_3, WEB_LEVEL_3_LINKS, WEB_LEVEL_3_UNTRIED),
}


@record
class Level:
    """`share` is of the links that were tried, of all it lies between `lowest` and `highest`;
    `untold` is why nothing is known of the others. A level that `is_empty` has no links."""

    number: int
    share: float | None
    lowest: float
    highest: float
    untold: Cause | None
    evidence: Sequence[Found]
    is_empty: bool = False


def support(campus: Campus, readings: Readings) -> list[Measured]:
    """Per portal, the lower of the shares of its second and third level; 0 where the home page
    does not answer, or with another text than over IPv4 (I-23)."""
    if not campus.portals:
        return [not_listed(SUPPORT, "portals", campus.portals)]
    return [_support(portal, readings) for portal in dict.fromkeys(campus.portals)]


def _support(portal: str, readings: Readings) -> Measured:
    home = home_page(SUPPORT, portal, readings)
    if home.value != 1:
        return home  # 0 decides whatever lies below it; what is not known leaves all unknown
    if others := _other_pages(portal, readings):
        return all_hold(SUPPORT, home.subject, others)
    levels = [
        level
        for url in readings.all(WEB_IPV6_OK, portal)
        for level in _levels(portal, url, readings)
    ]
    evidence = shown((*home.evidence, *(read(e) for level in levels for e in level.evidence)))
    counted = [level for level in levels if not level.is_empty]
    shares = [level.share for level in counted if level.share is not None]
    untold = next((level.untold for level in counted if level.untold is not None), None)
    coverage = Coverage(len(shares), len(counted))
    subject = Subject("portal", portal)
    if not shares:
        why = untold or _leads_nowhere(portal)
        return Measured(SUPPORT, subject, None, why, evidence, coverage)
    terms = ", ".join(f"{share:.4g}" for share in shares)
    numbers = " and ".join(str(level.number) for level in counted if level.share is not None)
    arithmetic = f"home page answers; min({terms}) of level {numbers}"
    if untold is None:
        return Measured(
            SUPPORT, subject, min(shares), None, evidence, coverage, arithmetic=arithmetic
        )
    return Measured(
        SUPPORT, subject, min(shares), None, evidence, coverage,
        arithmetic=f"{arithmetic}; {untold.detail}",
        lowest=min(level.lowest for level in counted),
        highest=min(level.highest for level in counted), untold=untold,
    )  # fmt: skip


def _other_pages(portal: str, readings: Readings) -> list[Condition]:
    """Home pages that are known to be others over IPv6; who did not compare them says nothing."""
    founds = {url: readings.find(WEB_IPV6_SAME_TEXT, portal, url)
              for url in readings.all(WEB_IPV6_OK, portal)}  # fmt: skip
    return [
        (found, False, f"{url} has another text over IPv6 than over IPv4")
        for url, found in founds.items()
        if not isinstance(found, Gap) and not true(found)
    ]


def _leads_nowhere(portal: str) -> Cause:
    """As where a script writes the links: nobody knows what it would have written."""
    detail = f"the home page of {portal} has no link to the school in its HTML"
    return Cause(CauseKind.ABSENT, detail, portal)


def _levels(portal: str, url: str, readings: Readings) -> list[Level]:
    second, third = (_level(number, portal, url, readings) for number in LEVELS)
    if third.is_empty and second.untold is not None:
        # a page that was not tried may lead to the third level
        third = Level(3, None, 0.0, 1.0, second.untold, third.evidence)
    return [second, third]


def _level(number: int, portal: str, url: str, readings: Readings) -> Level:
    told = LEVELS[number]
    share = readings.find(told.share, portal, url)
    if not readings.names(told.links, portal):  # who else measured it tells of the share alone
        if isinstance(share, Gap):
            return Level(number, None, 0.0, 1.0, _untried(share, readings), (share,))
        return Level(number, share.number, share.number, share.number, None, (share,))
    links = readings.find(told.links, portal, url)
    untried = readings.find(told.untried, portal, url)
    founds = (share, links, untried)
    if isinstance(links, Gap) or isinstance(untried, Gap):
        gap = next(found for found in (links, untried) if isinstance(found, Gap))
        return Level(number, None, 0.0, 1.0, gap.cause, founds)
    if not links.number:
        return Level(number, None, 1.0, 1.0, None, (links,), is_empty=True)
    unknown = untried.number / links.number
    if isinstance(share, Gap):
        return Level(number, None, 0.0, 1.0, share.cause, founds)
    lowest = share.number * (1 - unknown)
    detail = (
        f"{untried.number:g} of {plural(int(links.number), 'link', 'links')} of level {number}"
        " not tried"
    )
    untold = Cause(CauseKind.COVERAGE, detail, portal) if untried.number else None
    return Level(number, share.number, lowest, lowest + unknown, untold, founds)


def _untried(gap: Gap, readings: Readings) -> Cause:
    """Where nothing tries the pages below, the home page proves a part."""
    if readings.asks(gap.quantity, gap.target):
        return gap.cause
    detail = f"the links of {gap.target} are not tried ({gap.quantity.name})"
    return Cause(CauseKind.PARTLY_PROVEN, detail, gap.target)


INDICATORS = (
    Indicator(
        SUPPORT,
        "Share of a portal's pages that IPv6 reaches.",
        "min of level 2 and level 3 links that answer over IPv6; 0 if the home page does not, or"
        " differs",
        "1",
        "portal",
        (WEB_IPV6_OK, WEB_IPV6_ADDRESSES, WEB_IPV6_SAME_TEXT,
         *(quantity for told in LEVELS.values() for quantity in told)),
        ("portals",),
        support,
    ),
)  # fmt: skip
