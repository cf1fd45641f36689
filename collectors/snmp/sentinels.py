"""What agents send for "I do not know" where a number was meant, and numbers without it."""

from collectors.snmp.session import Value
from collectors.snmp.values import Implausible, between, number

#: "I do not know" of some agent or other, whatever the unit.
UNKNOWN = frozenset({-1, 65535, 2**31 - 1, 2**32 - 1})
PERCENT_UNKNOWN = UNKNOWN | {255}  # where a byte is meant


def known(value: Value, unknown: frozenset[int] = UNKNOWN) -> float | None:
    """The number, whatever its unit; None for a sentinel, too."""
    plain = number(value)
    return None if plain is None or plain in unknown else plain


def count(value: Value, at_most: int) -> int | None:
    """How many there are of something; nothing counts below zero or above `at_most`."""
    plain = known(value)
    if plain is None:
        return None
    if plain != int(plain) or not 0 <= plain <= at_most:
        raise Implausible(f"a count of {plain:g}, which is not within 0 to {at_most}")
    return int(plain)


def percent(value: Value) -> float | None:
    """Per cent as a share, 0 to 1."""
    plain = known(value, PERCENT_UNKNOWN)
    return None if plain is None else between(plain, 0, 100, "%") / 100
