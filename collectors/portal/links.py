"""What a link on a page leads to: the URL that a browser would open, or why it opens none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import idna
from yarl import URL

WEB_SCHEMES = frozenset({"http", "https"})

#: WHATWG URL, "URL parsing": what a browser takes away before it reads the text.
EDGES = "".join(map(chr, range(0x21)))
WITHIN = str.maketrans("", "", "\t\n\r")
#: Its scheme, RFC 3986 section 3.1.
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
#: What stands between scheme and path; after http(s): a browser takes a backslash for a slash.
AUTHORITY = re.compile(r"(?P<scheme>https?:)?[/\\]{2,}(?P<authority>[^/\\?#]*)", re.IGNORECASE)

URL_CHARACTERS_LIMIT = 2_048  # longer ones are no links that a person follows
SHOWN_CHARACTERS = 200


class Place(StrEnum):
    """Where a link leads to."""

    INSIDE = "inside"  # the school's own domains
    OUTSIDE = "outside"
    NOT_WEB = "not_web"  # mailto:, tel:, javascript:, data: …
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Link:
    """`url` as it is asked for, without a fragment; None where it is no URL of a web page."""

    place: Place
    text: str  # as the page has it, shortened
    url: URL | None = None
    why: str = ""

    @property
    def host(self) -> str:
        return "" if self.url is None else self.url.raw_host or ""


def resolved(base: URL, text: str, domains: Sequence[str]) -> Link:
    """The link that `text` stands for on the page `base` (WHATWG URL; RFC 3986 section 5).

    `domains` are the school's, as A-labels: they and all names below them are inside.
    """
    shown = text.strip(EDGES)[:SHOWN_CHARACTERS]
    cleaned = text.strip(EDGES).translate(WITHIN)
    scheme = SCHEME.match(cleaned)
    if scheme is not None and scheme[1].lower() not in WEB_SCHEMES:
        return Link(Place.NOT_WEB, shown, why=f"{scheme[1].lower()[:20]}: is no web page")
    if len(cleaned) > URL_CHARACTERS_LIMIT:
        return Link(Place.MALFORMED, shown, why=f"longer than {URL_CHARACTERS_LIMIT} characters")
    try:
        url = normal(base.join(URL(_with_ascii_host(cleaned))))
    except ValueError as error:
        return Link(Place.MALFORMED, shown, why=str(error)[:SHOWN_CHARACTERS])
    if url.user is not None or url.password is not None:
        return Link(Place.MALFORMED, shown, why="it carries a user name")
    place = Place.INSIDE if is_inside(url.raw_host or "", domains) else Place.OUTSIDE
    return Link(place, shown, url)


def normal(url: URL) -> URL:
    """One text for one page: host in lower case, no default port, no fragment, no empty path.

    Raises ValueError where it is no URL of a web page.
    """
    host = (url.raw_host or "").rstrip(".")
    if url.scheme not in WEB_SCHEMES or not host or ".." in host or host.startswith("."):
        raise ValueError(f"no host in {str(url)[:SHOWN_CHARACTERS]!r}")
    return URL.build(
        scheme=url.scheme,
        user=url.user,
        password=url.password,
        host=f"[{host}]" if ":" in host else host,
        port=None if url.is_default_port() else url.explicit_port,
        path=url.raw_path or "/",
        query_string=url.raw_query_string,
        encoded=True,
    )


def is_inside(host: str, domains: Sequence[str]) -> bool:
    """Whether the host is one of the domains, or below one of them."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def domain_of(home: URL) -> str:
    """The school's domain where nobody says which: that of the home page, without `www.`."""
    return (home.raw_host or "").removeprefix("www.")


def as_ascii(host: str) -> str:
    """A host name as A-labels (UTS 46, as browsers read it: what has no width is nothing).

    Raises ValueError where it is no host name.
    """
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"{host[:80]!r} is no host name: {error}") from error


def _with_ascii_host(text: str) -> str:
    """The text with its slashes as slashes and its host in ASCII; unchanged where it has none."""
    found = AUTHORITY.match(text)
    if found is None:
        return text
    if not found["authority"]:
        raise ValueError(f"no host in {text[:SHOWN_CHARACTERS]!r}")
    before, at, host_and_port = found["authority"].rpartition("@")
    host, colon, port = host_and_port, "", ""
    if not host_and_port.startswith("["):
        host, colon, port = host_and_port.partition(":")
    rest = text[found.end() :].replace("\\", "/", 1)
    return f"{found['scheme'] or ''}//{before}{at}{as_ascii(host)}{colon}{port}{rest}"
