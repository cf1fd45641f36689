"""A page's links, its redirect and its text, whatever stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.portal.page import LINKS_LIMIT, decoded, difference, read

HTML = "text/html; charset=utf-8"


def test_links_are_kept_once_each_as_written_in_the_order_of_the_page() -> None:
    page = read(
        b"<a href='b'>1</a><a href=a>2</a><A HREF='b'>3</A><a name=x>no</a><a href>no</a>"
        b"<map><area href='c'></map><iframe src='d'></iframe><img src='e'><link href='f'>",
        HTML,
    )
    assert page.links == ("b", "a", "c", "d")


def test_a_link_in_a_comment_or_a_script_is_none() -> None:
    page = read(b"<!-- <a href=a>x</a> --><script>'<a href=b>'</script><a href=c>x</a>", HTML)
    assert page.links == ("c",)


def test_links_beyond_the_limit_are_counted() -> None:
    links = "".join(f"<a href='{number}'>x</a>" for number in range(LINKS_LIMIT + 7))
    page = read(links.encode(), HTML)
    assert (len(page.links), page.more_links) == (LINKS_LIMIT, 7)


REFRESHES = {
    "at once": ("<meta http-equiv='Refresh' content='0; url=main.htm'>", "main.htm"),
    "in quotes": ("<meta http-equiv=refresh content=\"1;URL='main.htm'\">", "main.htm"),
    "without the word": ("<meta http-equiv=refresh content='0;main.htm'>", "main.htm"),
    "after a minute it is news, no redirect": ("<meta http-equiv=refresh content='60;url=a'>", ""),
    "to itself": ("<meta http-equiv=refresh content='3'>", ""),
    "never": ("<meta http-equiv=refresh>", ""),
}


@pytest.mark.parametrize(("html", "to"), REFRESHES.values(), ids=REFRESHES)
def test_a_page_that_leaves_at_once_is_a_redirect(html: str, to: str) -> None:
    assert read(html.encode(), HTML).refresh == to


CHARSETS = {
    "by the header": ("中文".encode("gb2312"), "text/html; charset=GB2312"),
    "by the page": (b"<meta charset=gbk>" + "中文".encode("gbk"), "text/html"),
    "by the page, the old way": (
        b"<meta http-equiv=content-type content='text/html; charset=gb2312'>"
        + "中文".encode("gb18030"),
        "text/html",
    ),
    "the header before the page": ("<meta charset=gbk>中文".encode(), HTML),
    "a mark before both": ("\ufeff中文".encode("utf-16"), "text/html; charset=gbk"),
    "nobody says": ("中文".encode(), ""),
    "a charset that there is not": ("中文".encode(), "text/html; charset=klingon"),
    "a codec that is not of text": ("中文".encode(), "text/html; charset=rot13"),
}


@pytest.mark.parametrize(("body", "content_type"), CHARSETS.values(), ids=CHARSETS)
def test_a_page_is_read_in_its_own_charset(body: bytes, content_type: str) -> None:
    assert "中文" in decoded(body, content_type)


def test_text_is_what_a_person_reads() -> None:
    page = read(
        b"<title>t</title><p>one\n <b>two</b></p><script>three</script><style>a</style>", HTML
    )
    assert page.text == "one two"


@given(st.binary(max_size=300), st.sampled_from(["", HTML, "text/html; charset=gbk"]))
def test_no_octets_break_it(body: bytes, content_type: str) -> None:
    read(body, content_type)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [("", "", 0.0), ("same text", "same text", 0.0), ("abc", "", 1.0), ("abc", "xyz", 1.0)],
)
def test_how_much_two_texts_differ(one: str, other: str, share: float) -> None:
    assert difference(one, other) == difference(other, one) == share


def test_a_tenth_of_a_text_is_a_tenth_of_it() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 1_002)))
    assert difference(text, text[:902]) == pytest.approx(0.1)
    assert difference(text, text[500:] + text[:500]) < 0.01  # where it stands does not matter
