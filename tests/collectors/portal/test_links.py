"""What a browser would make of a link is what the crawler asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from collectors.portal.links import Place, normal, resolved

BASE = URL("http://www.school.edu.cn/news/index.html")
DOMAINS = ("school.edu.cn",)

FOLLOWED = {
    "a path": ("/a", "http://www.school.edu.cn/a"),
    "beside the page": ("b.htm", "http://www.school.edu.cn/news/b.htm"),
    "above it": ("../c/./d/../e", "http://www.school.edu.cn/c/e"),
    "above the root": ("../../../f", "http://www.school.edu.cn/f"),
    "the page itself": ("", "http://www.school.edu.cn/news/index.html"),
    "a fragment is the page": ("/a#part", "http://www.school.edu.cn/a"),
    "a query alone": ("?page=2", "http://www.school.edu.cn/news/index.html?page=2"),
    "its scheme left out": ("//lib.school.edu.cn", "http://lib.school.edu.cn/"),
    "case of scheme and host": ("HTTP://WWW.School.EDU.cn/A", "http://www.school.edu.cn/A"),
    "a port that goes without saying": ("http://school.edu.cn:80/", "http://school.edu.cn/"),
    "https has another": ("https://school.edu.cn:443/x", "https://school.edu.cn/x"),
    "and one that does not": ("http://school.edu.cn:8080", "http://school.edu.cn:8080/"),
    "the root of the names": ("http://www.school.edu.cn./a", "http://www.school.edu.cn/a"),
    "blanks and line breaks": (" \n/a\tb\n ", "http://www.school.edu.cn/ab"),
    "a blank within": ("/a b", "http://www.school.edu.cn/a%20b"),
    "Chinese in the path": ("/路径", "http://www.school.edu.cn/%E8%B7%AF%E5%BE%84"),
    "backslashes": ("http:\\\\www.school.edu.cn\\a", "http://www.school.edu.cn/a"),
    "nothing wide in the host": ("http://w\u200bww.school.edu.cn/", "http://www.school.edu.cn/"),
    "full width": ("http://\uff57\uff57\uff57.school.edu.cn/", "http://www.school.edu.cn/"),
}


@pytest.mark.parametrize(("text", "url"), FOLLOWED.values(), ids=FOLLOWED)
def test_a_link_of_the_school_is_asked_for_as_a_browser_would(text: str, url: str) -> None:
    link = resolved(BASE, text, DOMAINS)
    assert (link.place, str(link.url)) == (Place.INSIDE, url)


ELSEWHERE = {
    "another school": ("http://other.edu.cn/", Place.OUTSIDE),
    "a name that only ends alike": ("http://notschool.edu.cn/", Place.OUTSIDE),
    "an address": ("http://[2001:db8::1]/", Place.OUTSIDE),
    "a Chinese name": ("http://例子.cn/", Place.OUTSIDE),
    "mail": ("mailto:a@school.edu.cn", Place.NOT_WEB),
    "a script": ("JavaScript:void(0)", Place.NOT_WEB),
    "data": ("data:text/html,hello", Place.NOT_WEB),
    "a file": ("file:///etc/passwd", Place.NOT_WEB),
    "no host": ("http://", Place.MALFORMED),
    "an empty label": ("http://a..school.edu.cn/", Place.MALFORMED),
    "a port beyond all": ("http://school.edu.cn:99999/", Place.MALFORMED),
    "a port that is none": ("http://school.edu.cn:8o/", Place.MALFORMED),
    "a bracket left open": ("http://[::1/", Place.MALFORMED),
    "a user": ("http://me:secret@school.edu.cn/", Place.MALFORMED),
    "longer than anybody types": ("/" + "a" * 2_048, Place.MALFORMED),
    "a letter that no name has": ("http://\ufffd.school.edu.cn/", Place.MALFORMED),
}


@pytest.mark.parametrize(("text", "place"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_not_the_schools_page_says_what_it_is(text: str, place: Place) -> None:
    link = resolved(BASE, text, DOMAINS)
    assert link.place is place
    assert bool(link.why) == (place in {Place.NOT_WEB, Place.MALFORMED})


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_what_it_gives_is_normal(text: str) -> None:
    link = resolved(BASE, text, DOMAINS)
    if link.url is not None:
        assert normal(link.url) == link.url
        again = resolved(BASE, str(link.url), DOMAINS)
        assert (again.place, again.url) == (link.place, link.url)
