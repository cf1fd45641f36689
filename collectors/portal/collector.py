"""Below a portal's home page: which share of its links of each level IPv6 reaches (I-23)."""

from collections.abc import Iterator
from fractions import Fraction
from ipaddress import ip_network
from typing import Annotated, Final

from pydantic import Field, field_validator
from yarl import URL

from collectors.failure import FailureKind, ProbeError
from collectors.portal.crawl import Budget, Crawl, Crawled
from collectors.portal.hosts import Hosts
from collectors.portal.links import as_ascii, domain_of, normal
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import Cause, Level, Outcome, Tried, Untried, level_of
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
from collectors.probe import Collector
from collectors.reading import Quantity, Reading
from collectors.target import Target
from collectors.web import WebOptions, nameservers, verification

DEFAULT: Final = Budget()

#: Of each level: the share of what was tried, all links, and those of which nothing is known.
LEVELS: Final[dict[int, tuple[Quantity, Quantity, Quantity]]] = {
    2: (WEB_IPV6_LEVEL_2, WEB_LEVEL_2_LINKS, WEB_LEVEL_2_UNTRIED),
    3: (WEB_IPV6_LEVEL_3, WEB_LEVEL_3_LINKS, WEB_LEVEL_3_UNTRIED),
}

#: Why a home page does not answer, where that may be our fault or the path's as well.
NOT_THE_SITES: Final[dict[Cause | Untried | None, FailureKind]] = {
    Cause.TIMEOUT: FailureKind.TIMEOUT,
    Cause.UNREACHABLE: FailureKind.UNREACHABLE,
    Cause.PROTOCOL: FailureKind.MALFORMED_REPLY,
    Untried.NAMES: FailureKind.NAME_NOT_FOUND,
    Untried.TIME: FailureKind.TIMEOUT,
}


class PortalOptions(WebOptions):
    """`domains` are the school's, else that of the URL without `www.`; `counts_as_global` may hold
    prefixes of both families. A crawl takes up to `seconds`, so that the probe needs a longer
    `timeout_seconds`."""

    domains: list[str] = Field(default_factory=list)
    links_per_level: Annotated[int, Field(ge=1, le=100_000)] = DEFAULT.links_per_level
    links_per_host: Annotated[int, Field(ge=1, le=100_000)] = DEFAULT.links_per_host
    seconds: Annotated[float, Field(gt=0, le=3_600)] = DEFAULT.seconds
    link_seconds: Annotated[float, Field(gt=0, le=60)] = DEFAULT.link_seconds

    @field_validator("domains")
    @classmethod
    def _domains(cls, domains: list[str]) -> list[str]:
        return [as_ascii(each).strip(".") for each in domains]

    @field_validator("counts_as_global")
    @classmethod
    def _prefixes(cls, prefixes: list[str]) -> list[str]:
        return [str(ip_network(prefix)) for prefix in prefixes]

    def least_seconds(self) -> float:
        return self.seconds

    @property
    def budget(self) -> Budget:
        return Budget(self.links_per_level, self.links_per_host, self.seconds, self.link_seconds)


async def collect(target: Target, options: PortalOptions) -> list[Reading]:
    """Raises ProbeError where the home page was not reached for a reason that need not be the
    site's."""
    home = normal(URL(options.url))
    hosts = Hosts(
        nameservers(options), options.query_timeout_seconds, tuple(options.counts_as_global)
    )
    domains = options.domains or [domain_of(home)]
    async with PageWorker() as pages:
        tls = verification(options.ca_file)
        crawled = await Crawl(hosts, domains, pages, tls, options.budget).run(home)
    kind = NOT_THE_SITES.get(crawled.home.cause)
    if kind is not None:
        raise ProbeError(kind, f"{options.url}: {_why(crawled.home)}")
    return list(_readings(crawled, options.url))


def _readings(crawled: Crawled, url: str) -> Iterator[Reading]:
    """Without a home page, or one that cannot be read, nobody knows which links there are."""
    home = crawled.home
    known = home.outcome is Outcome.SUPPORTED and not home.unread
    lost = "" if known else _why(home)
    yield _same_text(home, url)
    for number, (share, links, untried) in LEVELS.items():
        if lost:
            yield from (Reading(each, None, url, lost) for each in (share, links, untried))
            continue
        level = level_of(number, crawled.tried)
        unknown = level.untried.total()
        yield Reading(links, level.tried + unknown, url)
        yield Reading(untried, unknown, url)
        yield _share(share, level, url)
        for cause, count in (level.causes + level.untried).items():
            yield Reading(WEB_LINKS_BY_CAUSE, count, f"level {number}: {cause}")
    if not lost:
        yield Reading(WEB_WILDCARD_DOMAINS, " ".join(crawled.wildcards) or None)


def _same_text(home: Tried, url: str) -> Reading:
    if home.cause is Cause.DIFFERS:
        return Reading(WEB_IPV6_SAME_TEXT, False, url)
    if home.outcome is Outcome.SUPPORTED and not home.detail:
        return Reading(WEB_IPV6_SAME_TEXT, True, url)
    return Reading(WEB_IPV6_SAME_TEXT, None, url, _why(home))


def _share(quantity: Quantity, level: Level, url: str) -> Reading:
    if level.rate is not None:
        return Reading(quantity, float(Fraction(level.rate)), url)
    if not level.untried:
        return Reading(quantity, None, url)
    why = ", ".join(f"{count} {cause}" for cause, count in sorted(level.untried.items()))
    return Reading(quantity, None, url, f"no link of level {level.number} was tried: {why}")


def _why(tried: Tried) -> str:
    """Of the home page."""
    told = [str(tried.cause or ""), tried.detail]
    return ": ".join(["the home page", *filter(None, told)])


PORTAL = Collector(
    "portal",
    PortalOptions,
    (*(quantity for three in LEVELS.values() for quantity in three), WEB_IPV6_SAME_TEXT,
     WEB_LINKS_BY_CAUSE, WEB_WILDCARD_DOMAINS),
    collect,
)  # fmt: skip
