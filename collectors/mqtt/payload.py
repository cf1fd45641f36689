"""Turns a meter's JSON payload into a reading; nothing here touches a network."""

import json
import re
from collections.abc import Iterable
from typing import Any

from collectors.quantities import METER_VALUE
from collectors.reading import Reading

PAYLOAD_BYTES_AT_MOST = 64 * 1024
DEPTH_AT_MOST = 32
SHOWN_CHARACTERS = 40
#: No counter of a campus comes near; what does is an overflow or another field.
VALUE_AT_MOST = 1e15
#: Firmwares of 2017 and before send numbers as text ("31.7"); with a unit in it, it is no number.
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


def meter_reading(payload: bytes, field: str, name: str) -> Reading:
    """The meter's reading: None where the message lacks the field or has null there."""
    try:
        return Reading(METER_VALUE, number(find(document(payload), field), field), name)
    except ValueError as error:
        return Reading(METER_VALUE, None, name, rejected=str(error))


def document(payload: bytes) -> object:
    """The JSON document; ValueError says why the payload is none that we would trust."""
    if len(payload) > PAYLOAD_BYTES_AT_MOST:
        raise ValueError(f"payload of {len(payload)} bytes, more than {PAYLOAD_BYTES_AT_MOST}")
    try:
        parsed: object = json.loads(
            payload.decode(), object_pairs_hook=without_duplicates, parse_constant=no_number
        )
    except RecursionError:
        raise ValueError(f"JSON nested deeper than {DEPTH_AT_MOST}") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"no JSON: {error}") from None
    check_depth(parsed)
    return parsed


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # RFC 8259 section 4 leaves open which of two equal names counts, so neither does
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("JSON object with the same name twice")
    return members


def no_number(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON number (RFC 8259 section 6)")


def check_depth(parsed: object) -> None:
    level = [parsed]
    for _ in range(DEPTH_AT_MOST):
        level = [child for node in level for child in children(node)]
        if not level:
            return
    raise ValueError(f"JSON nested deeper than {DEPTH_AT_MOST}")


def children(node: object) -> list[object]:
    """Objects and lists directly inside."""
    inside: Iterable[object] = ()
    if isinstance(node, dict):
        inside = node.values()
    elif isinstance(node, list):
        inside = node
    return [child for child in inside if isinstance(child, dict | list)]


def find(parsed: object, field: str) -> object:
    """What stands at the dotted path; None where a member is missing on the way."""
    node = parsed
    for member in field.split("."):
        if node is None:
            return None
        if not isinstance(node, dict):
            raise ValueError(f"{field}: no object around {member!r}, but {shown(node)}")
        node = node.get(member)
    return node


def number(found: object, field: str) -> float | None:
    """A counter's value; bool is an int to Python, not to a meter."""
    if found is None:
        return None
    if isinstance(found, str) and PLAIN_NUMBER.fullmatch(found.strip()):
        found = float(found)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(f"{field} is no number, but {shown(found)}")
    if not 0 <= found <= VALUE_AT_MOST:  # false for infinities too; JSON has no NaN
        raise ValueError(f"{field} is {shown(found)}, outside 0 to {VALUE_AT_MOST:g}")
    return float(found)


def shown(found: object) -> str:
    text = json.dumps(found)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
