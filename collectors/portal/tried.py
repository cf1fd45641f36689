"""What came of each link, and what all of them come to: per level rate, hosts, and causes. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from yarl import URL

#: Of a level with several hosts, one that has more of the links than this decides it alone.
DOMINANT: Final = Fraction(1, 2)


#: So begins the detail of a page that answered and could not be read.
UNREAD: Final = "neither compared nor searched for links"


class Outcome(StrEnum):
    """Only the first two are in the rate: a share counts what was tried."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    NOT_TRIED = "not_tried"  # we did not ask: robots.txt, a budget
    NOT_KNOWN = "not_known"  # we asked, and it proves nothing: no answer of the name servers


class Cause(StrEnum):
    """Why a link is unsupported; the causes of I-23's two lists of failures."""

    NO_AAAA = "no_aaaa"
    NOT_GLOBAL = "aaaa_not_global"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    PROTOCOL = "protocol"  # what came is no HTTP
    STATUS = "status"
    EMPTY = "empty_body"
    REDIRECT = "redirect"  # in a loop, too far, or to what is no page
    DIFFERS = "differs_from_ipv4"


#: What may be our fault or the path's as well as the site's.
DOUBTFUL: Final = frozenset({Cause.TIMEOUT, Cause.UNREACHABLE, Cause.PROTOCOL})


class Untried(StrEnum):
    """Why a link is in no rate."""

    ROBOTS = "robots_txt"
    RATE = "rate_limited"  # 429 or 503 with Retry-After beyond our patience
    SILENT = "host_silent"  # it let others of its links time out, one after the other
    LINKS = "links_budget"
    HOST = "host_budget"
    TIME = "time_budget"
    NAMES = "names_unanswered"


@dataclass(frozen=True, slots=True)
class Tried:
    """One unique URL of the school and what came of it. `level` 1 is the home page.

    `detail` of a supported one says why its text was not compared with that over IPv4.
    """

    url: URL
    level: int
    found_on: URL | None
    outcome: Outcome
    cause: Cause | Untried | None = None
    detail: str = ""
    status: int | None = None

    @property
    def host(self) -> str:
        return self.url.raw_host or ""

    @property
    def unread(self) -> bool:
        """Nobody knows what it leads to."""
        return self.detail.startswith(UNREAD)


@dataclass(frozen=True, slots=True)
class Level:
    """The links of one level. Without any that was tried there is no rate."""

    number: int
    supported: int
    tried: int
    causes: Counter[Cause]
    untried: Counter[Untried]
    hosts_supported: int
    hosts_tried: int
    #: A host with most of what was tried, and how much; None where there is none.
    dominant: tuple[str, Fraction] | None

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.supported, self.tried) if self.tried else None

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """Between what the rate of all links lies, whatever the untried ones would give."""
        links = self.tried + self.untried.total()
        if not links:
            return None
        return (
            Fraction(self.supported, links),
            Fraction(self.supported + self.untried.total(), links),
        )


def level_of(number: int, links: Sequence[Tried]) -> Level:
    """The level's figures out of the links of all levels."""
    own = [link for link in links if link.level == number]
    counted = [link for link in own if link.outcome in {Outcome.SUPPORTED, Outcome.UNSUPPORTED}]
    supported = [link for link in counted if link.outcome is Outcome.SUPPORTED]
    hosts = Counter(link.host for link in counted)
    return Level(
        number,
        len(supported),
        len(counted),
        Counter(link.cause for link in counted if isinstance(link.cause, Cause)),
        Counter(link.cause for link in own if isinstance(link.cause, Untried)),
        len({link.host for link in supported}),
        len(hosts),
        _dominant(hosts),
    )


def _dominant(hosts: Counter[str]) -> tuple[str, Fraction] | None:
    if len(hosts) < 2:  # noqa: PLR2004 - of one host alone nobody says that it dominates
        return None
    host, links = hosts.most_common(1)[0]
    share = Fraction(links, hosts.total())
    return (host, share) if share > DOMINANT else None


def failing_hosts(links: Sequence[Tried]) -> list[tuple[str, int]]:
    """The hosts behind the failures, those with most first: what to mend first."""
    failing = Counter(link.host for link in links if link.outcome is Outcome.UNSUPPORTED)
    return sorted(failing.items(), key=lambda each: (-each[1], each[0]))
