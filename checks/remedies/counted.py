"""Remedies for shares and counts: how many more must count, and which are the nearest."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from checks.indicators.wording import plural
from checks.remedies.remedy import Remedy, Shortfall, Solve, number, said, where
from checks.verdict import Evidence
from collectors.quantities import MAINS_FEEDS_LIVE

#: Named with their reason; the rest is in the number.
NAMED_AT_MOST = 10


def more_of_all(noun: str, must: str, several: str = "") -> Solve:
    """For a share: how many more of those in scope must count, whatever the unknown ones do."""

    def solve(short: Shortfall) -> tuple[Remedy, ...]:
        in_scope = short.coverage.in_scope
        # the value is a float of two whole numbers; they come back exactly
        counting = round(short.value * short.coverage.measured)
        more = ceil(short.limit * in_scope) - counting
        all_of = f"{more} more of {plural(in_scope, noun, several)}"
        text = f"{all_of} must {must}{_candidates(members_out(short), more)}"
        return (Remedy(text, more, noun),)

    return solve


def more(noun: str, must: str, several: str = "") -> Solve:
    """For a count: how many more must count; those that the inventory lacks must be added."""

    def solve(short: Shortfall) -> tuple[Remedy, ...]:
        lacking = ceil(short.limit - Fraction(short.value))
        out = members_out(short)
        text = f"{_more(lacking, noun, several)} must {must}{_candidates(out, lacking)}"
        if len(out) < lacking:
            missing = lacking - len(out)
            text += f"; {_more(missing, noun, several)} must be added to the inventory"
        return (Remedy(text, lacking, noun),)

    return solve


def _more(lacking: int, noun: str, several: str) -> str:
    return plural(lacking, f"more {noun}", f"more {several or noun + 's'}")


def members_out(short: Shortfall) -> list[tuple[str, str]]:
    """Members that do not count, then those not known, each with what says so first."""
    ordered = sorted(
        (each for each in short.evidence if each.of and each.counts is not True),
        key=lambda each: each.counts is None,
    )
    first: dict[str, Evidence] = {}
    for each in ordered:
        first.setdefault(each.of, each)
    return [(name, said(piece)) for name, piece in first.items()]


def _candidates(out: Sequence[tuple[str, str]], wanted: int) -> str:
    if not out:
        return ""
    named = "; ".join(f"{name} ({why})" for name, why in out[:NAMED_AT_MOST])
    among = "" if len(out) <= wanted else f", any {wanted} of {len(out)}"
    rest = f" and {len(out) - NAMED_AT_MOST} more" if len(out) > NAMED_AT_MOST else ""
    return f"{among}: {named}{rest}"


def feeds(short: Shortfall) -> tuple[Remedy, ...]:
    """Live feeds at each transfer switch that has too few."""
    return tuple(
        Remedy(
            f"{_more(lacking, 'feed', '')} must be live at {where(piece)}, which tells of "
            f"{plural(live, 'live feed')}",
            lacking,
            "feed",
        )
        for piece in short.of(MAINS_FEEDS_LIVE)
        if (live := number(piece)) is not None
        and (lacking := ceil(short.limit - Fraction(live))) > 0
    )
