"""A web site of many links on three levels: a home page, sections, and what stands below them."""

from collections.abc import Sequence

from sim.web_server import WebPage

#: Below each page of the first two levels, at most; the rest of the links is shared out evenly.
SECTIONS_AT_MOST, SUBSECTIONS_AT_MOST = 12, 12


def site(links: int) -> dict[str, WebPage]:
    """Path -> page. The home page and those below it have `links` links to pages in all."""
    sections = [f"/s{number}" for number in range(min(SECTIONS_AT_MOST, links))]
    left = links - len(sections)
    subsections = [
        f"{sections[number % len(sections)]}/u{number}"
        for number in range(min(SUBSECTIONS_AT_MOST * len(sections), left))
    ]
    left -= len(subsections)
    articles = [f"{subsections[n % len(subsections)]}/a{n}" for n in range(left)]
    below: dict[str, list[str]] = {"/": sections}
    for path in (*subsections, *articles):
        below.setdefault(path.rpartition("/")[0], []).append(path)
    paths = ("/", *sections, *subsections, *articles)
    return {path: WebPage(html=page(path, below.get(path, ()))) for path in paths}


def page(path: str, links: Sequence[str]) -> str:
    listed = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return f"<!doctype html><html><title>{path}</title><body><ul>{listed}</ul></body></html>"
