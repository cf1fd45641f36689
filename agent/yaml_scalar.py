"""What YAML makes of unquoted text; where nobody would expect that, it is refused."""

import re
from collections.abc import Callable
from datetime import date

import yaml

from agent.config_error import shown

CONSTRUCT = yaml.constructor.SafeConstructor()
RESOLVE_TAG: Callable[..., str] = yaml.resolver.Resolver().resolve

#: What is longer is text: no number or date needs so much, and in base 60 reading it would
#: cost the square of its length.
GUESSED_AT_MOST_CHARACTERS = 64
#: YAML 1.1 reads `1:30` in base 60 and `010` in base 8 (https://yaml.org/type/int.html).
SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*:")
OCTAL = re.compile(r"[-+]?0[0-7_]+\Z")


def unquoted(written: str) -> str | int | float | bool | date:
    """The value of unquoted text. Raises ValueError where it is not what was meant."""
    if len(written) > GUESSED_AT_MOST_CHARACTERS:
        return written
    tag = RESOLVE_TAG(yaml.ScalarNode, written, (True, False))
    kind = tag.removeprefix("tag:yaml.org,2002:")
    return written if kind in {"str", "value"} else _value(kind, written)


def _value(kind: str, written: str) -> int | float | bool | date:
    if kind == "null":
        raise ValueError(
            "nothing stands here; leave the key out if it is not known, write [] if there is none"
        )
    if kind == "merge":
        raise ValueError("`<<` takes keys from elsewhere; write them out")
    node = yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", written)
    if kind == "bool":
        return bool(CONSTRUCT.construct_yaml_bool(node))
    if kind == "timestamp":
        return _moment(node)
    return _number(kind, node)


def _moment(node: yaml.ScalarNode) -> date:
    try:
        moment: date = CONSTRUCT.construct_yaml_timestamp(node)
    except (ValueError, OverflowError):
        raise ValueError(f"{shown(node.value)} is no day of the calendar") from None
    return moment


def _number(kind: str, node: yaml.ScalarNode) -> int | float:
    written = node.value
    try:
        number: int | float
        if kind == "int":
            number = CONSTRUCT.construct_yaml_int(node)
        else:
            number = CONSTRUCT.construct_yaml_float(node)
    except (ValueError, OverflowError):
        raise ValueError(f"{shown(written)} is no number that can be used") from None
    if not -(2**63) <= number < 2**63:  # also what is not a number
        raise ValueError(f"{shown(written)} is no number that can be used")
    if SEXAGESIMAL.match(written):
        raise ValueError(
            f"{shown(written)} is read as {number:g} (base 60); write {number:g}, or quote it"
        )
    if kind == "int" and OCTAL.match(written):
        raise ValueError(
            f"{shown(written)} is read as {number} (octal); write {number}, or quote it"
        )
    return number
