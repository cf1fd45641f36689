"""Turns a meter's JSON payload into a reading; nothing here touches a network."""

import json
import re

from collectors.quantities import METER_VALUE
from collectors.reading import Reading
from collectors.strict_json import find, parse

PAYLOAD_BYTES_AT_MOST = 64 * 1024
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
    return parse(payload)


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
