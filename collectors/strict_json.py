"""JSON as RFC 8259 means it: what Python's parser lets pass beyond that is refused."""

import json
from typing import Any

DEPTH_LIMIT = 32


def parse(text: bytes) -> object:
    """The document; ValueError says why it is none that can be trusted."""
    try:
        document: object = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_no_number,
        )
    except RecursionError:
        raise ValueError(f"nested deeper than {DEPTH_LIMIT}") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"no JSON: {error}") from None
    _check_depth(document)
    if rb"\u" in text:
        _check_text(document)
    return document


def find(document: object, field: str) -> object:
    """What stands at the dotted path (a number counts into a list); None where it ends early.

    ValueError where the path leads through something that is neither object nor list.
    """
    node = document
    for step in field.split("."):
        if node is None:
            return None
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list):
            if not (step.isascii() and step.isdigit()):
                raise ValueError(f"{field}: a list is counted into, not with {step!r}")
            index = int(step[:9])
            node = node[index] if index < len(node) else None
        else:
            raise ValueError(f"{field}: {type(node).__name__} in place of what holds {step!r}")
    return node


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):  # section 4: which of them counts is open
        raise ValueError("an object has one name twice")
    return members


def _no_number(constant: str) -> object:
    raise ValueError(f"{constant} is no number of JSON's (section 6)")


def _check_depth(document: object) -> None:
    level = [document]
    for _ in range(DEPTH_LIMIT):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise ValueError(f"nested deeper than {DEPTH_LIMIT}")


def _check_text(document: object) -> None:
    """Section 8.2: half of a character, which no exporter could write."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("a text holds half of a character (a lone surrogate)") from None


def _children(node: object) -> list[object]:
    """Objects and lists directly inside."""
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [child for child in inside if isinstance(child, dict | list)]
