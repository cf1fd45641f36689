"""Reads one YAML file into nodes, within bounds, and explains what is no YAML."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from agent.config_error import Faults, Place, below, secretive
from agent.yaml_node import Node, reading
from agent.yaml_scalar import unquoted

FILE_AT_MOST_BYTES = 16 * 1024 * 1024
DEPTH_AT_MOST = 32
NODES_AT_MOST = 1_000_000

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: YAML 1.1 section 5.1, c-printable, and the byte order mark.
UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\ufffd\U00010000-\U0010ffff]"
)

#: Beginnings of what libyaml and PyYAML say, and what an operator does about it.
PROBLEMS = (
    (
        "mapping values are not allowed",
        "a `:` too many, or a line that is indented wrongly; quote text that holds a colon",
    ),
    ("could not find expected ':'", "a key without its `:`, or a line that is indented wrongly"),
    ("did not find expected key", "this line is indented wrongly, or a bracket or quote too many"),
    ("expected <block end>", "this line is indented wrongly, or a bracket or quote too many"),
    ("did not find expected '-'", "this line is indented wrongly: a list goes on with `-`"),
    ("did not find expected ','", "a list or map in brackets is not closed, or lacks a comma"),
    ("expected ',' or", "a list or map in brackets is not closed, or lacks a comma"),
    ("did not find expected node content", "a list or map in brackets is not closed"),
    ("expected the node content", "a list or map in brackets is not closed"),
    ("found character", "no text begins with this character; quote it"),
    ("found unknown escape character", r"in double quotes `\` begins an escape; use single quotes"),
)


def parse(
    file: Path, content: bytes, faults: Faults, nodes_at_most: int = NODES_AT_MOST
) -> Node | None:
    """The one map of a file; None, with the fault noted, where there is none."""
    text = _text(file, content, faults)
    if text is None:
        return None
    reader = _Reader(file, faults, nodes_at_most)
    try:
        root = reader.document(Loader(text))
    except _Refused as error:
        faults.unreadable(error.place, error.message)
        return None
    except yaml.MarkedYAMLError as error:
        faults.unreadable(*_explained(file, text, error))
        return None
    except (yaml.YAMLError, MemoryError, RecursionError, ValueError):
        faults.unreadable(Place(file, 1), "this is no YAML that can be read")
        return None
    return root


def _text(file: Path, content: bytes, faults: Faults) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.unreadable(Place(file, line), "this is not UTF-8; save the file as UTF-8")
        return None
    strange = UNPRINTABLE.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        faults.unreadable(
            Place(file, line), f"the control character U+{ord(strange[0]):04X} cannot stand here"
        )
        return None
    return text


def _explained(file: Path, text: str, error: yaml.MarkedYAMLError) -> tuple[Place, str]:
    """Our words for a syntax error. Never the line itself: a secret may stand there."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.split("\n")
    rest = lines[line - 1][mark.column :] if mark and line <= len(lines) else ""
    problem = error.problem or ""
    if rest.startswith("\t") or "tab character" in problem:
        return Place(file, line), "a tab cannot indent; use spaces"
    if "quoted scalar" in (error.context or "") and "end of stream" in problem:
        begin = error.context_mark or mark
        return Place(file, begin.line + 1 if begin else line), "the quote is not closed"
    words = (ours for theirs, ours in PROBLEMS if problem.startswith(theirs))
    message = next(words, "this is no YAML that can be read")
    begun = error.context_mark.line + 1 if error.context_mark else line
    began = f" (what is open here began on line {begun})" if begun < line else ""
    return Place(file, line), message + began


