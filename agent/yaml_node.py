"""The values of configuration files, each with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from agent.config_error import Faults, Place, below, shown

Plain = str | int | float | bool | date | dict[str, "Plain"] | list["Plain"] | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file. A key's place is the line of the key, an entry's its own first line.

    `written` is a scalar's text, `quoted` whether it stood in quotes. `broken`: a fault
    says already what is wrong with the value, and there is none.
    """

    value: "str | int | float | bool | date | dict[str, Node] | list[Node] | None"
    place: Place
    written: str = ""
    quoted: bool = False
    broken: bool = False

    @property
    def keys(self) -> "dict[str, Node]":
        """The entries of a map; none where it is no map."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def entries(self) -> "list[Node]":
        """The entries of a list; none where it is no list."""
        return self.value if isinstance(self.value, list) else []

    def text(self, key: str) -> str | None:
        """The text under a key of this map; None where there is none."""
        found = self.keys.get(key)
        return found.value if found is not None and isinstance(found.value, str) else None


def plain(node: Node) -> Plain:
    """The value without its places."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def reading(node: Node) -> str:
    """How YAML read an unquoted scalar: "`no` is read as false"."""
    if isinstance(node.value, bool):
        value = str(node.value).lower()
    elif isinstance(node.value, int | float):
        value = f"the number {node.value}"
    else:
        value = "a date"
    return f"{shown(node.written)} is read as {value}"


def find(root: Node, path: tuple[str | int, ...]) -> Node:
    """The value at a path, or the last one on the way where there is none."""
    node = root
    for step in path:
        child = node.keys.get(step) if isinstance(step, str) else None
        if isinstance(step, int) and 0 <= step < len(node.entries):
            child = node.entries[step]
        node = child or node
    return node


def merged(parts: list[Node], path: str, faults: Faults) -> Node:
    """Files read as one: maps are merged, lists joined; what else stands twice is refused."""
    whole = parts[0]
    for part in parts[1:]:
        whole = _joined(whole, part, path, faults)
    return whole


def _joined(first: Node, second: Node, path: str, faults: Faults) -> Node:
    if isinstance(first.value, list) and isinstance(second.value, list):
        return replace(first, value=[*first.value, *second.value])
    if not isinstance(first.value, dict) or not isinstance(second.value, dict):
        faults.add(second.place, path, f"given twice; the first stands at {first.place}")
        return first
    keys: dict[str, Node] = dict(first.value)
    for key, child in second.value.items():
        first_child = keys.get(key)
        keys[key] = _joined(first_child, child, below(path, key), faults) if first_child else child
    return replace(first, value=keys)


def only(node: Node, keys: Mapping[str, Node]) -> Node:
    """The same map with some of its keys."""
    return replace(node, value=dict(keys))
