"""A crawl finds each planned fault of a portal, and nothing else."""

import asyncio
from collections import Counter
from fractions import Fraction

import pytest
from yarl import URL

from collectors.portal.crawl import Budget, Crawl, Crawled
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import Cause, Outcome, Untried, level_of
from tests.collectors.portal.planned_site import (
    DOMAIN,
    MALFORMED,
    NOISE,
    OUTSIDE,
    Fate,
    Site,
    expected,
    noise,
    planned,
    ports,
    running,
)
from tests.collectors.portal.silent_ports import deaf

#: Two at a time: a redirect in a circle is six requests, which on two idle cores take 0.5 s of the
#: 2.5 that a link has. With four it takes 1.5, and beside other tests it was found to be too late.
LINKS, PLANS, SIDE_BY_SIDE = 2_000, 20, 2
NOT_WEB = ("mailto:", "javascript:", "data:", "tel:")


async def crawled(site: Site, **budget: float) -> Crawled:
    async with running(site) as hosts, PageWorker() as pages:
        crawl = Crawl(hosts, (DOMAIN,), pages, budget=Budget(link_seconds=2.5, **budget))  # type: ignore[arg-type]
        return await crawl.run(site.home)


@pytest.mark.parametrize("first", range(0, PLANS, SIDE_BY_SIDE))
async def test_each_planned_fault_is_found_and_nothing_else(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of the time they wait, and so some do side by side."""
    monkeypatch.setattr("collectors.portal.crawl.CONNECT_SECONDS", 1.0)
    async with asyncio.TaskGroup() as group:
        for seed in range(first, first + SIDE_BY_SIDE):
            group.create_task(as_planned(seed))


async def as_planned(seed: int) -> None:
    """Which links of a mute host are tried is chance; how many is not."""
    async with deaf() as deaf_port:
        site = planned(seed, LINKS, *ports(), deaf_port=deaf_port)
        found = await crawled(site)
    assert found.home.outcome is Outcome.SUPPORTED
    right = list(expected(site))
    told = [(each.url, each.level, each.outcome, each.cause) for each in found.tried[1:]]
    assert Counter(map(without_mute, told)) == Counter(map(without_mute, right)), seed
    for number in (2, 3):
        causes = Counter(cause for _, level, _, cause in right if level == number)
        level = level_of(number, found.tried)
        assert level.causes + level.untried == causes - Counter({None: causes[None]})
        tried = sum(causes[each] for each in (None, *Cause))
        assert level.rate == Fraction(causes[None], tried)
    assert found.wildcards == ((DOMAIN,) if site.wild else ())
    beside = noise(site)
    assert {each.text for each in found.malformed} == beside.keys() & MALFORMED
    assert found.outside == Counter({"other.example": beside[OUTSIDE]})
    assert found.not_web == sum(beside[text] for text in NOISE if text.startswith(NOT_WEB))
    asked = Counter(site.asked)
    assert not any("robots." in each and "robots.txt" not in each for each in asked)
    assert not any("/4-" in each for each in asked)


def without_mute(told: tuple[URL, int, Outcome, Fate]) -> tuple[URL | str, int, Outcome, Fate]:
    url, level, outcome, fate = told
    return "mute" if "mute." in str(url) else url, level, outcome, fate


async def test_a_crawl_stops_at_its_budgets() -> None:
    site = planned(1, 200, *ports())
    found = await crawled(site, links_per_level=10)
    tried = Counter(each.level for each in found.tried if each.cause is not Untried.LINKS)
    assert tried == {1: 1, 2: 10, 3: 10}
    left = [each for each in found.tried if each.cause is Untried.LINKS]
    assert {each.outcome for each in left} == {Outcome.NOT_TRIED}
