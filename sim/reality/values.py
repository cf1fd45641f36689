"""Values of subjects, in exact fractions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Between:
    """Nobody can know more than that it is no less and no more than these; None: without end."""

    lowest: Fraction
    highest: Fraction | None


#: Name of the subject -> value; "" is the campus. A value of None: nobody can know it. No values
#: at all: the scenario says nothing of it.
Value = Fraction | Between | None
Values = Mapping[str, Value] | None


@lru_cache(maxsize=1 << 14, typed=True)
def number(value: object) -> Fraction:
    """upsd's variables are text; everything else is a number already."""
    return Fraction(str(value))


def texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def share_of(name: str, counts: Iterable[bool]) -> Values:
    """Of those that count, under one name; nothing where there are none."""
    listed = list(counts)
    return {name: Fraction(sum(listed), len(listed))} if listed else None