class _Refused(Exception):
    """Nothing of the file is used, so that hostile input ends here."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


class _Reader:
    """From the parser's events to nodes; counts depth and nodes, so that no file can exhaust us."""

    def __init__(self, file: Path, faults: Faults, nodes_at_most: int) -> None:
        self._file = file
        self._faults = faults
        self._nodes_left = nodes_at_most
        self._refused: set[tuple[int, str]] = set()

    def document(self, loader: Any) -> Node:
        """The map that the file holds; `loader` is closed."""
        try:
            root = self._only_document(iter(loader.get_event, None))
        finally:
            loader.dispose()
        if not isinstance(root.value, dict):
            raise _Refused(root.place, "a configuration file is a map of keys, as in `site: …`")
        return root

    def _only_document(self, events: Iterator[Any]) -> Node:
        first = Place(self._file, 1)
        next(events)  # the stream begins
        next(events)  # the document begins, or the stream ends
        event = next(events, None)
        if event is None or (isinstance(event, yaml.ScalarEvent) and not event.value):
            raise _Refused(first, "the file is empty; remove it, or write {} if so meant")
        root = self._node(event, events, first, "", 1)
        next(events)  # the document ends
        after = next(events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise _Refused(self._place(after), "a second document begins; a file holds one")
        return root

    def _place(self, event: Any) -> Place:
        return Place(self._file, event.start_mark.line + 1)

    def _node(self, event: Any, events: Iterator[Any], place: Place, path: str, depth: int) -> Node:
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise _Refused(place, "too many values for one file; split it")
        if depth > DEPTH_AT_MOST:
            raise _Refused(place, f"nested deeper than {DEPTH_AT_MOST} levels")
        if isinstance(event, yaml.AliasEvent):
            self._refuse(place, path, "`*` refers to another value; write that out")
            return Node(None, place, broken=True)
        if event.anchor is not None:
            self._refuse(place, path, "`&` names a value; leave it out")
        if event.tag is not None:
            self._refuse(place, path, "`!` types a value; leave it out")
        refused = event.anchor is not None or event.tag is not None
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self._map(events, path, depth), place, broken=refused)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._list(events, path, depth), place, broken=refused)
        return Node(None, place, broken=True) if refused else self._scalar(event, place, path)

    def _refuse(self, place: Place, path: str, message: str) -> None:
        """Once a line. What stands there is not shown: a password may begin with the mark."""
        if (place.line, message) not in self._refused:
            self._refused.add((place.line, message))
            self._faults.add(place, path, f"{message}, or quote the text")

    def _list(self, events: Iterator[Any], path: str, depth: int) -> list[Node]:
        entries: list[Node] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            here = f"{path}[{len(entries)}]"
            entries.append(self._node(event, events, self._place(event), here, depth + 1))
        return entries

    def _map(self, events: Iterator[Any], path: str, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            place = self._place(event)
            key, text = self._key(event, events, path, depth)
            here = below(path, key)
            child = self._node(next(events), events, place, here, depth + 1)
            if key not in entries:
                entries[key] = child if text else replace(child, broken=True)
                continue
            first = entries[key].place
            self._faults.add(place, here, f"given twice; the first stands on line {first.line}")
        return entries

    def _key(self, event: Any, events: Iterator[Any], path: str, depth: int) -> tuple[str, bool]:
        """The text of a key, and whether it is one; what is none is noted and named for itself."""
        place = self._place(event)
        node = self._node(event, events, place, path, depth + 1)
        if isinstance(node.value, str):
            return node.value, True
        if isinstance(node.value, dict | list):
            self._faults.add(place, path, "a key is text, not a map or a list")
        elif not node.broken:
            self._faults.add(place, path, f"the key {reading(node)}; quote it")
        return node.written or f"line {place.line}", False

    def _scalar(self, event: Any, place: Place, path: str) -> Node:
        written: str = event.value
        if not event.implicit[0]:
            return Node(written, place, written, quoted=True)
        try:
            return Node(unquoted(written), place, written)
        except ValueError as error:
            hidden = "unquoted text that YAML takes for a number; name a secret by reference"
            self._faults.add(place, path, hidden if written and secretive(path) else str(error))
            return Node(None, place, written, broken=True)
