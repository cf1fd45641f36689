"""A crawl finds each planned fault of a portal, and nothing else."""

from collections import Counter

import pytest

from collectors.portal.crawl import Budget, Crawl, Crawled
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import Outcome, Untried
from tests.collectors.portal.planned_site import DOMAIN, Site, expected, planned, ports, running


async def crawled(site: Site, **budget: float) -> Crawled:
    async with running(site) as hosts, PageWorker() as pages:
        crawl = Crawl(hosts, (DOMAIN,), pages, budget=Budget(link_seconds=3.0, **budget))  # type: ignore[arg-type]
        return await crawl.run(site.home)


@pytest.mark.parametrize("seed", range(3))
async def test_each_planned_fault_is_found_and_nothing_else(seed: int) -> None:
    site = planned(seed, 200, *ports())
    found = await crawled(site)
    assert found.home.outcome is Outcome.SUPPORTED
    told = {(each.url, each.level, each.outcome, each.cause) for each in found.tried[1:]}
    assert told == set(expected(site))
    assert found.wildcards == ()
    asked = Counter(site.asked)
    assert not any("robots." in each and "robots.txt" not in each for each in asked)


async def test_a_crawl_stops_at_its_budgets() -> None:
    site = planned(1, 200, *ports())
    found = await crawled(site, links_per_level=10)
    tried = Counter(each.level for each in found.tried if each.cause is not Untried.LINKS)
    assert tried == {1: 1, 2: 10, 3: 10}
    left = [each for each in found.tried if each.cause is Untried.LINKS]
    assert {each.outcome for each in left} == {Outcome.NOT_TRIED}
