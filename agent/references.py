"""What the campus facts name must exist, and stand there once; of interfaces nothing is known."""

import re
from collections.abc import Iterator

from agent.config_error import Faults, Place, shown
from agent.validation import entry_name
from agent.yaml_node import Node, find, plain

#: Key of a fact -> what it names.
NAMES = {
    "target": "target",
    "device": "target",
    "transfer_switches": "target",
    "dns_servers": "target",
    "portals": "target",
    "building": "building",
    "room": "room",
    "gateway": "gateway",
    "place": "place",
    "hazard": "hazard",
    "campus": "campus",
    "circuits": "circuit",
}
#: Which list of `campus` holds them.
LISTS = {
    "building": "buildings",
    "room": "rooms",
    "gateway": "gateways",
    "place": "places",
    "hazard": "hazards",
    "campus": "campuses",
    "circuit": "circuits",
}
#: `[1-24]` is one character out of 1, 2 and 4, not the numbers from 1 to 24 (fnmatch).
NUMBERS = re.compile(r"\[[^\]]*[0-9]{2,}[^\]]*\]")


def check_references(root: Node, faults: Faults) -> None:
    """Notes names that nothing has, and facts that are listed twice."""
    for steps in (("site", "profiles"), ("notices", "receivers")):
        _check_once(find(root, steps), ".".join(steps), faults)
    campus = root.keys.get("campus")
    known = _known(root)
    if faults.whole:
        for index, target in enumerate(_entries(root, "targets")):
            path = f"targets[{entry_name(target, index)}].building"
            _check(target.keys.get("building"), "building", path, known, faults)
    if campus is None:
        return
    for path, key, node in _facts(campus, "campus"):
        if key in NAMES and faults.whole:
            _check(node, NAMES[key], path, known, faults)
        if isinstance(node.value, list):
            _check_once(node, path, faults)
    _check_circuits(campus, faults)
    _check_patterns(campus, faults)


def _entries(node: Node, key: str) -> list[Node]:
    found = node.keys.get(key)
    return found.entries if found is not None else []


def _known(root: Node) -> dict[str, set[str] | None]:
    """Every name of each kind; None where the list was left out, so that nothing is known."""
    known: dict[str, set[str] | None] = {"target": _named(root.keys.get("targets"))}
    campus = root.keys.get("campus")
    for kind, key in LISTS.items():
        known[kind] = _named(campus.keys.get(key)) if campus is not None else None
    return known


def _named(listed: Node | None) -> set[str] | None:
    if listed is None or not isinstance(listed.value, list):
        return None
    names = (entry.text("name") for entry in listed.entries)
    return {name for name in names if name is not None}


def _facts(node: Node, path: str) -> Iterator[tuple[str, str, Node]]:
    """Every value below a node with its path and key."""
    for key, child in node.keys.items():
        here = f"{path}.{key}"
        yield here, key, child
        yield from _facts(child, here)
        for index, entry in enumerate(child.entries):
            yield from _facts(entry, f"{here}[{entry_name(entry, index)}]")


def _check(
    node: Node | None, kind: str, path: str, known: dict[str, set[str] | None], faults: Faults
) -> None:
    names = known[kind]
    if node is None or names is None:
        return
    for entry in node.entries or [node]:
        if isinstance(entry.value, str) and entry.value not in names:
            hint = faults.suggestion(entry.value, names)
            faults.add(entry.place, path, f"no {kind} is named {shown(entry.value)}{hint}")


def _check_once(listed: Node, path: str, faults: Faults) -> None:
    """The same thing listed twice would count twice. What stands two levels deep has a name."""
    by_name = path.count(".") == 1
    seen: dict[str, Place] = {}
    for index, entry in enumerate(listed.entries):
        if entry.broken:
            continue
        name = entry.text("name") if by_name else None
        first = seen.setdefault(name if name is not None else repr(plain(entry)), entry.place)
        if first is not entry.place:
            about = f"{path}[{entry_name(entry, index)}]"
            faults.add(entry.place, about, f"listed twice; the first stands at {first}")


def _check_circuits(campus: Node, faults: Faults) -> None:
    """Two circuits on one port would count its contract twice."""
    seen: dict[tuple[str, str], Place] = {}
    for index, circuit in enumerate(_entries(campus, "circuits")):
        target, interface = circuit.text("target"), circuit.text("interface")
        if target is None or interface is None:
            continue
        first = seen.setdefault((target, interface), circuit.place)
        if first is not circuit.place:
            path = f"campus.circuits[{entry_name(circuit, index)}]"
            message = f"ends on the port of the circuit at {first}; a port carries one circuit"
            faults.add(circuit.place, path, message)


def _check_patterns(campus: Node, faults: Faults) -> None:
    for index, ports in enumerate(_entries(campus, "access_ports")):
        for key in ("interfaces", "except_interfaces"):
            for entry in _entries(ports, key):
                wrong = _wrong_pattern(entry.value) if isinstance(entry.value, str) else ""
                if wrong:
                    faults.add(entry.place, f"campus.access_ports[{index}].{key}", wrong)


def _wrong_pattern(pattern: str) -> str:
    """What is wrong with a shell pattern on interface names; empty where nothing is."""
    if not pattern:
        return "an empty pattern matches no interface"
    if "[" in pattern.replace("[]", "").replace("[!]", "") and "]" not in pattern.partition("[")[2]:
        return f"the bracket in {shown(pattern)} is not closed"
    if NUMBERS.search(pattern):
        return (
            f"{shown(pattern)}: brackets stand for one character, not for a range of numbers;"
            " list the patterns, as in [GE0/0/?, GE0/0/1?]"
        )
    return ""
