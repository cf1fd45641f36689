"""Shares, counts and largest values, and the words and numbers beside them."""

from math import inf

import pytest

from checks.indicators.members import Member, Sized, count, largest, share
from checks.indicators.wording import bit_rate, duration, some
from checks.verdict import CAMPUS, Cause, CauseKind, Coverage, Grade, Measured

SILENT = Cause(CauseKind.FAILED, "d: timeout", "d")
MEMBERS = [Member("a", True), Member("b", True), Member("c", False), Member("d", SILENT)]


def share_of(members: list[Member]) -> Measured:
    return share("x_ratio", CAMPUS, members, "doors locked", Grade.DECLARED)


def count_of(members: list[Member]) -> Measured:
    return count("x_count", CAMPUS, members, "doors locked", Grade.REPORTED)


def largest_of(*members: Sized) -> Measured:
    return largest("x_seconds", CAMPUS, list(members), "max(…)", Grade.REPORTED)


def test_a_share_is_of_those_that_could_be_told_and_says_who_is_missing() -> None:
    measured = share_of(MEMBERS)
    assert (measured.lowest, measured.value, measured.highest) == (0.5, 2 / 3, 0.75)
    assert measured.coverage == Coverage(3, 4)
    assert measured.arithmetic == "2 ÷ 3 doors locked = 0.6667; not c; 1 not known: d"


def test_a_share_of_which_nothing_could_be_told_is_unknown_and_open() -> None:
    measured = share_of([Member("d", SILENT)])
    assert measured.why_not is SILENT
    assert (measured.lowest, measured.highest) == (0, 1)
    assert measured.coverage == Coverage(0, 1)


def test_a_count_is_at_least_what_is_known() -> None:
    measured = count_of(MEMBERS)
    assert (measured.lowest, measured.value, measured.highest) == (2, 2, 3)
    assert measured.coverage == Coverage(3, 4)
    assert measured.arithmetic == "2 of 4 doors locked; not c; 1 not known: d"
    assert measured.grade is Grade.REPORTED


def test_a_count_of_unknowns_is_unknown() -> None:
    measured = count_of([Member("d", SILENT)])
    assert measured.why_not is SILENT
    assert (measured.lowest, measured.highest) == (0, 1)


def test_a_count_of_nothing_listed_is_the_inventory_s_own_answer() -> None:
    measured = count_of([])
    assert (measured.value, measured.grade, measured.coverage.ratio) == (0, Grade.DECLARED, 1)


def test_the_largest_stands_whatever_else_is_unknown() -> None:
    measured = largest_of(Sized("a", 10.0), Sized("b", 20.0), Sized("d", SILENT))
    assert (measured.lowest, measured.value, measured.highest) == (20, 20, inf)
    assert measured.coverage == Coverage(2, 3)
    assert measured.arithmetic == "max(…); 1 more not known"


def test_the_largest_of_known_sizes_needs_no_bounds_and_of_unknown_ones_is_unknown() -> None:
    known = largest_of(Sized("a", 10.0))
    assert (known.value, known.lowest, known.highest) == (10, None, None)
    assert largest_of(Sized("d", SILENT)).why_not is SILENT


@pytest.mark.parametrize(
    ("bits_per_second", "text"),
    [
        (2_000_000_000, "2 Gbit/s"),
        (999_999_999, "999.999999 Mbit/s"),
        (512_000, "512 kbit/s"),
        (511_999.5, "511.9995 kbit/s"),
        (999, "999 bit/s"),
        (0, "0 bit/s"),
    ],
)
def test_bit_rates_are_written_with_decimal_prefixes(bits_per_second: float, text: str) -> None:
    assert bit_rate(bits_per_second) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (59, "59 s"),
        (60, "60 s (1 min)"),
        (7199, "7199 s (1 h 59 min)"),
        (86_400, "86400 s (24 h 0 min)"),
    ],
)
def test_durations_are_written_with_hours_and_minutes(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_of_many_names_some_are_written() -> None:
    assert some(list("abcde")) == "a, b, c, d, e"
    assert some(list("abcdefg")) == "a, b, c, d, e and 2 more"
