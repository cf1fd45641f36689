"""The days that facts bear: none lies in the future, and each dates a list that there is."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_origin

from agent.config_error import Faults
from agent.yaml_node import Node
from checks.campus import Campus

#: Where the day began earlier than here, it may be tomorrow already.
AHEAD = timedelta(days=1)

#: The lists of the campus that may be dated; devices are filled from the targets.
LISTS = frozenset(
    name
    for name, field in Campus.model_fields.items()
    if name != "devices"
    and any(get_origin(each) is list for each in getattr(field.annotation, "__args__", ()))
)


def check_dates(root: Node, today: date, faults: Faults) -> None:
    """Notes days in the future, and dates of what is no list of the campus."""
    campus = root.keys.get("campus")
    if campus is None:
        return
    for path, node in _days(campus, "campus"):
        if isinstance(node.value, date) and node.value > today + AHEAD:
            message = f"{node.value} lies in the future; nobody has seen that yet"
            faults.add(node.place, path, message)
    sources = campus.keys.get("sources")
    for name, node in sources.keys.items() if sources is not None else ():
        if name not in LISTS:
            hint = faults.suggestion(name, LISTS)
            faults.add(node.place, f"campus.sources.{name}", f"is no list of the campus{hint}")
        elif name not in campus.keys and faults.whole:
            message = f"dates a list that is not there; add `{name}`, or remove this"
            faults.add(node.place, f"campus.sources.{name}", message)


def _days(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    """Every `as_of` below the node, with its path."""
    for key, child in node.keys.items():
        if key == "as_of":
            yield f"{path}.{key}", child
        yield from _days(child, f"{path}.{key}")
    for entry in node.entries:
        yield from _days(entry, path)
