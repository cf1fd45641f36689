"""Rates count what was tried, per level, and say what they left out."""

from fractions import Fraction

from yarl import URL

from collectors.portal.tried import (
    Cause,
    Outcome,
    Tried,
    Untried,
    failing_hosts,
    level_of,
)

HOME = URL("http://www.school.edu.cn/")


def link(host: str, number: int, cause: Cause | Untried | None = None, level: int = 2) -> Tried:
    outcome = Outcome.SUPPORTED
    if isinstance(cause, Cause):
        outcome = Outcome.UNSUPPORTED
    elif cause is Untried.NAMES:
        outcome = Outcome.NOT_KNOWN
    elif cause is not None:
        outcome = Outcome.NOT_TRIED
    return Tried(URL(f"http://{host}/{number}"), level, HOME, outcome, cause)


def test_a_level_counts_what_was_tried_and_names_the_rest() -> None:
    links = [
        *(link("a", n) for n in range(6)),
        link("b", 0, Cause.NO_AAAA),
        link("b", 1, Cause.NO_AAAA),
        link("c", 0, Cause.STATUS),
        link("c", 1, Untried.ROBOTS),
        link("d", 0, Untried.NAMES),
        link("e", 0, level=3),
    ]
    level = level_of(2, links)
    assert (level.supported, level.tried, level.rate) == (6, 9, Fraction(2, 3))
    assert level.bounds == (Fraction(6, 11), Fraction(8, 11))
    assert level.causes == {Cause.NO_AAAA: 2, Cause.STATUS: 1}
    assert level.untried == {Untried.ROBOTS: 1, Untried.NAMES: 1}
    assert (level.hosts_supported, level.hosts_tried) == (1, 3)
    assert level.dominant == ("a", Fraction(2, 3))


def test_a_level_without_links_has_no_rate() -> None:
    level = level_of(3, [link("a", 0)])
    assert (level.rate, level.bounds, level.dominant) == (None, None, None)


def test_what_only_was_not_tried_has_bounds_and_no_rate() -> None:
    level = level_of(2, [link("a", 0, Untried.ROBOTS)])
    assert level.rate is None
    assert level.bounds == (Fraction(0), Fraction(1))


def test_half_of_the_links_does_not_dominate_yet() -> None:
    half = [link("a", 0), link("a", 1), link("b", 0), link("c", 0)]
    assert level_of(2, half).dominant is None
    assert level_of(2, [*half, link("a", 2)]).dominant == ("a", Fraction(3, 5))
    assert level_of(2, half[:2]).dominant is None  # one host alone


def test_hosts_with_most_failures_come_first() -> None:
    links = [link("b", n, Cause.REFUSED) for n in range(2)]
    links += [link("a", n, Cause.REFUSED) for n in range(2)]
    links += [link("c", n, Cause.NO_AAAA) for n in range(3)]
    assert failing_hosts([*links, link("d", 0)]) == [("c", 3), ("a", 2), ("b", 2)]
