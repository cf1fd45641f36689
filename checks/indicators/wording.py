"""Numbers and facts as a person writes them, beside each value and on its subject."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

BIT_RATES = ((10**9, "Gbit/s"), (10**6, "Mbit/s"), (10**3, "kbit/s"))
NAMES_SHOWN = 5


def bit_rate(bits_per_second: float | Fraction) -> str:
    """Decimal prefixes, as line rates have them (I-1); nine digits, so that no shortfall hides."""
    for size, unit in BIT_RATES:
        if bits_per_second >= size:
            return f"{float(bits_per_second / size):.9g} {unit}"
    return f"{float(bits_per_second):.9g} bit/s"


def duration(seconds: float) -> str:
    """Hours and minutes beside the seconds, where there are any."""
    whole_minutes = int(seconds // 60)
    if whole_minutes < 1:
        return f"{seconds:.6g} s"
    hours, minutes = divmod(whole_minutes, 60)
    return (
        f"{seconds:.6g} s ({hours} h {minutes} min)"
        if hours
        else f"{seconds:.6g} s ({minutes} min)"
    )


def said(fact: StrEnum | None) -> str:
    """A fact as a label; what is not said is one too: a clause takes such subjects in, not out."""
    return "unsaid" if fact is None else fact.value


def some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    rest = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def plural(number: float, noun: str, several: str = "") -> str:
    """`1 target`, `2 targets`; `several` where the plural takes more than an s."""
    return f"{number:.9g} {noun if number == 1 else several or noun + 's'}"
