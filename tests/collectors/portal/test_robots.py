"""robots.txt is obeyed as RFC 9309 reads it."""

import pytest
from yarl import URL

from collectors.portal.robots import Rules

FILE = b"""\xef\xbb\xbfUser-agent: *
Disallow: /private/
Allow: /private/open
Disallow: /*.pdf$

User-agent: Campus-Auditor
Disallow: /slow/
Crawl-delay: 2.5
"""
FOR_ALL = FILE.partition(b"User-agent: Campus")[0]


def url(path: str) -> URL:
    return URL(f"http://www.school.edu.cn{path}")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/", True), ("/private/x", False), ("/private/open", True), ("/a.pdf", False)],
)
def test_the_group_for_all_counts_for_us(path: str, allowed: bool) -> None:
    assert Rules.of_file(FOR_ALL).allow(url(path)) is allowed


def test_a_group_of_our_own_counts_alone() -> None:
    rules = Rules.of_file(FILE)
    assert rules.allow(url("/private/x"))
    assert not rules.allow(url("/slow/x"))
    assert rules.delay_seconds == 2.5


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False)])
def test_without_a_file_the_status_decides(status: int, allowed: bool) -> None:
    rules = Rules.of_status(status)
    assert rules.allow(url("/x")) is allowed
    assert rules.delay_seconds == 0


@pytest.mark.parametrize("body", [b"", b"\0\xff" * 1_000, b"Disallow: /", b"<html>not found"])
def test_what_is_no_rule_forbids_nothing(body: bytes) -> None:
    assert Rules.of_file(body).allow(url("/x"))


def test_a_file_without_end_is_read_in_part() -> None:
    rules = Rules.of_file(b"User-agent: *\nDisallow: /a\n" + b"#" * 3_000_000 + b"\nDisallow: /b\n")
    assert (rules.allow(url("/a")), rules.allow(url("/b"))) == (False, True)
