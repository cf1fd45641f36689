"""From what an agent sent to what it can mean; what cannot be true is rejected, with the reason.

A type is a hint: numbers arrive as text, gauges as counters. Convert by value.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVarTuple

from collectors import reading
from collectors.snmp.session import Absent, Address, Identifier, Number, Octets, Value
from collectors.text import decoded

Of = TypeVarTuple("Of")

#: Longer than any DisplayString (RFC 2579: 255 octets), with room for agents that do not care.
TEXT_BYTES_AT_MOST = 1024
NUMBER_IN_TEXT = re.compile(r"([-+]?\d{1,20}(?:\.\d{1,9})?)(?: ?[%°A-Za-z][^\d]{0,20})?")
#: Seen in real agents where a number was meant.
NO_NUMBER = frozenset({"", "-", "--", "n/a", "na", "none", "null", "unknown", "xx.x", "-99999"})


class Implausible(ValueError):
    """The agent sent something that cannot be true; the text says what and why."""


def told(
    quantity: reading.Quantity,
    instance: str,
    value: Callable[[*Of], reading.Value],
    *of: *Of,
) -> reading.Reading:
    """The reading of what `value` returns; rejected when it raises `Implausible`."""
    try:
        return reading.Reading(quantity, value(*of), instance)
    except Implausible as lie:
        return reading.Reading(quantity, None, instance, str(lie))


def told_each(
    quantity: reading.Quantity,
    instances: Sequence[str],
    value: Callable[..., reading.Value],
    *cells: Sequence[object],
) -> reading.Series:
    """What `value` returns of each instance's cells, as `told` would have it."""
    try:
        return reading.Series(quantity, dict(zip(instances, map(value, *cells), strict=True)))
    except Implausible:  # some of them are: one by one
        each = (
            told(quantity, name, value, *of) for name, *of in zip(instances, *cells, strict=True)
        )
        return reading.Columns.of([each]).by_quantity[quantity.name]


def number(value: Value) -> int | float | None:
    """None where the agent has none; text is read as the number that it starts with."""
    match value:
        case Number(value=plain):
            return plain
        case Octets(value=octets):
            return _number_in(decoded(octets))
        case Absent.REFUSED:
            raise Implausible("the agent answers an error instead of a value")
        case Absent():
            return None
        case Identifier() | Address():
            raise Implausible(f"{type(value).__name__.lower()} where a number belongs")


def _number_in(text: str) -> int | float | None:
    if text.lower() in NO_NUMBER:
        return None
    found = NUMBER_IN_TEXT.fullmatch(text)
    if found is None:
        raise Implausible(f"text {text[:40]!r} where a number belongs")
    plain = found.group(1)
    return float(plain) if "." in plain else int(plain)


def integer(value: Value) -> int | None:
    """A whole number; None where the agent has none."""
    if value.__class__ is Number:  # nearly always
        return value.value
    plain = number(value)
    if isinstance(plain, float) and not plain.is_integer():
        raise Implausible(f"{plain} where a whole number belongs")
    return None if plain is None else int(plain)


def between(value: float, low: float, high: float, unit: str) -> float:
    """The value itself, if it lies in what the unit can be."""
    if not low <= value <= high:
        raise Implausible(f"{value:g} {unit} is outside {low:g} to {high:g}")
    return value


def text(value: Value) -> str | None:
    """Readable text, cleaned once; None where the agent has none."""
    match value:
        case Octets(value=octets):
            if len(octets) > TEXT_BYTES_AT_MOST:
                raise Implausible(f"a text of {len(octets)} bytes")
            return decoded(octets)
        case Absent.REFUSED:
            raise Implausible("the agent answers an error instead of a value")
        case Absent():
            return None
        case Number() | Identifier() | Address():
            raise Implausible(f"{type(value).__name__.lower()} where text belongs")


def dotted(value: Value) -> str | None:
    """An object identifier as people write it; None where the agent has none."""
    match value:
        case Identifier(value=oid):
            return ".".join(map(str, oid))
        case Absent.REFUSED:
            raise Implausible("the agent answers an error instead of a value")
        case Absent():
            return None
        case _:
            raise Implausible(f"{type(value).__name__.lower()} where an object identifier belongs")


def chosen(value: Value, meanings: Mapping[int, bool | None]) -> bool | None:
    """What an enumerated value means; one that the MIB does not know is rejected."""
    plain = integer(value)
    if plain is None:
        return None
    if plain not in meanings:
        raise Implausible(f"{plain} is none of the values {sorted(meanings)}")
    return meanings[plain]
