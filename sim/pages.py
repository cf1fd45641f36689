"""What stands on the pages of a portal, where their links lead, and how much two texts differ.

A page goes by its path, `/news/`; on another host of the school's by `//lib.example.edu/news/`
(RFC 3986 section 4.2: a reference without its scheme). A link with a scheme leads away from the
school, to where nothing is emulated.
"""

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

#: The server puts in the family that it is asked over: such a difference every real page has.
FAMILY: Final = "{family}"
WORDS_OF_A_PAGE: Final = 60
WORDS: Final = (
    "about autumn campus course degree dining event exam faculty green hall history hour lecture "
    "letter library map member morning notice office plan prize reader research result room "
    "school seminar spring staff student study summer talk teacher term visit welcome winter work"
)
HREF: Final = re.compile(r'href="([^"]*)"')
TAG: Final = re.compile(r"<title>.*?</title>|<[^>]*>")

#: What a server says that was set up for IPv6 and never told which site it is.
ANOTHER: Final = (
    "<!doctype html><html><title>It works</title><body><h1>It works!</h1>"
    "<p>This is the default page of this server. Its software is running, and no content has"
    " been added yet.</p></body></html>"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a portal is: the host of its home page."""

    host: str

    @property
    def domain(self) -> str:
        """The school's, to which hosts belong that are it or below it."""
        return self.host.removeprefix("www.")

    def host_of(self, page: str) -> str:
        return page[2:].partition("/")[0] if page.startswith("//") else self.host

    def leads_away(self, link: str) -> bool:
        if link.startswith("/"):
            host = self.host_of(link)
            return host != self.domain and not host.endswith(f".{self.domain}")
        return True

    def html_of(self, page: str, links: list[str]) -> str:
        """A page with a text of its own, and a menu."""
        listed = "".join(
            f'<li><a href="{self._written(page, link)}">{link}</a></li>' for link in links
        )
        menu = f"<ul>{listed}</ul>" if links else ""
        text = " ".join(random.Random(page).choices(WORDS.split(), k=WORDS_OF_A_PAGE))
        return (
            f"<!doctype html><html><title>Portal {page}</title><body>Welcome"
            f"{menu}<p>{text}</p><p>You came by {FAMILY}</p></body></html>"
        )

    def linked(self, page: str, html: str) -> list[str]:
        """The school's pages that this one leads to, by name, in their order."""
        names = (self._name(page, written) for written in HREF.findall(html))
        return [name for name in dict.fromkeys(names) if not self.leads_away(name)]

    def _written(self, page: str, link: str) -> str:
        """As it stands on the page: a host of its own is left out."""
        if not link.startswith("/") or self.host_of(link) != self.host_of(page):
            return f"//{self.host}{link}" if re.match("/(?!/)", link) else link
        return link.removeprefix(f"//{self.host_of(page)}")

    def _name(self, page: str, written: str) -> str:
        if re.match("/(?!/)", written):
            return (
                written if self.host_of(page) == self.host else f"//{self.host_of(page)}{written}"
            )
        return written.removeprefix(f"//{self.host}")


def with_ports(html: str, ports: Mapping[str, int]) -> str:
    """The page as a browser is given it: hosts are asked at these ports."""
    for host, port in ports.items():
        html = html.replace(f'"//{host}/', f'"//{host}:{port}/')
    return html


def difference(one: str, other: str) -> Fraction:
    """The part of the longer text that the other lacks, counted in words. The auditor counts it
    in another way: near a limit the two need not agree."""
    words, others = (Counter(TAG.sub(" ", html).split()) for html in (one, other))
    longer = max(words.total(), others.total())
    return 1 - Fraction((words & others).total(), longer) if longer else Fraction(0)
