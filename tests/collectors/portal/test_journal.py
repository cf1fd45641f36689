"""A crawl that was interrupted goes on where it was, and trusts no other file."""

from pathlib import Path

import pytest
from yarl import URL

from collectors.portal.crawl import Crawl
from collectors.portal.journal import JournalError, kept, remembered
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import Cause, Outcome, Tried, Untried
from tests.collectors.portal.planned_site import DOMAIN, expected, planned, ports, running

HOME = URL("http://www.school.edu.cn/")


def link(number: int, cause: Cause | Untried | None = None) -> Tried:
    outcome = Outcome.SUPPORTED if cause is None else Outcome.UNSUPPORTED
    if isinstance(cause, Untried):
        outcome = Outcome.NOT_TRIED
    return Tried(HOME / str(number), 2, HOME, outcome, cause, "why", 200)


def written(path: Path, *tried: Tried) -> Path:
    with kept(path, HOME) as journal:
        for each in tried:
            journal.tell(each, ["http://www.school.edu.cn/路"])
    return path


def test_what_was_settled_is_remembered_with_its_links(tmp_path: Path) -> None:
    tried = [link(1), link(2, Cause.NO_AAAA), link(3, Untried.TIME), link(4, Cause.TIMEOUT)]
    known = remembered(written(tmp_path / "j", *tried), HOME)
    links = ("http://www.school.edu.cn/路",)
    assert known == {HOME / "1": (tried[0], links), HOME / "2": (tried[1], links)}


def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path) -> None:
    path = written(tmp_path / "j", link(1), link(2))
    whole = path.read_bytes()
    first_two = len(b"".join(whole.splitlines(True)[:2]))
    for cut in range(first_two, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert set(remembered(path, HOME)) == {HOME / "1"}
    with kept(path, HOME) as journal:
        journal.tell(link(3), ())
    assert set(remembered(path, HOME)) == {HOME / "1", HOME / "3"}


@pytest.mark.parametrize(
    "text",
    ["", "{}", "hello\n", '{"format": "campus-portal-journal/1", "home": "http://other/"}\n'],
)
def test_another_file_is_refused_and_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_text(text)
    if not text:
        assert remembered(path, HOME) == {}
        return
    with pytest.raises(JournalError, match=str(path)):
        remembered(path, HOME)


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "j", link(1), link(2))
    lines = path.read_text().splitlines(True)
    path.write_text(lines[0] + '{"url": 5}\n' + lines[2])
    with pytest.raises(JournalError, match="line 2"):
        remembered(path, HOME)


async def test_a_crawl_that_goes_on_comes_to_the_same_and_asks_nothing_twice(
    tmp_path: Path,
) -> None:
    site = planned(5, 120, *ports())
    path = tmp_path / "j"
    async with running(site) as hosts, PageWorker() as pages:
        with kept(path, site.home) as journal:
            whole = await Crawl(hosts, (DOMAIN,), pages, tell=journal.tell).run(site.home)
        lines = path.read_text().splitlines(True)
        path.write_text("".join(lines[: len(lines) // 2]))
        known = remembered(path, site.home)
        site.asked.clear()
        again = await Crawl(hosts, (DOMAIN,), pages, known=known).run(site.home)
    assert set(again.tried) == set(whole.tried)
    assert {(e.url, e.level, e.outcome, e.cause) for e in again.tried[1:]} == set(expected(site))
    for url in known.keys() - {site.home}:  # that is asked whether it still answers
        assert f"{url.authority}{url.raw_path}" not in site.asked
