"""What the daemon is told of a portal below its home page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction

import pytest
from dns.message import Message
from pydantic import ValidationError

from collectors.failure import FailureKind, ProbeError
from collectors.portal.collector import PORTAL, PortalOptions, collect
from collectors.portal.page_worker import Read
from collectors.portal.tried import Cause, Untried
from collectors.portal_quantities import (
    WEB_IPV6_LEVEL_2,
    WEB_IPV6_LEVEL_3,
    WEB_IPV6_SAME_TEXT,
    WEB_LEVEL_2_LINKS,
    WEB_LEVEL_2_UNTRIED,
    WEB_LEVEL_3_LINKS,
    WEB_LEVEL_3_UNTRIED,
    WEB_LINKS_BY_CAUSE,
    WEB_WILDCARD_DOMAINS,
)
from collectors.reading import Quantity, Reading
from collectors.target import Target
from tests.collectors.dns_server import serving_names
from tests.collectors.portal.planned_site import (
    ALLOWED,
    DOMAIN,
    Fate,
    Site,
    planned,
    ports,
    running,
)

TARGET = Target(name="portal", address=f"www.{DOMAIN}")
OF_LEVELS = {
    2: (WEB_IPV6_LEVEL_2, WEB_LEVEL_2_LINKS, WEB_LEVEL_2_UNTRIED),
    3: (WEB_IPV6_LEVEL_3, WEB_LEVEL_3_LINKS, WEB_LEVEL_3_UNTRIED),
}


@asynccontextmanager
async def portal(site: Site, **given: object) -> AsyncIterator[PortalOptions]:
    async with running(site) as hosts:
        options = {
            "url": str(site.home),
            "nameserver": "127.0.0.1",
            "nameserver_port": hosts.servers[0].port,
            "counts_as_global": list(ALLOWED),
            "link_seconds": 2.0,
        }
        yield PortalOptions.model_validate(options | given)


def told(readings: list[Reading], quantity: Quantity) -> dict[str, object]:
    return {each.instance: each.value for each in readings if each.quantity is quantity}


@pytest.mark.parametrize("seed", [0, 1])
async def test_both_levels_are_told_with_what_was_not_tried(seed: int) -> None:
    site = planned(seed, 200, *ports())
    async with portal(site) as options:
        readings = await collect(TARGET, options)
    url = options.url
    for level, (share, links, untried) in OF_LEVELS.items():
        fates: list[Fate] = [fate for at, fate in site.fates.values() if at == level]
        tried = [fate for fate in fates if not isinstance(fate, Untried)]
        assert told(readings, share) == {url: float(Fraction(tried.count(None), len(tried)))}
        assert told(readings, links) == {url: len(fates)}
        assert told(readings, untried) == {url: len(fates) - len(tried)}
        by_cause = told(readings, WEB_LINKS_BY_CAUSE)
        for cause in (*Cause, *Untried):
            assert by_cause.get(f"level {level}: {cause}", 0) == fates.count(cause)
    assert told(readings, WEB_IPV6_SAME_TEXT) == {url: True}
    assert told(readings, WEB_WILDCARD_DOMAINS) == {"": DOMAIN if site.wild else None}
    assert {each.quantity for each in readings} <= set(PORTAL.measures)


async def test_without_a_home_page_nobody_knows_the_levels() -> None:
    site = planned(0, 10, *ports(), sound=True)
    async with portal(site, url=str(site.home.with_port(site.closed_port))) as options:
        readings = await collect(TARGET, options)
    assert len(readings) == 7
    assert {each.value for each in readings} == {None}
    assert all(each.rejected.startswith("the home page: refused: ") for each in readings)


async def test_a_home_page_of_another_text_over_ipv6_is_told_of() -> None:
    site = planned(0, 10, *ports(), sound=True)
    url = f"http://www.{DOMAIN}:{site.port}/{Cause.DIFFERS}/"
    async with portal(site, url=url) as options:
        readings = await collect(TARGET, options)
    assert told(readings, WEB_IPV6_SAME_TEXT) == {url: False}
    assert told(readings, WEB_IPV6_LEVEL_2) == {url: None}


async def test_of_a_home_page_that_cannot_be_read_nobody_knows_where_it_leads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def unread(*_: object) -> Read:
        raise ProbeError(FailureKind.TOO_LARGE, "too much of it")

    monkeypatch.setattr("collectors.portal.page_worker.PageWorker.read", unread)
    site = planned(0, 10, *ports(), sound=True)
    async with portal(site) as options:
        readings = await collect(TARGET, options)
    assert told(readings, WEB_LEVEL_2_LINKS) == {options.url: None}
    assert {each.rejected for each in readings} == {
        "the home page: neither compared nor searched for links: too much of it"
    }


async def test_a_home_page_that_keeps_silent_may_be_our_fault() -> None:
    site = planned(0, 10, *ports(), sound=True)
    url = f"http://www.{DOMAIN}:{site.port}/{Cause.TIMEOUT}/"
    async with portal(site, url=url, link_seconds=0.2) as options:
        with pytest.raises(ProbeError) as raised:
            await collect(TARGET, options)
    assert raised.value.kind is FailureKind.TIMEOUT
    assert url in raised.value.detail


async def test_a_level_of_which_nothing_was_tried_says_why() -> None:
    site = planned(0, 10, *ports(), sound=True)
    site.pages[site.home] = [f"http://robots.{DOMAIN}:{site.port}/page/{n}" for n in range(3)]
    async with portal(site) as options:
        readings = await collect(TARGET, options)
    (share,) = [each for each in readings if each.quantity is WEB_IPV6_LEVEL_2]
    assert (share.value, share.rejected) == (None, "no link of level 2 was tried: 3 robots_txt")
    (third,) = [each for each in readings if each.quantity is WEB_IPV6_LEVEL_3]
    assert (third.value, third.rejected) == (None, "")
    assert told(readings, WEB_LEVEL_3_LINKS) == {options.url: 0}


async def test_a_crawl_ends_with_its_time_and_leaves_the_rest_out() -> None:
    site = planned(0, 400, *ports(), sound=True)
    async with portal(site, seconds=0.4) as options:
        readings = await collect(TARGET, options)
    by_cause = told(readings, WEB_LINKS_BY_CAUSE)
    late = [count for cause, count in by_cause.items() if str(Untried.TIME) in cause]
    assert late
    assert options.least_seconds() == 0.4


async def test_who_gives_up_leaves_no_task_behind() -> None:
    """A name server and a robots.txt that do not answer: several links wait for each."""

    def nothing(_query: Message) -> list[bytes]:
        return []

    async with serving_names(nothing, addresses=("127.0.0.1",)) as dns_port:
        options = PortalOptions(
            url="http://www.school.test/", nameserver="127.0.0.1", nameserver_port=dns_port
        )
        before = asyncio.all_tasks()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await collect(TARGET, options)
        assert asyncio.all_tasks() == before


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"domains": ["school\u2488test"]}, "no host name"),
        ({"counts_as_global": ["::1/12x"]}, "does not appear to be"),
        ({"links_per_level": 0}, "greater than or equal to 1"),
        ({"seconds": 0}, "greater than 0"),
    ],
)
def test_options_that_cannot_be_are_refused(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        PortalOptions.model_validate({"url": "http://www.school.test/"} | wrong)
