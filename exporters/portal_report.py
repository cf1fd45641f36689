"""What a crawl of a portal over IPv6 came to: tables for a person, a CSV file per level."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from io import StringIO
from typing import Final

from rich.table import Table
from rich.text import Text

from collectors.portal.crawl import LEVELS, Crawled
from collectors.portal.tried import Cause, Level, Outcome, Tried, Untried, failing_hosts, level_of

COLUMNS: Final = ("level", "url", "host", "found_on", "outcome", "cause", "detail", "status")
HOSTS_SHOWN: Final = 8

WORDS: Final[Mapping[Cause | Untried, str]] = {
    Cause.NO_AAAA: "no AAAA record",
    Cause.NOT_GLOBAL: "AAAA of no global address",
    Cause.REFUSED: "connection refused",
    Cause.UNREACHABLE: "not reachable",
    Cause.TIMEOUT: "no answer in time",
    Cause.TLS: "TLS fails",
    Cause.PROTOCOL: "what answers is no HTTP",
    Cause.STATUS: "status 400 or above",
    Cause.EMPTY: "empty body",
    Cause.REDIRECT: "redirects that lead nowhere",
    Cause.DIFFERS: "another text than over IPv4",
    Untried.ROBOTS: "robots.txt forbids it",
    Untried.RATE: "the host asks to come later",
    Untried.SILENT: "the host kept silent before",
    Untried.LINKS: "budget of links per level",
    Untried.HOST: "budget of links per host",
    Untried.TIME: "budget of time",
    Untried.NAMES: "the name servers did not answer",
}


def levels(crawled: Crawled) -> list[Level]:
    return [level_of(number, crawled.tried) for number in LEVELS]


def tables(crawled: Crawled) -> Iterable[Table]:
    """The rates, then why links fail, then which hosts are behind it."""
    found = levels(crawled)
    rates = Table(title="links of the portal over IPv6", title_justify="left")
    for heading in ("level", "supported", "tried", "rate", "not tried", "hosts supported"):
        rates.add_column(heading, justify="right")
    for level in found:
        rates.add_row(
            str(level.number),
            str(level.supported),
            str(level.tried),
            percent(level.rate),
            str(level.untried.total()),
            f"{level.hosts_supported} of {level.hosts_tried}",
        )
    yield rates
    causes = Table(title="why links fail, or were not tried", title_justify="left")
    causes.add_column("cause")
    for level in found:
        causes.add_column(f"level {level.number}", justify="right")
    for cause, words in WORDS.items():
        counts = [_count(level, cause) for level in found]
        if any(counts):
            causes.add_row(words, *(str(count) for count in counts))
    if causes.row_count:
        yield causes
    failing = failing_hosts(crawled.tried)
    if failing:
        hosts = Table(title="hosts with most of the failing links", title_justify="left")
        hosts.add_column("host")
        hosts.add_column("links", justify="right")
        for host, links in failing[:HOSTS_SHOWN]:
            hosts.add_row(Text(host), str(links))
        yield hosts


def _count(level: Level, cause: Cause | Untried) -> int:
    return level.causes[cause] if isinstance(cause, Cause) else level.untried[cause]


def remarks(crawled: Crawled) -> Iterable[str]:
    """What a reader of the rates should know besides."""
    home = crawled.home
    if home.outcome is not Outcome.SUPPORTED:
        yield f"the home page: {home.outcome.replace('_', ' ')}: {_why(home)}"
    for level in levels(crawled):
        if level.dominant is not None:
            host, share = level.dominant
            yield f"level {level.number}: {percent(share)} of the links are on {host} alone"
    unseen = [each for each in crawled.tried if each.outcome is Outcome.SUPPORTED and each.detail]
    if unseen:
        example = f"{unseen[0].url}: {unseen[0].detail}"
        yield f"{len(unseen)} supported pages were not compared with IPv4, first {example}"
    for domain in crawled.wildcards:
        yield f"any name below {domain} has an address, also of hosts that there are not"
    if crawled.malformed:
        first = crawled.malformed[0]
        yield f"{len(crawled.malformed)} malformed links, first {first.text!r}: {first.why}"
    if crawled.outside:
        links, hosts = crawled.outside.total(), len(crawled.outside)
        yield f"{links} links to {hosts} hosts outside the school, which count nowhere"


def _why(tried: Tried) -> str:
    words = WORDS[tried.cause] if tried.cause is not None else ""
    return f"{words} ({tried.detail})" if tried.detail else words


def as_csv(crawled: Crawled, level: int) -> str:
    """One line per unique link of the level, those that fail first."""
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    lines.writerows(_row(each) for each in _in_order(crawled.tried, level))
    return text.getvalue()


def _in_order(tried: Sequence[Tried], level: int) -> list[Tried]:
    order = [Outcome.UNSUPPORTED, Outcome.NOT_KNOWN, Outcome.NOT_TRIED, Outcome.SUPPORTED]
    own = [each for each in tried if each.level == level]
    return sorted(own, key=lambda each: (order.index(each.outcome), each.host, str(each.url)))


def _row(tried: Tried) -> tuple[object, ...]:
    return (
        tried.level,
        tried.url,
        tried.host,
        tried.found_on or "",
        tried.outcome,
        tried.cause or "",
        tried.detail,
        "" if tried.status is None else tried.status,
    )


def percent(share: Fraction | None) -> str:
    """Never rounded up to a limit that it does not reach."""
    return "" if share is None else f"{int(share * 10_000) / 100:.2f} %"
