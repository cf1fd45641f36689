"""Numbers as people read them: with prefix, unit and no false precision."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Final

from checks.clause import Requirement

PREFIXES: Final[Mapping[str, int]] = {"G": 10**9, "M": 10**6, "k": 10**3}

#: Shown of a number, and more only where its whole part has more.
DIGITS: Final = 4

#: Units that take a decimal prefix.
PREFIXED: Final = frozenset({"bit/s", "B"})


def figure(value: float | None, unit: str) -> str:
    """`2 Gbit/s`, `1 h 30 min`, `85 %`, `23.5 °C`; a dash where there is no value."""
    if value is None:
        return "–"
    if unit in PREFIXED:
        return _prefixed(value, unit)
    if unit == "s":
        return duration(value)
    if unit == "1":
        return f"{_shortened(_exact(value) * 100)} %"
    return f"{_shortened(_exact(value))} {unit}".rstrip()


def _exact(value: float) -> Decimal:
    """As it is written, so that 29 % is not 28.999… %."""
    return Decimal(repr(value))


def _shortened(value: Decimal) -> str:
    """Four digits, or as many more as the whole part has: cut, never rounded up to a limit that
    the value does not reach."""
    if not value:
        return "0"
    digits = max(DIGITS, value.adjusted() + 1) - 1 - value.adjusted()
    cut = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN)
    return f"{cut.normalize():f}"


def _prefixed(value: float, unit: str) -> str:
    for prefix, factor in PREFIXES.items():
        if abs(value) >= factor:
            return f"{_shortened(_exact(value) / factor)} {prefix}{unit}"
    return f"{_shortened(_exact(value))} {unit}"


def duration(seconds: float) -> str:
    """`2 h`, `1 h 30 min`, `45 s`; whole seconds are enough."""
    sign, rest = ("−", -seconds) if seconds < 0 else ("", seconds)
    days, rest = divmod(round(rest), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    shown = [f"{number} {name}" for number, name in parts if number]
    return sign + " ".join(shown[:2]) if shown else "0 s"


def required(requirement: Requirement | None, unit: str) -> str:
    """`at least 1 Mbit/s`; empty where the document sets no limit."""
    if requirement is None:
        return ""
    words = "at least" if requirement.at_least is not None else "at most"
    return f"{words} {figure(requirement.limit, unit)}"
