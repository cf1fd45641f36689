"""The scoreboard shows everything and runs nothing."""

from dataclasses import replace
from html.parser import HTMLParser

from checks.clause import load_standards
from exporters.pages.scoreboard import scoreboard
from exporters.snapshot import ReceiverView
from tests.exporters.snapshots import a_snapshot


class Page(HTMLParser):
    """Which elements a page has, and all its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page() -> Page:
    read = Page()
    read.feed(scoreboard(a_snapshot()))
    return read


def test_hostile_text_is_shown_and_never_run() -> None:
    read = page()
    assert "script" not in read.tags
    assert any("<script>alert(1)</script>" in text for text in read.texts)


def test_every_clause_stands_there_with_outcome_and_figures() -> None:
    text = " ".join(page().texts)
    for piece in ("z-1", "z-2", "z-3", "z-4", "1.5 Mbit/s", "at least 2 h", "1 h 30 min", "-25.0%"):
        assert piece in text
    for outcome in ("pass", "fail", "unknown", "not checked"):
        assert outcome in text


def test_titles_are_in_both_languages() -> None:
    text = " ".join(page().texts)
    assert "What clause 1 asks" in text
    assert "第1条" in text


def test_a_target_that_does_not_answer_is_named_at_the_top() -> None:
    text = " ".join(page().texts)
    assert "core-2/snmp" in text
    assert "core-1/snmp" not in text


def test_documents_waivers_and_own_limits_stand_with_their_clause() -> None:
    text = " ".join(page().texts)
    assert "expiring soon, believed until 2026-11-30" in text
    assert "waived until 2026-12-31 by Li <script>" in text
    assert "new batteries ordered" in text
    assert "at least 512 kbit/s; site limit at least 1 Mbit/s" in text


def test_what_is_to_be_renewed_stands_at_the_top() -> None:
    text = " ".join(page().texts)
    assert "z-6 (campus): attested: old.pdf, signed by Wang Fang, expired, was believed until" in (
        text
    )
    assert "z-3 (campus): waiver expired on 2026-10-31 by Li Na: works" in text
    assert "z-2 (campus)" not in text


def test_each_standard_says_what_it_comes_to_what_that_leaves_out_and_its_edition() -> None:
    text = " ".join(page().texts)
    assert "At least 2 of 5 clauses that count (1 by documents);" in text
    assert "1 failed, 1 were not checked; 80 % can be judged here." in text
    assert "Clauses cover 5 of the document's 9 items." in text
    assert "A document, a.txt; edition: edition of 2024 ·" in text
    assert "2024年版" in text


def test_points_stand_there_section_by_section() -> None:
    rubric = replace(a_snapshot(), standards=(load_standards()["eval"],), verdicts=())
    text = scoreboard(rubric)
    assert "Points by section" in text
    assert "6.2 运行维护服务机制, by subtraction" in text
    assert "Points by section" not in scoreboard(a_snapshot())


def test_what_is_flapping_says_so_at_the_clause_and_at_the_subject() -> None:
    text = " ".join(page().texts)
    assert text.count("flapping since 2026-11-01T11:40:00+00:00: 7 changes within 1 h") == 2
    assert "flapping: 1 of 2 subjects" in text


def test_receivers_that_are_not_told_are_shown() -> None:
    receivers = (
        ReceiverView("duty", 0, 20, 0),
        ReceiverView("chat", 7, 20, 2, "HTTP status 503"),
        ReceiverView("mail", 0, 20, 1),
    )
    page = scoreboard(replace(a_snapshot(), receivers=receivers))
    assert "<div>chat: 7 notices wait, 2 given up; HTTP status 503</div>" in page
    assert "<div>mail: 0 notices wait, 1 given up</div>" in page
    assert "duty" not in page
    assert "Not told" not in scoreboard(a_snapshot())
