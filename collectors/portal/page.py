"""What a page says, as far as the crawl asks: its links, where it sends one on, and its text."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

#: More links than that make no page for people; the rest is counted, not kept.
LINKS_LIMIT = 5_000
#: A page that leaves again within so many seconds is a redirect (HTML, meta refresh).
REFRESH_SECONDS = 5.0
#: HTML, "prescan a byte stream": a page that names its charset does so here.
PRESCAN_BYTES = 1_024
META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9._:\-]+)", re.IGNORECASE)
REFRESH = re.compile(
    r"\s*([0-9]+(?:\.[0-9]*)?)\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>]+)", re.IGNORECASE
)
#: WHATWG Encoding: these labels all mean the newest of their family.
GB = frozenset({"gb2312", "gbk", "gb_2312-80", "csgb2312", "x-gbk"})
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Text is compared by runs of so many characters: Chinese has no blanks between its words.
RUN_CHARACTERS = 3

LINKING = "a[href], area[href], frame[src], iframe[src]"
NOT_TEXT = ("script", "style", "noscript", "template")


@dataclass(frozen=True, slots=True)
class Page:
    """`links` as they are written, each once, in the order of the page; `more_links` beyond the
    limit; `base` and `refresh` as they are written, empty where there is none."""

    links: tuple[str, ...] = ()
    more_links: int = 0
    base: str = ""
    refresh: str = ""
    text: str = ""


def read(body: bytes, content_type: str) -> Page:
    """The page behind these octets; whatever they are, it is a page (HTML, "parsing")."""
    tree = LexborHTMLParser(decoded(body, content_type).replace("\0", "\ufffd"))
    found: dict[str, None] = {}
    more = 0
    for node in tree.css(LINKING):
        written = node.attributes.get("href" if node.tag in {"a", "area"} else "src")
        if written is None or written in found:
            continue
        if len(found) == LINKS_LIMIT:
            more += 1
        else:
            found[written] = None
    base = tree.css_first("base[href]")
    refresh = refreshed(tree)
    for node in tree.css(", ".join(NOT_TEXT)):
        node.decompose()
    text = " ".join((tree.body.text(separator=" ") if tree.body else "").split())
    return Page(tuple(found), more, (base and base.attributes.get("href")) or "", refresh, text)


def refreshed(tree: LexborHTMLParser) -> str:
    """Where the page sends one on at once; empty where it does not."""
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() != "refresh":
            continue
        told = REFRESH.match(node.attributes.get("content") or "")
        if told is not None and float(told[1]) <= REFRESH_SECONDS:
            return told[2].strip()
    return ""


def decoded(body: bytes, content_type: str) -> str:
    """The text, by its mark, the header, the page's own word, or as UTF-8 (HTML, "determining the
    character encoding"); octets that are none become U+FFFD."""
    for mark, name in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    header = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9._:\-]+)", content_type, re.IGNORECASE)
    meta = META_CHARSET.search(body[:PRESCAN_BYTES])
    named = (header[1] if header else meta[1].decode("ascii") if meta else "utf-8").lower()
    try:
        return body.decode("gb18030" if named in GB else named, "replace")
    except (LookupError, ValueError):  # a codec that is none, or is none of text
        return body.decode("utf-8", "replace")


def difference(one: str, other: str) -> float:
    """The share of the longer text that the other lacks, 0 to 1, wherever it stands."""
    runs, others = _runs(one), _runs(other)
    longer = max(runs.total(), others.total())
    return 1 - (runs & others).total() / longer if longer else 0.0


def _runs(text: str) -> Counter[str]:
    if len(text) < RUN_CHARACTERS:
        return Counter([text] if text else [])
    return Counter(text[at : at + RUN_CHARACTERS] for at in range(len(text) - RUN_CHARACTERS + 1))
