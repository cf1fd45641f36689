"""A portal below its home page: what was tried decides, and what was not stays in the bounds."""

import pytest

from checks.campus import Campus
from checks.indicators.portal import support
from checks.verdict import CauseKind, Measured
from collectors.portal_quantities import (
    WEB_IPV6_LEVEL_2,
    WEB_IPV6_LEVEL_3,
    WEB_IPV6_SAME_TEXT,
    WEB_LEVEL_2_LINKS,
    WEB_LEVEL_2_UNTRIED,
    WEB_LEVEL_3_LINKS,
    WEB_LEVEL_3_UNTRIED,
)
from collectors.probe import ProbeResult
from collectors.quantities import WEB_IPV6_ADDRESSES, WEB_IPV6_OK
from tests.builders import only, said, seen, told

PORTALS = Campus(portals=["portal"])


def portal(level_2: float | None, level_3: float | None, answers: bool = True) -> ProbeResult:
    return said(
        "portal",
        {
            WEB_IPV6_OK: {"/": answers},
            WEB_IPV6_ADDRESSES: {"/": 1},
            WEB_IPV6_LEVEL_2: {"/": level_2},
            WEB_IPV6_LEVEL_3: {"/": level_3},
        },
    )


@pytest.mark.parametrize(
    ("level_2", "level_3", "value"), [(0.9, 1.0, 0.9), (1.0, 0.9, 0.9), (1.0, 0.899, 0.899)]
)
def test_the_lower_level_decides(level_2: float, level_3: float, value: float) -> None:
    measured = only(support(PORTALS, seen(portal(level_2, level_3))))
    assert told(measured) == value
    assert measured.arithmetic.startswith("home page answers; min(")


def test_without_a_home_page_nothing_below_it_counts() -> None:
    assert told(only(support(PORTALS, seen(portal(1.0, 1.0, answers=False))))) == 0


@pytest.mark.parametrize(("same", "value"), [(False, 0), (True, 0.95), (None, 0.95)])
def test_a_home_page_with_another_text_over_ipv6_is_none(same: bool | None, value: float) -> None:
    compared = said("portal", {WEB_IPV6_SAME_TEXT: {"/": same}})
    measured = only(support(PORTALS, seen(portal(1.0, 0.95), compared)))
    assert told(measured) == value
    if same is False:
        assert measured.arithmetic == "0: / has another text over IPv6 than over IPv4"


def test_one_level_alone_bounds_the_share() -> None:
    measured = only(support(PORTALS, seen(portal(0.5, None))))
    assert (measured.lowest, measured.value, measured.highest) == (0, 0.5, 0.5)


def test_a_home_page_alone_proves_a_part() -> None:
    pages = said("portal", {WEB_IPV6_OK: {"/": True}, WEB_IPV6_ADDRESSES: {"/": 1}})
    assert told(only(support(PORTALS, seen(pages)))) is CauseKind.PARTLY_PROVEN


def test_a_crawl_that_is_still_to_come_is_waited_for() -> None:
    pages = said("portal", {WEB_IPV6_OK: {"/": True}, WEB_IPV6_ADDRESSES: {"/": 1}})
    readings = seen(pages)
    readings.ledger.expect([said("portal", {WEB_IPV6_LEVEL_2: {}, WEB_IPV6_LEVEL_3: {}}).probe])
    assert told(only(support(PORTALS, readings))) is CauseKind.NOT_READ


def crawl(second: tuple[float | None, int, int], third: tuple[float | None, int, int]) -> Measured:
    """Of each level the share of what was tried, its links, and those that were not tried."""
    (level_2, links_2, untried_2), (level_3, links_3, untried_3) = second, third
    crawled = said(
        "portal",
        {
            WEB_IPV6_LEVEL_2: {"/": level_2},
            WEB_LEVEL_2_LINKS: {"/": links_2},
            WEB_LEVEL_2_UNTRIED: {"/": untried_2},
            WEB_IPV6_LEVEL_3: {"/": level_3},
            WEB_LEVEL_3_LINKS: {"/": links_3},
            WEB_LEVEL_3_UNTRIED: {"/": untried_3},
        },
    )
    home = said("portal", {WEB_IPV6_OK: {"/": True}, WEB_IPV6_ADDRESSES: {"/": 1}})
    return only(support(PORTALS, seen(home, crawled)))


def test_links_that_were_not_tried_stay_in_the_bounds() -> None:
    measured = crawl((0.95, 20, 0), (1.0, 100, 20))
    assert (measured.value, measured.lowest, measured.highest) == (0.95, 0.8, 0.95)
    assert measured.untold is not None
    assert measured.untold.detail == "20 of 100 links of level 3 not tried"


def test_a_crawl_that_tried_everything_is_certain() -> None:
    measured = crawl((0.95, 20, 0), (1.0, 100, 0))
    assert (told(measured), measured.lowest) == (0.95, None)


def test_a_level_of_which_nothing_was_tried_may_be_anything() -> None:
    measured = crawl((0.95, 20, 0), (None, 100, 100))
    assert (measured.value, measured.lowest, measured.highest) == (0.95, 0, 0.95)


def test_a_portal_without_a_third_level_is_rated_by_its_second() -> None:
    assert told(crawl((0.95, 20, 0), (None, 0, 0))) == 0.95


def test_pages_that_were_not_tried_may_lead_to_a_third_level() -> None:
    measured = crawl((1.0, 20, 1), (None, 0, 0))
    assert (measured.value, measured.lowest, measured.highest) == (1.0, 0, 1.0)


def test_a_home_page_that_leads_nowhere_proves_nothing() -> None:
    measured = crawl((None, 0, 0), (None, 0, 0))
    assert told(measured) is CauseKind.ABSENT
    assert measured.why_not is not None
    assert measured.why_not.detail == (
        "the home page of portal has no link to the school in its HTML"
    )
